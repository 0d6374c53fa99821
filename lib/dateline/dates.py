"""Expressions of time in articles, with their values: table `dates`; and when an article came out.

Of an article with no date known, it is that of its dateline, or the day on which its first
sentences say that something was said. Else it is estimated by two habits of reports: a year is
named only where it is not the current one, and a day by its date only when it is over. Where only a
year or month of publication is known, an expression has a value if it means the same on the first
and the last day of that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from dateline import calendars, tables, timewords
from dateline.calendars import Period
from dateline.timepoints import Meaning, Now, weekday_of
from dateline.timevalues import meaning
from dateline.timewords import Expression
from dateline.vocabulary import words

if TYPE_CHECKING:
    import pandas as pd

_BASIS = "estimated from the text"
_BY_DATELINE = "read from the dateline"
_BY_SAYING = "estimated from the text: the day that something was said"
# Where datelines, and what is news of the day, are looked for: sentences from the first.
_FIRST = 3
# LAGOS, Nigeria, and after the date (Agency) or /Agency/ and a dash.
_BEFORE_DATE = re.compile(r"(?:[A-ZÀ-Þ][\w.'’-]{0,30}[ /,]{1,2}){0,6}[A-ZÀ-Þ][\w.'’-]{0,30}, ")
_AFTER_DATE = re.compile(r",? ?(?:\([^()\n]{2,40}\) ?|/[^/\n]{2,40}/ ?)?(?:—|–|--?)\s")
# A word of saying is so many words before a date, or so many after.
_WORD = re.compile(r"[^\W\d_]+")
_BEFORE, _AFTER = 6, 4
# No dateline, and none of these words, is farther from a date.
_WINDOW = 60
# Of these, the last one told is what "the same day" and "two weeks later" refer to.
_ANCHORS = {"day", "week", "month", "season", "quarter", "year", "decade"}
# What only a report of the day says.
_OF_THE_DAY = {"weekday", "deictic", "weekend"}
# Past that many years, a weekday falls on the same date again.
_YEARS_TOLD_APART = 5


def find_dates(articles: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """The expressions of time in articles, as table `dates`.

    `articles` needs the columns article_id and date (ISO 8601, a day, month or year; empty where
    not known), `sentences` is the table of that name. For an article without a date one is
    estimated; where that fails, what refers to it has an empty value.
    """
    known = dict(zip(articles["article_id"], articles["date"], strict=True))
    rows = []
    for article_id, group in _by_article(sentences):
        found = [timewords.find(text) for text in _texts(group)]
        published = known.get(article_id, "") or _estimated(_texts(group), found)[0]
        told: tuple[Period | None, ...] = (None, None)
        days = _days_of(published)
        for (sentence_id, offset, text), expressions in zip(group, found, strict=True):
            for each in expressions:
                meanings = [
                    meaning(each, Now(day, last)) for day, last in zip(days, told, strict=True)
                ]
                told = tuple(
                    found_there.period if found_there.granularity in _ANCHORS else last
                    for found_there, last in zip(meanings, told, strict=True)
                )
                rows.append(
                    (
                        article_id,
                        sentence_id,
                        offset + each.start,
                        offset + each.end,
                        text[each.start : each.end],
                        *_common(*meanings)[:5],
                    )
                )
    return tables.frame("dates", rows)


def estimate_date(sentences: pd.DataFrame) -> tuple[str, str]:
    """The day, month or year of publication of one article, judged from its sentences, and how.

    Both are empty where the text does not tell.
    """
    texts = sentences["text"].tolist()
    return _estimated(texts, [timewords.find(text) for text in texts])


def with_estimated_dates(articles: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """A copy of table `articles` with `date` and `date_basis` filled where the text tells them."""
    articles = articles.copy()
    wanted = set(articles.loc[articles["date"] == "", "article_id"])
    estimates = {
        article_id: _estimated(_texts(group), [timewords.find(text) for text in _texts(group)])
        for article_id, group in _by_article(sentences)
        if article_id in wanted
    }
    for column, place in (("date", 0), ("date_basis", 1)):
        articles[column] = [
            estimates.get(article_id, ("", ""))[place] or given
            for article_id, given in zip(articles["article_id"], articles[column], strict=True)
        ]
    return articles


def _by_article(sentences: pd.DataFrame) -> Iterator[tuple[str, list[tuple[int, int, str]]]]:
    groups: dict[str, list[tuple[int, int, str]]] = {}
    columns = (sentences[name].tolist() for name in ("article_id", "sentence_id", "start", "text"))
    for article_id, *row in zip(*columns, strict=True):
        groups.setdefault(article_id, []).append(tuple(row))
    yield from groups.items()


def _texts(group: list[tuple[int, int, str]]) -> list[str]:
    return [text for _, _, text in group]


def _days_of(published: str) -> tuple[date | None, date | None]:
    """The first and the last day that a date of publication can mean."""
    try:
        numbered = [int(part) for part in published.split("-")]
        if len(numbered) == 3:
            return (date(*numbered),) * 2
        first, count = (numbered[1], 1) if len(numbered) == 2 else (1, 12)
        period = calendars.months(numbered[0], first, count, "")
    except (ValueError, OverflowError):
        return (None, None)
    return period.first, period.last


def _common(first: Meaning, last: Meaning) -> Meaning:
    """What an expression means whichever of two days it refers to."""
    if first == last or not last.earliest:
        return first
    return first._replace(value="", latest=last.latest)


def _estimated(texts: list[str], found: list[list[Expression]]) -> tuple[str, str]:
    """The date of publication and its basis, from the sentences and the expressions in each.

    Past months with a year lie in earlier years, months to come with one in later years, where
    others go without; the last day told of was the day before.
    """
    every = [each for sentence in found for each in sentence]
    dated = [each for each in every if each.rule in ("day", "month") and "pair" not in each.fields]
    with_year = [each for each in dated if "year" in each.fields]
    without = [each for each in dated if not each.fields.keys() & {"year", "which", "which_year"}]
    stated = _stated(texts, found, with_year, without)
    if stated[0]:
        return stated
    told = [each for each in without if each.tense < 0]
    if told:
        year = _year_of(with_year, without)
        told = [each._replace(fields=each.fields | {"year": str(year)}) for each in told if year]
    elif any(each.rule in _OF_THE_DAY for each in every):
        told = [each for each in with_year if each.rule == "day" and each.tense < 0]
    periods = [meaning(each, Now(None, None)).period for each in told]
    last = max(
        (period for period in periods if period), key=lambda period: period.last, default=None
    )
    if not last:
        return "", ""
    if last.granularity == "month":
        return str(last.first.year), _BASIS
    return (last.last + timedelta(1)).isoformat(), _BASIS


def _stated(
    texts: list[str],
    found: list[list[Expression]],
    with_year: list[Expression],
    without: list[Expression],
) -> tuple[str, str]:
    """The date that the first sentences state, and its basis: of a dateline, or of a statement.

    A statement's has its weekday and year, and nothing past that is told with a year is later.
    """
    first = [
        (text, each)
        for text, those in zip(texts[:_FIRST], found[:_FIRST], strict=True)
        for each in those
        if each.rule == "day"
    ]
    for text, each in first:
        if _is_in_dateline(text, each):
            period = _in_year(each, int(each.fields.get("year") or _year_of(with_year, without)))
            if period and period.granularity == "day":
                return period.value, _BY_DATELINE
    past = [_in_year(each, int(each.fields["year"])) for each in with_year if each.tense < 0]
    latest = max((period.first for period in past if period), default=date.min)
    for text, each in first:
        if {"weekday", "year"} <= each.fields.keys() and _is_said_then(text, each):
            year = int(each.fields["year"])
            period = _in_year(each, year)
            if period and period.first >= latest and _falls_in(each, year):
                return period.value, _BY_SAYING
    return "", ""


def _is_in_dateline(text: str, each: Expression) -> bool:
    if each.start > _WINDOW or not _BEFORE_DATE.fullmatch(text, 0, each.start):
        return False
    return bool(_AFTER_DATE.match(text, each.end))


def _is_said_then(text: str, each: Expression) -> bool:
    """Whether a word of saying is right beside a date: said on Monday; on Monday, Ana said."""
    before = _WORD.findall(text, max(0, each.start - _WINDOW), each.start)[-_BEFORE:]
    after = _WORD.findall(text, each.end, each.end + _WINDOW)[:_AFTER]
    return not words("saying", "quotations").isdisjoint(word.lower() for word in before + after)


def _year_of(with_year: list[Expression], without: list[Expression]) -> int:
    """The year that months and days without one lie in; 0 where the text does not tell."""
    stated = [(each.tense, int(each.fields["year"])) for each in with_year]
    first = max((year for tense, year in stated if tense < 0), default=0) + 1
    last = min((year for tense, year in stated if tense > 0), default=10_000) - 1
    if first == 1 and last == 9_999:
        return 0
    if first == 1:
        first = last - _YEARS_TOLD_APART + 1
    years = range(first, min(last, first + _YEARS_TOLD_APART - 1) + 1)
    fitting = [year for year in years if all(_falls_in(each, year) for each in without)]
    sure = len(fitting) == 1 and (
        first == last or any("weekday" in each.fields for each in without)
    )
    return fitting[0] if sure else 0


def _falls_in(each: Expression, year: int) -> bool:
    """Whether a day is the weekday that it is said to be, in a year."""
    period = _in_year(each, year)
    weekday = weekday_of(each)
    return bool(period) and (weekday is None or period.first.weekday() == weekday)


def _in_year(each: Expression, year: int) -> Period | None:
    return meaning(each._replace(fields=each.fields | {"year": str(year)}), Now(None, None)).period
