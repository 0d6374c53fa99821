"""What is told of large archives follows from what was measured, and its figures can be read."""

import pytest
from test_charts import WIDTHS, assert_readable

from dateline import archive, counts, invented, maps, months, scaling, tables

# Of a hundred articles to the MB: 20 MB a CPU second, once the start is over.
GROWN = [(scaling.ALONE, mb, 1.0, 1 + mb / 20, 1.5 + mb / 20) for mb in (20, 200, 2_000)]
BY_DASK = [(scaling.DASK, 200, 2.0, 13.0, 14.5), (scaling.TWO, 200, 3.0, 14.0, 8.5)]


@pytest.fixture(scope="module")
def measured():
    rows = [
        (way, mb // 20, mb * 100, mb, mb, start, start + 0.5, cpu, wall, 300, mb / 50, 3, 0.5)
        for way, mb, start, cpu, wall in GROWN + BY_DASK
    ]
    return tables.frame("scaling", [(*row, "some news", "a machine") for row in rows])


def test_a_speed_is_that_of_the_steady_run(measured):
    speeds = scaling.speeds(measured)
    assert speeds["per_cpu"].round(2).tolist() == [20, 20, 20, 18.18, 18.18]
    assert speeds["per_second"].round(2).tolist() == [20, 20, 20, 16.67, 40]
    assert scaling.overhead(measured) == pytest.approx(13 / 11)
    assert scaling.speed_up(measured) == pytest.approx(2)


def test_costs_are_those_of_the_largest_by_its_articles(measured):
    costs = scaling.costs(measured, (10**5, 10**8)).set_index("articles")
    assert costs.loc["100,000"].tolist() == ["1.0 GB", "51 s", "26 s", "2.6 s", "20 MB", "300 MB"]
    assert costs.loc["100,000,000"].tolist() == [
        *("1.0 TB", "14 h", "6.9 h", "26 min", "20 GB", "300 MB"),
    ]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.84, "0.8 s"), (89, "89 s"), (90, "1.5 min"), (5_400, "1.5 h"), (200_000, "2.3 days")],
)
def test_a_duration_has_the_unit_that_suits_it(seconds, words):
    assert scaling.duration(seconds) == words


def test_it_is_said_in_words(measured):
    assert scaling.answer(measured) == (
        "A million articles (10 GB of text) take one core 8.3 min, in 300 MB of memory, as worked "
        "out from a run over 200,000 articles. 100 times the text, at 1.00 times the speed and "
        "1.00 times the memory."
    )
    assert "two are, once started, 2.0 times as fast" in scaling.summary(measured)


def test_what_was_not_measured_is_left_out_and_says_so(tmp_path):
    assert scaling.read(tmp_path) is None
    assert "`make bench` measures it" in scaling.answer(None)
    assert scaling.growth(None) is None


@pytest.mark.parametrize("width", WIDTHS)
def test_the_figure_of_growth_can_be_read_and_says_what_it_shows(measured, width):
    figure = scaling.growth(measured, width=width)
    assert_readable(figure)
    assert figure.title.startswith("100 times the text")
    assert "some news; a machine" in figure.note
    assert "2,000 MB, one process: 20.0 MB of text per CPU second" in figure.alt


def test_an_archive_has_the_figures_of_articles(tmp_path):
    sentences = ["Mali.", "Chad and Peru.", "Fiji."]
    invented.write_archive(sentences, tmp_path / "in", 200)
    summary = archive.find_in_archive(tmp_path / "in", tmp_path / "out")
    by_month = archive.read_counts(tmp_path / "out")
    by_country = counts.over_time(by_month)
    drawn = maps.country_map(by_country, "invented", articles=summary.articles, linked=False)
    totals = by_month.groupby("iso3")["n_name"].sum().to_dict()
    assert drawn.numbers.set_index("iso3")["mentions"].to_dict() == totals
    assert "<a " not in drawn.svg
    drawn = months.months(by_month, "invented", "x", articles=summary.articles)
    assert drawn.numbers.groupby("iso3")["mentions"].sum().to_dict() == totals
