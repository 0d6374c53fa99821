"""A text is split into sentences where a reader would, and nothing of it is lost."""

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.sentences import split


def sentences(text):
    return [text[start:end] for _, start, end in split(text)]


@pytest.mark.parametrize(
    "text",
    [
        "He met Dr. Ann Smith. | She left.",
        "Brig. Gen. Ann Smith came. | Mali v. France began.",
        "George W. Bush met J. K. Rowling. | They spoke.",
        "The U.S. Army came to the U.S. | The army left.",
        "It is plan B. | The rest follows.",
        "MEXICO, Mo. – The river rose. | It fell.",
        "ST. PAUL, Minn. -- The river rose.",
        "The river rose. | – It fell.",
        "Prices rose 3.5 percent. | Wages fell.",
        'He said "Stop!" | "Why?" she asked.',
        '"What now?" he said.',
        "“Is it?” Macron asked.",
        '"We will stay!" President Keita said. | He left.',
        "“Is it?” | Nobody knew what that meant, and so it went on for days, he said.",
        "“We stay.” | He left.",
        "He said no. | They left.",
        "He came at No. 10. | See p. 5 for details.",
        "They met in Oct. | The rain fell. | On Oct. 5 it stopped.",
        "Acme Inc. | The firm closed.",
        "Acme Inc. Chairman Bo Li resigned.",
        "On Sept. 19 he spoke. | On Jan. 2 he left.",
        "They left Mali...there is no one. | He left.",
        "Is it so?! | It is.",
        "1. First point. | Second point.",
        "It was 5 p.m. Monday. | It was 5 p.m. | The sun set.",
        "He left.[1] | She stayed.[2][3] | So be it.",
        "No full stop at all",
        "He wrote to the min. | ÉCOWAS met.",
    ],
)
def test_sentences_end_where_a_reader_says(text):
    # The mark " | " stands between the sentences that are expected.
    assert sentences(text.replace(" | ", " ")) == text.split(" | ")


def test_a_line_break_ends_a_sentence():
    assert sentences("A headline\nBy Ann Smith\nThe text begins.") == [
        "A headline",
        "By Ann Smith",
        "The text begins.",
    ]


def test_in_a_hard_wrapped_paragraph_only_a_blank_line_does():
    text = (
        "The junta, which took power in a coup last year, has not said whether it\n"
        "talks to the firm. France has warned it against a deal that would bring\n"
        "mercenaries into the country.\n"
        "\n"
        "A second paragraph follows here and it is long enough to be wrapped at\n"
        "the same width."
    )
    found = split(text)
    assert [paragraph for paragraph, _, _ in found] == [1, 1, 2]
    second = text[found[1][1] : found[1][2]]
    assert second.startswith("France")
    assert second.endswith("bring\nmercenaries into the country.")


@pytest.mark.parametrize("width", range(40, 121, 4))
def test_the_seed_has_the_same_sentences_however_wide_it_is_wrapped(root, width):
    (article,) = (root / "seeds").glob("*.txt")
    text = article.read_text(encoding="utf-8")
    wrapped = "\n\n".join(
        textwrap.fill(line, width, break_on_hyphens=False, break_long_words=False)
        for line in text.splitlines()
    )
    assert [" ".join(found.split()) for found in sentences(wrapped)] == sentences(text)


def test_in_a_wrapped_text_a_title_and_a_byline_stay_lines_of_their_own():
    text = (
        "Junta dismisses warnings\nBy Ann Smith\n"
        "The junta, which took power in a coup last year, has not said whether it\n"
        "talks to the firm. Kosovo and Mali have warned it against a deal that\n"
        "brings mercenaries."
    )
    assert sentences(text)[:2] == ["Junta dismisses warnings", "By Ann Smith"]
    assert len(sentences(text)) == 4


@pytest.mark.parametrize(
    "lines",
    [
        [
            "The council met on Monday to talk about the bridge.",
            "It will meet again on Friday, the mayor told us.",
            "Nobody knows what the outcome is going to be then.",
        ],
        [
            "Minister denies that the talks with rebels have broken down",
            "Opposition demands an inquiry into the bridge that collapsed",
            "Farmers fear another dry year after the harvest failed again",
            "Storm leaves thousands without power along the eastern coast",
        ],
    ],
    ids=["short paragraphs", "headlines"],
)
def test_lines_that_each_start_anew_are_not_taken_for_a_wrapped_paragraph(lines):
    assert sentences("\n".join(lines)) == lines


@given(st.text(st.characters(exclude_categories=["Cs"])) | st.text("aA.!? \n\r\"'”U5"))
def test_sentences_hold_every_character_but_white_space_in_order(text):
    reached = 0
    paragraphs = []
    for paragraph, start, end in split(text):
        assert reached <= start < end <= len(text)
        assert not text[reached:start].strip()
        assert not text[start].isspace()
        assert not text[end - 1].isspace()
        reached = end
        paragraphs.append(paragraph)
    assert not text[reached:].strip()
    assert paragraphs == sorted(paragraphs)
    assert set(paragraphs) == set(range(1, len(set(paragraphs)) + 1))


@pytest.mark.parametrize(
    "piece", [".", "!", "A. B. Smith, ", "Dr. Smith, ", "\n", " ", '."', "[1]", "a", '!" A ', ".\n"]
)
def test_a_long_run_of_one_thing_takes_no_more_than_a_pass(piece):
    # With a step back at each place, this would take hours.
    text = piece * 100_000 + "x"
    assert split(text)[-1][2] == len(text)
