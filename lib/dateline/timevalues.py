"""What an expression of time means, as days of the calendar, against a day of publication."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from dateline import calendars, timepoints
from dateline.calendars import Period
from dateline.timegrammar import TABLES
from dateline.timepoints import Meaning, Now, base_of, count_in, known, spanning, step_of, unit_in
from dateline.timewords import Expression

_EDGES = {"end": "late", "close": "late", "rest": "late", "remainder": "late", "middle": "mid"}
_EDGES |= {"start": "early", "beginning": "early"}
# How fine what a rule, or a unit, stands for where it has no value; else as fine as its name says.
_GRANULARITY = {
    **dict.fromkeys(("iso", "monthday", "slashed", "deictic", "weekday", "feast"), "day"),
    **dict.fromkeys(("half", "section", "weekend", "range"), "interval"),
    **dict.fromkeys(("hour", "minute", "second", "fortnight"), "day"),
    "span": "duration",
}


def meaning(found: Expression, now: Now) -> Meaning:
    """What an expression means; without a value where that is vague or cannot be known."""
    try:
        read = _READERS[found.rule](found, now)
    except (ValueError, OverflowError):
        # No such day, or none that a calendar holds; or one that needs a date of publication.
        name = unit_in(found.fields) if found.rule in ("unit", "ago") else found.rule
        name = "day" if found.rule == "ago" and name == "week" else name
        read = Meaning(granularity=_GRANULARITY.get(name, name))
    if isinstance(read, Period):
        read = _of_period(read, found, now.today)
    modifier = found.modifier if found.modifier not in ("earlier", "later") else ""
    edge = _EDGES.get(found.fields.get("edge", "").lower(), "")
    return read._replace(modifier=edge or modifier)


def _of_period(period: Period, found: Expression, today: date | None) -> Meaning:
    first, last = period.first, period.last
    if today and period.first <= today <= period.last:
        # Earlier this year; later this year.
        first = today if found.modifier == "later" else first
        last = today if found.modifier == "earlier" else last
    return Meaning(
        period.value, first.isoformat(), last.isoformat(), period.granularity, "", period
    )


def _read_weekday(found: Expression, now: Now) -> Period:
    fields, today = found.fields, known(now.today)
    weekday = timepoints.weekday_of(found)
    if "which_week" in fields:
        of = today + timedelta(7 * step_of(fields["which_week"]))
        return calendars.day(calendars.around(of, "week").first + timedelta(weekday))
    which = fields.get("which", "").lower()
    base = base_of(which, now)
    days = [base + timedelta(step) for step in range(-7, 8)]
    days = [calendars.day(day) for day in days if day.weekday() == weekday]
    if which and step_of(which):
        return calendars.beside(days, base, step_of(which))
    return calendars.nearest(days, base, found.tense)


def _read_deictic(found: Expression, now: Now) -> Period:
    fields, today = found.fields, known(now.today)
    if "which" in fields:
        return calendars.day(today + timedelta(step_of(fields["which"])))
    step = TABLES["deictic"][fields["deictic"].lower()]
    return calendars.day(today + timedelta(step * (2 if "side" in fields else 1)))


def _read_unit(found: Expression, now: Now) -> Period:
    fields = found.fields
    unit, which = unit_in(fields), fields.get("which", "this").lower()
    if "side" in fields:
        step, base = (1 if fields["side"].lower() == "after" else -1), base_of("same", now)
    elif which == "next" and unit == "day":
        # The next day is the one after what was told of.
        step, base = 1, base_of("following", now)
    else:
        step, base = step_of(which), base_of(which, now)
    return calendars.around(calendars.shifted(base, step, unit), unit)


def _read_weekend(found: Expression, now: Now) -> Period:
    today = known(now.today)
    weekends = [calendars.around(today + timedelta(7 * step), "weekend") for step in (-1, 0, 1)]
    return calendars.nearest(weekends, today, found.tense)


def _read_ago(found: Expression, now: Now) -> Period:
    fields = found.fields
    side, unit, count = fields["side"].lower(), unit_in(fields), count_in(fields)
    back = side in ("ago", "earlier", "previously")
    told = side in ("earlier", "later", "previously")
    base = base_of("same", now) if told else known(now.today)
    return calendars.away(base, -count if back else count, unit)


def _read_span(found: Expression, now: Now) -> Meaning:
    """The past three months: a length of time whose days are known."""
    fields = found.fields
    unit, count = unit_in(fields), count_in(fields)
    value = calendars.duration(count, unit)
    if now.today is None:
        return Meaning(value, granularity="duration")
    ahead = fields["which"].lower() in ("next", "coming", "following")
    other = calendars.shifted(now.today, count if ahead else -count, unit)
    first, last = sorted((now.today, other))
    return Meaning(value, first.isoformat(), last.isoformat(), "duration")


def _read_duration(found: Expression, now: Now) -> Meaning:
    fields, unit = found.fields, unit_in(found.fields)
    count = count_in(fields) + ("half" in fields) / 2
    if "quarter" in fields:
        count = 0.25
    value = calendars.duration(count, unit)
    if "upto" in fields:
        value += "/" + calendars.duration(count_in(fields, "upto"), unit)
    return Meaning(value, granularity="duration")


def _read_set(found: Expression, now: Now) -> Meaning:
    fields = found.fields
    if "often" in fields:
        return Meaning(TABLES["often"][fields["often"].lower()], granularity="set")
    count = 2 if "other" in fields else count_in(fields) if "number" in fields else 1
    unit = "week" if "weekday" in fields else "year"
    if "unit" in fields:
        unit = unit_in(fields)
        unit = "week" if unit == "weekend" else unit
    return Meaning(f"R/{calendars.duration(count, unit)}", granularity="set")


def _read_vague(found: Expression, now: Now) -> Meaning:
    return Meaning()


def _read_range(found: Expression, now: Now) -> Meaning | Period:
    first, last = (_period(each, now) for each in found.ends)
    if last.last < first.last and last.granularity != "year":
        # From Friday to Monday; from November to February.
        ahead = found.ends[1]._replace(tense=1)
        last = _period(ahead, now._replace(today=first.last))
    return spanning(first, last)


def _period(found: Expression, now: Now) -> Period:
    read = _READERS[found.rule](found, now)
    return read if isinstance(read, Period) else read.period


_READERS: dict[str, Callable[[Expression, Now], Meaning | Period]] = {
    "iso": timepoints.of_iso,
    "slashed": timepoints.of_slashed,
    "day": timepoints.of_day,
    "monthday": timepoints.of_day_of_month,
    "month": timepoints.of_month,
    "season": timepoints.of_season,
    "feast": timepoints.of_feast,
    "quarter": timepoints.of_quarter,
    "half": timepoints.of_half,
    "section": timepoints.of_section,
    "year": timepoints.of_year,
    "decade": timepoints.of_decade,
    "century": timepoints.of_century,
    "weekday": _read_weekday,
    "deictic": _read_deictic,
    "unit": _read_unit,
    "weekend": _read_weekend,
    "ago": _read_ago,
    "span": _read_span,
    "duration": _read_duration,
    "set": _read_set,
    "vague": _read_vague,
    "bare": _read_vague,
    "soon": _read_vague,
    "range": _read_range,
}
