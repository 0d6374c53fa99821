"""The archive: the same mentions as the finder's, counts that add up, and nothing lost unsaid."""

import datetime
import gzip
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from itertools import combinations
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import ROOT

from dateline import archive, counts, finder, gold, invented, jobs, parts, partwork
from dateline.__main__ import main
from dateline.archive import ArchiveError, find_in_archive, read_counts
from dateline.countries import COLUMNS, find_mentions

LONG = os.environ.get("LONG") == "1"


def articles(number, seed=0):
    """Invented articles: sentences of the project's own, some without a date, some empty."""
    files = sorted((ROOT / "tests/gold").glob("*.txt"))
    sentences = [text for file in files for text in gold.read_challenge(file).series]
    rows = []
    for i in range(number):
        first = (i * 37 + seed) % len(sentences)
        text = "\n\n".join(sentences[first : first + i % 5])
        date = f"20{10 + i % 3}-{1 + i % 12:02}-{1 + i % 28:02}" if i % 7 else None
        rows.append({"article_id": f"{seed}/{i}", "text": text, "date": date})
    return pd.DataFrame(rows)


def write(folder, frame, size, **options):
    """An archive of parts of `size` articles."""
    folder.mkdir(parents=True)
    for number, first in enumerate(range(0, len(frame), size)):
        table = pa.Table.from_pandas(frame[first : first + size], preserve_index=False)
        pq.write_table(table, folder / f"part-{number:03}.parquet", **options)
    return folder


def mentions(out):
    files = sorted((out / "mentions").rglob("*.parquet"))
    return pd.concat([pq.read_table(file).to_pandas() for file in files], ignore_index=True)


def rejected(out):
    return archive.tables.read_csv(out / "rejected.csv").values.tolist()


def content(out):
    """Every file of a run, but for those that only the order of making could tell apart: none."""
    return {str(p.relative_to(out)): p.read_bytes() for p in out.rglob("*") if p.is_file()}


@pytest.fixture(scope="module")
def some():
    return articles(20_000 if LONG else 600)


@pytest.fixture(scope="module")
def alone(some):
    """The mentions that the finder gives for the articles one by one."""
    frames = [
        find_mentions(row.text).assign(article_id=row.article_id) for row in some.itertuples()
    ]
    frame = pd.concat(frames, ignore_index=True)
    return frame[["article_id", *COLUMNS]]


@pytest.fixture(scope="module")
def run(some, tmp_path_factory):
    folder = tmp_path_factory.mktemp("archive")
    source = write(folder / "in", some, max(200, len(some) // 20))
    return source, folder / "out", find_in_archive(source, folder / "out")


def same(found, expected):
    order = ["article_id", "start"]
    found, expected = (
        frame.astype({"article_id": "str"}).sort_values(order, ignore_index=True)
        for frame in (found, expected)
    )
    pd.testing.assert_frame_equal(found, expected)


def test_mentions_are_those_of_the_finder_article_by_article(run, some, alone):
    _, out, summary = run
    same(mentions(out), alone)
    assert summary.articles == len(some)
    assert summary.mentions == len(alone)
    assert summary.characters == some["text"].str.len().sum()
    assert summary.undated == some["date"].isna().sum()


@pytest.mark.parametrize("size", [37, 1_000_000])
def test_the_size_of_the_parts_makes_no_difference(some, alone, run, size, tmp_path):
    some = some[: 20 * size]
    source = write(tmp_path / "in", some, size, row_group_size=50)
    find_in_archive(source, tmp_path / "out")
    same(mentions(tmp_path / "out"), alone[alone["article_id"].isin(some["article_id"])])
    if len(some) == len(run[2]):
        assert read_counts(tmp_path / "out").equals(read_counts(run[1]))


@pytest.mark.parametrize(
    ("scheduler", "workers"),
    [("threads", 1), ("threads", 2), ("processes", 2), *([("processes", 1)] * LONG)],
)
def test_dask_gives_the_same_bytes(run, scheduler, workers, tmp_path):
    source, out, summary = run
    assert find_in_archive(source, tmp_path / "out", scheduler, workers=workers) == summary
    assert content(tmp_path / "out") == content(out)


def test_counts_are_those_of_the_mentions(run, some, alone):
    _, out, _ = run
    months = dict(zip(some["article_id"], some["date"].str[:7].fillna(""), strict=True))
    found = alone.assign(month=alone["article_id"].map(months)).query("iso3 != ''")
    expected = found.groupby(["iso3", "month"]).agg(
        articles=("article_id", "nunique"), n_place=("kind", lambda kinds: (kinds == "place").sum())
    )
    counts = read_counts(out)
    assert counts["month"].is_monotonic_increasing
    counts = counts.set_index(["iso3", "month"]).sort_index()
    assert counts["articles"].to_dict() == expected["articles"].to_dict()
    assert counts["n_place"].to_dict() == expected["n_place"].to_dict()

    names = found[found["kind"] == "name"].groupby("article_id")["iso3"].agg(set)
    pairs = Counter(pair for named in names for pair in combinations(sorted(named), 2))
    by_pair = read_counts(out, "by_pair").set_index(["iso3_a", "iso3_b"])["articles"]
    assert by_pair.to_dict() == dict(pairs)

    by_article = pd.concat(pq.read_table(f).to_pandas() for f in sorted(out.glob("by_article/*")))
    by_article = by_article.set_index("article_id")
    assert by_article.index.tolist() == some["article_id"].tolist()
    assert by_article["named"].sum() == names.map(len).sum()
    assert by_article.loc[by_article["mentions"] > 0, "mentions"].to_dict() == dict(
        alone["article_id"].value_counts()
    )


def test_a_second_run_makes_nothing_and_gives_the_same_bytes(run):
    source, out, summary = run
    before = content(out)
    seen = []
    again = find_in_archive(source, out, progress=lambda *done: seen.append(done))
    assert (seen, again) == ([], summary._replace(made=0))
    assert content(out) == before
    assert not any("created" in name or name.startswith(".") for name in before)


def test_what_a_killed_writer_left_is_cleared_away(run, tmp_path):
    source, out, _ = run
    left = tmp_path / "out/mentions/.aside-0-part-000.parquet"
    (tmp_path / "out/records").mkdir(parents=True)
    left.parent.mkdir()
    left.write_bytes(b"PAR1")
    find_in_archive(source, tmp_path / "out")
    assert content(tmp_path / "out") == content(out)


def test_a_part_that_changed_or_whose_result_is_gone_is_made_again(some, tmp_path):
    source, out = write(tmp_path / "in", some[:90], 30), tmp_path / "out"
    find_in_archive(source, out)
    (out / "by_pair/part-000.parquet").write_bytes(b"PAR1")
    pq.write_table(pa.Table.from_pandas(some[60:80]), source / "part-002.parquet")
    summary = find_in_archive(source, out)
    assert (summary.made, summary.articles) == (2, 80)


def test_one_file_is_an_archive_too(some, tmp_path):
    source = write(tmp_path / "in", some[:20], 20)
    assert find_in_archive(source / "part-000.parquet", tmp_path / "out").articles == 20


# --- what parts can be ------------------------------------------------------------------------


def test_ids_texts_and_dates_come_in_many_types(tmp_path):
    texts = ["Mali.", "Peru and Fiji.", "Chad."]
    table = pa.table(
        {
            "date": pa.array([datetime.date(2021, 9, 20), None, datetime.date(2020, 1, 2)]),
            "article_id": pa.array([7, 8, 9]),
            "text": pa.array(texts, pa.large_string()).dictionary_encode(),
            "else": [[1], [], []],
        }
    )
    (tmp_path / "in").mkdir()
    pq.write_table(table, tmp_path / "in/a.parquet")
    moments = pa.array([datetime.datetime(2021, 9, 20, 8)] * 3, pa.timestamp("us", "UTC"))
    ids = pa.array(["x", "y", "z"])
    columns = {"article_id": ids, "text": pa.array(texts).cast(pa.binary()), "date": moments}
    pq.write_table(pa.table(columns), tmp_path / "in/b.parquet")
    summary = find_in_archive(tmp_path / "in", tmp_path / "out")
    assert (summary.articles, summary.rejected, summary.undated) == (6, 0, 1)
    assert mentions(tmp_path / "out")["article_id"].tolist() == list("7889xyyz")
    months = read_counts(tmp_path / "out").query("iso3 == 'MLI'")["month"].tolist()
    assert months == ["2021-09"]


@pytest.mark.parametrize(
    ("date", "month"),
    [
        ("2021-09", "2021-09"),
        ("2021-09-20T08:00Z", "2021-09"),
        ("20210920", "2021-09"),
        (20210920, "2021-09"),
        ("Mon, 20 Sep 2021 08:00:00 +0000", "2021-09"),
        ({"year": 2021}, ""),
        ("2021", ""),
        ("2021-13-01", ""),
        ("20 September", ""),
    ],
)
def test_a_month_is_read_or_left_open_never_guessed(tmp_path, date, month):
    (tmp_path / "a.jsonl").write_text(json.dumps({"article_id": "a", "text": "Mali", "date": date}))
    summary = find_in_archive(tmp_path / "a.jsonl", tmp_path / "out")
    assert read_counts(tmp_path / "out")["month"].tolist() == [month]
    assert ("1 article without a month." in str(summary)) == (month == "")


@pytest.mark.parametrize("packed", ["", ".gz", ".zst"])
def test_json_lines_are_read_packed_or_not(some, alone, tmp_path, packed):
    (tmp_path / "in/deep er").mkdir(parents=True)
    lines = some[:200].to_json(orient="records", lines=True).encode()
    with pa.output_stream(tmp_path / f"in/deep er/ä.jsonl{packed}", "detect") as file:
        file.write(lines)
    find_in_archive(tmp_path / "in", tmp_path / "out")
    same(mentions(tmp_path / "out"), alone[alone["article_id"].isin(some["article_id"][:200])])


# --- what goes wrong ----------------------------------------------------------------------------


def test_broken_rows_are_set_aside_by_their_place_and_the_rest_goes_on(tmp_path):
    lines = [
        b'{"article_id": "a", "text": "Mali."}',
        b'{"article_id": "b", "text": "Mal',
        b"",
        b'{"article_id": "c", "text": "\xff"}',
        b'{"article_id": "d", "text": "\\ud800"}',
        b'["e", "Mali"]',
        b'{"article_id": "f", "text": 5}',
        b'{"article_id": "g"}',
        b'{"text": "Peru."}',
        b'{"article_id": "", "text": "Peru."}',
        b'{"article_id": "a", "text": "Peru."}',
        b"[" * 100_000,
        b'{"article_id": 1, "text": "Fiji.", "date": null}',
    ]
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.jsonl").write_bytes(b"\n".join(lines) + b"\n")
    summary = find_in_archive(tmp_path / "in", tmp_path / "out")
    assert mentions(tmp_path / "out")["text"].tolist() == ["Mali", "Fiji"]
    assert (summary.articles, summary.rejected) == (2, 10)
    rows = rejected(tmp_path / "out")
    assert [(row[0], row[1], row[2]) for row in rows] == [
        ("a.jsonl", str(number), str(count))
        for number, count in [
            (2, 1),
            (4, 1),
            (5, 1),
            (6, 1),
            (7, 1),
            (8, 1),
            (9, 2),
            (11, 1),
            (12, 1),
        ]
    ]
    assert rows[-3][3].startswith("no article_id: give each")
    assert "earlier row" in rows[-2][3]


def test_text_that_is_no_utf_8_is_set_aside_in_parquet_too(tmp_path):
    texts = pa.array([b"Mali.", b"Per\xff.", None, b"Fiji."])
    texts = pa.Array.from_buffers(pa.string(), 4, [texts.buffers()[0], *texts.buffers()[1:]])
    table = pa.table({"article_id": pa.array(list("abcd")), "text": texts})
    pq.write_table(table, tmp_path / "a.parquet")
    find_in_archive(tmp_path / "a.parquet", tmp_path / "out")
    assert mentions(tmp_path / "out")["article_id"].tolist() == ["a", "d"]
    assert [row[1:3] for row in rejected(tmp_path / "out")] == [["2", "2"]]


def test_broken_parts_are_set_aside_and_tried_again(some, tmp_path):
    source, out = write(tmp_path / "in", some[:90], 30), tmp_path / "out"
    whole = (source / "part-001.parquet").read_bytes()
    find_in_archive(source, out)
    (source / "part-001.parquet").write_bytes(whole[: len(whole) // 2])
    (source / "notes.docx").write_bytes(b"PK")
    (source / "other.parquet").write_bytes(b"")
    pq.write_table(pa.table({"article_id": ["a"], "body": ["b"]}), source / "third.parquet")
    summary = find_in_archive(source, out)
    assert (summary.lost, summary.articles) == (4, 60)
    assert "Set aside: 4 parts" in str(summary)
    assert [(row[0], row[3].split(":")[-1]) for row in rejected(out)] == [
        ("notes.docx", " convert it"),
        ("other.parquet", " write or copy it again"),
        ("part-001.parquet", " write or copy it again"),
        ("third.parquet", " rename it"),
    ]
    assert not (out / "mentions/part-001.parquet").exists()
    (source / "part-001.parquet").write_bytes(whole)
    assert find_in_archive(source, out).articles == 90


def test_of_a_damaged_part_the_sound_row_groups_are_kept(some, alone, tmp_path):
    options = {"row_group_size": 100, "use_dictionary": False, "write_page_checksum": True}
    source = write(tmp_path / "in", some[:300], 300, **options) / "part-000.parquet"
    at = pq.read_metadata(source).row_group(1).column(1).data_page_offset
    damaged = bytearray(source.read_bytes())
    damaged[at + 5_000 : at + 5_010] = b"x" * 10
    source.write_bytes(damaged)
    summary = find_in_archive(source, tmp_path / "out")
    assert (summary.articles, summary.rejected) == (200, 100)
    assert [row[1:3] for row in rejected(tmp_path / "out")] == [["101", "100"]]
    kept = some["article_id"][[*range(100), *range(200, 300)]]
    same(mentions(tmp_path / "out"), alone[alone["article_id"].isin(kept)])


def test_a_packed_part_cut_short_says_where(some, tmp_path):
    lines = some[:500].to_json(orient="records", lines=True).encode()
    packed = pa.compress(lines, "gzip", asbytes=True)
    (tmp_path / "a.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    summary = find_in_archive(tmp_path / "a.jsonl.gz", tmp_path / "out")
    [row] = [row for row in rejected(tmp_path / "out") if "the rest" in row[3]]
    assert int(row[1]) == summary.articles + 1 > 1


def test_what_is_cut_off_in_a_packed_part_is_said_in_the_summary(tmp_path):
    line = b'{"article_id": "%d", "text": "Mali."}\n'
    whole = gzip.compress(b"".join(line % number for number in range(1_000)))
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "in/empty.jsonl.gz").write_bytes(b"")
    (tmp_path / "in/without.jsonl").write_bytes(b"")
    summary = find_in_archive(tmp_path / "in", tmp_path / "out")
    assert (summary.cut, summary.lost) == (1, 1)
    assert "Set aside: 1 part and the rest of 1 part, see rejected.csv." in str(summary)
    assert "empty.jsonl.gz" in {row[0] for row in rejected(tmp_path / "out")}


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ([("article_id", ["a"]), ("text", ["b"]), ("text", ["c"])], "has 2 columns `text`"),
        ([("article_id", ["a"]), ("text", [{"body": "Mali"}])], "column `text` is no text, but"),
        ([("article_id", [["a"]]), ("text", ["Mali"])], "column `article_id` is no text, but"),
    ],
)
def test_a_part_whose_columns_are_not_plain_is_set_aside(tmp_path, columns, reason):
    names, values = zip(*columns, strict=True)
    (tmp_path / "in").mkdir()
    pq.write_table(pa.table(list(map(pa.array, values)), names=names), tmp_path / "in/a.parquet")
    (tmp_path / "in/b.jsonl").write_text('{"article_id": "b", "text": "Mali."}')
    summary = find_in_archive(tmp_path / "in", tmp_path / "out")
    assert (summary.articles, summary.lost) == (1, 1)
    assert rejected(tmp_path / "out")[0][3].startswith(reason)


def test_a_column_whose_name_is_no_utf_8_costs_its_part_alone(tmp_path):
    (tmp_path / "in").mkdir()
    table = pa.table({"article_id": ["a"], "text": ["Mali."], "authorXY": ["x"]})
    path = tmp_path / "in/a.parquet"
    pq.write_table(table, path, store_schema=False)
    path.write_bytes(path.read_bytes().replace(b"authorXY", b"author\xe9X"))
    (tmp_path / "in/b.jsonl").write_text('{"article_id": "b", "text": "Mali."}')
    summary = find_in_archive(tmp_path / "in", tmp_path / "out")
    assert (summary.articles, summary.lost) == (1, 1)


def test_numbers_that_pandas_keeps_as_fractions_are_ids_as_they_were(tmp_path):
    ids = [123456789012.0, None, float("nan"), 10200300400500600.0]
    table = {"article_id": pa.array(ids, pa.float64()), "text": ["Mali."] * 4}
    pq.write_table(pa.table(table), tmp_path / "a.parquet")
    find_in_archive(tmp_path / "a.parquet", tmp_path / "out")
    found = mentions(tmp_path / "out")["article_id"].tolist()
    assert found == ["123456789012", "10200300400500600"]
    [row] = rejected(tmp_path / "out")
    assert (row[1:3], row[3][:13]) == (["2", "2"], "no article_id")


def test_want_of_memory_is_not_taken_for_damage(tmp_path, monkeypatch):
    table = pa.table({"article_id": ["a"], "text": ["Mali."]})
    pq.write_table(table, tmp_path / "a.parquet")
    strings = parts._strings

    def wanting(*_):
        raise pa.ArrowMemoryError("realloc of size 819200000 failed")

    monkeypatch.setattr(parts, "_strings", wanting)
    assert find_in_archive(tmp_path / "a.parquet", tmp_path / "out").lost == 1
    monkeypatch.setattr(parts, "_strings", strings)
    assert find_in_archive(tmp_path / "a.parquet", tmp_path / "out").articles == 1


def test_a_part_that_was_changed_is_made_again_however_old_it_looks(tmp_path):
    path = tmp_path / "a.jsonl"
    for country, day in (("Mali", 2_000_000), ("Chad", 1_000_000)):
        path.write_text(json.dumps({"article_id": "a", "text": f"{country}."}))
        os.utime(path, (day, day))
        find_in_archive(path, tmp_path / "out")
        assert mentions(tmp_path / "out")["text"].tolist() == [country]


def test_everything_in_the_folder_is_read_or_named_but_not_what_programs_leave(tmp_path):
    source, line = tmp_path / "in", '{"article_id": "a", "text": "Mali."}'
    for folder in ("deep", "_temporary/0", ".ipynb_checkpoints"):
        (source / folder).mkdir(parents=True)
        (source / folder / "b.jsonl").write_text(line)
    (source / "_SUCCESS").write_text("")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/c.jsonl").write_text(line)
    (source / "linked").symlink_to(tmp_path / "elsewhere")
    (source / "nowhere.jsonl").symlink_to(tmp_path / "gone.jsonl")
    (source / os.fsdecode(b"caf\xe9.jsonl")).write_text(line)
    (source / f"{'x' * 249}.jsonl").write_text(line)
    summary = find_in_archive(source, tmp_path / "out")
    assert (summary.parts, summary.articles, summary.lost) == (5, 1, 4)
    reasons = {row[0]: row[3] for row in rejected(tmp_path / "out")}
    assert reasons.keys() == {"linked", "nowhere.jsonl", "caf\\xe9.jsonl", f"{'x' * 249}.jsonl"}
    assert "not in UTF-8" in reasons["caf\\xe9.jsonl"]
    assert "no file that can be read" in reasons["linked"]


def test_a_folder_that_may_not_be_entered_is_named(tmp_path, monkeypatch):
    (tmp_path / "in/closed").mkdir(parents=True)
    (tmp_path / "in/a.jsonl").write_text('{"article_id": "a", "text": "Mali."}')
    scandir = os.scandir

    def closed(path):
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", closed)
    found = jobs.jobs_of(tmp_path / "in", tmp_path / "out")
    assert [job.name for job in found] == ["a.jsonl", "closed"]


def test_the_bytes_of_a_run_do_not_depend_on_the_process(some, tmp_path):
    # The workers of a cluster are other processes than that of a run without one.
    texts = some[:50].assign(text=lambda frame: frame["text"] + "\n\n" + frame["text"].str.upper())
    source, made = write(tmp_path / "in", texts, 50), []
    for seed in ("1", "2"):
        out = tmp_path / seed
        command = [sys.executable, "-m", "dateline", "archive", source, out]
        subprocess.run(command, env=os.environ | {"PYTHONHASHSEED": seed}, check=True)
        made.append({file.name: file.read_bytes() for file in (out / "mentions").iterdir()})
    assert made[0] == made[1] != {}


def test_an_article_that_the_finder_fails_on_does_not_stop_the_rest(some, tmp_path, monkeypatch):
    find = finder.find

    def failing(texts, terms):
        texts = list(texts)
        if any(b"Peru" in bytes(text) for text in texts if text):
            raise IndexError("out of range")
        return find(texts, terms)

    monkeypatch.setattr(finder, "find", failing)
    frame = pd.DataFrame({"article_id": list("abc"), "text": ["Mali.", "Peru.", "Fiji."]})
    source = write(tmp_path / "in", frame, 3)
    find_in_archive(source, tmp_path / "out")
    assert mentions(tmp_path / "out")["article_id"].tolist() == ["a", "c"]
    [row] = rejected(tmp_path / "out")
    assert row[1] == "2"
    assert "IndexError" in row[3]


@pytest.mark.skipif(not hasattr(signal, "SIGXFSZ"), reason="needs limits on files")
def test_a_full_disk_stops_the_run_with_one_line_and_the_next_goes_on(some, tmp_path):
    source, out = write(tmp_path / "in", some[:200], 50), tmp_path / "out"
    find_in_archive(source, tmp_path / "whole")
    (source / "part-000.parquet").rename(tmp_path / "first.parquet")
    big = pd.DataFrame({"article_id": ["a"], "text": ["Mali, Peru and Fiji. " * 20_000]})
    write(tmp_path / "big", big, 1)
    (tmp_path / "big/part-000.parquet").rename(source / "part-003.parquet")
    limited = (
        "import resource, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))\n"
        "from dateline.archive import command; sys.exit(command(sys.argv[1:]))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", limited, source, out], capture_output=True, text=True
    )
    assert ran.returncode == 1
    assert ran.stderr.splitlines()[-1].endswith("run again; 2 of 3 parts are done and stay")
    assert ran.stdout == ""
    assert not list(out.rglob(".*"))
    summary = find_in_archive(source, out)
    assert (summary.made, summary.parts) == (1, 3)


def test_a_run_that_was_killed_goes_on_and_gives_the_same_bytes(some, run, tmp_path):
    source, out, summary = run
    slow = (
        "import sys, time\n"
        "from dateline import archive\n"
        "archive.find_in_archive(*sys.argv[1:], progress=lambda *_: time.sleep(60))"
    )
    process = subprocess.Popen([sys.executable, "-c", slow, source, tmp_path / "out"])
    records = tmp_path / "out/records"
    while not (records.is_dir() and list(records.glob("*.json"))):
        time.sleep(0.01)
    process.kill()
    process.wait()
    (tmp_path / "out/mentions/.aside-1234").write_bytes(b"half")
    (records / ".part-001.json.ab7c84a8").write_bytes(b"half")
    (tmp_path / "out/.by_month.parquet.ab7c84a8").write_bytes(b"half")
    assert find_in_archive(source, tmp_path / "out").made == summary.parts - 1
    assert content(tmp_path / "out") == content(out)


def test_a_worker_killed_during_a_run_costs_nothing(run, tmp_path):
    from distributed import Client, LocalCluster

    source, out, _ = run
    killed = []

    def kill(*_):
        if not killed:
            killed.append(next(iter(client.run(os.getpid).values())))
            os.kill(killed[0], signal.SIGKILL)

    # The page on any free port: Dask warns where the usual one is taken.
    with (
        LocalCluster(2, threads_per_worker=1, dashboard_address="127.0.0.1:0") as cluster,
        Client(cluster) as client,
    ):
        find_in_archive(source, tmp_path / "out", client, progress=kill)
    assert killed
    assert content(tmp_path / "out") == content(out)


def test_a_part_that_ends_its_workers_is_set_aside(run, tmp_path, monkeypatch):
    source, _, summary = run
    from distributed import KilledWorker

    def futures(jobs):
        for number, job in enumerate(jobs):
            if number == 1:
                yield partwork.lost(job, "ended every worker that took it up")
            else:
                yield partwork.make(job)

    assert issubclass(KilledWorker, Exception)
    monkeypatch.setattr(archive, "_run", lambda jobs, *_: futures(jobs))
    found = find_in_archive(source, tmp_path / "out")
    assert (found.lost, found.parts) == (1, summary.parts)


def test_a_row_of_fifty_megabytes_passes(tmp_path):
    size = 50_000_000 if LONG else 2_000_000
    text = "Officials of Mali met in the capital. " * (size // 38)
    frame = pd.DataFrame({"article_id": ["a", "b", "c"], "text": ["Peru.", text, "Fiji."]})
    summary = find_in_archive(write(tmp_path / "in", frame, 3), tmp_path / "out")
    assert summary.mentions == size // 38 + 2


def test_counts_that_do_not_add_up_are_found(some, tmp_path, monkeypatch):
    source = write(tmp_path / "in", some[:60], 30)
    make = partwork.make

    def careless(job):
        record = make(job)
        return record | {"mentions": record["mentions"] + 1}

    monkeypatch.setattr(partwork, "make", careless)
    with pytest.raises(ArchiveError, match=r"part-000.parquet: .* mentions by article where"):
        find_in_archive(source, tmp_path / "out")


@pytest.mark.parametrize(
    ("prepare", "problem"),
    [
        (lambda folder: (folder / "in").rename(folder / "else"), "is not there"),
        (lambda folder: (folder / "in/part-000.parquet").unlink(), "holds no file"),
        (lambda folder: (folder / "out").mkdir() or (folder / "out/x").touch(), "holds other"),
        (lambda folder: (folder / "out").touch(), "holds other things"),
        (lambda folder: (folder / "in/part-000.jsonl").touch(), "differ only by suffix"),
    ],
)
def test_folders_that_will_not_do_are_refused(some, tmp_path, prepare, problem):
    write(tmp_path / "in", some[:5], 5)
    prepare(tmp_path)
    with pytest.raises(ArchiveError, match=problem):
        find_in_archive(tmp_path / "in", tmp_path / "out")


def test_results_of_another_archive_are_not_mixed_in(some, tmp_path):
    write(tmp_path / "in", some[:5], 5)
    find_in_archive(tmp_path / "in", tmp_path / "out")
    (tmp_path / "in/part-000.parquet").rename(tmp_path / "in/new.parquet")
    with pytest.raises(ArchiveError, match="belongs to no part"):
        find_in_archive(tmp_path / "in", tmp_path / "out")
    with pytest.raises(ArchiveError, match="lie in each other"):
        find_in_archive(tmp_path / "in", tmp_path / "in/out")


def test_a_worker_of_another_edition_or_without_the_folder_is_refused(tmp_path):
    job = jobs.Job("x.parquet", "x.parquet", str(tmp_path / "none"), "other")
    with pytest.raises(ArchiveError, match="another edition"):
        partwork.make(job)
    with pytest.raises(ArchiveError, match="does not see"):
        partwork.make(job._replace(edition=jobs.edition()))


# --- the command --------------------------------------------------------------------------------


def test_the_command_prints_the_summary_and_nothing_else_on_standard_output(run, tmp_path, capfd):
    source, _, summary = run
    assert archive.command([str(source), str(tmp_path / "out")]) == 0
    said = capfd.readouterr()
    assert said.out == f"{summary}\n"
    assert said.err.splitlines()[-1].startswith(f"[{summary.parts}/{summary.parts}] ")


def test_the_command_says_in_one_line_what_is_wrong(tmp_path, capfd):
    assert archive.command([str(tmp_path / "none"), str(tmp_path / "out")]) == 1
    assert capfd.readouterr().err.startswith("dateline: ")
    (tmp_path / "a.jsonl").write_text("no\n")
    assert archive.command([str(tmp_path / "a.jsonl"), str(tmp_path / "out")]) == 2


def test_of_many_files_that_are_no_parts_a_few_are_told_and_the_others_counted(tmp_path, capfd):
    (tmp_path / "in").mkdir()
    for number in range(50):
        (tmp_path / f"in/note-{number:02}.txt").write_text("Mali.")
    (tmp_path / "in/z.jsonl").write_text('{"article_id": "a", "text": "Mali."}')
    assert archive.command([str(tmp_path / "in"), str(tmp_path / "out")]) == 0
    said = capfd.readouterr()
    *told, more, progress = said.err.splitlines()
    assert [line.split(": ")[1] for line in told] == [f"'note-{at:02}.txt'" for at in range(10)]
    assert more == "Set aside: more parts; rejected.csv lists them all at the end"
    assert progress == "[51/51] 1 articles in this run, 50 parts set aside"
    assert "Set aside: 50 parts, see rejected.csv." in said.out
    assert len(rejected(tmp_path / "out")) == 50


def test_no_scheduler_at_an_address_is_said(run, tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "_TIMEOUT", "1s")
    with pytest.raises(ArchiveError, match="no Dask scheduler answers"):
        find_in_archive(run[0], tmp_path / "out", "tcp://127.0.0.1:9")


@pytest.mark.skipif(not LONG, reason="starts three processes; LONG=1")
def test_a_scheduler_and_workers_started_apart_are_used_by_their_address(run, tmp_path):
    source, out, _ = run
    dask = str(Path(sys.executable).with_name("dask"))
    file = tmp_path / "scheduler.json"
    shared = ["--scheduler-file", file, "--no-dashboard"]

    def start(*command):
        started.append(subprocess.Popen([dask, *command, *shared], cwd=tmp_path))

    started = []
    try:
        start("scheduler", "--port", "0", "--no-jupyter")
        while not file.is_file():
            time.sleep(0.1)
        for _ in range(2):
            start("worker", "--nthreads", "1")
        address = json.loads(file.read_text())["address"]
        find_in_archive(source, tmp_path / "out", address)
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait()
    assert content(tmp_path / "out") == content(out)


# --- the invented archive, and what is shown of one ---------------------------------------------


def test_an_invented_archive_is_always_the_same(tmp_path):
    for name in ("one", "two"):
        invented.write_archive(["Mali.", "Chad.", "Peru."], tmp_path / name, 50, in_parts=3)
    assert content(tmp_path / "one") == content(tmp_path / "two")
    summary = find_in_archive(tmp_path / "one", tmp_path / "out")
    assert (summary.parts, summary.articles, summary.mentions) == (3, 50, 600)
    by_month = archive.read_counts(tmp_path / "out")
    assert sorted(set(by_month["month"])) == [f"2020-{month:02}" for month in range(1, 13)]
    totals = counts.over_time(by_month)
    assert sorted(totals["country"]) == ["Chad", "Mali", "Peru"]
    assert totals["n_name"].sum() == 600
    with pytest.raises(ValueError, match="invent more"):
        invented.write_archive(["Mali."], tmp_path / "three", 2, in_parts=3)


def test_the_program_has_the_archive_as_a_command(tmp_path, capsys):
    invented.write_archive(["Mali."], tmp_path / "in", 5, in_parts=1)
    assert main(["archive", str(tmp_path / "in"), str(tmp_path / "out")]) == 0
    assert "5 articles" in capsys.readouterr().out
