"""Quote marks are paired, and quoted words that somebody said are told from other quoted words.

The sentences are invented.
"""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline import quote_marks
from dateline.sentences import split


def rows_of(text):
    return [
        SimpleNamespace(sentence_id=number, paragraph=paragraph, start=start, end=end)
        for number, (paragraph, start, end) in enumerate(split(text), 1)
    ]


def quoted(text):
    """What stands between marks."""
    return [text[each.start : each.end] for each in quote_marks.find_quoted(text, rows_of(text))]


def direct(text):
    rows = rows_of(text)
    between = quote_marks.find_quoted(text, rows)
    cues = quote_marks.find_cues(text, between)
    return list(quote_marks.find_direct(text, rows, between, cues))


def said(text):
    """What of it somebody said."""
    return [text[each.quoted.start : each.quoted.end] for each in direct(text)]


def cues(text):
    between = quote_marks.find_quoted(text, rows_of(text))
    return [text[cue.start : cue.end] for cue in quote_marks.find_cues(text, between)]


# ---- marks


@pytest.mark.parametrize(
    "marks",
    [
        *('""', "“”", "„“", "„”", "‟”", "«»", "»«", "＂＂", "””"),
        *("''", "‘’", "‚‘", "‚’", "‛’", "‹›", "›‹"),
        *('“"', '"”', "“»", "‘'", "'’"),
    ],
)
def test_marks_of_every_kind_and_mixed_pairs(marks):
    opening, closing = marks
    assert said(f"{opening}The mill will close,{closing} Ana Pavić said.") == [
        "The mill will close,"
    ]


@pytest.mark.parametrize("marks", ["`` ''", "'' ''", "‘‘ ’’"])
def test_marks_of_two_characters(marks):
    opening, closing = marks.split()
    text = f"{opening}The mill will close,{closing} Ana Pavić said."
    assert said(text) == ["The mill will close,"]


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f", "  "])
def test_space_inside_the_marks_is_not_quoted(space):
    assert quoted(f"«{space}The mill will close{space}», she said.") == ["The mill will close"]


@pytest.mark.parametrize(
    "text",
    [
        "It isn't theirs, and ’tis nobody’s: the '90s weren't kind to rock 'n' roll.",
        "The miners' leader and the nurses’ leader met Lutz's men at O’Hare.",
        'He was 6\' 2" tall, and the plank 12" wide.',
        "Get 'em while they're droppin' prices.",
    ],
)
def test_apostrophes_and_inches_are_no_marks(text):
    assert quoted(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'The troops' leave is over,' she said.", "The troops' leave is over,"),
        ("‘The dogs’ leads weren’t theirs,’ she said.", "The dogs’ leads weren’t theirs,"),
        ("'It's ours,' she said. It isn't.", "It's ours,"),
    ],
)
def test_apostrophes_between_single_marks(text, expected):
    assert quoted(text) == [expected]


@pytest.mark.parametrize(
    "inside",
    [
        "He told me ‘never again’ and left,",
        "He told me 'never again' and left,",
        "He told me “never again” and left,",
        "‘Never again,’ he told me,",
        "He told me: ‘Never “ever” again’",
    ],
)
def test_quotations_inside_quotations_are_part_of_them(inside):
    assert quoted(f"“{inside}” she said.") == [inside]


def test_single_marks_may_be_the_outer_ones():
    assert quoted("‘He said “no” twice,’ she said.") == ["He said “no” twice,"]


def test_a_quotation_that_is_never_closed_lasts_to_the_end_of_its_paragraph():
    text = "She said: “The mill will close.\n\nNobody was there. “No,” he said."
    assert quoted(text) == ["The mill will close.", "No,"]
    [first, second] = quote_marks.find_quoted(text, rows_of(text))
    assert (first.closed, second.closed) == (False, True)
    assert text[second.first : second.last] == "“No,”"


def test_a_mark_before_another_quotation_of_its_kind_opens_nothing():
    assert quoted("A stray “ mark and “a pair” of them.") == ["a pair"]


def test_a_quotation_over_paragraphs_opens_in_each_of_them():
    text = "“The mill will close.\n\n“It is old.\n\n“It was ours,” she said.\n\n“No,” he said."
    assert said(text) == ["The mill will close.", "It is old.", "It was ours,", "No,"]
    assert [each.goes_on for each in direct(text)] == [False, True, True, False]


@pytest.mark.parametrize("inside", ["", " ", "…", "?!", "😀", " – "])
def test_marks_around_no_words_quote_nothing(inside):
    assert quoted(f"They put “{inside}” there.") == []


# ---- words of saying


def test_words_of_saying_stand_outside_of_the_marks():
    text = "“He said so,” Lutz added, according to reports. “Asked?” He went on."
    assert cues(text) == ["added", "according to", "reports", "went on"]


@pytest.mark.parametrize("text", ["The so-called war.", "A say-so.", "He went home.", "A saidel."])
def test_a_part_of_a_word_says_nothing(text):
    assert cues(text) == []


# ---- what is said


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A tag after it, either way round, or before it.
        ("“We will wait,” Ana Pavić said.", ["We will wait,"]),
        ("“We will wait”, said Ana Pavić.", ["We will wait"]),
        ("“Will you wait?” she asked.", ["Will you wait?"]),
        ("“No,” she said.", ["No,"]),
        ("Ana Pavić said: “We will wait.”", ["We will wait."]),
        ("Ana Pavić said, “We will wait.”", ["We will wait."]),
        ("Ana Pavić said “we will wait”.", ["we will wait"]),
        ("Ana Pavić had a plan: “We will wait.”", ["We will wait."]),
        ("These were her words.\n“We will wait.”", ["We will wait."]),
        # A tag in the middle, at a pause or not.
        ("“We will wait,” she said, “but not long.”", ["We will wait,", "but not long."]),
        ("“The mill,” she said, “is closed.”", ["The mill,", "is closed."]),
        ("“We will wait,” she said. “We are old.”", ["We will wait,", "We are old."]),
        # No tag at all.
        ("She smiled. “We are old.”", ["We are old."]),
        # A part of a sentence, beside a word of saying.
        ("She called it “a very cold winter” for all.", ["a very cold winter"]),
        ("She said it was “closed for good” now.", ["closed for good"]),
    ],
)
def test_what_is_said(text, expected):
    assert said(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The “mercenaries” left on Monday.",
        "She called them “mercenaries” on Monday.",
        "The so-called “wind of change from the south” died.",
        "The film “The Long Road Home” won.",
        "Her book, “A Life at Sea”, sold well, she said.",
        "“A Life at Sea”, a novel, sold well.",
        "She wrote “The Long Road Home” in June.",
        "The song, titled “we are the people of the mill”, sold well.",
        "Viktor “the Bear” Orlan left.",
        "A sign read “Closed” there.",
    ],
)
def test_titles_names_and_words_kept_at_a_distance_are_not_said(text):
    assert quoted(text)
    assert said(text) == []


def test_a_part_of_a_sentence_is_marked_as_one():
    assert [each.fragment for each in direct("She said it was “closed for good” now.")] == [True]
    assert [each.fragment for each in direct("“It is closed for good,” she said.")] == [False]


# ---- any text

MARKS = "\"'“”„‟«»＂‘’‚‛‹›`—:,.?! \n\0é😀ש\u0301\u200f\u2028"
WORDS = (
    "``",
    "''",
    "\n\n",
    "\r\n",
    " said ",
    "Ana ",
    " we will wait",
    "dogs",
    "'90s ",
    "so-called ",
)
PIECES = st.sampled_from((*MARKS, *WORDS))
TEXTS = st.text() | st.lists(PIECES, max_size=60).map("".join)


@given(TEXTS)
def test_any_text_has_spans_inside_of_its_paragraphs(text):
    rows = rows_of(text)
    found = quote_marks.find_quoted(text, rows)
    last = 0
    for each in found:
        assert last <= each.first < each.start < each.end <= each.last <= len(text)
        assert text[each.start : each.end].strip() == text[each.start : each.end]
        assert each.closed == (each.end < each.last)
        holds = [row.paragraph for row in rows if row.start <= each.first < row.end]
        assert holds == [row.paragraph for row in rows if row.start < each.last <= row.end][-1:]
        last = each.last
    for cue in quote_marks.find_cues(text, found):
        assert cue.start < cue.end
        assert not any(each.first < cue.end and cue.start < each.last for each in found)
    for each in direct(text):
        assert each.quoted in found
        row = rows[each.sentence]
        assert row.start <= each.quoted.first < row.end


@pytest.mark.parametrize(
    "text",
    [
        '"' * 100_000,
        "'" * 100_000,
        "“" * 100_000,
        "”" * 100_000,
        "\"“”„‟«»＂'‘’‚‛‹›`" * 6_000,
        '" ' * 150_000,
        "“a " * 100_000,
        "dogs' " * 50_000,
        '"\n' * 60_000,
        "“We wait.\n" * 30_000,
        "“We wait,” she said. " * 15_000,
        "said: “" * 40_000,
        ".”" * 150_000,
        "a" * 1_000_000,
        "wait " * 200_000,
        "a-" * 150_000,
        "“" + "a.'" * 100_000,
        "according " * 30_000,
    ],
    ids=lambda text: f"{text[:10]!a} {len(text)}",
)
def test_texts_that_break_things(text):
    said(text)
