"""The countries named most, by month: a row of bars for each, all to one scale."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from dateline import borders, charts, figures, stories, typesetting, wording

if TYPE_CHECKING:
    import pandas as pd

_COUNTRIES = 8  # with a row of their own
_MOST = 120  # bars in a row; a longer time is drawn by year
_BAR, _HIGHEST, _RULE = "#79b5de", "#08306b", "#c3c6c6"
_LEFT = {figures.WIDTH: 120.0, figures.NARROW: 78.0}
# In points: the highest bar, the lowest row, what is above each row's highest bar, the axis.
_HIGH, _LOW, _ABOVE, _HEAD = 60.0, 24.0, 13.0, 14.0


def by_month(
    mentions: pd.DataFrame, articles: pd.DataFrame, kinds: Sequence[str] = ("name",)
) -> pd.DataFrame:
    """Mentions of these kinds, by country and month: columns iso3, month, n_name.

    `mentions` and `articles` are the tables of these names. A month is "2021-09"; it is empty where
    the date of the article is not known to the month.
    """
    months = {
        row.article_id: row.date[:7] if len(row.date) >= 7 else "" for row in articles.itertuples()
    }
    named = mentions[mentions["kind"].isin(kinds) & (mentions["iso3"] != "")]
    rows = named[["iso3"]].assign(month=named["article_id"].map(months))
    return rows.groupby(["iso3", "month"]).size().rename("n_name").reset_index()


def months(
    by_month: pd.DataFrame,
    source: str,
    slug: str,
    articles: int = 1,
    by_name: str = "by name",
    *,
    width: float = figures.WIDTH,
) -> figures.Figure | None:
    """The chart of mentions by name, by month; None where fewer than two months are known.

    `by_month` has the columns iso3, month ("2021-09", empty where not known) and n_name. The eight
    countries named most have a row each, whose highest bar is labelled; the others are counted in
    the note and, together, in the numbers. Past ten years a bar is a year. `source` says where the
    texts come from, `slug` is the figure's name, `articles` the number of articles read, `by_name`
    how the mentions counted name a country.
    """
    numbers = _numbers(by_month)
    if numbers["period"].nunique() < 2:
        return None
    words = _words(numbers, by_month, articles, by_name) | {
        "source": f"Source: {source}; numbers in figures/{slug}.csv."
    }
    shown = numbers[numbers["shown"] == "yes"]
    rows = [(name, rows) for name, rows in shown.groupby("country", sort=False)]
    strong, small = typesetting.typeface(8, True), typesetting.typeface(7)
    inner, left = figures.content_width(width), _LEFT[width]
    spans = {period: _days(period) for period in numbers["period"].unique()}
    first, last = min(spans.values())[0], max(spans.values())[1]
    at = charts.Axis(first, last, left, inner - 6)
    scale = _HIGH / shown["mentions"].max()
    tall = [max(counts["mentions"].max() * scale + _ABOVE, _LOW) for _, counts in rows]
    height = sum(tall) + _HEAD + 4
    with figures.style():
        drawing, axes, _ = figures.page(height, **words, width=width)
        charts.draw_axis(axes, at, height)
        for row, (name, counts) in enumerate(rows, 1):
            base = height - _HEAD - sum(tall[:row])
            lines = typesetting.wrapped(name, strong, left - 8)[:2]
            look = {"color": figures.INK, "va": "bottom", "linespacing": 1.1}
            axes.text(0, base, "\n".join(lines), font=strong, gid=f"label-{row}", **look)
            axes.plot([left, inner - 6], [base, base], color=_RULE, linewidth=0.6)
            peak = counts["mentions"].idxmax()
            for number, iso3, period, count in counts[["iso3", "period", "mentions"]].itertuples():
                x, end = (at(day) for day in spans[period])
                across, high = 0.86 * (end - x), count * scale
                colour = _HIGHEST if number == peak else _BAR
                look = {"color": colour, "linewidth": 0, "gid": f"bar-{iso3}-{period}"}
                if count:
                    axes.bar(x, high, across, base, align="edge", **look)
                if number == peak:
                    text = f"{count:,}"
                    half = typesetting.line_width(text, small) / 2
                    middle = min(max(x + across / 2, left + half), inner - half)
                    look = {"font": small, "color": figures.INK, "ha": "center", "va": "bottom"}
                    axes.text(middle, base + high + 1, text, gid=f"count-{row}", **look)
    figure = {**words, "alt": _alt(rows, words), "numbers": numbers}
    return figures.render(drawing, slug=slug, **figure)


def finding(by_month: pd.DataFrame) -> str:
    """What the chart shows, in one line; `by_month` as `months` takes it."""
    numbers = _numbers(by_month)
    return _finding(numbers) if numbers["period"].nunique() > 1 else "No two months are known"


def _numbers(by_month: pd.DataFrame) -> pd.DataFrame:
    """The numbers drawn: iso3, country, period ("2021-09", or "2021"), mentions, shown.

    The country named most comes first, with every period from the first to the last; then all the
    countries without a row together, not shown.
    """
    import pandas as pd

    dated = by_month[(by_month["month"] != "") & (by_month["n_name"] > 0)]
    columns = ["iso3", "country", "period", "mentions", "shown"]
    if dated.empty:
        return pd.DataFrame(columns=columns)
    months = _every_month(dated["month"].min(), dated["month"].max())
    by = 7 if len(months) <= _MOST else 4
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in dated.itertuples():
        counts[row.iso3][row.month[:by]] += row.n_name
    ranked = sorted(counts, key=lambda iso3: (-sum(counts[iso3].values()), iso3))
    series = [(iso3, borders.names().get(iso3, iso3), "yes", [iso3]) for iso3 in ranked]
    rest = ranked[_COUNTRIES:]
    others = wording.counted(len(rest), "other country", "other countries", digits=True)
    series[_COUNTRIES:] = [("", others, "no", rest)] if rest else []
    periods = list(dict.fromkeys(month[:by] for month in months))
    rows = [
        (iso3, name, period, sum(counts[code][period] for code in codes), shown)
        for iso3, name, shown, codes in series
        for period in periods
    ]
    return pd.DataFrame(rows, columns=columns)


def _every_month(first: str, last: str) -> list[str]:
    ends = [int(month[:4]) * 12 + int(month[5:7]) - 1 for month in (first, last)]
    return [f"{month // 12:04}-{month % 12 + 1:02}" for month in range(ends[0], ends[1] + 1)]


def _days(period: str) -> tuple[int, int]:
    """The first day of a month or year and the day after its last."""
    year, first = int(period[:4]), int(period[5:] or 1)
    last = int(period[5:] or 12)
    # That day may lie beyond the calendar, so it has a number only.
    end = date(year, last, calendar.monthrange(year, last)[1])
    return date(year, first, 1).toordinal(), end.toordinal() + 1


def _words(
    numbers: pd.DataFrame, by_month: pd.DataFrame, articles: int, by_name: str
) -> dict[str, str]:
    unit = "month" if len(numbers["period"].iloc[0]) == 7 else "year"
    most = wording.spelled(numbers.loc[numbers["shown"] == "yes", "iso3"].nunique())
    read = wording.counted(articles, "article")
    notes = []
    rest = numbers[numbers["shown"] == "no"]
    if len(rest):
        peak = rest.loc[rest["mentions"].idxmax()]
        notes.append(
            f"Without a row: {peak['country']}, {_mentions(rest['mentions'].sum())} in all, most "
            f"in {_in_words(peak['period'])} ({peak['mentions']:,})."
        )
    undated = int(by_month.loc[by_month["month"] == "", "n_name"].sum())
    if undated:
        notes.append(f"Left out: {_mentions(undated)} in articles whose month is not known.")
    return {
        "title": _finding(numbers),
        "subtitle": f"Mentions {by_name} by {unit}, in {read}: the {most} countries named most, "
        "all bars to one scale, the highest of each labelled.",
        "note": " ".join(notes),
    }


def _finding(numbers: pd.DataFrame) -> str:
    highest = numbers.loc[numbers.loc[numbers["shown"] == "yes", "mentions"].idxmax()]
    name = wording.with_article(highest["country"])
    text = f"{name} has the highest {'month' if len(highest['period']) == 7 else 'year'}: "
    text += f"{_mentions(highest['mentions'])} in {_in_words(highest['period'])}"
    return f"{text[0].upper()}{text[1:]}"


def _alt(rows: list, words: dict[str, str]) -> str:
    items = []
    for name, counts in rows:
        peak = counts.loc[counts["mentions"].idxmax()]
        items.append(
            f"{wording.with_article(name)} {counts['mentions'].sum():,} in all, most in "
            f"{_in_words(peak['period'])} ({peak['mentions']:,})"
        )
    said = f"Rows of bars. {words['title']}. {words['subtitle']} {'; '.join(items)}."
    return f"{said} {words['note']}".strip()


def _in_words(period: str) -> str:
    return f"{stories.MONTHS[int(period[5:]) - 1]} {period[:4]}" if period[4:] else period


def _mentions(count: int) -> str:
    return wording.counted(int(count), "mention", digits=True)
