"""Terms are found as whole words, the longest first, with exact offsets into any text."""

import itertools
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline import gazetteer

COLUMNS = ("term", "iso3", "role", "case_sensitive", "context", "source")
ROWS = [
    dict(zip(COLUMNS, row, strict=True))
    for row in [
        ("Mali", "MLI", "name", "", "", "curated"),
        ("Malian", "MLI", "adjective", "", "", "curated"),
        ("Malians", "MLI", "demonym", "", "", "curated"),
        ("Sudan", "SDN", "name", "", "", "curated"),
        ("South Sudan", "SSD", "name", "", "", "curated"),
        ("Dominican", "DOM", "adjective", "", "", "curated"),
        ("Dominican Republic", "DOM", "name", "", "", "curated"),
        ("Côte d'Ivoire", "CIV", "name", "", "", "curated"),
        ("U.S.", "USA", "name", "yes", "", "curated"),
        ("US", "USA", "name", "yes", "", "curated"),
        ("Guinea-Bissau", "GNB", "name", "", "", "curated"),
        ("Türkiye", "TUR", "name", "", "", "curated"),
    ]
]
SMALL = gazetteer.Gazetteer(ROWS)


def found(text, terms=SMALL):
    normalised = gazetteer.Normalised(text)
    spans = [normalised.span(start, end) for start, end, _ in terms.find(normalised)]
    return [text[start:end] for start, end in spans]


class PlainMatcher:
    """The matcher as one would write it without an automaton: an index by first word."""

    def __init__(self, forms):
        self.by_first_word = {}
        for index, form in enumerate(forms):
            self.by_first_word.setdefault(re.match(r"\w+|\W", form)[0], []).append((form, index))

    def find(self, text):
        kept = []
        reached = 0
        for start in range(len(text)):
            if start < reached or (start and is_word(text[start - 1])):
                continue
            first = re.match(r"\w+|\W", text[start:])
            hits = [
                (start + len(form), index)
                for form, index in self.by_first_word.get(first[0] if first else "", [])
                if text.startswith(form, start)
                and not (start + len(form) < len(text) and is_word(text[start + len(form)]))
            ]
            if hits:
                end, index = max(hits)
                kept.append((start, end, index))
                reached = end
        return kept


def is_word(character):
    return bool(re.match(r"\w", character)) or unicodedata.combining(character) > 0


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
    ]
)
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"])), st.lists(PIECES, max_size=12).map("".join)
)


@given(TEXTS)
def test_the_automaton_finds_what_the_plain_matcher_finds(text):
    normalised = gazetteer.Normalised(text).text
    assert SMALL.matcher.find(normalised) == PlainMatcher(SMALL.matcher.forms).find(normalised)


@given(TEXTS)
def test_spans_lead_back_to_the_term_in_the_text_as_given(text):
    normalised = gazetteer.Normalised(text)
    reached = 0
    for start, end, _ in SMALL.find(normalised):
        given_start, given_end = normalised.span(start, end)
        assert reached <= given_start < given_end <= len(text)
        reached = given_end
        again = gazetteer.Normalised(text[given_start:given_end]).text
        assert again == normalised.text[start:end]


@given(TEXTS)
def test_normalising_twice_changes_nothing_more(text):
    once = gazetteer.Normalised(text).text
    assert gazetteer.Normalised(once).text == once


@pytest.mark.parametrize("space", ["\u2003", "\f", "\u2028", "\u3000", "\xa0\u200b\xa0", " \xad\n"])
@pytest.mark.parametrize("elsewhere", ["", "\t", "  ", " é"])
def test_any_white_space_stands_between_the_words_of_a_name(space, elsewhere):
    assert found(f"South{space}Sudan{elsewhere}") == [f"South{space}Sudan"]


def test_half_a_character_is_no_obstacle():
    assert found("\ud800Mali \udc00 Mali\u0301 South \ud800 Sudan") == ["Mali", "Sudan"]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Mali, Malian, Malians, Malians’ and Mali’s", "Mali|Malian|Malians|Malians|Mali"),
        ("South Sudan and Sudan", "South Sudan|Sudan"),
        ("SOUTH SUDAN, south sudan, South sudan", "SOUTH SUDAN|south sudan|sudan"),
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
        ("Mali\u0327", ""),
        ("Turkiye Türkiye TÜRKIYE", "Turkiye|Türkiye|TÜRKIYE"),
        ("", ""),
    ],
)
def test_terms_in_awkward_text(text, terms):
    assert found(text) == [term for term in terms.split("|") if term]


def test_terms_found_at_every_offset():
    for before, after in itertools.product(["", "x ", "é ", "\u00ad", "🙂 ", "\r\n"], repeat=2):
        text = f"{before}South Sudan {after}"
        assert found(text) == ["South Sudan"]


@pytest.mark.parametrize("filler", ["\n", " ", "\r", "\u0301", "\u00ad", "a", "U.S.", "-", "\t\n"])
def test_a_long_run_of_one_thing_takes_no_more_than_a_pass(filler):
    # A pattern that backtracks would need hours for this.
    assert found(filler * 100_000 + " Mali")[-1:] == ["Mali"]


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
