"""The map of the countries named.

Countries are filled in an equal-area projection, so that a fill never looks like more than it
is; the frame and the projection follow from the countries named. Past the projection everything
is in points on paper, where the width of a word and the width of a country compare directly.
"""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING

from dateline import borders, captions, figures, geography, lettering, painting, wording
from dateline.countries import IMPLYING
from dateline.evidence import country_anchor
from dateline.naming import BY_NAME, Naming
from dateline.vector import Link

if TYPE_CHECKING:
    import matplotlib.figure
    import pandas as pd

# Territories with a code of their own that the boundaries show as part of another country.
WITHOUT_BOUNDARY = frozenset({"BES", "GLP", "GUF", "MTQ", "MYT", "REU", "SJM", "UMI"})

_STEPS = {1: (3,), 2: (1, 4), 3: (0, 2, 4), 4: (0, 1, 3, 4), 5: (0, 1, 2, 3, 4)}
IMPLIED_INK, NEIGHBOUR, DARK_INK = "#5f3e00", "#5f656a", "#08203e"

_LABELLED_ALL = 12  # with so many countries named, each has its label, and no key is needed
# By edition. Type in points: the most named, the others, where there are many, the least.
_SIZES = {figures.WIDTH: (12.5, 10.0, 8.0, 7.0), figures.NARROW: (9.5, 8.5, 7.5, 7.0)}
_ASIDE_WIDTH = {figures.WIDTH: 112.0, figures.NARROW: 72.0}
# Where there are many: how many of those without room for a label have one beside them, how long
# the line there may be in points (for the five most named five times as long), and how many of the
# rest are listed.
_LED_TO = {figures.WIDTH: (10, 60.0, 40), figures.NARROW: (4, 24.0, 24)}


def country_map(
    countries: pd.DataFrame,
    source: str,
    *,
    slug: str = "03-country-map",
    articles: int = 1,
    sentences: pd.DataFrame | None = None,
    width: float = figures.WIDTH,
    disputed: bool = False,
    linked: bool = True,
    naming: Naming = BY_NAME,
) -> figures.Figure:
    """The map of the countries named, from the table `countries`.

    Countries that are named, as `naming` says, are filled by their number of mentions. Those
    present only by adjective, demonym or metonym are hatched. Those present only as a place or
    inside another proper name are not drawn, and the note lists them. In the SVG each country is
    a link to its sentences (`evidence`); with the table `sentences` its tooltip quotes the first.

    `source` says where the text comes from; `articles` is the number of articles read; `width` is
    `figures.WIDTH`, or `figures.NARROW` for a telephone's edition. With `disputed`, Western Sahara
    and Crimea are hatched as disputed; unless `linked`, no country leads to its sentences. Raises
    ValueError on an iso3 that is no code, or that comes twice.
    """
    look = {"articles": articles, "width": width, "disputed": disputed, "naming": naming}
    drawing, words, numbers = draw(countries, source, slug=slug, **look)
    return figures.render(
        drawing,
        **words,
        slug=slug,
        alt=captions.alt_text(numbers, countries, articles, naming),
        numbers=numbers,
        geojson=_geojson(numbers),
        links=_links(numbers, countries, sentences, naming.words) if linked else (),
    )


def draw(
    countries: pd.DataFrame,
    source: str,
    *,
    slug: str,
    articles: int = 1,
    width: float = figures.WIDTH,
    disputed: bool = False,
    naming: Naming = BY_NAME,
) -> tuple[matplotlib.figure.Figure, dict[str, str], pd.DataFrame]:
    """Draw the map without rendering it: the drawing, its words, and the numbers in it.

    What is drawn has an id: `country-MLI`, `label-MLI`, `count-MLI`, `leader-MLI`, `ring-MLI`,
    `neighbour-TCD`. Coordinates are points from the frame's lower left corner.
    """
    known = set(borders.layer())
    title, left_out = captions.headline(countries, articles, naming), naming.left_out(countries)
    countries = naming.applied(countries)
    numbers = _numbers(countries, known)
    drawable = numbers[numbers["shown"] == ""]
    named = drawable.loc[drawable["mentions"] > 0, "iso3"]
    in_focus = named if len(named) else drawable["iso3"]
    view = geography.frame_around(list(in_focus), figures.content_width(width))
    paper = geography.shapes_in(view)
    numbers.loc[numbers["iso3"].isin(named), "shown"] = "filled"
    undecided = numbers["shown"] == ""
    numbers.loc[undecided, "shown"] = [
        "hatched" if iso3 in paper else "outside the frame"
        for iso3 in numbers.loc[undecided, "iso3"]
    ]

    filled = numbers[numbers["shown"] == "filled"]
    classes = classed(filled["mentions"])
    colours = [painting.SEQUENTIAL[step] for step in _STEPS.get(len(classes), ())]
    fills = {
        row.iso3: colour
        for row in filled.itertuples()
        for colour, (low, high) in zip(colours, classes, strict=True)
        if low <= row.mentions <= high
    }
    few = len(fills) <= _LABELLED_ALL
    globe_height = geography.GLOBE.height * _ASIDE_WIDTH[width] / figures.CONTENT_WIDTH
    aside = (_ASIDE_WIDTH[width], globe_height) if view.centre else None
    with figures.style():
        drawing, axes, locator = figures.sheet(view.height, aside=aside, width=width)
        marked = numbers.loc[numbers["shown"].isin(["filled", "hatched"]), "iso3"].tolist()
        rings, ring = painting.draw_countries(axes, view, paper, fills, marked)
        if disputed:
            painting.hatch_disputed(axes, view, paper, fills)
        sheet = lettering.Sheet(axes, paper, set(marked), rings, ring)
        unlabelled = _letter(sheet, set(paper), numbers, fills, set(rings), width)
        words = {
            "title": title,
            "subtitle": captions.subtitle(numbers, articles, naming.words),
            "note": captions.note(numbers, unlabelled, _LED_TO[width][-1], bool(rings), left_out),
            "boundaries": captions.boundaries(view, disputed),
            "source": f"Source: {source}; numbers in figures/{slug}.csv.",
        }
        figures.arrange(drawing, **words, key=() if few else _key(classes, colours))
        if locator is not None:
            painting.draw_locator(locator, view, set(fills), _ASIDE_WIDTH[width])
    return drawing, words, numbers


# --- numbers ------------------------------------------------------------------------------------


def _numbers(countries: pd.DataFrame, known: set[str]) -> pd.DataFrame:
    """The rows of the table as the figure holds them; `shown` is "" where the frame decides."""
    codes = countries["iso3"]
    wrong = sorted({code for code in codes if not code or code not in WITHOUT_BOUNDARY | known})
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
    """The countries drawn, the most named first, each with its numbers."""
    columns = ["iso3", "country", "mentions", "implied", "shown"]
    rows = numbers.loc[numbers["shown"] != "not drawn", columns].to_dict("records")
    lines = ",\n".join(
        f'{{"type": "Feature", "properties": {json.dumps(row, ensure_ascii=False)}, '
        f'"geometry": {borders.geometry(row["iso3"])}}}'
        for row in rows
    )
    return f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}\n'


def _links(
    numbers: pd.DataFrame, countries: pd.DataFrame, sentences: pd.DataFrame | None, by_name: str
):
    texts = {}
    if sentences is not None:
        keys = zip(sentences["article_id"], sentences["sentence_id"], strict=True)
        texts = dict(zip(keys, sentences["text"], strict=True))
    first = {
        row.iso3: texts.get((row.first_article_id, row.first_sentence_id), "")
        for row in (countries.itertuples() if texts else ())
    }
    return [
        Link(
            tuple(f"{mark}-{row.iso3}" for mark in ("country", "ring")),
            f"#{country_anchor(row.iso3)}",
            captions.evidence(row, " ".join(first.get(row.iso3, "").split()), by_name),
            (("iso3", row.iso3), ("mentions", row.mentions), ("implied", row.implied)),
        )
        for row in numbers.itertuples()
        if row.shown in ("filled", "hatched")
    ]


# --- labels -------------------------------------------------------------------------------------


def _letter(
    sheet: lettering.Sheet,
    shown: set[str],
    numbers: pd.DataFrame,
    fills: dict,
    rings: set[str],
    width: float,
) -> list[str]:
    """Write all labels, in the order in which they may claim room; give the named without one."""
    marked = numbers[numbers["shown"].isin(["filled", "hatched"])]
    few, narrow = len(fills) <= _LABELLED_ALL, width == figures.NARROW
    largest, large, middle, least = _SIZES[width]
    at_most, farthest, _ = _LED_TO[width]

    unlabelled = []
    for row in marked.itertuples():
        label = {"iso3": row.iso3, "name": row.country, "smallest": least}
        if row.shown == "hatched":
            label |= {"count": f"implied: {row.implied:,}", "size": middle, "color": IMPLIED_INK}
            label |= {"halo": "white"}
        else:
            size = (largest if row.Index == 0 else large) if few else middle
            dark = painting.SEQUENTIAL.index(fills[row.iso3]) > 2
            spelled = few and not narrow
            count = wording.counted(row.mentions, "mention", digits=True)
            label |= {"count": count if spelled else f"{row.mentions:,}", "size": size}
            label |= {"color": "white" if dark else DARK_INK}
        if row.iso3 in rings or not sheet.write(lettering.Label(**label)):
            ink = figures.INK if row.shown == "filled" else IMPLIED_INK
            size = min(label["size"], large)
            unlabelled.append(lettering.Label(**label | {"size": size, "color": ink}))
    if few:
        at_most, farthest = len(unlabelled), 1e9
    rest = []
    first = {label.iso3 for label in unlabelled if label.iso3 in set(marked["iso3"].head(5))}
    for label in unlabelled:
        reach = farthest * (5 if label.iso3 in first else 1)
        if at_most and sheet.write(label, beside=True, farthest=reach):
            at_most -= 1
        elif label.iso3 in fills:
            rest.append(label.iso3)
    names = borders.names()
    for iso3 in sorted(shown - set(marked["iso3"]) - {""}):
        look = {"kind": "neighbour", "size": 7.0, "color": NEIGHBOUR, "bold": False}
        sheet.write(lettering.Label(iso3, names[iso3], smallest=7.0, **look))
    return rest
