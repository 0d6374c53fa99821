"""The archive that is measured with, and the expression that the finder is measured against."""

import re

import archives
import pyarrow.parquet as pq
import scaling
from scaling_worker import trie_pattern


def test_an_archive_is_written_in_parts_of_one_size(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "PART", 10)
    texts = list(archives.repeated(["Mali", "Peru."], 30))
    written = archives.write(texts, tmp_path / "in")
    tables = [pq.read_table(path) for path in sorted((tmp_path / "in").iterdir())]
    assert written == (len(tables), len(texts), sum(map(len, texts)))
    assert [text for table in tables for text in table["text"].to_pylist()] == texts
    assert all(sum(map(len, table["text"].to_pylist())) >= 10 for table in tables[:-1])
    assert len({each for table in tables for each in table["article_id"].to_pylist()}) == len(texts)
    assert texts == list(archives.repeated(["Mali", "Peru."], 30))


def test_a_trie_matches_its_words_and_the_longest_of_them():
    words = ["Niger", "Nigeria", "Niger State", "U.S.", "Mali"]
    pattern = re.compile(trie_pattern(words))
    assert all(pattern.fullmatch(word) for word in words)
    assert not any(map(pattern.fullmatch, ["Nig", "Nigeri", "UxS.", "", "Malian"]))
    assert pattern.match("Niger State")[0] == "Niger State"


def test_a_run_of_the_command_is_measured_whole(tmp_path):
    archives.write(["Mali."], tmp_path / "in")
    cost = scaling.run(tmp_path / "in", tmp_path / "out", None)
    assert (tmp_path / "out/by_month.parquet").is_file()
    assert cost.cpu > 0
    assert cost.peak > 10
    mentions, size = scaling._made(tmp_path / "out")
    assert mentions == 1
    assert size > 0
