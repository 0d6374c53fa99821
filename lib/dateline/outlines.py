"""The outlines and letters in an SVG of Matplotlib's, in a third of the bytes.

Nothing looks different: a letter is drawn once and used wherever it stands, its halo included, and
an outline goes on from each point to the next.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xml.etree import ElementTree

_SPACE = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_GLYPH = re.compile(r"^#?DejaVuSans(-Bold)?-(?=[0-9a-f]+$)")
_NUMBER = re.compile(r"-?[\d.]+(?:[eE][-+]?\d+)?")
_UNITS = 64  # of a letter's outline, to a hundredth of the size of the type
_LONG = 40  # points; shorter outlines are marks, whose corners are read to the hundredth

# Of a text, by its id: the colour of its halo and its width in points.
Halos = Mapping[str, tuple[str, float]]


def shorten(root: ElementTree.Element, halos: Halos) -> None:
    """Shorten an SVG in place, and give the texts in `halos` a halo."""
    _gather_letters(root)
    for element in root.iter():
        moved = element.get("transform", "")
        if moved.startswith("translate"):
            place, rest = moved.split(")", 1)
            element.set("transform", f"{_rounded(place, 2)}){rest}")
    for path in root.iter(f"{_SPACE}path"):
        path.set("d", outline(path.get("d", "")))
    haloed = [group for group in root.iter(f"{_SPACE}g") if group.get("id") in halos]
    for number, group in enumerate(haloed, 1):
        _put_halo(group, f"letters{number}", *halos[group.get("id")])


def outline(given: str) -> str:
    """An outline in tenths of a point if it is long, else in hundredths: finer than print.

    The points of straight lines are given by their distance from the one before. What has curves is
    only rounded.
    """
    if re.search("[^MLz\\deE .\n+-]", given):
        return _rounded(" ".join(given.split()), 2)
    parts = []
    digits = 1 if given.count("L") > _LONG else 2
    for part in given.split("M")[1:]:
        scaled = [round(float(number) * 10**digits) for number in _NUMBER.findall(part)]
        points = list(zip(scaled[::2], scaled[1::2], strict=True))
        steps = [(x - a, y - b) for (a, b), (x, y) in itertools.pairwise(points)]
        parts.append(f"M{_joined(points[:1], digits)}")
        moves = _joined([step for step in steps if step != (0, 0)], digits)
        parts.append(f"l{moves}" if moves else "")
        parts.append("z" if "z" in part else "")
    return "".join(parts)


def _joined(points: list[tuple[int, int]], digits: int) -> str:
    """Points as an outline has them, from numbers without their decimal point."""
    numbers = (f"{number / 10**digits:.{digits}f}" for point in points for number in point)
    short = (number.rstrip("0").rstrip(".") for number in numbers)
    return re.sub(r"(?<!\d)0(?=\.)", "", " ".join(short)).replace(" -", "-")


def _rounded(text: str, digits: int) -> str:
    """A text whose numbers have so many decimals at most."""
    return re.sub(r"-?\d+\.\d+", lambda found: f"{round(float(found[0]), digits):g}", text)


def _gather_letters(root: ElementTree.Element) -> None:
    """Bring the outlines of all letters to one place, under short names, and shorten their uses."""
    from xml.etree import ElementTree

    letters = ElementTree.Element(f"{_SPACE}defs")
    for parent in list(root.iter(f"{_SPACE}g")):
        for found in parent.findall(f"{_SPACE}defs"):
            glyphs = [each for each in found if _GLYPH.match(each.get("id", ""))]
            for glyph in glyphs:
                glyph.set("id", _short(glyph.get("id")))
                glyph.tail = "\n"
                found.remove(glyph)
                letters.append(glyph)
            if not len(found):
                parent.remove(found)
    for use in root.iter(f"{_SPACE}use"):
        if _GLYPH.match(use.get(_HREF, "")):
            use.set(_HREF, f"#{_short(use.get(_HREF))}")
            place = re.fullmatch(r"translate\((\S+) (\S+)\)", use.attrib.pop("transform", ""))
            for side, value in zip("xy", place.groups() if place else (), strict=False):
                if float(value):
                    use.set(side, f"{float(value):.1f}")
            use.tail = ""
    letters.tail = "\n "
    root.insert(len(root.findall(f"{_SPACE}metadata")), letters)


def _short(name: str) -> str:
    return _GLYPH.sub(lambda found: "b" if found[1] else "r", name)


def _put_halo(text: ElementTree.Element, name: str, colour: str, width: float) -> None:
    """Draw each line of a text twice: first as its halo, then as itself."""
    from xml.etree import ElementTree

    for number, line in enumerate(list(text), 1):
        size = float(re.search(r"scale\((\S+)", line.get("transform"))[1])
        letters = ElementTree.Element(f"{_SPACE}g", id=f"{name}-{number}")
        letters.extend(list(line))
        ink, line.attrib["style"] = line.get("style"), "stroke-linejoin: round"
        for child in list(line):
            line.remove(child)
        halo = f"fill: {colour}; stroke: {colour}; stroke-width: {width * _UNITS / size:.0f}"
        behind = ElementTree.SubElement(line, f"{_SPACE}g", style=halo)
        behind.append(letters)
        ElementTree.SubElement(line, f"{_SPACE}use", {_HREF: f"#{name}-{number}", "style": ink})
