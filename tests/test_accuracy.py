"""Scores count what a reader would count."""

import pandas as pd
import pytest
from test_data import STATES, TERRITORIES

from dateline import accuracy, gazetteer, gold, tables

COLUMNS = ["article_id", "start", "end", "text", "iso3", "kind", "rule", "candidates"]


def annotated(tmp_path, content):
    path = tmp_path / "sentences.txt"
    path.write_text(content, encoding="utf-8")
    return gold.read_challenge(path)


def hits(gold, *found):
    """A frame of hits, from (article_id, text, iso3, kind) and, where it matters, the rule."""
    rows = []
    for article_id, text, iso3, kind, *rule in found:
        start = gold.series[article_id].index(text)
        one, several = (iso3, "") if " " not in iso3 and kind != "refused" else ("", iso3)
        rule = rule[0] if rule else "term"
        rows.append((article_id, start, start + len(text), text, one, kind, rule, several))
    return pd.DataFrame(rows, columns=COLUMNS)


def outcomes(gold, found):
    columns = ["article_id", "outcome", "expected", "found"]
    return [" ".join(row).strip() for row in accuracy.compare(gold, found)[columns].values]


@pytest.fixture
def small(tmp_path):
    """Two classes, three texts, five mentions."""
    return annotated(
        tmp_path,
        "## plain\n{Mali|MLI|name} met {Malians|MLI|demonym} in the {Sahel||region}.\n"
        "## trap\nJordan spoke.\n{Congolese|COD COG|adjective} {Peru|PER|name}.\n",
    )


def test_a_mention_is_right_where_it_overlaps_and_country_and_kind_are_the_same(small):
    found = hits(
        small,
        ("plain-1", "Mali met", "MLI", "name"),
        ("plain-1", "Malians", "MLI", "demonym"),
        ("plain-1", "the Sahel", "", "region"),
        ("trap-2", "Congolese", "COG COD", "adjective"),
        ("trap-2", "Per", "PER", "name"),
    )
    assert set(accuracy.compare(small, found)["outcome"]) == {"right"}
    assert accuracy.errors(small, found).empty


def test_each_kind_of_error_is_told_apart(small):
    found = hits(
        small,
        ("plain-1", "Mali", "NER", "name"),
        ("plain-1", "Malians", "MLI", "adjective"),
        ("trap-1", "Jordan", "JOR", "name"),
        ("trap-2", "Congolese", "COD", "adjective"),
    )
    assert outcomes(small, found) == [
        "plain-1 wrong country {Mali|MLI|name} {Mali|NER|name}",
        "plain-1 wrong kind {Malians|MLI|demonym} {Malians|MLI|adjective}",
        "plain-1 missed {Sahel||region}",
        "trap-1 no mention  {Jordan|JOR|name}",
        "trap-2 wrong country {Congolese|COD COG|adjective} {Congolese|COD|adjective}",
        "trap-2 missed {Peru|PER|name}",
    ]


def test_a_mention_is_found_once(small):
    found = hits(small, ("plain-1", "Ma", "MLI", "name"), ("plain-1", "li", "MLI", "name"))
    assert outcomes(small, found)[:2] == [
        "plain-1 right {Mali|MLI|name} {Ma|MLI|name}",
        "plain-1 no mention  {li|MLI|name}",
    ]


def test_a_refused_hit_is_no_mention_but_its_rule_is_told(small):
    found = hits(
        small,
        ("trap-1", "Jordan", "JOR", "refused", "forename"),
        ("trap-2", "Peru", "PER", "refused", "town"),
    )
    scores = accuracy.score(small, found, "c").set_index("class")
    assert pd.isna(scores.loc["all", "precision"])
    assert accuracy.errors(small, found).values.tolist()[-1] == [
        *("trap-2", "{Peru|PER|name} → nothing", "town", "Congolese Peru.")
    ]
    assert set(accuracy.errors(small, found)["article_id"]) == {"plain-1", "trap-2"}


def test_scores_are_those_counted_by_hand(small, tmp_path):
    found = hits(
        small,
        ("plain-1", "Mali", "MLI", "name"),
        ("plain-1", "Malians", "MLI", "adjective"),
        ("trap-1", "Jordan", "JOR", "name"),
        ("trap-2", "Peru", "PER", "name"),
    )
    scores = accuracy.score(small, found, "c")
    nan = float("nan")
    expected = [
        ("countries", "c", "all", 0.5, 0.4, 0.444, 5),
        ("countries", "c", "plain", 0.5, 0.333, 0.4, 3),
        ("countries", "c", "trap", 0.5, 0.5, 0.5, 2),
        ("countries", "c", "kind: adjective", 0.0, 0.0, 0.0, 1),
        ("countries", "c", "kind: demonym", nan, 0.0, 0.0, 1),
        ("countries", "c", "kind: name", 0.667, 1.0, 0.8, 2),
        ("countries", "c", "kind: region", nan, 0.0, 0.0, 1),
    ]
    pd.testing.assert_frame_equal(scores, tables.frame("scores", expected))
    tables.write(scores, "scores", tmp_path)
    pd.testing.assert_frame_equal(tables.read("scores", tmp_path), scores)
    assert '"kind: demonym","","0.0","0.0","1"\n' in (tmp_path / "scores.csv").read_text()


def test_a_class_without_mentions_where_none_is_found_has_no_figures(tmp_path):
    none = annotated(tmp_path, "## a\nA turkey.\n## b\nIn {Mali|MLI|name}.\n")
    scores = accuracy.score(none, hits(none), "c").set_index("class")
    assert scores.loc["a", ["precision", "recall", "f1"]].isna().all()
    assert scores.loc["a", "n"] == 0
    assert accuracy.summary(scores.reset_index(), "c").startswith("Nothing was found")


def test_errors_are_counted_by_class_and_by_what_went_wrong(small):
    found = hits(small, ("plain-1", "Mali", "NER", "name"), ("trap-1", "Jordan", "JOR", "name"))
    counted = accuracy.error_counts(small, found)
    assert counted.columns.tolist() == [
        *("class", "texts", "without an error"),
        *("missed", "no mention", "wrong country", "wrong kind"),
    ]
    assert counted.values.tolist() == [
        ["all", 3, 0, 4, 1, 1, 0],
        ["plain", 1, 0, 2, 0, 1, 0],
        ["trap", 2, 0, 2, 1, 0, 0],
    ]


def test_corpora_stand_side_by_side_and_what_is_undefined_is_missing(small, tmp_path):
    other = annotated(tmp_path, "## only\nIn {Mali|MLI|name}.\n")
    scores = pd.concat(
        [
            accuracy.score(small, hits(small, ("plain-1", "Mali", "MLI", "name")), "challenge-x"),
            accuracy.score(other, hits(other, ("only-1", "Mali", "MLI", "name")), "y"),
        ]
    )
    wide = accuracy.side_by_side(scores).set_index("class")
    assert wide.index.tolist()[:4] == ["all", "plain", "trap", "kind: adjective"]
    assert wide.loc["all", ["x n", "x precision", "y n", "y f1"]].tolist() == [5, 1.0, 1, 1.0]
    assert wide.loc["trap", ["x precision", "y n", "y recall"]].isna().all()
    assert accuracy.summary(scores, "challenge-x") == (
        "20.0% of 5 mentions are found with the right country and kind, and 100.0% of what is "
        "found is right (F1 0.333)."
    )


def test_the_states_that_count_in_a_corpus_are_all_but_the_territories():
    assert set(TERRITORIES) <= accuracy._TERRITORIES
    assert set(gazetteer.load().names) - accuracy._TERRITORIES == set(STATES)


def corpus(*articles):
    """A corpus, from texts and their mentions as (text, iso3, type)."""
    texts, mentions = [], []
    for number, (text, *marked) in enumerate(articles, 1):
        texts.append((str(number), "article", text))
        for part, iso3, kind in marked:
            start = text.index(part)
            mentions.append((str(number), start, start + len(part), part, iso3, kind, ""))
    columns = ["article_id", "start", "end", "text", "iso3", "kind", "candidates"]
    return gold.Gold(
        pd.DataFrame(texts, columns=["article_id", "class", "text"]),
        pd.DataFrame(mentions, columns=columns),
    )


def measured(gold, *found):
    scores = accuracy.score_corpus(gold, hits(gold, *found), "c").set_index("class")
    return {name: (row.precision, row.recall, row.n) for name, row in scores.iterrows()}


def test_a_corpus_is_scored_by_articles_and_by_spans():
    given = corpus(("Mali, Niger", ("Mali", "MLI", "name"), ("Niger", "NER", "name")), ("Peru",))
    figures = measured(given, ("1", "Mali,", "MLI", "name"), ("2", "Peru", "PER", "name"))
    assert figures == {
        "countries named": (0.5, 0.5, 2),
        "names": (0.5, 0.5, 2),
        "exact names": (0.0, 0.0, 2),
    }


@pytest.mark.parametrize("kind", ["name_embedded", "constituent", "ignore"])
def test_what_may_be_found_or_not_counts_neither_way(kind):
    for iso3 in ("CHN", ""):
        given = corpus(("Mali, Bank of China", ("Mali", "MLI", "name"), ("China", iso3, kind)))
        mali = ("1", "Mali", "MLI", "name")
        assert measured(given, mali) == measured(given, mali, ("1", "China", "CHN", "name"))
        assert measured(given, mali)["countries named"] == (1.0, 1.0, 1)


@pytest.mark.parametrize("kind", ["other_place", "homonym"])
def test_what_is_no_country_is_a_false_one(kind):
    given = corpus(("Mali, Georgia", ("Mali", "MLI", "name"), ("Georgia", "", kind)))
    found = [("1", "Mali", "MLI", "name"), ("1", "Georgia", "GEO", "name")]
    assert measured(given, *found)["countries named"] == (0.5, 1.0, 1)
    assert measured(given, *found)["names"] == (0.5, 1.0, 1)
    place = [found[0], ("1", "Georgia", "USA", "place")]
    assert measured(given, *place)["countries named"] == (1.0, 1.0, 1)


def test_territories_count_neither_way():
    given = corpus(("Mali, Greenland", ("Mali", "MLI", "name"), ("Greenland", "GRL", "name")))
    mali = ("1", "Mali", "MLI", "name")
    found = measured(given, mali, ("1", "Greenland", "GRL", "name"))
    assert (
        found
        == measured(given, mali)
        == measured(given, mali, ("1", "land", "DNK", "name")) | {"countries named": (1.0, 1.0, 1)}
    )


def test_adjectives_count_only_in_articles_where_some_are_marked():
    given = corpus(
        ("Malian, Swiss", ("Malian", "MLI", "adjective")),
        ("Danes", ("Danes", "DNK", "demonym")),
        ("Peruvian",),
    )
    figures = measured(
        given,
        ("1", "Malian", "MLI", "demonym"),
        ("1", "Swiss", "CHE", "adjective"),
        ("3", "Peruvian", "PER", "adjective"),
    )
    assert figures["adjectives"] == (0.5, 0.5, 2)
