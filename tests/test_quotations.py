"""Who is reported to have said what, in quote marks or without, and whose word it is.

The sentences are invented. People and organisations are those in braces, as in {Orlan} or, with
the name in full, {Orlan=Viktor Orlan}: a person; or [Orlan Group]: an organisation.
"""

import re
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline import model, sentences, tables
from dateline.quotations import find_quotations


def rows_of(text):
    rows = [
        ("a", number, paragraph, start, end, text[start:end])
        for number, (paragraph, start, end) in enumerate(sentences.split(text), 1)
    ]
    return tables.frame("sentences", rows)


def read(marked, role=""):
    """The text without its braces, and the quotations in it."""
    text, people, organisations = "", [], []
    for piece in re.split(r"(\{[^}]+\}|\[[^]]+\])", marked):
        bare, _, whole = piece.strip("{}[]").partition("=")
        whole = whole or bare
        span = {"start": len(text), "end": len(text) + len(bare), "text": bare}
        if piece.startswith("{"):
            people.append(SimpleNamespace(**span, person=whole, role=role))
        elif piece.startswith("["):
            organisations.append(SimpleNamespace(**span, organisation=whole))
        text += piece if piece[:1] not in "{[" else bare
    rows = rows_of(text)
    article = next(model.parse(rows), None)
    found = find_quotations(text, list(rows.itertuples()), article, people, organisations)
    assert all(text[row.start : row.end] == row.text for row in found)
    return found


def quotations(marked, kind="", **given):
    """What is said, and by whom: of one kind, or of both."""
    return [(row.text, row.speaker) for row in read(marked, **given) if kind in ("", row.kind)]


def speakers(marked, **given):
    return [row.speaker for row in read(marked, **given)]


# ---- in quote marks


@pytest.mark.parametrize(
    ("marked", "written", "cue"),
    [
        ("“We will pay,” {Viktor Orlan} said on Monday.", "Viktor Orlan", "said"),
        ("“We will pay,” said {Viktor Orlan} on Monday.", "Viktor Orlan", "said"),
        ("“Will you pay?” asked {Viktor Orlan}.", "Viktor Orlan", "asked"),
        ("{Viktor Orlan} said: “We will pay.”", "Viktor Orlan", "said"),
        ("{Viktor Orlan} told reporters, “We will pay.”", "Viktor Orlan", "told"),
        ("“We will pay,” {Viktor Orlan} told the court.", "Viktor Orlan", "told"),
        ("{Viktor Orlan} called it “a very hard winter” for us.", "Viktor Orlan", "called"),
        # A name beside an office.
        ("“We will pay,” the mayor of Sofia, {Viktor Orlan}, said.", "Viktor Orlan", "said"),
        ("“We will pay,” said {Viktor Orlan}, the mayor of Sofia.", "Viktor Orlan", "said"),
        ("{Viktor Orlan}, the mayor of Sofia, said: “We will pay.”", "Viktor Orlan", "said"),
        # Nobody by name.
        ("“We are tired,” one farmer said.", "one farmer", "said"),
        ("“We will pay,” the ministry said.", "the ministry", "said"),
    ],
)
def test_the_speaker_and_the_word_of_saying_beside_a_quotation(marked, written, cue):
    [row] = read(marked)
    assert (row.kind, row.cue) == ("direct", cue)
    assert row.speaker_text == written
    assert row.speaker == written


@pytest.mark.parametrize("marks", ['""', "“”", "„“", "«»", "''", "‘’", '“"'])
def test_the_kind_of_the_marks_makes_no_difference(marks):
    marked = f"{marks[0]}We will pay,{marks[1]} {{Viktor Orlan}} said on Monday."
    assert quotations(marked) == [("We will pay,", "Viktor Orlan")]


def test_the_speaker_has_the_name_in_full():
    [row] = read("“We will pay,” {Orlan=Viktor Orlan} said.")
    assert (row.speaker_text, row.speaker) == ("Orlan", "Viktor Orlan")


def test_the_parts_of_a_split_quotation_have_one_speaker():
    assert quotations("“The mill,” {Viktor Orlan} said, “is closed.” He left.") == [
        ("The mill,", "Viktor Orlan"),
        ("is closed.", "Viktor Orlan"),
    ]


def test_several_speak_together():
    assert speakers("“We will pay,” {Viktor Orlan} and {Maria Lutz} said.") == [
        "Viktor Orlan and Maria Lutz"
    ]
    assert speakers("Both France and Germany said that they would pay.") == ["France and Germany"]


def test_nobody_speaks_who_is_named_between_marks():
    assert speakers("“We saw {Maria Lutz},” {Viktor Orlan} said.") == ["Viktor Orlan"]
    assert quotations("“{Maria Lutz} said ‘no’ to us,” {Viktor Orlan} said.", "direct") == [
        ("Maria Lutz said ‘no’ to us,", "Viktor Orlan")
    ]


def test_a_quotation_over_paragraphs_is_of_who_began_it():
    marked = "{Viktor Orlan} said: “We will pay.\n\n“We are poor.”\n\nThe hall was full."
    assert quotations(marked) == [
        ("We will pay.", "Viktor Orlan"),
        ("We are poor.", "Viktor Orlan"),
    ]
    assert [row.speaker_text for row in read(marked)] == ["Viktor Orlan", ""]


def test_a_quotation_over_paragraphs_may_be_told_at_its_end():
    assert quotations("“We will pay.\n\n“We are poor.\n\n“It is cold,” {Viktor Orlan} said.") == [
        ("We will pay.", "Viktor Orlan"),
        ("We are poor.", "Viktor Orlan"),
        ("It is cold,", "Viktor Orlan"),
    ]


def test_a_quotation_without_a_tag_is_of_who_spoke_last():
    marked = "“We will pay,” said {Viktor Orlan}. “We are poor.”\n\nIt rained.\n\n“It is cold.”"
    assert [(row.speaker_text, row.speaker) for row in read(marked)] == [
        ("Viktor Orlan", "Viktor Orlan"),
        ("", "Viktor Orlan"),
        ("", "Viktor Orlan"),
    ]


def test_a_quotation_without_a_tag_may_be_of_whom_the_text_turned_to():
    marked = "“We will pay,” said {Viktor Orlan}.\n\n{Maria Lutz} laughed.\n\n“You are poor.”"
    assert speakers(marked) == ["Viktor Orlan", "Maria Lutz"]


def test_a_quotation_of_nobody_has_no_speaker():
    [row] = read("“We are poor.”")
    assert (row.text, row.kind, row.speaker_text, row.speaker, row.cue) == (
        "We are poor.",
        "direct",
        "",
        "",
        "",
    )


@pytest.mark.parametrize(
    "marked",
    [
        "The “mercenaries” left Mali on Monday.",
        "The so-called “wind of change from the south” died.",
        "{Viktor Orlan} wrote “The Long Road Home” in Sofia.",
        "“The Long Road”, a film, was shown.",
        "{Viktor Orlan} was born in the ministers' street; it isn't there now.",
    ],
)
def test_titles_and_words_kept_at_a_distance_are_no_quotations(marked):
    assert read(marked) == []


# ---- words that stand for a name


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        # Who spoke last, or was the subject: the nearer of the two.
        ("{Maria Lutz} came. “We will pay,” she said.", "Maria Lutz"),
        ("“No,” said {Viktor Orlan}. The hall was full. “Never,” he said.", "Viktor Orlan"),
        ("{Viktor Orlan} met {Maria Lutz}. “We will pay,” he said.", "Viktor Orlan"),
        ("“No,” said {Viktor Orlan}. {Pavel Dudko} rose. “Yes,” he said.", "Pavel Dudko"),
        # A word beside the name tells a woman from a man.
        ("Mr {Orlan} met Ms {Lutz}. “We will pay,” she said.", "Lutz"),
        ("Ms {Lutz} met Mr {Orlan}. “We will pay,” he said.", "Orlan"),
        ("{Ana Dudko}, a spokeswoman, met {Viktor Orlan}. “No,” he said.", "Viktor Orlan"),
        ("{Viktor Orlan} left. “Yes,” said his lawyer, {Ana Dudko}. “No,” she said.", "Ana Dudko"),
        ("Mr {Orlan} left. She told {Ana Dudko}. “No,” she said.", "Ana Dudko"),
        # Firms are no men, and men no firms.
        ("{Viktor Orlan} owns [Orlan Group]. “We will pay,” it said.", "Orlan Group"),
        ("[Orlan Group] hired {Viktor Orlan}. “We will pay,” he said.", "Viktor Orlan"),
        ("[Orlan Group] closed a mill. “We will pay,” the company said.", "Orlan Group"),
        # What one speaks through is oneself.
        ("{Maria Lutz} left. Her Twitter feed said that the mill was closed.", "Maria Lutz"),
        # Who is named in what is said is not who says it, unless it is said to be theirs.
        (
            "“So!” said {Viktor Orlan}.\n\n{Maria Lutz} met him, her Twitter feed said.",
            "Maria Lutz",
        ),
        ("“So!” said {Viktor Orlan}.\n\n{Jan Lutz} left, according to his website.", "Jan Lutz"),
        ("“So!” said {Viktor Orlan}.\n\n{Jan Lutz} left, he said.", "Viktor Orlan"),
        ("A statement by the [Mill Board] said that the mill was closed.", "Mill Board"),
        # Somebody may be told by an office alone.
        (
            "The Turkish president, in Ankara, rose. “We will pay,” he said.",
            "The Turkish president",
        ),
        ("{Viktor Orlan} left. The Turkish minister rose. “No,” he said.", "The Turkish minister"),
        ("The minister said {Viktor Orlan} was ill. “He is old,” she said.", "The minister"),
        ("{Viktor Orlan} left. His spokeswoman rose. “No,” he said.", "Viktor Orlan"),
        ("{Viktor Orlan} left. No minister rose. “No,” he said.", "Viktor Orlan"),
        ("{Viktor Orlan} left. Ministers rose. “No,” he said.", "Viktor Orlan"),
        ("{Maria Lutz} met the Turkish president. “We will pay,” she said.", "Maria Lutz"),
        # "I" is somebody whom the text does not name.
        ("“We will pay,” I said.", ""),
    ],
)
def test_words_that_stand_for_a_name(marked, expected):
    assert speakers(marked)[-1] == expected


def test_the_minister_is_the_last_named_in_that_office():
    marked = "{Viktor Orlan} left Sofia. “We will pay,” the minister said."
    assert speakers(marked, role="dairy minister") == ["Viktor Orlan"]
    assert speakers(marked, role="ambassador") == ["the minister"]


def test_he_is_nobody_whom_he_speaks_of():
    marked = "{Viktor Orlan} left. He said that {Pavel Dudko} would pay."
    assert speakers(marked) == ["Viktor Orlan"]


# ---- without marks


@pytest.mark.parametrize(
    ("marked", "told", "written", "cue"),
    [
        ("{Orlan} said that the mill was closed.", "that the mill was closed", "Orlan", "said"),
        ("{Orlan} said the mill was closed.", "the mill was closed", "Orlan", "said"),
        ("{Orlan} denied that it was closed.", "that it was closed", "Orlan", "denied"),
        ("{Orlan} left, saying that it was closed.", "that it was closed", "Orlan", "saying"),
        ("{Orlan} resigned, saying he was tired.", "he was tired", "Orlan", "saying"),
        ("The mill was closed, analysts say.", "The mill was closed", "analysts", "say"),
        ("Analysts say the mill was closed.", "the mill was closed", "Analysts", "say"),
        ("The mill was closed, said {Orlan}.", "The mill was closed", "Orlan", "said"),
        (
            "The mill was closed, according to {Orlan}.",
            "The mill was closed",
            "Orlan",
            "according to",
        ),
        (
            "According to {Orlan}, the mill was closed.",
            "the mill was closed",
            "Orlan",
            "According to",
        ),
        (
            "The report says that the mill was closed.",
            "that the mill was closed",
            "The report",
            "says",
        ),
        # When it was said is no part of it, wherever the parse has put that.
        (
            "{Orlan} said on Monday, 29 April 2024, that it was closed.",
            "that it was closed",
            "Orlan",
            "said",
        ),
        (
            "Police said Sunday, 5 November 2023, that the mill had fallen.",
            "that the mill had fallen",
            "Police",
            "said",
        ),
        # A clause with quoted words in it is told without marks all the same.
        (
            "{Orlan} said that the “mercenaries” had left Mali.",
            "that the “mercenaries” had left Mali",
            "Orlan",
            "said",
        ),
    ],
)
def test_what_is_told_without_marks(marked, told, written, cue):
    [row] = read(marked)
    assert (row.kind, row.text) == ("indirect", told)
    assert (row.speaker_text, row.speaker, row.cue) == (written, written, cue)


def test_one_sentence_may_tell_two_things():
    assert quotations("{Orlan} warned that the mill was old, and added that it was closed.") == [
        ("that the mill was old", "Orlan"),
        ("that it was closed", "Orlan"),
    ]


@pytest.mark.parametrize(
    "marked",
    [
        "{Orlan} would say that the mill was closed.",
        "{Orlan} may have said that the mill was closed.",
        "{Orlan} did not say that the mill was closed.",
        "{Orlan} never said that the mill was closed.",
        "Nobody said that the mill was closed.",
        "No minister said that the mill was closed.",
        "{Orlan} declined to say that the mill was closed.",
        "{Orlan} is expected to say that the mill was closed.",
        "Saying that the mill was closed would not help.",
        "{Orlan} was told that the mill was closed.",
        "It was announced that the mill was closed.",
        "{Orlan} said so, so that the mill would be closed.",
        "{Orlan} said nothing.",
    ],
)
def test_what_nobody_has_said_is_not_told(marked):
    assert read(marked) == []


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        (
            "SOFIA, Oct 12 (Agency) — The mill was closed, {Orlan} said.",
            ("The mill was closed", "Orlan"),
        ),
        (
            "LA PAZ, Bolivia, Dec. 20 (Agency) -- The mill was closed, {Orlan} said.",
            ("The mill was closed", "Orlan"),
        ),
        ("SOFIA — “We will pay,” {Orlan} said.", ("We will pay,", "Orlan")),
        ("SOFIA — {Orlan} said that it was closed.", ("that it was closed", "Orlan")),
        (
            "HARARE, Zimbabwe - Analysts say the mill was closed.",
            ("the mill was closed", "Analysts"),
        ),
        (
            "HARARE, Zimbabwe — Farmers said the mill was closed.",
            ("the mill was closed", "Farmers"),
        ),
    ],
)
def test_a_dateline_is_said_by_nobody_and_says_nothing(marked, expected):
    assert quotations(marked) == [expected]


def test_words_in_marks_are_not_told_again_without():
    assert [row.kind for row in read("{Orlan} said that “the mill is closed for good”.")] == [
        "direct"
    ]


# ---- without a model


def test_without_a_parse_quotations_in_marks_are_found_and_nobody_speaks_them():
    text = "“We will pay,” Viktor Orlan said. “We are poor.”\n\nMaria Lutz said that it was cold."
    rows = find_quotations(text, list(rows_of(text).itertuples()))
    assert [(row.sentence_id, row.text, row.kind, row.cue) for row in rows] == [
        (1, "We will pay,", "direct", "said"),
        (2, "We are poor.", "direct", ""),
    ]
    assert {(row.speaker_text, row.speaker) for row in rows} == {("", "")}


# ---- any text

MARKS = "\"'“”„‟«»＂‘’‚‛‹›`—:,.?! \n\0é😀ש\u0301\u200f\u2028"
WORDS = (
    *("said ", "Ana Pavić ", "Mr Orlan ", " that ", " according to ", " she ", "he ", "the "),
    *(
        "we will wait",
        "the mill is closed ",
        "not ",
        "HARARE — ",
        "and ",
        "feed ",
        "``",
        "''",
        "\n\n",
    ),
)
PIECES = st.sampled_from((*MARKS, *WORDS))
TEXTS = st.text(max_size=100) | st.lists(PIECES, max_size=40).map("".join)
NAME = re.compile("Ana Pavić|Ana|Mr Orlan|Orlan|mill")


@given(TEXTS)
def test_any_text_gives_rows_that_lead_to_their_characters(text):
    table = rows_of(text)
    rows = list(table.itertuples())
    places = {row.sentence_id: row for row in rows}
    spans = [
        SimpleNamespace(start=m.start(), end=m.end(), text=m[0], person=m[0], organisation=m[0])
        for m in NAME.finditer(text)
    ]
    article = next(model.parse(table), None)
    found = find_quotations(text, rows, article, spans[::2], spans[1::2])
    alone = find_quotations(text, rows)
    for each in (found, alone):
        starts = [row.start for row in each]
        assert starts == sorted(set(starts))
        for row in each:
            assert 0 <= row.start < row.end <= len(text)
            assert text[row.start : row.end] == row.text == row.text.strip()
            assert places[row.sentence_id].start <= row.start < places[row.sentence_id].end
    direct = {(row.start, row.end) for row in found if row.kind == "direct"}
    assert direct <= {(row.start, row.end) for row in alone}


@pytest.mark.parametrize(
    "text",
    [
        "“We wait.\n" * 200 + "“We wait,” {Ana} said: “we\n" * 200,
        "“We wait,” {Ana} said; " * 200,
        "{Ana} said that " * 300,
        "said " * 1_000,
        "{Ana} and " * 500 + "{Ana} said so.",
        "according to " * 500,
        "It said it. " * 200,
        '"' * 500,
        "“'„" * 150,
        "a" * 300_000,
    ],
    ids=lambda text: f"{text[:10]!a} {len(text)}",
)
def test_texts_that_break_things(text):
    read(text)


@pytest.mark.parametrize(
    "text",
    ['"' * 100_000, "“We wait,” he said. " * 10_000, "“We wait.\n" * 20_000, "said " * 200_000],
    ids=lambda text: f"{text[:10]!a} {len(text)}",
)
def test_long_texts_need_no_model(text):
    rows = [
        SimpleNamespace(sentence_id=number, paragraph=paragraph, start=start, end=end)
        for number, (paragraph, start, end) in enumerate(sentences.split(text), 1)
    ]
    find_quotations(text, rows)
