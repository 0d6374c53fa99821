"""How the archive grows: what was measured (the table `scaling`), its figure, what more would take.

A megabyte of text is a million characters. Speeds are of the steady run: what the same command
takes over one short article, its start, is taken off first, and shown apart.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from dateline import figures, tables, typesetting
from dateline.wording import counted

if TYPE_CHECKING:
    import pandas as pd

ALONE, DASK, TWO = "one process", "Dask, one process", "Dask, two processes"
ARTICLES = (10**5, 10**7, 10**8)
MISSING = "Left out: tables/scaling.csv is not there; `make bench` measures it."
FIGURE = "06-scaling"
# A small cluster, to say what more cores would do.
_CORES = 32
_UNITS = (
    (86_400 * 2, 86_400, "days"),
    (5_400, 3_600, "h"),
    (90, 60, "min"),
    (float("-inf"), 1, "s"),
)

_COLUMNS = {
    "per_cpu": "MB of text per CPU second",
    "per_second": "MB of text per second",
    "peak": "MB of memory at the peak",
}
_BAR = "#1f62a7"
_LEFT = {figures.WIDTH: 120.0, figures.NARROW: 76.0}


def read(folder: Path | str) -> pd.DataFrame | None:
    """The table `scaling`; None where it was not measured."""
    try:
        return tables.read("scaling", folder)
    except tables.MissingTableError:
        return None


def speeds(scaling: pd.DataFrame) -> pd.DataFrame:
    """Each way and size with its speeds: MB of text per CPU second and per second of the clock.

    With the columns way, articles, megabytes, per_cpu, per_second, start_cpu and peak (MB).
    """
    frame = scaling[["way", "articles", "megabytes"]].copy()
    frame["per_cpu"] = scaling["megabytes"] / (scaling["cpu"] - scaling["start_cpu"])
    frame["per_second"] = scaling["megabytes"] / (scaling["wall"] - scaling["start_wall"])
    return frame.join(scaling[["start_cpu", "peak"]])


def finding(scaling: pd.DataFrame) -> str:
    """How the largest size measured compares with the smallest, as a figure's title."""
    grown = speeds(scaling)
    grown = grown[grown["way"] == ALONE].sort_values("articles")
    first, last = grown.iloc[0], grown.iloc[-1]
    return (
        f"{last['megabytes'] / first['megabytes']:,.0f} times the text, at "
        f"{last['per_cpu'] / first['per_cpu']:.2f} times the speed and "
        f"{last['peak'] / first['peak']:.2f} times the memory"
    )


def answer(scaling: pd.DataFrame | None) -> str:
    """What a million articles take, in a sentence or two."""
    if scaling is None:
        return MISSING
    million = costs(scaling, (10**6,)).iloc[0]
    return (
        f"A million articles ({million['text']} of text) take one core {million['one core']}, in "
        f"{million['memory for each core']} of memory, as worked out from a run over "
        f"{_largest(scaling)['articles']:,} articles. {finding(scaling)}."
    )


def summary(scaling: pd.DataFrame) -> str:
    """How fast it is, alone and with Dask, and what it costs to start; in a few sentences."""
    largest = _largest(scaling)
    rate = speeds(scaling).loc[largest.name]
    gigabyte = 1_000 / largest["megabytes"]
    return (
        f"One core reads {rate['per_cpu']:.0f} MB of news text a second, in {rate['peak']:.0f} MB "
        f"of memory: 1 GB, some {round(largest['articles'] * gigabyte, -4):,.0f} articles, takes "
        f"{duration(gigabyte * largest['cpu'])}. {finding(scaling)}. With Dask, one process takes "
        f"{overhead(scaling):.2f} times the CPU time, its start included, and two are, once "
        f"started, {speed_up(scaling):.1f} times as fast as one without it."
    )


def overhead(scaling: pd.DataFrame) -> float:
    """How many times the CPU time of one process the same takes with Dask, start-up included."""
    alone, by_dask = _same_size(scaling, DASK)
    return by_dask["cpu"] / alone["cpu"]


def speed_up(scaling: pd.DataFrame) -> float:
    """How many times as fast as one process two are with Dask, once all have started."""
    alone, by_dask = _same_size(scaling, TWO)
    return (alone["wall"] - alone["start_wall"]) / (by_dask["wall"] - by_dask["start_wall"])


def costs(scaling: pd.DataFrame, articles: tuple[int, ...] = ARTICLES) -> pd.DataFrame:
    """What archives of so many articles would take, worked out from the largest one measured.

    A row an archive, in words: of text and results the size; how long one core takes that has
    nothing else to do, two, and a cluster; how much memory each process needs. Two cores are as
    much faster as they were when measured, and each of more is as fast as each of the two.
    """
    import pandas as pd

    largest = _largest(scaling)
    each = {name: largest[name] / largest["articles"] for name in ("megabytes", "written")}
    seconds = (largest["cpu"] - largest["start_cpu"]) / largest["articles"]
    added = speed_up(scaling) / 2
    cores = {"one core": 1, "two cores": 2 * added, f"{_CORES} cores": _CORES * added}
    rows = []
    for number in articles:
        row = {"articles": f"{number:,}", "text": _size(number * each["megabytes"])}
        for name, speed in cores.items():
            row[name] = duration(largest["start_cpu"] + number * seconds / speed)
        row["results"] = _size(number * each["written"])
        row["memory for each core"] = _size(largest["peak"])
        rows.append(row)
    return pd.DataFrame(rows)


def duration(seconds: float) -> str:
    """A time in the unit that suits it: "14 s", "3 min", "2.5 h", "3.2 days"."""
    _, unit, name = next(each for each in _UNITS if seconds >= each[0])
    number = seconds / unit
    return f"{number:.1f} {name}" if number < 10 else f"{number:,.0f} {name}"


def measured(scaling: pd.DataFrame) -> str:
    """On what, and with what, the table was measured."""
    row = scaling.iloc[0]
    load = f"{scaling['load'].min():.1f} to {scaling['load'].max():.1f}"
    runs = counted(int(scaling["runs"].max()), "run")
    return f"{row['text']}; {row['machine']}, its load {load}; medians of {runs}"


def growth(scaling: pd.DataFrame | None, *, width: float = figures.WIDTH) -> figures.Figure | None:
    """How fast each size and way of the table `scaling` went, and the memory that it took.

    None where there is no such table.
    """
    if scaling is None:
        return None
    numbers = speeds(scaling).round(2)
    words = {
        "title": finding(scaling),
        "subtitle": "The archive's command over three sizes, alone and by Dask. Speed is that of "
        "the steady run, its start taken off; memory is that of the largest process.",
        "note": f"Measured on {measured(scaling)}.",
        "source": f"Source: tables/scaling.csv; numbers in figures/{FIGURE}.csv.",
    }
    inner, left, tall = figures.content_width(width), _LEFT[width], 26.0
    strong, small = typesetting.typeface(8, True), typesetting.typeface(7)
    gap = (inner - left) / len(_COLUMNS)
    room = gap - typesetting.line_width("0,000 ", small) - 4
    heads = [typesetting.wrapped(text, small, gap - 6) for text in _COLUMNS.values()]
    deep = 10.0 * max(map(len, heads)) + 6
    height = tall * len(numbers) + deep
    look = {"font": small, "color": figures.QUIET_INK, "linespacing": 1.15}
    with figures.style():
        drawing, axes, _ = figures.page(height, **words, width=width)
        for at, lines in enumerate(heads):
            axes.text(left + at * gap, height, "\n".join(lines), va="top", **look)
        for at, row in enumerate(numbers.itertuples()):
            base = height - deep - tall * (at + 1)
            axes.text(0, base + 14, f"{row.megabytes:,.0f} MB", font=strong, color=figures.INK)
            axes.text(0, base + 5, row.way, **look)
            for column, name in enumerate(_COLUMNS):
                value, x = getattr(row, name), left + column * gap
                long = room * value / numbers[name].max()
                axes.barh(base + 12, long, 11, x, color=_BAR, linewidth=0)
                axes.text(x + long + 3, base + 12, _number(value), va="center", **look)
    figure = {**words, "alt": _growth_alt(numbers, words["title"]), "numbers": numbers}
    return figures.render(drawing, slug=FIGURE, **figure)


def _largest(scaling: pd.DataFrame) -> pd.Series:
    alone = scaling[scaling["way"] == ALONE]
    return alone.loc[alone["articles"].idxmax()]


def _same_size(scaling: pd.DataFrame, way: str) -> tuple[pd.Series, pd.Series]:
    """One process without Dask, and another way, over the archive that both were measured on."""
    by_dask = scaling[scaling["way"] == way].iloc[0]
    alone = scaling[(scaling["way"] == ALONE) & (scaling["articles"] == by_dask["articles"])]
    return alone.iloc[0], by_dask


def _size(megabytes: float) -> str:
    for unit, name in ((1e6, "TB"), (1e3, "GB")):
        if megabytes >= unit:
            number = megabytes / unit
            return f"{number:.1f} {name}" if number < 10 else f"{number:,.0f} {name}"
    return f"{megabytes:,.0f} MB"


def _number(value: float) -> str:
    return f"{value:.1f}" if value < 100 else f"{value:,.0f}"


def _growth_alt(numbers: pd.DataFrame, title: str) -> str:
    items = [
        f"{row.megabytes:,.0f} MB, {row.way}: "
        + ", ".join(f"{_number(getattr(row, name))} {text}" for name, text in _COLUMNS.items())
        for row in numbers.itertuples()
    ]
    return f"Rows of bars. {title}. {'; '.join(items)}."
