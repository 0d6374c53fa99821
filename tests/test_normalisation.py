"""Texts become comparable with the terms, and every span leads back to the text as given."""

import re
import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from twin import normalise

from dateline.folding import UPPER, WORD, classes_of, folded
from dateline.normalisation import Normalised, as_bytes

LETTERS = [*"abXY_7", "é", "Å", "ß", "Ł", "İ", "ж", "Ж", "中", "ﬁ", "ﬄ", "🙂", "\ud800", "\udc00"]
SPACES = [" ", "\n", "\r", "\r\n", "\n\n", "\t", "\f", "\x1c", "\x85", "\xa0", "\u2028", "\u3000"]
MARKS = [*".,'’`\"«-–−#", "\0", "\x1d", "\x1e", "\x7f", "\u0301", "\u0327", "\xad", "\u200b"]
TEXTS = st.one_of(
    st.text(max_size=20),
    st.lists(st.sampled_from(LETTERS + SPACES + MARKS), max_size=20).map("".join),
)


@given(TEXTS)
def test_a_text_is_normalised_as_character_by_character(text):
    normalised = Normalised(text)
    plain, spans = normalise(text)
    assert normalised.text == plain
    assert bytes(normalised.codes) == plain.encode("ascii")
    for word in re.finditer(r"\w+", plain):
        start, end = word.span()
        assert normalised.span(start, end) == (spans[start][0], spans[end - 1][1])


def test_every_character_is_normalised_as_in_the_twin():
    for first in range(0, 0x11000, 0x400):
        text = "".join(f"a{chr(code)}b" for code in range(first, first + 0x400))
        assert Normalised(text).text == normalise(text)[0]


@given(TEXTS)
def test_all_spans_at_once_are_each_of_them_alone(text):
    normalised = Normalised(text)
    spans = [match.span() for match in re.finditer(r"\w+", normalised.text)]
    if spans:
        starts, ends = normalised.given_spans(*np.array(spans).T)
        assert list(zip(starts, ends, strict=True)) == [normalised.span(*span) for span in spans]


@given(TEXTS, st.data())
def test_bytes_in_utf_8_are_the_same_text(text, data):
    written = as_bytes(text)
    normalised = Normalised(written)
    assert normalised.text == Normalised(text).text
    begins = np.cumsum([0, *(len(as_bytes(character)) for character in text)])
    assert normalised.given_positions(begins).tolist() == list(range(len(text) + 1))
    start, end = sorted(data.draw(st.integers(0, len(text))) for _ in range(2))
    assert normalised.given_text(start, end) == text[start:end]


@given(TEXTS)
def test_what_is_as_given_is_so(text):
    normalised = Normalised(text)
    for match in re.finditer(r"\S+", normalised.text):
        starts, ends = normalised.given_spans(*np.array([match.span()]).T)
        same = normalised.as_given(starts, ends) & (ends - starts == len(match[0]))
        assert not same or text[starts[0] : ends[0]] == match[0]
    plain = Normalised("Mali, U.S. ‘Niger’")
    firsts, lasts = np.array([[0, 4], [6, 10], [11, 17]]).T
    assert plain.as_given(firsts, lasts).tolist() == [True, True, False]


@given(TEXTS)
def test_normalising_twice_changes_nothing_more(text):
    once = Normalised(text).text
    # A break of paragraphs and the stand-ins, written as something that becomes them.
    written = once.translate(str.maketrans({"\0": "\n\n", "\x7f": "ж", "\x1e": "Ж", "\x1d": "§"}))
    assert Normalised(written).text == once


@given(st.text(st.characters(max_codepoint=0x24F)))
def test_composed_and_decomposed_letters_are_the_same(text):
    composed = unicodedata.normalize("NFC", text)
    assert Normalised(unicodedata.normalize("NFD", composed)).text == Normalised(composed).text


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("Côte d’Ivoire", "Cote d'Ivoire"),
        ("Co\u0302te", "Cote"),
        ("São Tomé, Łódź, Ærø, Straße", "Sao Tome, Lodz, Aro, Strase"),
        ("“Mali”—«Niger»", '"Mali"-"Niger"'),
        ("Ma\xadli\u200b", "Mali"),
        ("ﬁrst ﬄuent", "first ffluent"),
        ("a \t b\xa0c\nd\r\ne", "a b c d e"),
        ("a\n\nb \n \r\n c\u2029\u2029d", "a\0b\0c\0d"),
        ("\ud800a", "\x1da"),
        ("Жж中🙂\0", "\x1e\x7f\x1d\x1d\x1d"),
        ("", ""),
    ],
)
def test_what_becomes_of_characters(given_text, expected):
    assert Normalised(given_text).text == expected


@pytest.mark.parametrize(
    ("text", "word", "span"),
    [
        ("x Ma\xadli\xad y", "Mali", "Ma\xadli"),
        ("x Tome\u0301 y", "Tome", "Tome\u0301"),
        ("a  b\n\n  South\n Sudan c", "South Sudan", "South\n Sudan"),
        ("ﬁ \xad\xad Mali", "Mali", "Mali"),
        ("ﬁeld", "field", "ﬁeld"),
    ],
)
def test_spans_lead_back(text, word, span):
    normalised = Normalised(text)
    start = normalised.text.index(word)
    first, last = normalised.span(start, start + len(word))
    assert text[first:last] == span


@given(TEXTS, TEXTS)
def test_positions_lead_forth_where_paragraphs_begin(before, after):
    text = f"{before}\n\nX{after}"
    normalised = Normalised(text)
    position = np.array([len(before) + 2])
    assert normalised.text[normalised.normalised_positions(position)[0]] == "X"


@pytest.mark.parametrize(
    ("character", "classes"),
    [
        *(("a", WORD), ("Z", WORD | UPPER), ("7", WORD), ("_", WORD)),
        *(("ж", WORD), ("Ж", WORD | UPPER), ("中", 0)),
        *(("-", 0), (" ", 0), ("\n\n", 0)),
    ],
)
def test_classes_of_characters(character, classes):
    assert classes_of(Normalised(character).codes).tolist() == [classes]


def test_terms_are_folded_as_texts_are():
    assert folded("Côte d'Ivoire") == Normalised("Co\u0302te d’Ivoire").text
