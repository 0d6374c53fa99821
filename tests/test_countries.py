"""Country mentions: exact spans, the right country, the right kind, and why."""

import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline import articles, countries, tables


def mentions(text):
    """What is found, as "text iso3 kind" lines."""
    found = countries.find_mentions(text)
    return [f"{row.text}|{row.iso3}|{row.kind}" for row in found.itertuples()]


def names(text):
    """The codes of the countries named, in the order of the text."""
    found = countries.find_mentions(text)
    return found.loc[found["kind"] == "name", "iso3"].tolist()


def test_the_seed_has_exactly_the_mentions_of_its_gold(root):
    gold = json.loads((root / "tests/gold/seed_gold.json").read_text(encoding="utf-8"))
    corpus = articles.read_folder(root / "seeds")
    found = countries.find_mentions(corpus.articles.set_index("article_id")["text"])
    found = articles.add_sentence_ids(found, corpus.sentences)
    assert set(found["article_id"]) == {gold["article_id"]}
    regions = [row | {"iso3": "", "kind": "region"} for row in gold["regions"]]
    expected = sorted(gold["mentions"] + regions, key=lambda row: row["start"])
    columns = ["sentence_id", "start", "end", "text", "iso3", "kind"]
    assert found[columns].to_dict("records") == expected


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Niger and Nigeria", "NER NGA"),
        ("Nigeria, not Niger", "NGA NER"),
        ("Sudan, South Sudan", "SDN SSD"),
        ("Guinea, Guinea-Bissau, Equatorial Guinea, Papua New Guinea", "GIN GNB GNQ PNG"),
        ("the DR Congo, the Democratic Republic of the Congo, the DRC", "COD COD COD"),
        ("the Republic of the Congo, Congo-Brazzaville, Congo-Kinshasa", "COG COG COD"),
        ("North Korea and South Korea", "PRK KOR"),
        ("Dominica and the Dominican Republic", "DMA DOM"),
        ("Ireland and Northern Ireland", "IRL"),
        ("the CAR, a car, Car", "CAF"),
        ("the US, us, Us", "USA"),
        ("It is in the U.S. The rest is not.", "USA"),
        ("Turkey and a turkey; China and china; Chad and a chad", "TUR CHN TCD"),
        ("MALI AND NIGER: THE TALKS", "MLI NER"),
        ("Mali's army, Mali’s army, Mali´s army", "MLI MLI MLI"),
        ("the United\nStates and the Central African\r\nRepublic", "USA CAF"),
        ("US-China talks, Mali-based, Mali/Niger", "USA CHN MLI MLI NER"),
        ("Côte d’Ivoire, Cote d'Ivoire, Ivory Coast", "CIV CIV CIV"),
        ("Burma, Swaziland, Zaire, Holland, Britain, Türkiye", "MMR SWZ COD NLD GBR TUR"),
        ("Namibia, Kosovo, Palestine, Taiwan, the Vatican", "NAM XKX PSE TWN VAT"),
        ("Greenland and Hong Kong", "GRL HKG"),
        ("Trinidad and Tobago; Bosnia and Herzegovina", "TTO BIH"),
    ],
)
def test_hard_neighbours_are_told_apart(text, codes):
    assert names(text) == codes.split()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Malian authorities", "Malian|MLI|adjective"),
        ("Malians’ hopes", "Malians|MLI|demonym"),
        ("a Malian who left", "Malian|MLI|demonym"),
        ("a Malian soldier", "Malian|MLI|adjective"),
        ("two Germans", "Germans|DEU|demonym"),
        ("a Frenchman", "Frenchman|FRA|demonym"),
        ("in Northern Ireland", "Northern Ireland|GBR|place"),
        ("the Kremlin", "Kremlin|RUS|metonym"),
        ("in Washington", "Washington|USA|place"),
        ("Washington said", "Washington|USA|metonym"),
        ("China’s embassy in Belgrade said", "China|CHN|name Belgrade|SRB|place"),
        ("Reporters in Washington said so", "Washington|USA|place"),
        ("Moscow and Washington said so", "Moscow|RUS|place Washington|USA|metonym"),
        ("Paris has warned Rome.", "Paris|FRA|metonym Rome|ITA|place"),
        ("a retreat by Washington, analysts say", "Washington|USA|metonym"),
        ("backed by Washington.", "Washington|USA|metonym"),
        ("a story by Washington Post staff", "Washington Post|USA|embedded"),
        ("by Washington-based firms", "Washington|USA|place"),
        ("a visit by Berlin’s mayor", "Berlin|DEU|place"),
        ("a hill by Lima, Someplace, and by Lima Someplace", "Lima|PER|place Lima|PER|place"),
        ("the Sahel and West African states", "Sahel||region West African||region"),
        ("the European Union", "European Union||region"),
        ("Western governments", ""),
        ("a guinea pig in New Mexico", "New Mexico|USA|place"),
    ],
)
def test_kinds(text, expected):
    assert " ".join(mentions(text)) == expected


def test_a_term_for_two_countries_stays_undecided():
    (row,) = countries.find_mentions("Congolese troops").to_dict("records")
    assert (row["iso3"], row["kind"], row["rule"]) == ("", "adjective", "ambiguous")
    assert row["candidates"] == "COD COG"


def test_the_rule_says_why():
    found = countries.find_mentions("Mali. Washington said. Led by Paris. An Italian.")
    assert found["rule"].tolist() == ["term", "capital-speaks", "capital-agent", "one-of-a-people"]


def test_an_uncertain_capital_counts_only_where_its_country_is_named():
    assert mentions("She was in Georgetown.") == []
    assert mentions("Guyana: she was in Georgetown.") == [
        "Guyana|GUY|name",
        "Georgetown|GUY|place",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org/Mali/Niger",
        "info@Mali.org",
        "www.mali.com",
        "see http://x.org/?q=Mali.",
    ],
)
def test_an_address_names_nothing(text):
    assert mentions(text) == []
    assert names(f"Mali/Niger {text} Chad.") == ["MLI", "NER", "TCD"]


def test_the_span_leaves_out_the_article_and_holds_the_last_dot():
    found = countries.find_mentions("the U.S. and the Gambia’s army")
    assert found["text"].tolist() == ["U.S.", "Gambia"]


WORDS = st.sampled_from(
    [
        "Mali",
        "Malians",
        "the",
        "U.S.",
        "Washington",
        "said",
        "by",
        "Congolese",
        "South",
        "Sudan",
        "a",
        "French",
        "\n",
        " ",
        " ",
        " ",
        "'s",
        "’",
        "\xad",
        "́",
        "-",
        "🇲🇱",
        "İ",
        "ﬁ",
        "\r\n",
    ]
)
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"])), st.lists(WORDS, max_size=15).map("".join)
)


@given(TEXTS)
def test_spans_are_the_text_in_order_and_do_not_overlap(text):
    reached = 0
    for row in countries.find_mentions(text).itertuples():
        assert reached <= row.start < row.end <= len(text)
        assert text[row.start : row.end] == row.text
        reached = row.end


@given(st.lists(TEXTS, max_size=4))
def test_a_series_gives_what_its_items_give(texts):
    series = pd.Series(texts, index=[f"a{n}" for n in range(len(texts))], dtype="str")
    found = countries.find_mentions(series)
    for label, text in series.items():
        alone = countries.find_mentions(text)
        together = found[found["article_id"] == label].drop(columns="article_id")
        pd.testing.assert_frame_equal(together.reset_index(drop=True), alone, check_dtype=False)
    assert found["article_id"].tolist() == sorted(found["article_id"])


def test_labels_have_to_be_unique():
    with pytest.raises(ValueError, match="two texts have the label 'a'"):
        countries.find_mentions(pd.Series(["Mali", "Niger"], index=["a", "a"]))


def test_what_is_not_text_is_named():
    with pytest.raises(TypeError, match="labelled 'b' is float"):
        countries.find_mentions(pd.Series(["Mali", float("nan")], index=["a", "b"], dtype=object))


def test_what_is_neither_text_nor_series_is_refused():
    with pytest.raises(TypeError, match="a str or a Series of str, not list"):
        countries.find_mentions(["Mali"])


def test_no_mention_gives_an_empty_table_that_can_be_written(tmp_path):
    found = countries.find_mentions(pd.Series({"a": "Nothing here."}))
    corpus = tables.frame("sentences", [("a", 1, 1, 0, 13, "Nothing here.")])
    tables.write(articles.add_sentence_ids(found, corpus), "mentions", tmp_path)
    empty = tables.read("mentions", tmp_path)
    assert countries.count_by_country(empty).empty
    assert countries.summary(empty) == "No country or region is mentioned."


def test_counts_by_country_and_kind():
    corpus = pd.Series(
        {"a": "Russian troops left. Mali and Malians.", "b": "Mali. The Sahel. Congolese."}
    )
    found = countries.find_mentions(corpus)
    found.insert(1, "sentence_id", [1, 2, 2, 1, 2, 3])
    counts = countries.count_by_country(found).set_index("iso3")
    assert counts.index.tolist() == ["MLI", "RUS"]
    assert counts.loc["MLI", ["articles", "n_name", "n_demonym", "n_adjective"]].tolist() == [
        2,
        2,
        1,
        0,
    ]
    assert counts.loc["MLI", ["first_article_id", "first_sentence_id"]].tolist() == ["a", 2]
    assert counts.loc["RUS", ["country", "n_name", "n_adjective"]].tolist() == ["Russia", 0, 1]


def test_the_summary_counts_every_mention():
    found = countries.find_mentions("Mali, Niger and Malian officials; the Sahel; a Korean said.")
    assert countries.summary(found) == (
        "Five mentions: 2 by name, 1 by adjective, 1 of a region and 1 undecided between several "
        "countries."
    )
