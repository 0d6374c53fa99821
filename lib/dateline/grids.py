"""A drawing in points as a grid of one cell to a point, the first row at the top."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np


def raster(size: tuple[int, int], height: float, polygons: Iterable) -> np.ndarray:
    """Which of some polygons, counted from 1, has each cell of a drawing `height` points high.

    Later ones lie over earlier ones; where none is there is 0. `size` is the number of columns and
    of rows.
    """
    import numpy as np
    import shapely
    from PIL import Image, ImageDraw

    image = Image.new("I", size)
    draw = ImageDraw.Draw(image)
    for number, polygon in enumerate(polygons, 1):
        if polygon.geom_type == "Polygon" and not polygon.is_empty:
            for at, ring in enumerate((polygon.exterior, *polygon.interiors)):
                xy = shapely.get_coordinates(ring) * (1, -1) + (0, height)
                draw.polygon(xy.ravel().tolist(), 0 if at else number)
    return np.array(image)


def running_sums(cells: np.ndarray) -> np.ndarray:
    """The number of true cells above and left of each corner of the grid."""
    import numpy as np

    sums = np.zeros((cells.shape[0] + 1, cells.shape[1] + 1), dtype=np.int32)
    np.cumsum(np.cumsum(cells, axis=0, dtype=np.int32), axis=1, out=sums[1:, 1:])
    return sums


def free(sums: np.ndarray, boxes: list[tuple[int, int]]) -> np.ndarray:
    """For each place of a stack of centred boxes (height, width), whether no cell in it is true."""
    import numpy as np

    up, across = sum(height for height, _ in boxes), max(width for _, width in boxes)
    rows, columns = max(sums.shape[0] - up, 0), max(sums.shape[1] - across, 0)
    found = np.ones((rows, columns), dtype=bool)
    down = 0
    for height, width in boxes:
        right = (across - width) // 2
        corners = [
            sums[down + dy : down + dy + rows, right + dx : right + dx + columns]
            for dy, dx in ((0, 0), (height, width), (0, width), (height, 0))
        ]
        found &= corners[0] + corners[1] == corners[2] + corners[3]
        down += height
    return found


def within(sums: np.ndarray, places: np.ndarray, up: int, across: int) -> np.ndarray:
    """The number of true cells within the boxes at `places`."""
    rows, columns = places.T
    ends = sums[rows + up, columns + across] + sums[rows, columns]
    return ends - sums[rows + up, columns] - sums[rows, columns + across]
