"""Files become articles and sentences, and each file is accounted for."""

import hashlib
import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline import articles


def sentences(text):
    return [text[start:end] for _, start, end in articles.split_sentences(text)]


def test_the_seed_has_the_sentences_of_its_gold(root):
    gold = json.loads((root / "tests/gold/seed_gold.json").read_text(encoding="utf-8"))
    found = articles.read_folder(root / "seeds").sentences
    assert found[["sentence_id", "start", "end"]].to_dict("records") == gold["sentences"]


@pytest.mark.parametrize(
    "text",
    [
        "He met Dr. Ann Smith. | She left.",
        "George W. Bush met J. K. Rowling. | They spoke.",
        "The U.S. Army came to the U.S. | The army left.",
        "It is plan B. | The rest follows.",
        "Prices rose 3.5 percent. | Wages fell.",
        'He said "Stop!" | "Why?" she asked.',
        '"What now?" he said.',
        "“We stay.” | He left.",
        "Acme Inc. | The firm closed.",
        "Acme Inc. Chairman Bo Li resigned.",
        "On Sept. 19 he spoke. | On Jan. 2 he left.",
        "They left Mali...there is no one. | He left.",
        "Is it so?! | It is.",
        "1. First point. | Second point.",
        "It was 5 p.m. Monday. | It was 5 p.m. | The sun set.",
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
    found = articles.split_sentences(text)
    assert [paragraph for paragraph, _, _ in found] == [1, 1, 2]
    assert text[found[1][1] : found[1][2]].startswith("France")
    assert "bring\nmercen" in text


def test_short_paragraphs_of_a_line_each_are_not_taken_for_a_wrapped_one():
    lines = [
        "The council met on Monday to talk about the bridge.",
        "It will meet again on Friday, the mayor told us.",
        "Nobody knows what the outcome is going to be then.",
    ]
    assert sentences("\n".join(lines)) == lines


@given(st.text(st.characters(exclude_categories=["Cs"])) | st.text("aA.!? \n\r\"'”U5"))
def test_sentences_hold_every_character_but_white_space_in_order(text):
    found = articles.split_sentences(text)
    reached = 0
    paragraphs = []
    for paragraph, start, end in found:
        assert reached <= start < end <= len(text)
        assert not text[reached:start].strip()
        assert not text[start].isspace()
        assert not text[end - 1].isspace()
        reached = end
        paragraphs.append(paragraph)
    assert not text[reached:].strip()
    assert paragraphs == sorted(paragraphs)
    assert set(paragraphs) == set(range(1, len(set(paragraphs)) + 1))


def test_the_text_is_exactly_the_decoded_bytes(tmp_path):
    content = "Cafe\u0301 \u00adMali\r\nNiger \r x".encode()
    (tmp_path / "a.txt").write_bytes(content)
    (row,) = articles.read_folder(tmp_path).articles.to_dict("records")
    assert row["text"] == content.decode()
    assert row["characters"] == len(row["text"])
    assert row["sha256"] == hashlib.sha256(content).hexdigest()


def test_a_byte_order_mark_is_not_text(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbfMali")
    assert articles.read_folder(tmp_path).articles["text"].tolist() == ["Mali"]


def test_every_file_is_an_article_or_rejected_with_a_reason(tmp_path):
    files = {
        "good.txt": b"Mali.",
        "deep/er/also good.TXT": b"Niger.",
        "empty.txt": b"",
        "blank.txt": b" \n\t",
        "latin.txt": b"caf\xe9",
        "binary.txt": b"Mali\0Niger",
        "page.html": b"<p>Mali</p>",
        ".hidden": b"x",
    }
    for name, content in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    corpus = articles.read_folder(tmp_path)
    assert corpus.articles["article_id"].tolist() == ["deep/er/also good", "good"]
    assert sorted([*corpus.articles["file"], *corpus.rejected["file"]]) == sorted(files)
    reasons = corpus.rejected.set_index("file")["reason"]
    assert reasons["empty.txt"] == reasons["blank.txt"] == "empty: nothing to read in it"
    assert reasons["latin.txt"] == "not UTF-8 text (byte 0xe9 at 3): save it as UTF-8"
    assert "NUL" in reasons["binary.txt"]
    assert reasons["page.html"].startswith("only plain text (.txt) is read so far")


def test_names_that_would_collide_are_kept_whole(tmp_path):
    (tmp_path / "a.txt").write_text("Mali.")
    (tmp_path / "a.TXT").write_text("Niger.")
    if len(list(tmp_path.iterdir())) == 1:
        pytest.skip("this file system does not tell capitals from small letters")
    assert articles.read_folder(tmp_path).articles["article_id"].tolist() == ["a.TXT", "a.txt"]


def test_sources_describe_the_files(tmp_path):
    (tmp_path / "a.txt").write_text("Mali.")
    (tmp_path / "SOURCES.csv").write_text(
        "file,title,date,unknown\na.txt,NA,2021-09,x\ngone.txt,,,\n", encoding="utf-8-sig"
    )
    corpus = articles.read_folder(tmp_path)
    (row,) = corpus.articles.to_dict("records")
    assert (row["title"], row["date"], row["url"]) == ("NA", "2021-09", "")
    assert corpus.rejected["file"].tolist() == ["gone.txt"]


def test_a_file_that_is_not_the_one_recorded_is_rejected(tmp_path):
    (tmp_path / "a.txt").write_text("Mali.")
    (tmp_path / "SOURCES.csv").write_text(f"file,sha256\na.txt,{'0' * 64}\n")
    corpus = articles.read_folder(tmp_path)
    assert corpus.articles.empty
    assert "SHA-256" in corpus.rejected["reason"][0]


@pytest.mark.parametrize(
    ("sources", "complaint"),
    [
        (b"name\na.txt\n", "no column `file`"),
        (b"file\n\xff\n", "cannot be read"),
        (b"file,date\na.txt,last week\n", "the date 'last week' of a.txt"),
    ],
)
def test_sources_that_cannot_be_used_say_why(tmp_path, sources, complaint):
    (tmp_path / "SOURCES.csv").write_bytes(sources)
    with pytest.raises(ValueError, match=complaint):
        articles.read_folder(tmp_path)


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(NotADirectoryError, match="is not a folder"):
        articles.read_folder(tmp_path / "none")


def test_an_empty_folder_gives_empty_tables(tmp_path):
    corpus = articles.read_folder(tmp_path)
    assert corpus.articles.empty
    assert corpus.sentences.empty
    assert corpus.rejected.empty
    assert articles.summary(corpus.articles, corpus.rejected).startswith("No article")


def test_a_row_gets_the_sentence_it_starts_in_and_keeps_its_order():
    corpus = pd.DataFrame(
        [("a", 1, 1, 0, 5, "Mali."), ("a", 2, 1, 6, 12, "Niger."), ("b", 1, 1, 0, 4, "Chad")],
        columns=["article_id", "sentence_id", "paragraph", "start", "end", "text"],
    )
    rows = pd.DataFrame({"article_id": ["b", "a", "a"], "start": [0, 6, 0], "x": [1, 2, 3]})
    found = articles.add_sentence_ids(rows, corpus)
    assert found.columns.tolist() == ["article_id", "sentence_id", "start", "x"]
    assert found[["article_id", "sentence_id", "x"]].values.tolist() == [
        ["b", 1, 1],
        ["a", 2, 2],
        ["a", 1, 3],
    ]
    assert articles.with_sentence(found, corpus)["sentence"].tolist() == ["Chad", "Niger.", "Mali."]
