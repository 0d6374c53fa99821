"""The hits of one article, and what stands around each: a headline, a list, an office.

A hit is a term where it stands in a text, whatever it turns out to mean.
"""

from __future__ import annotations

import re

from dateline.folding import PARAGRAPH_BREAK
from dateline.gazetteer import LOCAL_NEWS, Decision, Entry
from dateline.neighbours import WINDOW, Neighbours
from dateline.vocabulary import words

_JOURNEYS = words("journeys")
_LOCATIVE, _OFFICES = words("locative"), words("office")
_SMALL_IN_TITLES = words("small-in-titles")
_LISTED = re.compile(r"(?:,|,? and|,? or|/|-| vs\.?| v|,? but not| beat| against) ?")
_LONG_WORD = re.compile(r"\b[A-Za-z]\w{3,}")
_OFFICE_OF = frozenset({"of", "in", "to", "from", "with", "for", "the"})


class Hits:
    """The hits of one article, in the order of the text.

    `text` is the normalised text and `span` that of the article in it; `starts`, `ends` and
    `entries` say where each hit stands and what its term can mean, `decisions` what it is: first as
    the term alone says, or None where that leaves it open.
    """

    def __init__(
        self,
        text: str,
        span: tuple[int, int],
        starts: list[int],
        ends: list[int],
        entries: list[Entry],
        decisions: list[Decision | None],
    ):
        self.text = text
        self.span = span
        self.starts, self.ends, self.entries, self.decisions = starts, ends, entries, decisions
        self._beside: dict[int, Neighbours] = {}
        self._for_themselves: dict[int, bool] = {}

    def beside(self, number: int) -> Neighbours:
        """The words beside a hit."""
        beside = self._beside.get(number)
        if beside is None:
            beside = Neighbours(self.text, self.starts[number], self.ends[number])
            self._beside[number] = beside
        return beside

    def in_capitals(self, number: int, beside: Neighbours) -> bool:
        """Whether a hit and a word beside it are in capitals."""
        start, end = self.starts[number], self.ends[number]
        if not self.text[start:end].isupper():
            return False
        return any(
            len(word) > 1 and word.isalpha() and word.isupper()
            for word in (beside.last.rstrip(":"), beside.next)
        )

    def in_title(self, number: int) -> bool:
        """Whether all longer words around a hit are capitalised, as in a headline."""
        start, end = self.starts[number], self.ends[number]
        first = max(0, start - WINDOW)
        first = max(first, self.text.rfind(PARAGRAPH_BREAK, first, start) + 1)
        last = self.text.find(PARAGRAPH_BREAK, end, end + WINDOW)
        longer = 0
        for found in _LONG_WORD.finditer(self.text, first, end + WINDOW if last < 0 else last):
            word = found[0]
            if not word[0].isupper() and word not in _SMALL_IN_TITLES:
                return False
            longer += 1
        return longer > 2

    def is_located(self, number: int) -> bool:
        """Whether a hit is somewhere to be or to go: in Jordan, flew to Jordan, the Jordan area."""
        beside = self.beside(number)
        if beside.next in ("area", "region", "district", "province") and beside.last == "the":
            return True
        if beside.last.lower() in _LOCATIVE:
            return True
        return beside.last in ("to", "from") and not _JOURNEYS.isdisjoint(beside.before[-2:-1])

    def speaks_for_itself(self, number: int) -> bool:
        """Whether the words beside a name speak for a country: an office, a list of countries."""
        if number not in self._for_themselves:
            self._for_themselves[number] = self._speaks_for_itself(number)
        return self._for_themselves[number]

    def _speaks_for_itself(self, number: int) -> bool:
        entry = self.entries[number]
        if entry.role != "name" or len(entry.iso3s) > 1:
            return False
        beside = self.beside(number)
        if beside.owned and any(word.lower() in _OFFICES for word in beside.bare[:3]):
            return True
        if beside.next.lower() in _OFFICES:
            return True
        if beside.last in _OFFICE_OF:
            before = [word.lower() for word in beside.before[-3:] if word != "the"]
            if len(before) > 1 and before[-1] in _OFFICE_OF and before[-2] in _OFFICES:
                return True
        return (number > 0 and self._are_listed(number - 1, number - 1)) or (
            number + 1 < len(self.starts) and self._are_listed(number, number + 1)
        )

    def _are_listed(self, first: int, other: int) -> bool:
        """Whether a hit and the next stand in a list, and the other is another country's name."""
        end, start = self.ends[first], self.starts[first + 1]
        if start - end >= 12:
            return False
        entry = self.entries[other]
        return (
            entry.role == "name"
            and self.entries[first].iso3 != self.entries[first + 1].iso3
            and entry.iso3 not in LOCAL_NEWS
            and "state" not in entry.contexts
            and _LISTED.fullmatch(self.text, end, start) is not None
        )
