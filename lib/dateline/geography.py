"""Views of the countries: a projection, a frame, a scale.

A view's frame and projection follow from the shapes it has to show. Past the projection
everything is in points on paper, where the width of a word and of a country compare directly.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dateline import borders, figures

if TYPE_CHECKING:
    import numpy as np
    from shapely import Polygon

_TALLEST, _FLATTEST = 0.98, 0.56  # height of the frame over its width
_EDGE = 0.07  # air around the countries named, of the frame's longer side
_NARROWEST = 1_000_000.0  # metres; a frame around the Vatican should still show Italy
_WIDEST = 62.0  # degrees from the centre; beyond, one centre distorts shapes too much
_GRID = 10.0  # metres; hides the last bits in which two machines' sines differ
_FINEST = 0.2  # points; a third of a border's width: nobody sees less, and the SVG halves
# At 11 degrees east the map's edge runs through the Bering Strait and cuts no country.
_WORLD_CENTRE = 11.0
_WORLD_SOUTH = -56.0
# Larger than seven million square kilometres. One of them is shown where so much of the frame
# around the others is its.
GIANTS = frozenset({"ATA", "AUS", "BRA", "CAN", "CHN", "RUS", "USA"})
_ENOUGH = 0.02


@dataclass(frozen=True)
class View:
    """A projection and a frame in it: everything needed to bring degrees to points on paper."""

    projection: str  # as PROJ reads it
    centre: tuple[float, float] | None  # longitude, latitude; None: the world
    bounds: tuple[float, float, float, float]  # metres
    width: float = figures.CONTENT_WIDTH  # points

    @property
    def scale(self) -> float:
        """Points per metre."""
        return self.width / (self.bounds[2] - self.bounds[0])

    @property
    def height(self) -> float:
        """Height of the frame in points."""
        return (self.bounds[3] - self.bounds[1]) * self.scale

    def on_paper(self, shapes):
        """Shapes in metres as shapes in points, from the frame's lower left corner."""
        import shapely

        return shapely.transform(shapes, lambda xy: (xy - self.bounds[:2]) * self.scale)

    def holds(self, place: tuple[float, float]) -> bool:
        """Whether a place (longitude, latitude) is in the frame."""
        turn = 0.0 if self.centre else _WORLD_CENTRE
        lon = (place[0] - turn + 180) % 360 - 180
        x, y = _project(self.projection)(lon, place[1])
        west, south, east, north = self.bounds
        return west < x < east and south < y < north

    @property
    def words(self) -> str:
        """The projection in words."""
        if self.centre is None:
            return "Equal Earth projection"
        lon, lat = self.centre
        east, north = ("E" if lon >= 0 else "W"), ("N" if lat >= 0 else "S")
        return (
            "Lambert azimuthal equal-area projection, centred on "
            f"{abs(lat):.0f}°\u00a0{north},\u00a0{abs(lon):.0f}°\u00a0{east}"
        )


GLOBE = View("+proj=eqearth", None, (-17_244_000, -8_393_000, 17_244_000, 8_393_000))
# Without Antarctica, which shows where it is named.
WORLD = View("+proj=eqearth", None, (-17_244_000, -6_660_000, 17_244_000, 8_325_000))


def frame_around(codes: list[str], width: float = figures.CONTENT_WIDTH) -> View:
    """The view, `width` points across, that shows the main parts of these countries.

    A giant does not set the frame where the frame around the others shows enough of it. With no
    country it is a view of the world; so it is where they are too far apart for one centre.
    """
    others = [iso3 for iso3 in codes if iso3 not in GIANTS]
    in_focus = others or codes
    if 0 < len(others) < len(codes):
        view = _frame_around(
            [part for iso3 in others for part in borders.main_parts(borders.layer()[iso3])], width
        )
        shown, enough = shapes_in(view), _ENOUGH * view.width * view.height
        seen = {iso3 for iso3 in shown if _area_within(view, shown[iso3]) >= enough}
        in_focus = [iso3 for iso3 in codes if iso3 not in GIANTS & seen]
    return _frame_around(
        [part for iso3 in in_focus for part in borders.main_parts(borders.layer()[iso3])], width
    )


def _area_within(view: View, shape) -> float:
    import shapely

    return shapely.area(shapely.clip_by_rect(shape, 0, 0, view.width, view.height))


def _frame_around(parts: list[Polygon], width: float) -> View:
    import numpy as np
    import shapely

    if not parts:
        return replace(WORLD, width=width)
    lon, lat = np.radians(shapely.get_coordinates(parts)).T
    on_sphere = np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
    on_sphere = on_sphere.round(9)
    # The smallest cap around all points, after Badoiu and Clarkson (2003): step towards the
    # farthest point, by less each time.
    middle = on_sphere[0]
    for step in range(2, 300):
        farthest = on_sphere[(on_sphere @ middle).round(9).argmin()]
        middle = middle + (farthest - middle) / step
        middle = middle / np.linalg.norm(middle)
    if np.degrees(np.arccos((on_sphere @ middle).min())) > _WIDEST:
        return replace(WORLD if lat.min() > np.radians(_WORLD_SOUTH) else GLOBE, width=width)
    centre = (
        float(np.degrees(np.arctan2(middle[1], middle[0])).round()),
        float(np.degrees(np.arcsin(middle[2])).round()),
    )
    projection = f"+proj=laea +lon_0={centre[0]} +lat_0={centre[1]} +datum=WGS84"
    west, south, east, north = shapely.total_bounds(_projected(parts, projection))
    air = 2 * _EDGE * max(east - west, north - south)
    across = max(east - west + air, (north - south + air) / _TALLEST, _NARROWEST)
    up = max(north - south + air, across * _FLATTEST)
    middle_x, middle_y = (west + east) / 2, (south + north) / 2
    bounds = np.array([middle_x, middle_y] * 2) + np.array([-across, -up, across, up]) / 2
    return View(projection, centre, tuple(float(edge) for edge in bounds.round(-3)), width)


def _projected(shapes, projection: str):
    """Shapes in degrees as valid shapes in metres."""
    import numpy as np
    import shapely

    project = _project(projection)
    # A border that follows a parallel has no corners in between, but curves on the map.
    dense = np.atleast_1d(shapely.segmentize(shapes, 1.0))
    flat = shapely.transform(dense, lambda lonlat: _columns(project(*lonlat.T)))
    flat = shapely.transform(flat, lambda xy: np.round(xy / _GRID) * _GRID)
    torn = ~shapely.is_valid(flat)
    flat[torn] = shapely.make_valid(flat[torn], method="structure", keep_collapsed=False)
    return flat


@functools.cache
def _project(projection: str):
    import pyproj

    return pyproj.Proj(projection)


def _columns(xy) -> np.ndarray:
    import numpy as np

    return np.column_stack(xy)


@functools.cache
def world(detail: float = 0.0) -> dict:
    """iso3 to shape in metres, in Equal Earth, cut where the map's edge is.

    Shapes are simplified first, by up to `detail` degrees; what is smaller is left out.
    """
    import numpy as np
    import shapely

    whole = shapely.box(-180, -90, 180, 90)
    shapes = np.array(list(borders.layer().values()))
    if detail:
        parts, owner = shapely.get_parts(shapes, return_index=True)
        large = shapely.area(parts) > detail**2
        present, owner = np.unique(owner[large], return_inverse=True)
        shapes[:] = shapely.MultiPolygon()
        shapes[present] = shapely.multipolygons(parts[large], indices=owner)
        # The quick way may cross its own lines.
        shapes = shapely.make_valid(
            shapely.simplify(shapes, detail, preserve_topology=False), method="structure"
        )
    moved = [
        shapely.transform(shapes, lambda xy, turn=turn: xy + np.array([turn, 0.0]))
        for turn in (-_WORLD_CENTRE, 360 - _WORLD_CENTRE)
    ]
    # Nearly all are on one side of the edge, and need no cutting.
    inside = [shapely.covers(whole, shapes) for shapes in moved]
    shapes = np.where(inside[0], *moved)
    torn = ~(inside[0] | inside[1])
    cut = [shapely.intersection(shapes[torn], whole) for shapes in moved]
    shapes[torn] = shapely.union(*cut)
    return dict(zip(borders.layer(), _projected(shapes, GLOBE.projection), strict=True))


def shapes_in(view: View) -> dict:
    """iso3 to shape in points, for what the frame shows, cut a little outside it."""
    import numpy as np
    import shapely

    codes = np.array(list(borders.layer()))
    if view.centre is None:
        shapes = np.array(list(world().values()))
    else:
        parts, owner = shapely.get_parts(list(borders.layer().values()), return_index=True)
        project = _project(view.projection)
        lonlat, part = shapely.get_coordinates(parts, return_index=True)
        flat = _columns(project(*lonlat.T))
        first = np.flatnonzero(np.diff(part, prepend=-1))
        lowest, highest = np.minimum.reduceat(flat, first), np.maximum.reduceat(flat, first)
        west, south, east, north = view.bounds
        # Opposite the centre a part turns inside out; none that far away is ever in the frame.
        near = np.maximum(-lowest, highest).max(axis=1) < 12_000_000
        near &= (lowest < (east, north)).all(axis=1) & (highest > (west, south)).all(axis=1)
        present, owner = np.unique(owner[near], return_inverse=True)
        whole = shapely.multipolygons(parts[near], indices=owner)
        codes, shapes = codes[present], _projected(whole, view.projection)
    window = shapely.box(0, 0, view.width, view.height)
    around = window.buffer(20, join_style="mitre")
    cut = shapely.simplify(shapely.intersection(view.on_paper(shapes), around), _FINEST)
    seen = shapely.intersects(cut, window)
    return dict(zip(codes[seen].tolist(), shapely.orient_polygons(cut[seen]), strict=True))


def crimea(view: View):
    """The peninsula of Crimea, in points."""
    import numpy as np
    import shapely

    land = borders.crimea()
    if view.centre is None:
        land = shapely.transform(land, lambda xy: xy - np.array((_WORLD_CENTRE, 0)))
    return view.on_paper(_projected(land, view.projection))[0]


def outline(view: View) -> np.ndarray:
    """The frame of `view` on the Equal Earth world: points in metres, not a number at gaps."""
    import numpy as np
    import shapely

    ring = shapely.segmentize(shapely.box(*view.bounds).exterior, 100_000)
    lon, lat = _project(view.projection)(*shapely.get_coordinates(ring).T, inverse=True)
    lon = (np.asarray(lon) - _WORLD_CENTRE + 180) % 360 - 180
    flat = _columns(_project(GLOBE.projection)(lon, lat))
    flat = np.where(np.isfinite(flat), flat, np.nan).round(-4)
    # Where the outline leaves the world map on one side it comes back on the other.
    return np.insert(flat, np.flatnonzero(np.abs(np.diff(lon)) > 180) + 1, np.nan, axis=0)


def globe() -> Polygon:
    """The outline of the Equal Earth world, in metres."""
    import shapely

    return _projected(shapely.box(-180, -90, 180, 90), GLOBE.projection)[0]
