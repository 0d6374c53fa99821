"""One style for every figure, one place for its words, and one way to save it.

A drawing is laid out in points (1/72 inch). The wide edition is 540 points across and comes out as
a PNG of 1200 pixels: shown 720 pixels wide in a page, one point is 1/72 inch there too, and type
of 8 points reads as type of 8 points. The narrow one is 270 points across, a telephone's 360
pixels, and comes out at twice as many. Matplotlib's settings are in data/dateline.mplstyle.
"""

from __future__ import annotations

import base64
import functools
import html
import io
import logging
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from dateline import tables, typesetting, vector
from dateline.typesetting import draw_key, headline_size, key_rows, paragraph
from dateline.typesetting import text_size as text_size
from dateline.typesetting import typeface as typeface

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import matplotlib.axes
    import matplotlib.figure
    import matplotlib.font_manager
    import matplotlib.text
    import pandas as pd

WIDTH, NARROW = 540.0, 270.0
MARGIN = 18.0
CONTENT_WIDTH = WIDTH - 2 * MARGIN
SHOWN_WIDTH_PX = 720
_DPI = {WIDTH: 160, NARROW: 192}
_GAP = 7.0
# Type in points: title, subtitle, note and source.
_TYPE = {WIDTH: (16.0, 9.5, 7.5), NARROW: (12.5, 8.5, 7.5)}

INK = "#1b1f24"
QUIET_INK = "#4d545b"
PAPER = "#ffffff"


@dataclass(frozen=True, eq=False)
class Figure:
    """A finished figure: its words, the numbers drawn, and its pictures.

    `slug` is the file name without suffix, such as "03-country-map"; `numbers` holds exactly the
    numbers drawn; `alt` says in words what the picture shows; `boundaries` and `geojson` are for
    maps alone; `links` are the marks that lead to their evidence.
    """

    slug: str
    title: str
    subtitle: str = field(repr=False)
    note: str = field(repr=False)
    source: str = field(repr=False)
    alt: str = field(repr=False)
    numbers: pd.DataFrame = field(repr=False)
    drawing: matplotlib.figure.Figure = field(repr=False)
    boundaries: str = field(default="", repr=False)
    geojson: str | None = field(default=None, repr=False)
    links: tuple[vector.Link, ...] = field(default=(), repr=False)

    @functools.cached_property
    def png(self) -> bytes:
        """The picture in pixels: 1200 across, or 720 for the narrow edition."""
        from PIL import Image

        with style():
            self.drawing.canvas.draw()
            pixels = self.drawing.canvas.buffer_rgba()
        size = (pixels.shape[1], pixels.shape[0])
        picture = Image.frombuffer("RGBA", size, pixels).convert("RGB")
        content = io.BytesIO()
        dots = (self.drawing.dpi, self.drawing.dpi)
        # Twice as fast as the usual 6, and 2 % longer.
        picture.save(content, format="png", dpi=dots, compress_level=3)
        return content.getvalue()

    @functools.cached_property
    def svg(self) -> str:
        """The picture in outlines, with its name, its description and its links."""
        content = io.StringIO()
        nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        words = {"title": self.title, "alt": self.alt, "links": self.links}
        with style(), typesetting.without_halos(self.drawing) as halos:
            self.drawing.savefig(content, format="svg", metadata=nothing)
        return vector.finish(content.getvalue(), **words, halos=halos)

    def save(self, folder: Path | str) -> list[Path]:
        """Write slug.png, .svg, .csv, .txt (the alt text) and, for a map, .geojson.

        The narrow edition's pictures go into the folder `narrow` below; it says and counts the
        same. Each file appears whole or not at all. Returns their paths. Raises OSError where the
        folder cannot be written.
        """
        contents = {".png": self.png, ".svg": self.svg.encode("utf-8")}
        if _width(self.drawing) == NARROW:
            stem = Path(folder) / "narrow" / self.slug
        else:
            stem = Path(folder) / self.slug
            contents[".txt"] = f"{self.alt}\n".encode()
            if self.geojson is not None:
                contents[".geojson"] = self.geojson.encode("utf-8")
            tables.write_csv(self.numbers, f"{stem}.csv")
        for suffix, content in contents.items():
            tables.write_file(f"{stem}{suffix}", content)
        return sorted(stem.parent.glob(f"{stem.name}.*"))

    def _ipython_display_(self) -> None:
        from IPython.display import display

        data, metadata = self._repr_mimebundle_()
        display(data | {"text/plain": repr(self)}, metadata=metadata, raw=True)
        # JupyterLab gives a picture no alt text, whatever its metadata say: there, too, the words
        # stand with it.
        display({"text/html": in_words(self.alt), "text/plain": self.alt}, raw=True)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> tuple:
        # A notebook page takes the alt text of an image from its metadata, and from nowhere else;
        # by its slug the page finds the SVG.
        picture = base64.b64encode(self.png).decode("ascii")
        shown = {"alt": self.alt, "figure": self.slug, "width": SHOWN_WIDTH_PX}
        return {"image/png": picture}, {"image/png": shown}


def in_words(alt: str) -> str:
    """What a picture shows, to be unfolded beneath it."""
    return (
        '<details class="in-words mathjax_ignore"><summary>This figure in words</summary>\n'
        f"<p>{html.escape(alt)}</p></details>"
    )


@contextmanager
def style() -> Iterator[None]:
    """Matplotlib's defaults with the project's style over them, whatever the user's settings."""
    import matplotlib

    # Once on each machine matplotlib lists the system's fonts, none of which a figure uses. Where
    # that takes long it says so on standard error, which would end up in a notebook.
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    with matplotlib.rc_context(_settings()):
        yield


@functools.cache
def _settings() -> dict:
    import matplotlib

    with resources.as_file(resources.files("dateline") / "data" / "dateline.mplstyle") as path:
        ours = matplotlib.rc_params_from_file(path, use_default_template=False)
    settings = {**matplotlib.rcParamsDefault, **ours}
    # Which window a notebook opens is none of a figure's business.
    return {name: value for name, value in settings.items() if not name.startswith("backend")}


def content_width(width: float = WIDTH) -> float:
    """The width, in points, of what a page of this width has between its margins."""
    return width - 2 * (MARGIN if width == WIDTH else MARGIN / 2)


def page(
    height: float,
    *,
    title: str,
    subtitle: str,
    note: str,
    source: str,
    boundaries: str = "",
    key: Sequence[tuple[str, str]] = (),
    aside: tuple[float, float] | None = None,
    width: float = WIDTH,
) -> tuple[matplotlib.figure.Figure, matplotlib.axes.Axes, matplotlib.axes.Axes | None]:
    """A `sheet` with its words set around it by `arrange`. Call within `style()`."""
    drawing, content, second = sheet(height, aside=aside, width=width)
    words = {"title": title, "subtitle": subtitle, "note": note, "source": source}
    arrange(drawing, **words, boundaries=boundaries, key=key)
    return drawing, content, second


def sheet(
    height: float, *, aside: tuple[float, float] | None = None, width: float = WIDTH
) -> tuple[matplotlib.figure.Figure, matplotlib.axes.Axes, matplotlib.axes.Axes | None]:
    """A drawing `width` points across, around a content area `height` points high.

    `aside`, a (width, height) in points, asks for a second area beneath the content, at the right
    of note and source. Both areas are axes without decoration, with coordinates in points from
    their lower left corner; the second is None if not asked for. Call within `style()`.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Drawing

    drawing = Drawing(figsize=(width / 72, 1), dpi=_DPI[width])
    FigureCanvasAgg(drawing)
    areas = {"content": (content_width(width), height)} | ({"aside": aside} if aside else {})
    for gid, (across, up) in areas.items():
        axes = drawing.add_axes((0, 0, 1, 1), gid=gid, xlim=(0, across), ylim=(0, up))
        axes.set_axis_off()
    return drawing, drawing.axes[0], drawing.axes[1] if aside else None


def arrange(
    drawing: matplotlib.figure.Figure,
    *,
    title: str,
    subtitle: str,
    note: str,
    source: str,
    boundaries: str = "",
    key: Sequence[tuple[str, str]] = (),
) -> None:
    """Set the words of a sheet, and make it as tall as they need.

    They are wrapped to the room they have. `key` is a row of (colour, label) beneath the subtitle;
    words that are empty take no room.
    """
    width = _width(drawing)
    inner, margin = content_width(width), (width - content_width(width)) / 2
    (_, height), *others = [(axes.get_xlim()[1], axes.get_ylim()[1]) for axes in drawing.axes[:2]]
    aside = others[0] if others else (0.0, 0.0)
    foot_width = inner - (aside[0] + 2 * _GAP if others else 0)
    large, middle, small = _TYPE[width]
    large = headline_size(title, large, inner)

    def paragraphs(across: float, *words: tuple[str, str, float, bool, str]) -> list:
        return [
            paragraph(drawing, gid, text, across, typeface(size, bold), colour)
            for gid, text, size, bold, colour in words
            if text
        ]

    head = paragraphs(
        inner,
        ("title", title, large, True, INK),
        ("subtitle", subtitle, middle, False, QUIET_INK),
    )
    foot = paragraphs(
        foot_width,
        ("note", note, small, False, QUIET_INK),
        ("boundaries", boundaries, small, False, QUIET_INK),
        ("source", source, small, False, QUIET_INK),
    )
    rows = key_rows(key, inner)
    key_height = 14.0 * len(rows) + (_GAP if rows else 0.0)
    foot_height = max(sum(text_size(text)[1] + 3 for text in foot) - 3, aside[1])
    content_bottom = margin + foot_height + _GAP
    top = content_bottom + height + _GAP + key_height
    total = top + sum(text_size(text)[1] for text in head) + 4 + margin
    drawing.set_size_inches(width / 72, total / 72)

    _stack(head, margin, total - margin, 4)
    _stack(foot, margin, content_bottom - _GAP, 3)
    draw_key(drawing, rows, margin, top - 14)
    places = [(margin, content_bottom, inner, height)]
    if others:
        places.append((width - margin - aside[0], content_bottom - _GAP - aside[1], *aside))
    for axes, (left, bottom, across, up) in zip(drawing.axes, places, strict=False):
        axes.set_position((left / width, bottom / total, across / width, up / total))


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
    boundaries: str = "",
    geojson: str | None = None,
    links: Sequence[vector.Link] = (),
) -> Figure:
    """Turn a drawing into a `Figure`; the same drawing always gives the same bytes."""
    return Figure(
        slug=slug,
        title=title,
        subtitle=subtitle,
        note=note,
        source=source,
        alt=alt,
        numbers=numbers.copy(),
        drawing=drawing,
        boundaries=boundaries,
        geojson=geojson,
        links=tuple(links),
    )


def _width(drawing: matplotlib.figure.Figure) -> float:
    return float(round(drawing.get_figwidth() * 72))


def _stack(paragraphs: list, left: float, top: float, gap: float) -> None:
    for text in paragraphs:
        text.set_position((left, top))
        top -= text_size(text)[1] + gap
