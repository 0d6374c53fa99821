"""The map of the countries named.

Countries are filled in an equal-area projection, so that a fill never looks like more than it
is; the frame and the projection follow from the countries named. Past the projection everything
is in points on paper, where the width of a word and the width of a country compare directly.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from dateline import captions, figures, geography, lettering, wording
from dateline.countries import IMPLYING

if TYPE_CHECKING:
    import matplotlib.figure
    import pandas as pd

# Territories with a code of their own that the boundaries show as part of another country.
WITHOUT_BOUNDARY = frozenset({"BES", "GLP", "GUF", "MTQ", "MYT", "REU", "SJM", "UMI"})

# One hue in steps of lightness: told apart in print, in grey, and by the colour-blind.
SEQUENTIAL = ("#a2cae6", "#79b5de", "#4f99cf", "#1f62a7", "#08306b")
_STEPS = {1: (3,), 2: (1, 4), 3: (0, 2, 4), 4: (0, 1, 3, 4), 5: (0, 1, 2, 3, 4)}
SEA, LAND, BORDER = "#eff5f8", "#dddedc", "#ffffff"
IMPLIED, IMPLIED_INK, NEIGHBOUR = "#8a5a00", "#5f3e00", "#5f656a"
DARK_INK, LOCATOR = "#08203e", "#b3261e"

_LABELLED_ALL = 12  # with so many countries named, each has its label, and no key is needed
_LED_TO = 8  # with more, so many of those without room for a label get one beside them
_ASIDE_WIDTH = 112.0


def country_map(
    countries: pd.DataFrame, source: str, *, slug: str = "03-country-map", articles: int = 1
) -> figures.Figure:
    """The map of the countries named, from the table `countries`.

    Countries with mentions of kind name are filled by their number. Those present only by
    adjective, demonym or metonym are hatched. Those present only as a place or inside another
    proper name are not drawn, and the note lists them. `source` says where the text comes from;
    `articles` is the number of articles read. Raises ValueError on an iso3 that is no code, or
    that comes twice.
    """
    drawing, words, numbers = draw(countries, source, slug=slug, articles=articles)
    return figures.render(
        drawing,
        **words,
        slug=slug,
        alt=captions.alt_text(numbers, articles),
        numbers=numbers,
        geojson=_geojson(numbers),
    )


def draw(
    countries: pd.DataFrame, source: str, *, slug: str, articles: int = 1
) -> tuple[matplotlib.figure.Figure, dict[str, str], pd.DataFrame]:
    """Draw the map without rendering it: the drawing, its words, and the numbers in it.

    What is drawn has an id: `country-MLI`, `label-MLI`, `count-MLI`, `leader-MLI`, `ring-MLI`,
    `neighbour-TCD`. Coordinates are points from the frame's lower left corner.
    """
    shapes = geography.boundaries().set_index("iso3").geometry
    numbers = _numbers(countries, shapes.index)
    named = numbers.query("mentions > 0 and shown == ''")["iso3"]
    view = geography.frame_around(
        [part for iso3 in named for part in geography.main_parts(shapes[iso3])]
    )
    paper = geography.shapes_in(view)
    numbers.loc[numbers["iso3"].isin(named), "shown"] = "filled"
    undecided = numbers["shown"] == ""
    numbers.loc[undecided, "shown"] = [
        "hatched" if iso3 in paper else "outside the frame"
        for iso3 in numbers.loc[undecided, "iso3"]
    ]

    filled = numbers[numbers["shown"] == "filled"]
    classes = classed(filled["mentions"])
    colours = [SEQUENTIAL[step] for step in _STEPS.get(len(classes), ())]
    fills = {
        row.iso3: colour
        for row in filled.itertuples()
        for colour, (low, high) in zip(colours, classes, strict=True)
        if low <= row.mentions <= high
    }
    few = len(fills) <= _LABELLED_ALL
    words = {
        "title": captions.headline(countries, articles),
        "subtitle": captions.subtitle(numbers, articles),
        "note": captions.note(numbers, view, paper, few),
        "source": f"Source: {source}; numbers in figures/{slug}.csv.",
    }
    key = () if few else _key(classes, colours)
    globe_height = geography.GLOBE.height * _ASIDE_WIDTH / figures.CONTENT_WIDTH
    aside = (_ASIDE_WIDTH, globe_height) if view.centre else None
    with figures.style():
        drawing, axes, locator = figures.page(view.height, **words, key=key, aside=aside)
        _draw_countries(axes, view, paper, fills, set(numbers.query("shown == 'hatched'")["iso3"]))
        _letter(axes, view, paper, numbers, fills)
        if locator is not None:
            _draw_locator(locator, view, set(fills))
    return drawing, words, numbers


# --- numbers ------------------------------------------------------------------------------------


def _numbers(countries: pd.DataFrame, known: pd.Index) -> pd.DataFrame:
    """The rows of the table as the figure holds them; `shown` is "" where the frame decides."""
    codes = countries["iso3"]
    wrong = sorted({code for code in codes if not code or code not in WITHOUT_BOUNDARY | {*known}})
    if wrong:
        raise ValueError(f"no ISO 3166-1 alpha-3 code: {', '.join(map(repr, wrong))}")
    if not codes.is_unique:
        raise ValueError(f"iso3 twice: {', '.join(sorted(set(codes[codes.duplicated()])))}")
    kinds = list(IMPLYING)
    numbers = countries[["iso3", "country", "articles", "n_name", *kinds]]
    numbers = numbers.rename(columns={"n_name": "mentions"})
    numbers["implied"] = numbers[kinds].sum(axis=1)
    numbers["shown"] = [
        "" if row.iso3 in known and row.mentions + row.implied else "not drawn"
        for row in numbers.itertuples()
    ]
    order = ["mentions", "implied", "country"]
    return numbers.sort_values(order, ascending=[False, False, True], ignore_index=True)


def classed(counts: pd.Series) -> list[tuple[int, int]]:
    """At most five classes of whole numbers, as (lowest, highest), that between them hold `counts`.

    Up to five different counts are a class each. More are cut at equal ratios, since a few
    countries have most of the mentions; classes without a country are left out.
    """
    import numpy as np

    distinct = sorted({int(count) for count in counts})
    if len(distinct) <= max(_STEPS):
        return [(count, count) for count in distinct]
    cuts = np.geomspace(distinct[0], distinct[-1] + 1, max(_STEPS) + 1).round().astype(int)
    cuts = sorted({int(cut) for cut in cuts})
    spans = [(low, high - 1) for low, high in itertools.pairwise(cuts)]
    return [(a, b) for a, b in spans if any(a <= count <= b for count in distinct)]


def _key(classes: list[tuple[int, int]], colours: list[str]) -> list[tuple[str, str]]:
    labels = [f"{low:,}" if low == high else f"{low:,}–{high:,}" for low, high in classes]
    labels[-1] += " mentions"
    return list(zip(colours, labels, strict=True))


def _geojson(numbers: pd.DataFrame) -> str:
    drawn = numbers[numbers["shown"] != "not drawn"]
    columns = ["iso3", "country", "mentions", "implied", "shown"]
    shapes = geography.boundaries()[["iso3", "geometry"]].merge(drawn[columns], on="iso3")
    return shapes[[*columns, "geometry"]].to_json(drop_id=True, ensure_ascii=False) + "\n"


# --- drawing ------------------------------------------------------------------------------------


def _draw_countries(axes, view: geography.View, paper: dict, fills: dict, hatched: set) -> None:
    import shapely
    from matplotlib.patches import Circle

    sea = shapely.box(*view.bounds) if view.centre else geography.globe()
    axes.add_artist(_patch(view.on_paper(sea), facecolor=SEA, gid="sea"))
    border = {"edgecolor": BORDER, "linewidth": 0.6, "joinstyle": "round"}
    # The hatched and the filled come last, so that no neighbour's border eats into theirs.
    for iso3 in sorted(paper, key=lambda iso3: ((iso3 in hatched) + 2 * (iso3 in fills), iso3)):
        look = {"facecolor": fills.get(iso3, LAND), **border}
        if iso3 in hatched:
            look |= {"edgecolor": IMPLIED, "hatch": "////"}
        axes.add_artist(_patch(paper[iso3], gid=f"country-{iso3}", **look))
        if iso3 in fills or iso3 in hatched:
            at = geography.main_part(paper[iso3])
            if max(at.bounds[2] - at.bounds[0], at.bounds[3] - at.bounds[1]) < lettering.TINY:
                colour = IMPLIED if iso3 in hatched else figures.INK
                look = {"fill": False, "edgecolor": colour, "linewidth": 1.1, "zorder": 2}
                ring = Circle(
                    (at.centroid.x, at.centroid.y), lettering.TINY, gid=f"ring-{iso3}", **look
                )
                axes.add_artist(ring)


def _draw_locator(axes, view: geography.View, named: set) -> None:
    """The world in small, the countries named, and the outline of the map's frame."""
    import numpy as np
    import shapely
    from matplotlib.patches import Circle

    corner, scale = (
        np.array(geography.GLOBE.bounds[:2]),
        geography.GLOBE.scale * _ASIDE_WIDTH / figures.CONTENT_WIDTH,
    )

    def small(shapes: list):
        scaled = shapely.transform(shapes, lambda xy: (xy - corner) * scale)
        parts = shapely.get_parts(shapely.simplify(scaled, 0.1))
        return shapely.MultiPolygon([part for part in parts if part.area > 0.02])

    world = geography.world()
    look = {"edgecolor": "#b9c0c5", "linewidth": 0.5, "gid": "locator"}
    axes.add_artist(_patch(small([geography.globe()]), facecolor=SEA, **look))
    axes.add_artist(_patch(small(list(world.values())), facecolor="#c3c6c6"))
    axes.add_artist(
        _patch(small([world[iso3] for iso3 in sorted(named)]), facecolor=SEQUENTIAL[-1])
    )
    outline = (geography.outline(view) - corner) * scale
    low, high = np.nanmin(outline, axis=0), np.nanmax(outline, axis=0)
    line = {"color": LOCATOR, "linewidth": 1, "gid": "locator-frame"}
    if (high - low).max() < 2 * lettering.TINY:
        axes.add_artist(Circle((low + high) / 2, lettering.TINY, fill=False, **line))
    else:
        axes.plot(*outline.T, **line)


def _patch(shape, *, linewidth: float = 0, **look):
    import shapely
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    rings = [
        Path(ring.coords, closed=True)
        for part in shapely.get_parts(shape)
        if part.geom_type == "Polygon"
        for ring in (part.exterior, *part.interiors)
    ]
    return PathPatch(Path.make_compound_path(*rings), linewidth=linewidth, **look)


# --- labels -------------------------------------------------------------------------------------


def _letter(axes, view: geography.View, paper: dict, numbers: pd.DataFrame, fills: dict) -> None:
    """Write all labels, in the order in which they may claim room."""
    import shapely

    frame = shapely.box(
        lettering.PAD,
        lettering.PAD,
        figures.CONTENT_WIDTH - lettering.PAD,
        view.height - lettering.PAD,
    )
    seen = {iso3: geography.main_part(shape.intersection(frame)) for iso3, shape in paper.items()}
    known = [shape for iso3, shape in paper.items() if iso3 in set(numbers["iso3"])]
    others = [shape.boundary for iso3, shape in paper.items() if iso3 not in set(numbers["iso3"])]
    open_ground = frame.difference(shapely.union_all(known).buffer(lettering.PAD))
    rings = [child for child in axes.get_children() if (child.get_gid() or "").startswith("ring-")]
    taken = [shapely.Point(ring.center).buffer(ring.radius + 1) for ring in rings]
    sheet = lettering.Sheet(axes, shapely.union_all(taken), shapely.union_all(others))

    few = len(fills) <= _LABELLED_ALL
    left_over = []
    for row in numbers[numbers["shown"] == "filled"].itertuples():
        count = (
            wording.counted(row.mentions, "mention", digits=True) if few else f"{row.mentions:,}"
        )
        size = (12.5 if row.Index == 0 else 10.0) if few else 8.0
        colour = "white" if SEQUENTIAL.index(fills[row.iso3]) > 2 else DARK_INK
        label = {"iso3": row.iso3, "name": row.country, "count": count}
        if not any(
            sheet.write(**label, size=smaller, ground=seen[row.iso3], color=colour)
            for smaller in (size, size - 1, size - 2)
        ):
            left_over.append(label | {"size": min(size, 10.0), "color": figures.INK})
    for label in left_over if few else left_over[:_LED_TO]:
        at = seen[label["iso3"]]
        any(sheet.write(**label, ground=ground, beside=at) for ground in (open_ground, frame))
    for row in numbers[numbers["shown"] == "hatched"].itertuples():
        label = {"iso3": row.iso3, "name": f"{row.country}: implied only", "halo": "white"}
        sheet.write(**label, size=8, ground=seen[row.iso3], color=IMPLIED_INK)
    names = dict(zip(geography.boundaries()["iso3"], geography.boundaries()["name"], strict=True))
    for iso3 in sorted(set(paper) - set(numbers["iso3"]) - {""}):
        label = {"iso3": iso3, "name": names[iso3], "kind": "neighbour"}
        sheet.write(**label, size=7, ground=seen[iso3], color=NEIGHBOUR, bold=False)
