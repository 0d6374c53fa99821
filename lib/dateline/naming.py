"""What counts as naming a country: mentions of which kinds, and from how many on.

By default it is a mention by name, and one is enough; `named` and `minimum_mentions` in
`dateline.toml` say otherwise. The tables keep every mention; the choice is made on the way from the
table `countries` to what is drawn and told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dateline.countries import IMPLYING, IN_WORDS
from dateline.wording import counted, listed

if TYPE_CHECKING:
    import pandas as pd

# A region is no country.
KINDS = tuple(kind for kind in IN_WORDS if kind != "region")


class Naming(NamedTuple):
    """The kinds of mention that count as naming a country, and how many of them it takes."""

    kinds: tuple[str, ...] = ("name",)
    minimum: int = 1

    @property
    def words(self) -> str:
        """How a country has to be mentioned, in words: "by name or by adjective"."""
        return listed([IN_WORDS[kind] for kind in KINDS if kind in self.kinds], "or")

    def added(self, countries: pd.DataFrame) -> pd.DataFrame:
        """The table `countries` with all that counts in `n_name`."""
        chosen = [f"n_{kind}" for kind in self.kinds]
        named = countries.assign(n_name=countries[chosen].sum(axis="columns"))
        named[[column for column in chosen if column != "n_name"]] = 0
        return named

    def applied(self, countries: pd.DataFrame) -> pd.DataFrame:
        """The table `countries` as `added` gives it, without what is mentioned less.

        What stands for a country is its mentions that count or, if it has none, those that imply
        it; where these are there but fewer than the minimum, its row is left out. By default the
        table stays as it is.
        """
        if self == BY_NAME:
            return countries
        named = self.added(countries)
        shown = named["n_name"].where(
            named["n_name"] > 0, named[list(IMPLYING)].sum(axis="columns")
        )
        return named[(shown >= self.minimum) | (shown == 0)].reset_index(drop=True)

    def left_out(self, countries: pd.DataFrame) -> str:
        """A sentence on how many countries `applied` leaves out; empty where there are none."""
        number = len(countries) - len(self.applied(countries))
        if not number:
            return ""
        verb = "is" if number == 1 else "are"
        these = counted(number, "country", "countries")
        return f"{these} with fewer than {self.minimum:,} mentions {verb} left out"


BY_NAME = Naming()
