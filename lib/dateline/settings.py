"""What a reader chooses, in two files beside the articles: `dateline.toml` and `corrections.csv`.

`dateline.toml` may hold any of these:

    title = "News on the Sahel"    # of the pages
    default_date = "2021-09"       # of articles whose date nothing tells, ISO 8601
    named = ["name", "adjective"]  # the kinds of mention that count as naming a country
    minimum_mentions = 3           # countries with fewer are left off map and network
    [[terms]]                      # a term of your own; `kind` is "none" for what is no country
    term = "Tamasna"
    iso3 = "MLI"
    kind = "place"
    [columns]                      # where some files of many articles have other names
    text = "body"
    [limits]                       # see `intake.Options`
    file_mb = 500
"""

from __future__ import annotations

import csv
import json
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from dateline import gazetteer, naming, tables
from dateline.folding import folded
from dateline.intake import ABOUT, LIMITS, NO_CHARACTER, Options, is_date
from dateline.naming import BY_NAME, Naming

if TYPE_CHECKING:
    import pandas as pd

    from dateline.gazetteer import Sense

SETTINGS = "dateline.toml"
CORRECTIONS = "corrections.csv"
# What can be chosen, and what it does.
KEYS = {
    "title": "the title of the pages",
    "default_date": "of articles whose date nothing tells: 2021-09-20, 2021-09 or 2021",
    "named": f"kinds of mention that name a country: of {', '.join(naming.KINDS)}",
    "minimum_mentions": "countries with fewer are left off map and network (1)",
    "terms": 'terms of your own: [{term = "Tamasna", iso3 = "MLI", kind = "place"}]',
    "columns.text": f"its column in files of many; also columns.{', .'.join(ABOUT)}",
}
# Settings that are any text, by how their keys begin.
_TEXTS = ("title", "columns.")
# The role of a term of each kind.
_ROLES = {kind: role for role, kind in gazetteer.KIND_OF_ROLE.items() if role != "capital"}
_ROLES["none"] = _ROLES.pop("refused")
_LONGEST = 100
_TERM = re.compile(r"\w[ -~]{0,98}[\w.]")
_NONE = "none"


class SettingsError(ValueError):
    """What a file beside the articles says cannot be used; the message names it and the remedy."""


@dataclass(frozen=True)
class Settings:
    """The choices of one run.

    `naming` says what counts as naming a country, `terms` are those that the finder is to know
    besides its own; `reading` has the limits, and the columns of files of many.
    """

    title: str = ""
    default_date: str = ""
    naming: Naming = BY_NAME
    terms: tuple[Sense, ...] = ()
    reading: Options = field(default_factory=Options)


def load(folder: Path | str, options: Iterable[str] = ()) -> Settings:
    """The settings in `folder`; each option, as "limits.file_mb=500", wins over what they say.

    Raises `SettingsError` where a key is not known or its value not usable, naming it.
    """
    path = _beside(folder, SETTINGS)
    given: dict = {}
    if path.is_file():
        given = _toml(path.read_bytes().decode("utf-8-sig", "replace"), SETTINGS)
    for option in options:
        key, equals, value = option.partition("=")
        if not equals:
            raise SettingsError(f"{option}: write it as key=value")
        if NO_CHARACTER.search(option):
            raise SettingsError(f"{option!r} is not in UTF-8: type it anew")
        if key.strip() == "named" and "[" not in value:
            value = json.dumps([kind.strip() for kind in value.split(",")], ensure_ascii=False)
            option = f"{key} = {value}"
        # A shell takes off the quotes that TOML asks for.
        quoted = f"{key} = {json.dumps(value.strip(), ensure_ascii=False)}"
        # In text no # opens a comment, and nothing is a number.
        is_text = key.strip().startswith(_TEXTS) and not value.strip().startswith(("'", '"'))
        try:
            parsed = _toml(quoted if is_text else option, option)
        except SettingsError:
            parsed = _toml(quoted, option)
        for name, each in parsed.items():
            inner = isinstance(each, dict) and isinstance(given.get(name), dict)
            given[name] = given[name] | each if inner else each
    return _settings(given)


def _beside(folder: Path | str, name: str) -> Path:
    """The path of a file in a folder; a link has to stay in it, as one among the articles."""
    path = Path(folder) / name
    if path.is_symlink() and not path.exists():
        raise SettingsError(f"{name} is a link to nothing: copy here what it should hold")
    if not path.resolve().is_relative_to(Path(folder).resolve()):
        raise SettingsError(f"{name} is a link out of the folder: copy here what it should hold")
    return path


def with_default_date(articles: pd.DataFrame, chosen: Settings) -> pd.DataFrame:
    """A copy of table `articles` where those without a date have the default one."""
    # A column of no rows has lost its type on the way.
    articles = articles.astype(tables.schema()["articles"].dtypes)
    if chosen.default_date:
        without = articles["date"] == ""
        articles.loc[without, "date"] = chosen.default_date
        # What is there says what is wrong with the date that was given.
        given = [f"{basis}; " if basis else "" for basis in articles.loc[without, "date_basis"]]
        articles.loc[without, "date_basis"] = [f"{each}the default in {SETTINGS}" for each in given]
    return articles


def corrections(folder: Path | str) -> pd.DataFrame | None:
    """What `corrections.csv` in `folder` says, as text; None where there is no such file.

    Its columns are article_id, start, end, iso3 (a code, or `none` for no mention) and kind.
    """
    path = _beside(folder, CORRECTIONS)
    if not path.is_file():
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
        if row.kind not in _kinds():
            raise SettingsError(f"{where}: no kind {row.kind!r}: one of {', '.join(_kinds())}")
        _check_country(iso3, row.kind, where)
        if start < (first := len(text) - len(text.lstrip())):
            raise SettingsError(
                f"{where}: no sentence of {row.article_id} has begun at {start}: start at {first} "
                "or later"
            )
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
    known = {"title": str, "default_date": str, "named": list, "minimum_mentions": int}
    known |= {"terms": list, "columns": dict, "limits": dict}
    for key, value in given.items():
        _check_key(key, list(known))
        if known[key] is str and isinstance(value, int | date) and not isinstance(value, bool):
            # A year or a day that was written without quotes.
            given[key] = value = str(value)
        _check_type(key, value, known[key])
    for key, value in given.get("limits", {}).items():
        _check_key(f"limits.{key}", [f"limits.{name}" for name in LIMITS])
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
    return Settings(
        title=" ".join(given.get("title", "").split()),
        default_date=given.get("default_date", ""),
        naming=_naming(given.get("named", ["name"]), given.get("minimum_mentions", 1)),
        terms=tuple(_term(number, row) for number, row in enumerate(given.get("terms", []), 1)),
        reading=Options(**given.get("limits", {}), columns=columns | given.get("columns", {})),
    )


def _naming(kinds: list, minimum: int) -> Naming:
    for kind in kinds:
        if kind not in naming.KINDS:
            raise SettingsError(f"named: no kind {kind!r}: there are {', '.join(naming.KINDS)}")
    if "name" not in kinds:
        raise SettingsError(f'named is {kinds}: "name" has to be among them')
    if minimum < 1:
        raise SettingsError(f"minimum_mentions is {minimum}: give a number above 0")
    return Naming(tuple(kind for kind in naming.KINDS if kind in kinds), minimum)


def _term(number: int, row: object) -> Sense:
    """A term of the reader's own, as the finder takes it."""
    where = f"terms, number {number}"
    _check_type(where, row, dict)
    for key, value in row.items():
        if key not in ("term", "iso3", "kind"):
            raise SettingsError(f"{where}: nothing is called {key}: there are term, iso3, kind")
        _check_type(f"{where}: {key}", value, str)
    term, iso3, kind = (row.get(name, "") for name in ("term", "iso3", "kind"))
    kind, term = kind or "name", " ".join(term.split())
    if not _TERM.fullmatch(folded(term)):
        raise SettingsError(f"{where}: term is {term!r}: write 2 to {_LONGEST} Latin letters")
    if kind not in _ROLES:
        raise SettingsError(f"{where}: no kind {kind!r}: there are {', '.join(_ROLES)}")
    _check_country(iso3, kind, where)
    return gazetteer.Sense(term, iso3, _ROLES[kind], "")


def _check_key(key: str, known: list[str]) -> None:
    if key not in known:
        raise SettingsError(f"no setting is called {key}: there are {', '.join(known)}")


def _check_type(key: str, value: object, kind: type) -> None:
    names = {str: "text in quotes", int: "a whole number", dict: "a table", list: "a list"}
    if not isinstance(value, kind) or isinstance(value, bool):
        raise SettingsError(f"{key} is {value!r}: give {names[kind]}")


def _check_country(iso3: str, kind: str, where: str) -> None:
    if kind in ("none", "region"):
        if iso3:
            raise SettingsError(f"{where}: of kind {kind} there is no country: take iso3 away")
        return
    try:
        gazetteer.country_name(iso3)
    except ValueError as error:
        raise SettingsError(f"{where}: {error}") from error


def _kinds() -> list[str]:
    column = next(each for each in tables.schema()["mentions"].columns if each.name == "kind")
    return column.pattern.split("|")
