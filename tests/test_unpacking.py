"""Archives and limits: each has a default that an option changes; nothing crashes a reader."""

import gzip
import io
import json
import os
import sys
import time

import awkward
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from dateline import articles, confined, unpacking
from dateline.intake import Options


def reasons(name, content, **limits):
    found = unpacking.read_content(name, content, Options(**limits))
    return [each.reason for each in found]


@pytest.mark.parametrize(
    ("name", "content", "limit", "complaint"),
    [
        ("a.txt", b"Mali.", {"characters": 4}, "has 5 characters, over the limit of 4"),
        ("a.pdf", awkward.pdf(["a", "b"]), {"pages": 1}, "2 pages, over the limit of 1"),
        ("a.jsonl", b'{"text":"a"}\n{"text":"b"}', {"items": 1}, "over the limit of 1 items"),
        ("a.gz", gzip.compress(bytes(2_000_000)), {"ratio": 50}, "over 50 times its size"),
        ("a.gz", gzip.compress(os.urandom(2_000_000)), {"unpacked_mb": 1}, "to over 1 MB"),
        ("a.zip", awkward.zipped({"b.txt.gz": gzip.compress(b"a")}), {"nesting": 1}, "limit of 1"),
    ],
)
def test_a_limit_is_named_and_can_be_changed(name, content, limit, complaint):
    (option,) = limit
    *_, reason = reasons(name, content, **limit)
    assert complaint in reason
    assert f"or raise `{option}`" in reason
    raised = reasons(name, content, **{option: 100_000})
    assert not any(f"`{option}`" in each for each in raised)


def test_a_file_over_the_limit_is_not_read(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"Mali. " * 200_000)
    read = articles.read_folder(tmp_path, Options(file_mb=1))
    assert read.rejected["reason"].tolist() == [
        "1.2 MB, over the limit of 1 MB: split it, or raise `file_mb`"
    ]
    assert len(articles.read_folder(tmp_path, Options(file_mb=2)).articles) == 1


def test_columns_can_have_other_names(tmp_path):
    (tmp_path / "a.csv").write_text("body,head\nMali.,T\n")
    columns = {**Options().columns, "text": "body", "title": "head"}
    read = articles.read_folder(tmp_path, Options(columns=columns)).articles
    assert read[["article_id", "title", "text"]].values.tolist() == [["a#1", "T", "Mali."]]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonl", b'{"text": "Mali.", "url": "u"}'),
        ("a.csv", b"text,url\nMali.,u\n"),
        ("a.parquet", awkward.parquet(text=["Mali."], url=["u"])),
    ],
)
def test_one_column_can_tell_two_things(name, content):
    columns = {**Options().columns, "article_id": "url"}
    (found,) = unpacking.read_content(name, content, Options(columns=columns))
    assert (found.text, found.about) == ("Mali.", {"article_id": "u", "url": "u"})


def test_a_column_that_is_there_twice_is_named():
    twice = pa.Table.from_arrays([pa.array(["Mali."]), pa.array(["Niger."])], ["text"] * 2)
    content = io.BytesIO()
    parquet.write_table(twice, content)
    assert reasons("a.parquet", content.getvalue()) == [
        "more than one column `text`: rename all but the one that is meant"
    ]


@pytest.mark.parametrize("kind", [pa.timestamp("ms"), pa.timestamp("ms", "UTC")])
def test_a_date_beyond_the_calendar_costs_no_article(kind):
    date = pa.array([0, 163_209_600_000_000_000, 0]).view(kind)
    content = awkward.parquet(text=["Mali.", "Niger.", "Chad."], date=date)
    found = list(unpacking.read_content("a.parquet", content, Options()))
    assert [each.text for each in found] == ["Mali.", "Niger.", "Chad."]
    assert [each.about for each in found] == [
        {"date": "1970-01-01"},
        {"date_basis": "not in ISO 8601 (2021-09-20): 163209600000000000"},
        {"date": "1970-01-01"},
    ]
    assert "no text in `text`" in reasons("a.parquet", awkward.parquet(text=date))[1]


def test_a_date_in_a_zone_that_is_not_known_costs_no_article():
    date = pa.array([0], pa.timestamp("ms", "Mars/Base"))
    content = awkward.parquet(text=["Mali."], date=date)
    assert [each.text for each in unpacking.read_content("a.parquet", content, Options())] == [
        "Mali."
    ]


def test_a_file_without_the_chosen_name_has_the_usual_one(tmp_path):
    (tmp_path / "body.csv").write_text("text;body;head\nwhole;Mali.;T\nno more\n")
    (tmp_path / "text.csv").write_text("text|title\nNiger.|U\n")
    (tmp_path / "text.parquet").write_bytes(awkward.parquet(text=["Chad."], title=["V"]))
    (tmp_path / "both.jsonl").write_text('{"text": "Peru."}\n{"body": "Chile."}\n{"x": 1}\n')
    columns = {**Options().columns, "text": "body", "title": "head"}
    read = articles.read_folder(tmp_path, Options(columns=columns))
    assert read.articles[["article_id", "title", "text"]].values.tolist() == [
        ["body#1", "T", "Mali."],
        ["both#1", "", "Peru."],
        ["both#2", "", "Chile."],
        ["text.csv#1", "U", "Niger."],
        ["text.parquet#1", "V", "Chad."],
    ]
    assert read.rejected["reason"].tolist() == [
        "item 2: no text in `body`: add it",
        "item 3: no text in `body`: add it",
    ]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_without_the_column_the_ones_there_are_named(mark):
    (reason,) = reasons("a.csv", f"Head{mark}Day{mark}Body\n1{mark}2{mark}Mali\n".encode())
    assert reason == (
        "no column `text` (it has Head, Day, Body): rename the one with the text, or name it in "
        'dateline.toml: columns.text = "its name"'
    )


def test_a_file_that_takes_too_long_is_given_up_and_the_next_one_read():
    slow = awkward.pdf(["Mali " * 50] * 900)
    with confined.Helper(Options(seconds=1)) as helper:
        began = time.monotonic()
        # A page of a million elements keeps its library busy for long.
        page = b"<html><body>" + b"<p>Mali <b>and</b> Lima.</p>" * 300_000
        (found,) = helper.read("a.html", page)
        assert found.reason.startswith("took over 1 seconds: save it as plain text, or raise")
        assert time.monotonic() - began < 10
    with confined.Helper(Options()) as helper:
        assert helper.read("a.pdf", slow)[0].text.startswith("Mali Mali")


@pytest.mark.skipif(sys.platform != "linux", reason="this system sets no such limit")
def test_a_file_that_needs_too_much_memory_is_given_up():
    page = b"<html><body>" + b"<p>Mali <b>and</b> Lima.</p>" * 300_000
    with confined.Helper(Options(memory_mb=400)) as helper:
        (found,) = helper.read("a.html", page)
    assert "memory" in found.reason or "broke down" in found.reason


_NAMES = ["a.txt", "a.md", "a.html", "a.mhtml", "a.json", "a.jsonl", "a.csv", "a.tsv", "a.pdf"]
_NAMES += ["a.docx", "a.parquet", "a.gz", "a.zst", "a.zip", "a"]


@given(st.sampled_from(_NAMES), st.binary(max_size=300))
def test_any_bytes_are_a_text_or_have_a_reason(name, content):
    check(name, content)


_WHOLE = {
    "a.jsonl": b'{"text": "Mali \\u00e9", "date": "2021"}\n{"text": "Niger"}\n',
    "a.csv": 'id,text,date\n1,"Mali ""x""\né",2021-09-20\n2,Niger,\n'.encode(),
    "a.html": b"<html><head><title>T</title></head><body><p>Mali and Lima grow.</p></body></html>",
    "a.zip": awkward.zipped({"a.txt": b"Mali.", "b/c.csv": b"text\nLima\n"}),
    "a.txt.gz": gzip.compress(b"Mali and Niger."),
    "a.pdf": awkward.pdf(["Mali"]),
    "a.docx": awkward.word("Mali."),
    "a.parquet": awkward.parquet(text=["Mali"], date=["2021"]),
    "a.txt": "Mali é “x”".encode("utf-16"),
}


@given(
    st.sampled_from(sorted(_WHOLE)),
    st.lists(st.tuples(st.integers(0, 100_000), st.binary(max_size=4)), max_size=4),
    st.integers(0, 100_000),
)
def test_a_damaged_file_is_a_text_or_has_a_reason(name, changes, cut):
    content = bytearray(_WHOLE[name])
    for place, new in changes:
        place %= len(content)
        content[place : place + len(new)] = new
    check(name, bytes(content[: cut % (2 * len(content)) or None]))


def check(name, content):
    found = list(unpacking.read_content(name, content, Options(ratio=1_000)))
    assert found
    for each in found:
        assert bool(each.reason) != bool(each.text)
        each.text.encode("utf-8")
        assert "\0" not in each.text
        assert all(isinstance(value, str) for value in each.about.values())


@given(st.text(min_size=1).filter(str.strip))
def test_every_text_comes_back_as_it_was(text):
    if "\0" in text:
        return
    encoded = b"\xef\xbb\xbf" + text.encode()
    assert [each.text for each in unpacking.read_content("a.txt", encoded, Options())] == [text]
    line = json.dumps({"text": text}).encode()
    assert [each.text for each in unpacking.read_content("a.jsonl", line, Options())] == [text]
