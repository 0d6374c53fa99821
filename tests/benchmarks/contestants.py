"""The contestants: their environments under _build/bench, and the process that each runs in."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, TypeVar

HERE = Path(__file__).resolve().parent
BUILD = HERE.parents[1] / "_build" / "bench"
# Numerical libraries start a thread for every core unless they are told not to.
ONE_CORE = {
    f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL", "BLIS", "VECLIB")
}

Answer = TypeVar("Answer")


class Spec(NamedTuple):
    """A contestant: its name in worker.py, how much of the text it can run over in a round, the
    file of requirements/ that it needs (none: the project's own environment), and its worker."""

    name: str
    share: float = 1.0
    requirements: str = ""
    worker: str = "worker.py"


FINDER = Spec("find_mentions")
SCAN = Spec("bare-scan")
# spaCy takes minutes where others take seconds.
RIVALS = (
    Spec("flashgeotext", requirements="flashgeotext"),
    Spec("flashgeotext-no-cities", requirements="flashgeotext"),
    Spec("geotext", requirements="geotext"),
    Spec("pycountry", requirements="pycountry"),
    Spec("spacy", 0.025, requirements="spacy"),
)


class LeftOutError(Exception):
    """A contestant cannot take part, or no longer; the message says which and why."""


class Contestant:
    """A contestant in a process of its own, on one core."""

    def __init__(self, spec: Spec, python: Path):
        self.name = spec.name
        self.share = spec.share
        self._log = BUILD / f"{spec.name}.log"
        with self._log.open("w") as log:
            self._process = subprocess.Popen(
                [python, "-I", HERE / spec.worker, spec.name],
                env=os.environ | ONE_CORE,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self.label: str = self._answer()["label"]

    def ask(self, command: str, **fields) -> dict:
        """Send a command of worker.py and wait for its answer; `LeftOutError` where none comes."""
        # Where it has ended, the answer that does not come says so.
        with contextlib.suppress(BrokenPipeError):
            print(json.dumps({"command": command, **fields}), file=self._process.stdin, flush=True)
        return self._answer()

    def stop(self) -> None:
        """End the process, which ends when its input does."""
        self._process.communicate()

    def _answer(self) -> dict:
        line = self._process.stdout.readline()
        if not line:
            self._process.wait()
            raise LeftOutError(f"{self.name} stopped (see {self._log})")
        return json.loads(line)


class Field:
    """Those that take part. Whoever fails is left out, with a line that says so.

    Without the project's own finder there is nothing to compare: where it fails, so does the run.
    """

    def __init__(self, *specs: Spec):
        BUILD.mkdir(parents=True, exist_ok=True)
        self.contestants: list[Contestant] = []
        for spec in specs:
            self.enter(spec)

    def enter(self, spec: Spec) -> None:
        """Let one more take part."""
        try:
            needs = spec.requirements
            python = environment(needs) if needs else Path(sys.executable)
            self.contestants.append(Contestant(spec, python))
        except LeftOutError as reason:
            _leave_out(spec.name, reason)

    def each(self, task: Callable[[Contestant], Answer]) -> dict[Contestant, Answer]:
        """What the task gives for every contestant in turn."""
        answers = {}
        for contestant in list(self.contestants):
            try:
                answers[contestant] = task(contestant)
            except LeftOutError as reason:
                self.contestants.remove(contestant)
                _leave_out(contestant.name, reason)
        return answers

    def __enter__(self) -> Field:
        return self

    def __exit__(self, *_) -> None:
        for contestant in self.contestants:
            contestant.stop()


def environment(name: str) -> Path:
    """The Python of a rival's own environment, which is made where it is missing or outdated.

    Raises `LeftOutError` where its packages cannot be installed.
    """
    folder = BUILD / name
    python = folder / "bin" / "python"
    requirements = HERE / "requirements" / f"{name}.txt"
    made_from = f"{sys.version}\n{requirements.read_text(encoding='utf-8')}"
    stamp = folder / "made-from"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == made_from:
        return python
    print(f"Building {folder.relative_to(HERE.parents[1])} ...", file=sys.stderr)
    shutil.rmtree(folder, ignore_errors=True)
    uv = [sys.executable, "-m", "uv"]
    for command in (
        [*uv, "venv", "--quiet", "--python", sys.executable, folder],
        [*uv, "pip", "sync", "--quiet", "--python", python, requirements],
    ):
        ran = subprocess.run(command, capture_output=True, text=True)
        if ran.returncode:
            log = BUILD / f"{name}.log"
            log.write_text(ran.stderr, encoding="utf-8")
            raise LeftOutError(
                f"the packages of {name} could not be installed, which needs the network and a"
                f" package index (see {log})"
            )
    stamp.write_text(made_from, encoding="utf-8")
    return python


def _leave_out(name: str, reason: LeftOutError) -> None:
    if name == FINDER.name:
        raise reason
    print(f"Going on without {name}: {reason}", file=sys.stderr)
