"""Labels on a drawing in points: where they stand, and what leads from them to their subject."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dateline import figures

if TYPE_CHECKING:
    import matplotlib.axes
    from shapely import Geometry

TINY = 5.0  # points: the radius of a ring, and how far a leader reaches into its subject
PAD = 2.0


@dataclass
class Sheet:
    """Axes in points, the places on them that are taken, and the lines better left free."""

    axes: matplotlib.axes.Axes
    taken: Geometry
    borders: Geometry

    def write(
        self,
        iso3: str,
        name: str,
        *,
        ground,
        size: float,
        color: str,
        beside=None,
        count: str = "",
        kind: str = "label",
        bold: bool = True,
        halo: str = "",
    ) -> bool:
        """Write a name, and a count under it, within `ground`; False if there is no room.

        With `beside`, a shape, the label stands as near to it as it can, and a line leads there.
        """
        from matplotlib import patheffects

        look = {"color": color, "ha": "center", "va": "top", "linespacing": 1.1}
        halo = halo or ("white" if beside is not None else "")
        if halo:
            look["path_effects"] = [patheffects.withStroke(linewidth=2.5, foreground=halo)]
        write = functools.partial(self.axes.text, 0, 0, **look)
        wordings = _wordings(name)
        for broken in wordings if beside is None else [*wordings[1:], wordings[0]]:
            texts = [write(broken, gid=f"{kind}-{iso3}", font=figures.typeface(size, bold))]
            if count:
                texts.append(
                    write(count, gid=f"count-{iso3}", font=figures.typeface(max(size - 1.5, 7.5)))
                )
            sizes = [figures.text_size(text) for text in texts]
            place = self._place(sizes, ground, beside)
            if place is not None:
                x, top, leader = place
                for text, (_, height) in zip(texts, sizes, strict=True):
                    text.set_position((x, top))
                    top -= height
                if leader is not None:
                    self._take(leader)
                    line = {"color": figures.INK, "linewidth": 0.8, "gid": f"leader-{iso3}"}
                    line |= {"markeredgecolor": "white", "markeredgewidth": 0.4}
                    self.axes.plot(*leader.xy, marker="o", markevery=[-1], markersize=3, **line)
                return True
            for text in texts:
                text.remove()
        return False

    def _take(self, shape) -> None:
        self.taken = self.taken.union(shape.buffer(PAD, join_style="mitre"))

    def _place(self, sizes: list[tuple[float, float]], ground, beside):
        """Where lines of these sizes stand best: the middle, the top, and a leader if any.

        Every place on a fine grid is tried. Within its own country a label stands in the middle
        of all places that are free; beside it, where the leader is short and runs in the open,
        and where few borders run under the letters.
        """
        import numpy as np
        import shapely

        if ground.is_empty:
            return None
        west, south, east, north = ground.bounds
        width, height = max(width for width, _ in sizes), sum(height for _, height in sizes)
        step = max(1.0, math.sqrt((east - west) * (north - south) / 6000))
        across = np.arange(west + width / 2, max(east - width / 2, west), step)
        down = np.arange(north, max(south + height, south), -step)
        x, top = (axis.ravel() for axis in np.meshgrid(across, down))
        shapely.prepare([ground, self.taken])
        free, bottom = np.ones(len(x), dtype=bool), top
        for width, height in sizes:
            line = shapely.box(
                x - width / 2 - PAD, bottom - height - 1, x + width / 2 + PAD, bottom + 1
            )
            free &= shapely.contains(ground, line) & ~shapely.intersects(self.taken, line)
            bottom = bottom - height
        x, top = x[free], top[free]
        if not len(x):
            return None
        width = max(width for width, _ in sizes) + 2 * PAD
        boxes = shapely.box(x - width / 2, bottom[free], x + width / 2, top)
        if beside is None:
            best = np.hypot(x - x.mean(), top - top.mean()).round(3).argmin()
            self._take(boxes[best])
            return float(x[best]), float(top[best]), None
        nearest = shapely.distance(boxes, beside).round(3).argsort(kind="stable")[:400]
        x, top, boxes = x[nearest], top[nearest], boxes[nearest]
        core = beside.buffer(-TINY)
        leaders = shapely.shortest_line(boxes, beside.centroid if core.is_empty else core)
        around = shapely.box(*shapely.total_bounds(leaders))
        in_the_open = shapely.union(ground, beside).intersection(around).simplify(1)
        open_run = shapely.intersection(leaders, in_the_open)
        cost = 5 * shapely.length(leaders) - 4 * shapely.length(open_run)
        borders = shapely.clip_by_rect(self.borders, *shapely.total_bounds(boxes))
        cost += 0.3 * shapely.length(shapely.intersection(boxes, borders))
        cost += 1000 * shapely.intersects(self.taken, leaders)
        best = cost.round(3).argmin()
        self._take(boxes[best])
        return float(x[best]), float(top[best]), leaders[best]


def _wordings(name: str) -> list[str]:
    """A name on one line, on two of about equal length, and a word a line."""
    breaks = [at for at, letter in enumerate(name) if letter == " "]
    middle = min(breaks, key=lambda at: abs(at - len(name) / 2), default=0)
    halves = f"{name[:middle]}\n{name[middle + 1 :]}" if middle else name
    return list(dict.fromkeys((name, halves, name.replace(" ", "\n"))))
