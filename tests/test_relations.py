"""Who does what to whom, whether it is denied or no fact, and which countries go together.

The sentences are invented. A relation is written "subject | verb | object", then `not` where it is
denied and `unsure` where it is no fact. People and organisations are those in braces, as in
{Orlan}: a person, or [Orlan Group]: an organisation.
"""

import re
from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline import countries, model, sentences, tables
from dateline.relations import count_pairs, find_relations


def parsed(text):
    rows = [
        ("a", number, paragraph, start, end, text[start:end])
        for number, (paragraph, start, end) in enumerate(sentences.split(text), 1)
    ]
    return next(model.parse(tables.frame("sentences", rows)), None)


def read(marked, role="", iso3=""):
    """The text without its braces, and the relations in it."""
    text, people, organisations = "", [], []
    for piece in re.split(r"(\{[^}]+\}|\[[^]]+\])", marked):
        bare = piece.strip("{}[]")
        span = {"start": len(text), "end": len(text) + len(bare), "text": bare, "iso3": iso3}
        if piece.startswith("{"):
            people.append(SimpleNamespace(**span, person=bare, role=role))
        elif piece.startswith("["):
            organisations.append(SimpleNamespace(**span, organisation=bare))
        text += bare
    mentions = list(countries.find_mentions(text).itertuples())
    return text, find_relations(parsed(text), people, organisations, mentions)


def told(marked, **given):
    """The relations in a text, as this page writes them."""
    return [
        " ".join(
            [f"{row.subject} | {row.verb} | {row.object}"]
            + ["not"] * (row.negated == "yes")
            + ["unsure"] * (row.hypothetical == "yes")
        )
        for row in read(marked, **given)[1]
    ]


CLAUSES = {
    "Guards protected the mine.": ["guard | protect | mine"],
    # A passive is turned round; without a doer it says nothing of one.
    "The mine was protected by guards.": ["guard | protect | mine"],
    "The mine was closed.": [],
    "The mine, protected by guards, supplied Chad with copper.": [
        "guard | protect | mine",
        "mine | supply | Chad",
    ],
    # Each side of an enumeration.
    "Mali and Niger sent soldiers and pilots.": [
        "Mali | send | soldier",
        "Mali | send | pilot",
        "Niger | send | soldier",
        "Niger | send | pilot",
    ],
    "The company is present in Chad, Gabon and the Central African Republic.": [
        "company | present_in | Chad",
        "company | present_in | Gabon",
        "company | present_in | Central African Republic",
    ],
    "Rebels attacked the town and burned the market.": [
        "rebel | attack | town",
        "rebel | burn | market",
    ],
    # The preposition that the object hangs on; particles go, and so do times.
    "The minister met with farmers on Monday.": ["minister | meet_with | farmer"],
    "The army scaled back its patrols.": ["army | scale | patrol"],
    "The talks ended on Monday.": [],
    # Relative clauses.
    "The rebels who attacked the town fled.": ["rebel | attack | town"],
    "The soldiers that Mali hired arrived on Sunday.": ["Mali | hire | soldier"],
    # What one does to another's end.
    "The firm hired guards to protect the mine.": [
        "firm | hire | guard",
        "guard | protect | mine unsure",
    ],
    "The junta took power after overthrowing the president.": [
        "junta | take | power",
        "junta | overthrow | president",
    ],
    "The court convicted a banker of hiding the money.": [
        "court | convict | banker",
        "banker | hide | money",
    ],
    "The farmers used the money to buy seeds.": [
        "farmer | use | money",
        "farmer | buy | seed",
    ],
    # Some of them are they; a pronoun stays one.
    "One of the soldiers shot a farmer.": ["soldier | shoot | farmer"],
    "He praised them.": ["he | praise | they"],
    # A dateline is no part of a sentence.
    "HARARE, Zimbabwe - The miners blocked a road.": ["miner | block | road"],
}

FACTS = {
    "Mali hired the guards.": "Mali | hire | guard",
    "Mali continued to hire guards.": "Mali | hire | guard",
    "The minister said that Mali hired guards.": "Mali | hire | guard",
    # Denied.
    "Mali did not hire guards.": "Mali | hire | guard not",
    "Mali never hired guards.": "Mali | hire | guard not",
    "Mali hired no guards.": "Mali | hire | guard not",
    "Nobody hired guards.": "nobody | hire | guard not",
    "The minister denied that Mali had hired guards.": "Mali | hire | guard not",
    "Ministers denied hiring any guards.": "minister | hire | guard not",
    "Mali refused to hire guards.": "Mali | hire | guard not",
    "There is no evidence that Mali hired guards.": "Mali | hire | guard not",
    "Mali left without paying the guards.": "Mali | pay | guard not",
    "Mali did not deny hiring any guards.": "Mali | hire | guard",
    # No fact.
    "Mali will hire guards.": "Mali | hire | guard unsure",
    "Mali may hire guards.": "Mali | hire | guard unsure",
    "Mali plans to hire guards.": "Mali | hire | guard unsure",
    "Mali promised to hire guards.": "Mali | hire | guard unsure",
    "Mali is close to hiring guards.": "Mali | hire | guard unsure",
    "Mali is likely to hire guards.": "Mali | hire | guard unsure",
    "Mali reportedly hired guards.": "Mali | hire | guard unsure",
    "Officials believe that Mali hired guards.": "Mali | hire | guard unsure",
    "Mali is believed to have hired guards.": "Mali | hire | guard unsure",
    "There are rumours that Mali hired guards.": "Mali | hire | guard unsure",
    "Mali was accused of hiring guards.": "Mali | hire | guard unsure",
    "The deal ends if Mali hires guards.": "Mali | hire | guard unsure",
    "Did Mali hire guards?": "Mali | hire | guard unsure",
    # Both.
    "Mali will not hire guards.": "Mali | hire | guard not unsure",
    "Mali has no plans to hire guards.": "Mali | hire | guard not unsure",
    # A warning not to do it denies nothing.
    "France warned Mali not to hire guards.": "Mali | hire | guard unsure",
    "France warned Mali against hiring guards.": "Mali | hire | guard unsure",
    "Mali dismissed warnings not to hire guards.": "Mali | hire | guard unsure",
}


@pytest.mark.parametrize("text", CLAUSES)
def test_a_clause_tells_who_does_what_to_whom(text):
    assert told(text) == CLAUSES[text]


@pytest.mark.parametrize("text", FACTS)
def test_what_is_denied_or_no_fact_is_marked(text):
    assert FACTS[text] in told(text)


def test_a_name_is_called_as_it_is_written():
    assert told("The [Orlan Steel Works] sued {Viktor Orlan}.") == [
        "Orlan Steel Works | sue | Orlan"
    ]


def test_an_office_is_called_by_the_name_of_its_holder():
    text = "Farmers met with Zambian Ambassador to Chad and Gabon {Viktor Orlan}."
    assert told(text, role="Ambassador") == ["farmer | meet_with | Orlan"]


def test_the_countries_of_both_sides_are_told():
    _, rows = read("Mali's army met French officers, and {Orlan} visited Chad.", iso3="ZMB")
    assert [(row.subject, row.subject_iso3, row.object, row.object_iso3) for row in rows] == [
        ("army", "MLI", "officer", "FRA"),
        ("Orlan", "ZMB", "Chad", "TCD"),
    ]


def test_the_span_runs_from_the_first_to_the_last_of_the_three():
    text, [row] = read("On Monday, guards quickly closed the old mine in the north.")
    assert row.text == text[row.start : row.end] == "guards quickly closed the old mine"


def test_the_parts_of_a_text_are_told_once():
    _, rows = read("Guards closed the mine.\n\nGuards closed the mine.")
    assert [row.sentence_id for row in rows] == [1, 2]
    assert rows[0].start != rows[1].start


PIECES = ("Mali ", "who ", "hired ", "and ", "not ", "to ", "guards ", "“", "'", "»", "🙂", "שלום ")


@given(st.text(max_size=80) | st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_any_text_gives_rows_that_lead_to_their_characters(text):
    article = parsed(text)
    mentions = list(countries.find_mentions(text).itertuples())
    for row in find_relations(article, [], [], mentions) if article else ():
        assert text[row.start : row.end] == row.text != ""
        assert all((row.subject, row.verb, row.object))


def test_an_endless_enumeration_is_cut_short():
    text = "Mali and " * 400 + "Chad hired guards and " + "guards and " * 300 + "pilots."
    assert len(read(text)[1]) < 1000


def pairs(*rows):
    columns = ["article_id", "sentence_id", "iso3", "kind"]
    return count_pairs(pd.DataFrame(rows, columns=columns)).to_numpy().tolist()


def test_pairs_are_of_countries_named_in_the_same_sentence():
    assert pairs(
        ("a", 1, "MLI", "name"),
        ("a", 1, "FRA", "name"),
        ("a", 1, "MLI", "name"),
        ("a", 1, "DEU", "adjective"),
        ("a", 2, "TCD", "name"),
        ("b", 2, "MLI", "name"),
        ("b", 3, "MLI", "name"),
        ("b", 3, "FRA", "name"),
        ("b", 3, "CAF", "name"),
        ("b", 3, "", "name"),
    ) == [["FRA", "MLI", 2], ["CAF", "FRA", 1], ["CAF", "MLI", 1]]


def test_no_mentions_make_no_pairs():
    assert pairs() == []
