"""What makes words that the grammar of time matches an expression of time.

May, March and June are names and verbs too, 2012 may count something, and a year old is an age: the
words beside tell. Each check takes the fields of the match, the words before it (the last one
last) and the text after it.
"""

from __future__ import annotations

import re

from dateline.timegrammar import SPELLED_DECADES, TABLES
from dateline.vocabulary import pattern, words

_CAPITAL_FOLLOWS = re.compile(r"\s[^\W\d_a-z]")
# June Smith; the March on the capital.
_NAME_GOES_ON = re.compile(r"\s(?:[^\W\d_a-z]|(?:on|of|for)\b)")
_WORD_FOLLOWS = re.compile(r"\s([^\W\d_]+)")
_COUNTED_FOLLOWS = re.compile(
    rf"(?:\s[a-z]{{1,20}})?\s(?:(?P<surely>{pattern('counted', 'dates')})|[a-z]{{1,20}}[^\Ws]s)\b"
)
_AGE_FOLLOWS = re.compile(r"[\s-](?:old\b|of\sage\b)")
_EVENT_FOLLOWS = re.compile(r"\s(?:after|before|since|in\sprison|in\sjail)\b")
_OTHER_WORDS_TOO = words("other-words-too", "dates")
_SURELY = words("surely-before-months", "dates")
_PERHAPS = words("perhaps-before-months", "dates")
_PAPERS, _NAMED = words("papers", "dates"), words("named-weekdays", "dates")
_BEFORE_YEARS, _BEFORE_SEASONS = words("before-years", "dates"), words("before-seasons", "dates")
_BEFORE_DAYS = words("before-days", "dates")
_BEFORE_BARE, _BEFORE_ONE = words("before-bare-units", "dates"), words("before-one-unit", "dates")
_LASTING = {"over", "within", "during", "throughout", "for"}
_POSSESSIVES = {"his", "her", "its", "their", "s"}


def _is_day(fields: dict, beside: list[str], after: str) -> bool:
    if not fields["month"][0].isupper() or not 1 <= int(fields.get("day", 1)) <= 31:
        return False
    if "both" not in fields or beside[-1].lower() == "between":
        return True
    # 12 and 13 May are days in a row.
    return int(fields["day"]) + 1 == int(fields["day_to"])


def _is_day_of_month(fields: dict, beside: list[str], after: str) -> bool:
    return beside[-1].lower() == "the" and beside[-2].lower() in _BEFORE_DAYS


def _is_month(fields: dict, beside: list[str], after: str) -> bool:
    name = fields["month"].rstrip(".")
    if not name[0].isupper():
        return False
    if name not in _OTHER_WORDS_TOO or fields.keys() & {"year", "pair", "which_year"}:
        return True
    if fields.get("which", "that").lower() != "that":
        return True
    last = beside[-1].lower()
    if last in _SURELY or (last in {",", "-", "–"} and beside[-2] in TABLES["months"]):
        return True
    return (last in _PERHAPS or last == "s") and not _NAME_GOES_ON.match(after)


def _is_season(fields: dict, beside: list[str], after: str) -> bool:
    if fields.keys() & {"which", "year", "pair", "which_year"}:
        return True
    last = beside[-1].lower()
    if last == "the":
        return beside[-2].lower() in _BEFORE_SEASONS
    return last in _BEFORE_SEASONS and last != "of" and fields["season"].lower() != "fall"


def _is_feast(fields: dict, beside: list[str], after: str) -> bool:
    return fields["feast"][0].isupper()


def _is_weekday(fields: dict, beside: list[str], after: str) -> bool:
    name = fields["weekday"]
    following = _WORD_FOLLOWS.match(after)
    return (
        name[0].isupper()
        and len(name) > 5
        and beside[-1] not in _NAMED
        and not (following and following[1] in _PAPERS)
    )


def _is_quarter(fields: dict, beside: list[str], after: str) -> bool:
    return fields["nth"].lower() in _QUARTERS


def _is_year(fields: dict, beside: list[str], after: str) -> bool:
    last = beside[-1].lower()
    if "pair" in fields:
        follows = (int(fields["pair"]) + 1) % 100 == int(fields["until"])
        return follows or last in _BEFORE_YEARS
    counted = _COUNTED_FOLLOWS.match(after)
    if counted and (counted["surely"] or not "1900" < fields["year"] != "2000"):
        return last in ("in", "since", "year")
    if counted:
        return last in _BEFORE_YEARS or last == "s"
    return fields["year"] >= "1900" or last in _BEFORE_YEARS


def _is_decade(fields: dict, beside: list[str], after: str) -> bool:
    short = fields.get("short", "").lower()
    # In his 50s; temperatures in the 30s.
    tens = SPELLED_DECADES.get(short) or int(short[:2] or 90)
    return not short or beside[-1] in "'’" or (beside[-1].lower() == "the" and tens >= 50)


def _is_unit(fields: dict, beside: list[str], after: str) -> bool:
    unit, last = fields["unit"].lower(), beside[-1].lower()
    if unit in ("second", "minute", "hour") or "side" in fields:
        return "side" in fields and last == "the"
    which = fields.get("which", "").lower()
    if which == "past":
        return unit == "weekend"
    if "edge" in fields or which != "last":
        return True
    # The last year is the past twelve months; last year is one of the calendar.
    return last != "the" and last not in _POSSESSIVES and unit != "day"


def _is_weekend(fields: dict, beside: list[str], after: str) -> bool:
    return beside[-1].lower() == "the"


def _is_span(fields: dict, beside: list[str], after: str) -> bool:
    which, last = fields["which"].lower(), beside[-1].lower()
    if fields["unit"].lower() == "weekend":
        return False
    if "number" in fields:
        return which not in ("first", "final", "opening", "closing")
    if which in ("past", "last"):
        return which == "past" or last == "the"
    return which in ("next", "coming") and last == "the" and beside[-2].lower() in _LASTING


def _lasts(fields: dict, beside: list[str], after: str) -> bool:
    unit, last = fields["unit"].lower(), beside[-1].lower()
    if (
        _AGE_FOLLOWS.match(after)
        or last in ("aged", "age")
        or "age" in beside[-2:-1]
        or unit.startswith("quarter")
    ):
        return False
    if "number" in fields:
        # One day, he will: that is no length.
        return fields["number"].lower() != "one" or unit != "day" or last in _BEFORE_ONE
    if unit == "second":
        return False
    # A year, as opposed to five a year.
    return bool(
        last in _BEFORE_ONE
        or _EVENT_FOLLOWS.match(after)
        or fields.keys() & {"half", "long", "quarter"}
    )


def _is_set(fields: dict, beside: list[str], after: str) -> bool:
    named = fields.get("weekday") or fields.get("month") or "A"
    if not named[0].isupper():
        return False
    # The Daily Courier and the daily Courier are papers.
    capital = fields.get("often", "a")[0].isupper() and beside[-1]
    return "often" not in fields or not (capital or _CAPITAL_FOLLOWS.match(after))


def _is_vague(fields: dict, beside: list[str], after: str) -> bool:
    return not _AGE_FOLLOWS.match(after) and fields["unit"].lower() not in ("seconds", "quarters")


def _is_bare(fields: dict, beside: list[str], after: str) -> bool:
    if not _is_vague(fields, beside, after):
        return False
    return beside[-1].lower() in _BEFORE_BARE or "side" in fields


def _is_soon(fields: dict, beside: list[str], after: str) -> bool:
    return beside[-1].lower() != "as" and not after.startswith(" as ")


_QUARTERS = {"first", "second", "third", "fourth", "1st", "2nd", "3rd", "4th", *"1234", "final"}
# By the name of the rule; what has no check is always one.
CHECKS = {
    "day": _is_day,
    "monthday": _is_day_of_month,
    "month": _is_month,
    "season": _is_season,
    "feast": _is_feast,
    "quarter": _is_quarter,
    "year": _is_year,
    "decade": _is_decade,
    "weekday": _is_weekday,
    "unit": _is_unit,
    "weekend": _is_weekend,
    "span": _is_span,
    "duration": _lasts,
    "set": _is_set,
    "vague": _is_vague,
    "bare": _is_bare,
    "soon": _is_soon,
}
