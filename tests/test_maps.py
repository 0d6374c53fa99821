"""The map shows every country named, where it is, how often, and in words that are true."""

import functools
import itertools
import json
from pathlib import Path
from xml.etree import ElementTree

import matplotlib
import numpy as np
import pandas as pd
import pytest
import shapely
from matplotlib.colors import to_rgb
from matplotlib.text import Text

from dateline import borders, captions, figures, geography, maps, painting, tables, wording
from dateline.naming import Naming

KINDS = ["n_name", "n_adjective", "n_demonym", "n_metonym", "n_embedded", "n_place"]
NAMES = dict(zip(borders.boundaries()["iso3"], borders.boundaries()["name"], strict=True)) | {
    "GUF": "French Guiana"
}


def table(*rows, articles=1):
    """The table `countries`; a row is an iso3 and its counts by kind, zero where left out."""
    return pd.DataFrame(
        [
            (iso3, NAMES.get(iso3, iso3), articles, *counts, *[0] * (6 - len(counts)), "a", 1)
            for iso3, *counts in rows
        ],
        columns=["iso3", "country", "articles", *KINDS, "first_article_id", "first_sentence_id"],
    )


SEED = table(
    ("MLI", 8, 1),
    ("FRA", 4, 2),
    ("DEU", 1),
    ("LBY", 1),
    ("CAF", 1),
    ("SDN", 1),
    ("NER", 1),
    ("RUS", 0, 3, 0, 1),
    ("USA", 0, 0, 0, 1),
)
BALKANS = "HRV SVN BIH SRB MNE MKD ALB GRC XKX BGR ROU HUN".split()
MANY = [*BALKANS, *"DEU FRA ITA ESP POL UKR SWE FIN NLD BEL CHE AUT GBR LUX MLT".split()]
CASES = {
    "the seed": SEED,
    "one": table(("MLI", 3)),
    "none": table(("RUS", 0, 2)),
    "an empty table": table(),
    "far apart": table(("FJI", 2), ("NOR", 1), ("ATA", 1)),
    "tiny": table(("VAT", 2), ("SGP", 0, 1)),
    "tiny among others": table(("VAT", 2), ("MCO", 1), ("ITA", 1), ("SMR", 0, 1)),
    "across 180 degrees": table(("RUS", 2), ("FJI", 1), ("NZL", 1), ("USA", 1)),
    "New Zealand and Fiji": table(("NZL", 2), ("FJI", 1)),
    "Russia": table(("RUS", 3)),
    "Antarctica": table(("ATA", 1)),
    "crowded": table(*[(iso3, n + 1) for n, iso3 in enumerate(BALKANS)]),
    "many": table(*[(iso3, int(1.3**n)) for n, iso3 in enumerate(MANY)]),
}
every_case = pytest.mark.parametrize("case", CASES)


@functools.cache
def drawn(case):
    return maps.draw(CASES[case], "seeds", slug="03-country-map")


@functools.cache
def seed_map():
    return maps.country_map(SEED, "seeds/article.txt")


def artists(drawing, prefix):
    found = {}
    for axes in drawing.axes:
        for artist in axes.get_children():
            gid = artist.get_gid() or ""
            if gid.startswith(prefix):
                found[gid.removeprefix(prefix)] = artist
    return found


def text_boxes(drawing):
    renderer = drawing.canvas.get_renderer()
    texts = [*drawing.texts, *(text for axes in drawing.axes for text in axes.texts)]
    return {text.get_gid(): text.get_window_extent(renderer) for text in texts if text.get_text()}


def outline(patch):
    """What a patch covers, as polygons in points from the frame's corner."""
    rings = [shapely.Polygon(ring) for ring in patch.get_path().to_polygons() if len(ring) > 3]
    return functools.reduce(shapely.symmetric_difference, map(shapely.make_valid, rings))


# --- labels and frame ---------------------------------------------------------------------------


@every_case
def test_no_words_overlap_or_leave_the_frame(case):
    drawing, _, _ = drawn(case)
    boxes = text_boxes(drawing)
    frame = drawing.axes[0].get_window_extent()
    for (one, first), (other, second) in itertools.combinations(boxes.items(), 2):
        assert not first.padded(-0.5).overlaps(second.padded(-0.5)), f"{one} on {other}"
    for gid, box in boxes.items():
        if "-" in gid:
            assert frame.x0 <= box.x0 < box.x1 <= frame.x1, gid
            assert frame.y0 <= box.y0 < box.y1 <= frame.y1, gid


@pytest.mark.parametrize("case", [case for case in CASES if case != "many"])
def test_every_country_named_is_labelled_with_its_count(case):
    drawing, _, numbers = drawn(case)
    labels, counts = artists(drawing, "label-"), artists(drawing, "count-")
    for row in numbers.query("shown == 'filled'").itertuples():
        assert labels[row.iso3].get_text().replace("\n", " ") == row.country
        unit = "mention" if row.mentions == 1 else "mentions"
        assert counts[row.iso3].get_text() == f"{row.mentions} {unit}"


def test_with_many_named_a_key_explains_the_colours_and_the_most_named_are_labelled():
    drawing, words, numbers = drawn("many")
    key = [text.get_text() for text in drawing.texts if text.get_gid().startswith("key")]
    assert 3 <= len(key) <= 5
    assert key[-1].endswith("mentions")
    labelled = set(artists(drawing, "label-"))
    assert set(numbers["iso3"][:5]) <= labelled
    rest = numbers[~numbers["iso3"].isin(labelled)]
    assert "Named as well, without a label: " in words["note"]
    for row in rest.itertuples():
        assert f"{wording.with_article(row.country)} ({row.mentions}" in words["note"]


@every_case
def test_a_label_stands_within_its_country_or_off_every_named_one_with_a_line(case):
    drawing, _, numbers = drawn(case)
    to_points = drawing.axes[0].transData.inverted()
    patches = artists(drawing, "country-")
    named = {iso3: outline(patches[iso3]) for iso3 in numbers.query("shown == 'filled'")["iso3"]}
    leaders, rings = artists(drawing, "leader-"), artists(drawing, "ring-")
    for gid, extent in text_boxes(drawing).items():
        kind, _, iso3 = gid.partition("-")
        if kind in ("label", "count") and iso3 in named:
            box = shapely.box(*extent.transformed(to_points).extents)
            if iso3 in leaders:
                covered = sum(box.intersection(shape).area for shape in named.values())
                assert covered < 0.02 * box.area, gid
                end = shapely.Point(np.column_stack(leaders[iso3].get_data())[-1])
                goal = named[iso3]
                if iso3 in rings:
                    goal = shapely.Point(rings[iso3].center).buffer(rings[iso3].radius + 0.1)
                assert end.distance(goal) < 1, gid
            else:
                assert box.difference(named[iso3]).area < 0.02 * box.area, gid
        elif kind == "neighbour":
            assert box_inside(extent.transformed(to_points), outline(patches[iso3])), gid


def box_inside(extent, shape):
    box = shapely.box(*extent.extents)
    return box.difference(shape).area < 0.02 * box.area


def test_with_no_country_named_the_frame_is_of_those_implied():
    drawing, words, numbers = maps.draw(table(("SVN", 0, 2)), "seeds", slug="x")
    assert words["title"] == "No country is named"
    assert numbers["shown"].tolist() == ["hatched"]
    assert outline(artists(drawing, "country-")["SVN"]).area > 4000


@every_case
def test_the_frame_holds_the_largest_part_of_every_country_named(case):
    drawing, _, numbers = drawn(case)
    axes = drawing.axes[0]
    frame = shapely.box(0, 0, axes.get_xlim()[1], axes.get_ylim()[1])
    for iso3 in numbers.query("shown == 'filled'")["iso3"]:
        parts = shapely.get_parts(outline(artists(drawing, "country-")[iso3]))
        largest = max(parts, key=shapely.area)
        assert frame.contains(largest), iso3
        assert 0.4 < axes.get_ylim()[1] / axes.get_xlim()[1] <= 1


def test_overseas_parts_do_not_set_the_frame():
    drawing, _, _ = maps.draw(table(("FRA", 1)), "seeds", slug="x")
    country = outline(artists(drawing, "country-")["FRA"])
    assert country.area > 0.2 * figures.CONTENT_WIDTH**2 * 0.56
    guiana = max(
        shapely.get_parts(borders.boundaries().set_index("iso3").geometry["FRA"]),
        key=lambda part: -part.centroid.x,
    )
    assert guiana.centroid.x < -50, "the boundaries hold an overseas part to be left out"


def test_main_islands_belong_to_the_frame():
    for iso3 in ("JPN", "NZL", "ITA", "GBR"):
        drawing, _, _ = maps.draw(table((iso3, 1)), "seeds", slug="x")
        axes = drawing.axes[0]
        frame = shapely.box(0, 0, axes.get_xlim()[1], axes.get_ylim()[1])
        country = outline(artists(drawing, "country-")[iso3])
        assert country.intersection(frame).area > 0.98 * country.area, iso3


def test_a_country_too_small_to_see_gets_a_ring():
    drawing, _, _ = drawn("tiny among others")
    assert {"VAT", "MCO"} <= set(artists(drawing, "ring-")) <= {"VAT", "MCO", "SMR"}


def test_neighbours_are_named():
    labels = artists(drawn("the seed")[0], "neighbour-")
    assert {"TCD", "NGA", "DZA", "EGY", "ESP", "ITA"} <= set(labels)
    assert not {"MLI", "RUS", "USA"} & set(labels)


# --- projection ---------------------------------------------------------------------------------


@pytest.mark.parametrize("case", ["the seed", "crowded", "across 180 degrees"])
def test_areas_on_paper_are_in_proportion_to_areas_on_earth(case):
    import pyproj

    drawing, words, numbers = drawn(case)
    earth = pyproj.Geod(ellps="WGS84")
    shapes = borders.boundaries().set_index("iso3").geometry
    scales = []
    for iso3 in numbers.query("shown == 'filled' and iso3 not in ['FRA', 'FJI']")["iso3"]:
        whole = abs(earth.geometry_area_perimeter(shapes[iso3])[0])
        scales.append(outline(artists(drawing, "country-")[iso3]).area / whole)
    assert max(scales) / min(scales) < 1.02
    assert "equal-area" in words["boundaries"] or "Equal Earth" in words["boundaries"]


def test_countries_far_apart_are_shown_on_the_world():
    _, words, _ = drawn("far apart")
    assert "Equal Earth projection" in words["boundaries"]
    assert "Lambert azimuthal equal-area" in drawn("New Zealand and Fiji")[1]["boundaries"]


def test_russia_is_not_torn_apart_at_180_degrees():
    country = outline(artists(drawn("Russia")[0], "country-")["RUS"])
    mainland = max(shapely.get_parts(country), key=shapely.area)
    assert mainland.area > 0.95 * country.area
    assert mainland.bounds[2] - mainland.bounds[0] < figures.CONTENT_WIDTH


# --- locator ------------------------------------------------------------------------------------


@every_case
def test_the_locator_is_off_the_map_and_on_the_page(case):
    drawing, words, _ = drawn(case)
    if "Equal Earth projection" in words["boundaries"]:
        assert len(drawing.axes) == 1
        return
    the_map, locator = (axes.get_window_extent() for axes in drawing.axes)
    assert not locator.overlaps(the_map)
    assert not any(locator.overlaps(box) for box in text_boxes(drawing).values())
    assert drawing.bbox.x0 < locator.x0 < locator.x1 < drawing.bbox.x1
    assert drawing.bbox.y0 < locator.y0 < locator.y1 < drawing.bbox.y1
    assert "frame" in artists(drawing, "locator-")


# --- colour -------------------------------------------------------------------------------------


def lightness(colour):
    """CIE L* of an sRGB colour, 0 to 100."""
    return 116 * luminance(colour) ** (1 / 3) - 16


def luminance(colour):
    channels = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in to_rgb(colour)
    ]
    return float(np.dot([0.2126, 0.7152, 0.0722], channels))


def test_classes_differ_in_grey_and_from_land_and_sea():
    steps = [lightness(colour) for colour in (painting.SEA, painting.LAND, *painting.SEQUENTIAL)]
    assert all(light - dark > 6 for light, dark in itertools.pairwise(steps))
    used = artists(drawn("the seed")[0], "country-")
    shades = {lightness(used[iso3].get_facecolor()[:3]) for iso3 in ("MLI", "FRA", "DEU")}
    assert all(b - a > 15 for a, b in itertools.pairwise(sorted(shades)))


# Linear RGB as it is seen, after Machado, Oliveira and Fernandes (2009), at full severity.
SEEN = {
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
}


def as_seen(colour, matrix):
    linear = np.array([c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour])
    seen = np.clip(np.array(matrix) @ linear, 0, 1)
    return np.where(seen <= 0.0031308, seen * 12.92, 1.055 * seen ** (1 / 2.4) - 0.055)


@pytest.mark.parametrize("defect", SEEN)
def test_classes_differ_for_the_colour_blind(defect):
    colours = [to_rgb(colour) for colour in (painting.SEA, painting.LAND, *painting.SEQUENTIAL)]
    steps = [lightness(tuple(as_seen(colour, SEEN[defect]))) for colour in colours]
    assert all(light - dark > 6 for light, dark in itertools.pairwise(steps))
    implied = lightness(tuple(as_seen(to_rgb(painting.IMPLIED), SEEN[defect])))
    assert steps[1] - implied > 30, "the hatching is seen on land"


@every_case
def test_letters_stand_out_from_what_they_stand_on(case):
    drawing, _, _ = drawn(case)
    fills, leaders = artists(drawing, "country-"), artists(drawing, "leader-")
    for prefix in ("label-", "count-"):
        for iso3, text in artists(drawing, prefix).items():
            beside = iso3 in leaders or fills[iso3].get_hatch()
            ground = "white" if beside else fills[iso3].get_facecolor()[:3]
            pair = sorted([luminance(text.get_color()), luminance(ground)])
            assert (pair[1] + 0.05) / (pair[0] + 0.05) >= 4.5, (case, iso3)


@pytest.mark.parametrize(
    ("counts", "classes"),
    [
        ([], []),
        ([3, 3], [(3, 3)]),
        ([8, 4, 1, 1], [(1, 1), (4, 4), (8, 8)]),
        ([1, 2, 3, 4, 5], [(n, n) for n in (1, 2, 3, 4, 5)]),
    ],
)
def test_few_different_counts_are_a_class_each(counts, classes):
    assert maps.classed(pd.Series(counts, dtype="int64")) == classes


@pytest.mark.parametrize("counts", [range(1, 7), [1, 2, 3, 5, 9, 40, 300], range(90, 99)])
def test_classes_hold_every_count_once(counts):
    classes = maps.classed(pd.Series(list(counts)))
    assert 3 <= len(classes) <= 5
    for count in counts:
        assert sum(low <= count <= high for low, high in classes) == 1


# --- words --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("countries", "articles", "expected"),
    [
        (SEED, 1, "Mali is named most: 8 of 17 mentions of seven countries"),
        (SEED, 12, "Mali is named most: 8 of 17 mentions of seven countries in 12 articles"),
        (table(("MLI", 1)), 1, "Mali is the only country named: 1 mention"),
        (
            table(("CAF", 3)),
            1,
            "The Central African Republic is the only country named: 3 mentions",
        ),
        (
            table(("USA", 2), ("MLI", 1)),
            1,
            "The United States is named most: 2 of 3 mentions of two countries",
        ),
        (table(("MLI", 1), ("FRA", 1)), 1, "France and Mali are named once each"),
        (table(("MLI", 2), ("FRA", 2)), 2, "France and Mali are named twice each in two articles"),
        (table(*[(iso3, 1) for iso3 in BALKANS[:7]]), 1, "Seven countries are named once each"),
        (
            table(("MLI", 4), ("FRA", 4), ("NER", 1)),
            1,
            "France and Mali are named most, 4 times each: 8 of 9 mentions of three countries",
        ),
        (table(("RUS", 0, 3)), 1, "No country is named"),
        (table(), 5, "No country is named in five articles"),
    ],
)
def test_the_headline_is_the_finding(countries, articles, expected):
    assert captions.headline(countries, articles) == expected


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (Naming(minimum=2), "Mali is named most: 4 of 7 mentions of three countries"),
        (Naming(minimum=9), "Mali is named most: 4 of 7 mentions of three countries"),
        (
            Naming(("name", "adjective"), 3),
            "Niger is named most: 5 of 11 mentions of four countries",
        ),
    ],
)
def test_what_is_too_little_to_be_drawn_is_among_all_mentions(chosen, expected):
    countries = table(("MLI", 4), ("NER", 2, 3), ("TCD", 1), ("FRA", 0, 1))
    assert captions.headline(countries, naming=chosen) == expected
    assert captions.findings(countries, naming=chosen)[0] == f"{expected}."
    drawn = maps.country_map(countries, "seeds", naming=chosen)
    assert f", where {expected}." in drawn.alt
    assert drawn.title == expected


@pytest.mark.parametrize(
    ("country", "expected"),
    [
        ("Mali", "Mali"),
        ("United States", "the United States"),
        ("Central African Republic", "the Central African Republic"),
        ("Netherlands", "the Netherlands"),
        ("Solomon Islands", "the Solomon Islands"),
        ("Vatican City", "Vatican City"),
        ("Ireland", "Ireland"),
    ],
)
def test_names_take_their_article_in_running_text(country, expected):
    assert wording.with_article(country) == expected


def test_numbers_are_those_of_the_table():
    numbers = seed_map().numbers.set_index("iso3")
    given = SEED.set_index("iso3")
    assert numbers["mentions"].to_dict() == given["n_name"].to_dict()
    assert numbers["implied"].to_dict() == (
        given[["n_adjective", "n_demonym", "n_metonym"]].sum(axis=1).to_dict()
    )
    assert numbers.loc["RUS", "shown"] == "hatched"
    assert numbers.loc["USA", "shown"] == "outside the frame"
    assert (numbers.drop(index=["RUS", "USA"])["shown"] == "filled").all()


def test_the_subtitle_says_who_is_only_implied_and_how():
    subtitle = seed_map().subtitle
    assert "Hatched: Russia (4 mentions), not named but implied by adjective or seat of" in subtitle
    assert "So is the United States (1 mention), outside this map." in subtitle


def test_the_only_implied_are_hatched_and_not_filled():
    country = artists(drawn("the seed")[0], "country-")["RUS"]
    assert country.get_hatch()
    assert to_rgb(country.get_facecolor()[:3]) == to_rgb(painting.LAND)


@every_case
def test_the_alt_text_names_every_country_and_count(case):
    _, _, numbers = drawn(case)
    alt = captions.alt_text(numbers, CASES[case])
    assert alt.startswith("Map of ")
    assert ", where " in alt
    assert alt.endswith(".")
    for row in numbers.itertuples():
        assert f"{row.country} ({row.mentions or row.implied:,}" in alt


def test_a_territory_without_boundary_is_listed_not_lost():
    figure = maps.country_map(table(("FRA", 2), ("GUF", 3), ("REU", 0, 1)), "seeds")
    assert figure.title == "French Guiana is named most: 3 of 5 mentions of two countries"
    assert "Not on this map, for want of a boundary: French Guiana (3 mentions)" in figure.note
    assert "French Guiana (3 mentions)" in figure.alt
    assert figure.numbers.set_index("iso3")["shown"]["GUF"] == "not drawn"


def test_a_country_present_only_as_a_place_is_listed_but_not_drawn():
    figure = maps.country_map(table(("FRA", 2), ("GEO", 0, 0, 0, 0, 1, 2)), "seeds")
    assert "only as a place or inside another name: Georgia" in figure.note
    assert "Georgia" not in figure.subtitle
    assert figure.numbers.set_index("iso3")["shown"]["GEO"] == "not drawn"


@pytest.mark.parametrize("code", ["XYZ", "", "ml", "UK"])
def test_an_unknown_code_is_an_error_that_names_it(code):
    with pytest.raises(ValueError, match=f"no ISO 3166-1 alpha-3 code: '{code}'"):
        maps.country_map(table(("MLI", 1), (code, 1)), "seeds")


def test_a_country_twice_is_an_error():
    with pytest.raises(ValueError, match="iso3 twice: MLI"):
        maps.country_map(table(("MLI", 1), ("MLI", 2)), "seeds")


def test_every_iso_code_is_on_the_map_or_known_to_have_no_boundary():
    codes = set(borders.boundaries()["iso3"]) - {""}
    assert len(codes | maps.WITHOUT_BOUNDARY) == 250, "249 of ISO 3166-1, and Kosovo"
    assert not codes & maps.WITHOUT_BOUNDARY


def test_boundaries_given_out_can_be_changed_without_harm():
    del borders.boundaries()["name"]
    assert list(borders.boundaries().columns) == ["iso3", "name", "geometry"]


def test_the_table_given_is_left_alone():
    before = SEED.copy()
    seed_map()
    pd.testing.assert_frame_equal(SEED, before)


def test_numbers_read_back_from_the_svg_and_the_csv_are_those_of_the_table(tmp_path):
    seed_map().save(tmp_path)
    given = SEED.set_index("iso3")
    implied = given[["n_adjective", "n_demonym", "n_metonym"]].sum(axis=1)
    saved = tables.read_csv(tmp_path / "03-country-map.csv").set_index("iso3")
    assert saved["mentions"].astype(int).to_dict() == given["n_name"].to_dict()
    assert saved["implied"].astype(int).to_dict() == implied.to_dict()
    root = ElementTree.parse(tmp_path / "03-country-map.svg").getroot()
    links = {link.get("data-iso3"): link for link in root.iter("{http://www.w3.org/2000/svg}a")}
    assert list(links) == [iso3 for iso3 in saved.index if iso3 != "USA"], "the most named first"
    for iso3, link in links.items():
        assert int(link.get("data-mentions")) == given["n_name"][iso3]
        assert int(link.get("data-implied")) == implied[iso3]
        assert link.get("href") == f"#named-{iso3}"
        title = link.findtext("{*}title")
        assert title.startswith(f"{given['country'][iso3]}: ")
        count = given["n_name"][iso3]
        assert (f"{count} mention" if count else "not named") in title


def test_a_tooltip_quotes_the_first_sentence_with_its_letters_as_they_are():
    sentences = pd.DataFrame({"article_id": ["a"], "sentence_id": [1], "text": ["<b> & “Mali”."]})
    figure = maps.country_map(table(("MLI", 2, 1)), "seeds", sentences=sentences)
    assert (
        "Mali: 2 mentions by name, 1 by adjective. First: “&lt;b&gt; &amp; “Mali”.”" in figure.svg
    )


def test_a_ring_belongs_to_its_link():
    figure = maps.country_map(table(("VAT", 2), ("ITA", 1)), "seeds")
    root = ElementTree.fromstring(figure.svg)
    link = root.find(".//{*}a[@data-iso3='VAT']")
    assert [group.get("id") for group in link.findall("{*}g")] == ["country-VAT", "ring-VAT"]


@pytest.mark.parametrize("width", [figures.WIDTH, figures.NARROW])
def test_the_same_map_twice_is_the_same_bytes(width):
    first, second = (maps.country_map(SEED, "seeds", width=width) for _ in range(2))
    assert first.png == second.png
    assert first.svg == second.svg


def test_geojson_holds_the_countries_drawn_with_their_numbers():
    collection = json.loads(seed_map().geojson)
    assert collection["type"] == "FeatureCollection"
    found = {feature["properties"]["iso3"]: feature for feature in collection["features"]}
    assert set(found) == set(SEED["iso3"])
    assert found["MLI"]["properties"]["mentions"] == 8
    assert found["RUS"]["properties"]["shown"] == "hatched"
    original = borders.boundaries().set_index("iso3").geometry["MLI"]
    assert shapely.equals(shapely.geometry.shape(found["MLI"]["geometry"]), original)


def test_source_and_boundaries_are_credited():
    figure = seed_map()
    assert figure.source == "Source: seeds/article.txt; numbers in figures/03-country-map.csv."
    assert "Natural Earth" in figure.boundaries
    assert "Kosovo, Palestine and Western Sahara apart; Crimea in Ukraine;" in figure.boundaries
    assert "imply no endorsement" in figure.boundaries
    assert "Somaliland" not in figure.boundaries, "which is outside the frame"


def test_disputed_areas_can_be_hatched_and_the_map_says_so():
    countries = table(("UKR", 2), ("MAR", 1), ("ESP", 1))
    drawing, words, _ = maps.draw(countries, "seeds", slug="x", disputed=True)
    areas = artists(drawing, "disputed-")
    assert set(areas) == {"ESH", "crimea"}
    assert all(area.get_hatch() for area in areas.values())
    assert "(here: Western Sahara and Crimea hatched as disputed;" in words["boundaries"]
    assert "Crimea in Ukraine" not in words["boundaries"]
    plain, words, _ = maps.draw(countries, "seeds", slug="x")
    assert not artists(plain, "disputed-")
    assert "Crimea in Ukraine" in words["boundaries"]
    away = maps.draw(table(("JPN", 2)), "seeds", slug="x", disputed=True)
    assert not artists(away[0], "disputed-")


def test_crimea_is_the_peninsula():
    import pyproj

    land = borders.crimea()
    area = abs(pyproj.Geod(ellps="WGS84").geometry_area_perimeter(land)[0]) / 1e6
    assert 25_000 < area < 28_500, "27,000 square kilometres with Sevastopol"


def test_a_giant_does_not_set_the_frame_around_its_neighbours():
    parts = {iso3: shape.area for iso3, shape in borders.layer().items()}
    assert max(parts, key=parts.get) in geography.GIANTS
    drawing, _, numbers = maps.draw(table(("RUS", 2), ("EST", 1), ("FIN", 1)), "seeds", slug="x")
    painted = artists(drawing, "country-")
    assert outline(painted["EST"]).area > 400
    assert set(numbers["shown"]) == {"filled"}
    assert "RUS" in artists(drawing, "label-")


@pytest.mark.parametrize("case", ["the seed", "many"])
def test_all_words_are_set_in_the_font_that_ships_with_matplotlib(case):
    texts = [text for text in drawn(case)[0].findobj(Text) if text.get_gid()]
    files = {Path(text.get_fontproperties().get_file()) for text in texts}
    shipped = Path(matplotlib.get_data_path(), "fonts", "ttf")
    assert files == {shipped / "DejaVuSans.ttf", shipped / "DejaVuSans-Bold.ttf"}
