"""Files of every format, and awkward ones: each comes to its stated end, and nothing is lost."""

import ctypes
import os
import shutil
import subprocess
import sys

import awkward
import pytest

from dateline import articles, tables

_READ = """
import sys
from dateline import articles, tables
for name, table in articles.read_folder(sys.argv[1])._asdict().items():
    tables.write(table, name, sys.argv[2])
"""


def _obey_permissions():
    """In a process that is about to start: to root every file is open, unless it gives that up."""
    if os.geteuid() == 0:
        for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
            ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """What the awkward inputs gave to an unprivileged reader, and the ends they should come to."""
    folder = tmp_path_factory.mktemp("awkward")
    inputs = folder / "in"
    inputs.mkdir()
    ends = awkward.make(inputs)
    command = [sys.executable, "-c", _READ, inputs, folder]
    try:
        result = subprocess.run(
            command, preexec_fn=_obey_permissions, capture_output=True, text=True
        )
    finally:
        for name in ("closed", "forbidden.txt"):
            (inputs / name).chmod(0o700)
        shutil.rmtree(inputs)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    return articles.Corpus(*(tables.read(name, folder) for name in articles.Corpus._fields)), ends


def test_each_awkward_input_comes_to_its_end(corpus):
    read, ends = corpus
    reasons = {(row.file, row.item): row.reason for row in read.rejected.itertuples()}
    found = reasons | {(row.file, row.item): "" for row in read.articles.itertuples()}
    wrong = {
        key: (found.get(key), end)
        for key, end in ends.items()
        if key not in found or (end not in found[key] if end else found[key])
    }
    assert not wrong
    assert len(found) == len(reasons) + len(read.articles)
    assert found.keys() == ends.keys()
    assert len(ends) > 60


def test_a_reason_is_one_line_that_says_what_to_do(corpus):
    for row in corpus[0].rejected.itertuples():
        assert ": " in row.reason, row
        assert len(row.reason) < 300, row
        assert "\n" not in row.reason, row


def test_every_span_of_awkward_inputs_is_exact(corpus):
    read, _ = corpus
    texts = read.articles.set_index("article_id")["text"]
    assert texts.index.is_unique
    for row in read.sentences.itertuples():
        assert texts[row.article_id][row.start : row.end] == row.text


def test_encodings_and_formats_give_the_text_as_it_is(corpus):
    texts = corpus[0].articles.set_index("file")["text"]
    for name in ("utf8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"):
        assert texts[f"{name}.txt"].startswith("Café déjà vu à Abidjan, “quoted”. Delegates met")
    assert texts["latin-short.txt"] == "café in Lima"
    assert texts["declared.html"].startswith("Café — Delegates met in ")
    assert "root:" not in "".join(texts)
    assert "no" not in texts["script.html"].split()


def _text_of(folder, *lines):
    """What is read from a PDF that sets these lines below each other."""
    (folder / "a.pdf").write_bytes(awkward.pdf([") Tj 0 -12 Td (".join(lines)]))
    return articles.read_folder(folder).articles["text"][0]


def test_a_word_that_a_pdf_breaks_at_a_line_end_is_whole_where_the_text_has_it_whole(tmp_path):
    lines = ["President Macron met the king of the Nether-", "lands. Mr Mac-", "ron's aides left"]
    lines += ["the Netherlands when Mac-", "ron", "spoke of re-", "forms. Reforms came."]
    assert _text_of(tmp_path, *lines).splitlines() == [
        *("President Macron met the king of the Netherlands.", "Mr Macron’s", "aides left"),
        *("the Netherlands when Macron", "spoke of reforms.", "Reforms came."),
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ("A Franco-", "German plan"),
        ("The Mali-", "based staff. A base in Mali."),
        ("They co-", "operate, or cooperate: the co-operate button."),
        ("From 2019-", "2021 and 20192021"),
        ("Two words -", "alone, twowords"),
        ("It is well-", "known."),
    ],
)
def test_a_hyphen_that_may_be_the_words_own_stays(tmp_path, lines):
    assert _text_of(tmp_path, *lines).splitlines() == list(lines)


def test_what_a_file_tells_of_its_article_is_kept(corpus):
    read = corpus[0].articles.set_index("file")
    assert read.loc["page.html", "title"] == "Wells"
    assert read.loc["tabs.tsv", "date"] == "2021-09-20"
    assert read.loc["rows.parquet", "date"] == "2021-09-20"
    assert read.loc["french.txt", "language"] == "fr"
    assert read.loc["utf8.txt", "language"] == "en"


def test_what_a_markdown_file_tells_at_its_head_is_no_text(tmp_path):
    head = (
        '---\r\ntitle: "Wells: a pact"\r\ndate: 2021-09-20\r\npublisher: The Well\r\n'
        "url: https://example.org/a#b\r\ntags:\r\n  - Mali\r\nsummary: >\r\n  Peru.\r\n---\r\n"
    )
    (tmp_path / "a.md").write_bytes(f"{head}\r\n# Wells\r\n\r\nMali digs.\r\n".encode())
    (tmp_path / "b.markdown").write_text("---\ntitle: >\ndate: 20 Sept\n---\nNiger digs.\n")
    (tmp_path / "only.md").write_text("---\ntitle: Nothing\n---\n")
    read = articles.read_folder(tmp_path)
    known = ["title", "date", "date_basis", "publisher", "url", "text"]
    assert read.articles[known].values.tolist() == [
        [
            *("Wells: a pact", "2021-09-20", "", "The Well", "https://example.org/a#b"),
            "\r\n# Wells\r\n\r\nMali digs.\r\n",
        ],
        ["", "", "not in ISO 8601 (2021-09-20): 20 Sept", "", "", "Niger digs.\n"],
    ]
    assert read.rejected["reason"].tolist() == ["empty: nothing to read in it"]


@pytest.mark.parametrize(
    "text",
    [
        "---\nBamako: delegates met.\n---\nThey met again.\n",
        "---\ntitle: Wells\nDelegates met in Lima.\n---\n",
        "---\ntitle: Wells\n",
        "title: Wells\n---\nDelegates met.\n",
        "| title: |\n|---|\n| Mali |\n---\n",
        "---\n---\nDelegates met.\n",
    ],
)
def test_other_rules_in_markdown_stay_in_the_text(tmp_path, text):
    (tmp_path / "a.md").write_text(text)
    assert articles.read_folder(tmp_path).articles["text"].tolist() == [text]


def test_a_title_that_a_program_gave_is_none(tmp_path):
    for name, title in (("a", "Word Document"), ("b", "Wells")):
        (tmp_path / f"{name}.docx").write_bytes(awkward.word(f"Mali, {name}.", title=title))
    assert articles.read_folder(tmp_path).articles["title"].tolist() == ["", "Wells"]


def test_ids_are_own_ones_where_they_are_the_only_ones(corpus):
    read = corpus[0].articles
    ids = {(row.file, row.item): row.article_id for row in read.itertuples()}
    assert ids["ids.jsonl", "3"] == "own"
    assert ids["ids.jsonl", "1"] == "ids#1"
    assert ids["mixed.zip", "b/rows.csv#1"] == "mixed/b/rows#1"
    assert ids["packed.txt.gz", ""] == "packed"
    assert ids["utf16.jsonl", "1"] == "sixteen"
    assert (ids["Case.txt", ""], ids["case.txt", ""]) == ("Case.txt", "case.txt")


def test_near_repeats_are_kept_and_marked(corpus):
    read = corpus[0].articles.set_index("file")["similar_to"]
    assert read["repeat-4.txt"] == "repeat-1"
    assert read["repeat-1.txt"] == ""
