"""What days of the calendar, months and years mean that the text names, against what it refers to.

Reports tell of what is past; so a day or month without a year is the nearest in the direction that
the sentence speaks of.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from dateline import calendars, numbers
from dateline.calendars import Period
from dateline.timegrammar import SPELLED_DECADES, TABLES
from dateline.timewords import Expression

# "The following week" counts from what was told of last, "next week" from the day of publication.
_ANCHORED = {"same", "that", "previous", "preceding", "following", "subsequent"}
_NEAR = range(-3, 4)
# In days.
_FAR, _AT_HAND = 270, 60
_ORDINALS = numbers.ORDINALS | {"latter": 2, "last": -1, "final": -1, "closing": -1, "opening": 1}


class Meaning(NamedTuple):
    """What follows the span in table `dates`; `period` is the days it spans, where known."""

    value: str = ""
    earliest: str = ""
    latest: str = ""
    granularity: str = "vague"
    modifier: str = ""
    period: Period | None = None


class Now(NamedTuple):
    """What expressions refer to: a day of publication, and the period told of last."""

    today: date | None
    told: Period | None


def known(today: date | None) -> date:
    if today is None:
        raise ValueError("the date of publication is not known")
    return today


def step_of(word: str) -> int:
    return TABLES["which"][word.lower()]


def base_of(word: str, now: Now) -> date:
    """The day that "the following", "the same" or "last" count from."""
    if word.lower() in _ANCHORED and now.told:
        return now.told.first
    return known(now.today)


def count_in(fields: dict, name: str = "number") -> float:
    return numbers.value(fields[name]) if name in fields else 1


def unit_in(fields: dict) -> str:
    unit = fields["unit"].lower()
    return "century" if unit == "centuries" else unit.removesuffix("s")


def _in_some_year(found: Expression, now: Now, make) -> Period:
    """A period that recurs each year, in the one that the text means; `make` takes a year."""
    fields = found.fields
    if "year" in fields or "pair" in fields:
        return make(int(fields.get("year") or fields["pair"]))
    if "which_year" in fields:
        word = fields["which_year"]
        return make(base_of(word, now).year + step_of(word))
    which = fields.get("which", "").lower()
    if which in ("this", "same", "that", "current"):
        return make(base_of(which, now).year)
    base = base_of(which, now)
    candidates = []
    for year in range(base.year - 8, base.year + 9):
        try:
            candidates.append(make(year))
        except ValueError:
            # The 29th of February.
            continue
    weekday = weekday_of(found)
    fitting = [each for each in candidates if each.first.weekday() == weekday]
    if fitting:
        return min(fitting, key=lambda each: abs(each.first - base))
    if which:
        return calendars.beside(candidates, base, step_of(which))
    return _plausible(candidates, base, found.tense)


def _plausible(candidates: list[Period], to: date, tense: int) -> Period:
    """The nearest as the tense says, unless that is most of a year off and the other is at hand.

    Nobody writes "on April 9" in May and means that of next year.
    """
    chosen, other = (calendars.nearest(candidates, to, each) for each in (tense, -tense))
    is_far = abs((chosen.first - to).days) > _FAR
    return other if is_far and abs((other.first - to).days) < _AT_HAND else chosen


def _month(fields: dict) -> int:
    return TABLES["months"][fields["month"].rstrip(".").capitalize()]


def weekday_of(found: Expression) -> int | None:
    """The weekday that an expression names, if any; 0 is Monday."""
    name = found.fields.get("weekday")
    return TABLES["weekdays"][name.rstrip(".").capitalize()] if name else None


def _nth(fields: dict) -> int:
    """The number of an ordinal, -1 for the last."""
    word = fields["nth"].lower()
    return int(word.rstrip("stndrh")) if word[0].isdecimal() else _ORDINALS[word]


def of_iso(found: Expression, now: Now) -> Period:
    parts = [int(part) for part in found.fields["iso"].split("-")]
    return calendars.day(date(*parts)) if len(parts) == 3 else calendars.months(*parts, 1, "month")


def of_slashed(found: Expression, now: Now) -> Period:
    day, month, year = (int(found.fields[name]) for name in ("day", "month", "year"))
    # The day comes first in most of the world; where that cannot be, second.
    return calendars.day(date(year, month, day) if month <= 12 else date(year, day, month))


def of_day(found: Expression, now: Now) -> Period:
    fields = found.fields
    day = int(fields["day"]) if "day" in fields else _nth(fields)
    last = int(fields.get("day_to", day))

    def make(year: int) -> Period:
        first, beyond = date(year, _month(fields), day), date(year, _month(fields), last)
        return Period(first, beyond, "day" if day == last else "interval")

    return _in_some_year(found, now, make)


def of_day_of_month(found: Expression, now: Now) -> Period:
    """The 19th: of the month told of last, or else the nearest."""
    number = int(found.fields["day"])
    if now.told and now.told.granularity in ("day", "month"):
        return calendars.day(now.told.first.replace(day=number))
    today = known(now.today)
    months = [calendars.around(calendars.shifted(today, step, "month"), "month") for step in _NEAR]
    days = [month.first.replace(day=number) for month in months if number <= month.last.day]
    return calendars.nearest(map(calendars.day, days), today, found.tense)


def of_month(found: Expression, now: Now) -> Period:
    month = _month(found.fields)
    return _in_some_year(found, now, lambda year: calendars.months(year, month, 1, "month"))


def of_season(found: Expression, now: Now) -> Period:
    month = TABLES["seasons"][found.fields["season"].lower()]
    return _in_some_year(found, now, lambda year: calendars.months(year, month, 3, "season"))


def of_feast(found: Expression, now: Now) -> Meaning | Period:
    name = found.fields["feast"].lower().replace("’", "'")
    on = {feast.lower(): day for feast, day in TABLES["feasts"].items()}[name]
    if not on:
        return Meaning()
    return _in_some_year(
        found, now, lambda year: calendars.day(date.fromisoformat(f"{year:04}-{on}"))
    )


def of_year(found: Expression, now: Now) -> Period:
    fields = found.fields
    if "pair" in fields:
        first = int(fields["pair"])
        last = first // 100 * 100 + int(fields["until"])
        return spanning(_year(first), _year(last + 100 * (last < first)))
    return _year(int(fields["year"]))


def _year(year: int) -> Period:
    return calendars.months(year, 1, 12, "year")


def of_decade(found: Expression, now: Now) -> Period:
    fields = found.fields
    if "decade" in fields:
        first = int(fields["decade"])
        # The 1800s are a century.
        hundred = first % 100 == 0 and first < 2000
        return calendars.months(first + hundred, 1, 1200, "century") if hundred else _decade(first)
    short = fields["short"].lower()
    tens = SPELLED_DECADES.get(short)
    tens = int(short[:2]) if tens is None else tens
    return _decade(tens + (1900 if tens >= 20 else 2000))


def _decade(first: int) -> Period:
    return calendars.months(first, 1, 120, "decade")


def of_century(found: Expression, now: Now) -> Period:
    return calendars.months((_nth(found.fields) - 1) * 100 + 1, 1, 1200, "century")


def _whole(found: Expression, now: Now) -> Period | None:
    """What something is a part of: 2021, last year, the month, May 2020, the 1990s."""
    fields = found.fields
    if "of_decade" in fields:
        return _decade(int(fields["of_decade"]))
    if "whole" in fields:
        word, unit = fields["which_whole"].lower(), fields["whole"].lower()
        step = 0 if word == "the" else step_of(word)
        return calendars.around(calendars.shifted(base_of(word, now), step, unit), unit)
    if "month" in fields:
        year = {"year": fields["month_year"]} if "month_year" in fields else {}
        return of_month(found._replace(fields={"month": fields["month"]} | year), now)
    return _year(int(fields["year"])) if "year" in fields else None


def of_quarter(found: Expression, now: Now) -> Period:
    nth, whole = _nth(found.fields) % 5, _whole(found, now)

    def make(year: int) -> Period:
        return calendars.months(year, 3 * nth - 2, 3, "quarter")

    if whole:
        return make(whole.first.year)
    return _in_some_year(found._replace(fields={}), now, make)


def of_half(found: Expression, now: Now) -> Period:
    whole = _whole(found, now) or of_year(found, now)
    if whole.granularity == "month":
        middle = whole.first.replace(day=15)
    else:
        beyond = whole.last + timedelta(1)
        months = (beyond.year - whole.first.year) * 12 + beyond.month - whole.first.month
        middle = calendars.shifted(whole.first, months // 2, "month") - timedelta(1)
    if _nth(found.fields) == 1:
        return Period(whole.first, middle, "interval")
    return Period(middle + timedelta(1), whole.last, "interval")


def of_section(found: Expression, now: Now) -> Period:
    """So many units from the start or the end of a whole, or the nth unit of it."""
    fields, whole = found.fields, _whole(found, now)
    unit, nth, count = unit_in(fields), _nth(fields), count_in(fields)
    if not whole or count % 1 or (count > 1 and nth > 1):
        raise ValueError("no such part")
    if nth > 0:
        first = calendars.shifted(whole.first, nth - 1, unit)
        last = calendars.shifted(first, count, unit) - timedelta(1)
    else:
        first, last = calendars.shifted(whole.last + timedelta(1), -count, unit), whole.last
    if not whole.first <= first <= last <= whole.last:
        raise ValueError("the part is larger than the whole")
    single = "number" not in fields and unit in ("day", "week", "month", "quarter", "year")
    return Period(first, last, unit if single else "interval")


def spanning(first: Period, last: Period) -> Meaning:
    period = Period(first.first, last.last, "interval")
    if first.last > last.last:
        raise ValueError("the range ends before it starts")
    if {first.granularity, last.granularity} <= {"day", "month", "year"}:
        value = f"{first.value}/{last.value}"
    else:
        value = period.value
    return Meaning(value, *map(date.isoformat, period[:2]), "interval", "", period)
