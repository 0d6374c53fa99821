"""How the project makes tables from texts, and how rivals' rows become tables."""

from __future__ import annotations

import bisect
import functools
import time
from collections import Counter
from collections.abc import Callable
from types import ModuleType

import pandas as pd

from dateline import entities, tables

# CPU seconds that each room has taken so far in this process.
SECONDS: Counter[str] = Counter()

_ROOMS = ("find_people", "find_quotations", "find_relations", "find_dates", "find_quantities")


def articles_of(texts: list[str], ids: list[str], dates: list[str]) -> pd.DataFrame:
    """The table `articles`, of texts and what is needed beside them."""
    columns = {"article_id": ids, "date": dates, "text": texts}
    empty = tables.frame("articles", [])
    return pd.DataFrame(columns).reindex(columns=list(empty), fill_value="")


def ours(articles: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The project's tables of these articles, from their text on."""
    _timed(entities)
    return entities.tables_of(articles)


def _timed(entities: ModuleType) -> None:
    """Have the time of each room counted."""
    for name in _ROOMS:
        function = getattr(entities, name)
        if not hasattr(function, "counted"):
            setattr(entities, name, _counted(function, name.removeprefix("find_")))


def _counted(function: Callable, name: str) -> Callable:
    @functools.wraps(function)
    def counted(*given):
        began = time.process_time()
        found = function(*given)
        SECONDS[name] += time.process_time() - began
        return found

    counted.counted = True
    return counted


def with_sentences(rows: pd.DataFrame, split: pd.DataFrame) -> pd.DataFrame:
    """The rows with the sentence in which each starts, or after which: rivals may start earlier."""
    starts = {name: list(each["start"]) for name, each in split.groupby("article_id")}
    numbers = [
        max(1, bisect.bisect_right(starts[row.article_id], row.start)) for row in rows.itertuples()
    ]
    return rows.assign(sentence_id=numbers)
