"""Tables keep their schema, and CSV gives back what it was given."""

import csv

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline import tables

# Any text that UTF-8 can carry; lone surrogates cannot be encoded and are refused at ingest.
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]))
AWKWARD = st.sampled_from(
    [
        "NA",
        "nan",
        "",
        "None",
        "'",
        "''",
        "=1+1",
        "+1",
        "-1",
        "@x",
        "\t",
        "\r",
        "\r\n",
        "\n",
        "a\rb",
        "\x00",
        "x\x00y",
        '"',
        '""',
        ",",
        "1",
        "001",
        "\ufeff",
        "\u2028",
        "  ",
    ]
)


@given(st.lists(st.tuples(*[st.one_of(AWKWARD, ANY_TEXT)] * 3), max_size=5))
def test_a_table_read_back_is_the_table_written(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("csv")
    written = tables.frame("rejected", rows)
    tables.write(written, "rejected", folder)
    pd.testing.assert_frame_equal(tables.read("rejected", folder), written)


@given(ANY_TEXT)
def test_no_cell_starts_with_what_a_spreadsheet_runs(value):
    escaped = tables.escape(value)
    assert not escaped.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert tables.unescape(escaped) == value


def test_an_empty_table_keeps_its_dtypes(tmp_path):
    tables.write(tables.frame("sentences", []), "sentences", tmp_path)
    read = tables.read("sentences", tmp_path)
    assert read.dtypes.astype(str).to_dict() == tables.schema()["sentences"].dtypes


def test_the_file_is_utf8_with_every_field_quoted_and_unix_line_ends(tmp_path):
    path = tables.write(tables.frame("rejected", [("é.txt", "", "NA")]), "rejected", tmp_path)
    assert path.read_bytes() == '"file","item","reason"\n"é.txt","","NA"\n'.encode()


def test_numbers_are_written_as_they_are_and_not_escaped(tmp_path):
    tables.write_csv(pd.DataFrame({"n": [-1, 2], "x": [-0.5, 1.0]}), tmp_path / "n.csv")
    with (tmp_path / "n.csv").open(newline="") as file:
        assert list(csv.reader(file)) == [["n", "x"], ["-1", "-0.5"], ["2", "1.0"]]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"iso3": "ML"}, "column iso3: 'ML'"),
        ({"kind": "names"}, "column kind: 'names'"),
        ({"candidates": "COD"}, "column candidates: 'COD'"),
        ({"start": -1}, "column start: -1"),
        ({"text": None}, "column text: None"),
    ],
)
def test_a_value_outside_the_schema_is_named(tmp_path, change, complaint):
    row = {"article_id": "a", "sentence_id": 1, "start": 0, "end": 4, "text": "Mali"}
    row |= {"iso3": "MLI", "kind": "name", "rule": "term", "candidates": ""}
    tables.write(tables.frame("mentions", [row]), "mentions", tmp_path)
    bad = pd.DataFrame([row | change])
    with pytest.raises(tables.TableError, match=complaint):
        tables.write(bad, "mentions", tmp_path)


def test_wrong_columns_are_named(tmp_path):
    bad = pd.DataFrame({"file": ["a"], "why": ["b"]})
    with pytest.raises(tables.TableError, match="columns are file, why; they should be file, item"):
        tables.write(bad, "rejected", tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_missing_table_names_the_notebook_that_writes_it(tmp_path):
    with pytest.raises(
        tables.MissingTableError, match=r"tables/mentions\.csv is not there: run 02-entities first"
    ):
        tables.read("mentions", tmp_path)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ('"article_id","sentence_id"\n', "columns are article_id, sentence_id"),
        ('"file","item","reason"\n"a","b"\n', "row 2 has 2 fields, not 3"),
        ('"file","item","reason"\n"a","b","c\n', "unexpected end of data"),
        ("", "columns are"),
    ],
)
def test_a_damaged_file_is_named_with_its_remedy(tmp_path, content, complaint):
    (tmp_path / "rejected.csv").write_text(content)
    with pytest.raises(tables.TableError, match=complaint) as raised:
        tables.read("rejected", tmp_path)
    assert str(raised.value).startswith("tables/rejected.csv: ")
    assert str(raised.value).endswith("run 01-ingest again")


@pytest.mark.parametrize("number", ["zero", "", "1_000", " 7 ", "٣", "1.0", "9" * 30])
def test_a_number_that_is_none_is_named(tmp_path, number):
    rows = [("a", 1, 1, 0, 4, "Mali")]
    path = tables.write(tables.frame("sentences", rows), "sentences", tmp_path)
    path.write_text(path.read_text().replace('"0"', f'"{number}"'), encoding="utf-8")
    with pytest.raises(tables.TableError, match=f"column start: '{number}' is no whole number"):
        tables.read("sentences", tmp_path)


def test_a_number_can_be_undefined_and_comes_back_as_it_was(tmp_path):
    rows = [("countries", "c", "all", 0.667, float("nan"), 1.0, 3)]
    written = tables.frame("scores", rows)
    path = tables.write(written, "scores", tmp_path)
    assert path.read_text().endswith('"all","0.667","","1.0","3"\n')
    pd.testing.assert_frame_equal(tables.read("scores", tmp_path), written)
    path.write_text(path.read_text().replace("0.667", "-0.667"))
    with pytest.raises(tables.TableError, match=r"precision: '-0\.667' is no number; run 05"):
        tables.read("scores", tmp_path)


def test_a_byte_order_mark_before_a_table_is_no_part_of_it(tmp_path):
    path = tables.write(tables.frame("rejected", [("a", "", "b")]), "rejected", tmp_path)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert tables.read("rejected", tmp_path)["file"].tolist() == ["a"]


def test_blank_lines_after_a_table_are_no_rows(tmp_path):
    path, frame = tmp_path / "x.csv", pd.DataFrame({"x": ["a", ""]})
    tables.write_csv(frame, path)
    path.write_bytes(path.read_bytes() + b"\n\r\n")
    pd.testing.assert_frame_equal(tables.read_csv(path), frame)


def test_rows_that_cannot_both_be_true_are_refused(tmp_path):
    twice = tables.frame("sentences", [("a", 1, 1, 0, 4, "Mali"), ("a", 1, 1, 5, 9, "Peru")])
    with pytest.raises(tables.TableError, match="unique"):
        tables.write(twice, "sentences", tmp_path)
    backward = tables.frame("sentences", [("a", 1, 1, 9, 4, "Mali")])
    with pytest.raises(tables.TableError, match="start < end"):
        tables.write(backward, "sentences", tmp_path)


def test_a_failed_write_leaves_the_old_file_and_nothing_beside_it(tmp_path, monkeypatch):
    path = tmp_path / "t.csv"
    tables.write_file(path, b"old")

    def fail(self, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", fail)
    with pytest.raises(OSError, match="No space left"):
        tables.write_file(path, b"new")
    assert [file.read_bytes() for file in tmp_path.iterdir()] == [b"old"]


def test_the_dictionary_describes_every_column(root):
    text = tables.dictionary()
    for name, table in tables.schema().items():
        section = text.split(f"## {name}\n")[1].split("\n## ")[0]
        for column in table.columns:
            assert f"| {column.name} | {column.type} |" in section
            assert column.meaning
    assert (root / "tables" / "README.md").read_text(encoding="utf-8") == text
