"""When a row that was found is the same as one that people wrote, for each task of `agreement`.

Most are the same where their spans overlap and what the task asks about agrees:

- `quotations` overlap where they share at least half of the longer of the two, so that neither a
  word of a quotation nor the whole paragraph around it counts as it;
- names of speakers are the same where all the words of one are in the other, since the passages
  give the fullest form; a speaker who is nobody's name is compared as written;
- `dates` have the same value where it stands for the same days; durations as they are written;
- units and roles are the same where one is within the other, apart from upper and lower case;
- `relations` are the same where verb, subject and object are, names where the words of one are in
  the other, and their sentences are the same or next to each other, since splitters differ.
"""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

# The spellings of each name in a text.
Names = Mapping[str, set[str]]

_WORD = re.compile(r"\w+(?:[.-]\w+)*")
_NO_NAME = frozenset({"the", "a", "an", "s"})
_PERIOD = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?|(?P<decade>\d{3})")
_WEEK = re.compile(r"(\d{4})-W(\d\d)")


class Task(NamedTuple):
    """One question to a table: which of its rows it is about, and when two of them are alike.

    A table is not asked without its columns `needs`. Where the gold is not `exhaustive`, only
    recall is defined.
    """

    name: str
    table: str
    needs: tuple[str, ...]
    alike: Callable[[tuple, tuple, Names], bool]
    about: Callable[[tuple], bool] = lambda row: True
    exhaustive: bool = True
    optional: str = "optional"


def _spans(row: tuple) -> list[tuple[int, int]]:
    return [(row.start, row.end), *row.alt]


def meet(row: tuple, hit: tuple, names: Names | None = None) -> bool:
    """Whether a span that is accepted for a row overlaps that of a hit."""
    return any(start < hit.end and hit.start < end for start, end in _spans(row))


def _mostly(row: tuple, hit: tuple, names: Names | None = None) -> bool:
    return any(
        2 * (min(end, hit.end) - max(start, hit.start)) >= max(end - start, hit.end - hit.start)
        for start, end in _spans(row)
    )


def beside(row: tuple, hit: tuple) -> bool:
    """Whether a row and a hit that are not alike belong together in a list of errors."""
    return hasattr(row, "start") and meet(row, hit)


def _words(name: str) -> list[str]:
    return [word for word in _WORD.findall(name.casefold()) if word not in _NO_NAME]


def _same_name(first: str, second: str) -> bool:
    """Whether all the words of one are in the other."""
    first_words, second_words = set(_words(first)), set(_words(second))
    if not first_words or not second_words:
        return first_words == second_words
    return first_words <= second_words or second_words <= first_words


def _forms(name: str, names: Names) -> list[str]:
    """A name in full, in any spelling that the text has for it."""
    length = len(_words(name))
    return [name, *(form for form in names[name] if len(_words(form)) >= length)]


def _same_person(row: tuple, hit: tuple, names: Names) -> bool:
    forms = map(_words, _forms(row.person, names))
    return meet(row, hit) and _words(hit.person) in forms


def _same_speaker(row: tuple, hit: tuple, names: Names) -> bool:
    found = hit.speaker or hit.speaker_text
    # A shorter form might be a surname that another bears as well.
    forms = _forms(row.speaker, names) if row.speaker else [""]
    return _mostly(row, hit) and any(_same_name(form, found) for form in forms)


def _within(first: str, second: str) -> bool:
    first, second = first.casefold(), second.casefold()
    return first in second or second in first if first and second else first == second


def _same_value(row: tuple, hit: tuple, names: Names | None = None) -> bool:
    return meet(row, hit) and any(
        value == hit.value or (_days(value) and _days(value) == _days(hit.value))
        for value in (row.value, *row.alt_value)
    )


def _days(value: str) -> tuple[str, str] | None:
    """The first and the last day of a date in ISO 8601; none of a duration, a set or nothing."""
    first, _, last = value.partition("/")
    begin, end = _period(first), _period(last or first)
    return (begin[0], end[1]) if begin and end else None


def _period(value: str) -> tuple[str, str] | None:
    if week := _WEEK.fullmatch(value):
        try:
            days = [datetime.date.fromisocalendar(int(week[1]), int(week[2]), n) for n in (1, 7)]
        except ValueError:
            return None
        return days[0].isoformat(), days[1].isoformat()
    if not (period := _PERIOD.fullmatch(value)):
        return None
    if period["decade"]:
        return f"{value}0-01-01", f"{value}9-12-31"
    if period["day"]:
        return value, value
    if period["month"]:
        year, month = int(period["year"]), int(period["month"])
        if not (1 <= month <= 12 and year):
            return None
        return f"{value}-01", f"{value}-{calendar.monthrange(year, month)[1]}"
    return f"{value}-01-01", f"{value}-12-31"


def _same_number(row: tuple, hit: tuple, names: Names | None = None) -> bool:
    return meet(row, hit) and all(
        abs(expected - found) <= 1e-9 * abs(expected) or (expected != expected and found != found)
        for expected, found in ((row.value, hit.value), (row.value_to, hit.value_to))
    )


def _same_relation(row: tuple, hit: tuple, names: Names | None = None) -> bool:
    return (
        row.verb.casefold() == hit.verb.casefold()
        and _near(row, hit)
        and _same_name(row.subject, hit.subject)
        and _same_name(row.object, hit.object)
    )


def reverses(row: tuple, hit: tuple) -> bool:
    """Whether a hit is a relation with its sides exchanged, by whatever preposition."""
    return (
        not hasattr(row, "start")
        and row.verb.casefold().split("_")[0] == hit.verb.casefold().split("_")[0]
        and _near(row, hit)
        and _same_name(row.subject, hit.object)
        and _same_name(row.object, hit.subject)
    )


def _near(row: tuple, hit: tuple) -> bool:
    return abs(row.sentence_id - hit.sentence_id) <= 1


def same_flags(row: tuple, hit: tuple) -> bool:
    """Whether two relations are denied, and told as facts, alike."""
    flags = ((row.negated, hit.negated), (row.hypothetical, hit.hypothetical))
    return all(expected in ("", found) for expected, found in flags)


TASKS = (
    Task("people", "people", (), meet),
    Task("people by full name", "people", ("person",), _same_person),
    Task(
        "roles",
        "people",
        ("role",),
        lambda row, hit, names: meet(row, hit) and _within(row.role, hit.role),
        lambda row: row.role != "",
        optional="office_optional",
    ),
    Task(
        "countries of office",
        "people",
        ("iso3", "posted_to"),
        lambda row, hit, names: (
            meet(row, hit)
            and row.iso3 == hit.iso3
            and set(row.posted_to.split()) == set(hit.posted_to.split())
        ),
        lambda row: row.iso3 != "",
        optional="office_optional",
    ),
    Task(
        "associates",
        "people",
        ("of",),
        lambda row, hit, names: meet(row, hit) and _same_name(row.of, hit.of),
        lambda row: row.of != "",
        optional="office_optional",
    ),
    Task("organisations", "organisations", (), meet),
    Task(
        "countries of organisations",
        "organisations",
        ("iso3",),
        lambda row, hit, names: meet(row, hit) and row.iso3 == hit.iso3,
        lambda row: row.iso3 != "",
    ),
    Task("dates", "dates", (), meet),
    Task("dates with value", "dates", ("value",), _same_value),
    Task("quantities", "quantities", (), meet),
    Task("quantities with value", "quantities", ("value", "value_to"), _same_number),
    Task(
        "quantities with value and unit",
        "quantities",
        ("value", "value_to", "unit"),
        lambda row, hit, names: _same_number(row, hit) and _within(row.unit, hit.unit),
    ),
    Task("direct quotations", "quotations", (), _mostly, lambda row: row.kind == "direct"),
    Task(
        "direct quotations with speaker",
        "quotations",
        ("speaker", "speaker_text"),
        _same_speaker,
        lambda row: row.kind == "direct",
    ),
    Task(
        "indirect quotations",
        "quotations",
        (),
        _mostly,
        lambda row: row.kind == "indirect",
        exhaustive=False,
    ),
    Task(
        "indirect quotations with speaker",
        "quotations",
        ("speaker", "speaker_text"),
        _same_speaker,
        lambda row: row.kind == "indirect",
        exhaustive=False,
    ),
    Task("relations", "relations", (), _same_relation, exhaustive=False),
)
