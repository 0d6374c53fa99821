"""Timeline, network and quotations: what is drawn is what the tables say, and leads to it."""

import itertools
import re
from xml.etree import ElementTree

import pandas as pd
import pytest

from dateline import charts, citations, entities, figures, networks, site, stories, tables

WIDTHS = [figures.WIDTH, figures.NARROW]


@pytest.fixture(scope="module")
def seed(root):
    found = entities.read(root / "tables")
    read = {name: tables.read(name, root / "tables") for name in ("sentences", "countries")}
    return found, read["sentences"], read["countries"]


def frames(*rows, sentence="Peru spoke."):
    """Tables of one article in which each row (value, earliest, latest) is a sentence's date."""
    dates = [
        ("a", at, 0, 4, "then", value, first, last, "day", "")
        for at, (value, first, last) in enumerate(rows, 1)
    ]
    lines = [("a", at, 1, 0, 9, sentence) for at in range(1, len(rows) + 1)]
    return {"dates": tables.frame("dates", dates)}, tables.frame("sentences", lines)


def days(count):
    return [
        (day, day, day) for day in (f"{2000 + at // 12}-{at % 12 + 1:02}-05" for at in range(count))
    ]


def boxes(figure):
    """The boxes of all words on a drawing, in pixels."""
    renderer = figure.drawing.canvas.get_renderer()
    texts = [*figure.drawing.texts, *(t for axes in figure.drawing.axes for t in axes.texts)]
    return [(t.get_text(), t.get_window_extent(renderer)) for t in texts if t.get_text()]


def assert_readable(figure):
    found, paper = boxes(figure), figure.drawing.bbox
    for at, (text, box) in enumerate(found):
        assert paper.x0 <= box.x0 < box.x1 <= paper.x1, text
        assert paper.y0 <= box.y0 < box.y1 <= paper.y1, text
        for other, its_box in found[at + 1 :]:
            # A hair of blank above and below letters may be shared.
            x = min(box.x1, its_box.x1) - max(box.x0, its_box.x0)
            y = min(box.y1, its_box.y1) - max(box.y0, its_box.y0)
            assert x <= 1 or y <= 2, (text, other)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2021-09-14", "2021-09-14", "14 September 2021"),
        ("2021-09-13", "2021-09-19", "13–19 September 2021"),
        ("2020-02-01", "2020-02-29", "February 2020"),
        ("2020-04-01", "2020-06-30", "April 2020 – June 2020"),
        ("2012-01-01", "2012-12-31", "2012"),
        ("2010-01-01", "2019-12-31", "2010 – 2019"),
        ("2021-08-30", "2021-09-05", "30 August 2021 – 5 September 2021"),
    ],
)
def test_a_date_is_told_as_exactly_as_it_is_known(first, last, words):
    assert stories.in_words(first, last) == words


def test_a_date_dates_what_stands_nearest_and_the_saying_only_from_outside(seed):
    found, sentences, _ = seed
    rows = stories.dated(found, sentences).set_index("when")
    assert rows["label"]["August 2020"].startswith("junta took power in Mali")
    assert rows["label"]["February 2022"].endswith("promised to hold elections")
    assert rows["hypothetical"]["February 2022"] == "yes"
    assert rows["kind"]["June 2021"] == "statement"
    assert rows["label"]["June 2021"].startswith("Emmanuel Macron: France plans")
    assert rows["kind"]["14 September 2021"] == "event", "the day is inside what is said"
    assert list(rows["earliest"]) == sorted(rows["earliest"])


@pytest.mark.parametrize(
    ("sentence", "when"),
    [
        ("Peru will miss the cup for the first time since 2006.", []),
        ("It was the worst flood in Peru since 2006.", []),
        ("Peru has led the group since 2006.", ["since 2006"]),
        ("The first match, in Peru, has been played since 2006.", ["since 2006"]),
    ],
)
def test_what_something_is_the_first_since_dates_nothing(sentence, when):
    found, sentences = frames(("2006", "2006-01-01", "2006-12-31"), sentence=sentence)
    at = sentence.index("2006")
    dates = found["dates"].assign(start=at, end=at + 4, modifier="since")
    assert list(stories.dated({"dates": dates}, sentences)["when"]) == when


def test_the_findings_are_computed_from_the_tables(seed):
    found, sentences, countries = seed
    order = stories.timeline_finding(stories.dated(found, sentences))
    assert order.endswith("are dated, from 2012 to 2022; four of them in September 2021")
    who = stories.network_finding(*stories.ties(found, countries))
    assert who == "France and Mali are named together most, in two sentences"
    assert stories.speech_finding(found["quotations"]).startswith(
        "Choguel Kokalla Maiga is quoted most: "
    )


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("count", [1, 2, 16, 40, 230])
def test_no_words_of_a_timeline_are_in_each_others_way(count, width):
    figure = charts.timeline(stories.dated(*frames(*days(count))), "none", width=width)
    assert_readable(figure)
    assert figure.numbers["shown"].value_counts().to_dict() == {
        name: number
        for name, number in {
            "row": min(count, 16),
            "mark": min(max(count - 16, 0), 184),
            "no": max(count - 200, 0),
        }.items()
        if number
    }


def test_among_many_dates_those_far_from_all_others_do_not_press_them_together():
    far = [("1101", "1101-01-01", "1101-12-31"), ("2200", "2200-01-01", "2200-12-31")]
    rows = stories.dated(*frames(*days(230), *far))
    shown = rows[rows["shown"] != "no"]
    assert len(rows) == 232
    assert shown["earliest"].min() > "1999"
    assert shown["latest"].max() < "2100"
    assert stories.timeline_finding(rows).endswith("from 1101 to 2200")
    few = stories.dated(*frames(*days(20), *far))
    assert set(few["shown"]) == {"row", "mark"}


def test_a_timeline_draws_each_date_as_long_as_it_is():
    found = frames(
        ("2012", "2012-01-01", "2012-12-31"),
        ("2020-08", "2020-08-01", "2020-08-31"),
        ("2020-09-14", "2020-09-14", "2020-09-14"),
        ("P8Y", "", ""),
    )
    figure = charts.timeline(stories.dated(*found), "none")
    bars = {
        patch.get_gid(): patch
        for patch in figure.drawing.axes[0].patches
        if str(patch.get_gid()).startswith("date-")
    }
    year, month, day = (bars[f"date-{number}"] for number in (1, 2, 3))
    assert year.get_width() / month.get_width() == pytest.approx(366 / 31, rel=0.5)
    assert day.get_width() < month.get_width() < year.get_width()
    assert day.get_height() > month.get_height()
    assert len(bars) == 3


def marks(figure):
    """The left and right end of each mark of a timeline in points, by its number."""
    return {
        int(patch.get_gid().removeprefix("date-")): patch.get_path()
        .transformed(patch.get_patch_transform())
        .get_extents()
        .intervalx
        for patch in figure.drawing.axes[0].patches
        if str(patch.get_gid()).startswith("date-")
    }


@pytest.mark.parametrize("width", WIDTHS)
def test_a_date_far_from_all_others_is_an_arrow_and_does_not_press_them_together(width):
    near = [(day, day, day) for day in (f"2021-09-{at:02}" for at in range(2, 30, 4))]
    far = [("1960", "1960-01-01", "1960-12-31"), ("2099", "2099-01-01", "2099-12-31")]
    for others in (far[:1], far[1:]):
        figure = charts.timeline(
            stories.dated(*frames(*sorted([*near, *others]))), "none", width=width
        )
        assert_readable(figure)
        drawn = list(marks(figure).values())
        places = drawn[1:] if others == far[:1] else drawn[:-1]
        axis = figures.content_width(width) * (1 - charts._TEXT_SHARE[width])
        assert places[-1][1] - places[0][0] > axis / 2
        assert len({figure.svg.count(f'id="date-{at}"') for at in range(1, 9)}) == 1
        side = "earlier" if others == far[:1] else "later"
        words = " ".join(text for text, _ in boxes(figure)).replace("\n", " ")
        assert f"an arrow, {side} than the axis reaches" in words
    arrow = drawn[-1]
    assert arrow[0] > places[-1][1]
    assert arrow[1] <= figures.content_width(width)


def test_a_time_that_begins_far_before_all_others_goes_on_beyond_the_axis():
    near = [(day, day, day) for day in (f"2021-09-{at:02}" for at in range(2, 30, 4))]
    rows = stories.dated(*frames(("since", "1960-01-01", "2021-09-15"), *near))
    drawn = marks(charts.timeline(rows, "none"))
    assert drawn[1][0] < drawn[2][0] < drawn[4][0] < drawn[1][1] < drawn[6][0]


@pytest.mark.parametrize(
    "spans",
    [
        [(0, 1), (900, 901), (901, 902)],  # one of three is no exception
        [(0, 1), (900, 901), (900, 901), (900, 901), (900, 901)],  # nothing to tell apart
        [(0, 1), (860, 861), (900, 901), (930, 931), (960, 961), (999, 1000)],  # all can be seen
    ],
)
def test_the_axis_is_that_of_all_dates_where_a_shorter_one_would_show_no_more(spans):
    assert charts._window(spans) == (0, max(last for _, last in spans))


def test_dates_far_apart_and_at_the_ends_of_the_calendar_are_drawn():
    far = frames(("0001", "0001-01-01", "0001-12-31"), ("9999", "9999-01-01", "9999-12-31"))
    for width in WIDTHS:
        assert_readable(charts.timeline(stories.dated(*far), "none", width=width))


@pytest.mark.parametrize("span", [("9999-12-31", "9999-12-31"), ("0001-01-01", "0001-12-31")])
def test_what_is_at_an_end_of_the_calendar_is_drawn_by_itself_too(span):
    found = frames((span[0], *span))
    for width in WIDTHS:
        assert_readable(charts.timeline(stories.dated(*found), "none", width=width))


def test_words_that_the_font_lacks_or_that_are_code_do_no_harm():
    found = frames(*days(2), sentence="<script>x</script> 中文 $5 & $6\nnext line")
    figure = charts.timeline(stories.dated(*found), "none")
    assert "<script" not in figure.svg
    shown = site.clean_html(citations.dated(stories.dated(*found))._repr_html_())
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown


def test_nothing_dated_or_named_together_draws_nothing_and_says_so(tmp_path):
    rows = stories.dated(*frames(("P8Y", "", "")))
    assert stories.timeline_finding(rows) == "Nothing is dated to a day, month or year"
    folder = tmp_path / "narrow"
    folder.mkdir()
    for stale in (tmp_path / "04-timeline.png", folder / "04-timeline.svg"):
        stale.write_text("of an earlier run")
    assert charts.save(charts.timeline, charts.TIMELINE, tmp_path, rows, "none") is None
    assert [path.name for path in tmp_path.rglob("*")] == ["narrow"]
    nodes, edges = stories.ties({"pairs": tables.frame("pairs", [])}, COUNTRIES.head(0))
    assert stories.network_finding(nodes, edges) == "No two countries are named in one sentence"
    assert networks.network(nodes, edges, "none") is None
    assert stories.speech_finding(tables.frame("quotations", [])) == "Nobody is quoted"


CODES = "ARG AUS AUT BEL BOL BRA CAN CHE CHL CHN COL CUB DEU DNK DZA EGY ESP EST ETH FIN FRA GBR "
CODES = (CODES + "GEO GHA GRC HUN IDN IND IRL IRN IRQ ISL ISR ITA JOR JPN KEN KOR LAO LBY").split()
COUNTRIES = pd.DataFrame({"iso3": CODES, "country": CODES, "n_name": 1})


def crowd(count):
    pairs = [(min(a, b), max(a, b), 1) for a, b in itertools.pairwise(CODES[:count])]
    people = [
        ("a", at, at, at + 1, "x", f"Person Number {at} of Somewhere", "", iso3, "context", "", "")
        for at, iso3 in enumerate(CODES[:count])
    ]
    found = {"pairs": tables.frame("pairs", pairs), "people": tables.frame("people", people)}
    return stories.ties(found, COUNTRIES.head(count))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("count", [2, 12, 40])
def test_no_words_of_a_network_are_in_each_others_way(count, width):
    figure = networks.network(*crowd(count), "none", width=width)
    assert_readable(figure)
    left_out = (figure.numbers["shown"] == "no").any()
    assert left_out == (count == 40)
    assert ("Left out for want of room" in figure.note) == (count == 40 or 2 * count > 24 > width)


def test_an_isolated_country_is_shown():
    found = {"pairs": tables.frame("pairs", [("ARG", "AUS", 1)])}
    figure = networks.network(*stories.ties(found, COUNTRIES.head(3)), "none")
    assert 'id="node-AUT"' in figure.svg
    assert "Alone: AUT." in figure.alt


def test_the_network_holds_what_the_tables_say(seed):
    found, _, countries = seed
    figure = networks.network(*stories.ties(found, countries), "none")
    drawn = figure.numbers[figure.numbers["what"] == "named together"]
    assert drawn[["a", "b", "count"]].values.tolist() == found["pairs"].values.tolist()
    of = figure.numbers[figure.numbers["what"] == "of"].set_index("a")["b"]
    assert of["person:Emmanuel Macron"] == "FRA"
    posted = figure.numbers[figure.numbers["what"] == "posted to"]
    assert posted["b"].tolist() == ["MLI", "NER"]
    named = figure.numbers[figure.numbers["what"] == "country"].set_index("a")["count"]
    assert named[named > 0].to_dict() == (
        countries[countries["n_name"] > 0].set_index("iso3")["n_name"].to_dict()
    )


def test_every_linked_mark_leads_to_an_entry_of_its_list(seed, root):
    found, sentences, countries = seed
    rows, (nodes, edges) = stories.dated(found, sentences), stories.ties(found, countries)
    mentions = tables.read("mentions", root / "tables")
    for figure, cited in (
        (charts.timeline(rows, "none"), citations.dated(rows)),
        (
            networks.network(nodes, edges, "none"),
            citations.tied(nodes, edges, mentions, sentences),
        ),
    ):
        picture = ElementTree.fromstring(figure.svg)
        targets = {link.get("href") for link in picture.findall(".//{*}a")}
        shown = site.clean_html(cited._repr_html_())
        assert targets
        assert targets <= {f"#{name}" for name in re.findall(r'<li id="([^"]+)"', shown)}
        ids = re.findall(r' id="([^"]*)"', figure.svg)
        assert not [name for name in ids if re.search(r"\s", name)]


@pytest.mark.parametrize("width", WIDTHS)
def test_a_figure_drawn_twice_is_the_same_bytes(seed, width):
    found, sentences, countries = seed
    rows, ties = stories.dated(found, sentences), stories.ties(found, countries)
    for draw, what in ((charts.timeline, (rows,)), (networks.network, ties)):
        one, two = (draw(*what, "none", width=width) for _ in range(2))
        assert (one.png, one.svg) == (two.png, two.svg)


def test_figures_are_saved_with_numbers_and_words(seed, tmp_path):
    found, sentences, _ = seed
    rows = stories.dated(found, sentences)
    figure = charts.save(charts.timeline, charts.TIMELINE, tmp_path, rows, "none")
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*")) == [
        *(f"04-timeline.{suffix}" for suffix in ("csv", "png", "svg", "txt")),
        *(f"narrow/04-timeline.{suffix}" for suffix in ("png", "svg")),
    ]
    saved = tables.read_csv(tmp_path / "04-timeline.csv")
    assert saved["label"].tolist() == figure.numbers["label"].tolist() == rows["label"].tolist()


def test_without_the_model_the_rest_is_drawn_and_the_gap_told(seed):
    found, sentences, countries = seed
    found = {name: found[name] for name in ("dates", "pairs")}
    rows, (nodes, edges) = stories.dated(found, sentences), stories.ties(found, countries)
    assert set(rows["kind"]) == {"sentence"}
    assert charts.timeline(rows, "none") is not None
    assert networks.network(nodes, edges, "none") is not None
    assert "people and organisations" in stories.left_out(found, "people", "organisations")
    assert stories.left_out(found, "pairs") == ""
    assert "speakers" in stories.speakers_left_out(found)


def test_quotations_are_by_speaker_the_unknown_last():
    rows = [
        ("a", at, at, at + 1, f"words {at}", "direct", "", who, "said")
        for at, who in enumerate(["", "Ann", "Bob", "Bob", ""], 1)
    ]
    quotations = tables.frame("quotations", rows)
    assert stories.by_speaker(quotations)["speaker"].tolist() == [
        *("Bob", "Bob", "Ann"),
        *[stories.UNKNOWN] * 2,
    ]
    assert stories.speech_finding(quotations) == (
        "Bob is quoted most: two of five quotations by two speakers; "
        "of two the speaker is not known"
    )
