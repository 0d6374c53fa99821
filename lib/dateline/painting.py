"""The countries of a map as they are painted: filled, hatched, ringed; and the locator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dateline import borders, figures, geography

if TYPE_CHECKING:
    from dateline.geography import View

# One hue in steps of lightness: told apart in print, in grey, and by the colour-blind.
SEQUENTIAL = ("#a2cae6", "#79b5de", "#4f99cf", "#1f62a7", "#08306b")
SEA, LAND, BORDER = "#eff5f8", "#dddedc", "#ffffff"
IMPLIED, LOCATOR, DISPUTED = "#8a5a00", "#b3261e", "#4d545b"

# The radius of a ring in points: few are larger. 8 pixels on a telephone are 6 points.
_RINGS = {12: 5.0, 1000: 3.2}
# A country is ringed where its largest part is smaller than this: 8 pixels on a telephone.
_TOO_SMALL, _TOO_LITTLE = 6.0, 16.0  # points across; square points


def draw_countries(
    axes, view: View, paper: dict, fills: dict, marked: list[str]
) -> tuple[dict[str, tuple[float, float]], float]:
    """Draw all countries; give middles and radius of the rings around those too small to see."""
    import shapely
    from matplotlib.patches import Circle

    sea = shapely.box(*view.bounds) if view.centre else geography.globe()
    axes.add_artist(_patch(view.on_paper(sea), facecolor=SEA, gid="sea"))
    border = {"edgecolor": BORDER, "linewidth": 0.6, "joinstyle": "round"}
    largest = {iso3: borders.main_part(paper[iso3]) for iso3 in marked}
    rings = {
        iso3: (part.centroid.x, part.centroid.y)
        for iso3, part in largest.items()
        if part.area < _TOO_LITTLE
        or max(part.bounds[2] - part.bounds[0], part.bounds[3] - part.bounds[1]) < _TOO_SMALL
    }
    ring = next(radius for most, radius in _RINGS.items() if len(rings) <= most)
    # Those marked come last, so that no neighbour's border eats into theirs; the most named of
    # them first, which is also the keyboard's order; those with a ring over all others.
    for iso3 in sorted(set(paper) - set(marked)):
        axes.add_artist(_patch(paper[iso3], gid=f"country-{iso3}", facecolor=LAND, **border))
    for iso3 in sorted(marked, key=lambda iso3: iso3 in rings):
        look = {"facecolor": fills.get(iso3, LAND), **border}
        if iso3 not in fills:
            look |= {"edgecolor": IMPLIED, "hatch": "////"}
        axes.add_artist(_patch(paper[iso3], gid=f"country-{iso3}", **look))
        if iso3 in rings:
            look = {"fill": False, "linewidth": ring / 4.5, "gid": f"ring-{iso3}"}
            if len(rings) > min(_RINGS):
                # So many that black circles would be all that is seen: dots of the class's colour.
                look = {"facecolor": fills.get(iso3, LAND), "linewidth": 0.5, "gid": f"ring-{iso3}"}
            look |= {"edgecolor": figures.INK} if iso3 in fills else {"edgecolor": IMPLIED}
            look |= {} if iso3 in fills else {"linestyle": (0, (2, 1.2))}
            axes.add_artist(Circle(rings[iso3], ring, **look))
    return rings, ring


def hatch_disputed(axes, view: View, paper: dict, fills: dict) -> None:
    """Dot Western Sahara and Crimea as disputed, where the frame shows them."""
    import shapely

    window = shapely.box(0, 0, view.width, view.height)
    for name, of in {"ESH": "ESH", "crimea": "UKR"}.items():
        if of in paper:
            area = geography.crimea(view) if name == "crimea" else paper[of]
            dark = fills.get(of) in SEQUENTIAL[3:]
            look = {"edgecolor": "white" if dark else DISPUTED, "hatch": "....", "linestyle": ":"}
            look |= {"facecolor": "none", "linewidth": 0.6, "gid": f"disputed-{name}"}
            if area.intersects(window):
                axes.add_artist(_patch(area & window, **look))


def draw_locator(axes, view: View, named: set, width: float) -> None:
    """The world in small, the countries named, and the outline of the map's frame."""
    import numpy as np
    import shapely
    from matplotlib.patches import Circle

    corner = np.array(geography.GLOBE.bounds[:2])
    scale = geography.GLOBE.scale * width / figures.CONTENT_WIDTH

    def small(shapes: list):
        scaled = shapely.transform(shapes, lambda xy: (xy - corner) * scale)
        parts = shapely.get_parts(shapely.simplify(scaled, 0.15))
        return shapely.MultiPolygon([part for part in parts if part.area > 0.02])

    world = geography.world(0.8)
    look = {"edgecolor": "#b9c0c5", "linewidth": 0.5, "gid": "locator"}
    axes.add_artist(_patch(small([geography.globe()]), facecolor=SEA, **look))
    axes.add_artist(_patch(small(list(world.values())), facecolor="#c3c6c6"))
    axes.add_artist(
        _patch(small([world[iso3] for iso3 in sorted(named)]), facecolor=SEQUENTIAL[-1])
    )
    outline = (geography.outline(view) - corner) * scale
    low, high = np.nanmin(outline, axis=0), np.nanmax(outline, axis=0)
    line = {"color": LOCATOR, "linewidth": 1, "gid": "locator-frame"}
    if (high - low).max() < 2 * _RINGS[12]:
        axes.add_artist(Circle((low + high) / 2, _RINGS[12], fill=False, **line))
    else:
        axes.plot(*outline.T, **line)


def _patch(shape, *, linewidth: float = 0, **look):
    import numpy as np
    import shapely
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    rings = shapely.get_rings([part for part in shapely.get_parts(shape) if part.area])
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    codes = np.full(len(corners), Path.LINETO)
    codes[np.flatnonzero(np.diff(ring, prepend=-1))] = Path.MOVETO
    codes[np.flatnonzero(np.diff(ring, append=-1))] = Path.CLOSEPOLY
    return PathPatch(Path(corners, codes), linewidth=linewidth, **look)
