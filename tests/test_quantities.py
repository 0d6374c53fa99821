"""Numbers of something are found with their value, unit and modifier.

The sentences are invented.
"""

from math import isnan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline import quantities, tables
from dateline.sentences import split


def found(text):
    rows = [
        ("a", number, paragraph, start, end, text[start:end])
        for number, (paragraph, start, end) in enumerate(split(text), 1)
    ]
    table = quantities.find_quantities(tables.frame("sentences", rows))
    assert all(text[row.start : row.end] == row.text for row in table.itertuples())
    return table


def told(text):
    return [(row.text, row.value, row.unit, row.modifier) for row in found(text).itertuples()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It hired 1,000 paramilitaries.", ("1,000", 1000, "paramilitaries", "")),
        ("At least 20 ethnic groups live there.", ("20", 20, "ethnic groups", "at least")),
        ("It sold 12 tonnes of wheat.", ("12", 12, "tonnes", "")),
        ("Some 3.5 million people fled.", ("3.5 million", 3.5e6, "people", "about")),
        ("It cost nearly $4bn.", ("$4bn", 4e9, "dollars", "nearly")),
        ("It cost US$ 2.5 million.", ("US$ 2.5 million", 2.5e6, "dollars", "")),
        ("It cost NZ$5.", ("NZ$5", 5, "New Zealand dollars", "")),
        ("It cost A$2m.", ("A$2m", 2e6, "Australian dollars", "")),
        ("It cost S$7.", ("S$7", 7, "Singapore dollars", "")),
        ("It cost EC$7.", ("$7", 7, "dollars", "")),
        ("It cost -HK$7.", ("-HK$7", -7, "Hong Kong dollars", "")),
        ("It cost €6.2bn.", ("€6.2bn", 6.2e9, "euros", "")),
        ("It cost 4 billion euros.", ("4 billion", 4e9, "euros", "")),
        ("It cost 4.5 trillion tenge.", ("4.5 trillion", 4.5e12, "tenge", "")),
        ("It rose by more than 9%.", ("9%", 9, "percent", "more than")),
        ("It rose by 3.4 per cent.", ("3.4 per cent", 3.4, "percent", "")),
        (
            "It rose by two percentage points.",
            ("two percentage points", 2, "percentage points", ""),
        ),
        ("Two dozen soldiers fled.", ("Two dozen", 24, "soldiers", "")),
        ("Half a million people fled.", ("Half a million", 5e5, "people", "")),
        ("Half of the members left.", ("Half", 0.5, "members", "")),
        ("Two-thirds of its members left.", ("Two-thirds", 0.6667, "members", "")),
        ("A quarter of voters left.", ("A quarter", 0.25, "voters", "")),
        ("Two of her compatriots left.", ("Two", 2, "compatriots", "")),
        ("Five other finalists left.", ("Five", 5, "finalists", "")),
        ("Up to 20 French soldiers left.", ("20", 20, "French soldiers", "at most")),
        ("Fewer than 30 workers left.", ("30", 30, "workers", "less than")),
        ("Winds of 170 kilometres an hour blew.", ("170", 170, "kilometres an hour", "")),
        ("A 300-kilometre road opened.", ("300", 300, "kilometre", "")),
        ("One soldier was killed.", ("One", 1, "soldier", "")),
        ("The blast killed 12.", ("12", 12, "", "")),
        ("Killed: 12.", ("12", 12, "", "")),
        ("It was -3C in May.", ("-3C", -3, "°C", "")),
        ("It was 25°C in May.", ("25°C", 25, "°C", "")),
        ("It was 77 °F in May.", ("77 °F", 77, "°F", "")),
        ("A magnitude 5.6 earthquake struck.", ("5.6", 5.6, "magnitude", "")),
        ("A 5.6-magnitude earthquake struck.", ("5.6", 5.6, "magnitude", "")),
        ("It sold 10m tonnes.", ("10m", 1e7, "tonnes", "")),
        ("The war lasted over eight years.", ("eight", 8, "years", "more than")),
    ],
)
def test_a_quantity(text, expected):
    assert told(text) == [expected]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("She won the 100m final.", 100),
        ("She won the women's 200m freestyle final.", 200),
        ("She won the 400m hurdles.", 400),
        ("She holds the 3,000m title.", 3000),
        ("She ran in the 10,000m Olympic qualifiers.", 10_000),
        ("She ran 300m from the shore.", 300),
        ("A 10m-high wall fell.", 10),
        ("A 4.5m wall fell.", 4.5),
        ("A 50m pool opened.", 50),
    ],
)
def test_the_m_of_races_and_of_what_is_long_is_of_metres(text, value):
    (row,) = found(text).itertuples()
    assert (row.value, row.unit) == (value, "m")


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("It sold 10m barrels.", 1e7, "barrels"),
        ("It cost £3,000m.", 3e9, "pounds"),
        ("It cost 3,000m euros.", 3e9, "euros"),
        ("It cost 3,000m Australian dollars.", 3e9, "Australian dollars"),
    ],
)
def test_the_m_of_money_and_of_what_is_counted_is_of_millions(text, value, unit):
    (row,) = found(text).itertuples()
    assert (row.value, row.unit) == (value, unit)


def test_the_m_of_a_range_is_of_both_its_ends():
    (row,) = found("The 10-12m wall fell.").itertuples()
    assert (row.value, row.value_to, row.unit) == (10, 12, "m")


@pytest.mark.parametrize(
    ("text", "value", "value_to"),
    [
        ("It has 10 to 15 boats.", 10, 15),
        ("It has 10-15 boats.", 10, 15),
        ("It has two or three boats.", 2, 3),
        ("It rose between 3% and 5%.", 3, 5),
        ("It rose 2-3%.", 2, 3),
        ("It rose 2–3%.", 2, 3),
        ("It sold between 410,000 and 430,000 tonnes.", 410_000, 430_000),
        ("It cost $2-3 billion.", 2e9, 3e9),
        ("It cost two to three million euros.", 2e6, 3e6),
    ],
)
def test_a_range_has_two_ends(text, value, value_to):
    (row,) = found(text).itertuples()
    assert (row.value, row.value_to) == (value, value_to)


@pytest.mark.parametrize(
    ("text", "written", "value"),
    [
        ("It grew by -0.4% in May.", "-0.4%", -0.4),
        ("It grew by −0.4% in May.", "−0.4%", -0.4),
        ("It grew little (–0.4%) in May.", "–0.4%", -0.4),
        ("It grew by about -0.4 percent.", "-0.4 percent", -0.4),
        ("It grew by +5.2%.", "+5.2%", 5.2),
        ("It made -$5m.", "-$5m", -5e6),
        ("It made -5 million euros.", "-5 million", -5e6),
        ("It was -3 degrees.", "-3", -3),
        ("It has -20 boats.", "20", 20),
        ("It grew - 0.4% in May.", "0.4%", 0.4),
        ("It grew mid-0.4% in May, x-5% in June, by 7%.", "7%", 7),
    ],
)
def test_a_sign_is_part_of_the_number_of_what_can_be_less_than_none(text, written, value):
    assert [(row.text, row.value) for row in found(text).itertuples()] == [(written, value)]


def test_a_range_can_start_below_none():
    (row,) = found("It grew by -1 to 2%.").itertuples()
    assert (row.value, row.value_to) == (-1, 2)


def test_what_is_no_range_has_one_end():
    assert isnan(found("It has 10 boats.")["value_to"][0])


@pytest.mark.parametrize(
    "text",
    [
        "It began on September 19, 2021, in 2012 and at 5 p.m. or 17:30.",
        "The 42-year-old and Ann Smith, 42, met a girl aged 7.",
        "One of them said no one came; one another, one day, the one who left.",
        "He lives at 10 Downing Street; call 555 1234 or +33 1 23 45.",
        "They won 3-1 and lost 2-0, and finished 14th and second.",
        "COVID-19 and the F-16 and A320 and G7; see page 12, Article 5 and No. 10.",
        "One in five and two out of three agreed; 1 Life at the age of 17 months.",
        "Dozens of people came every four years.",
        "He sat in 25C, then in 3F, at 12°N.",
        "The first and the third came on May 3.",
    ],
)
def test_what_is_no_quantity(text):
    assert told(text) == []


def test_a_number_too_large_is_undefined():
    assert isnan(found("It cost 2 quadrillion dollars.")["value"][0])


WORDS = (
    "$ € 4bn 10 1,000 10-15 two to and between half a third of quarter million dozen percent % one "
    "people - 3-1 ½ more than at least over 100m , . 😀 שלום « “ ' USD 1e5 9999999999999999999 \n\n"
    " -3 +3 −3% -3C 25°C magnitude"
).split(" ")


@given(st.one_of(st.text(), st.lists(st.sampled_from(WORDS), max_size=20).map(" ".join)))
def test_any_text_gives_a_table_with_exact_offsets(text):
    assert list(found(text).columns) == list(tables.schema()["quantities"].dtypes)


@pytest.mark.parametrize(
    "piece", ["1,000,", '"', "twenty ", "10-", "$", "a " * 9, "7" * 9, "half "]
)
def test_long_texts_take_no_longer_than_their_length(piece):
    found(piece * (100_000 // len(piece)))


def test_the_table_follows_the_schema(tmp_path):
    rows = found(
        "At least 20 people paid $3.5 million, between 2 and 3 percent, a third of debts, $0.0001, "
        "$0.0000001, $999,999,999,999,999 and $9,999,999,999,999,999."
    )
    tables.write(rows, "quantities", tmp_path)
    assert tables.read("quantities", tmp_path).equals(rows)
    assert len(rows) == 8
