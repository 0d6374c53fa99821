"""Passages: what people found in texts of everything that the tables hold, read from their files.

Two forms: invented passages annotated whole (TOML; tests/gold/README.md tells the form), and one
article annotated whole (JSON), whose offsets are written and not looked for.
"""

from __future__ import annotations

import datetime
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from dateline import gazetteer, tables
from dateline.gold import GoldError

if TYPE_CHECKING:
    import pandas as pd

_TEXTS = ("article_id", "class", "date", "text")
# A span is found or not, whatever else it says; these come with every row that has one.
_SPAN = ("article_id", "start", "end", "text", "alt", "optional")
_FIELDS = {
    "people": ("person", "role", "iso3", "iso3_basis", "posted_to", "of", "office_optional"),
    "organisations": ("organisation", "iso3"),
    "dates": ("value", "granularity", "modifier", "alt_value"),
    "quantities": ("value", "value_to", "unit", "modifier"),
    "quotations": ("kind", "speaker_text", "speaker", "cue"),
    "relations": ("subject", "verb", "object", "negated", "hypothetical"),
}
# What a row cannot be without, besides its text.
_NEEDED = {
    "people": ("person",),
    "organisations": ("organisation",),
    "dates": ("granularity",),
    "quantities": ("value",),
    "quotations": ("kind",),
    "relations": ("sentence", "subject", "verb", "object"),
}
_RELATIONS = ("article_id", "sentence_id", *_FIELDS["relations"], "optional")
# As the files write it, and as the tables do.
_RENAMED = {"basis": "iso3_basis", "sentence": "sentence_id"}
_NUMBERS = ("value", "value_to")


class Passages(NamedTuple):
    """What people found: `texts`, and a frame of each table that was annotated in them.

    `texts` has article_id, class, date (ISO 8601) and text. The others have the columns of the
    table of their name, with these differences: no sentence_id, but for relations, which have no
    start, end and text; `alt`, a tuple of other accepted spans (start, end); `optional`, whether
    the row may be found or not; `office_optional`, whether the office of a person may be;
    `alt_value` of dates, a tuple of other accepted values. A relation that may be hypothetical or
    not has an empty `hypothetical`.
    """

    texts: pd.DataFrame
    people: pd.DataFrame
    organisations: pd.DataFrame
    dates: pd.DataFrame
    quantities: pd.DataFrame
    quotations: pd.DataFrame
    relations: pd.DataFrame

    @property
    def series(self) -> pd.Series:
        """The texts by article_id."""
        return self.texts.set_index("article_id")["text"]


def read_passages(path: Path | str) -> Passages:
    """Read invented passages, in the form of tests/gold/README.md.

    Raises `GoldError` with the file, the passage, what is wrong and what to do.
    """
    path = Path(path)
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        _fail(path.name, f"no TOML ({error})", "correct it there")
    if unknown := set(given) - {"passage"}:
        _fail(path.name, f"unknown {min(unknown)!r}", "write each passage as [[passage]]")
    texts, rows = [], {name: [] for name in _FIELDS}
    seen: set[str] = set()
    for number, passage in enumerate(given.get("passage", []), 1):
        where = f"{path.name}, passage {passage.get('id', number)}"
        article_id, *_, text = texts_row = _text_row(passage, where)
        if article_id in seen:
            _fail(where, "a second passage of that id", "give it another")
        seen.add(article_id)
        texts.append(texts_row)
        for name in _FIELDS:
            for row in passage.get(name, []):
                rows[name].append(_read_row(name, row, article_id, text, where))
    return _passages(texts, rows)


def read_annotated(path: Path | str, text: str = "") -> Passages:
    """Read one article annotated whole, as JSON; its text is not in the file, and given here.

    What it says of a person's office stands in its own list there, and goes here to each mention
    of that person which is written in full. Raises `GoldError` where the text is not the one.
    """
    path = Path(path)
    given = json.loads(path.read_text(encoding="utf-8"))
    article_id = given["article_id"]
    offices = {row["person"]: row for row in given["roles"]}
    rows = {name: [] for name in _FIELDS}
    for name in _FIELDS:
        for row in given[name]:
            where = f"{path.name}, {name}, {row.get('text', row.get('verb'))!r}"
            if name == "people":
                office = dict(offices.get(row["text"], {}))
                office["office_optional"] = office.pop("optional", False)
                row = {"person": row["text"]} | office | row
            if name == "organisations":
                row = {"organisation": row["text"]} | row
            if text and "start" in row and text[row["start"] : row["end"]] != row["text"]:
                _fail(where, "is not in its place", "give the text that was annotated")
            rows[name].append(_row(name, row, article_id, text, where))
    return _passages([(article_id, "article", given["date"], text)], rows)


def _text_row(passage: dict, where: str) -> tuple[str, str, str, str]:
    """Id, class, date and text of a passage, if it has them."""
    known = {"id", "class", "date", "text", *_FIELDS}
    if unknown := set(passage) - known:
        _fail(where, f"unknown {min(unknown)!r}", f"write one of {', '.join(sorted(known))}")
    for name in ("id", "class", "date", "text"):
        if not isinstance(passage.get(name), str) or not passage[name].strip():
            _fail(where, f"no {name}", f'write {name} = "..."')
    try:
        datetime.date.fromisoformat(passage["date"])
    except ValueError:
        _fail(where, f"{passage['date']!r} is no day", "write it as 2024-01-03")
    text = passage["text"].removesuffix("\n")
    return passage["id"], passage["class"], passage["date"], text


def _read_row(name: str, row: dict, article_id: str, text: str, where: str) -> tuple:
    """A row of a file of passages, its span looked up in the text."""
    shown = row.get("text", row.get("verb", "without a text"))
    where = f"{where}, {name}, {shown!r}"
    row = {_RENAMED.get(field, field): value for field, value in row.items()}
    columns = {_RENAMED.get(field, field) for field in _NEEDED[name]}
    known = {*_FIELDS[name], *columns, "optional"}
    if name != "relations":
        known |= {"text", "n", "alt"}
        columns.add("text")
    if unknown := set(row) - known:
        _fail(where, f"unknown field {min(unknown)!r}", f"write one of {', '.join(sorted(known))}")
    if missing := {column for column in columns if row.get(column, "") == ""}:
        _fail(where, f"no {min(missing)}", f"write {min(missing)} = ...")
    if name != "relations":
        row["start"], row["end"] = _nth(text, row["text"], row.get("n", 1), where)
    return _row(name, row, article_id, text, where)


def _row(name: str, row: dict, article_id: str, text: str, where: str) -> tuple:
    """A row of either file as the columns of its frame."""
    optional = bool(row.get("optional", False))
    values = [_value(name, field, row, where) for field in _FIELDS[name]]
    if name == "relations":
        if not isinstance(row["sentence_id"], int) or row["sentence_id"] < 1:
            _fail(where, f"sentence {row['sentence_id']!r}", "write its number, from 1")
        return (article_id, row["sentence_id"], *values, optional)
    start, end = row["start"], row["end"]
    alts = tuple(_touching(text, alt, (start, end), where) for alt in row.get("alt", [])) * (
        text != ""
    )
    return (article_id, start, end, row["text"], alts, optional, *values)


def _value(name: str, field: str, row: dict, where: str):
    """The value of a field as the table writes it, if it is one that can be."""
    if field == "office_optional":
        return bool(row.get(field, row.get("optional", False)))
    if field == "alt_value":
        return tuple(row.get(field, ()))
    value = row.get(field, "")
    if field in _NUMBERS and name == "quantities":
        if value == "":
            return float("nan")
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            _fail(where, f"{field} {value!r} is no number", f"write {field} = 3.5")
        return float(value)
    if field in ("negated", "hypothetical"):
        flags = {True: "yes", False: "no", "": "no", None: "", "either": ""}
        if value not in flags:
            _fail(where, f"{field} {value!r}", 'write true, false or "either"')
        return flags[value]
    if field == "posted_to":
        codes = value.replace(",", " ").split() if isinstance(value, str) else value
        value = " ".join(sorted(codes))
    if not isinstance(value, str):
        _fail(where, f"{field} {value!r} is no text", f'write {field} = "..."')
    allowed = {column.name: column.pattern for column in tables.schema()[name].columns}.get(field)
    if allowed and not re.fullmatch(allowed, value):
        _fail(where, f"{field} {value!r}", f"write what follows {allowed}")
    for code in value.split() if field in ("iso3", "posted_to") else ():
        if code not in gazetteer.load().names:
            remedy = "write its ISO 3166-1 alpha-3 code, XKX for Kosovo"
            _fail(where, f"{code!r} is no country", remedy)
    return value


def _occurrences(text: str, part: str) -> Iterator[tuple[int, int]]:
    at = text.find(part)
    while part and at >= 0:
        yield at, at + len(part)
        at = text.find(part, at + len(part))


def _nth(text: str, part: str, n: int, where: str) -> tuple[int, int]:
    """The n-th occurrence of a part, from 1."""
    spans = list(_occurrences(text, part))
    if not isinstance(n, int) or not 1 <= n <= len(spans):
        remedy = f"write n from 1 to {len(spans)}" if spans else "copy it from the text"
        _fail(where, f"occurrence {n} is not in the text, which has {len(spans)}", remedy)
    return spans[n - 1]


def _touching(text: str, part: str, span: tuple[int, int], where: str) -> tuple[int, int]:
    """The occurrence of another accepted span that overlaps the one that is written."""
    for start, end in _occurrences(text, part):
        if start < span[1] and span[0] < end:
            return start, end
    if text:
        _fail(where, f"alt {part!r} does not overlap it", "copy one from around it")
    return span


def _passages(texts: list[tuple], rows: dict[str, list[tuple]]) -> Passages:
    import pandas as pd

    def frame(name: str) -> pd.DataFrame:
        columns = _RELATIONS if name == "relations" else (*_SPAN, *_FIELDS[name])
        types = dict.fromkeys(("optional", "office_optional"), "bool")
        types |= dict.fromkeys(("start", "end", "sentence_id"), "int64")
        types |= dict.fromkeys(("alt", "alt_value"), "object")
        if name == "quantities":
            types |= dict.fromkeys(_NUMBERS, "float64")
        made = pd.DataFrame(rows[name], columns=columns)
        return made.astype({column: types.get(column, "str") for column in columns})

    return Passages(pd.DataFrame(texts, columns=_TEXTS, dtype="str"), *map(frame, _FIELDS))


def _fail(where: str, problem: str, remedy: str) -> NoReturn:
    raise GoldError(f"{where}: {problem}: {remedy}")
