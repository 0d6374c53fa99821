"""Every table of what is in the articles besides countries, with the model and without it.

The sentences are invented, but for the seed's.
"""

import json
import os
import subprocess
import sys

import hypothesis
import pandas as pd
import pytest
from hypothesis import strategies as st

from dateline import articles, countries, entities, model, tables

MADE = ["people", "organisations", "dates", "quantities", "quotations", "relations", "pairs"]
ALONE = ["dates", "quantities", "quotations", "pairs"]
TEXTS = {
    "b": "SOFIA, Oct 12 (Agency) — “We will pay 20 euros,” Bulgarian minister Viktor Orlan said on"
    " Monday.\n\nOrlan Group sold the mill, and Mali and Niger sent at least 30 guards.",
    "a": "“We are poor.\n\n“We will wait,” Maria Lutz told the Savannah Post last week.\n\n"
    "She added that Mali had hired no guards in 2020. 😀 שלום",
    "c": "Mali’s army met French and Malian officers in Niger. Analysts say it did so twice.",
}


def given_tables(texts, date="2021-09-22"):
    """The three tables that the others are made from."""
    frame = pd.DataFrame(
        [(name, date, "", text) for name, text in texts.items()],
        columns=["article_id", "date", "date_basis", "text"],
        dtype="str",
    )
    lines = entities.sentences_of(frame)
    found = countries.find_mentions(frame.set_index("article_id")["text"])
    return frame, lines, tables.frame("mentions", articles.add_sentence_ids(found, lines))


def lead_to_their_characters(made, texts):
    """Whether every row with a span points at its own characters."""
    return all(
        texts[row.article_id][row.start : row.end] == row.text != ""
        for table in made.values()
        if "start" in table
        for row in table.itertuples()
    )


@pytest.fixture(scope="module")
def made():
    return entities.find_entities(*given_tables(TEXTS))


def test_every_table_is_made_in_the_order_of_the_schema(made):
    assert list(made) == MADE
    assert all(len(table) for table in made.values())


@pytest.mark.parametrize("name", MADE)
def test_every_table_comes_back_from_its_file_as_it_was(made, name, tmp_path):
    tables.write(made[name], name, tmp_path)
    pd.testing.assert_frame_equal(tables.read(name, tmp_path), made[name])


def test_every_row_leads_to_its_characters(made):
    assert lead_to_their_characters(made, TEXTS)


@pytest.mark.parametrize("name", [name for name in MADE if name != "pairs"])
def test_every_row_starts_in_its_sentence(made, name):
    _, lines, _ = given_tables(TEXTS)
    rows = made[name].merge(lines, on=["article_id", "sentence_id"], suffixes=("", "_of"))
    assert len(rows) == len(made[name])
    assert rows["start"].between(rows["start_of"], rows["end_of"], inclusive="left").all()


@pytest.mark.parametrize("name", ["people", "organisations", "quotations", "relations"])
def test_articles_stay_in_their_order_and_know_nothing_of_each_other(made, name):
    """An article's rows are the same alone as among others."""
    rows = []
    for article_id, text in TEXTS.items():
        rows.append(entities.find_entities(*given_tables({article_id: text}))[name])
    together = pd.concat(rows, ignore_index=True)
    pd.testing.assert_frame_equal(together, made[name], check_dtype=False)


def test_speakers_are_the_people_of_their_article(made):
    rows = made["quotations"].query("kind == 'direct'")
    assert rows[["article_id", "text", "speaker"]].to_numpy().tolist() == [
        ["b", "We will pay 20 euros,", "Viktor Orlan"],
        ["a", "We are poor.", "Maria Lutz"],
        ["a", "We will wait,", "Maria Lutz"],
    ]


def test_without_the_model_the_rest_is_the_same(made):
    alone = entities.find_without_model(*given_tables(TEXTS))
    assert list(alone) == ALONE
    for name in ("dates", "quantities", "pairs"):
        pd.testing.assert_frame_equal(alone[name], made[name])
    place = ["article_id", "sentence_id", "start", "end", "text", "kind"]
    direct = made["quotations"].query("kind == 'direct'").reset_index(drop=True)
    pd.testing.assert_frame_equal(alone["quotations"][place], direct[place])
    assert not alone["quotations"][["speaker_text", "speaker"]].to_numpy().any()


def test_where_the_model_is_missing_it_is_said_and_the_rest_can_be_made(monkeypatch):
    def missing():
        raise model.ModelError("the statistical model is not installed")

    monkeypatch.setattr(model, "load", missing)
    with pytest.raises(model.ModelError, match="not installed"):
        entities.find_entities(*given_tables(TEXTS))
    with pytest.raises(model.ModelError, match="not installed"):
        entities.find_entities(*given_tables({}))
    assert list(entities.find_without_model(*given_tables(TEXTS))) == ALONE


@pytest.mark.parametrize("texts", [{}, {"a": ""}, {"a": " \n\n\t"}, {"a": "", "b": "\n"}], ids=str)
def test_nothing_in_gives_empty_tables(texts, tmp_path):
    for find in (entities.find_entities, entities.find_without_model):
        found = find(*given_tables(texts))
        for name, table in found.items():
            assert len(table) == 0
            tables.write(table, name, tmp_path)
            assert len(tables.read(name, tmp_path)) == 0


def test_an_article_without_sentences_takes_nothing_from_the_others(made):
    found = entities.find_entities(*given_tables({"0": "", **TEXTS, "z": "\n"}))
    for name in MADE:
        pd.testing.assert_frame_equal(found[name], made[name])


def test_an_article_without_mentions_or_date_is_read_as_well():
    text = "“We will wait,” Maria Lutz said on Monday."
    frame, lines, _ = given_tables({"a": text}, date="")
    found = entities.find_entities(frame, lines, tables.frame("mentions", []))
    assert {name: len(table) for name, table in found.items() if len(table)} == {
        "people": 1,
        "dates": 1,
        "quotations": 1,
    }


# ---- the folder of tables


def test_tables_that_could_not_be_made_are_taken_away(made, tmp_path):
    entities.write(made, tmp_path)
    assert list(entities.read(tmp_path)) == MADE
    alone = entities.find_without_model(*given_tables(TEXTS))
    entities.write(alone, tmp_path)
    assert list(entities.read(tmp_path)) == ALONE


def test_texts_of_no_file_give_all_tables(made):
    frame, lines, mentions = given_tables(TEXTS)
    found = entities.tables_of(frame)
    expected = {"sentences": lines, "mentions": mentions, **made}
    assert list(found) == list(expected)
    for name, table in expected.items():
        pd.testing.assert_frame_equal(found[name], table)


def test_the_summary_counts_rows(made):
    some = {"people": made["people"].head(1), "dates": made["dates"].head(2)}
    assert entities.summary(some) == "One mention of a person and two dates."


# ---- the seed


@pytest.fixture(scope="module")
def seed(root):
    """The seed's text, its tables and what a person found in it."""
    text = (root / "seeds" / "000_eb97c21b335f9545.txt").read_text("utf-8")
    gold = json.loads((root / "tests" / "gold" / "seed_gold.json").read_text("utf-8"))
    given = given_tables({"seed": text}, date=gold["date"])
    return text, given, entities.find_entities(*given), gold


def _spans(rows):
    return {(row["start"], row["end"]) for row in rows}


@pytest.mark.parametrize("name", ["people", "organisations", "dates", "quantities", "quotations"])
def test_the_seed_has_the_rows_that_a_person_found(seed, name):
    _, _, made, gold = seed
    found = made[name].to_dict("records")
    needed = [row for row in gold[name] if not row.get("optional")]
    missed = [
        row["text"]
        for row in needed
        if not any(row["start"] < end and start < row["end"] for start, end in _spans(found))
    ]
    assert missed == []
    if name != "quotations":  # of those without marks, the person did not write down all
        assert len(needed) <= len(found) <= len(gold[name]) + 1


def test_the_seeds_direct_quotations_have_their_speakers(seed):
    _, _, made, gold = seed
    found = made["quotations"].query("kind == 'direct'").to_dict("records")
    needed = [row for row in gold["quotations"] if row["kind"] == "direct"]
    for row, expected in zip(found, needed, strict=True):
        assert (row["start"], row["end"]) == (expected["start"], expected["end"])
        assert row["speaker"] == expected["speaker"].removesuffix(".")


def test_the_seeds_rows_lead_to_their_characters(seed):
    text, _, made, _ = seed
    assert lead_to_their_characters(made, {"seed": text})


def test_the_seed_without_the_model(seed):
    _, given, made, _ = seed
    alone = entities.find_without_model(*given)
    for name in ("dates", "quantities", "pairs"):
        pd.testing.assert_frame_equal(alone[name], made[name])
    direct = made["quotations"].query("kind == 'direct'")
    assert _spans(alone["quotations"].to_dict("records")) == _spans(direct.to_dict("records"))


_HASHED = """
import sys
from pathlib import Path
from dateline import articles, countries, entities, tables
folder, out = map(Path, sys.argv[1:])
corpus = articles.read_folder(folder)
found = countries.find_mentions(corpus.articles.set_index("article_id")["text"])
mentions = articles.add_sentence_ids(found, corpus.sentences)
entities.write(entities.find_entities(corpus.articles, corpus.sentences, mentions), out)
"""


def test_the_order_does_not_depend_on_the_hash_seed(root, tmp_path):
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", _HASHED, root / "seeds", tmp_path / number],
            env={**os.environ, "PYTHONHASHSEED": number, "PYTHONPATH": str(root / "lib")},
        )
        for number in ("1", "2")
    ]
    assert [run.wait() for run in runs] == [0, 0]
    for name in MADE:
        one, other = ((tmp_path / number / f"{name}.csv").read_bytes() for number in ("1", "2"))
        assert one == other


# ---- any text

MARKS = "\"'“”«»‘’—:,.?! \n\0é😀ש\u0301\u200f\u2028=+"
WORDS = (
    *(
        "said ",
        "Maria Lutz ",
        "Mr Orlan ",
        " that ",
        "Mali ",
        "French ",
        "President ",
        "20 ",
        "$3bn ",
    ),
    *(
        "on Monday ",
        "in 2020 ",
        "we wait",
        "the mill is closed ",
        "not ",
        "HARARE — ",
        "and ",
        "Bank ",
    ),
)
PIECES = st.sampled_from((*MARKS, *WORDS))
ANY = st.text(max_size=80) | st.lists(PIECES, max_size=30).map("".join)


# To check the tables takes longer than to make them: fewer cases, of more texts.
@hypothesis.settings(max_examples=hypothesis.settings().max_examples // 30)
@hypothesis.given(st.lists(ANY, max_size=12))
def test_any_texts_give_tables_that_follow_their_schemas(tmp_path_factory, texts):
    folder = tmp_path_factory.mktemp("tables")
    named = {f"{number}": text for number, text in enumerate(texts)}
    given = given_tables(named)
    for find in (entities.find_entities, entities.find_without_model):
        made = find(*given)
        assert lead_to_their_characters(made, named)
        entities.write(made, folder)
