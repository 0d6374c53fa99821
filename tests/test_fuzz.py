"""Any bytes and any text, in great number: nothing breaks, offsets are exact, memory is bounded.

An example of hypothesis holds many cases, since making a table costs more than a row. With LONG=1
there are over 200,000; how many there were, and how long they took, is printed at the end.
"""

import gzip
import os
import sys
import time
from collections import Counter

import awkward
import pandas as pd
import pytest
import synthetic
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline import countries, entities, tables, unpacking
from dateline.intake import Options

LONG = os.environ.get("LONG") == "1"
CASES, SECONDS = Counter(), Counter()
_MOST_MEMORY = 1_500  # MB

# Words that rules look at, and what surrounds them in texts that went through many hands.
WORDS = """
Mali Malian Malians U.S. US CAR Niger Nigeria Georgia Ga. Jordan Chad Turkey turkey Washington said
London, Congo Congolese the of in near and Mr. Dr. President Minister's told says: that he she they
Monday Sept. September 3 14 2021 2021-09-20 last week ago two years million 1,200 12.5 % $3 km -- —
“ ” " ' ’ « » „ ‹ › ( ) , . ; : ! ? … \u00ad \u200b \u202e \ufeff \u2028 \t \n \n\n \r\n \x00 \x1b
é e\u0301
İstanbul ﬁ 🇲🇱 𝔐ali Ｍali مالي 马里 Côte d'Ivoire São Tomé =1+1 @a -x 'a \\ {} <b> &amp; #Mali http://a.ml
""".split(" ")
TEXTS = st.one_of(
    st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join),
    st.lists(st.sampled_from(WORDS), max_size=12).map("".join),
    st.text(max_size=60),
)
DAYS = st.sampled_from(["", "2021", "2021-09", "2021-09-20", "0001-01-01", "9999-12-31", "1900-02"])
FILES = {
    "a.txt": "Mali é “x” \U0001f1f2".encode("utf-16"),
    "b.txt": "Café déjà vu in Lima, “quoted”.".encode("cp1252"),
    "a.md": "# Mali\n\né\r\n".encode(),
    "a.jsonl": b'{"text": "Mali \\u00e9", "date": "2021"}\n{"text": "Niger"}\n',
    "a.csv": 'id,text,date\n1,"Mali ""x""\né",2021-09-20\n2,Niger,\n'.encode(),
    "a.zip": awkward.zipped({"a.txt": b"Mali.", "b/c.csv": b"text\nLima\n"}),
    "a.txt.gz": gzip.compress(b"Mali and Niger."),
    "a.parquet": awkward.parquet(text=["Mali"], date=["2021"]),
}
# These take a hundred times as long.
SLOW_FILES = {
    "a.html": b"<html><head><title>T</title></head><body><p>Mali and Lima grow.</p></body></html>",
    "a.pdf": awkward.pdf(["Mali"]),
    "a.docx": awkward.word("Mali."),
}
BYTES = st.lists(st.tuples(st.integers(0, 10_000), st.binary(max_size=4)), max_size=4)


def many(short, long):
    """So many examples of hypothesis: a few in every run of the tests, all in the long one."""
    return settings(max_examples=long if LONG else short)


@pytest.fixture(autouse=True)
def counted(request):
    began = time.perf_counter()
    yield
    SECONDS[request.node.name] += time.perf_counter() - began


@pytest.fixture(scope="module", autouse=True)
def report(request):
    yield
    capture = request.config.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():
        took = sum(SECONDS.values())
        each = ", ".join(f"{count:,} {what}" for what, count in CASES.items())
        print(f"\n{sum(CASES.values()):,} cases in {took:,.0f} s: {each}", file=sys.stderr)


def memory_mb():
    resource = pytest.importorskip("resource", reason="this system does not tell its memory")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        1e6 if sys.platform == "darwin" else 1e3
    )


@many(10, 400)
@given(st.lists(st.tuples(TEXTS, DAYS), min_size=20, max_size=60))
def test_every_table_of_any_texts_leads_to_its_characters(tmp_path_factory, given_texts):
    # Turned about, a text is another case, and costs less than to draw one.
    cases = [(case, day) for text, day in given_texts for case in turned(text)]
    names = [f"a{number}" for number in range(len(cases))]
    texts, days = (list(each) for each in zip(*cases, strict=True))
    read = pd.DataFrame({"article_id": names, "date": days, "text": texts})
    text_of = dict(zip(names, texts, strict=True))
    sentences = entities.sentences_of(read)
    found = countries.find_mentions(read.set_index("article_id")["text"])
    mentions = found.assign(sentence_id=1)
    made = {"sentences": sentences, **entities.find_without_model(read, sentences, mentions)}
    folder = tmp_path_factory.getbasetemp()
    for name, table in made.items():
        if "start" in table:
            check_spans(table, text_of)
        written = tables.write(table, name, folder)
        pd.testing.assert_frame_equal(tables.read(name, folder), table)
        written.unlink()
        CASES["rows of tables written and read"] += len(table)
    check_spans(found, text_of)
    for what in ("finder", "dates", "quantities", "quotations"):
        CASES[f"texts through the {what}"] += len(texts)


def turned(text):
    return [text, text.upper(), text[::-1], " ".join(reversed(text.split(" ")))]


def check_spans(table, text_of):
    rows = zip(table["article_id"], table["start"], table["end"], table["text"], strict=True)
    for name, start, end, text in rows:
        assert text_of[name][start:end] == text, (name, start, end)
        assert 0 <= start < end <= len(text_of[name])


@many(2, 60)
@given(
    st.lists(
        st.tuples(st.sampled_from(synthetic.texts()), TEXTS, st.integers(0, 400)),
        min_size=4,
        max_size=12,
    )
)
def test_the_tables_of_a_parse_lead_to_their_characters(pieces):
    texts = [whole[:at] + odd + whole[at:] for whole, odd, at in pieces]
    names = [f"a{number}" for number in range(len(texts))]
    made = entities.tables_of(pd.DataFrame({"article_id": names, "date": "", "text": texts}))
    for table in made.values():
        if "start" in table:
            check_spans(table, dict(zip(names, texts, strict=True)))
    CASES["texts through the parse"] += len(texts)


@many(10, 1_500)
@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(FILES)), BYTES, st.integers(0, 10_000)),
        min_size=10,
        max_size=40,
    )
)
def test_damaged_files_are_texts_or_have_reasons(damages):
    for name, changes, cut in damages:
        check_read(name, damaged(FILES[name], changes, cut))
    CASES["files through the readers"] += len(damages)


@many(3, 100)
@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(SLOW_FILES)), BYTES, st.integers(0, 10_000)),
        min_size=5,
        max_size=20,
    )
)
def test_damaged_documents_are_texts_or_have_reasons(damages):
    for name, changes, cut in damages:
        check_read(name, damaged(SLOW_FILES[name], changes, cut))
    CASES["files through the readers"] += len(damages)


@many(10, 1_000)
@given(
    st.lists(
        st.tuples(st.sampled_from(sorted({**FILES, **SLOW_FILES})), st.binary(max_size=80)),
        min_size=10,
        max_size=40,
    )
)
def test_any_bytes_of_any_name_are_texts_or_have_reasons(files):
    for name, content in files:
        check_read(name, content)
    CASES["files through the readers"] += len(files)


def damaged(content, changes, cut):
    content = bytearray(content)
    for place, new in changes:
        place %= len(content)
        content[place : place + len(new)] = new
    return bytes(content[: cut % (2 * len(content)) or None])


def check_read(name, content):
    found = list(unpacking.read_content(name, content, Options(ratio=1_000)))
    assert found
    for each in found:
        assert bool(each.reason) != bool(each.text), (name, content)
        each.text.encode("utf-8")
        assert "\0" not in each.text


def test_all_that_took_bounded_memory():
    assert memory_mb() < _MOST_MEMORY
    if LONG:
        assert sum(CASES.values()) >= 200_000
