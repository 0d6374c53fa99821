"""Every map of a contact sheet, at 1200 and at 360 pixels, measured from what was drawn.

`pytest tests/test_contact_sheet.py --basetemp=FOLDER` leaves the pictures, and the sheets of all of
them, in FOLDER to be looked at.
"""

import functools
import io
import itertools

import numpy as np
import pandas as pd
import pytest
import shapely
from PIL import Image

from dateline import borders, figures, maps

KINDS = ["n_name", "n_adjective", "n_demonym", "n_metonym", "n_embedded", "n_place"]
COLUMNS = ["iso3", "country", "articles", *KINDS, "first_article_id", "first_sentence_id"]
EUROPE = (
    "DEU FRA GBR ITA ESP POL UKR ROU NLD BEL CZE SWE PRT GRC HUN AUT CHE BGR SRB DNK FIN SVK NOR "
    "IRL HRV MDA BIH ALB LTU MKD SVN LVA XKX EST MNE LUX MLT ISL AND LIE MCO SMR VAT BLR CYP TUR "
    "RUS GEO ARM AZE"
).split()


def table(counts):
    names = borders.names()
    rows = [
        (iso3, names[iso3], 1, *(given if isinstance(given, tuple) else (given,)))
        for iso3, given in counts.items()
    ]
    return pd.DataFrame([(*row, *[0] * (9 - len(row)), "a", 1) for row in rows], columns=COLUMNS)


SETS = {
    "seed": {
        **{"MLI": (8, 1), "FRA": (4, 2), "DEU": 1, "LBY": 1, "CAF": 1, "SDN": 1, "NER": 1},
        **{"RUS": (0, 3, 0, 1), "USA": (0, 0, 0, 1)},
    },
    "one country": {"MLI": 3},
    "two far apart": {"FJI": 2, "NOR": 1},
    "tiny, all over": {"SGP": 4, "MLT": 3, "TUV": 2, "VAT": 1},
    "tiny, together": {"VAT": 5, "SMR": 2, "MCO": 2, "MLT": 1, "ITA": 1, "LIE": (0, 1)},
    "across 180 degrees": {"RUS": 3, "FJI": 1, "NZL": 1, "USA": 2},
    "Pacific islands": {"TUV": 6, "KIR": 3, "WSM": 2, "TON": 2, "FJI": 1, "NRU": (0, 2)},
    "fifty": {iso3: 3 + int(400 / (at + 1)) for at, iso3 in enumerate(EUROPE)},
    "the whole world": {
        iso3: 1 + (at * 7919) % 97 for at, iso3 in enumerate(sorted(borders.names())) if iso3
    },
    "only implied": {"RUS": (0, 5), "CHN": (0, 2, 1)},
    "Balkans": dict(
        zip(
            "SRB HRV BIH MKD MNE ALB XKX SVN GRC BGR ROU HUN".split(), range(12, 0, -1), strict=True
        )
    ),
    "Caribbean": {"ATG": 3, "KNA": 3, "LCA": 2, "VCT": 2, "GRD": 1, "BRB": 1, "DMA": 1, "HTI": 9},
    "poles and giants": {"ATA": 2, "RUS": 1, "CAN": 1, "GRL": 1},
    "disputed": {"UKR": 5, "ISR": 3, "PSE": 2, "MAR": 1, "ESH": 1, "CYP": (0, 1)},
}
EDITIONS = {1200: figures.WIDTH, 360: figures.NARROW}
every_map = pytest.mark.parametrize(
    ("name", "pixels"), list(itertools.product(SETS, EDITIONS)), ids=str
)


@functools.cache
def drawn(name, pixels):
    return maps.draw(
        table(SETS[name]), "seeds", slug="x", width=EDITIONS[pixels], disputed=name == "disputed"
    )


@functools.cache
def boxes(name, pixels):
    """Each text's box in points from the frame's corner, by its id."""
    drawing = drawn(name, pixels)[0]
    renderer, to_points = drawing.canvas.get_renderer(), drawing.axes[0].transData.inverted()
    texts = [*drawing.texts, *(text for axes in drawing.axes for text in axes.texts)]
    return {
        text.get_gid(): shapely.box(
            *text.get_window_extent(renderer).transformed(to_points).extents
        )
        for text in texts
        if text.get_text()
    }


def artists(drawing, prefix):
    found = (child for child in drawing.axes[0].get_children())
    named = {artist.get_gid() or "": artist for artist in found}
    return {gid.removeprefix(prefix): named[gid] for gid in named if gid.startswith(prefix)}


@functools.cache
def shapes(name, pixels):
    """iso3 to what is painted within the frame, in points."""
    drawing = drawn(name, pixels)[0]
    axes = drawing.axes[0]
    frame = shapely.box(0, 0, axes.get_xlim()[1], axes.get_ylim()[1])
    found = {}
    for iso3, patch in artists(drawing, "country-").items():
        rings = [shapely.Polygon(ring) for ring in patch.get_path().to_polygons() if len(ring) > 3]
        painted = functools.reduce(shapely.symmetric_difference, map(shapely.make_valid, rings))
        found[iso3] = painted & frame
    return found


def labels(name, pixels):
    return {gid: box for gid, box in boxes(name, pixels).items() if "-" in gid}


@every_map
def test_no_words_overlap(name, pixels):
    for (one, first), (other, second) in itertools.combinations(boxes(name, pixels).items(), 2):
        assert first.intersection(second).area == 0, f"{one} on {other}"


@every_map
def test_no_label_leaves_the_frame_and_no_word_the_page(name, pixels):
    drawing = drawn(name, pixels)[0]
    axes = drawing.axes[0]
    frame = shapely.box(0, 0, axes.get_xlim()[1], axes.get_ylim()[1])
    page = shapely.box(*drawing.bbox.transformed(axes.transData.inverted()).extents)
    for gid, box in boxes(name, pixels).items():
        assert page.contains(box), gid
        assert "-" not in gid or frame.contains(box), gid


@every_map
def test_no_label_covers_a_small_country_or_a_ring(name, pixels):
    painted = shapes(name, pixels)
    rings = artists(drawn(name, pixels)[0], "ring-")
    for gid, box in labels(name, pixels).items():
        of = gid.partition("-")[2]
        for iso3, shape in painted.items():
            if iso3 != of and shape.area < 200:
                assert box.intersection(shape).area <= 0.1 * shape.area, f"{gid} on {iso3}"
        for iso3, ring in rings.items():
            disc = shapely.Point(ring.center).buffer(ring.radius)
            assert not box.intersects(disc), f"{gid} on the ring of {iso3}"


@every_map
def test_every_country_named_can_be_seen(name, pixels):
    drawing, _, numbers = drawn(name, pixels)
    rings, painted = artists(drawing, "ring-"), shapes(name, pixels)
    pixel = EDITIONS[pixels] / pixels
    for iso3 in numbers.query("shown in ['filled', 'hatched']")["iso3"]:
        if iso3 in rings:
            assert 2 * rings[iso3].radius >= 8 * pixel
            continue
        west, south, east, north = max(shapely.get_parts(painted[iso3]), key=shapely.area).bounds
        assert max(east - west, north - south) >= 8 * pixel, iso3


@every_map
def test_every_country_named_has_a_label_or_is_listed(name, pixels):
    drawing, words, numbers = drawn(name, pixels)
    written = artists(drawing, "label-")
    rest = numbers[(numbers["shown"] == "filled") & ~numbers["iso3"].isin(set(written))]
    if len(rest):
        assert "Named as well, without a label" in words["note"]
        assert rest["mentions"].iloc[0] <= numbers["mentions"].max()
        listed = [row for row in rest.itertuples() if f"{row.country} (" in words["note"]]
        more = f"{len(rest) - len(listed)} more in the numbers"
        assert len(listed) == len(rest) or more in words["note"]
    if len(numbers) <= 12 and pixels == 1200:
        assert not len(rest)


@every_map
def test_nothing_is_smeared(name, pixels):
    """A country's area on paper is in proportion to that on earth: none is stretched."""
    import pyproj

    earth, drawing = pyproj.Geod(ellps="WGS84"), drawn(name, pixels)[0]
    axes = drawing.axes[0]
    inner = shapely.box(1, 1, axes.get_xlim()[1] - 1, axes.get_ylim()[1] - 1)
    ratios = []
    for iso3, shape in shapes(name, pixels).items():
        true = abs(earth.geometry_area_perimeter(borders.layer()[iso3])[0])
        if shape.area > 60 and inner.contains(shape):
            ratios.append(shape.area / true)
    # What has parts far away shows less of itself, but nothing shows more.
    assert not ratios or max(ratios) < 1.1 * float(np.median(ratios))


@every_map
def test_type_can_be_read(name, pixels):
    """No letter on a telephone is smaller than 9 pixels, none in print than 7 points."""
    for text in drawn(name, pixels)[0].findobj(lambda artist: hasattr(artist, "get_fontsize")):
        if text.get_text():
            assert text.get_fontsize() >= 7


def test_the_contact_sheets(tmp_path_factory):
    """Every map as a picture of its width, and all of them on two sheets, to be looked at."""
    folder = tmp_path_factory.mktemp("contact-sheet", numbered=False)
    for pixels, width in EDITIONS.items():
        pictures = []
        for name in SETS:
            content = io.BytesIO()
            with figures.style():
                drawing = drawn(name, pixels)[0]
                drawing.savefig(content, format="png", dpi=pixels / width * 72)
            (folder / f"{name.replace(' ', '-')}-{pixels}.png").write_bytes(content.getvalue())
            picture = Image.open(content)
            assert picture.width == pixels
            pictures.append(picture)
        across = 4 if pixels == 1200 else 5
        rows = [pictures[at : at + across] for at in range(0, len(pictures), across)]
        heights = [max(picture.height for picture in row) for row in rows]
        sheet = Image.new("RGB", (across * pixels, sum(heights)), "#888888")
        for row, top in zip(rows, itertools.accumulate([0, *heights]), strict=False):
            for at, picture in enumerate(row):
                sheet.paste(picture, (at * pixels, top))
        sheet.save(folder / f"sheet-{pixels}.png")
