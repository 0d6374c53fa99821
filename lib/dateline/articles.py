"""Article files to articles and sentences, with a ledger of what was not read and why.

The text of an article is exactly what is decoded or extracted from its file; every offset in
every table counts code points of that string. Nothing is lost: each file in the folder, each item
of a file of many, and each row of `SOURCES.csv` ends up in `articles` or in `rejected`.
"""

from __future__ import annotations

import csv
import hashlib
import os
import unicodedata
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from dateline import confined, languages, repeats, tables, unpacking
from dateline.intake import Found, Options, Unreadable, is_date
from dateline.sentences import split as sentences_of
from dateline.settings import CORRECTIONS, SETTINGS, SettingsError
from dateline.wording import counted, listed, sentence, spelled

if TYPE_CHECKING:
    import pandas as pd

SOURCES = "SOURCES.csv"
# Files of that name in the folder itself say something about the articles, and are none.
_NO_ARTICLES = (SOURCES, SETTINGS, CORRECTIONS)
_FROM_SOURCES = ("title", "publisher", "url", "date", "date_basis")


class Corpus(NamedTuple):
    """What a folder gave: the tables `articles`, `sentences` and `rejected`."""

    articles: pd.DataFrame
    sentences: pd.DataFrame
    rejected: pd.DataFrame


class _Text(NamedTuple):
    """A text that was found, with its file, the SHA-256 of that and what is known of it."""

    file: str
    digest: str
    found: Found
    about: dict[str, str]


def read_folder(folder: Path | str, options: Options | None = None) -> Corpus:
    """Read every article below `folder`, within the limits that `options` sets.

    A row of `SOURCES.csv` in the folder (column `file`, and any of sha256, title, publisher, url,
    date, date_basis) describes a file and wins over what is found in it; where it gives a sha256,
    the file has to match it. What formats there are is in `unpacking`.

    Raises `NotADirectoryError` where there is no such folder and `SettingsError` where
    `SOURCES.csv` cannot be read.
    """
    folder, options = Path(folder), options or Options()
    if not folder.is_dir():
        raise NotADirectoryError(
            f"{folder} is not a folder: name the folder that holds the articles"
        )
    sources = _read_sources(folder)
    texts, rejected = [], []
    paths = _walk(folder)
    with confined.Helper(options) as helper:
        for file in sorted(paths):
            source = sources.pop(unicodedata.normalize("NFC", file), {})
            try:
                content, digest = _content(paths[file], source, options)
            except Unreadable as error:
                rejected.append((file, "", str(error)))
                continue
            for found in helper.read(file.rpartition("/")[2], content):
                if found.reason:
                    rejected.append((file, found.item, found.reason))
                else:
                    texts.append(_Text(file, digest, found, _described(found.about, source)))
    for file in sources:
        reason = f"listed in {SOURCES}, but not in the folder: add the file, or remove the row"
        rejected.append((file, "", reason))

    articles, sentences, repeated = _tabulate(texts)
    # By the file alone: a file's items stay in their order.
    rejected = sorted([*rejected, *repeated], key=lambda row: row[0])
    return Corpus(
        tables.frame("articles", articles),
        tables.frame("sentences", sentences),
        tables.frame("rejected", rejected),
    )


def holds_nothing(folder: Path | str) -> bool:
    """Whether `folder` has no file for `read_folder` to read or to reject, nor a list of them."""
    return not os.path.lexists(Path(folder, SOURCES)) and not _walk(Path(folder))


def summary(articles: pd.DataFrame, rejected: pd.DataFrame) -> str:
    """What was read, in one sentence."""
    read = "no article read"
    if len(articles):
        read = (
            f"{counted(len(articles), 'article')} of "
            f"{counted(int(articles['characters'].sum()), 'character')} in "
            f"{counted(int(articles['sentences'].sum()), 'sentence')}"
        )
    if near := int((articles["similar_to"] != "").sum()):
        does = "repeats another, and is" if near == 1 else "repeat another, and are"
        read += f"; {spelled(near)} of them nearly {does} counted"
    items = int((rejected["item"] != "").sum())
    files = len(rejected) - items
    what = [counted(files, "file")] if files or not items else []
    what += [counted(items, "item")] if items else []
    return sentence(f"{read}; {listed(what)} rejected")


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


def _content(
    path: Path | Unreadable, source: dict[str, str], options: Options
) -> tuple[bytes, str]:
    """A file's bytes and their SHA-256."""
    if isinstance(path, Unreadable):
        raise path
    content = unpacking.content_of(path, options)
    digest = hashlib.sha256(content).hexdigest()
    if source.get("sha256", "").lower() not in (digest, ""):
        raise Unreadable(
            f"its SHA-256 is not the one in {SOURCES}: the file has changed; "
            "restore it, or correct the row"
        )
    return content, digest


def _described(about: dict[str, str], source: dict[str, str]) -> dict[str, str]:
    given = {key: source[key] for key in _FROM_SOURCES if source.get(key)}
    if "date" in given:
        given.setdefault("date_basis", "")
    return about | given


def _tabulate(texts: list[_Text]) -> tuple[list[dict], list[tuple], list[tuple]]:
    """The rows of `articles` and `sentences`, and those of `rejected` for texts met before."""
    kept: list[tuple[str, _Text]] = []
    repeated, first = [], {}
    for name, text in zip(_article_ids(texts), texts, strict=True):
        same = first.setdefault(repeats.folded(text.found.text), name)
        if same == name:
            kept.append((name, text))
        else:
            reason = f"same text as {same}: nothing is lost without it"
            repeated.append((text.file, text.found.item, reason))
    similar = repeats.similar(text.found.text for _, text in kept)

    articles, sentences = [], []
    for (name, text), alike in zip(kept, similar, strict=True):
        content = text.found.text
        spans = sentences_of(content)
        articles.append(
            {"article_id": name, "file": text.file, "item": text.found.item}
            | {"language": languages.language_of(content)}
            | {"similar_to": "" if alike is None else kept[alike][0]}
            | {key: text.about.get(key, "") for key in _FROM_SOURCES}
            | {"characters": len(content), "sentences": len(spans)}
            | {"sha256": text.digest, "text": content}
        )
        sentences += [
            (name, number, paragraph, start, end, content[start:end])
            for number, (paragraph, start, end) in enumerate(spans, 1)
        ]
    return articles, sentences, repeated


def _article_ids(texts: list[_Text]) -> list[str]:
    """An id for each text: its own in a file of many, its path without suffixes, or all of it."""

    def path(text: _Text, shorten: bool) -> str:
        whole = "/".join(filter(None, (text.file, text.found.member)))
        number = f"#{text.found.number}" if text.found.number else ""
        return f"{unpacking.stem(whole) if shorten else whole}{number}"

    # Folded, because two names that differ only by case are one file on some systems.
    full = [path(text, shorten=False) for text in texts]
    short = [path(text, shorten=True) for text in texts]
    paths = Counter(each.casefold() for pair in zip(full, short, strict=True) for each in set(pair))
    own = [text.about.get("article_id", "") for text in texts]
    owned = Counter(each.casefold() for each in own)
    taken = Counter(each.casefold() for each in short)
    ids = []
    for mine, brief, whole in zip(own, short, full, strict=True):
        if mine and owned[mine.casefold()] == 1 and not paths[mine.casefold()]:
            ids.append(mine)
        else:
            alone = taken[brief.casefold()] == 1 and paths[brief.casefold()] == 1
            ids.append(brief if alone else whole)
    return _told_apart(ids)


def _told_apart(ids: list[str]) -> list[str]:
    """Each id once: an archive may hold two files of a name, a file be called as an item is."""
    taken, times = set(ids), Counter()
    apart = []
    for each in ids:
        times[each] += 1
        while times[each] > 1 and f"{each}#{times[each]}" in taken:
            times[each] += 1
        apart.append(f"{each}#{times[each]}" if times[each] > 1 else each)
        taken.add(apart[-1])
    return apart


def _walk(folder: Path) -> dict[str, Path | Unreadable]:
    """Everything below a folder but its folders, by a name that can be printed.

    What cannot be read, or must not be because it leads out of the folder, comes with the reason.
    """
    found: dict[str, Path | Unreadable] = {}
    inside = folder.resolve()

    def note(path: str | Path, what: Path | Unreadable) -> None:
        name = Path(path).relative_to(folder).as_posix()
        printable = os.fsencode(name).decode("utf-8", "backslashreplace")
        found[printable] = (
            what if printable == name else Unreadable("its name is not in UTF-8: rename it")
        )

    def unreadable(error: OSError) -> None:
        note(error.filename, Unreadable(unpacking.cannot_be_opened(error)))

    for place, folders, files in os.walk(folder, onerror=unreadable):
        for path in (Path(place, name) for name in files):
            if path.parent != folder or path.name not in _NO_ARTICLES:
                note(path, _file_or_reason(path, inside))
        for path in (Path(place, name) for name in folders):
            if path.is_symlink():
                note(path, Unreadable("a link to a folder: copy here what it should hold"))
    return found


def _file_or_reason(path: Path, inside: Path) -> Path | Unreadable:
    try:
        # The file itself, so that a link that is changed later leads nowhere else.
        if path.is_symlink():
            target = path.resolve(strict=True)
            if not target.is_relative_to(inside):
                return Unreadable("a link out of the folder: copy here what it should hold")
            path = target
        if path.is_file():
            return path
    except (OSError, RuntimeError) as error:
        if path.is_symlink():
            return Unreadable("a link to nothing: copy here what it should hold")
        return Unreadable(unpacking.cannot_be_opened(error))
    if not path.exists():
        return Unreadable("was removed or renamed while the folder was read: run again")
    return Unreadable("not a file (a device or a pipe): remove it")


def _read_sources(folder: Path) -> dict[str, dict[str, str]]:
    path = folder / SOURCES
    if not path.is_file() and not path.is_symlink():
        return {}
    if isinstance(reason := _file_or_reason(path, folder.resolve()), Unreadable):
        raise SettingsError(f"{SOURCES} is {reason}")
    csv.field_size_limit(2**31 - 1)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [
                {key: value or "" for key, value in row.items() if key}
                for row in csv.DictReader(file, strict=True)
            ]
    except (UnicodeDecodeError, csv.Error) as error:
        raise SettingsError(
            f"{SOURCES} cannot be read ({error}): save it as CSV in UTF-8"
        ) from error
    sources: dict[str, dict[str, str]] = {}
    for number, row in enumerate(rows, 2):
        if "file" not in row:
            raise SettingsError(f"{SOURCES} has no column `file`: add one that names each file")
        file = unicodedata.normalize("NFC", row["file"].removeprefix("./"))
        if not file or file in sources:
            what = f"names {file} again" if file else "names no file"
            raise SettingsError(f"{SOURCES}: row {number} {what}: correct or remove it")
        if row.get("date") and not is_date(row["date"]):
            raise SettingsError(
                f"{SOURCES}: the date {row['date']!r} of {file} is not in ISO 8601: "
                "write it as 2021-09-20, 2021-09 or 2021, or leave it empty"
            )
        sources[file] = row
    return sources
