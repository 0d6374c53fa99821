"""Spans of the calendar: days, weeks, months, seasons, years; what follows what, in ISO 8601."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

# How many days or months a unit has; those in hours have neither.
_DAYS = {"day": 1, "week": 7, "weekend": 7, "fortnight": 14}
_MONTHS = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}
_DECIMALS, _TOO_LONG = 4, 1e12
_PARTS_OF_DAYS = {"hour": "H", "minute": "M", "second": "S"}


class Period(NamedTuple):
    """The days from `first` to `last`, both within, and how fine that is meant."""

    first: date
    last: date
    granularity: str

    @property
    def value(self) -> str:
        """In ISO 8601: day, month, year or decade by its digits, all else as an interval."""
        first = self.first.isoformat()
        digits = {"day": 10, "month": 7, "year": 4, "decade": 3}.get(self.granularity)
        return first[:digits] if digits else f"{first}/{self.last.isoformat()}"


def day(of: date) -> Period:
    """One day."""
    return Period(of, of, "day")


def months(year: int, month: int, count: int, granularity: str) -> Period:
    """So many months from one on; `month` may lie beyond the year, and leads into others."""
    first, beyond = _first_of(year, month), _first_of(year, month + count)
    return Period(first, beyond - timedelta(1), granularity)


def around(of: date, unit: str) -> Period:
    """The day, week (from Monday), weekend, month, quarter, year, decade or century of a day."""
    if unit == "century":
        return months((of.year - 1) // 100 * 100 + 1, 1, 1200, unit)
    if unit in _MONTHS:
        size = _MONTHS[unit]
        start = (of.year * 12 + of.month - 1) // size * size
        return months(start // 12, start % 12 + 1, size, unit)
    monday = of - timedelta(of.weekday())
    if unit == "weekend":
        return Period(monday + timedelta(5), monday + timedelta(6), "interval")
    if unit == "week":
        return Period(monday, monday + timedelta(6), unit)
    return day(of)


def shifted(of: date, count: float, unit: str) -> date:
    """The day so many units later; the last of its month where that is shorter."""
    if unit in _MONTHS:
        index = of.year * 12 + of.month - 1 + int(count * _MONTHS[unit])
        year, month = index // 12, index % 12 + 1
        return date(year, month, min(of.day, calendar.monthrange(year, month)[1]))
    hours = {"hour": 1, "minute": 1 / 60, "second": 1 / 3600}.get(unit)
    return of + timedelta(hours=count * hours) if hours else of + timedelta(count * _DAYS[unit])


def away(of: date, count: float, unit: str) -> Period:
    """So many units later, as finely as people mean it: a week ago is a day."""
    finer = {"decade": "year", "century": "year", "fortnight": "day", "week": "day"}
    return around(shifted(of, count, unit), finer.get(unit, unit))


def duration(count: float, unit: str) -> str:
    """A length of time in ISO 8601: P8Y, P3W, PT4H; a broken number in the next smaller unit."""
    count = round(count, _DECIMALS)
    if not count < _TOO_LONG:
        raise ValueError("no length of time that can be told")
    if unit in _PARTS_OF_DAYS:
        whole = {"hour": ("minute", 60), "minute": ("second", 60)}.get(unit)
        if count % 1 and whole:
            return duration(count * whole[1], whole[0])
        return f"PT{count:.15g}{_PARTS_OF_DAYS[unit]}"
    if unit in ("year", "decade", "century"):
        count *= _MONTHS[unit] // 12
        years, rest = divmod(count, 1)
        if rest and not rest * 12 % 1:
            return f"P{years:.0f}Y{rest * 12:.0f}M" if years else f"P{rest * 12:.0f}M"
        return f"P{count:.15g}Y"
    if unit == "quarter":
        return f"P{count * 3:.15g}M"
    if unit == "fortnight":
        return f"P{count * 2:.15g}W"
    if unit == "day" and count % 1:
        return duration(count * 24, "hour")
    return f"P{count:.15g}{unit[0].upper()}"


def nearest(periods: Iterable[Period], to: date, tense: int) -> Period:
    """The last that has begun by a day where `tense` is negative, or the first not yet over."""
    if tense < 0:
        return max(period for period in periods if period.first <= to)
    return min(period for period in periods if period.last >= to)


def beside(periods: Iterable[Period], to: date, step: int) -> Period:
    """The last that is over before a day, for -1, or the first that begins after it, for 1."""
    if step < 0:
        return max(period for period in periods if period.last < to)
    return min(period for period in periods if period.first > to)


def _first_of(year: int, month: int) -> date:
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, 1)
