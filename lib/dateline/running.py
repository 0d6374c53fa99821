"""Running the notebooks in order: one run at a time, with progress, and a line where it fails."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from dateline import settings, tables
from dateline.workbook import LOCK, OF_THE_PROJECT, Project, WorkbookError

if TYPE_CHECKING:
    import nbformat

# Errors that say by themselves what is wrong and what to do.
_TOLD = (settings.SettingsError, tables.TableError, tables.MissingTableError, WorkbookError)
# What colours a traceback on a terminal.
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
# How long the kernel of a run that was killed may take to notice.
_PATIENCE = 10.0
_REMEDIES = {
    errno.ENOSPC: "the disk is full: free some space, then run again",
    errno.EDQUOT: "your share of the disk is used up: free some space, then run again",
    errno.EFBIG: "a file may not grow that large here: raise that limit, then run again",
    errno.EROFS: "that disk can only be read: name another OUT",
    errno.EACCES: "that may not be written: change its permissions, or name another OUT",
    errno.EPERM: "that may not be written: change its permissions, or name another OUT",
    errno.EMFILE: "too many files are open: close other programs, then run again",
}


@contextlib.contextmanager
def lock(folder: Path) -> Iterator[int]:
    """Keep other runs from writing below `folder`, which is made if need be; gives the open file.

    The lock is the system's, so a run that was killed leaves none. Raises `WorkbookError` where
    another run has it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("ab") as file:
        until = time.monotonic() + _PATIENCE
        while not _held(file.fileno()):
            if time.monotonic() > until:
                raise WorkbookError(
                    f"another run writes into {folder}: wait for its end, or name another OUT"
                )
            time.sleep(0.1)
        for place in ("", "tables", "figures", "notebooks", "html"):
            for path in (folder / place).glob(".*"):
                if tables.ASIDE.fullmatch(path.name) and path.is_file():
                    path.unlink()
        yield file.fileno()


def _held(file: int) -> bool:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        take, failed = (lambda: msvcrt.locking(file, msvcrt.LK_NBLCK, 1)), OSError
    else:
        take, failed = (lambda: fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)), BlockingIOError
    try:
        take()
    except failed:
        return False
    return True


def remedy(error: BaseException | str) -> str:
    """What an error of the system means and what to do about it; empty where nobody knows."""
    number = re.search(r"\[Errno ([0-9]+)\]", str(error))
    return _REMEDIES.get(int(number[1]), "") if number else ""


def run(here: Project, held: int | None = None) -> None:
    """Run every notebook in order, each in a fresh kernel, and write it with its outputs.

    `held` is the open file of a `lock`, which the kernels then hold too, so that none of a run
    that was killed writes beside the next one. Progress goes to standard error. Raises
    `WorkbookError` with the notebook and the cell where one fails, and its traceback where neither
    the error nor we know what to do; what earlier notebooks made is kept.
    """
    import nbformat

    sources = sorted(here.sources.glob("[0-9][0-9]-*.ipynb"))
    if here.notebooks != here.sources:
        sources = [source for source in sources if source.stem not in OF_THE_PROJECT]
    here.notebooks.mkdir(parents=True, exist_ok=True)
    for number, source in enumerate(sources, 1):
        notebook = nbformat.read(source, as_version=4)
        name = f"[{number}/{len(sources)}] {source.stem:<12}"
        with _Progress(name, notebook) as progress:
            _execute(notebook, source.stem, here.notebooks, held, progress)
        content = nbformat.writes(_stable(notebook)).rstrip("\n") + "\n"
        tables.write_file(here.notebooks / source.name, content.encode("utf-8"))
        progress.end()
    tables.write_file(here.tables / "README.md", tables.dictionary().encode("utf-8"))


class _Progress:
    """How far a notebook is, on standard error: a line at its end; on a terminal, on the way too.

    A cell that reads a thousand articles takes minutes, so its line there goes on with the time.
    """

    def __init__(self, name: str, notebook: nbformat.NotebookNode):
        self._name, self._began = name, time.perf_counter()
        code = [at for at, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
        self._numbers = {at: number for number, at in enumerate(code, 1)}
        self._over = threading.Event()
        self._cell = 1
        self._thread = threading.Thread(target=self._tell, daemon=True)

    def __enter__(self) -> _Progress:
        if sys.stderr.isatty():
            self._thread.start()
        return self

    def __exit__(
        self, kind: type | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._thread.is_alive():
            self._over.set()
            self._thread.join()

    def start(self, cell: nbformat.NotebookNode, cell_index: int) -> None:
        """A cell begins."""
        self._cell = self._numbers.get(cell_index, self._cell)

    def end(self) -> None:
        """The notebook is done and written."""
        seconds = time.perf_counter() - self._began
        line = f"{self._name} {len(self._numbers):>2} cells {seconds:5.1f} s"
        print(line, file=sys.stderr, flush=True)

    def _tell(self) -> None:
        while not self._over.wait(0.5):
            seconds = time.perf_counter() - self._began
            line = f"{self._name} cell {self._cell} of {len(self._numbers)}, {seconds:.0f} s"
            print(f"\r{line}\x1b[K", end="", file=sys.stderr, flush=True)
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _execute(
    notebook: nbformat.NotebookNode,
    stem: str,
    folder: Path,
    held: int | None,
    progress: _Progress,
) -> None:
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, DeadKernelError

    kept = {"pass_fds": (held,)} if held is not None and os.name == "posix" else {}
    with tempfile.TemporaryDirectory() as nothing:
        client = NotebookClient(
            notebook,
            kernel_manager_class=_kernel_of_this_python(Path(nothing)),
            record_timing=False,
            coalesce_streams=True,
            timeout=None,
            on_cell_start=progress.start,
            resources={"metadata": {"path": str(folder)}},
        )
        # Nothing of the user's own settings; the figures choose their backend themselves.
        environment = os.environ | {"IPYTHONDIR": nothing, "PYTHONUTF8": "1", "MPLBACKEND": "agg"}
        try:
            client.execute(env=environment, **kept)
        except CellExecutionError as error:
            failed = next(
                index
                for index, cell in enumerate(notebook.cells)
                if any(output.output_type == "error" for output in cell.get("outputs", []))
            )
            where = f"{stem}, cell {failed + 1}"
            if known := remedy(error.evalue):
                raise WorkbookError(f"{where}: {error.evalue}: {known}") from error
            if error.ename in {each.__name__ for each in _TOLD}:
                raise WorkbookError(f"{where}: {error.evalue}") from error
            traceback = _COLOURS.sub("", error.traceback)
            raise WorkbookError(
                f"{where}:\n{traceback}\n{where} failed ({error.ename}). What was made "
                "before it is kept; mend what it says, then run again"
            ) from error
        except DeadKernelError as error:
            raise WorkbookError(
                f"{stem}: its kernel died, for want of memory most often: close other programs or "
                "give it fewer articles, then run again"
            ) from error
        except (RuntimeError, OSError) as error:
            what = remedy(error) or "run again"
            raise WorkbookError(f"{stem}: its kernel did not start ({error}): {what}") from error


def _kernel_of_this_python(folder: Path) -> type:
    """A kernel manager that asks no kernelspec: one of the user's may come first on their path.

    Its kernels are spoken to through sockets that are files in `folder`: the ports of TCP are
    chosen first and opened later, and another program may take one in between.
    """
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import AsyncKernelManager

    sockets = _has_sockets(folder)

    class Manager(AsyncKernelManager):
        transport = "ipc" if sockets else "tcp"
        connection_file = str(folder / "kernel.json")
        # ipykernel 7 greets on standard error, which would end up in the first cell.
        kernel_spec = KernelSpec(
            argv=[
                *(sys.executable, "-m", "ipykernel_launcher"),
                *("-f", "{connection_file}", "--IPKernelApp.log_level=40"),
            ],
            display_name="Python 3 (ipykernel)",
            language="python",
        )

    return Manager


def _has_sockets(folder: Path) -> bool:
    """Whether sockets can be files there: not on every disk, nor in a folder with a long name."""
    path = folder / "kernel-ipc-00"
    try:
        with socket.socket(socket.AF_UNIX) as trial:
            trial.bind(str(path))
        path.unlink()
    except (AttributeError, OSError):
        return False
    return True


def _stable(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Remove from a notebook what differs between two runs that give the same results."""
    notebook.metadata = {
        "kernelspec": {
            "display_name": "Python 3 (ipykernel)",
            "language": "python",
            "name": "python3",
        },
        "language_info": {"name": "python"},
    }
    notebook.nbformat_minor = 5
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            plain = output.get("data", {}).get("text/plain")
            if plain:
                output["data"]["text/plain"] = re.sub(r" at 0x[0-9a-f]+", "", plain)
    return notebook
