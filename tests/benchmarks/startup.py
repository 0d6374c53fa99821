"""What it costs to start: CPU and wall seconds of whole processes, and of compiling the terms."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from typing import NamedTuple

from contestants import ONE_CORE

PROGRAMS = {
    "an empty program": "pass",
    "import pandas": "import pandas",
    'find_mentions("Mali")': (
        "from dateline.countries import find_mentions; find_mentions('Mali')"
    ),
}
_COMPILE = """
import time
from dateline import gazetteer
began = time.process_time()
gazetteer.load().matcher  # noqa: B018 (it is compiled when it is asked for)
print(time.process_time() - began)
"""


class Cost(NamedTuple):
    """Seconds of one process, from its start to its end."""

    cpu: float
    wall: float


def process(program: str) -> Cost:
    """What a fresh process costs that runs a program."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    _run(program)
    wall = time.perf_counter() - began
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Cost(ended.ru_utime + ended.ru_stime - used.ru_utime - used.ru_stime, wall)


def compiling() -> float:
    """CPU seconds that reading and compiling the terms take in a fresh process."""
    return float(_run(_COMPILE))


def _run(program: str) -> str:
    command = [sys.executable, "-I", "-c", program]
    ran = subprocess.run(
        command, env=os.environ | ONE_CORE, stdout=subprocess.PIPE, text=True, check=True
    )
    return ran.stdout
