"""Files become articles and sentences, and each file is accounted for."""

import hashlib
import json
import os
import re
from pathlib import Path

import awkward
import pandas as pd
import pytest

from dateline import articles, tables


def test_the_seed_has_the_sentences_of_its_gold(root):
    gold = json.loads((root / "tests/gold/seed_gold.json").read_text(encoding="utf-8"))
    found = articles.read_folder(root / "seeds").sentences
    assert found[["sentence_id", "start", "end"]].to_dict("records") == gold["sentences"]


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
        "page.html": b"<html><body></body></html>",
        "picture.jpg": b"\xff\xd8\xff",
        ".hidden": b"x",
    }
    for name, content in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    corpus = articles.read_folder(tmp_path)
    assert corpus.articles["article_id"].tolist() == ["deep/er/also good", "good", "latin"]
    assert sorted([*corpus.articles["file"], *corpus.rejected["file"]]) == sorted(files)
    reasons = corpus.rejected.set_index("file")["reason"]
    assert reasons["empty.txt"] == reasons["blank.txt"] == "empty: nothing to read in it"
    assert "NUL" in reasons["binary.txt"]
    assert reasons["page.html"].startswith("no main text in this web page: copy its text into")
    assert reasons["picture.jpg"].startswith("files of the kind .jpg are not read: save it as")


@pytest.mark.parametrize(
    ("items", "told"),
    [
        ([], "no file rejected"),
        ([""], "one file rejected"),
        (["2"], "one item rejected"),
        (["", "1", "", "a.txt#2", ""], "three files and two items rejected"),
    ],
)
def test_files_that_were_not_read_are_counted_apart_from_items_of_others(items, told):
    rejected = tables.frame("rejected", [("rows.jsonl", item, "why") for item in items])
    summary = articles.summary(tables.frame("articles", []), rejected)
    assert summary == f"No article read; {told}."


def test_what_is_no_ordinary_file_is_rejected_and_never_followed(tmp_path):
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    outside.mkdir()
    (outside / "secret.txt").write_text("Mali.")
    (inside / ".txt").write_text("Niger.")
    (inside / "folder.txt").mkdir()
    (inside / "to-folder").symlink_to(outside)
    (inside / "to-nothing.txt").symlink_to(outside / "none.txt")
    os.mkfifo(inside / "pipe.txt")
    corpus = articles.read_folder(inside)
    assert corpus.articles["article_id"].tolist() == [".txt"]
    reasons = corpus.rejected.set_index("file")["reason"]
    assert sorted(reasons.index) == ["pipe.txt", "to-folder", "to-nothing.txt"]
    assert reasons["to-folder"].startswith("a link to a folder")


def test_a_file_whose_name_is_not_utf8_is_rejected_and_the_rest_goes_on(tmp_path):
    (tmp_path / "good.txt").write_text("Mali.")
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/r\xe9sum\xe9.txt")).write_text("Niger.")
    except OSError:
        pytest.skip("this file system has no such names")
    corpus = articles.read_folder(tmp_path)
    assert corpus.articles["file"].tolist() == ["good.txt"]
    assert corpus.rejected["file"].tolist() == ["r\\xe9sum\\xe9.txt"]
    tables.write(corpus.rejected, "rejected", tmp_path)


def test_names_that_would_collide_are_kept_whole(tmp_path):
    (tmp_path / "a.txt").write_text("Mali.")
    (tmp_path / "a.TXT").write_text("Niger.")
    if len(list(tmp_path.iterdir())) == 1:
        pytest.skip("this file system does not tell capitals from small letters")
    assert articles.read_folder(tmp_path).articles["article_id"].tolist() == ["a.TXT", "a.txt"]


def test_texts_of_one_name_get_ids_of_their_own(tmp_path):
    archive = awkward.zipped({"a.txt": b"Mali.", "b.txt": b"Niger.", "c.txt": b"Mali."})
    (tmp_path / "x.zip").write_bytes(re.sub(rb"[bc]\.txt", b"a.txt", archive))
    (tmp_path / "b.jsonl").write_text('{"text": "Peru."}')
    (tmp_path / "b.jsonl#1").write_text("Chile.")
    (tmp_path / "b#1.txt").write_text("Fiji.")
    read, _, rejected = articles.read_folder(tmp_path)
    assert dict(zip(read["article_id"], read["text"], strict=True)) == {
        "b#1.txt": "Fiji.",
        "b.jsonl#1": "Peru.",
        "b.jsonl#1#2": "Chile.",
        "x.zip/a.txt": "Mali.",
        "x.zip/a.txt#2": "Niger.",
    }
    assert rejected["reason"].tolist() == ["same text as x.zip/a.txt: nothing is lost without it"]
    tables.write(read, "articles", tmp_path)


def test_near_repeats_are_counted_as_articles_and_the_summary_says_so(tmp_path):
    report = " ".join(f"Mali met Niger on day {day} of the talks." for day in range(9))
    for number, name in enumerate("abc"):
        (tmp_path / f"{name}.txt").write_text(f"{report} Edition {number}.")
    (tmp_path / "other.txt").write_text("Peru voted.")
    read, _, rejected = articles.read_folder(tmp_path)
    assert read["similar_to"].tolist() == ["", "a", "a", ""]
    told = articles.summary(read, rejected)
    assert told.startswith("Four articles of ")
    assert told.endswith("; two of them nearly repeat another, and are counted; no file rejected.")
    told = articles.summary(read.iloc[[0, 1]], rejected)
    assert told.endswith("; one of them nearly repeats another, and is counted; no file rejected.")
    assert "nearly" not in articles.summary(read.iloc[[0, 3]], rejected)


def test_sources_describe_the_files(tmp_path):
    (tmp_path / "a.txt").write_text("Mali.")
    (tmp_path / "SOURCES.csv").write_text(
        "file,title,date,unknown\na.txt,NA,2021-09,x\ngone.txt,,,\n", encoding="utf-8-sig"
    )
    corpus = articles.read_folder(tmp_path)
    (row,) = corpus.articles.to_dict("records")
    assert (row["title"], row["date"], row["url"]) == ("NA", "2021-09", "")
    assert corpus.rejected["file"].tolist() == ["gone.txt"]


def test_two_names_that_look_the_same_are_two_files(tmp_path):
    (tmp_path / "caf\xe9.txt").write_text("Mali.")
    (tmp_path / "cafe\u0301.txt").write_text("Niger.")
    if len(list(tmp_path.iterdir())) == 1:
        pytest.skip("this file system takes them for one")
    assert sorted(articles.read_folder(tmp_path).articles["text"]) == ["Mali.", "Niger."]


def test_sources_name_a_file_in_any_usual_spelling(tmp_path):
    (tmp_path / "cafe\u0301.txt").write_text("Mali.")
    digest = hashlib.sha256(b"Mali.").hexdigest().upper()
    (tmp_path / "SOURCES.csv").write_text(f"file,sha256,title\n./caf\xe9.txt,{digest},T\n")
    corpus = articles.read_folder(tmp_path)
    assert corpus.articles["title"].tolist() == ["T"]
    assert corpus.rejected.empty


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
        (b"file,date\na.txt,2021-13-45\n", "the date '2021-13-45' of a.txt"),
        (b"file,title\na.txt,1\na.txt,2\n", "row 3 names a.txt again"),
        (b"file,title\n,1\n", "row 2 names no file"),
    ],
)
def test_sources_that_cannot_be_used_say_why(tmp_path, sources, complaint):
    (tmp_path / "SOURCES.csv").write_bytes(sources)
    with pytest.raises(ValueError, match=complaint):
        articles.read_folder(tmp_path)


def test_sources_that_are_a_link_to_nothing_say_so(tmp_path):
    (tmp_path / "a.txt").write_text("Mali.")
    (tmp_path / "SOURCES.csv").symlink_to(tmp_path / "gone.csv")
    with pytest.raises(ValueError, match=r"^SOURCES\.csv is a link to nothing: copy here"):
        articles.read_folder(tmp_path)


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(NotADirectoryError, match="is not a folder"):
        articles.read_folder(tmp_path / "none")


def test_a_folder_holds_nothing_only_where_nothing_of_it_could_be_told(tmp_path):
    (tmp_path / "deeper").mkdir()
    (tmp_path / "corrections.csv").write_text("")
    assert articles.holds_nothing(tmp_path)
    (tmp_path / "SOURCES.csv").write_text("file\ngone.txt\n")
    assert not articles.holds_nothing(tmp_path)
    (tmp_path / "SOURCES.csv").unlink()
    (tmp_path / "deeper/.hidden").write_text("")
    assert not articles.holds_nothing(tmp_path)


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


def test_a_row_of_an_unknown_article_is_refused():
    corpus = tables.frame("sentences", [("a", 1, 1, 0, 5, "Mali.")])
    rows = pd.DataFrame({"article_id": ["b"], "start": [0]})
    with pytest.raises(ValueError, match="no sentence of article 'b'"):
        articles.add_sentence_ids(rows, corpus)


def test_no_rows_get_no_sentences():
    corpus = tables.frame("sentences", [("a", 1, 1, 0, 5, "Mali.")])
    rows = pd.DataFrame(
        {"article_id": pd.Series([], dtype=object), "start": pd.Series([], dtype=int)}
    )
    assert articles.add_sentence_ids(rows, corpus).empty
