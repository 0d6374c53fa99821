"""A figure's SVG is short, and shows what its PNG shows."""

import io
import re
from xml.etree import ElementTree

import numpy as np
import pytest
from browser import chromium
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from dateline import entities, figures, maps, networks, outlines, stories, tables

SVG, XLINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}"
number = st.floats(-2000, 2000).map(lambda value: round(value, 6))
lines = st.lists(
    st.lists(st.tuples(number, number), min_size=1, max_size=60), min_size=1, max_size=4
)


def written(parts, closed=True):
    """Lines as Matplotlib writes them."""
    texts = [
        "\n".join(f"{'L' if at else 'M'} {x} {y} " for at, (x, y) in enumerate(part))
        for part in parts
    ]
    return "\n".join(f"{text}\n{'z' if closed else ''}" for text in texts)


def points(outline):
    """The points of the parts of a short outline."""
    found = []
    for part in outline.split("M")[1:]:
        start, _, steps = part.rstrip("z").partition("l")
        pairs = [
            np.array(re.findall(r"-?(?:\d+\.?\d*|\.\d+)", text), float).reshape(-1, 2)
            for text in (start, steps)
        ]
        found.append(np.cumsum(np.vstack(pairs), axis=0))
    return found


@given(lines)
def test_an_outline_keeps_its_points(parts):
    # What rounds to the point before it is left out.
    found = points(outlines.outline(written(parts)))
    least = 0.051 if sum(map(len, parts)) - len(parts) > 40 else 0.0051
    assert len(found) == len(parts)
    for short, part in zip(found, parts, strict=True):
        gaps = np.abs(np.array(part)[:, None] - short[None, :]).max(axis=2)
        assert gaps.min(axis=1).max() <= least
        assert gaps.min(axis=0).max() <= least


def test_an_outline_is_closed_or_open_as_it_was():
    square = [[(0.5, 0), (1, 0), (1, -0.25)]]
    assert outlines.outline(written(square)) == "M.5 0l.5 0 0-.25z"
    assert outlines.outline(written(square, closed=False)) == "M.5 0l.5 0 0-.25"


def test_curves_are_only_rounded():
    assert outlines.outline("M 0.12345 1 \nQ 2 3 4.5678 5 \nz") == "M 0.12 1 Q 2 3 4.57 5 z"


def test_a_number_is_never_written_with_an_exponent():
    assert "e" not in outlines.outline("M 0.0000001 1000000.4 \nL 123456.7 2 \n")


@pytest.fixture(scope="module", params=[figures.WIDTH, figures.NARROW], ids=["wide", "narrow"])
def drawn(request, root):
    found = entities.read(root / "tables")
    countries = tables.read("countries", root / "tables")
    return [
        maps.country_map(countries, "seeds", width=request.param),
        networks.network(*stories.ties(found, countries), "seeds", width=request.param),
    ]


def test_all_that_is_used_is_there_once(drawn):
    for figure in drawn:
        root = ElementTree.fromstring(figure.svg)
        ids = [element.get("id") for element in root.iter() if element.get("id")]
        assert len(ids) == len(set(ids))
        for use in root.iter(f"{SVG}use"):
            assert use.get(f"{XLINK}href").removeprefix("#") in ids


def test_a_word_with_a_halo_is_made_of_the_same_letters_as_any_other(drawn):
    for figure in drawn:
        root = ElementTree.fromstring(figure.svg)
        for group in root.iter(f"{SVG}g"):
            if (group.get("id") or "").startswith(("label-", "count-")):
                assert not list(group.iter(f"{SVG}path"))


def test_the_svg_shows_what_the_png_shows(drawn):
    with chromium() as browser:
        for figure in drawn:
            png = Image.open(io.BytesIO(figure.png)).convert("L")
            page = browser.new_page(viewport={"width": png.width, "height": png.height})
            style = f"<style>body{{margin:0}}svg{{display:block;width:{png.width}px}}</style>"
            page.set_content(
                style + figure.svg.replace("<svg ", "<svg preserveAspectRatio='none' ", 1)
            )
            shown = Image.open(io.BytesIO(page.locator("svg").first.screenshot())).convert("L")
            # Letters are smoothed otherwise; a word or a halo that is missing shows in its place.
            blurred = [
                np.array(
                    each.resize((png.width // 12, png.height // 12), Image.Resampling.BOX), int
                )
                for each in (png, shown)
            ]
            assert np.abs(blurred[0] - blurred[1]).max() < 70
            assert np.abs(blurred[0] - blurred[1]).mean() < 2
