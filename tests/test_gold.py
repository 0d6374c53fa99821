"""Annotations are read as they were written, and what cannot be read is named."""

import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dateline import gold

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]))
COUNTRY = st.lists(st.sampled_from(["MLI", "NER", "COD", "COG", "XKX"]), min_size=1, unique=True)
KIND = st.sampled_from(["name", "adjective", "demonym", "metonym", "embedded", "place"])
MENTION = st.tuples(ANY_TEXT.filter(bool), COUNTRY, KIND)
REGION = st.tuples(ANY_TEXT.filter(bool), st.just([]), st.just("region"))


def escaped(text):
    """Text as a file of sentences writes it, with an escape for all but letters and digits."""
    units = text.encode("utf-16-be")
    numbers = [int.from_bytes(units[at : at + 2]) for at in range(0, len(units), 2)]
    return "".join(
        chr(unit) if unit < 128 and chr(unit).isalnum() else f"\\u{unit:04x}" for unit in numbers
    )


def sentences(tmp_path, content):
    path = tmp_path / "sentences.txt"
    path.write_bytes(content.encode())
    return path


@given(st.lists(st.one_of(ANY_TEXT, MENTION, REGION)))
def test_what_is_written_with_escapes_is_read_back(tmp_path_factory, pieces):
    written, text, expected = "", "", []
    for piece in pieces:
        if isinstance(piece, str):
            written += escaped(piece)
            text += piece
            continue
        inside, codes, kind = piece
        written += f"{{{escaped(inside)}|{' '.join(codes)}|{kind}}}"
        iso3, candidates = ("".join(codes), "") if len(codes) < 2 else ("", " ".join(sorted(codes)))
        mention = ("x-1", len(text), len(text + inside), inside, iso3, kind, candidates)
        text += inside
        expected.append(mention)
    assume(text)
    read = gold.read_challenge(sentences(tmp_path_factory.mktemp("gold"), f"## x\n{written}\n"))
    assert read.texts.values.tolist() == [["x-1", "x", text]]
    assert list(read.mentions.itertuples(index=False, name=None)) == expected


def test_sentences_are_read_with_their_classes_and_mentions(tmp_path):
    read = gold.read_challenge(
        sentences(
            tmp_path,
            "# About this file\r\n## plain\r\n\r\n  The {Malian|MLI|adjective} team|left.  \r\n"
            "No country.\r\n## undecided\n{Congo|COG COD|name}\\n\\u0023{Sahel||region}\n"
            "## plain\n{K\\u014dsovo \\ud83d\\ude00|XKX|name}",
        )
    )
    assert read.texts.values.tolist() == [
        ["plain-1", "plain", "The Malian team|left."],
        ["plain-2", "plain", "No country."],
        ["undecided-1", "undecided", "Congo\n#Sahel"],
        ["plain-3", "plain", "Kōsovo 😀"],
    ]
    assert read.mentions.values.tolist() == [
        ["plain-1", 4, 10, "Malian", "MLI", "adjective", ""],
        ["undecided-1", 0, 5, "Congo", "", "name", "COD COG"],
        ["undecided-1", 7, 12, "Sahel", "", "region", ""],
        ["plain-3", 0, 8, "Kōsovo 😀", "XKX", "name", ""],
    ]
    assert read.series.index.tolist() == read.texts["article_id"].tolist()


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("In {Mali|MLI|name", "unbalanced brace at column 4: add the other"),
        ("In Mali} now", "unbalanced brace at column 8: add the other"),
        ("In {{Mali|MLI|name}}", "unbalanced brace at column 4: add the other"),
        ("In {Mali|MLI}", "{Mali|MLI} is no mention: write {text|country|kind}"),
        ("In {|MLI|name}", "{|MLI|name} is no mention: write {text|country|kind}"),
        ("In {Mali|MLI|town}", "{Mali|MLI|town}: unknown kind 'town': write one of name|adjective"),
        ("In {Mali|ML|name}", "{Mali|ML|name}: 'ML' is no country: write its ISO 3166-1 alpha-3"),
        ("{Congo|COD XXX|name}", "'XXX' is no country: write its ISO 3166-1 alpha-3 code"),
        ("In {Mali||name}", "country '' of a name: leave it empty for a region, and for nothing"),
        ("{Sahel|MLI|region}", "country 'MLI' of a region: leave it empty for a region"),
        ("In \\Mali", "unknown escape \\M: write \\n, \\t or \\uXXXX"),
        ("In \\u12", "unknown escape \\u: write \\n, \\t or \\uXXXX"),
        ("In Mali\\", "unknown escape \\: write \\n, \\t or \\uXXXX"),
        ("In \\ud83d", "half a character: write both code units"),
        ("## two words", "'two words' names no class: write one word after ##"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line_and_remedy(tmp_path, line, complaint):
    with pytest.raises(gold.GoldError) as raised:
        gold.read_challenge(sentences(tmp_path, f"## a\nFine.\n{line}\n"))
    assert str(raised.value).startswith("sentences.txt, line 3")
    assert complaint in str(raised.value)


def test_a_text_before_any_class_is_named(tmp_path):
    with pytest.raises(gold.GoldError, match=r"line 2: a text without a class: put a line '## cl"):
        gold.read_challenge(sentences(tmp_path, "# note\nIn {Mali|MLI|name}.\n"))


@pytest.mark.parametrize("name", ["challenge-building", "challenge-blind", "coverage"])
def test_the_projects_sentences_can_be_read(root, name):
    read = gold.read_challenge(root / f"tests/gold/{name}.txt")
    assert len(read.texts) > 100
    assert read.texts["text"].is_unique


def test_the_seed_is_annotated_and_its_annotation_fits_no_other_text(root):
    seed = gold.read_annotation(root / "tests/gold/seed_gold.json")
    (article_id,) = seed.texts["article_id"]
    text = (root / f"seeds/{article_id}.txt").read_text(encoding="utf-8")
    assert seed.mentions["kind"].value_counts()["region"] == 4
    texts = seed.series
    texts[article_id] = text
    assert gold.fits(seed, texts)
    assert not gold.fits(seed, texts.rename({article_id: "other"}))
    texts[article_id] = "A" + text
    assert not gold.fits(seed, texts)


def test_a_corpus_is_read_by_its_lines(tmp_path):
    path = tmp_path / "corpus.jsonl"
    mention = {"start": 3, "end": 7, "surface": "Mali", "type": "name", "iso3": "MLI"}
    other = {"start": 0, "end": 2, "surface": "In", "type": "homonym", "iso3": None}
    article = {"doc_id": "a", "text": "In Mali.", "mentions": [other, mention], "countries": []}
    path.write_text(f"{json.dumps(article)}\n{json.dumps(article | {'mentions': []})}\n")
    read = gold.read_corpus(path)
    assert read.texts["article_id"].tolist() == ["1", "2"]
    assert read.mentions.values.tolist() == [
        ["1", 0, 2, "In", "", "homonym", ""],
        ["1", 3, 7, "Mali", "MLI", "name", ""],
    ]


@pytest.mark.parametrize(
    "line", ["", "{", "[]", '{"text": "Mali"}', '{"text": "Mali", "mentions": [{"start": 1}]}']
)
def test_a_line_of_a_corpus_that_is_no_article_is_named(tmp_path, line):
    path = tmp_path / "corpus.jsonl"
    path.write_text(f'{{"text": "", "mentions": []}}\n{line}\n')
    with pytest.raises(gold.GoldError, match=r"corpus\.jsonl, line 2: no article .*: write an obj"):
        gold.read_corpus(path)
