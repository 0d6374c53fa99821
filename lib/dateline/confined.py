"""Files are read in a process of its own, which has so much time and memory and no more.

Nobody knows what a broken PDF or page does to the library that reads it. Should it go round in
circles or fill the memory, that process is ended, the file rejected, and the next one read.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
import threading
from types import TracebackType

from dateline import unpacking
from dateline.intake import PER_MB, Found, Options


class Helper:
    """A process that reads files; it starts with the first that needs it and ends with `close`."""

    def __init__(self, options: Options):
        self._options = options
        self._process: subprocess.Popen | None = None

    def __enter__(self) -> Helper:
        return self

    def __exit__(
        self, kind: type | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def read(self, name: str, content: bytes) -> list[Found]:
        """Each text in a file of that name, or the reason why there is none.

        Each has so many seconds. What a file gave before one took too long is kept.
        """
        if unpacking.is_harmless(name, content):
            return list(unpacking.read_content(name, content, self._options))
        process = self._started()
        found: list[Found] = []
        late = threading.Event()

        def end() -> None:
            late.set()
            process.kill()

        try:
            while True:
                timer = threading.Timer(self._options.seconds, end)
                timer.start()
                try:
                    if content:
                        pickle.dump((name, content), process.stdin)
                        process.stdin.flush()
                        content = b""
                    answer = pickle.load(process.stdout)
                finally:
                    timer.cancel()
                if answer is None:
                    return found
                found.append(answer)
        except (OSError, EOFError, pickle.UnpicklingError):
            self.close()
            what = f"what follows {found[-1].item}" if found and found[-1].item else "it"
            reason = (
                f"{what} took over {self._options.seconds} seconds: save it as plain text, or "
                "raise `seconds`"
                if late.is_set()
                else f"the library that reads it broke down over {what}: save it as plain text"
            )
            return [*found, Found(reason=reason.removeprefix("it "))]

    def close(self) -> None:
        """End the process, if there is one."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process.stdout.close()
            # What it was told last may have got nowhere.
            with contextlib.suppress(OSError):
                self._process.stdin.close()
            self._process = None

    def _started(self) -> subprocess.Popen:
        if not self._process:
            # -P: no module is taken from the folder this runs in. What a library has to say about
            # a file is for its authors.
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "dateline.confined"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            pickle.dump(self._options, self._process.stdin)
        return self._process


def _main() -> None:
    """Read what comes on standard input, and answer on standard output, until that ends."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # A library that prints must not come in between.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    options = pickle.load(sys.stdin.buffer)
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (options.memory_mb * PER_MB,) * 2)
    while True:
        try:
            name, content = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        try:
            for found in unpacking.read_content(name, content, options):
                pickle.dump(found, answers)
                answers.flush()
        except (MemoryError, RecursionError):
            what = (
                f"needs over {options.memory_mb} MB of memory to read, or lies too deep in itself"
            )
            reason = f"{what}: save it as plain text, or raise `memory_mb`"
            pickle.dump(Found(reason=reason), answers)
        pickle.dump(None, answers)
        answers.flush()


if __name__ == "__main__":
    _main()
