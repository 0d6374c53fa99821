"""Country mentions: exact spans, the right country, the right kind, and why."""

import itertools
import json
import os
import re
import time
from unittest import mock

import pandas as pd
import pytest
import twin
from hypothesis import assume, given
from hypothesis import strategies as st

from dateline import articles, countries, finder, gazetteer, tables, vocabulary


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
        ("the Czech Republic, the Czech republic, mali, the central african republic", "CZE CZE"),
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
        ("Moscow and Washington said so", "Moscow|RUS|metonym Washington|USA|metonym"),
        ("Paris has warned Rome.", "Paris|FRA|metonym Rome|ITA|metonym"),
        ("a retreat by Washington, analysts say", "Washington|USA|metonym"),
        ("backed by Washington.", "Washington|USA|metonym"),
        ("a story by Washington Post staff", "Washington Post|USA|embedded"),
        ("by Washington-based firms", "Washington|USA|place"),
        ("a visit by Berlin’s mayor", "Berlin|DEU|place"),
        ("a hill by Quito, Someplace, and by Quito Abc", "Quito|ECU|place Quito|ECU|place"),
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
    assert found["rule"].tolist() == ["term", "capital-acts", "capital-agent", "one-of-a-people"]


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


def terms_by_what_rules_ask():
    """The forms of all terms, those together that no rule tells apart."""
    terms, groups = gazetteer.load(), {}
    for form, entry in zip(terms.matcher.forms, terms.entries, strict=True):
        key = (entry.roles, entry.contexts, len(entry.iso3s) > 1, entry.is_language)
        groups.setdefault(key, []).append(form)
    return list(groups.values())


def lists_of_words():
    """The words that the rules know, by their lists."""
    return [sorted(vocabulary.words(name)) for name in vocabulary._lists()]


def one_of_the_lists(lists):
    return st.sampled_from(lists).flatmap(st.sampled_from)


TERMS = terms_by_what_rules_ask()
WORDS = lists_of_words()
FORENAMES = sorted(vocabulary.forenames())
PLAIN = [
    *"the The of by in to with and a An two de or for".split(),
    "Abc",
    "xyz",
    "12",
    "34,",
    "5th",
]
MARKS = [
    *".,;:!?\"'()[]“”’-–/…$*#@&_",
    "'s",
    "’s",
    "://",
    "www.",
    "🇲🇱",
    "İ",
    "ﬁ",
    "中",
    "\0",
    "\ud800",
]
GAPS = [*[" "] * 40, *", | and | of |. |; | (|) |-|/|'s |’s |' |\n|  |\xa0|\t".split("|")]
GAPS += ["", "\n\n", "\r\n\r\n", "\u2029 ", "\xad ", " \u200b", "\u0301 "]
PIECES = one_of_the_lists([*[TERMS] * 4, *[WORDS] * 4, [FORENAMES], [PLAIN], [MARKS]]).flatmap(
    lambda some: st.sampled_from(some) if isinstance(some, list) else st.just(some)
)
WRITTEN = st.sampled_from([str, str, str, str, str, str, str.upper, str.capitalize, str.lower])
CLAUSES = st.lists(
    st.tuples(WRITTEN, PIECES, st.sampled_from(GAPS)).map(lambda made: made[0](made[1]) + made[2]),
    max_size=12,
).map("".join)
TEXTS = st.one_of(CLAUSES, CLAUSES, CLAUSES, CLAUSES, st.text())


def rows(found):
    """The rows of one text as tuples."""
    return list(found[list(countries.COLUMNS)].itertuples(index=False, name=None))


def rows_by_text(texts):
    """What the finder finds in some texts at once, refused hits too, as tuples by text."""
    found = countries.find_mentions(pd.Series(texts, dtype=object), refused=True)
    by_text = [[] for _ in texts]
    for number, *row in found[["article_id", *countries.COLUMNS]].itertuples(index=False):
        by_text[number].append(tuple(row))
    return by_text


@given(TEXTS)
def test_the_fast_finder_finds_what_the_plain_one_finds(text):
    assert rows(countries.find_mentions(text, refused=True)) == twin.find(text)


@given(st.lists(TEXTS, max_size=5), st.sampled_from([1, 20, 80, finder._BATCH]))
def test_a_series_gives_what_its_items_give_wherever_it_is_cut(texts, batch):
    with mock.patch.object(finder, "_BATCH", batch):
        assert rows_by_text(texts) == [twin.find(text) for text in texts]


SETTINGS = [
    "{word} {term} x.",
    "x {term} {word} x",
    "x {word} the {term}.",
    "x {term}, {word}",
    "x {term}, xyz {word} of",
    "{term} Abc {word}",
    "{term} Xyz, {word} x",
    "x {word} Abc {term}, 34,",
    "x {word} of {term} and {term}",
    "the {word} with the {term} or",
    "x {term}'s {word} x",
    "x {term}-{word} x",
    "x {word}-Abc {term}",
    "({word} {term})",
    "{word}, {term}: {word} {term}",
    "{word} Abc's {term} x",
    "{word} (Abc {term}",
    "5th {term} {word}",
    "{term} Abc. {word} x",
]


def test_no_word_that_rules_know_is_missed_beside_a_term():
    """Each word in each setting; beside terms of every kind in the long run, else of one."""
    words = [*itertools.chain.from_iterable(WORDS), *FORENAMES[::20]]
    kinds = len(TERMS) if os.environ.get("LONG") == "1" else 1
    for shift in range(kinds):
        texts = []
        for number, (word, setting) in enumerate(itertools.product(words, SETTINGS)):
            some = TERMS[(number + number // len(SETTINGS) + shift) % len(TERMS)]
            texts.append(setting.format(word=word, term=some[number % len(some)]))
        fast = rows_by_text(texts)
        plain = [twin.find(text) for text in texts]
        differ = zip(texts, fast, plain, strict=True)
        assert [each for each in differ if each[1] != each[2]] == []


@pytest.mark.parametrize(
    "text",
    [
        "Evelin St George's VINCENTIANS",
        "Hortencia- Mbuji-Mayi",
        "Brendan-reporter Kazan",
        "coach Kane's England",
        "striker (Abc England",
        "lecturer Brit/Abc Kazan",
        "fly-half Abc Norway",
        "Berne Holland, United",
        "Malta B. Township",
        "Bristol plc",
        "Norwegian plc",
        "1st Palauan",
        "5th Luxembourgish stepped up",
        "Mali, border town of 800",
        "US 12's B.C. is cold",
        "in ж12 B.C. Route 5",
        "5 Ohio dollars",
        "Paris and, Riga rewired it",
        "Paris, which, Riga says, claims it",
        "Paris, and Riga claimed it",
        "support'' for Paris",
        "in 12 D.C. homes",
        "Al-Sabah left",
        "Abc 中 Brussels armed",
        "34, Faroese",
        "a T&T",
        "A Mongolian speaks",
        "she wrote in German\n",
        "she wrote in German \u200b",
    ],
)
def test_rare_neighbours_are_not_missed(text):
    assert rows_by_text([text, text, "Mali"])[:2] == [twin.find(text)] * 2
    assert rows(countries.find_mentions(text, refused=True)) == twin.find(text)


def test_a_lone_surrogate_is_a_character_like_others():
    assert mentions("\ud800Mali, \udfff Niger\ud83d") == mentions("?Mali, ? Niger?")


@given(TEXTS)
def test_spans_are_the_text_in_order_and_do_not_overlap(text):
    reached = 0
    for row in countries.find_mentions(text, refused=True).itertuples():
        assert reached <= row.start < row.end <= len(text)
        assert text[row.start : row.end] == row.text
        reached = row.end


@given(TEXTS)
def test_refused_hits_are_rows_that_are_else_left_out(text):
    everything = countries.find_mentions(text, refused=True)
    kept = everything[everything["kind"] != "refused"].reset_index(drop=True)
    pd.testing.assert_frame_equal(countries.find_mentions(text), kept)
    refused = everything[everything["kind"] == "refused"]
    assert (refused["iso3"] == "").all()
    assert (refused["rule"] != "term").all()


NO_TERMS = st.lists(
    st.one_of(one_of_the_lists(WORDS), st.sampled_from(FORENAMES), st.sampled_from(PLAIN)),
    max_size=8,
).map(" ".join)


@given(NO_TERMS, TEXTS)
def test_a_sentence_without_terms_before_a_text_changes_nothing_that_terms_alone_say(before, text):
    before += " xyz.\n\n"
    assume(countries.find_mentions(before, refused=True).empty)
    alone = countries.find_mentions(text, refused=True)
    after = countries.find_mentions(before + text, refused=True)
    after[["start", "end"]] -= len(before)
    pd.testing.assert_frame_equal(after[after["rule"] == "term"], alone[alone["rule"] == "term"])
    pd.testing.assert_frame_equal(after[["start", "end", "text"]], alone[["start", "end", "text"]])


@pytest.mark.parametrize("end", ["", "\n", " ", "\n\n", "\xad\n", "\t\u200b "])
@pytest.mark.parametrize("text", ["She wrote it in German", "Talks with the French", "In Mali"])
def test_white_space_at_the_end_says_nothing(text, end):
    assert mentions(text + end) == mentions(text)


@pytest.mark.parametrize(
    "thing",
    [
        *("Mali ", "Mali, ", "MALI ", "Mali-", "Mali", "Jordan Smith ", "Paris, Texas, ", "Paris "),
        *("Lake of of of ", "of the ", "Bank of ", ", ", "-", "A", "A ", "@", "U.S. ", "www.Mali."),
        *("Georgia ", "Jordan, ", "County ", "UAE United Arab Emirates ", "Mali\n\n", "in "),
        *("Mali\u0301", "Washington and ", "the French ", "ﬁ ", "\r\n", "Texas Abc def ", "Tico "),
        *("Ghana freed Chad Abc. Chad left. ", "Bob Texas left. Texas sat. Ohio. "),
    ],
)
def test_time_is_in_proportion_to_the_text(thing):
    def seconds(size):
        text = "Mali met Georgia. " + thing * (size // len(thing))
        begun = time.process_time()
        countries.find_mentions(text, refused=True)
        return time.process_time() - begun

    countries.find_mentions("Mali")
    # The least of some runs: what else the machine does comes on top.
    small, large = (min(seconds(size) for _ in range(3)) for size in (10_000, 150_000))
    # Fifteen times as long; a rule that looked through the text for each hit would need 225 times.
    assert large < 40 * max(small, 0.02)


@pytest.mark.parametrize(
    "run", ["\u0301", "\xad", "\u0301\xad", " ", "x", "A", "-", "'", "ﬁ", "\u2028"]
)
def test_a_long_run_after_a_name_is_read_once(run):
    begun = time.process_time()
    found = countries.find_mentions("Mali " + "Chad" + run * (20_000 // len(run)) + " Niger")
    assert time.process_time() - begun < 1
    assert found["iso3"].tolist()[:1] == ["MLI"]
    assert found["iso3"].tolist()[-1:] == ["NER"]


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


def test_terms_of_ones_own_come_before_those_of_the_package():
    own = [
        gazetteer.Sense("Zomia", "MMR", "part", ""),
        gazetteer.Sense("al-Sham", "SYR", "name", ""),
        gazetteer.Sense("Jordan Times", "JOR", "longer-name", ""),
        gazetteer.Sense("Mali", "FRA", "name", ""),
        gazetteer.Sense("Chad", "", "homonym", ""),
    ]
    text = "ZOMIA and al-Sham met the Jordan Times in Mali. Chad left Niger."

    def found(**more):
        return countries.find_mentions(text, **more)[["text", "iso3", "kind"]].values.tolist()

    assert found(terms=own) == [
        ["ZOMIA", "MMR", "place"],
        ["al-Sham", "SYR", "name"],
        ["Jordan Times", "JOR", "embedded"],
        ["Mali", "FRA", "name"],
        ["Niger", "NER", "name"],
    ]
    assert found(terms=()) == found()
    assert [row[0] for row in found()] == ["Jordan", "Mali", "Chad", "Niger"]


def test_a_term_of_ones_own_is_found_up_to_the_longest_and_refused_beyond():
    longest = "A" + "b" * 254
    own = [gazetteer.Sense(longest, "MLI", "name", "")]
    assert countries.find_mentions(f"In {longest} today.", terms=own)["text"].tolist() == [longest]
    longer = (gazetteer.Sense(each, "MLI", "name", "") for each in ("Zomia", longest + "b"))
    with pytest.raises(ValueError, match=r"'Abb.*…' has 256 characters: .* up to 255"):
        countries.find_mentions("Mali.", terms=longer)


def test_kinds_are_listed_with_their_most_frequent_terms():
    text = " ".join(f"{name} won." for name in sorted(gazetteer.load().names.values()))
    mentions = countries.find_mentions(f"Malians like Fiji. Fiji wins. {text}")
    table = countries.by_kind(mentions)
    assert table["kind"].tolist()[0] == "name"
    assert table["mentions"].sum() == len(mentions)
    first, *others, last = table.loc[0, "terms"].split(", ")
    assert first == "Fiji"
    assert len(others) == 18
    assert re.fullmatch(r".+ and [0-9]+ more", last)
    assert table.set_index("kind").loc["demonym", "terms"] == "Malians"
