"""Scores of the tables count what a reader would count; the passages here are invented."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline import agreement, passages, tables

PASSAGE = """
[[passage]]
id = "one"
class = "{}"
date = "2024-01-03"
text = "{}"
"""
# Rows of a table that hold only what a test is about.
EMPTY = {
    "people": {"person": "", "role": "", "iso3": "", "iso3_basis": "", "posted_to": "", "of": ""},
    "organisations": {"organisation": "", "iso3": ""},
    "dates": {"value": "", "earliest": "", "latest": "", "granularity": "day", "modifier": ""},
    "quantities": {"value": 1, "value_to": None, "unit": "", "modifier": ""},
    "quotations": {"kind": "direct", "speaker_text": "", "speaker": "", "cue": ""},
    "relations": {
        "negated": "no",
        "hypothetical": "no",
        "subject_iso3": "",
        "object_iso3": "",
    },
}


class Case:
    """A text with what is there and what was found in it, table by table."""

    def __init__(self, tmp_path, text, rest, class_="plain"):
        path = tmp_path / "passages.toml"
        path.write_text(PASSAGE.format(class_, text) + rest, encoding="utf-8")
        self.gold = passages.read_passages(path)
        self.text = self.gold.series["one"]

    def table(self, name, *rows):
        made = []
        for row in rows:
            row = {"article_id": "one", "sentence_id": 1} | EMPTY[name] | row
            row["start"] = self.text.index(row["text"])
            made.append(row | {"end": row["start"] + len(row["text"])})
        return {name: tables.frame(name, made)}

    def outcomes(self, task, name, *rows):
        compared = agreement.compare(self.gold, self.table(name, *rows))
        return list(compared["outcome"][compared["task"] == task])

    def figures(self, task, name, *rows):
        scores = agreement.score(self.gold, self.table(name, *rows), "here")
        of_task = scores[(scores["task"] == task) & (scores["class"] == "all")]
        return of_task[["precision", "recall", "f1", "n"]].values.tolist()[0]


@pytest.fixture
def case(tmp_path):
    return lambda text, rest: Case(tmp_path, text, rest)


def test_rows_are_paired_one_for_one_as_many_as_can_be(case):
    one = case(
        "Ana Ruiz Ana", 'people = [{text="Ana Ruiz", person="Ana"}, {text="Ana", n=2, person="A"}]'
    )
    assert one.outcomes("people", "people", {"text": "Ruiz Ana"}, {"text": "Ana"}) == ["right"] * 2
    assert one.outcomes("people", "people", {"text": "Ruiz"}, {"text": "Ana"}) == [
        "right",
        "missed",
        "false",
    ]
    assert one.figures("people", "people", {"text": "Ruiz"}, {"text": "Ana"}) == [0.5, 0.5, 0.5, 2]


def test_what_is_optional_may_be_found_or_not(case):
    one = case(
        "Ana met Bo.",
        'people = [{text="Ana", person="Ana"}, {text="Bo", person="Bo", optional=true}]',
    )
    assert one.figures("people", "people", {"text": "Ana"}) == [1, 1, 1, 1]
    assert one.figures("people", "people", {"text": "Ana"}, {"text": "Bo"}) == [1, 1, 1, 1]
    names = {"text": "Ana", "person": "Ana"}, {"text": "Bo", "person": "Ana"}
    assert one.outcomes("people by full name", "people", *names) == ["right", "optional"]


def test_a_full_name_may_stand_in_any_spelling_that_the_text_has_for_it(case):
    one = case(
        "Vana Olga, Wana Olga, Olga",
        'people = [{text="Vana Olga", person="Vana Olga"}, {text="Wana Olga", person="Vana Olga"},'
        '{text="Olga", n=3, person="Vana Olga"}]',
    )
    for name, outcome in (("Vana Olga", "right"), ("wana olga", "right"), ("Olga", "wrong")):
        (first, *_) = one.outcomes(
            "people by full name", "people", {"text": "Vana Olga", "person": name}
        )
        assert first == outcome


def test_an_office_is_right_with_its_country_and_its_posts(case):
    one = case(
        "Peruvian envoy to Mali Ana.",
        'people = [{text="Ana", person="Ana", role="envoy", iso3="PER", posted_to="MLI"}]',
    )
    right = {"text": "Ana", "role": "Envoy to Mali", "iso3": "PER", "posted_to": "MLI"}
    for change, outcome in (
        ({}, "right"),
        ({"posted_to": ""}, "wrong"),
        ({"iso3": "MLI"}, "wrong"),
        ({"iso3": ""}, "missed"),
    ):
        assert one.outcomes("countries of office", "people", right | change) == [outcome]
    assert one.outcomes("roles", "people", right) == ["right"]
    assert one.outcomes("roles", "people", right | {"role": "minister"}) == ["wrong"]


@pytest.mark.parametrize(
    ("there", "found", "alike"),
    [
        ("2020-08", "2020-08-01/2020-08-31", True),
        ("2021-W37", "2021-09-13/2021-09-19", True),
        ("199", "1990-01-01/1999-12-31", True),
        ("2020-03/2020-05", "2020-03-01/2020-05-31", True),
        ("2020", "2020-01", False),
        ("P8Y", "P8Y", True),
        ("P8Y", "P8M", False),
        ("", "", True),
        ("", "2020", False),
        ("2020", "", False),
        ("2020-02-30/x", "2020-02", False),
    ],
)
def test_a_date_has_the_same_value_where_it_stands_for_the_same_days(case, there, found, alike):
    one = case("Then", f'dates = [{{text="Then", value="{there}", granularity="day"}}]')
    outcomes = one.outcomes("dates with value", "dates", {"text": "Then", "value": found})
    assert outcomes == ["right" if alike else "wrong"]


def test_another_value_is_accepted_where_the_gold_says_so(case):
    one = case(
        "Then", 'dates = [{text="Then", value="2020", alt_value=["P1Y"], granularity="year"}]'
    )
    found = {"text": "Then", "value": "P1Y"}
    assert one.outcomes("dates with value", "dates", found) == ["right"]


def test_a_quantity_is_compared_by_number_range_and_unit(case):
    one = case(
        "10 to 15 men", 'quantities = [{text="10 to 15", value=10, value_to=15, unit="armed men"}]'
    )
    right = {"text": "10 to 15", "value": 10, "value_to": 15, "unit": "men"}
    task = "quantities with value and unit"
    assert one.outcomes(task, "quantities", right) == ["right"]
    assert one.outcomes(task, "quantities", right | {"value_to": None}) == ["wrong"]
    assert one.outcomes(task, "quantities", right | {"unit": ""}) == ["wrong"]
    assert one.outcomes("quantities with value", "quantities", right | {"unit": ""}) == ["right"]


def test_a_quotation_is_found_where_half_of_the_longer_is_shared(case):
    one = case(
        "one two three four five six", 'quotations = [{text="one two three", kind="direct"}]'
    )
    for text, outcome in (
        ("one two", "right"),
        ("two three four", "right"),
        ("one", "wrong"),
        ("one two three four five six", "wrong"),
        ("six", "missed"),
    ):
        assert one.outcomes("direct quotations", "quotations", {"text": text})[0] == outcome


@pytest.mark.parametrize(
    ("speaker", "as_written", "alike"),
    [
        ("Ana Ruiz", "she", True),
        ("", "Ms Ana Ruiz", True),
        ("Ruiz", "", True),
        ("", "she", False),
        ("Eva Ruiz", "Ruiz", False),
        ("", "", False),
    ],
)
def test_a_speaker_is_the_resolved_name_or_else_as_written(case, speaker, as_written, alike):
    one = case("Yes", 'quotations = [{text="Yes", kind="direct", speaker="Ana Ruiz"}]')
    found = {"text": "Yes", "speaker": speaker, "speaker_text": as_written}
    outcomes = one.outcomes("direct quotations with speaker", "quotations", found)
    assert outcomes == ["right" if alike else "wrong"]


def test_a_speaker_is_not_another_of_the_same_surname(case):
    one = case(
        "Yes, said Ruiz",
        'people = [{text="Ruiz", person="Ana Ruiz"}]\n'
        'quotations = [{text="Yes", kind="direct", speaker="Ana Ruiz"}]',
    )
    for speaker, outcome in (("Ruiz", "right"), ("Ana Ruiz", "right"), ("Eva Ruiz", "wrong")):
        found = {"text": "Yes", "speaker": speaker}
        assert one.outcomes("direct quotations with speaker", "quotations", found) == [outcome]


def test_where_not_all_was_annotated_only_recall_is_defined(case):
    one = case("Yes. No.", 'quotations = [{text="Yes", kind="indirect"}]')
    found = [{"text": text, "kind": "indirect"} for text in ("Yes", "No")]
    precision, recall, f1, n = one.figures("indirect quotations", "quotations", *found)
    assert (precision != precision, recall, f1 != f1, n) == (True, 1, True, 1)
    assert one.outcomes("indirect quotations", "quotations", *found) == ["right", "unlisted"]


def test_relations_are_found_reversed_or_with_wrong_flags(case):
    one = case(
        "Mali may meet Peru.",
        'relations = [{subject="Mali", verb="meet_with", object="Ana Ruiz", sentence=1,'
        " hypothetical=true}]",
    )
    right = {"text": "meet", "subject": "Mali", "verb": "meet_with", "object": "Ruiz"}
    right["hypothetical"] = "yes"
    turned = right | {"subject": "Ruiz", "object": "Mali", "verb": "meet"}
    assert one.outcomes("relations", "relations", right) == ["right"]
    assert one.outcomes(agreement.FLAGS, "relations", right) == ["right"]
    assert one.outcomes(agreement.FLAGS, "relations", right | {"negated": "yes"}) == ["wrong"]
    assert one.outcomes("relations", "relations", turned) == ["missed", "reversed"]
    assert one.outcomes("relations", "relations", right | {"sentence_id": 3})[0] == "missed"
    both = one.outcomes(agreement.FLAGS, "relations", right | {"hypothetical": "no"}, right)
    assert both == ["right"]


def test_what_was_not_annotated_or_has_no_column_is_not_scored(case):
    one = case("Ana", 'people = [{text="Ana", person="Ana"}]')
    bare = {"people": one.table("people", {"text": "Ana"})["people"].drop(columns="person")}
    bare |= one.table("dates", {"text": "Ana"})
    scores = agreement.score(one.gold, bare, "here")
    assert scores["task"].tolist() == ["people"]


def test_errors_are_told_once_beside_their_sentence(case):
    one = case("Ana spoke. Bo left.", 'people = [{text="Ana", person="Ana"}]')
    wrong = agreement.errors(one.gold, one.table("people", {"text": "Bo", "person": "Bo"}))
    assert wrong.drop(columns=["class", "article_id"]).values.tolist() == [
        ["people", "missed", "Ana | Ana", "", "Ana spoke."],
        ["people", "false", "", "Bo | Bo", "Bo left."],
    ]


def seed(root):
    path = root / "tests/gold/seed_gold.json"
    (article_id,) = passages.read_annotated(path).texts["article_id"]
    text = (root / f"seeds/{article_id}.txt").read_text(encoding="utf-8")
    return passages.read_annotated(path, text)


def test_the_seeds_own_annotation_is_all_right(root):
    gold = seed(root)
    found = {
        name: frame.assign(start=0) if name == "relations" else frame
        for name, frame in gold._asdict().items()
        if name != "texts"
    }
    scores = agreement.score(gold, found, "seed")
    assert len(scores) == 16
    assert set(scores["recall"]) == {1}
    assert set(scores["precision"].dropna()) == {1}
    assert agreement.errors(gold, found).empty
    tables._checked(scores, "scores", "here")


def test_nothing_found_is_scored_too(root):
    found = {name: tables.frame(name, []) for name in EMPTY}
    scores = agreement.score(seed(root), found, "seed")
    assert set(scores["recall"].dropna()) == {0}
    assert scores["precision"].isna().all()


@given(st.lists(st.lists(st.booleans(), min_size=4, max_size=4), max_size=4))
def test_pairs_are_as_many_as_can_be(matrix):
    def most(rows, free):
        if not rows:
            return 0
        (first, *rest) = rows
        skipped = most(rest, free)
        taken = [1 + most(rest, free - {n}) for n in free if first[n]]
        return max([skipped, *taken])

    span = pd.DataFrame({"start": [0], "end": [1]})
    there = [row for number in range(len(matrix)) for row in span.assign(n=number).itertuples()]
    here = [row for number in range(4) for row in span.assign(n=number).itertuples()]
    pairs, left, extra = agreement._paired(there, here, lambda row, hit: matrix[row.n][hit.n])
    assert len(pairs) == most(matrix, frozenset(range(4)))
    assert len(pairs) + len(left) == len(there)
    assert len(pairs) + len(extra) == 4


def test_scores_stand_side_by_side():
    scores = tables.frame(
        "scores",
        [
            ("people", "passages-blind", "all", 0.5, 1.0, 0.667, 2),
            ("people", "passages-blind", "plain", 0.5, 1.0, 0.667, 2),
            ("dates", "passages-building", "all", 1.0, 1.0, 1.0, 3),
        ],
    )
    wide = agreement.side_by_side(scores).set_index("task")
    assert wide.index.tolist() == ["people", "dates"]
    assert wide.loc["people", "blind f1"] == 0.667
    assert wide.loc["dates", "building n"] == 3
    assert pd.isna(wide.loc["dates", "blind n"])
