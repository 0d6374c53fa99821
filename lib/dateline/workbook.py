"""The project's folders and settings, what a run found, and the pages made of it.

The same notebooks run on the seed and on anyone's folder: they ask `project` where things are,
and it looks upward from the folder they run in.
"""

from __future__ import annotations

import contextlib
import json
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
OF_THE_PROJECT = ("06-archive",)
# A run holds this file in its folder; the system lets go of it however the run ends.
LOCK = ".lock"
# How many speakers the front page has, and how much of what each says.
_SPEAKERS, _SAID = 12, 3


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
        title = self.settings().title
        if len(articles) == 1 and not title:
            return f"{self.articles.name}/{articles['file'].iloc[0]}"
        return f"{title or self.articles.name + '/'}, {counted(len(articles), 'article')}"


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
        path.name != LOCK and not tables.ASIDE.fullmatch(path.name) for path in out.iterdir()
    )
    if others and not (out / _MARKER).is_file():
        raise WorkbookError(f"{out} holds other things: name an empty or a new folder")
    return articles, out


def render(here: Project) -> list[Path]:
    """Build the pages from the notebooks, tables and figures as they are; give their paths."""
    from dateline import evidence, site

    paths = sorted(here.notebooks.glob("[0-9][0-9]-*.ipynb"))
    books = [site.Notebook.read(path) for path in paths]
    made = [here.tables / f"{name}.csv" for name in tables.schema() if name != "judged"]
    made += [here.tables / "README.md", *here.figures.glob("[0-9][0-9]-*.*")]
    files = {f"{path.parent.name}/{path.name}": path for path in sorted(made) if path.is_file()}
    names = ("articles", "sentences", "mentions", "countries")
    read, *others = (tables.read(name, here.tables) for name in names)
    shared = site.Site(
        notebooks=books,
        figures=_pictures(here),
        source=here.source(read),
        findings=findings(here),
        quoted=quoted(here),
        files=files,
        apart=OF_THE_PROJECT,
        own_title=here.settings().title,
        texts=evidence.Evidence(read, *others).pages(),
        articles=len(read),
    )
    return shared.build(here.html)


class Page:
    """What our template needs beside a notebook, as a preprocessor of nbconvert's.

    `render` gives it with the notebook. Where nbconvert is called alone, it is the notebook's own
    figures, and there is no navigation, since the other pages may not be there.
    """

    def __call__(
        self, content: nbformat.NotebookNode, resources: dict
    ) -> tuple[nbformat.NotebookNode, dict]:
        """The notebook with the outputs that a page shows, and what the template is told."""
        from dateline import site

        if "page" not in resources:
            told = resources.get("metadata", {})
            pictures: list[Path] = []
            with contextlib.suppress(WorkbookError):
                pictures = _pictures(project(told.get("path") or None))
            book = site.Notebook.of(told.get("name", ""), content)
            resources["page"] = site.Site(figures=pictures).shown(book)
        site.keep_the_best(content)
        return content, resources


def _pictures(here: Project) -> list[Path]:
    return sorted(here.figures.glob("[0-9][0-9]-*.png"))


def quoted(here: Project) -> list[tuple[str, list[tuple[str, str]]]]:
    """Who is quoted, most first, with the first words and where they stand; from the tables."""
    from dateline import evidence, stories

    shown: dict[str, list[tuple[str, str]]] = {}
    read = tables.read("articles", here.tables)["article_id"]
    numbers = {article_id: number for number, article_id in enumerate(read, 1)}
    for row in stories.by_speaker(tables.read("quotations", here.tables)).itertuples():
        address = evidence.sentence_anchor(row.article_id, row.sentence_id)
        page = evidence.page_of(numbers[row.article_id])
        address = f"{page}#{address}" if page else ""
        said = f"“{row.quotation}”" if row.kind == "direct" else row.quotation
        shown.setdefault(row.speaker, []).append((said, address))
    return [(speaker, said[:_SAID]) for speaker, said in list(shown.items())[:_SPEAKERS]]


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
        *captions.findings(by_country, len(read), here.settings().naming),
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
