"""Article files to articles and sentences, with a ledger of what was not read and why.

The text of an article is exactly the decoded content of its file; every offset in every table
counts code points of that string. Nothing is lost: each file in the folder, and each row of its
`SOURCES.csv`, ends up in `articles` or in `rejected`.
"""

from __future__ import annotations

import csv
import hashlib
import os
import re
import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from dateline import tables
from dateline.sentences import split as sentences_of
from dateline.wording import counted, sentence

if TYPE_CHECKING:
    import pandas as pd

SOURCES = "SOURCES.csv"
_FROM_SOURCES = ("title", "publisher", "url", "date", "date_basis")


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
    paths = _walk(folder)
    readable = sorted(file for file, found in paths.items() if isinstance(found, Path))
    names = _article_ids(readable)

    articles, sentences, rejected = [], [], []
    for file in sorted(paths):
        source = sources.pop(unicodedata.normalize("NFC", file), {})
        try:
            content = _content(paths[file])
            text = _text(file, content)
            digest = hashlib.sha256(content).hexdigest()
            if source.get("sha256", "").lower() not in (digest, ""):
                raise Unreadable(
                    f"its SHA-256 is not the one in {SOURCES}: the file has changed; "
                    "restore it, or correct the row"
                )
        except Unreadable as error:
            rejected.append({"file": file, "item": "", "reason": str(error)})
            continue
        spans = sentences_of(text)
        articles.append(
            {"article_id": names[file], "file": file, "item": "", "language": "", "similar_to": ""}
            | {key: source.get(key, "") for key in _FROM_SOURCES}
            | {"characters": len(text), "sentences": len(spans), "sha256": digest, "text": text}
        )
        sentences += [
            (names[file], number, paragraph, start, end, text[start:end])
            for number, (paragraph, start, end) in enumerate(spans, 1)
        ]
    for file in sources:
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
    read = "no article read"
    if len(articles):
        read = (
            f"{counted(len(articles), 'article')} of "
            f"{counted(int(articles['characters'].sum()), 'character')} in "
            f"{counted(int(articles['sentences'].sum()), 'sentence')}"
        )
    return sentence(f"{read}; {counted(len(rejected), 'file')} rejected")


def add_sentence_ids(rows: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """Put `sentence_id` after `article_id`: the sentence in which each row starts.

    `rows` has the columns article_id and start; `sentences` is the table of that name. Raises
    `ValueError` where it does not have the article of a row.
    """
    import pandas as pd

    rows = rows.astype({"article_id": "str"})
    left = rows.reset_index(names="order").sort_values("start", kind="stable")
    right = sentences[["article_id", "sentence_id", "start"]].sort_values("start", kind="stable")
    joined = pd.merge_asof(left, right, on="start", by="article_id").sort_values("order")
    without = joined.loc[joined["sentence_id"].isna(), "article_id"]
    if len(without):
        raise ValueError(f"no sentence of article {without.iloc[0]!r} holds a row found in it")
    joined = joined.set_index("order").rename_axis(rows.index.name).astype({"sentence_id": "int64"})
    columns = [column for column in rows.columns if column != "article_id"]
    return joined[["article_id", "sentence_id", *columns]]


def with_sentence(rows: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """Put the text of each row's sentence beside it, as the last column `sentence`."""
    keys = ["article_id", "sentence_id"]
    beside = sentences[[*keys, "text"]].rename(columns={"text": "sentence"})
    return rows.merge(beside, on=keys, how="left", validate="many_to_one")


def _walk(folder: Path) -> dict[str, Path | Unreadable]:
    """Everything below a folder but its folders, by a name that can be printed.

    What cannot be read, or must not be because it leads out of the folder, comes with the reason.
    """
    found: dict[str, Path | Unreadable] = {}

    def note(path: str | Path, what: Path | Unreadable) -> None:
        name = Path(path).relative_to(folder).as_posix()
        printable = os.fsencode(name).decode("utf-8", "backslashreplace")
        found[printable] = (
            what if printable == name else Unreadable("its name is not in UTF-8: rename it")
        )

    def unreadable(error: OSError) -> None:
        note(error.filename, Unreadable(f"cannot be opened ({error.strerror}): check it"))

    for place, folders, files in os.walk(folder, onerror=unreadable):
        for path in (Path(place, name) for name in files):
            if path != folder / SOURCES:
                note(path, _file_or_reason(path))
        for path in (Path(place, name) for name in folders):
            if path.is_symlink():
                note(path, Unreadable("a link to a folder: copy here what it should hold"))
    return found


def _file_or_reason(path: Path) -> Path | Unreadable:
    try:
        if path.is_file():
            return path
    except OSError as error:
        return Unreadable(f"cannot be opened ({error.strerror}): check its permissions")
    if path.is_symlink():
        return Unreadable("a link to nothing: copy here what it should hold")
    return Unreadable("not a file (a device or a pipe): remove it")


def _content(found: Path | Unreadable) -> bytes:
    if isinstance(found, Unreadable):
        raise found
    try:
        return found.read_bytes()
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
            "open it in an editor and save it with the encoding UTF-8"
        ) from error
    if "\0" in text:
        raise Unreadable("not text (it holds NUL characters): save it as plain text")
    if not text.strip():
        raise Unreadable("empty: nothing to read in it")
    return text


def _read_sources(path: Path) -> dict[str, dict[str, str]]:
    if not path.is_file():
        return {}
    csv.field_size_limit(2**31 - 1)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [
                {key: value or "" for key, value in row.items() if key}
                for row in csv.DictReader(file, strict=True)
            ]
    except (UnicodeDecodeError, csv.Error) as error:
        raise ValueError(f"{SOURCES} cannot be read ({error}): save it as CSV in UTF-8") from error
    sources: dict[str, dict[str, str]] = {}
    for number, row in enumerate(rows, 2):
        if "file" not in row:
            raise ValueError(f"{SOURCES} has no column `file`: add one that names each file")
        file = unicodedata.normalize("NFC", row["file"].removeprefix("./"))
        if not file or file in sources:
            what = f"names {file} again" if file else "names no file"
            raise ValueError(f"{SOURCES}: row {number} {what}: correct or remove it")
        if not _is_date(row.get("date", "")):
            raise ValueError(
                f"{SOURCES}: the date {row['date']!r} of {file} is not in ISO 8601: "
                "write it as 2021-09-20, 2021-09 or 2021, or leave it empty"
            )
        sources[file] = row
    return sources


def _is_date(text: str) -> bool:
    """Whether a text is empty, or a year, month or day of the calendar in ISO 8601."""
    if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", text):
        return not text
    try:
        date.fromisoformat(f"{text}-01-01"[:10])
    except ValueError:
        return False
    return True


def _article_ids(files: list[str]) -> dict[str, str]:
    def stem(file: str) -> str:
        *_, name = file.rpartition("/")
        known = name.lower().endswith(".txt") and len(name) > len(".txt")
        return file[: -len(".txt")] if known else file

    # Folded, because two names that differ only by case are one file on some systems.
    taken = Counter(stem(file).casefold() for file in files)
    return {file: stem(file) if taken[stem(file).casefold()] == 1 else file for file in files}
