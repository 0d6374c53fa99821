"""Countries counted over many articles: by month, and by pairs named in the same article.

Counts of parts are added to counts of the whole. All is done in whole arrays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dateline import gazetteer
from dateline.gazetteer import KIND_OF_ROLE

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

KINDS = tuple(sorted(set(KIND_OF_ROLE.values()) - {"region", "refused"}))
# What is counted by country and month, in the order of the columns.
NUMBERS = ("articles", "named", *(f"n_{kind}" for kind in KINDS))


class Counts:
    """Counts by country and month, and by pair of countries.

    `months` has for each month ("2021-09"; empty where not known) an array of countries by
    `NUMBERS`; `pairs` says how many articles name both of two countries. Countries are in the
    order of `codes`.
    """

    def __init__(self):
        self.codes = sorted(gazetteer.load().names)
        self.months: dict[str, np.ndarray] = {}
        self.pairs = np.zeros((len(self.codes), len(self.codes)), np.int64)

    def add_mentions(
        self, owners: np.ndarray, iso3: pa.Array, kinds: pa.Array, months: pa.Array
    ) -> np.ndarray:
        """Add the mentions in some articles, and say how many countries each article names.

        `owners` has the position of each mention's article in `months`.
        """
        countries, kinds = _positions(iso3, self.codes), _positions(kinds, KINDS)
        counted = (countries >= 0) & (kinds >= 0)
        owners, countries, kinds = owners[counted], countries[counted], kinds[counted]
        months = months.dictionary_encode()
        month_of, width, depth = months.indices.to_numpy(), len(self.codes), len(KINDS)
        size = len(months.dictionary) * width
        of_kinds = (month_of[owners] * width + countries) * depth + kinds
        of_kinds = np.bincount(of_kinds, minlength=size * depth).reshape(-1, width, depth)

        def articles(owners: np.ndarray, countries: np.ndarray) -> np.ndarray:
            found = np.bincount(month_of[owners] * width + countries, minlength=size)
            return found.reshape(-1, width, 1)

        keys = owners * width + countries
        every = np.divmod(_each_once(keys), width)
        named = np.divmod(_each_once(keys[kinds == KINDS.index("name")]), width)
        blocks = np.concatenate([articles(*every), articles(*named), of_kinds], axis=-1)
        for month, block in zip(months.dictionary.to_pylist(), blocks, strict=True):
            self._of_month(month)[:] += block
        self._add_pairs(*named)
        return np.bincount(named[0], minlength=len(month_of))

    def add_tables(self, by_month: pa.Table, by_pair: pa.Table) -> None:
        """Add what `by_month` and `by_pair` of other counts gave."""
        countries = _positions(by_month["iso3"], self.codes)
        numbers = np.stack([by_month[name].to_numpy() for name in NUMBERS], axis=-1)
        months = by_month["month"].combine_chunks().dictionary_encode()
        of_month = months.indices.to_numpy()
        for number, month in enumerate(months.dictionary.to_pylist()):
            rows = of_month == number
            self._of_month(month)[countries[rows]] += numbers[rows]
        pair = tuple(_positions(by_pair[name], self.codes) for name in ("iso3_a", "iso3_b"))
        self.pairs[pair] += by_pair["articles"].to_numpy()

    def by_month(self) -> pa.Table:
        """iso3, month and `NUMBERS`, by month and country; rows without an article are left out."""
        import pyarrow as pa

        months = sorted(self.months)
        numbers = np.array([self.months[month] for month in months], np.int64)
        numbers = numbers.reshape(-1, len(self.codes), len(NUMBERS))
        month, country = np.nonzero(numbers[:, :, 0])
        columns = {
            "iso3": pa.array(self.codes, pa.string()).take(pa.array(country)),
            "month": pa.array(months, pa.string()).take(pa.array(month)),
        }
        found = numbers[month, country]
        return pa.table(columns | {name: found[:, at] for at, name in enumerate(NUMBERS)})

    def by_pair(self) -> pa.Table:
        """iso3_a, iso3_b (in the order of their codes), and the articles that name both."""
        import pyarrow as pa

        first, second = np.nonzero(self.pairs)
        codes = pa.array(self.codes, pa.string())
        return pa.table(
            {
                "iso3_a": codes.take(pa.array(first)),
                "iso3_b": codes.take(pa.array(second)),
                "articles": self.pairs[first, second],
            }
        )

    def _of_month(self, month: str) -> np.ndarray:
        if month not in self.months:
            self.months[month] = np.zeros((len(self.codes), len(NUMBERS)), np.int64)
        return self.months[month]

    def _add_pairs(self, owners: np.ndarray, countries: np.ndarray) -> None:
        # Articles are in order, and so are the countries of each: with every step fewer are left
        # that name so many.
        for step in range(1, len(owners)):
            same = owners[step:] == owners[:-step]
            if not same.any():
                break
            np.add.at(self.pairs, (countries[:-step][same], countries[step:][same]), 1)


def over_time(by_month: pd.DataFrame) -> pd.DataFrame:
    """Counts by country alone, as `maps.country_map` takes them, the most named country first."""
    totals = with_names(by_month.groupby("iso3")[list(NUMBERS)].sum().reset_index())
    order = ["n_name", "articles", "iso3"]
    return totals.sort_values(order, ascending=[False, False, True], ignore_index=True)


def with_names(counts: pd.DataFrame) -> pd.DataFrame:
    """The counts with a column `country`, its short English name, after iso3."""
    named = counts.copy()
    named.insert(1, "country", [gazetteer.country_name(iso3) for iso3 in counts["iso3"]])
    return named


def _each_once(keys: np.ndarray) -> np.ndarray:
    """Each key once, in order: what np.unique does by hashing, at ten times the cost."""
    keys = np.sort(keys)
    return keys[np.append(True, keys[1:] != keys[:-1])[: len(keys)]]


def _positions(values: pa.Array, known: list[str] | tuple[str, ...]) -> np.ndarray:
    """Where each value stands among the known ones; -1 for others."""
    import pyarrow as pa

    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    if not isinstance(values, pa.DictionaryArray):
        values = values.dictionary_encode()
    places = {value: place for place, value in enumerate(known)}
    of_dictionary = [places.get(value, -1) for value in values.dictionary.to_pylist()]
    return np.array(of_dictionary, np.int64)[values.indices.to_numpy()]
