"""Words on a drawing: the font, how wide a line is, where it breaks, and the key to colours."""

from __future__ import annotations

import functools
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import matplotlib.figure
    import matplotlib.font_manager
    import matplotlib.text


@functools.cache
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
    drawing = text.get_figure(root=True)
    extent = text.get_window_extent(_ruler(drawing.dpi))
    return extent.width * 72 / drawing.dpi, extent.height * 72 / drawing.dpi


def line_width(text: str, font: matplotlib.font_manager.FontProperties) -> float:
    """Width, in points, of one line of text that is not drawn, or a hair more."""
    return sum(_advance(letter, font.get_file()) for letter in text) * font.get_size() / 100


@functools.cache
def _advance(letter: str, file: str) -> float:
    """How far a letter moves on, in hundredths of the size of the type.

    A whole line takes Matplotlib a hundred times as long, for the sake of kerning.
    """
    from matplotlib.font_manager import get_font
    from matplotlib.ft2font import LoadFlags

    font = get_font(file)
    font.set_size(100, 72)
    return font.load_char(ord(letter), flags=LoadFlags.NO_HINTING).linearHoriAdvance / 65536


def block_size(text: str, font: matplotlib.font_manager.FontProperties) -> tuple[float, float]:
    """Width and height, in points, of lines of text that are not drawn, spaced by 1.1."""
    lines = text.split("\n")
    # Matplotlib gives every line the size of its type times the spacing, whatever its letters.
    height = 1.1 * len(lines) * font.get_size()
    return max(line_width(line, font) for line in lines), height


@functools.cache
def _ruler(dpi: float):
    from matplotlib.backends.backend_agg import RendererAgg

    return RendererAgg(1, 1, dpi)


def paragraph(drawing, gid: str, text: str, width: float, font, color: str):
    """Text broken into as few lines as `width` allows, and these made about equally long."""
    from matplotlib.transforms import Affine2D

    points = Affine2D().scale(1 / 72) + drawing.dpi_scale_trans
    lines = wrapped(drawable(text), font, width - 1)
    look = {"font": font, "color": color, "va": "top", "linespacing": 1.25}
    return drawing.text(0, 0, "\n".join(lines), gid=gid, transform=points, **look)


def wrapped(text: str, font, width: float) -> list[str]:
    """The lines of a text: as few as `width` points allow, and about equally long."""
    # A word too long for a line is cut: a reader's file name, say.
    words = [piece for word in text.split(" ") for piece in _cut(word, font, width)]
    widths = [line_width(word, font) for word in words]
    space = line_width("n n", font) - line_width("nn", font)

    def fill(room: float) -> list[str]:
        lines, used = [], float("inf")
        for word, across in zip(words, widths, strict=True):
            if used + space + across > room:
                lines.append(word)
                used = across
            else:
                lines[-1] += f" {word}"
                used += space + across
        return lines

    fewest, least = len(fill(width)), max(widths)
    while width - least > 1:
        middle = (least + width) / 2
        least, width = (least, middle) if len(fill(middle)) == fewest else (middle, width)
    return fill(width)


def _cut(word: str, font, width: float) -> list[str]:
    pieces = [""]
    if line_width(word, font) <= width:
        return [word]
    for letter in word:
        if pieces[-1] and line_width(pieces[-1] + letter, font) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def drawable(text: str) -> str:
    """The text, with an escape for each character that the font lacks: a reader's file names."""
    return "".join(
        letter if ord(letter) in _known() else letter.encode("unicode_escape").decode("ascii")
        for letter in text
    )


@functools.cache
def _known() -> frozenset[int]:
    from matplotlib.font_manager import get_font

    return frozenset(get_font(typeface(8).get_file()).get_charmap())


def halo(colour: str, width: float):
    """The path effect that puts a halo of a width in points around a text."""
    from matplotlib.patheffects import withStroke

    effect = withStroke(linewidth=width, foreground=colour)
    effect.look = (colour, width)
    return effect


@contextmanager
def without_halos(drawing: matplotlib.figure.Figure) -> Iterator[dict[str, tuple[str, float]]]:
    """Take the halos off the texts of a drawing for a while; gives colour and width by text id.

    With a halo, Matplotlib writes each letter into an SVG as an outline of its own, twice.
    """
    from matplotlib.text import Text

    effects = {text: text.get_path_effects() for text in drawing.findobj(Text)}
    haloed = {text: found for text, found in effects.items() if found}
    try:
        for text in haloed:
            text.set_path_effects([])
        yield {text.get_gid(): found[0].look for text, found in haloed.items()}
    finally:
        for text, found in haloed.items():
            text.set_path_effects(found)


def headline_size(title: str, size: float, width: float) -> float:
    """The size of the title: a little smaller where that saves its second line."""
    share = (width - 2) / max(line_width(drawable(title), typeface(size, True)), 1)
    return round(size * share - 0.1, 1) if 0.85 < share < 1 else size


def key_rows(key: Sequence[tuple[str, str]], width: float) -> list[list[tuple[float, str, str]]]:
    """The key in rows that fit: each entry with where it starts."""
    rows, left = [], width
    for colour, label in key:
        across = 22 + line_width(label, typeface(8))
        if left + across > width:
            rows.append([])
            left = 0.0
        rows[-1].append((left, colour, label))
        left += across + 12
    return rows


def draw_key(drawing, rows: list, left: float, bottom: float) -> None:
    """Draw the rows of a key, the first at `bottom` and each next one beneath, in points."""
    from matplotlib.patches import Rectangle
    from matplotlib.transforms import Affine2D

    points = Affine2D().scale(1 / 72) + drawing.dpi_scale_trans
    entries = [(row, *entry) for row, entries in enumerate(rows) for entry in entries]
    for number, (row, at, colour, label) in enumerate(entries, 1):
        x, y = left + at, bottom - 14 * row
        swatch = Rectangle((x, y), 18, 9, facecolor=colour, transform=points)
        swatch.set_figure(drawing)
        drawing.add_artist(swatch)
        look = {"font": typeface(8), "transform": points, "va": "center_baseline"}
        drawing.text(x + 22, y + 4.5, label, gid=f"key{number}", **look)
