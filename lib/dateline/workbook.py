"""The project's folders; running the notebooks in order; rendering their pages.

The same notebooks run on the seed and on anyone's folder: they ask `project` where things are,
and it looks upward from the folder they run in.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dateline import settings, tables
from dateline.wording import counted

if TYPE_CHECKING:
    import nbformat
    import pandas as pd

# In a folder of output this file names the articles that it was made from.
_MARKER = "dateline.json"
# What is about the project alone, and not about any articles: it runs in the workbook itself.
_OF_THE_PROJECT = ("06-archive",)
# A run holds this file in its folder; the system lets go of it however the run ends.
_LOCK = ".lock"
# What a run that was killed while it wrote a file leaves: see `tables.write_file`.
_ASIDE = re.compile(r"\..+\.[0-9a-f]{8}")
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


class WorkbookError(Exception):
    """A run cannot start or go on; the message says why and what to do."""


@dataclass(frozen=True)
class Project:
    """Where a run reads and writes.

    `sources` holds the notebooks as they are edited and `gold` the project's annotated texts; the
    other folders hold the articles and what is made from them. `options` are settings that were
    given on the command line.
    """

    sources: Path
    gold: Path
    articles: Path
    tables: Path
    figures: Path
    notebooks: Path
    html: Path
    options: tuple[str, ...] = ()

    def settings(self) -> settings.Settings:
        """What the reader chose: `dateline.toml` beside the articles, and options of the run."""
        return settings.load(self.articles, self.options)

    def source(self, articles: pd.DataFrame) -> str:
        """What figures and pages are made from, as a reader is told: the file, or how many."""
        if len(articles) == 1:
            return f"{self.articles.name}/{articles['file'].iloc[0]}"
        return f"{self.articles.name}/, {counted(len(articles), 'article')}"


def project(start: Path | str | None = None) -> Project:
    """The project that the folder `start` (by default the working folder) belongs to.

    That is the nearest folder above that a run with `--out` made, or else the workbook itself.
    Raises `WorkbookError` outside both.
    """
    start = Path(start or Path.cwd()).resolve()
    for folder in (start, *start.parents):
        if (folder / _MARKER).is_file():
            return results(folder)
        if _is_root(folder):
            return _seed(folder)
    raise WorkbookError(f"no workbook here: {start} is neither in it nor in a folder it made")


def results(out: Path | str) -> Project:
    """The project whose results a run wrote into `out`; `WorkbookError` where none did."""
    marker = Path(out).resolve() / _MARKER
    if not marker.is_file():
        raise WorkbookError(f"{out} holds no results of a run: name the folder that was its OUT")
    made = json.loads(marker.read_text(encoding="utf-8"))
    options = tuple(made.get("options", ()))
    return _output(_root(), Path(made["articles"]), marker.parent, options)


def create(articles: Path | str, out: Path | str, options: tuple[str, ...] = ()) -> Project:
    """Set up `out` for a run on the folder `articles`, with settings that win over its own.

    Raises `WorkbookError` where `articles` is no folder, where `out` is inside or above it, or
    holds something that no run made, and where a setting is wrong.
    """
    articles, out = check(articles, out)
    try:
        settings.load(articles, options)
    except settings.SettingsError as error:
        raise WorkbookError(str(error)) from error
    made = {"articles": str(articles)} | ({"options": list(options)} if options else {})
    tables.write_file(out / _MARKER, (json.dumps(made) + "\n").encode())
    return _output(_root(), articles, out, options)


def check(articles: Path | str, out: Path | str) -> tuple[Path, Path]:
    """The two folders of a run, resolved; `WorkbookError` where `create` would refuse them."""
    articles, out = Path(articles).resolve(), Path(out).resolve()
    if not articles.is_dir():
        raise WorkbookError(f"{articles} is not a folder: name the folder that holds your articles")
    if out.exists() and not out.is_dir():
        raise WorkbookError(f"{out} is a file: name a folder for the results")
    if out == articles or out in articles.parents or articles in out.parents:
        raise WorkbookError(f"{out} and the articles' folder lie in each other: choose another OUT")
    others = out.is_dir() and any(
        path.name != _LOCK and not _ASIDE.fullmatch(path.name) for path in out.iterdir()
    )
    if others and not (out / _MARKER).is_file():
        raise WorkbookError(f"{out} holds other things: name an empty or a new folder")
    return articles, out


@contextlib.contextmanager
def lock(folder: Path) -> Iterator[int]:
    """Keep other runs from writing below `folder`, which is made if need be; gives the open file.

    The lock is the system's, so a run that was killed leaves none. Raises `WorkbookError` where
    another run has it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _LOCK).open("ab") as file:
        until = time.monotonic() + _PATIENCE
        while not _held(file.fileno()):
            if time.monotonic() > until:
                raise WorkbookError(
                    f"another run writes into {folder}: wait for its end, or name another OUT"
                )
            time.sleep(0.1)
        for place in ("", "tables", "figures", "notebooks", "html"):
            for path in (folder / place).glob(".*"):
                if _ASIDE.fullmatch(path.name) and path.is_file():
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
    `WorkbookError` with the notebook and the cell where one fails, and its traceback where the
    remedy is not known; what earlier notebooks made is kept.
    """
    import nbformat

    sources = sorted(here.sources.glob("[0-9][0-9]-*.ipynb"))
    if here.notebooks != here.sources:
        sources = [source for source in sources if source.stem not in _OF_THE_PROJECT]
    here.notebooks.mkdir(parents=True, exist_ok=True)
    for number, source in enumerate(sources, 1):
        began = time.perf_counter()
        notebook = nbformat.read(source, as_version=4)
        _execute(notebook, source.stem, here.notebooks, held)
        content = nbformat.writes(_stable(notebook)).rstrip("\n") + "\n"
        tables.write_file(here.notebooks / source.name, content.encode("utf-8"))
        code = sum(cell.cell_type == "code" for cell in notebook.cells)
        print(
            f"[{number}/{len(sources)}] {source.stem:<12} {code:>2} cells "
            f"{time.perf_counter() - began:5.1f} s",
            file=sys.stderr,
            flush=True,
        )
    tables.write_file(here.tables / "README.md", tables.dictionary().encode("utf-8"))


def render(here: Project) -> list[Path]:
    """Build the pages from the notebooks, tables and figures as they are; give their paths."""
    from dateline import pages

    notebooks = sorted(here.notebooks.glob("[0-9][0-9]-*.ipynb"))
    figures = sorted(here.figures.glob("[0-9][0-9]-*.png"))
    source = here.source(tables.read("articles", here.tables))
    found = findings(here)
    return pages.build(notebooks, figures, found, source, here.html, _OF_THE_PROJECT)


def findings(here: Project) -> list[str]:
    """What a run found, in sentences, computed from its tables."""
    from dateline import accuracy, articles, captions, countries, entities

    read, rejected, mentions, by_country, scores = (
        tables.read(name, here.tables)
        for name in ("articles", "rejected", "mentions", "countries", "scores")
    )
    return [
        articles.summary(read, rejected),
        countries.summary(mentions),
        *captions.findings(by_country, len(read)),
        entities.summary(entities.read(here.tables)),
        f"On hard sentences kept apart, {accuracy.summary(scores, 'challenge-blind')}",
    ]


def _is_root(folder: Path) -> bool:
    return (folder / "notebooks").is_dir() and (folder / "lib" / "dateline").is_dir()


def _root() -> Path:
    """The folder of the workbook: the package is installed from it, in place."""
    root = Path(__file__).resolve().parents[2]
    if not _is_root(root):
        raise WorkbookError("the notebooks are not beside the package: install it with pip -e")
    return root


def _seed(root: Path) -> Project:
    return Project(
        sources=root / "notebooks",
        gold=root / "tests" / "gold",
        articles=root / "seeds",
        tables=root / "tables",
        figures=root / "figures",
        notebooks=root / "notebooks",
        html=root / "_build" / "html",
    )


def _output(root: Path, articles: Path, out: Path, options: tuple[str, ...]) -> Project:
    return Project(
        sources=root / "notebooks",
        gold=root / "tests" / "gold",
        articles=articles,
        tables=out / "tables",
        figures=out / "figures",
        notebooks=out / "notebooks",
        html=out / "html",
        options=options,
    )


def _execute(notebook: nbformat.NotebookNode, stem: str, folder: Path, held: int | None) -> None:
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, DeadKernelError

    client = NotebookClient(
        notebook,
        kernel_manager_class=_kernel_of_this_python(),
        record_timing=False,
        coalesce_streams=True,
        timeout=None,
        resources={"metadata": {"path": str(folder)}},
    )
    kept = {"pass_fds": (held,)} if held is not None and os.name == "posix" else {}
    with tempfile.TemporaryDirectory() as nothing:
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
            raise WorkbookError(
                f"{where}:\n{error.traceback}\n{where} failed ({error.ename}). What was made "
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


def _kernel_of_this_python() -> type:
    """A kernel manager that asks no kernelspec: one of the user's may come first on their path."""
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import AsyncKernelManager

    class Manager(AsyncKernelManager):
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
