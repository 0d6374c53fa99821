"""Passages annotated whole are read as they were written; these here are invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline import passages
from dateline.gold import GoldError

ONE = '''
[[passage]]
id = "one"
class = "offices"
date = "2024-01-03"
text = """
Hungarian Prime Minister Viktor Orlan met Orlan Group on Monday.

"Yes, we paid two dozen," Orlan said.
"""
organisations = [{text = "Orlan Group", organisation = "Orlan Group", alt = ["Group on"]}]
dates = [{text = "Monday", value = "2024-01-01", granularity = "day"}]
quantities = [{text = "two dozen", value = 24, unit = ""}]
quotations = [
  {text = "Yes, we paid two dozen,", kind = "direct", speaker = "Viktor Orlan", cue = "said"},
]
[[passage.relations]]
subject = "Viktor Orlan"
verb = "meet"
object = "Orlan Group"
sentence = 1
hypothetical = "either"
[[passage.people]]
text = "Viktor Orlan"
person = "Viktor Orlan"
role = "prime minister"
iso3 = "HUN"
basis = "adjective"
posted_to = "NER, MLI"
[[passage.people]]
text = "Orlan"
n = 3
person = "Viktor Orlan"
optional = true
'''


def written(tmp_path, content):
    path = tmp_path / "passages.toml"
    path.write_text(content, encoding="utf-8")
    return path


@pytest.fixture
def one(tmp_path):
    return passages.read_passages(written(tmp_path, ONE))


def test_a_text_is_what_stands_between_the_quotes_without_the_last_line_break(one):
    (text,) = one.texts["text"]
    assert (text[:9], text[-5:]) == ("Hungarian", "said.")
    assert one.texts[["article_id", "class", "date"]].values.tolist() == [
        ["one", "offices", "2024-01-03"]
    ]
    assert one.series["one"] == text


def test_a_span_is_the_nth_occurrence_of_its_text(one):
    text = one.series["one"]
    for frame in (one.people, one.organisations, one.dates, one.quantities, one.quotations):
        assert [text[row.start : row.end] for row in frame.itertuples()] == list(frame["text"])
    assert list(one.people["start"]) == [text.index("Viktor"), text.rindex("Orlan")]


def test_rows_have_the_fields_of_their_table(one):
    first, second = one.people.to_dict("records")
    assert (first["role"], first["iso3"], first["iso3_basis"]) == (
        "prime minister",
        "HUN",
        "adjective",
    )
    assert first["posted_to"] == "MLI NER"
    assert (first["optional"], second["optional"], second["role"]) == (False, True, "")
    (organisation,) = one.organisations.itertuples()
    at = one.series["one"].index("Group on")
    assert organisation.alt == ((at, at + len("Group on")),)
    (quantity,) = one.quantities.itertuples()
    assert (quantity.value, quantity.value_to != quantity.value_to) == (24, True)
    (relation,) = one.relations.itertuples()
    assert (relation.sentence_id, relation.negated, relation.hypothetical) == (1, "no", "")


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("n = 3", "n = 4", "occurrence 4 is not in the text, which has 3: write n from 1 to 3"),
        ('"Monday"', '"Tuesday"', "dates, 'Tuesday': occurrence 1 is not in the text, which has 0"),
        ('"HUN"', '"HUX"', "people, 'Viktor Orlan': 'HUX' is no country: write its ISO 3166-1"),
        ("role =", "rule =", "unknown field 'rule': write one of alt, iso3"),
        ('"adjective"', '"guess"', "iso3_basis 'guess': write what follows |adjective|possessive"),
        ('granularity = "day"', 'modifier = ""', "dates, 'Monday': no granularity"),
        ("value = 24", 'value = "24"', "value '24' is no number: write value = 3.5"),
        ('["Group on"]', '["Prime"]', "alt 'Prime' does not overlap it: copy one from around it"),
        ('kind = "direct"', 'kind = "nested"', "kind 'nested': write what follows direct|indirect"),
        ("sentence = 1", "sentence = 0", "relations, 'meet': sentence 0: write its number, from 1"),
        ('hypothetical = "either"', "hypothetical = 1.5", "hypothetical 1.5: write true, false or"),
        ("2024-01-03", "3 January", "'3 January' is no day: write it as 2024-01-03"),
        ('class = "offices"', "", "no class: write class = "),
        ("dates =", "days =", "unknown 'days': write one of class, date, dates"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_passage_and_remedy(tmp_path, old, new, complaint):
    assert old in ONE
    with pytest.raises(GoldError) as raised:
        passages.read_passages(written(tmp_path, ONE.replace(old, new, 1)))
    assert str(raised.value).startswith("passages.toml, passage one")
    assert complaint in str(raised.value)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("[[passage]\n", "passages.toml: no TOML"),
        ("passages = []\n", "unknown 'passages': write each passage as [[passage]]"),
        (ONE + ONE, "passage one: a second passage of that id: give it another"),
    ],
)
def test_a_file_that_is_none_is_named(tmp_path, content, complaint):
    with pytest.raises(GoldError) as raised:
        passages.read_passages(written(tmp_path, content))
    assert complaint in str(raised.value)


@given(st.text("ab", min_size=1, max_size=12), st.text("ab", min_size=1, max_size=3))
def test_occurrences_are_counted_from_left_to_right_without_overlap(text, part):
    count = text.count(part)
    for n in range(1, count + 1):
        start, end = passages._nth(text, part, n, "")
        assert text[start:end] == part
        assert text[:start].count(part) == n - 1
    with pytest.raises(GoldError):
        passages._nth(text, part, count + 1, "")


def test_the_seed_is_annotated_whole(root):
    path = root / "tests/gold/seed_gold.json"
    (article_id,) = passages.read_annotated(path).texts["article_id"]
    text = (root / f"seeds/{article_id}.txt").read_text(encoding="utf-8")
    seed = passages.read_annotated(path, text)
    assert list(map(len, seed)) == [1, 7, 8, 11, 3, 9, 22]
    offices = seed.people[seed.people["iso3"] != ""].set_index("person")
    assert len(offices) == 6
    assert offices.loc["Igor Gromyko", ["iso3", "posted_to"]].tolist() == ["RUS", "MLI NER"]
    assert not seed.people["optional"].any()
    assert seed.people["office_optional"].sum() == 1
    with pytest.raises(GoldError, match="is not in its place: give the text that was annotated"):
        passages.read_annotated(path, "A" + text)


@pytest.mark.parametrize("name", ["building", "blind"])
def test_the_projects_passages_can_be_read(root, name):
    path = root / f"tests/gold/passages-{name}.toml"
    if not path.is_file():
        pytest.skip("not there yet")
    assert len(passages.read_passages(path).texts) > 10
