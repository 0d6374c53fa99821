"""The timeline of dated statements and events, and how a chart is saved.

It is drawn in points, so that the width of a word and the place it has compare directly. Where
there is nothing to draw there is no figure, and the finding says so.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from dateline import figures, stories, typesetting
from dateline.vector import Link

if TYPE_CHECKING:
    import pandas as pd

TIMELINE = "04-timeline"
# Told apart in grey and by the colour-blind; and by shape besides.
_KIND = {"statement": "#b85c00", "event": "#1f62a7", "sentence": "#5f656a"}
_SHAPE = {"statement": "round", "event": "square", "sentence": "diamond"}

_RULE = "#e4e7e9"
_TEXT_SHARE = {figures.WIDTH: 0.58, figures.NARROW: 0.6}
# Where a few dates, one in so many at most, are so far off that the others, so many different ones
# at least, had less than this share of the axis, it is that of the others; the few have an arrow at
# its edge, of a length in points.
_FEW, _OTHERS, _PRESSED, _ARROW = 4, 3, 0.1, 9.0


def save(
    draw: Callable[..., figures.Figure | None], slug: str, folder: Path | str, *what: object
) -> figures.Figure | None:
    """Save both editions of a figure, and give the wide one; None where there is nothing to draw.

    `draw` takes `what` and a width. Files of an earlier run are removed where there is none now.
    """
    wide, narrow = (draw(*what, width=width) for width in (figures.WIDTH, figures.NARROW))
    if wide is None or narrow is None:
        for pattern in (f"{slug}.*", f"narrow/{slug}.*"):
            for path in Path(folder).glob(pattern):
                path.unlink()
        return None
    wide.save(folder)
    narrow.save(folder)
    return wide


# --- the timeline -------------------------------------------------------------------------------


def timeline(
    rows: pd.DataFrame, source: str, *, width: float = figures.WIDTH
) -> figures.Figure | None:
    """The timeline of what `stories.dated` gives; None where that is empty.

    A day is a tick, anything longer a bar of its length. A few dates far from all others are beyond
    the axis, with an arrow at its edge. What is `shown` as a mark alone shares one row, without
    words. In the SVG each mark is a link to its sentence (`citations.dated`). `source`
    says where the text comes from.
    """
    if rows.empty:
        return None
    numbers = rows.drop(columns="sentence")
    days = {
        row.number: (_day(row.earliest), _day(row.latest) + 1)
        for row in rows.itertuples()
        if row.shown != "no"
    }
    own = set(rows.loc[rows["shown"] == "row", "number"])
    inner = figures.content_width(width)
    font, strong = typesetting.typeface(7.5), typesetting.typeface(7.5, True)
    left = inner * _TEXT_SHARE[width]
    placed = [
        (row, typesetting.wrapped(plain(row.label), font, left - 24))
        for row in rows.itertuples()
        if row.number in own
    ]
    heights = [10.0 * (1 + len(lines)) + 8 for _, lines in placed]
    rest = rows[rows["shown"] == "mark"]
    height = sum(heights) + 16 + (24 if len(rest) else 0)
    at = Axis.over([_window([*days.values()])], left + 4, inner - 6)
    earlier = any(first < at.first for first, _ in days.values())
    later = any(last > at.last for _, last in days.values())
    at = at._replace(left=at.left + earlier * _ARROW, right=at.right - later * _ARROW)
    words = _timeline_words(rows, numbers, source, earlier, later)
    with figures.style():
        drawing, axes, _ = figures.page(height, **words, width=width)
        draw_axis(axes, at, height)
        top = height - 16
        for (row, lines), tall in zip(placed, heights, strict=True):
            colour = _KIND[row.kind]
            look = {"color": figures.INK, "va": "top", "linespacing": 1.2}
            axes.plot([0, inner], [top, top], color=_RULE, linewidth=0.5, zorder=0)
            symbol(axes, _SHAPE[row.kind], (6, top - 8.5), 3, colour, row.hypothetical == "yes")
            when = typesetting.wrapped(plain(row.when), strong, left - 20)[0]
            axes.text(14, top - 4, when, font=strong, gid=f"when-{row.number}", **look)
            text = "\n".join(lines)
            axes.text(14, top - 14.5, text, font=font, gid=f"label-{row.number}", **look)
            _bar(axes, at, days[row.number], top - tall / 2, row)
            top -= tall
        if len(rest):
            axes.plot([0, inner], [top, top], color=_RULE, linewidth=0.5, zorder=0)
            more = f"{len(rest):,} more, in the list" if width == figures.WIDTH else "more"
            axes.text(14, top - 12, more, font=strong, va="center", color=figures.QUIET_INK)
            for row in rest.itertuples():
                _bar(axes, at, days[row.number], top - 12, row)
    links = [
        Link(
            tuple(f"{mark}-{row.number}" for mark in ("date", "when", "label")),
            f"#dated-{row.number}",
            f"{row.when}: {row.sentence}",
            (("earliest", row.earliest), ("latest", row.latest), ("kind", row.kind)),
        )
        for row in rows.itertuples()
        if row.shown != "no"
    ]
    alt = _timeline_alt(rows, own)
    figure = {**words, "alt": alt, "numbers": numbers, "links": links}
    return figures.render(drawing, slug=TIMELINE, **figure)


class Axis(NamedTuple):
    """Days on paper: from day `first` at `left` to day `last` at `right`, in points."""

    first: float
    last: float
    left: float
    right: float

    @classmethod
    def over(cls, spans, left: float, right: float) -> Axis:
        starts, ends = zip(*spans, strict=True)
        first, last = min(starts), max(ends)
        margin = max((last - first) * 0.03, 1)
        return cls(first - margin, last + margin, left, right)

    def __call__(self, day: float) -> float:
        share = (day - self.first) / (self.last - self.first)
        return self.left + share * (self.right - self.left)


def _window(spans: list[tuple[int, int]]) -> tuple[int, int]:
    """The first and last day of the axis for some spans: of all of them, or of all but a few that
    are far from the others.
    """
    starts, ends = sorted(first for first, _ in spans), sorted(last for _, last in spans)
    low, high = starts[0], ends[-1]
    for few in range(1, len(spans) // _FEW + 1):
        ends_of = [(starts[before], ends[before - few - 1]) for before in range(few + 1)]
        first, last = min(ends_of, key=lambda window: window[1] - window[0])
        others = {span for span in spans if first <= span[0] and span[1] <= last}
        if last - first < _PRESSED * (high - low) and len(others) >= _OTHERS:
            low, high = first, last
    return low, high


def draw_axis(axes, at: Axis, height: float) -> None:
    """Lines at round dates, as many as their names have room for, with the names at `height`."""
    font = typesetting.typeface(7)
    for step in _steps():
        ticks = [(at(day), name) for day, name in _ticks(at, step)]
        halves = [typesetting.line_width(name, font) / 2 for _, name in ticks]
        # A name at an edge is moved inside, nearer to the one beside it.
        middles = [
            min(max(x, at.left + half), at.right + 6 - half)
            for (x, _), half in zip(ticks, halves, strict=True)
        ]
        pairs = itertools.pairwise(zip(middles, halves, strict=True))
        if all(other - half_other > x + half + 6 for (x, half), (other, half_other) in pairs):
            break
    for (x, name), middle in zip(ticks, middles, strict=True):
        axes.plot([x, x], [0, height - 12], color=_RULE, linewidth=0.7, zorder=0)
        look = {"font": font, "color": figures.QUIET_INK, "ha": "center", "va": "top"}
        axes.text(middle, height, name, **look)


def _steps() -> Iterator[tuple[str, int]]:
    yield from (("day", 1), ("day", 7), ("month", 1), ("month", 3), ("month", 6))
    for power in range(4):
        yield from (("year", base * 10**power) for base in (1, 2, 5))


def _ticks(at: Axis, step: tuple[str, int]) -> list[tuple[int, str]]:
    """The days at multiples of a step, with their names."""
    unit, by = step
    # The margin may reach beyond the calendar.
    low, high = max(int(at.first) + 1, 1), min(int(at.last), date.max.toordinal())
    if unit == "day":
        if (high - low) // by > 100:
            return _ticks(at, ("month", 1))
        found = [date.fromordinal(day) for day in range(low, high + 1, by)]
        return [(d.toordinal(), f"{d.day} {stories.MONTHS[d.month - 1][:3]}") for d in found]
    first, last = date.fromordinal(low), date.fromordinal(high)
    if unit == "month":
        months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
        starts = [date(m // 12, m % 12 + 1, 1) for m in months if m % 12 % by == 0]
        names = [f"{stories.MONTHS[d.month - 1][:3]} {d.year}" for d in starts]
    else:
        starts = [date(year, 1, 1) for year in range(first.year, last.year + 1) if year % by == 0]
        names = [str(d.year) for d in starts]
    both = zip(starts, names, strict=True)
    return [(d.toordinal(), name) for d, name in both if low <= d.toordinal() <= high]


def _bar(axes, at: Axis, span: tuple[int, int], middle: float, row) -> None:
    """A day as a tick, a longer time as a bar of its length; hollow where it is no fact. What goes
    on beyond the axis is an arrow there.
    """
    from matplotlib.patches import Polygon, Rectangle

    hollow = row.hypothetical == "yes"
    look = {"facecolor": figures.PAPER if hollow else _KIND[row.kind], "edgecolor": _KIND[row.kind]}
    look |= {"linewidth": 0.9 if hollow else 0, "gid": f"date-{row.number}"}
    low, high = at.left - _ARROW, at.right + _ARROW
    left, right = min(max(at(span[0]), low), high - _ARROW), max(at(span[1]), low + _ARROW)
    right = min(right, high)
    if span[0] < at.first or span[1] > at.last:
        points = _arrow(left, right, middle, span[0] < at.first, span[1] > at.last)
        axes.add_patch(Polygon(points, **look))
        return
    day = span[1] - span[0] == 1
    least, tall = (1.8, 13.0) if day else (2.6, 7.0)
    least /= 1 if row.shown == "row" else 3
    if right - left < least:
        left, right = (left + right - least) / 2, (left + right + least) / 2
    axes.add_patch(Rectangle((left, middle - tall / 2), right - left, tall, **look))


def _arrow(left: float, right: float, middle: float, back: bool, on: bool) -> list[tuple]:
    """The corners of a bar that ends in a point on the left (`back`), the right (`on`) or both."""
    half, point = 3.5, 6.0
    begin, end = left + back * point, right - on * point
    corners = [(begin, middle + half), (end, middle + half), (end, middle - half)]
    corners += [(begin, middle - half)]
    corners[2:2] = [(right, middle)] * on
    return corners + [(left, middle)] * back


def _timeline_words(
    rows: pd.DataFrame, numbers: pd.DataFrame, source: str, earlier: bool, later: bool
) -> dict[str, str]:
    kinds = set(rows["kind"])
    signs = {"statement": "round, a statement", "event": "square, an event"}
    signs |= {"sentence": "diamond, a sentence of which no more is known"}
    told = [words for kind, words in signs.items() if kind in kinds]
    if (rows["hypothetical"] == "yes").any():
        told.append("hollow, planned, promised or believed, not told as a fact")
    if beyond := [word for word, is_so in (("earlier", earlier), ("later", later)) if is_so]:
        told.append(f"an arrow, {' or '.join(beyond)} than the axis reaches")
    marks = "; ".join(told)
    left_out = (numbers["shown"] != "row").sum()
    note = (
        f"Without words: {left_out:,} of {len(rows):,}; all are in the numbers." if left_out else ""
    )
    return {
        "title": stories.timeline_finding(rows),
        "subtitle": f"A day is a tick, a longer time a bar of its length. {marks.capitalize()}.",
        "note": note,
        "source": f"Source: {source}; numbers in figures/{TIMELINE}.csv.",
    }


def _timeline_alt(rows: pd.DataFrame, own: set[int]) -> str:
    items = [f"{row.when}: {row.label}" for row in rows.itertuples() if row.number in own]
    more = f" {len(rows) - len(own):,} more have a mark alone." if len(rows) > len(own) else ""
    return f"Timeline. {stories.timeline_finding(rows)}. {'; '.join(items)}.{more}"


# --- both ---------------------------------------------------------------------------------------


def symbol(axes, shape: str, place, radius: float, colour: str, hollow=False, gid=None) -> None:
    """Draw a round, square, diamond or triangle of a radius in points."""
    from matplotlib.patches import Circle, RegularPolygon

    look = {"facecolor": figures.PAPER if hollow else colour, "edgecolor": colour, "linewidth": 1.1}
    look |= {"gid": gid, "zorder": 2}
    if shape == "round":
        axes.add_patch(Circle(place, radius, **look))
    else:
        corners = 3 if shape == "triangle" else 4
        turned = {"square": 0.7853981633974483}.get(shape, 0)
        axes.add_patch(
            RegularPolygon(place, corners, radius=radius * 1.2, orientation=turned, **look)
        )


def _day(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def plain(text: str) -> str:
    """Text in one line, with an escape for what the font lacks."""
    return typesetting.drawable(" ".join(text.split()))
