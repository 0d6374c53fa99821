"""Labels on a drawing in points: where they stand, and what leads from them to their subject.

Every place is tried: what is taken is a grid of one cell to a point, in which a table of running
sums says at once of every place whether a box of some size is free there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from dateline import borders, figures, grids, typesetting

if TYPE_CHECKING:
    import matplotlib.axes
    import numpy as np

SMALL = 250.0  # square points: a country of this size would vanish beneath a label
PAD = 2
_TRIED = 3000  # places are thinned out to about so many where a line has to be looked at
_SAMPLES = 24  # points at which a line is looked at
# In points of line: what type smaller by a point costs, and a name broken once more.
_SMALLER, _BROKEN = 12.0, 5.0


@dataclass(frozen=True)
class Label:
    """What to write of a subject: its name and, under it, a count."""

    iso3: str
    name: str
    count: str = ""
    kind: str = "label"
    size: float = 8.0  # points
    smallest: float = 7.0
    color: str = figures.INK
    bold: bool = True
    halo: str = ""


class _Place(NamedTuple):
    """Where words can stand: boxes (height, width), the first's row and the widest's column."""

    wording: str
    size: float
    boxes: list[tuple[int, int]]
    row: int = 0
    column: int = 0
    leader: tuple[np.ndarray, np.ndarray] | None = None
    cost: float = 0.0

    @property
    def up(self) -> int:
        return sum(height for height, _ in self.boxes)

    @property
    def across(self) -> int:
        return max(width for _, width in self.boxes)


class Sheet:
    """Axes in points on which countries are drawn, and what is taken on them.

    `paper` is iso3 to shape in points; on the `known`, no other country's label stands; `rings` is
    iso3 to the middle of its ring, and `ring` their radius.
    """

    def __init__(
        self,
        axes: matplotlib.axes.Axes,
        paper: dict,
        known: set[str],
        rings: dict[str, tuple[float, float]],
        ring: float,
    ):
        import numpy as np
        import shapely

        self._axes, self._paper, self._rings, self._ring = axes, paper, rings, ring
        self._width, self._height = axes.get_xlim()[1], axes.get_ylim()[1]
        self._codes = list(paper)
        parts, owners = shapely.get_parts(list(paper.values()), return_index=True)
        largest_first = np.argsort(-shapely.area(parts), kind="stable")
        # In each cell the part there, from 1, and the country that it is of; 0 is the sea.
        size = (int(self._width), int(self._height))
        self._part = grids.raster(size, self._height, parts[largest_first])
        self._owner = np.append(0, owners[largest_first] + 1)[self._part]
        first = np.unique(owners[largest_first], return_index=True)
        self._largest = {self._codes[owner]: int(at) + 1 for owner, at in zip(*first, strict=True)}
        borders = np.zeros(self._owner.shape, dtype=bool)
        borders[1:] |= self._owner[1:] != self._owner[:-1]
        borders[:, 1:] |= self._owner[:, 1:] != self._owner[:, :-1]
        self._borders = grids.running_sums(borders)
        counts = np.bincount(self._owner.ravel(), minlength=len(paper) + 1)
        small = (counts < SMALL) & (np.arange(len(counts)) > 0)
        self._known = np.isin(self._owner, [self._codes.index(iso3) + 1 for iso3 in known])
        self._small = small[self._owner]
        # What is written, and an edge: no line crosses it either.
        self._taken = np.zeros(self._owner.shape, dtype=bool)
        for edge in (np.s_[:PAD], np.s_[-PAD:], np.s_[:, :PAD], np.s_[:, -PAD:]):
            self._taken[edge] = True
        for middle in rings.values():
            self._taken |= self._disc(middle, ring + 1)

    def write(self, label: Label, *, beside: bool = False, farthest: float = 1e9) -> bool:
        """Write a label within its country, or off all that are known, as near as can be.

        Beside its country a line leads there, at most `farthest` points long. False if there is no
        room; then nothing is written.
        """
        import numpy as np

        crop = np.s_[0 : self._owner.shape[0], 0 : self._owner.shape[1]]
        if beside:
            blocked = self._taken | self._small | self._known
        else:
            part = borders.main_part(self._paper[label.iso3])
            words = label.name.split(" ")
            widest = max(
                typesetting.line_width(word, _fonts(label, label.smallest)[0]) for word in words
            )
            width = part.bounds[2] - part.bounds[0]
            if part.is_empty or width < widest or part.area < widest * label.smallest:
                return False
            crop, ground = self._ground(part, label.iso3)
            blocked = ~ground | self._taken[crop]
        room, corner = grids.running_sums(blocked), np.array([at.start for at in crop])
        # Type two points smaller is no reason to go farther.
        least, best = (2 * _SMALLER + farthest if beside else 1e9), None
        for smaller in (0, 1, 2):
            size = label.size - smaller
            if smaller and (size < label.smallest or least <= _SMALLER * smaller):
                break
            for wording in _wordings(label.name):
                boxes = _boxes(label, wording, size)
                places = np.argwhere(grids.free(room, boxes)) + corner
                place = self._best(label.iso3, places, _Place(wording, size, boxes), beside)
                worse = _SMALLER * smaller + _BROKEN * wording.count("\n")
                if place and place.cost + worse < least:
                    least, best = place.cost + worse, place
                    if not beside:
                        break
        if best is None:
            return False
        self._taken[best.row : best.row + best.up, best.column : best.column + best.across] = True
        self._draw(label, best)
        return True

    def _best(self, iso3: str, places: np.ndarray, place: _Place, beside: bool) -> _Place | None:
        """The best of the places, given as rows and columns, for what is to stand there."""
        import numpy as np

        if not len(places):
            return None
        if beside:
            return self._beside(iso3, places, place)
        row, column = places[np.hypot(*(places - places.mean(axis=0)).T).round(3).argmin()]
        return place._replace(row=row, column=column)

    def _beside(self, iso3: str, places: np.ndarray, place: _Place) -> _Place | None:
        """Of `places`, one with a short line in the open and few borders under its letters."""
        import numpy as np

        up, across = place.up, place.across
        own, targets = self._targets(iso3)
        step = 1 + int((len(places) / _TRIED) ** 0.5)
        places = places[(places % step == 0).all(axis=1)]
        if not len(targets) or not len(places):
            return None
        low, high = places + 1, places + np.array([up, across]) - 1
        gaps = [np.clip(target, low, high) - target for target in targets]
        distances = np.array([np.hypot(*gap.T) for gap in gaps]).round(3)
        ends = targets[distances.argmin(axis=0)]
        # The nearest to each side: all of the nearest may lie behind what is in the way.
        angle = np.arctan2(*((low + high) / 2 - ends).T)
        sides = (angle * 6 / np.pi).round().astype(int)
        nearest = distances.min(axis=0).argsort(kind="stable")
        nearest = np.concatenate([nearest[sides[nearest] == side][:40] for side in range(-6, 7)])
        starts, ends = np.clip(ends, low, high)[nearest], ends[nearest]
        length = np.hypot(*(ends - starts).T)
        along = starts + (ends - starts) * np.linspace(0, 1, _SAMPLES)[:, None, None]
        rows, columns = np.moveaxis(along.astype(int), 2, 0)
        outside = ~own[rows, columns]
        cost = length * (1 + 4 * (self._known[rows, columns] & outside).mean(axis=0))
        cost += 0.3 * grids.within(self._borders, places[nearest], up, across)
        cost[(self._taken[rows, columns] & outside).any(axis=0)] = np.inf
        best = cost.round(3).argmin()
        if not np.isfinite(cost[best]):
            return None
        row, column = places[nearest[best]]
        leader = (starts[best], ends[best])
        return place._replace(row=row, column=column, leader=leader, cost=float(cost[best]))

    def _targets(self, iso3: str) -> tuple[np.ndarray, np.ndarray]:
        """The cells of a country or its ring, and where in it a line may end."""
        import numpy as np

        own = self._owner == self._codes.index(iso3) + 1
        if iso3 in self._rings:
            x, y = self._rings[iso3]
            middle = np.array([[self._height - y, x]])
            return own | self._disc((x, y), self._ring + PAD), np.clip(
                middle, 0, np.array(own.shape) - 1
            )
        crop, part = self._ground(borders.main_part(self._paper[iso3]), iso3)
        sums, deep = grids.running_sums(~part), np.argwhere(part)
        for reach in (6, 4, 2, 1):
            if min(part.shape) > 2 * reach + 1:
                inner = np.argwhere(grids.free(sums, [(2 * reach + 1, 2 * reach + 1)]))
                if len(inner):
                    deep = inner + reach
                    break
        return own, deep[:: 1 + len(deep) // 30] + [at.start for at in crop]

    def _draw(self, label: Label, place: _Place) -> None:
        import numpy as np

        look = {"color": label.color, "ha": "center", "va": "top", "linespacing": 1.1}
        halo = label.halo or ("white" if place.leader else "")
        if halo:
            look["path_effects"] = [typesetting.halo(halo, 3)]
        if place.leader:
            start, end = place.leader
            if label.iso3 in self._rings:
                end = end - (end - start) * (self._ring / max(np.hypot(*(end - start)), self._ring))
            self._take_line(start, end)
            line = {"color": figures.INK, "linewidth": 0.8, "gid": f"leader-{label.iso3}"}
            if label.iso3 not in self._rings:
                line |= {"markeredgecolor": "white", "markeredgewidth": 0.4, "markersize": 3}
                line |= {"marker": "o", "markevery": [-1]}
            down, right = np.transpose([start, end])
            self._axes.plot(right, self._height - down, **line)
        x = place.column + place.across / 2
        top = self._height - place.row - 1
        for text, kind, font, (height, _) in zip(
            (place.wording, label.count),
            (label.kind, "count"),
            _fonts(label, place.size),
            place.boxes,
            strict=False,
        ):
            self._axes.text(x, top, text, gid=f"{kind}-{label.iso3}", font=font, **look)
            top -= height

    def _ground(self, part, iso3: str) -> tuple[tuple[slice, slice], np.ndarray]:
        """The cells around the largest part of a country, and which of them it has."""
        rows, columns = self._owner.shape
        west, south, east, north = part.bounds
        crop = (
            slice(max(int(self._height - north), 0), min(int(self._height - south) + 1, rows)),
            slice(max(int(west), 0), min(int(east) + 1, columns)),
        )
        return crop, self._part[crop] == self._largest[iso3]

    def _disc(self, middle: tuple[float, float], radius: float) -> np.ndarray:
        import numpy as np

        rows, columns = np.ogrid[: self._owner.shape[0], : self._owner.shape[1]]
        x, y = middle
        return np.hypot(columns + 0.5 - x, rows + 0.5 - (self._height - y)) < radius

    def _take_line(self, start: np.ndarray, end: np.ndarray) -> None:
        import numpy as np

        steps = np.linspace(0, 1, int(np.hypot(*(end - start))) * 2 + 2)[:, None]
        for row, column in (start + (end - start) * steps).astype(int):
            around = np.s_[
                max(row - PAD, 0) : row + PAD + 1, max(column - PAD, 0) : column + PAD + 1
            ]
            self._taken[around] = True


def _fonts(label: Label, size: float) -> tuple:
    return figures.typeface(size, label.bold), figures.typeface(max(size - 1.5, 7.5))


def _boxes(label: Label, wording: str, size: float) -> list[tuple[int, int]]:
    """What the name and the count take, in cells: (height, width) of each."""
    sizes = [
        typesetting.block_size(text, font)
        for text, font in zip((wording, label.count), _fonts(label, size), strict=True)
        if text
    ]
    last = len(sizes) - 1
    return [
        (int(height) + 1 + (at == last), int(width) + 2 * PAD + 1)
        for at, (width, height) in enumerate(sizes)
    ]


def _wordings(name: str) -> list[str]:
    """A name on one line, on two of about equal length, and a word a line."""
    breaks = [at for at, letter in enumerate(name) if letter == " "]
    middle = min(breaks, key=lambda at: abs(at - len(name) / 2), default=0)
    halves = f"{name[:middle]}\n{name[middle + 1 :]}" if middle else name
    return list(dict.fromkeys((name, halves, name.replace(" ", "\n"))))
