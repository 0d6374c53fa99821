"""What the interpreter and the C library are spared where much is made at once."""

from __future__ import annotations

import contextlib
import functools
import gc
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np


@contextlib.contextmanager
def without_collector() -> Iterator[None]:
    """Spare what is made in here the visits of the collector of reference cycles.

    Where nothing refers back to what made it, they find nothing: of compiling the terms they are a
    tenth, of finding mentions a twenty-fifth.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@functools.cache
def keep_memory(size: int) -> None:
    """Have so much memory (bytes) kept by the process once it is free.

    The C library of Linux hands back to the system what lies free beyond twice the largest piece
    freed so far (mallopt(3)), and whoever needs it next pays for each page anew: for texts in
    batches, a tenth of the time. This piece is asked for and freed, and never written to.
    """
    np.empty(size, np.uint8)


class once:  # noqa: N801 (a decorator)
    """What `functools.cached_property` does, without the lock that it takes in Python 3.11."""

    def __init__(self, compute: Callable[[Any], Any]):
        self._compute = compute

    def __set_name__(self, owner: type, name: str):
        self._name = name

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        value = self._compute(instance)
        # Asked for `__dict__`, an instance would have to make one.
        setattr(instance, self._name, value)
        return value
