"""Terms are found as whole words, the longest first, with exact offsets into any text."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twin import PlainMatcher

from dateline import gazetteer
from dateline.gazetteer import Decision, Sense
from dateline.normalisation import Normalised

COLUMNS = ("term", "iso3", "role", "context", "source")
ROWS = [
    dict(zip(COLUMNS, row, strict=True))
    for row in [
        ("Mali", "MLI", "name", "", "curated"),
        ("Malian", "MLI", "adjective", "", "curated"),
        ("Malians", "MLI", "demonym", "", "curated"),
        ("Sudan", "SDN", "name", "", "curated"),
        ("South Sudan", "SSD", "name", "", "curated"),
        ("Dominican", "DOM", "adjective", "", "curated"),
        ("Dominican Republic", "DOM", "name", "", "curated"),
        ("Côte d'Ivoire", "CIV", "name", "", "curated"),
        ("U.S.", "USA", "name", "", "curated"),
        ("US", "USA", "name", "", "curated"),
        ("Guinea-Bissau", "GNB", "name", "", "curated"),
        ("Türkiye", "TUR", "name", "", "curated"),
        # Forms whose first capital comes late, or never; the shortest; long ones that begin alike.
        ("mainland China", "CHN", "name", "", "curated"),
        ("sub-Saharan Africa", "", "region", "", "curated"),
        ("Sub", "", "region", "", "curated"),
        ("euro area", "", "region", "", "curated"),
        ("10 Downing Street", "GBR", "seat", "", "curated"),
        ("Democratic Republic of the Congo", "COD", "name", "", "curated"),
        ("Democratic People's Republic of Korea", "PRK", "name", "", "curated"),
    ]
]


def compiled(rows):
    """A gazetteer of some rows."""
    return gazetteer.Gazetteer(Sense(*(row[field] for field in Sense._fields)) for row in rows)


SMALL = compiled(ROWS)


def matches(text, terms=SMALL):
    """All matches in a normalised text as (start, end, index)."""
    return list(zip(*(each.tolist() for each in terms.matcher.find(text)), strict=True))


def found(text, terms=SMALL):
    """The terms found, as the text has them."""
    normalised = Normalised(text)
    spans = [normalised.span(start, end) for start, end, _ in matches(normalised, terms)]
    return [text[start:end] for start, end in spans]


PIECES = st.sampled_from(
    [row["term"] for row in ROWS]
    + ["s", "’s", "'", " ", "\n", "\n\n", "\r\n", "  ", "-", "–", ".", ",", "_", "ÉTAT", "x", "S"]
    + [
        "South",
        "Republicans",
        "\u00ad",
        "\u200b",
        "\u0301",
        "\u0327",
        "ﬁ",
        "\u00a0",
        "#",
        "U.S",
        "mali",
        "mainland",
        "sub-",
        "Saharan Africa",
        "Democratic Republic of the ",
        "10 Downing",
    ]
)
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"])), st.lists(PIECES, max_size=12).map("".join)
)


@given(TEXTS)
def test_the_automaton_finds_what_the_plain_matcher_finds(text):
    normalised = Normalised(text)
    plain = PlainMatcher(SMALL.matcher.forms).find(normalised.text)
    assert matches(normalised) == plain


@given(TEXTS)
def test_spans_lead_back_to_the_term_in_the_text_as_given(text):
    normalised = Normalised(text)
    reached = 0
    for start, end, _ in matches(normalised):
        given_start, given_end = normalised.span(start, end)
        assert reached <= given_start < given_end <= len(text)
        reached = given_end
        again = Normalised(text[given_start:given_end]).text
        assert again == normalised.text[start:end]


@pytest.mark.parametrize("space", ["\u2003", "\f", "\u2028", "\u3000", "\xa0\u200b\xa0", " \xad\n"])
@pytest.mark.parametrize("elsewhere", ["", "\t", "  ", " é"])
def test_any_white_space_stands_between_the_words_of_a_name(space, elsewhere):
    assert found(f"South{space}Sudan{elsewhere}") == [f"South{space}Sudan"]


def test_half_a_character_is_no_obstacle():
    assert found("\ud800Mali \udc00 Mali South \ud800 Sudan") == ["Mali", "Mali", "Sudan"]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Mali, Malian, Malians, Malians’ and Mali’s", "Mali|Malian|Malians|Malians|Mali"),
        ("South Sudan and Sudan", "South Sudan|Sudan"),
        ("SOUTH SUDAN, south sudan, South sudan, SOUTH Sudan", "SOUTH SUDAN|Sudan"),
        ("mali, malians, MALIANS", "MALIANS"),
        ("Dominican Republicans", "Dominican"),
        ("the Dominican republic", "Dominican republic"),
        ("Malicious Malia Somali", ""),
        ("US-backed, US; us, Us, BUS, US_x", "US|US"),
        ("in the U.S. The", "U.S."),
        ("U.S.S. Enterprise", ""),
        (
            "Cote d'Ivoire, Côte d’Ivoire, CÔTE D’IVOIRE",
            "Cote d'Ivoire|Côte d’Ivoire|CÔTE D’IVOIRE",
        ),
        ("Co\u0302te d\u2018Ivoire", "Co\u0302te d\u2018Ivoire"),
        ("Guinea\u2011Bissau Guinea–Bissau", "Guinea\u2011Bissau|Guinea–Bissau"),
        (
            "South\nSudan South\r\nSudan South \n  Sudan",
            "South\nSudan|South\r\nSudan|South \n  Sudan",
        ),
        ("South\n\nSudan", "Sudan"),
        ("South \n \nSudan", "Sudan"),
        ("South\u00a0Sudan", "South\u00a0Sudan"),
        ("Ma\u00adli and Ma\u200bli\u00ad.", "Ma\u00adli|Ma\u200bli"),
        ("#Mali (Mali) “Mali” Mali/Sudan", "Mali|Mali|Mali|Mali|Sudan"),
        ("Mali\u0327 Ma\u0301li\u0301\u0327", "Mali\u0327|Ma\u0301li\u0301\u0327"),
        ("Malí Mãlî", "Malí|Mãlî"),
        ("Maliж 中Mali中", "Mali"),
        ("Turkiye Türkiye TÜRKIYE", "Turkiye|Türkiye|TÜRKIYE"),
        ("", ""),
    ],
)
def test_terms_in_awkward_text(text, terms):
    assert found(text) == [term for term in terms.split("|") if term]


def test_terms_are_found_at_every_offset():
    for before, after in itertools.product(["", "x ", "é ", "\u00ad", "🙂 ", "\r\n"], repeat=2):
        text = f"{before}South Sudan {after}"
        assert found(text) == ["South Sudan"]


@pytest.mark.parametrize("before", ["", "a ", "Mali, Mali and then "])
def test_a_form_whose_first_capital_comes_very_late_is_found(before):
    late = "the long and winding way past the many small lakes and over the bare hills of Mali"
    matcher = compiled([*ROWS, ROWS[0] | {"term": late}]).matcher
    text = Normalised(f"{before}{late} or Mali")
    found = [text.text[start:end] for start, end, _ in zip(*matcher.find(text), strict=True)]
    assert found == ["Mali"] * before.count("Mali") + [late, "Mali"]
    starts, ends, _ = matcher.find(Normalised("Mali is in the hills of"))
    assert (starts.tolist(), ends.tolist()) == ([0], [4])


@pytest.mark.parametrize("filler", ["\n", " ", "\r", "\u0301", "\u00ad", "a", "U.S.", "-", "\t\n"])
def test_a_long_run_of_one_thing_takes_no_more_than_a_pass(filler):
    # A pattern that backtracks would need hours for this.
    assert found(filler * 100_000 + " Mali")[-1:] == ["Mali"]


def entry(form, *rows):
    """What a form means in a gazetteer of some rows."""
    terms = compiled(dict(zip(COLUMNS, row, strict=True)) for row in rows)
    return terms.entries[terms.matcher.forms.index(form)]


def test_an_entry_joins_the_senses_of_its_form():
    korean = [
        ("Korean", iso3, role, "", "curated")
        for iso3 in ("KOR", "PRK")
        for role in ("adjective", "demonym")
    ]
    made = entry("KOREAN", *korean)
    assert [sense.iso3 for sense in made.senses] == ["KOR", "KOR", "PRK", "PRK"]
    assert made.iso3s == {"KOR", "PRK"}
    assert made.roles == {"adjective", "demonym"}
    assert made.is_language
    assert made.is_open


@pytest.mark.parametrize(
    ("role", "context", "decided", "is_open"),
    [
        ("name", "", Decision("MLI", "name", "term"), False),
        ("adjective", "", Decision("MLI", "adjective", "term"), False),
        ("demonym", "", Decision("MLI", "demonym", "term"), False),
        ("capital", "", Decision("MLI", "place", "term"), False),
        ("part", "", Decision("MLI", "place", "term"), False),
        ("seat", "", Decision("MLI", "metonym", "term"), False),
        ("longer-name", "", Decision("MLI", "embedded", "term"), False),
        ("homonym", "", Decision("", "refused", "homonym", "MLI"), False),
        ("name", "forename", Decision("MLI", "name", "term"), False),
        ("name", "town;forename", Decision("MLI", "name", "term"), True),
        ("seat", "country", Decision("MLI", "metonym", "term"), True),
    ],
)
def test_what_a_term_means_without_company(role, context, decided, is_open):
    made = entry("X", ("X", "MLI", role, context, "curated"))
    assert made.alone == decided
    assert made.is_open == is_open
    assert made.contexts == {each for each in context.split(";") if each}


@pytest.mark.parametrize(
    ("term", "role", "forms"),
    [
        ("Mali", "name", "Mali|MALI"),
        ("Côte d'Ivoire", "part", "Cote d'Ivoire|COTE D'IVOIRE"),
        ("New Sea", "name", "New Sea|NEW SEA|NewSea"),
        ("Sea-Land", "name", "Sea-Land|SEA-LAND|Sea - Land|SEA - LAND"),
        ("Sea d'Or", "name", "Sea d'Or|SEA D'OR|Sea d' Or|SEA D' OR|Sea D' Or|Sea D'Or|Sead'Or"),
        ("X Republic", "part", "X Republic|X republic|X REPUBLIC"),
        ("People's Land", "part", "People's Land|People 's Land|PEOPLE'S LAND|PEOPLE 'S LAND"),
        ("guinea pig", "homonym", "guinea pig|Guinea Pig|GUINEA PIG"),
    ],
)
def test_the_forms_in_which_texts_write_a_term(term, role, forms):
    terms = compiled([dict(zip(COLUMNS, (term, "MLI", role, "", "curated"), strict=True))])
    assert set(terms.matcher.forms) == set(forms.split("|"))


def test_the_first_name_of_a_country_is_the_one_shown():
    shown = {iso3: gazetteer.country_name(iso3) for iso3 in ("CAF", "USA", "NAM", "COD")}
    assert shown == {
        "CAF": "Central African Republic",
        "USA": "United States",
        "NAM": "Namibia",
        "COD": "DR Congo",
    }


def test_an_unknown_code_is_refused():
    with pytest.raises(ValueError, match="no country has the code 'XXX'"):
        gazetteer.country_name("XXX")
