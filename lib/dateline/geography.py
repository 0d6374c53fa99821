"""The shapes of all countries, and views of them: a projection, a frame, a scale.

A view's frame and projection follow from the shapes it has to show. Past the projection
everything is in points on paper, where the width of a word and of a country compare directly.
"""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from dateline import figures

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    from shapely import Polygon

_TALLEST, _FLATTEST = 0.98, 0.56  # height of the frame over its width
_EDGE = 0.07  # air around the countries named, of the frame's longer side
_NARROWEST = 1_000_000.0  # metres; a frame around the Vatican should still show Italy
_WIDEST = 62.0  # degrees from the centre; beyond, one centre distorts shapes too much
_GRID = 10.0  # metres; hides the last bits in which two machines' sines differ
# At 11 degrees east the map's edge runs through the Bering Strait and cuts no country.
_WORLD_CENTRE = 11.0
_WORLD_SOUTH = -56.0


@dataclass(frozen=True)
class View:
    """A projection and a frame in it: everything needed to bring degrees to points on paper."""

    projection: str  # as PROJ reads it
    centre: tuple[float, float] | None  # longitude, latitude; None: the world
    bounds: tuple[float, float, float, float]  # metres

    @property
    def scale(self) -> float:
        """Points per metre."""
        return figures.CONTENT_WIDTH / (self.bounds[2] - self.bounds[0])

    @property
    def height(self) -> float:
        """Height of the frame in points."""
        return (self.bounds[3] - self.bounds[1]) * self.scale

    def on_paper(self, shapes):
        """Shapes in metres as shapes in points, from the frame's lower left corner."""
        import shapely

        return shapely.transform(shapes, lambda xy: (xy - self.bounds[:2]) * self.scale)

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


def boundaries() -> gpd.GeoDataFrame:
    """The shapes of all countries: columns iso3, name, geometry in WGS84 degrees.

    Natural Earth 1:50m, as data/SOURCES.md describes; iso3 is unique, and empty where no
    country's code applies.
    """
    return _boundaries().copy()


@functools.cache
def _boundaries() -> gpd.GeoDataFrame:
    import geopandas as gpd

    text = (resources.files("dateline") / "data" / "countries.geojson").read_text("utf-8")
    frame = gpd.GeoDataFrame.from_features(json.loads(text), crs=4326)
    return frame[["iso3", "name", "geometry"]]


def frame_around(parts: list[Polygon]) -> View:
    """The view that shows all of `parts`, polygons in degrees; of the world if there are none."""
    import numpy as np
    import shapely

    if not parts:
        return WORLD
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
        return WORLD if lat.min() > np.radians(_WORLD_SOUTH) else GLOBE
    centre = (
        float(np.degrees(np.arctan2(middle[1], middle[0])).round()),
        float(np.degrees(np.arcsin(middle[2])).round()),
    )
    projection = f"+proj=laea +lon_0={centre[0]} +lat_0={centre[1]} +datum=WGS84"
    west, south, east, north = shapely.total_bounds(_projected(parts, projection))
    air = 2 * _EDGE * max(east - west, north - south)
    width = max(east - west + air, (north - south + air) / _TALLEST, _NARROWEST)
    height = max(north - south + air, width * _FLATTEST)
    middle_x, middle_y = (west + east) / 2, (south + north) / 2
    bounds = np.array([middle_x, middle_y] * 2) + np.array([-width, -height, width, height]) / 2
    return View(projection, centre, tuple(float(edge) for edge in bounds.round(-3)))


def _projected(shapes, projection: str):
    import pyproj
    import shapely

    project = pyproj.Proj(projection)
    # A border that follows a parallel has no corners in between, but curves on the map.
    dense = shapely.segmentize(shapes, 1.0)
    flat = shapely.transform(dense, lambda lonlat: _columns(project(*lonlat.T)))
    return shapely.set_precision(shapely.make_valid(flat), _GRID)


def _columns(xy) -> np.ndarray:
    import numpy as np

    return np.column_stack(xy)


def main_parts(shape) -> list[Polygon]:
    """The largest part of a shape in degrees, first, and what belongs to it at a glance.

    That is: parts near it that are not much smaller, such as the other islands of Japan, but not
    Guiana, Alaska or Svalbard.
    """
    import numpy as np
    import shapely

    parts = shapely.get_parts(shape)
    # On the sphere an area is in proportion to longitude times the sine of latitude.
    equal_area = shapely.transform(
        parts, lambda lonlat: _columns((lonlat[:, 0], np.sin(np.radians(lonlat[:, 1]))))
    )
    area = shapely.area(equal_area)
    largest = parts[area.argmax()]
    near = (area > area.max() / 20) & (shapely.distance(parts, largest) < 5)
    return [largest, *parts[near & (area < area.max())]]


@functools.cache
def world() -> dict:
    """iso3 to shape in metres, in Equal Earth, cut where the map's edge is."""
    import shapely

    whole = shapely.box(-180, -90, 180, 90)
    shapes = _boundaries().geometry
    moved = [shapes.translate(turn * 360 - _WORLD_CENTRE).intersection(whole) for turn in (0, 1)]
    flat = _projected(moved[0].union(moved[1]).array, GLOBE.projection)
    return dict(zip(_boundaries()["iso3"], flat, strict=True))


def shapes_in(view: View) -> dict:
    """iso3 to shape in points, for what the frame shows, cut a little outside it."""
    import numpy as np
    import shapely

    west, south, east, north = view.bounds
    if view.centre is None:
        codes, shapes = np.array(list(world())), np.array(list(world().values()))
    else:
        parts, owner = shapely.get_parts(_boundaries().geometry.array, return_index=True)
        corners = shapely.bounds(_projected(parts, view.projection))
        codes = _boundaries()["iso3"].to_numpy()
        # Opposite the centre a part turns inside out; none that far away is ever in the frame.
        near = np.abs(corners).max(axis=1) < 12_000_000
        near &= (corners[:, :2] < (east, north)).all(axis=1)
        near &= (corners[:, 2:] > (west, south)).all(axis=1)
        present, owner = np.unique(owner[near], return_inverse=True)
        whole = shapely.multipolygons(parts[near], indices=owner)
        codes, shapes = codes[present], _projected(whole, view.projection)
    shapes = view.on_paper(shapes)
    window = shapely.box(0, 0, figures.CONTENT_WIDTH, view.height)
    # A tenth of a point is less than a border's width: nobody sees it, and the SVG halves.
    cut = shapely.simplify(shapely.intersection(shapes, window.buffer(20, join_style="mitre")), 0.1)
    seen = shapely.intersects(cut, window)
    return dict(zip(codes[seen], shapely.orient_polygons(cut[seen]), strict=True))


def outline(view: View) -> np.ndarray:
    """The frame of `view` on the Equal Earth world: points in metres, not a number at gaps."""
    import numpy as np
    import pyproj
    import shapely

    ring = shapely.segmentize(shapely.box(*view.bounds).exterior, 100_000)
    lon, lat = pyproj.Proj(view.projection)(*shapely.get_coordinates(ring).T, inverse=True)
    lon = (np.asarray(lon) - _WORLD_CENTRE + 180) % 360 - 180
    flat = _columns(pyproj.Proj(GLOBE.projection)(lon, lat))
    flat = np.where(np.isfinite(flat), flat, np.nan).round(-4)
    # Where the outline leaves the world map on one side it comes back on the other.
    return np.insert(flat, np.flatnonzero(np.abs(np.diff(lon)) > 180) + 1, np.nan, axis=0)


def globe() -> Polygon:
    """The outline of the Equal Earth world, in metres."""
    import shapely

    return _projected(shapely.box(-180, -90, 180, 90), GLOBE.projection)


def main_part(shape):
    """The largest part of a shape on paper; the shape itself where it has no parts."""
    import shapely

    parts = shapely.get_parts(shape)
    return parts[shapely.area(parts).argmax()] if len(parts) else shape
