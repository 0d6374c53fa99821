"""Article files to articles and sentences, with a ledger of what was not read and why.

The text of an article is exactly the decoded content of its file; every offset in every table
counts code points of that string. Nothing is lost: each file in the folder, and each row of its
`SOURCES.csv`, ends up in `articles` or in `rejected`.
"""

from __future__ import annotations

import csv
import hashlib
import itertools
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from dateline import tables
from dateline.wording import counted, sentence

if TYPE_CHECKING:
    import pandas as pd

SOURCES = "SOURCES.csv"
_FROM_SOURCES = ("title", "publisher", "url", "date", "date_basis")

_LINE_BREAK = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")

# A wrapped paragraph fills a width in this range; lines are shorter in lists and headlines, and
# longer where each line is a paragraph of its own.
_WRAP_WIDTHS = range(40, 121)
# People who break lines by hand miss the width by a word.
_WRAP_SLACK = 8

_SENTENCE_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s)|[。！？]+[”’」』]*")
_LAST_TOKEN = re.compile(r"\S+\Z")
_NEXT_WORD = re.compile(r"\s*[\"'“‘«(\[]*(\w+)?")

# A full stop after one of these never ends a sentence: a name or a number follows.
_TITLES = set(
    """mr mrs ms dr prof gen col lt sgt capt cmdr adm maj gov sen rep rev hon pres st mt ft vs no
    nos fig e.g i.e cf ca approx jan feb mar apr jun jul aug sep sept oct nov dec""".split()
)
# After one of these, an initial or dotted capitals (U.S.), it ends one only before a usual opener.
_ABBREVIATIONS = set("inc corp ltd co bros jr sr etc al dept univ a.m p.m ph.d".split())
_OPENERS = set(
    """a according after all also although an and as at because before both but by despite during
    each even every few for from he her his how however i if in instead it its last many meanwhile
    more most my no not now on once one only or other our she since so some still such that the
    their then there these they this those though thus to today two under until we what when where
    which while who why with you your""".split()
)


class Corpus(NamedTuple):
    """What a folder gave: the tables `articles`, `sentences` and `rejected`."""

    articles: pd.DataFrame
    sentences: pd.DataFrame
    rejected: pd.DataFrame


class Unreadable(Exception):  # noqa: N818 - a finding about a file, kept in the ledger
    """Why a file cannot be an article, and what to do about it."""


def read_folder(folder: Path | str) -> Corpus:
    """Read every article below `folder`.

    Plain text (`.txt`, UTF-8) is read so far. A row of `SOURCES.csv` in the folder (column
    `file`, and any of sha256, title, publisher, url, date, date_basis) describes a file; where it
    gives a sha256, the file has to match it.

    Raises `NotADirectoryError` where there is no such folder and `ValueError` where
    `SOURCES.csv` cannot be read.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise NotADirectoryError(
            f"{folder} is not a folder: name the folder that holds the articles"
        )
    sources = _read_sources(folder / SOURCES)
    paths = {path.relative_to(folder).as_posix(): path for path in _files(folder)}
    names = _article_ids(sorted(paths))

    articles, sentences, rejected = [], [], []
    for file in sorted(paths):
        source = sources.get(file, {})
        try:
            content = _content(paths[file])
            text = _text(file, content)
            digest = hashlib.sha256(content).hexdigest()
            if source.get("sha256", digest) not in (digest, ""):
                raise Unreadable(
                    f"its SHA-256 is not the one in {SOURCES}: the file has changed; "
                    "restore it, or correct the row"
                )
        except Unreadable as error:
            rejected.append({"file": file, "item": "", "reason": str(error)})
            continue
        spans = split_sentences(text)
        articles.append(
            {"article_id": names[file], "file": file, "item": "", "language": "", "similar_to": ""}
            | {key: source.get(key, "") for key in _FROM_SOURCES}
            | {"characters": len(text), "sentences": len(spans), "sha256": digest, "text": text}
        )
        sentences += [
            (names[file], number, paragraph, start, end, text[start:end])
            for number, (paragraph, start, end) in enumerate(spans, 1)
        ]
    for file in sources.keys() - paths.keys():
        reason = f"listed in {SOURCES}, but not in the folder: add the file, or remove the row"
        rejected.append({"file": file, "item": "", "reason": reason})
    rejected.sort(key=lambda row: row["file"])

    return Corpus(
        tables.frame("articles", articles),
        tables.frame("sentences", sentences),
        tables.frame("rejected", rejected),
    )


def summary(articles: pd.DataFrame, rejected: pd.DataFrame) -> str:
    """What was read, in one sentence."""
    read = (
        f"{counted(len(articles), 'article')} of "
        f"{counted(int(articles['characters'].sum()), 'character')} in "
        f"{counted(int(articles['sentences'].sum()), 'sentence')}"
    )
    return sentence(f"{read}; {counted(len(rejected), 'file')} rejected")


def split_sentences(text: str) -> list[tuple[int, int, int]]:
    """Split a text into sentences: a list of (paragraph, start, end), offsets half-open.

    A line break ends a sentence, except inside a hard-wrapped paragraph, where only a blank line
    does. Rules alone, no model: the same text gives the same sentences everywhere.
    """
    sentences = []
    for paragraph, (start, end) in enumerate(_paragraphs(text), 1):
        begin = start
        for match in _SENTENCE_END.finditer(text, start, end):
            if match.end() < end and _ends_sentence(text, begin, match, end):
                sentences.append((paragraph, begin, match.end()))
                begin = match.end()
                while text[begin].isspace():
                    begin += 1
        sentences.append((paragraph, begin, end))
    return sentences


def add_sentence_ids(rows: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """Put `sentence_id` after `article_id`: the sentence in which each row starts.

    `rows` has the columns article_id and start; `sentences` is the table of that name.
    """
    import pandas as pd

    left = rows.reset_index(names="order").sort_values("start", kind="stable")
    right = sentences[["article_id", "sentence_id", "start"]].sort_values("start", kind="stable")
    joined = pd.merge_asof(left, right, on="start", by="article_id").sort_values("order")
    joined = joined.set_index("order").rename_axis(rows.index.name)
    columns = [column for column in rows.columns if column != "article_id"]
    return joined[["article_id", "sentence_id", *columns]]


def with_sentence(rows: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """Put the text of each row's sentence beside it, as the last column `sentence`."""
    keys = ["article_id", "sentence_id"]
    beside = sentences[[*keys, "text"]].rename(columns={"text": "sentence"})
    return rows.merge(beside, on=keys, how="left", validate="many_to_one")


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and path != folder / SOURCES]


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(f"cannot be opened ({error.strerror}): check its permissions") from error


def _text(file: str, content: bytes) -> str:
    if not file.lower().endswith(".txt"):
        raise Unreadable("only plain text (.txt) is read so far: save it as plain text")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(
            f"not UTF-8 text (byte {error.object[error.start]:#04x} at {error.start}): "
            "save it as UTF-8"
        ) from error
    if "\0" in text:
        raise Unreadable("not text (it holds NUL characters): save it as plain text")
    if not text.strip():
        raise Unreadable("empty: nothing to read in it")
    return text


def _read_sources(path: Path) -> dict[str, dict[str, str]]:
    if not path.is_file():
        return {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [
                {key: value or "" for key, value in row.items() if key}
                for row in csv.DictReader(file, strict=True)
            ]
    except (UnicodeDecodeError, csv.Error) as error:
        raise ValueError(f"{SOURCES} cannot be read ({error}): save it as CSV in UTF-8") from error
    if any("file" not in row for row in rows):
        raise ValueError(f"{SOURCES} has no column `file`: add one that names each file")
    bad = next(
        (row for row in rows if not re.fullmatch(r"|\d{4}(-\d\d){0,2}", row.get("date", ""))), None
    )
    if bad:
        raise ValueError(
            f"{SOURCES}: the date {bad['date']!r} of {bad['file']} is not in ISO 8601: "
            "write it as 2021-09-20, 2021-09 or 2021, or leave it empty"
        )
    return {row["file"]: row for row in rows}


def _article_ids(files: list[str]) -> dict[str, str]:
    def stem(file: str) -> str:
        return file[: -len(".txt")] if file.lower().endswith(".txt") else file

    # Folded, because two names that differ only by case are one file on some systems.
    taken = Counter(stem(file).casefold() for file in files)
    return {file: stem(file) if taken[stem(file).casefold()] == 1 else file for file in files}


def _paragraphs(text: str) -> list[tuple[int, int]]:
    """The spans of the paragraphs, without the white space around them."""
    paragraphs = []
    block: list[tuple[int, int]] = []
    start = 0
    breaks = [(match.start(), match.end()) for match in _LINE_BREAK.finditer(text)]
    for stop, following in [*breaks, (len(text), len(text))]:
        line = _strip(text, start, stop)
        start = following
        if line[0] < line[1]:
            block.append(line)
        if block and (line[0] == line[1] or following == len(text)):
            paragraphs += [(block[0][0], block[-1][1])] if _is_wrapped(text, block) else block
            block = []
    return paragraphs


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def _is_wrapped(text: str, lines: list[tuple[int, int]]) -> bool:
    """Whether lines fill a width: none had room for the first word of the next one."""
    width = max(end - start for start, end in lines)
    if len(lines) < 2 or width not in _WRAP_WIDTHS:
        return False
    mid_sentence = 0
    for (start, end), (next_start, next_end) in itertools.pairwise(lines):
        word = text[next_start:next_end].split(maxsplit=1)[0]
        if end - start + 1 + len(word) <= width - _WRAP_SLACK:
            return False
        mid_sentence += text[end - 1] not in '.!?:"”'
    # Each line of a list of short paragraphs ends a sentence; those of a wrapped one seldom do.
    return mid_sentence * 2 >= len(lines) - 1


def _ends_sentence(text: str, begin: int, match: re.Match, end: int) -> bool:
    following = _NEXT_WORD.match(text, match.end(), end)
    word = following[1] or ""
    if word[:1].islower():
        return False
    if not match[0].startswith("."):
        return True
    token = _LAST_TOKEN.search(text, begin, match.start())
    token = token[0].lstrip("\"'“‘«([") if token else ""
    before = text[begin : match.start() - len(token)].split()
    if token.lower() in _TITLES:
        return False
    if token.isdigit() and not before:
        return False  # the number of a list item
    # Initials (George W.) and dotted capitals (U.S.) are all single letters.
    letters = token.isupper() and all(len(part) == 1 for part in token.split("."))
    if letters or token.lower() in _ABBREVIATIONS:
        return bool(before) and word.lower() in _OPENERS
    return True
