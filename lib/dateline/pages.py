"""HTML: tables for notebooks, a page for each notebook, and the front page.

Article text is untrusted: whatever a notebook shows goes through `clean_html`, and no page asks
for anything outside itself.
"""

from __future__ import annotations

import base64
import html
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from dateline import tables, vector
from dateline.articles import with_sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import nbformat
    import pandas as pd
    from IPython.display import Markdown

_TEMPLATE = "dateline"
# JupyterLab sets every cell flush right and heeds only inline styles; a page drops those again.
_TEXT, _NUMBER = ' style="text-align: left"', ' class="number"'
_LONG = f' class="long"{_TEXT}'
# The kinds of output that a page can show, the best first.
_SHOWN = ["text/html", "image/png", "text/markdown", "text/plain"]


class Table:
    """A frame as a notebook and a page show it: escaped, captioned, cut after `rows` rows.

    `article_id` is left out where all rows are of one article. `whole` names the table that holds
    all rows; the caption of a cut frame says so. A fraction has three decimals, and what is missing
    shows as nothing.
    """

    def __init__(self, frame: pd.DataFrame, caption: str, rows: int = 30, whole: str = ""):
        if "article_id" in frame and frame["article_id"].nunique() == 1:
            frame = frame.drop(columns="article_id")
        left_out = len(frame) - rows
        where = f" in tables/{whole}.csv" if whole else ""
        more = f" The first {rows:,} rows; {left_out:,} more{where}." if left_out > 0 else ""
        self._frame = frame.head(rows)
        self._caption = caption + more

    def _repr_html_(self) -> str:
        columns = list(self._frame)
        numbers = {name for name in columns if self._frame[name].dtype.kind in "iuf"}

        def cell(name: str, value: object) -> str:
            text = _as_shown(value)
            style = _NUMBER if name in numbers else _LONG if len(text) > 60 else _TEXT
            return f"<td{style}>{html.escape(text)}</td>"

        head = "".join(
            f'<th scope="col"{_NUMBER if name in numbers else _TEXT}>{html.escape(str(name))}</th>'
            for name in columns
        )
        body = [
            "".join(map(cell, columns, row))
            for row in self._frame.itertuples(index=False, name=None)
        ] or [f'<td colspan="{len(columns)}">none</td>']
        return (
            f"<table>\n<caption{_TEXT}>{html.escape(self._caption)}</caption>\n"
            f"<thead><tr>{head}</tr></thead>\n<tbody>\n"
            + "".join(f"<tr>{row}</tr>\n" for row in body)
            + "</tbody>\n</table>"
        )

    def __repr__(self) -> str:
        frame = self._frame.copy()
        for name, column in frame.items():
            if column.dtype.kind == "f" or column.hasnans:
                frame[name] = [_as_shown(value) for value in column]
        body = "none" if frame.empty else frame.to_string(index=False)
        return f"{self._caption}\n{body}"


def evidence(
    found: Mapping[str, pd.DataFrame], name: str, sentences: pd.DataFrame, caption: str
) -> Table | Markdown:
    """A table with each row's sentence beside it; a line that says so where it was not made.

    `found` holds tables by name, `sentences` is the table of that name. Offsets are left to the
    file: the sentence is what a reader looks at.
    """
    from IPython.display import Markdown

    if name not in found:
        return Markdown("Left out: this table needs the statistical model, see above.")
    frame = with_sentence(found[name], sentences).drop(columns=["start", "end"])
    for column in frame.select_dtypes("float"):
        frame[column] = [f"{value:,.15g}" if value == value else "" for value in frame[column]]
    return Table(frame, caption, whole=name)


def _as_shown(value: object) -> str:
    import pandas as pd

    if pd.isna(value):
        return ""
    return f"{value:.3f}" if isinstance(value, float) else str(value)


@dataclass(frozen=True)
class Notebook:
    """A notebook that has been run: its file's stem, its title, its content."""

    stem: str
    title: str
    content: nbformat.NotebookNode

    @classmethod
    def read(cls, path: Path) -> Notebook:
        """Read a notebook; its title is its first heading."""
        import nbformat

        content = nbformat.read(path, as_version=4)
        headings = _headings(content, 1)
        return cls(path.stem, headings[0] if headings else path.stem, content)


def build(
    notebooks: Sequence[Path],
    figures: Sequence[Path],
    findings: Sequence[str],
    source: str,
    folder: Path,
    apart: Sequence[str] = (),
    title: str = "",
    texts: Sequence[tuple[str, str]] = (),
) -> list[Path]:
    """Write a page for each notebook and `index.html` into `folder`; give their paths.

    `figures` are PNG files with their alt text (.txt) and their SVG beside them, and in the folder
    `narrow` their narrow edition; `findings` are sentences; `source` names where the articles come
    from; `apart` are stems of notebooks whose figures the front page leaves out, `title` is the
    reader's own. `texts` are titles and texts of articles, as HTML: each gets a page to which the
    evidence leads, and `texts.html` lists them; those of an earlier run are removed. Raises
    ValueError where an SVG holds what no figure is made of.
    """
    books = [Notebook.read(path) for path in notebooks]
    pictures = {path.stem: picture(path, f"f{at}") for at, path in enumerate(figures, 1)}
    site = {"notebooks": books, "source": source, "css": _resource("style.css")}
    site |= {"pictures": pictures, "own_title": title, "texts": [name for name, _ in texts]}
    pages = {
        f"{book.stem}.html": _led_to_texts(notebook_page(book, site), len(texts)) for book in books
    }
    for number, (name, text) in enumerate(texts, 1):
        shown = {"number": number, "title": name, "text": clean_html(text)}
        pages[f"text-{number}.html"] = _page("text.html.j2", **shown, site=site)
    if texts:
        pages["texts.html"] = _page("texts.html.j2", site=site)
    leading = [
        # A figure of the front page leads to the page of its notebook.
        picture(
            path,
            f"f{at}",
            next((f"{book.stem}.html" for book in books if path.stem[:3] == book.stem[:3]), ""),
        )
        for at, path in enumerate(figures, 1)
        if path.stem[:3] not in [stem[:3] for stem in apart]
    ]
    pages["index.html"] = _page("home.html.j2", pictures=leading, findings=findings, site=site)
    for path in folder.glob("text*.html"):
        if path.name not in pages:
            path.unlink()
    for name, page in pages.items():
        tables.write_file(folder / name, page.encode("utf-8"))
    return [folder / name for name in pages]


def notebook_page(book: Notebook, site: dict) -> str:
    """One notebook as a page that stands alone."""
    from nbconvert import HTMLExporter

    with resources.as_file(resources.files("dateline") / "templates") as templates:
        exporter = HTMLExporter(
            template_name=_TEMPLATE,
            extra_template_basedirs=[str(templates)],
        )
        exporter.register_filter("clean_html", clean_html)
        exporter.register_filter("without_anchor_links", _without_anchor_links)
        exporter.register_filter("filter_data_type", _best_kind)
        contents = [
            {"text": text, "id": text.replace(" ", "-")} for text in _headings(book.content, 2)
        ]
        here = {"title": book.title, "current": book.stem, "contents": contents}
        page, _ = exporter.from_notebook_node(book.content, resources={"site": site | here})
    return page


def picture(path: Path, name: str, page: str = "") -> str:
    """A figure as HTML, from its PNG file and what lies beside it.

    On its page it is known by `name`, a short one, which stands before every id in it.
    Where there is an SVG it is put into the page, so that its marks lead to their evidence: on the
    same page, or on `page`. This is the one way past `clean_html`; `vector.inline` lets nothing in
    that no figure is made of, and escapes all text.
    """
    editions = {"wide": path.with_suffix(".svg")}
    editions["narrow"] = path.parent / "narrow" / editions["wide"].name
    found = {edition: file for edition, file in editions.items() if file.is_file()}
    if "wide" not in found:
        alt = path.with_suffix(".txt").read_text(encoding="utf-8").strip()
        return image(path.read_bytes(), alt)
    return "\n".join(
        f'<figure class="{edition if len(found) > 1 else "only"}-edition">'
        + vector.inline(file.read_text(encoding="utf-8"), f"{name}{edition[0]}-", page)
        + "</figure>"
        for edition, file in found.items()
    )


def image(png: bytes, alt: str) -> str:
    """A picture in pixels as HTML."""
    data = base64.b64encode(png).decode("ascii")
    return f'<figure><img src="data:image/png;base64,{data}" alt="{html.escape(alt)}"></figure>'


def clean_html(markup: str | bytes) -> str:
    """Keep the harmless part of some HTML: text, structure, tables; no script, style or image.

    The work is done by ammonia (by way of nh3), which parses as a browser does.
    """
    return _cleaner()(markup.decode("utf-8") if isinstance(markup, bytes) else markup)


@cache
def _cleaner() -> Callable[[str], str]:
    import nh3

    allowed = {name: set(names) for name, names in nh3.ALLOWED_ATTRIBUTES.items()}
    for tag, names in {
        "*": {"class", "id", "title"},
        "th": {"scope"},
    }.items():
        allowed.setdefault(tag, set()).update(names)
    cleaner = nh3.Cleaner(
        tags=nh3.ALLOWED_TAGS - {"img", "map", "area"},
        attributes=allowed,
        url_schemes={"http", "https", "mailto"},
    )
    return cleaner.clean


def _led_to_texts(page: str, count: int) -> str:
    """A page where what names a sentence that is not on it leads to the page of its text."""

    def led(named: re.Match) -> str:
        anchor, number, words = named.groups()
        there = int(number) <= count
        return f'<a href="text-{number}.html#{anchor}">{words}</a>' if there else words

    return re.sub(r'<span class="(a([0-9]+)-s[0-9]+)">(.*?)</span>', led, page)


def _page(name: str, **shown: object) -> str:
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(_resource), autoescape=False, keep_trailing_newline=True
    )
    return environment.get_template(name).render(**shown)


@cache
def _resource(name: str) -> str:
    return (resources.files("dateline") / "templates" / _TEMPLATE / name).read_text(
        encoding="utf-8"
    )


def _without_anchor_links(markup: str) -> str:
    """Headings without their ¶, which is noise to a screen reader; their ids stay."""
    return re.sub(r'<a class="anchor-link"[^>]*>[^<]*</a>', "", markup)


def _best_kind(output: dict) -> list[str]:
    """The one representation of an output that a page shows."""
    return [kind for kind in _SHOWN if kind in output][:1]


def _headings(content: nbformat.NotebookNode, level: int) -> list[str]:
    """The text of the headings of one level, without their marks."""
    prose = "\n".join(cell.source for cell in content.cells if cell.cell_type == "markdown")
    found = re.findall(rf"^#{{{level}}} +(.+?)\s*$", prose, re.MULTILINE)
    return [re.sub(r"[*_`]", "", text) for text in found]
