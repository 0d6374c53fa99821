"""HTML: a page for each notebook and the front page, in one folder that stands alone.

Article text is untrusted: whatever a notebook shows goes through `clean_html`, and no page asks
for anything outside itself. The template is nbconvert's kind, in templates/dateline.
"""

from __future__ import annotations

import base64
import binascii
import html
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from dateline import figures, tables, vector

if TYPE_CHECKING:
    import nbformat

_TEMPLATE = "dateline"
# The kinds of output that a page can show, the best first.
_SHOWN = ("text/html", "image/png", "text/markdown", "text/plain")
_THUMBNAIL = 480  # pixels across, shown at half
_MINIATURE = (6, 4, 18)  # rows, columns, characters


@dataclass(frozen=True)
class Notebook:
    """A notebook that has been run: its file's stem, its title, its content."""

    stem: str
    title: str
    content: nbformat.NotebookNode = field(repr=False)

    @classmethod
    def read(cls, path: Path) -> Notebook:
        """Read a notebook; its title is its first heading."""
        import nbformat

        return cls.of(path.stem, nbformat.read(path, as_version=4))

    @classmethod
    def of(cls, stem: str, content: nbformat.NotebookNode) -> Notebook:
        """A notebook from its content."""
        headings = [text for level, text in _headings(content) if level == 1]
        return cls(stem, headings[0] if headings else stem, content)

    def outputs(self, kind: str) -> Iterable[str]:
        """Its outputs of one kind, in order."""
        for cell in self.content.cells:
            for output in cell.get("outputs", ()):
                if kind in output.get("data", {}):
                    yield output["data"][kind]

    def thumbnail(self) -> str:
        """A small picture of it: its first figure, else the head of its first table; or nothing."""
        for png in self.outputs("image/png"):
            return f'<img class="thumbnail" src="{_small(png)}" alt="">'
        for markup in self.outputs("text/html"):
            rows = [_cells(row) for row in re.findall(r"<tr>(.*?)</tr>", markup, re.DOTALL)]
            if markup.startswith("<table") and len(rows) > 2:
                return _miniature(rows)
        return ""


@dataclass(frozen=True)
class Site:
    """What the pages share.

    `figures` are PNG files with their alt text (.txt) and their SVG beside them, and in the folder
    `narrow` their narrow edition; `source` names where the articles come from. `findings` are
    sentences, `quoted` what is said by whom: (speaker, [(quotation, address)]). `files` are what
    else goes into the folder: (place below it, path). `apart` are stems of notebooks whose figures
    the front page leaves out, `own_title` is the reader's. `texts` are titles and texts of
    articles, as HTML: each gets a page to which the evidence leads; `texts.html` lists them and
    says how many `articles` there are.
    """

    notebooks: Sequence[Notebook] = ()
    figures: Sequence[Path] = ()
    source: str = ""
    findings: Sequence[str] = ()
    quoted: Sequence[tuple[str, Sequence[tuple[str, str]]]] = ()
    files: Mapping[str, Path] = field(default_factory=dict)
    apart: Sequence[str] = ()
    own_title: str = ""
    texts: Sequence[tuple[str, str]] = ()
    articles: int = 0

    def build(self, folder: Path) -> list[Path]:
        """Write all pages, and the files they lead to, into `folder`; give the pages' paths.

        What an earlier build left there and this one does not make is taken away. Raises
        ValueError where an SVG holds what no figure is made of.
        """
        made = {f"{book.stem}.html": self.page(book) for book in self.notebooks}
        made |= self._text_pages()
        for book in self.notebooks:
            made[f"{book.stem}.html"] = self._led_to_texts(made[f"{book.stem}.html"])
        made["index.html"] = self._front()
        for name, markup in made.items():
            tables.write_file(folder / name, markup.encode("utf-8"))
        for place, path in self.files.items():
            tables.write_file(folder / place, path.read_bytes())
        for pattern in ("*.html", "tables/*", "figures/*"):
            for path in folder.glob(pattern):
                if path.relative_to(folder).as_posix() not in {*made, *self.files}:
                    path.unlink()
        return [folder / name for name in made]

    def page(self, book: Notebook) -> str:
        """One notebook as a page."""
        from nbconvert import HTMLExporter

        with resources.as_file(resources.files("dateline") / "templates") as templates:
            exporter = HTMLExporter(
                template_name=_TEMPLATE, extra_template_basedirs=[str(templates)]
            )
            page, _ = exporter.from_notebook_node(
                book.content, resources={"page": self.shown(book)}
            )
        return page

    def shown(self, book: Notebook) -> dict:
        """What the template is told of a page beside its notebook."""
        below = [(level, text) for level, text in _headings(book.content) if level in (2, 3)]
        stems = [each.stem for each in self.notebooks]
        at = stems.index(book.stem) if book.stem in stems else None
        return {
            "title": book.title,
            "current": book.stem,
            "contents": [(level, text, text.replace(" ", "-")) for level, text in below],
            "before": stems[at - 1] if at else "",
            "after": stems[at + 1] if at is not None and at + 1 < len(stems) else "",
            "clean": clean_html,
            "table_file": self._table_file,
            "picture": self._picture,
            **self._shell(),
        }

    def _shell(self) -> dict:
        stems = [book.stem for book in self.notebooks]
        own = {"own_title": self.own_title, "texts": [title for title, _ in self.texts]}
        return {"stems": stems, "source": self.source, "css": _resource("style.css")} | own

    def _text_pages(self) -> dict[str, str]:
        shell = {"current": "texts", **self._shell()}
        pages = {
            f"text-{number}.html": _rendered(
                "text.html.j2", page=shell | {"title": title}, number=number, text=clean_html(text)
            )
            for number, (title, text) in enumerate(self.texts, 1)
        }
        if pages:
            listed = shell | {"title": "The texts"}
            pages["texts.html"] = _rendered("texts.html.j2", page=listed, articles=self.articles)
        return pages

    def _led_to_texts(self, page: str) -> str:
        """A page where what names a sentence or texts that are not on it leads to their page."""
        there = {
            anchor: f"text-{number}.html#{anchor}"
            for number, (_, text) in enumerate(self.texts, 1)
            for anchor in re.findall(r'class="sentence" id="([\w-]+)"', text)
        }

        def led(named: re.Match) -> str:
            anchor, words = named.groups()
            return f'<a href="{there[anchor]}">{words}</a>' if anchor in there else words

        if self.texts:
            there["texts"] = "texts.html"
        return re.sub(r'<span class="(text-[\w-]+-s[0-9]+|texts)">(.*?)</span>', led, page)

    def _table_file(self, markup: str) -> str:
        """The file that the caption of a table names, if it goes into the folder."""
        caption = markup.partition("</caption>")[0]
        named = re.search(r"in (tables/[a-z]+\.csv)\.$", caption)
        return named[1] if named and named[1] in self.files else ""

    def _picture(self, output: nbformat.NotebookNode) -> str:
        """A picture of a notebook: its SVG where that is the same picture, else its pixels."""
        png, told = output["data"]["image/png"], output.get("metadata", {}).get("image/png", {})
        for at, path in enumerate(self.figures, 1):
            if path.stem == told.get("figure") and path.read_bytes() == _bytes(png):
                return figure(path, f"f{at}", files=self.files)
        return image(_bytes(png), told.get("alt", ""))

    def _front(self) -> str:
        pictures = [
            # A figure of the front page leads to the page of its notebook.
            figure(path, f"f{at}", f"{book.stem}.html", self.files)
            for book in self.notebooks
            for at, path in enumerate(self.figures, 1)
            if path.stem.endswith("-map") and path.stem[:3] == book.stem[:3]
            if book.stem not in self.apart
        ]
        described = {f"tables/{name}.csv": table.row for name, table in tables.schema().items()}
        title = self.own_title or "Dateline: which countries does the news name?"
        return _rendered(
            "home.html.j2",
            page={"title": title, **self._shell()},
            pictures=pictures,
            findings=self.findings,
            quoted=self.quoted,
            notebooks=self.notebooks,
            files={name: row for name, row in described.items() if name in self.files},
        )


def figure(path: Path, name: str, page: str = "", files: Iterable[str] = ()) -> str:
    """A figure as HTML, from its PNG file and what lies beside it, with a caption.

    On its page it is known by `name`, a short one, which stands before every id in it.
    Where there is an SVG it is put into the page, so that its marks lead to their evidence: on the
    same page, or on `page`. This is the one way past `clean_html`; `vector.inline` lets nothing in
    that no figure is made of, and escapes all text. The caption leads to those of its files that
    are among `files`.
    """
    alt = path.with_suffix(".txt").read_text(encoding="utf-8").strip()
    editions = {"wide": path.with_suffix(".svg")}
    editions["narrow"] = path.parent / "narrow" / editions["wide"].name
    drawn = {each: file.read_text("utf-8") for each, file in editions.items() if file.is_file()}
    if "wide" not in drawn:
        return image(path.read_bytes(), alt)
    kinds = {"numbers (CSV)": "csv", "boundaries (GeoJSON)": "geojson", "PNG": "png", "SVG": "svg"}
    links = [
        f'<a href="{place}">{label}</a>'
        for label, suffix in kinds.items()
        if (place := f"figures/{path.stem}.{suffix}") in files
    ]
    title = re.search(r"<title[^>]*>(.*?)</title>", drawn["wide"], re.DOTALL)
    said = f"{title[1]}. " if title else ""
    return _captioned(
        "\n".join(
            f'<div class="{edition if len(drawn) > 1 else "only"}-edition">'
            + vector.inline(svg, f"{name}{edition[0]}-", page)
            + "</div>"
            for edition, svg in drawn.items()
        ),
        said + (f"To take away: {', '.join(links)}." if links else ""),
        alt,
    )


def image(png: bytes, alt: str) -> str:
    """A picture in pixels as HTML."""
    data = base64.b64encode(png).decode("ascii")
    picture = f'<img src="data:image/png;base64,{data}" alt="{html.escape(alt)}">'
    return _captioned(picture, "", alt)


def clean_html(markup: str | bytes) -> str:
    """Keep the harmless part of some HTML: text, structure, tables; no script, style or image.

    The work is done by ammonia (by way of nh3), which parses as a browser does. Headings lose the
    ¶ that nbconvert gives them, which is noise to a screen reader; their ids stay.
    """
    markup = markup.decode("utf-8") if isinstance(markup, bytes) else markup
    return _cleaner()(re.sub(r'<a class="anchor-link"[^>]*>[^<]*</a>', "", markup))


@cache
def _cleaner() -> Callable[[str], str]:
    import nh3

    allowed = {name: set(names) for name, names in nh3.ALLOWED_ATTRIBUTES.items()}
    for tag, names in {"*": {"class", "id", "title"}, "th": {"scope"}}.items():
        allowed.setdefault(tag, set()).update(names)
    cleaner = nh3.Cleaner(
        tags=nh3.ALLOWED_TAGS - {"img", "map", "area"},
        attributes=allowed,
        url_schemes={"http", "https", "mailto"},
    )
    return cleaner.clean


def keep_the_best(content: nbformat.NotebookNode) -> None:
    """Leave of each output the one representation that a page shows."""
    for cell in content.cells:
        for output in cell.get("outputs", ()):
            if "data" in output:
                best = [kind for kind in _SHOWN if kind in output["data"]][:1]
                output["data"] = {kind: output["data"][kind] for kind in best}


def _captioned(picture: str, caption: str, alt: str) -> str:
    words = figures.in_words(alt) if alt else ""
    caption = f"<figcaption>{caption}\n{words}</figcaption>" if caption or words else ""
    return f"<figure>\n{picture}\n{caption}\n</figure>"


def _bytes(png: str) -> bytes:
    try:
        return base64.b64decode(png)
    except binascii.Error:
        return b""


def _small(png: str) -> str:
    """A picture of a notebook scaled down, as an address."""
    from PIL import Image

    with Image.open(io.BytesIO(_bytes(png))) as opened:
        picture = opened.convert("RGB")
    # The upper part: a headline and what is beneath it.
    picture = picture.crop((0, 0, picture.width, min(picture.height, picture.width * 3 // 4)))
    picture.thumbnail((_THUMBNAIL, _THUMBNAIL), Image.Resampling.LANCZOS)
    content = io.BytesIO()
    picture.quantize(48).save(content, format="png", optimize=True)
    return "data:image/png;base64," + base64.b64encode(content.getvalue()).decode("ascii")


def _cells(row: str) -> list[str]:
    return [
        html.unescape(re.sub(r"<[^>]*>", "", cell))
        for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
    ]


def _miniature(rows: list[list[str]]) -> str:
    """The head of a table, too small to read: a picture in letters, so nothing is said by it."""
    down, across, characters = _MINIATURE
    lines = [
        "".join(f"<span>{html.escape(cell[:characters])}</span>" for cell in row[:across])
        for row in rows[:down]
    ]
    return (
        '<span class="thumbnail table" aria-hidden="true">'
        + "".join(f"<span>{line}</span>" for line in lines)
        + "</span>"
    )


def _rendered(name: str, **shown: object) -> str:
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


def _headings(content: nbformat.NotebookNode) -> list[tuple[int, str]]:
    """The headings of a notebook's prose, each with its level, without their marks."""
    prose = "\n".join(cell.source for cell in content.cells if cell.cell_type == "markdown")
    found = re.findall(r"^(#{1,6}) +(.+?)\s*$", prose, re.MULTILINE)
    return [(len(marks), re.sub(r"[*_`]", "", text)) for marks, text in found]
