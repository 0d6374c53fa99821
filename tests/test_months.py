"""Mentions by month: every bar is as high as its number, and what has no bar is said."""

import re

import numpy as np
import pandas as pd
import pytest
from test_charts import WIDTHS, assert_readable
from test_outlines import points

from dateline import figures, months, tables

CODES = ["MLI", "FRA", "USA", "CAF", "VCT", "GBR", "BIH", "RUS", "DEU", "NER"]
either_width = pytest.mark.parametrize("width", WIDTHS)


def counts(*rows):
    return pd.DataFrame(rows, columns=["iso3", "month", "n_name"])


def many(number, first=2019 * 12):
    """Ten countries over so many months, with some empty and some without a month."""
    of = [
        (at, f"{month // 12:04}-{month % 12 + 1:02}")
        for at, month in enumerate(range(first, first + number))
    ]
    rows = [
        (iso3, month, (at * 37 + 11 * k) % (90 // (k + 1)))
        for k, iso3 in enumerate(CODES)
        for at, month in of
    ]
    return counts(*(row for row in rows if row[2]), ("MLI", "", 7))


def drawn(by_month, width=figures.WIDTH):
    return months.months(by_month, "tables", "x-months", articles=1000, width=width)


def bars(figure):
    """iso3 and period to the height of the bar in the SVG."""
    found = re.findall(r'<g id="bar-(\w{3})-([\d-]+)">\s*<path d="([^"]+)"', figure.svg)
    heights = {}
    for iso3, period, outline in found:
        (corners,) = points(outline)
        heights[iso3, period] = np.ptp(corners[:, 1])
    return heights


@either_width
@pytest.mark.parametrize("number", [3, 30, 400])
def test_bars_are_as_high_as_their_numbers(number, width):
    figure = drawn(many(number), width)
    shown = figure.numbers.query("shown == 'yes' and mentions > 0")
    numbers = {(row.iso3, row.period): row.mentions for row in shown.itertuples()}
    heights = bars(figure)
    assert set(heights) == set(numbers)
    scale = max(heights.values()) / max(numbers.values())
    for key, height in heights.items():
        assert height == pytest.approx(numbers[key] * scale, abs=0.02), key


@pytest.mark.parametrize("number", [3, 30, 400])
def test_the_numbers_add_up_to_the_table(number):
    table = many(number)
    figure = drawn(table)
    dated = table[table["month"] != ""]
    assert figure.numbers["mentions"].sum() == dated["n_name"].sum()
    by_country = figure.numbers.groupby("iso3")["mentions"].sum()
    for iso3 in set(by_country.index) - {""}:
        assert by_country[iso3] == dated.loc[dated["iso3"] == iso3, "n_name"].sum()
    assert "7 mentions in articles whose month is not known" in figure.note
    assert f"2 other countries, {by_country['']:,} mentions" in figure.note


def test_every_month_has_its_place_also_without_a_mention():
    figure = drawn(counts(("MLI", "2019-11", 2), ("MLI", "2020-02", 1), ("FRA", "2020-01", 1)))
    periods = figure.numbers.query("iso3 == 'MLI'")["period"].tolist()
    assert periods == ["2019-11", "2019-12", "2020-01", "2020-02"]
    assert figure.title == "Mali has the highest month: 2 mentions in November 2019"


@pytest.mark.parametrize(
    ("first", "last"), [("2021-09", "9999-11"), ("9999-11", "9999-12"), ("0001-01", "0001-02")]
)
def test_months_at_the_ends_of_the_calendar_are_drawn(first, last):
    assert len(bars(drawn(counts(("MLI", first, 2), ("MLI", last, 1))))) == 2


def test_a_long_time_is_drawn_by_year():
    figure = drawn(many(400, 1980 * 12))
    assert figure.numbers["period"].iloc[0] == "1980"
    assert "by year" in figure.subtitle


@either_width
@pytest.mark.parametrize("number", [2, 30, 120, 400])
def test_no_words_overlap_or_leave_the_page(number, width):
    assert_readable(drawn(many(number), width))


@pytest.mark.parametrize("rows", [[], [("MLI", "2020-01", 3)], [("MLI", "", 3)]])
def test_less_than_two_months_are_no_figure(rows):
    assert drawn(counts(*rows)) is None
    assert months.finding(counts(*rows)) == "No two months are known"


def test_mentions_by_name_are_counted_by_the_month_of_their_article():
    dates = {"a": "2021-09-14", "b": "2021-09", "c": "2021", "d": ""}
    articles = pd.DataFrame({"article_id": list(dates), "date": list(dates.values())})
    rows = [(of, "MLI", "name") for of in "aabcd"] + [("a", "FRA", "adjective"), ("a", "", "name")]
    mentions = pd.DataFrame(rows, columns=["article_id", "iso3", "kind"])
    found = months.by_month(mentions, articles).to_dict("records")
    assert found == [
        {"iso3": "MLI", "month": "", "n_name": 2},
        {"iso3": "MLI", "month": "2021-09", "n_name": 3},
    ]


def test_the_seed_is_counted_whole(root):
    mentions, articles, countries = (
        tables.read(name, root / "tables") for name in ("mentions", "articles", "countries")
    )
    found = months.by_month(mentions, articles).set_index("iso3")["n_name"]
    assert found.to_dict() == countries.query("n_name > 0").set_index("iso3")["n_name"].to_dict()
