"""Every committed form of every figure says what the tables say."""

import json
import re
from xml.etree import ElementTree

import pandas as pd
import pytest
from PIL import Image

from dateline import entities, stories, tables
from dateline.countries import IMPLYING

SVG = "{http://www.w3.org/2000/svg}"
MAP, TIMELINE, NETWORK = "03-country-map", "04-timeline", "04-network"
EDITIONS = {"": 1200, "narrow": 720}
edition = pytest.mark.parametrize("folder", EDITIONS)


@pytest.fixture(scope="module")
def figures(root):
    return root / "figures"


@pytest.fixture(scope="module")
def countries(root):
    """iso3 to name, mentions and mentions that imply it, from the table."""
    table = tables.read("countries", root / "tables").set_index("iso3")
    implied = table[list(IMPLYING)].sum(axis=1)
    return {row.Index: (row.country, row.n_name, implied[row.Index]) for row in table.itertuples()}


@pytest.fixture(scope="module")
def dated(root):
    return stories.dated(entities.read(root / "tables"), tables.read("sentences", root / "tables"))


@pytest.fixture(scope="module")
def ties(root):
    found = entities.read(root / "tables")
    return stories.ties(found, tables.read("countries", root / "tables"))


def numbers(path):
    return pd.read_csv(path, keep_default_na=False)


def links(path):
    """The data that the marks of an SVG carry, by where they lead."""
    anchors = ElementTree.parse(path).getroot().iter(f"{SVG}a")
    return {
        link.get("href"): {
            name.removeprefix("data-"): value
            for name, value in link.items()
            if name.startswith("data-")
        }
        for link in anchors
    }


def test_every_figure_has_every_form(figures):
    for png in figures.glob("*.png"):
        forms = {".png", ".svg", ".csv", ".txt"} | ({".geojson"} if "map" in png.stem else set())
        assert {path.suffix for path in figures.glob(f"{png.stem}.*")} == forms
        assert {p.suffix for p in (figures / "narrow").glob(f"{png.stem}.*")} == {".png", ".svg"}
    slugs = {path.stem for path in figures.rglob("*.*")}
    assert slugs == {path.stem for path in figures.glob("*.png")} >= {MAP, TIMELINE, NETWORK}


@edition
def test_pictures_are_as_wide_as_their_edition(figures, folder):
    for path in (figures / folder).glob("*.png"):
        with Image.open(path) as picture:
            assert picture.width == EDITIONS[folder]
            assert len(picture.getcolors(1 << 24)) > 50
        root = ElementTree.parse(path.with_suffix(".svg")).getroot()
        assert root.find(f"{SVG}title").text
        alt = (figures / f"{path.stem}.txt").read_text(encoding="utf-8").strip()
        assert root.find(f"{SVG}desc").text == alt


def test_the_map_has_the_table_in_csv_and_geojson_and_words(figures, countries):
    rows = {
        row.iso3: (row.country, row.mentions, row.implied)
        for row in numbers(figures / f"{MAP}.csv").itertuples()
    }
    assert rows == countries
    layer = json.loads((figures / f"{MAP}.geojson").read_text(encoding="utf-8"))
    drawn = [each["properties"] for each in layer["features"]]
    assert {p["iso3"]: (p["country"], p["mentions"], p["implied"]) for p in drawn} == countries
    alt = (figures / f"{MAP}.txt").read_text(encoding="utf-8")
    for country, mentions, implied in countries.values():
        assert re.search(rf"{country} \({mentions or implied}( mentions?)?\)", alt), country


@edition
def test_the_map_has_the_table_in_its_marks(figures, folder, countries):
    found = links(figures / folder / f"{MAP}.svg")
    for iso3, (_, mentions, implied) in countries.items():
        shown = mentions or iso3 != "USA"  # implied alone, and outside the seed's frame
        data = {"iso3": iso3, "mentions": str(mentions), "implied": str(implied)}
        assert found.get(f"#named-{iso3}") == (data if shown else None)


def test_the_timeline_has_what_is_dated_in_csv_and_words(figures, dated):
    table = numbers(figures / f"{TIMELINE}.csv")
    expected = dated.drop(columns="sentence")
    assert table.astype(str).to_dict("list") == expected.astype(str).to_dict("list")
    alt = (figures / f"{TIMELINE}.txt").read_text(encoding="utf-8")
    for row in expected.itertuples():
        assert f"{row.when}: {row.label}" in alt


@edition
def test_the_timeline_has_what_is_dated_in_its_marks(figures, folder, dated):
    expected = {
        f"#dated-{row.number}": {"earliest": row.earliest, "latest": row.latest, "kind": row.kind}
        for row in dated.itertuples()
    }
    assert links(figures / folder / f"{TIMELINE}.svg") == expected


def test_the_network_has_its_ties_in_csv_and_words(figures, ties):
    nodes, edges = ties
    table = numbers(figures / f"{NETWORK}.csv")
    of_nodes = table[table["b"] == ""][["what", "a", "name", "count"]].to_numpy().tolist()
    assert of_nodes == nodes[["kind", "key", "name", "count"]].to_numpy().tolist()
    of_edges = table[table["b"] != ""][["what", "a", "b", "count"]].to_numpy().tolist()
    assert of_edges == edges[["what", "a", "b", "count"]].to_numpy().tolist()
    alt = (figures / f"{NETWORK}.txt").read_text(encoding="utf-8")
    names = dict(zip(nodes["key"], nodes["name"], strict=True))
    for row in edges.itertuples():
        assert f"{names[row.a]} – {names[row.b]} ({row.count})" in alt


@edition
def test_the_network_has_its_countries_in_its_marks(figures, folder, ties):
    nodes = ties[0].query("kind == 'country'")
    expected = {
        f"#tied-{row.key}": {"iso3": row.key, "mentions": str(row.count)}
        for row in nodes.itertuples()
    }
    assert links(figures / folder / f"{NETWORK}.svg") == expected
