"""Gold: what people found in texts, read from the files that they write.

Three forms: one article annotated whole (JSON), invented sentences with their mentions in braces
(tests/gold/README.md tells the form), and a corpus of others' articles (JSON Lines).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from dateline import gazetteer, tables

if TYPE_CHECKING:
    import pandas as pd

_TEXTS = ("article_id", "class", "text")
_MENTIONS = ("article_id", "start", "end", "text", "iso3", "kind", "candidates")

_PIECE = re.compile(r"\{(?P<mention>[^{}]*)\}|(?P<plain>[^{}]+)")
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|.?)", re.DOTALL)


class GoldError(ValueError):
    """An annotation cannot be read as it is; the message says where, why and what to do."""


class Gold(NamedTuple):
    """What people found: `texts` and the `mentions` in them.

    `texts` has article_id, class and text; `mentions` has article_id, start, end, text, iso3, kind
    and candidates, which mean what they mean in the table `mentions`.
    """

    texts: pd.DataFrame
    mentions: pd.DataFrame

    @property
    def series(self) -> pd.Series:
        """The texts by article_id, as `countries.find_mentions` takes them."""
        return self.texts.set_index("article_id")["text"]


def read_challenge(path: Path | str) -> Gold:
    """Read sentences with their mentions in braces, in the form of tests/gold/README.md.

    A text is named after its class and its place in it: `person-3`. Raises `GoldError` with the
    file, the line, what is wrong and what to do.
    """
    path = Path(path)
    texts, mentions, in_class, count = [], [], "", Counter()
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").split("\n"), 1):
        where, line = f"{path.name}, line {number}", line.strip()
        if line.startswith("##"):
            in_class = line.removeprefix("##").strip()
            if not re.fullmatch(r"[\w-]+", in_class):
                _fail(where, f"{in_class!r} names no class", "write one word after ##")
        elif line and not line.startswith("#"):
            if not in_class:
                _fail(where, "a text without a class", "put a line '## class' before it")
            count[in_class] += 1
            article_id = f"{in_class}-{count[in_class]}"
            text, found = _parsed(line, where)
            texts.append((article_id, in_class, text))
            mentions += [(article_id, *mention) for mention in found]
    return _gold(texts, mentions)


def read_annotation(path: Path | str) -> Gold:
    """Read one article annotated whole, as JSON: its country mentions and regions.

    The text is not in the file, and stays empty here.
    """
    gold = json.loads(Path(path).read_text(encoding="utf-8"))
    regions = [row | {"iso3": "", "kind": "region"} for row in gold["regions"]]
    rows = sorted(gold["mentions"] + regions, key=lambda row: row["start"])
    columns = _MENTIONS[1:-1]
    mentions = [(gold["article_id"], *(row[name] for name in columns), "") for row in rows]
    return _gold([(gold["article_id"], "article", "")], mentions)


def fits(gold: Gold, texts: pd.Series) -> bool:
    """Whether `texts` holds every article of an annotation, with each mention in its place."""
    return all(
        row.article_id in texts.index and texts[row.article_id][row.start : row.end] == row.text
        for row in gold.mentions.itertuples()
    )


def read_corpus(path: Path | str) -> Gold:
    """Read a corpus in JSON Lines: an object an article, with `text` and `mentions`.

    A mention has start, end, type and iso3 (or null); its type becomes the column kind. An article
    is named by its line, since the ids of a corpus may repeat. Raises `GoldError` with the line.
    """
    path, texts, mentions = Path(path), [], []
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                given = json.loads(line)
                text = given["text"]
                texts.append((str(number), "article", text))
                for row in given["mentions"]:
                    start, end, iso3 = row["start"], row["end"], row["iso3"] or ""
                    mentions.append(
                        (str(number), start, end, text[start:end], iso3, row["type"], "")
                    )
            except (ValueError, KeyError, TypeError) as error:
                raise GoldError(
                    f"{path.name}, line {number}: no article ({error!r}): write an object with "
                    "text and mentions, each with start, end, type and iso3"
                ) from error
    return _gold(texts, mentions)


def _gold(texts: Sequence[tuple], mentions: Sequence[tuple]) -> Gold:
    import pandas as pd

    frame = pd.DataFrame(mentions, columns=_MENTIONS)
    dtypes = {name: "int64" if name in ("start", "end") else "str" for name in _MENTIONS}
    return Gold(pd.DataFrame(texts, columns=_TEXTS, dtype="str"), frame.astype(dtypes))


def _parsed(line: str, where: str) -> tuple[str, list[tuple]]:
    """The text of a line without its marks, and its mentions as columns from start on."""
    text, mentions, at = "", [], 0
    while at < len(line):
        piece = _PIECE.match(line, at)
        if not piece:
            _fail(where, f"unbalanced brace at column {at + 1}", "add the other, or write \\u007b")
        start, at = len(text), piece.end()
        if piece["plain"]:
            text += _unescaped(piece["plain"], where)
            continue
        parts = piece["mention"].split("|")
        if len(parts) != 3 or not parts[0]:
            _fail(where, f"{piece[0]} is no mention", "write {text|country|kind}")
        codes = _checked(parts[1].split(), parts[2], piece[0], where)
        text += _unescaped(parts[0], where)
        iso3, candidates = ("", " ".join(codes)) if len(codes) > 1 else ("".join(codes), "")
        mentions.append((start, len(text), text[start:], iso3, parts[2], candidates))
    return text, mentions


def _checked(codes: list[str], kind: str, mention: str, where: str) -> list[str]:
    """The codes of a mention in order, if it is one that can be."""
    kinds = {column.name: column for column in tables.schema()["mentions"].columns}["kind"].pattern
    if kind not in kinds.split("|"):
        _fail(f"{where}, {mention}", f"unknown kind {kind!r}", f"write one of {kinds}")
    for code in codes:
        if code not in gazetteer.load().names:
            remedy = "write its ISO 3166-1 alpha-3 code, XKX for Kosovo"
            _fail(f"{where}, {mention}", f"{code!r} is no country", remedy)
    if (kind == "region") == bool(codes):
        remedy = "leave it empty for a region, and for nothing else"
        _fail(f"{where}, {mention}", f"country {' '.join(codes)!r} of a {kind}", remedy)
    return sorted(codes)


def _unescaped(text: str, where: str) -> str:
    def character(escape: re.Match) -> str:
        code = escape[1]
        if len(code) == 5:
            return chr(int(code[1:], 16))
        if code not in ("n", "t"):
            _fail(where, f"unknown escape {escape[0]}", "write \\n, \\t or \\uXXXX; \\u005c is \\")
        return {"n": "\n", "t": "\t"}[code]

    units = _ESCAPE.sub(character, text).encode("utf-16", "surrogatepass")
    try:
        return units.decode("utf-16")
    except UnicodeDecodeError:
        _fail(where, "half a character", "write both code units of it, \\uD8xx\\uDCxx")


def _fail(where: str, problem: str, remedy: str) -> NoReturn:
    raise GoldError(f"{where}: {problem}: {remedy}")
