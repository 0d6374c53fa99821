"""What the benchmarks hand to the scorer, and what is timed."""

import pytest
from bench import scored, sentence_files
from corpora import as_corpus, joined
from worker import sized

from dateline import gold

SENTENCES = r"""
## people
{Mali|MLI|name}, {Malians|MLI|demonym}, {Congo|COD COG|name}, {Wales|GBR|place}, the {EU||region}.
{Bank of Korea|KOR PRK|embedded}, {Malian|MLI|adjective}, {Paris|FRA|metonym}, {Lyon|FRA|place}.
"""


@pytest.fixture
def corpus(tmp_path):
    """Two texts that hold a mention of each kind."""
    file = tmp_path / "sentences.txt"
    file.write_text(SENTENCES, encoding="utf-8")
    return as_corpus(gold.read_challenge(file))


def test_sentences_become_a_corpus(corpus):
    assert corpus.mentions[["text", "iso3", "kind"]].values.tolist() == [
        ["Mali", "MLI", "name"],
        ["Malians", "MLI", "demonym"],
        ["Congo", "COD", "ignore"],
        ["Congo", "COG", "ignore"],
        ["Wales", "GBR", "constituent"],
        ["EU", "", "other_place"],
        ["Bank of Korea", "KOR", "name_embedded"],
        ["Bank of Korea", "PRK", "name_embedded"],
        ["Malian", "MLI", "adjective"],
        ["Paris", "FRA", "other_place"],
        ["Lyon", "FRA", "other_place"],
    ]


def test_what_a_contestant_finds_is_scored_as_names(corpus):
    found = [[(0, 4, "MLI"), (15, 20, "COD")], [(39, 43, "FRA")]]
    assert scored(corpus, found, placed=True) == [[0.5, 1, 0.667], [0.5, 1, 0.667]]


def test_who_cannot_tell_where_is_scored_by_text_alone(corpus):
    found = [[(0, 0, "MLI"), (0, 0, "COG"), (0, 0, "GBR")], [(0, 0, "KOR"), (0, 0, "MLI")]]
    assert scored(corpus, found, placed=False) == [[0.5, 1, 0.667]]


def test_who_finds_nothing_is_scored_too(corpus):
    [over_texts, over_spans] = scored(corpus, [[], []], placed=True)
    assert over_texts[1:] == over_spans[1:] == [0, 0]


def test_blind_sentences_are_scored_on_request_only():
    files = {path.stem for path in sentence_files(blind=False)}
    assert files >= {"challenge-building", "coverage"}
    assert {path.stem for path in sentence_files(blind=True)} - files == {"challenge-blind"}


def test_texts_are_joined_and_repeated_to_a_size():
    assert joined(["a", "bb", "ccc"], 3) == ["a\n\nbb", "ccc"]
    assert sized(["ab", "cd"], 7) == ["ab", "cd", "ab", "cd"]
    assert sized(["ab", "cd", "ef", "gh"], 4) == ["ab", "ef"]
