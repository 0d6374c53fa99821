"""The shapes of all countries in degrees, from data/countries.geojson."""

from __future__ import annotations

import functools
import json
import re
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely import Polygon

# The peninsula south of the isthmus of Perekop and of the Syvash, in degrees. Natural Earth at this
# scale has no line there; where the sea is, this one need not follow the coast.
_CRIMEA = (
    *((32.0, 44.0), (32.0, 45.9), (33.5, 45.95), (33.55, 46.11), (33.72, 46.17), (34.1, 46.1)),
    *((34.5, 45.98), (34.8, 45.96), (35.0, 45.96), (35.3, 45.6), (37.0, 45.6), (37.0, 44.0)),
)


def boundaries() -> gpd.GeoDataFrame:
    """The shapes of all countries: columns iso3, name, geometry in WGS84 degrees.

    Natural Earth 1:50m, as data/SOURCES.md describes; iso3 is unique, and empty where no
    country's code applies.
    """
    import geopandas as gpd

    columns = {"iso3": list(names()), "name": list(names().values())}
    return gpd.GeoDataFrame(columns, geometry=list(layer().values()), crs=4326)


@functools.cache
def layer() -> dict[str, object]:
    """iso3 to shape in degrees, in the order of the file."""
    import shapely

    # Each half is read by what reads it fastest, and without geopandas, which takes long to load.
    shapes = shapely.get_parts(shapely.from_geojson(_file()))
    return dict(zip(names(), shapes, strict=True))


@functools.cache
def names() -> dict[str, str]:
    """iso3 to name, in the order of the file."""
    found = (json.loads(re.search(r'"properties": (\{.*?\})', line)[1]) for line in _lines())
    return {properties["iso3"]: properties["name"] for properties in found}


def geometry(iso3: str) -> str:
    """The shape of a country in degrees, as the text of GeoJSON."""
    line = _lines()[list(names()).index(iso3)]
    return line[line.index('"geometry": ') + len('"geometry": ') : -1]


@functools.cache
def _file() -> str:
    return (resources.files("dateline") / "data" / "countries.geojson").read_text("utf-8")


@functools.cache
def _lines() -> list[str]:
    """The features, of which the file has one to a line."""
    start = '{"type": "Feature",'
    return [line.rstrip(",") for line in _file().split("\n") if line.startswith(start)]


def crimea():
    """The peninsula of Crimea, in degrees."""
    import shapely

    return shapely.intersection(layer()["UKR"], shapely.Polygon(_CRIMEA))


def main_part(shape):
    """The largest part of a shape on paper; the shape itself where it has no parts."""
    import shapely

    parts = shapely.get_parts(shape)
    return parts[shapely.area(parts).argmax()] if len(parts) else shape


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
        parts, lambda lonlat: np.column_stack((lonlat[:, 0], np.sin(np.radians(lonlat[:, 1]))))
    )
    area = shapely.area(equal_area)
    largest = parts[area.argmax()]
    near = (area > area.max() / 20) & (shapely.distance(parts, largest) < 5)
    return [largest, *parts[near & (area < area.max())]]
