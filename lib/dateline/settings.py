"""What a reader chooses, in two files beside the articles: `dateline.toml` and `corrections.csv`.

`dateline.toml` may hold any of these:

    default_date = "2021-09"   # of articles whose date nothing tells, ISO 8601
    [columns]                  # where a file of many articles has other names
    text = "body"
    [limits]                   # see `readers.Options`
    file_mb = 500
"""

from __future__ import annotations

import csv
import dataclasses
import json
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from dateline import tables
from dateline.readers import Options, is_date

if TYPE_CHECKING:
    import pandas as pd

SETTINGS = "dateline.toml"
CORRECTIONS = "corrections.csv"
_NONE = "none"


class SettingsError(ValueError):
    """A setting or correction cannot be used; the message names it and says what to do."""


@dataclass(frozen=True)
class Settings:
    """The choices of one run; `reading` has the limits, and the columns of files of many."""

    default_date: str = ""
    reading: Options = field(default_factory=Options)


def load(folder: Path | str, options: Iterable[str] = ()) -> Settings:
    """The settings in `folder`; each option, as "limits.file_mb=500", wins over what they say.

    Raises `SettingsError` where a key is not known or its value not usable, naming it.
    """
    path = Path(folder) / SETTINGS
    given: dict = {}
    if path.is_file() and not path.is_symlink():
        given = _toml(path.read_bytes().decode("utf-8-sig", "replace"), SETTINGS)
    for option in options:
        key, equals, value = option.partition("=")
        if not equals:
            raise SettingsError(f"{option}: write it as key=value")
        try:
            parsed = _toml(option, option)
        except SettingsError:
            # A shell takes off the quotes that TOML asks for.
            parsed = _toml(f"{key} = {json.dumps(value.strip())}", option)
        for name, each in parsed.items():
            inner = isinstance(each, dict) and isinstance(given.get(name), dict)
            given[name] = given[name] | each if inner else each
    return _settings(given)


def with_default_date(articles: pd.DataFrame, chosen: Settings) -> pd.DataFrame:
    """A copy of table `articles` where those without a date have the default one."""
    # A column of no rows has lost its type on the way.
    articles = articles.astype(tables.schema()["articles"].dtypes)
    if chosen.default_date:
        without = articles["date"] == ""
        articles.loc[without, "date"] = chosen.default_date
        articles.loc[without, "date_basis"] = f"the default in {SETTINGS}"
    return articles


def corrections(folder: Path | str) -> pd.DataFrame | None:
    """What `corrections.csv` in `folder` says, as text; None where there is no such file.

    Its columns are article_id, start, end, iso3 (a code, or `none` for no mention) and kind.
    """
    path = Path(folder) / CORRECTIONS
    if not path.is_file() or path.is_symlink():
        return None
    try:
        rows = tables.read_csv(path)
    except (ValueError, csv.Error) as error:
        raise SettingsError(f"{CORRECTIONS} cannot be read ({error}): save it as CSV") from error
    wanted = ["article_id", "start", "end", "iso3", "kind"]
    if missing := [column for column in wanted if column not in rows]:
        raise SettingsError(f"{CORRECTIONS} has no column `{missing[0]}`: add it")
    return rows[wanted]


def apply_corrections(
    mentions: pd.DataFrame, corrections: pd.DataFrame | None, texts: pd.Series
) -> pd.DataFrame:
    """Mentions as `countries.find_mentions` gives them, with each span as its correction says.

    A correction takes the place of every mention that it overlaps and has the rule `corrected`;
    with `none` there is none. `texts` are the articles by their ids. Raises `SettingsError` where
    a row has no such article or span, names no code or kind, or overlaps another.
    """
    import pandas as pd

    if corrections is None or corrections.empty:
        return mentions
    rows = [
        _correction(number, row, texts) for number, row in enumerate(corrections.itertuples(), 2)
    ]
    spans: dict[str, list[tuple[int, int]]] = {}
    for number, row in enumerate(rows, 2):
        others = spans.setdefault(row["article_id"], [])
        if _overlaps(row["start"], row["end"], others):
            raise SettingsError(f"{CORRECTIONS}: row {number} overlaps another: remove one")
        others.append((row["start"], row["end"]))
    kept = [
        not _overlaps(start, end, spans.get(article, ()))
        for article, start, end in zip(
            mentions["article_id"], mentions["start"], mentions["end"], strict=True
        )
    ]
    added = pd.DataFrame([row for row in rows if row["iso3"] != _NONE], columns=list(mentions))
    merged = pd.concat([mentions[kept], added.astype(mentions.dtypes)])
    order = {article: place for place, article in enumerate(texts.index)}
    return merged.sort_values(
        ["article_id", "start"],
        key=lambda column: column.map(order) if column.name == "article_id" else column,
        ignore_index=True,
    )


def _correction(number: int, row: tuple, texts: pd.Series) -> dict[str, object]:
    where = f"{CORRECTIONS}: row {number}"
    if row.article_id not in texts.index:
        raise SettingsError(f"{where}: no article {row.article_id!r}: see tables/articles.csv")
    text = texts[row.article_id]
    digits = all(re.fullmatch("[0-9]{1,9}", value) for value in (row.start, row.end))
    if not digits or not int(row.start) < int(row.end) <= len(text):
        raise SettingsError(
            f"{where}: no span {row.start!r} to {row.end!r} in {row.article_id}: count characters "
            f"from 0, up to {len(text):,}"
        )
    start, end = int(row.start), int(row.end)
    iso3 = _NONE if row.iso3.lower() == _NONE else row.iso3
    if iso3 != _NONE:
        _check_code(iso3, where, none_too=row.kind == "region")
        if row.kind not in _kinds():
            raise SettingsError(f"{where}: no kind {row.kind!r}: one of {', '.join(_kinds())}")
    return {
        **{"article_id": row.article_id, "start": start, "end": end, "text": text[start:end]},
        **{"iso3": iso3, "kind": row.kind, "rule": "corrected", "candidates": ""},
    }


def _overlaps(start: int, end: int, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start < stop and begin < end for begin, stop in spans)


def _toml(text: str, where: str) -> dict:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingsError(f"{where} is not TOML ({error}): mend it") from error


def _settings(given: dict) -> Settings:
    """The settings that `given` describes, each key and value checked."""
    known = {"default_date": str, "columns": dict, "limits": dict}
    for key, value in given.items():
        _check_key(key, list(known))
        _check_type(key, value, known[key])
    limits = {each.name: int for each in dataclasses.fields(Options) if each.name != "columns"}
    for key, value in given.get("limits", {}).items():
        _check_key(f"limits.{key}", [f"limits.{name}" for name in limits])
        _check_type(f"limits.{key}", value, int)
        if value < 1:
            raise SettingsError(f"limits.{key} is {value}: give a number above 0")
    columns = dict(Options().columns)
    for key, value in given.get("columns", {}).items():
        _check_key(f"columns.{key}", [f"columns.{name}" for name in columns])
        _check_type(f"columns.{key}", value, str)
    if given.get("default_date") and not is_date(given["default_date"]):
        raise SettingsError(
            f"default_date is {given['default_date']!r}: write it as 2021-09-20, 2021-09 or 2021"
        )
    reading = Options(**given.get("limits", {}), columns=columns | given.get("columns", {}))
    return Settings(given.get("default_date", ""), reading)


def _check_key(key: str, known: list[str]) -> None:
    if key not in known:
        raise SettingsError(f"no setting is called {key}: there are {', '.join(known)}")


def _check_type(key: str, value: object, kind: type) -> None:
    names = {str: "text in quotes", int: "a whole number", dict: "a table"}
    if not isinstance(value, kind) or isinstance(value, bool):
        raise SettingsError(f"{key} is {value!r}: give {names[kind]}")


def _check_code(iso3: str, where: str, none_too: bool = False) -> None:
    from dateline import gazetteer

    if iso3 or not none_too:
        try:
            gazetteer.country_name(iso3)
        except ValueError as error:
            raise SettingsError(f"{where}: {error}") from error


def _kinds() -> list[str]:
    column = next(each for each in tables.schema()["mentions"].columns if each.name == "kind")
    return column.pattern.split("|")
