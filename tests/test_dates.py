"""Expressions of time have the value that a reader of the day gives them.

The sentences are invented.
"""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline import dates, tables
from dateline.sentences import split

TODAY = "2021-09-22"  # a Wednesday


def frames(text, date=TODAY):
    articles = pd.DataFrame([{"article_id": "a", "date": date, "date_basis": ""}], dtype="str")
    rows = [
        ("a", number, paragraph, start, end, text[start:end])
        for number, (paragraph, start, end) in enumerate(split(text), 1)
    ]
    return articles, tables.frame("sentences", rows)


def found(text, date=TODAY):
    rows = dates.find_dates(*frames(text, date))
    assert all(text[row.start : row.end] == row.text for row in rows.itertuples())
    return rows


def values(text, date=TODAY):
    return [value or "-" for value in found(text, date)["value"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It began on 19 September 2021.", "2021-09-19"),
        ("It began on Sept. 19, 2021, in Gao.", "2021-09-19"),
        ("It began on Sunday, September 19th.", "2021-09-19"),
        ("It began on the 19th of September.", "2021-09-19"),
        ("BAMAKO, Sept 19 (Agency) - Troops left.", "2021-09-19"),
        ("Logged on 2021-09-19 and 19/09/2021 and 19.09.2021.", "2021-09-19 2021-09-19 2021-09-19"),
        ("It was built in March 1998.", "1998-03"),
        ("It was built in 1998 and rebuilt by 2003.", "1998 2003"),
        ("The 2016 election was close.", "2016"),
        ("The 2020 protests (2020) went on.", "2020 2020"),
        ("The season of 2012-13 was poor.", "2012/2013"),
        ("He governed from 2012 to 2015.", "2012/2015"),
        ("He governed in 2012-2015.", "2012/2015"),
        ("It lasted from March to May 2020.", "2020-03/2020-05"),
        ("It lasted from November to February 2021.", "2020-11/2021-02"),
        ("It lasted between March 3 and April 5, 2020.", "2020-03-03/2020-04-05"),
        ("It lasted from 3 to 20 May.", "2021-05-03/2021-05-20"),
        ("It ran on 12 and 13 May 2020.", "2020-05-12/2020-05-13"),
        ("It ran on May 3-5, 2020.", "2020-05-03/2020-05-05"),
        ("Polls fell in March and April 2020.", "2020-03 2020-04"),
        ("War shaped the 1990s and the mid-1980s.", "199 198"),
        ("Music of the '90s, and of the nineties, sold.", "199 199"),
        ("A fort of the 19th century fell.", "1801-01-01/1900-12-31"),
        ("A twentieth-century novel sold.", "1901-01-01/2000-12-31"),
        ("Profits rose in Q3 2020.", "2020-07-01/2020-09-30"),
        ("Profits rose in the third quarter of 2020.", "2020-07-01/2020-09-30"),
        ("Profits rose in the second quarter.", "2021-04-01/2021-06-30"),
        ("Profits rose in the second half of 2020.", "2020-07-01/2020-12-31"),
        ("Profits rose in the first nine months of 2020.", "2020-01-01/2020-09-30"),
        ("It opened in the first week of August.", "2021-08-01/2021-08-07"),
        ("The budget for fiscal 2023 and FY 2024 grew.", "2023 2024"),
        ("They met in the summer of 2019.", "2019-06-01/2019-08-31"),
        ("They met last winter.", "2020-12-01/2021-02-28"),
        ("They met on Christmas Day 2019, before Ramadan.", "2019-12-25 -"),
    ],
)
def test_days_months_and_years_written_out(text, expected):
    assert values(text) == expected.split()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He said on Monday that he will leave on Friday.", "2021-09-20 2021-09-24"),
        ("He left on Wednesday.", "2021-09-22"),
        ("Police said late on Tuesday night they had won.", "2021-09-21"),
        ("He left last Friday and returns next Tuesday.", "2021-09-17 2021-09-28"),
        ("He came yesterday and leaves tomorrow.", "2021-09-21 2021-09-23"),
        ("He came the day before yesterday.", "2021-09-20"),
        ("He fell last night; this morning he rose.", "2021-09-21 2021-09-22"),
        ("He came last week.", "2021-09-13/2021-09-19"),
        ("He came over the weekend.", "2021-09-18/2021-09-19"),
        ("He will come next month.", "2021-10"),
        ("He came last year.", "2020"),
        ("He came in December.", "2020-12"),
        ("He will come in March.", "2022-03"),
        ("Elections are due in February.", "2022-02"),
        ("He promised to hold elections in February.", "2022-02"),
        ("She is to be succeeded in October.", "2021-10"),
        ("He came last June; he came in May last year.", "2021-06 2020-05"),
        ("He came two years ago.", "2019"),
        ("He came three months ago.", "2021-06"),
        ("He came two weeks ago.", "2021-09-08"),
        ("He came five days ago.", "2021-09-17"),
        ("He came a decade ago.", "2011"),
        ("He came earlier this year.", "2021"),
        ("It will open by the end of the year.", "2021"),
        ("It fell in 2012. The following year it rose.", "2012 2013"),
        ("It fell on May 3. Two days later it rose.", "2021-05-03 2021-05-05"),
        ("It fell on May 3 and rose on the 19th.", "2021-05-03 2021-05-19"),
        ("It fell on May 3. It rose the same day.", "2021-05-03 2021-05-03"),
        ("It fell in May 2020. The next month it rose.", "2020-05 2021-10"),
        ("The march planned on September 9 was banned.", "2021-09-09"),
        ("He came this past weekend.", "2021-09-18/2021-09-19"),
        ("The truce lasted until Friday.", "2021-09-17"),
        ("The hearing was postponed until Friday.", "2021-09-24"),
    ],
)
def test_days_told_by_the_day_of_publication(text, expected):
    assert values(text) == expected.split()


def test_a_month_over_the_turn_of_the_year():
    assert values("He fell on December 30.", "2022-01-03") == ["2021-12-30"]
    assert values("He will speak on January 2.", "2021-12-30") == ["2022-01-02"]
    assert values("He fell on Friday.", "2022-01-01") == ["2021-12-31"]


@pytest.mark.parametrize(
    ("text", "expected", "granularity"),
    [
        ("He ruled for more than eight years.", "P8Y", "duration"),
        ("He ruled for two and a half years.", "P2Y6M", "duration"),
        ("It took half an hour.", "PT30M", "duration"),
        ("It lasted a decade.", "P10Y", "duration"),
        ("A three-day strike began.", "P3D", "duration"),
        ("The past three months were dry.", "P3M", "duration"),
        ("Rents rose over the last decade.", "P10Y", "duration"),
        ("It took two to three weeks.", "P2W/P3W", "duration"),
        ("They meet every Tuesday.", "R/P1W", "set"),
        ("They meet on Mondays.", "R/P1W", "set"),
        ("They vote every four years.", "R/P4Y", "set"),
        ("They meet twice a week.", "R/P1W", "set"),
        ("It has grown in recent years.", "-", "vague"),
        ("It recently grew.", "-", "vague"),
        ("It grew several months ago.", "-", "vague"),
        ("It will grow in the coming weeks.", "-", "vague"),
        ("It has grown for decades.", "-", "vague"),
        ("It grew over the past few years.", "-", "vague"),
    ],
)
def test_lengths_sets_and_vague_times(text, expected, granularity):
    assert values(text) == [expected]
    assert list(found(text)["granularity"]) == [granularity]


@pytest.mark.parametrize(
    "text",
    [
        "Theresa May said that troops may march.",
        "June Carter met April Jones, and August Wilson wrote.",
        "March on, they cried. May he rest.",
        "The Women's March on the capital drew crowds.",
        "The Sun and the Sunday Times reported it.",
        "A 42-year-old man, aged 42 years, was three years old.",
        "It starts at 5 p.m. and ends at 17:30.",
        "About 2000 people and 1990 soldiers came.",
        "The firm paid $2012 for 3.2012 shares of A2012.",
        "COVID-19 spread; the second minute, a second term, one another.",
        "He spoke of the second half of the match.",
        "He is in his 50s. The Daily Courier said so. As soon as he left.",
        "",
    ],
)
def test_what_is_no_date(text):
    assert values(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("since 2012", "since"),
        ("until early March", "early"),
        ("until May 2022", "until"),
        ("in mid-2019", "mid"),
        ("at the end of May", "late"),
        ("by the end of the year", "late"),
        ("for more than eight years", "more than"),
        ("for about eight years", "about"),
        ("for almost two days", "less than"),
        ("over the weekend", ""),
    ],
)
def test_modifiers(text, expected):
    assert list(found(f"He was there {text}.")["modifier"]) == [expected]


def test_first_and_last_day():
    rows = found("It rose in 2012, last week, earlier this year and in the past three months.")
    assert list(zip(rows["earliest"], rows["latest"], strict=True)) == [
        ("2012-01-01", "2012-12-31"),
        ("2021-09-13", "2021-09-19"),
        ("2021-01-01", "2021-09-22"),
        ("2021-06-22", "2021-09-22"),
    ]


def test_what_cannot_be_known_stays_empty():
    text = "He came yesterday, last week, on June 3 and in May 2020, for two days."
    assert values(text, "") == ["-", "-", "-", "2020-05", "P2D"]
    # Whichever day of the year it was.
    text = "He came yesterday, last year and a decade ago."
    assert values(text, "2021") == ["-", "2020", "2011"]
    assert values("He came last month and last week.", "2021-09") == ["2021-08", "-"]
    assert values("It fell on February 30, on 30/30/2020 and 9,999,999 years ago.") == ["-"] * 3


def test_what_has_no_value_still_tells_how_fine_it_is():
    text = "He came two weeks ago, last year, on Monday and in June, after 9 quadrillion years."
    rows = found(text, "")
    assert set(rows["value"]) == {""}
    assert list(rows["granularity"]) == ["day", "year", "day", "month", "duration"]


def test_the_date_of_publication_is_estimated_by_the_years_that_are_left_out():
    text = (
        "Rebels took the town in August 2020 and promised to hold elections in February 2022. "
        "A minister resigned on September 19 after talks in June."
    )
    articles, sentences = frames(text, "")
    assert dates.estimate_date(sentences) == ("2021-09-20", "estimated from the text")
    filled = dates.with_estimated_dates(articles, sentences)
    assert list(filled["date"]) == ["2021-09-20"]
    assert list(filled["date_basis"]) == ["estimated from the text"]
    assert values(text, "") == ["2020-08", "2022-02", "2021-09-19", "2021-06"]


def test_a_weekday_tells_the_year():
    text = "He was elected in May 2019. He resigned on Sunday, September 19."
    assert dates.estimate_date(frames(text, "")[1])[0] == "2021-09-20"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("LAGOS/ABUJA, March 14, 2023 (Agency) - The bank said on Tuesday it lost.", "2023-03-14"),
        ("Lagos, 3 May 2021 (Agency) — It fell on Monday. It was built in 1998.", "2021-05-03"),
        ("The bank fell\n\nLAGOS, Nigeria, May 3, 2021 /Agency/ -- It fell.", "2021-05-03"),
        ("LAGOS, Sept 19 (Agency) - He took it in May 2020, until May 2022.", ""),
        (
            "LAGOS, Sept 19 (Agency) - He took it in May 2020 and will go in May 2022.",
            "2021-09-19",
        ),
    ],
)
def test_the_date_of_a_dateline_is_that_of_publication(text, expected):
    basis = "read from the dateline" if expected else ""
    assert dates.estimate_date(frames(text, "")[1]) == (expected, basis)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Police said Sunday, 5 November 2023, that they left. He was born in 1960.", "2023-11-05"),
        ("They agreed on Thursday, Dec. 7, 2023, to leave.", "2023-12-07"),
        ("She told reporters in Lagos on Thursday, Dec. 7, 2023, that they left.", "2023-12-07"),
        ("On Thursday, Dec. 7, 2023, the bank announced that it lost.", "2023-12-07"),
        ("They agreed on Friday, Dec. 7, 2023, to leave.", ""),
        ("They agreed on Thursday, Dec. 7, 2023, to leave. They left in May 2024.", ""),
        ("It was quiet. It rained. He ate. They agreed on Thursday, Dec. 7, 2023.", ""),
        ("The town fell on 19 September 2023.", ""),
    ],
)
def test_the_day_of_a_statement_is_that_of_publication(text, expected):
    basis = "estimated from the text: the day that something was said" if expected else ""
    assert dates.estimate_date(frames(text, "")[1]) == (expected, basis)


@pytest.mark.parametrize("text", ["He resigned on June 3.", "It was built in May 1998.", ""])
def test_no_estimate_without_a_reason(text):
    articles, sentences = frames(text, "")
    assert dates.estimate_date(sentences) == ("", "")
    assert list(dates.with_estimated_dates(articles, sentences)["date"]) == [""]


WORDS = (
    "the last next past first May March Monday Mondays 2012 2012-13 19 19th January of , - – to "
    "from between and years week decade century ago earlier later every half a quarter Q3 early "
    "mid 1990s '90s \" ” « 😀 ‏שלום a.m. 31 February 0 00 fiscal summer Christmas second 1e9 since "
    "million two twenty-five 10000000000000000000000 half-an-hour \n\n end recent few hundred "
    "LAGOS, (AP) said"
).split(" ")


@given(st.one_of(st.text(), st.lists(st.sampled_from(WORDS), max_size=20).map(" ".join)))
def test_any_text_gives_a_table_with_exact_offsets(text):
    assert list(found(text).columns) == list(tables.schema()["dates"].dtypes)


@pytest.mark.parametrize("date", ["", "2021", "2021-02", "0001-01-01", "9999-12-31"])
def test_any_date_of_publication_will_do(date):
    found(" ".join(f"{word} {other}" for word in WORDS for other in WORDS), date)


def test_long_texts_take_no_longer_than_their_length():
    for piece in ("Monday ", "1,000,", '"', "twenty ", "2012-", "last ", "a" * 9, "7" * 9):
        found(piece * (100_000 // len(piece)))


def test_the_table_follows_the_schema(tmp_path):
    rows = found("He came on Monday and for two years every week; soon, in the 1990s.")
    tables.write(rows, "dates", tmp_path)
    assert len(tables.read("dates", tmp_path)) == 5
