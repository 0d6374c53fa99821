"""One style for every figure, one place for its words, and one way to save it.

A drawing is laid out in points (1/72 inch), is 540 points wide, and comes out as a PNG of 1200
pixels. Shown 720 pixels wide in a page, one point is 1/72 inch there too: type of 8 points reads
as type of 8 points.
"""

from __future__ import annotations

import base64
import io
import logging
import textwrap
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from dateline import tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import matplotlib.axes
    import matplotlib.figure
    import matplotlib.font_manager
    import matplotlib.text
    import pandas as pd

WIDTH = 540.0
MARGIN = 18.0
CONTENT_WIDTH = WIDTH - 2 * MARGIN
SHOWN_WIDTH_PX = 720
_DPI = 160
_GAP = 7.0
_TITLE_SIZE = 16.0

INK = "#1b1f24"
QUIET_INK = "#4d545b"
PAPER = "#ffffff"

_STYLE = {
    "text.color": INK,
    # A "$" in a headline is money, not mathematics.
    "text.parse_math": False,
    # Hinting bends letters to one resolution's pixels; without it a width measured for the PNG
    # also holds for the SVG.
    "text.hinting": "none",
    "figure.facecolor": PAPER,
    "savefig.facecolor": PAPER,
    "axes.facecolor": PAPER,
    "hatch.linewidth": 0.7,
    "svg.fonttype": "path",
    # Matplotlib otherwise salts the ids inside an SVG at random.
    "svg.hashsalt": "dateline",
}


@dataclass(frozen=True, eq=False)
class Figure:
    """A finished figure: its words, the numbers drawn, and its pictures.

    `slug` is the file name without suffix, such as "03-country-map"; `numbers` holds exactly the
    numbers drawn; `alt` says in words what the picture shows; `geojson` is for maps alone.
    """

    slug: str
    title: str
    subtitle: str = field(repr=False)
    note: str = field(repr=False)
    source: str = field(repr=False)
    alt: str = field(repr=False)
    numbers: pd.DataFrame = field(repr=False)
    png: bytes = field(repr=False)
    svg: str = field(repr=False)
    geojson: str | None = field(default=None, repr=False)

    def save(self, folder: Path | str) -> list[Path]:
        """Write slug.png, .svg, .csv, .txt (the alt text) and, for a map, .geojson.

        Each file appears whole or not at all. Returns their paths. Raises OSError where the
        folder cannot be written.
        """
        stem = Path(folder) / self.slug
        contents = {
            ".png": self.png,
            ".svg": self.svg.encode("utf-8"),
            ".txt": f"{self.alt}\n".encode(),
        }
        if self.geojson is not None:
            contents[".geojson"] = self.geojson.encode("utf-8")
        for suffix, content in contents.items():
            tables.write_file(f"{stem}{suffix}", content)
        tables.write_csv(self.numbers, f"{stem}.csv")
        return [Path(f"{stem}{suffix}") for suffix in (*contents, ".csv")]

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> tuple:
        # A notebook page takes the alt text of an image from its metadata, and from nowhere else.
        picture = base64.b64encode(self.png).decode("ascii")
        return {"image/png": picture}, {"image/png": {"alt": self.alt, "width": SHOWN_WIDTH_PX}}


@contextmanager
def style() -> Iterator[None]:
    """Matplotlib's defaults with the project's style over them, whatever the user's settings."""
    import matplotlib

    # Once on each machine matplotlib lists the system's fonts, none of which a figure uses. Where
    # that takes long it says so on standard error, which would end up in a notebook.
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_STYLE)
        yield


def page(
    height: float,
    *,
    title: str,
    subtitle: str,
    note: str,
    source: str,
    key: Sequence[tuple[str, str]] = (),
    aside: tuple[float, float] | None = None,
) -> tuple[matplotlib.figure.Figure, matplotlib.axes.Axes, matplotlib.axes.Axes | None]:
    """Lay out a figure around a content area of `CONTENT_WIDTH` by `height` points.

    `key` is a row of (colour, label) beneath the subtitle. `aside`, a (width, height) in points,
    asks for a second area beneath the content, at the right of note and source. The words are
    wrapped to the room they have, and the page is as tall as they need. Both areas are axes
    without decoration, with coordinates in points from their lower left corner; the second is
    None if not asked for. Call within `style()`.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Drawing

    drawing = Drawing(figsize=(WIDTH / 72, 1), dpi=_DPI)
    FigureCanvasAgg(drawing)
    foot_width = CONTENT_WIDTH - (aside[0] + 2 * _GAP if aside else 0)

    head = [
        _paragraph(
            drawing,
            "title",
            title,
            CONTENT_WIDTH,
            font=typeface(_headline_size(drawing, title), bold=True),
        ),
        _paragraph(
            drawing, "subtitle", subtitle, CONTENT_WIDTH, font=typeface(9.5), color=QUIET_INK
        ),
    ]
    foot = [
        _paragraph(drawing, gid, text, foot_width, font=typeface(7.5), color=QUIET_INK)
        for gid, text in (("note", note), ("source", source))
    ]
    key_height = 14.0 + _GAP if key else 0.0
    foot_height = sum(text_size(text)[1] for text in foot) + 3
    foot_height = max(foot_height, aside[1] if aside else 0)
    content_bottom = MARGIN + foot_height + _GAP
    top = content_bottom + height + _GAP + key_height
    total = top + sum(text_size(text)[1] for text in head) + 4 + MARGIN
    drawing.set_size_inches(WIDTH / 72, total / 72)

    _stack(head, total - MARGIN, 4)
    _stack(foot, content_bottom - _GAP, 3)
    _draw_key(drawing, key, top - key_height)
    content = _area(drawing, "content", MARGIN, content_bottom, CONTENT_WIDTH, height)
    if not aside:
        return drawing, content, None
    left = WIDTH - MARGIN - aside[0]
    return drawing, content, _area(drawing, "aside", left, content_bottom - _GAP - aside[1], *aside)


def typeface(size: float, bold: bool = False) -> matplotlib.font_manager.FontProperties:
    """The font of all figures, at a size in points.

    It is named by the file that ships with matplotlib: a system often has another edition under
    the same name, and which of the two is taken would depend on the machine.
    """
    import matplotlib
    from matplotlib.font_manager import FontProperties

    file = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return FontProperties(fname=Path(matplotlib.get_data_path(), "fonts", "ttf", file), size=size)


def text_size(text: matplotlib.text.Text) -> tuple[float, float]:
    """Width and height, in points, of a text that belongs to a page."""
    canvas = text.get_figure(root=True).canvas
    extent = text.get_window_extent(canvas.get_renderer())
    return extent.width * 72 / _DPI, extent.height * 72 / _DPI


def render(
    drawing: matplotlib.figure.Figure,
    *,
    slug: str,
    title: str,
    subtitle: str,
    note: str,
    source: str,
    alt: str,
    numbers: pd.DataFrame,
    geojson: str | None = None,
) -> Figure:
    """Turn a drawing into a `Figure`; the same drawing always gives the same bytes."""
    with style():
        png = io.BytesIO()
        drawing.savefig(png, format="png", dpi=_DPI, metadata={"Software": None})
        vector = io.StringIO()
        no_trace = {"Date": None, "Creator": None}
        drawing.savefig(vector, format="svg", metadata={"Title": title, **no_trace})
    # Matplotlib writes the title alone, and says nowhere that this is one picture.
    svg = vector.getvalue().replace("</title>", f"</title>\n <desc>{escape(alt)}</desc>", 1)
    svg = svg.replace("<svg ", '<svg role="img" ', 1)
    return Figure(
        slug=slug,
        title=title,
        subtitle=subtitle,
        note=note,
        source=source,
        alt=alt,
        numbers=numbers.copy(),
        png=png.getvalue(),
        svg=svg,
        geojson=geojson,
    )


def _paragraph(drawing, gid: str, text: str, width: float, **look) -> matplotlib.text.Text:
    """Text broken into as few lines as `width` allows, and these made about equally long."""
    from matplotlib.transforms import Affine2D

    points = Affine2D().scale(1 / 72) + drawing.dpi_scale_trans
    text = _drawable(text)
    artist = drawing.text(
        MARGIN, 0, text, gid=gid, transform=points, va="top", linespacing=1.25, **look
    )
    if text_size(artist)[0] <= width:
        return artist
    characters, fewest = len(text), None
    # Proportional letters: the number of characters that fit is found by trying fewer and fewer.
    while characters > 10:
        lines = textwrap.wrap(text, characters, break_on_hyphens=False)
        if fewest is not None and len(lines) > fewest:
            break
        artist.set_text("\n".join(lines))
        if text_size(artist)[0] <= width:
            fewest, best = len(lines), artist.get_text()
        characters -= 1
    artist.set_text(best if fewest is not None else "\n".join(textwrap.wrap(text, 10)))
    return artist


def _drawable(text: str) -> str:
    """The text, with an escape for each character that the font lacks: a reader's file names."""
    from matplotlib.font_manager import get_font

    known = get_font(typeface(8).get_file()).get_charmap()
    return "".join(
        letter if ord(letter) in known else letter.encode("unicode_escape").decode("ascii")
        for letter in text
    )


def _headline_size(drawing, title: str) -> float:
    """The size of the title: a little smaller where that saves its second line."""
    probe = drawing.text(0, 0, title, font=typeface(_TITLE_SIZE, bold=True))
    fitting = _TITLE_SIZE * CONTENT_WIDTH / text_size(probe)[0] if title else _TITLE_SIZE
    probe.remove()
    return round(fitting - 0.1, 1) if 0.85 < fitting / _TITLE_SIZE < 1 else _TITLE_SIZE


def _stack(paragraphs: list, top: float, gap: float) -> None:
    for paragraph in paragraphs:
        paragraph.set_y(top)
        top -= text_size(paragraph)[1] + gap


def _area(drawing, gid: str, left: float, bottom: float, width: float, height: float):
    total_width, total_height = drawing.get_size_inches() * 72
    axes = drawing.add_axes(
        (left / total_width, bottom / total_height, width / total_width, height / total_height),
        gid=gid,
        xlim=(0, width),
        ylim=(0, height),
    )
    axes.set_axis_off()
    return axes


def _draw_key(drawing, key: Sequence[tuple[str, str]], bottom: float) -> None:
    from matplotlib.patches import Rectangle
    from matplotlib.transforms import Affine2D

    points = Affine2D().scale(1 / 72) + drawing.dpi_scale_trans
    left = MARGIN
    for number, (colour, label) in enumerate(key, 1):
        swatch = Rectangle((left, bottom), 18, 9, facecolor=colour, transform=points)
        swatch.set_figure(drawing)
        drawing.add_artist(swatch)
        at = (left + 22, bottom + 4.5)
        text = drawing.text(
            *at, label, gid=f"key{number}", font=typeface(8), transform=points, va="center_baseline"
        )
        left += 22 + text_size(text)[0] + 12
