"""Terms to countries: the table of terms, the normalisation it shares with texts, the matcher.

A term is matched as it is written in `data/terms.csv`, in capitals, without its accents and,
unless the table says that letter case matters, in small letters.
"""

from __future__ import annotations

import bisect
import csv
import functools
import re
import unicodedata
from collections.abc import Iterable
from importlib import resources
from typing import NamedTuple

import ahocorasick_rs

from dateline.sentences import LINE_BREAK

# A paragraph break becomes a character that no term holds: a name runs over a line break, never
# over a blank line.
_PARAGRAPH_BREAK = "\0"
# One character for another, so that offsets stay as they are.
_ONE_FOR_ONE = (
    ("\n\n", _PARAGRAPH_BREAK * 2),
    ("\n", " "),
    *((mark, "'") for mark in "‘’‛ʼ´`′＇"),
    *((mark, "-") for mark in "‐‑‒–—―−"),
)
# What is not: white space in runs or of other kinds, characters that show nothing, accents apart
# from their letters, ligatures, halves of characters.
_UNSEEN = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_UNEVEN = re.compile(
    rf"(?P<space>\s[\s{_UNSEEN}]*\s|[^\S ])"
    rf"|(?P<unseen>[{_UNSEEN}]+)"
    rf"|(?P<letter>\w(?:[{_UNSEEN}]*[\u0300-\u036f])+|[\ufb00-\ufb06])"
    r"|(?P<half>[\ud800-\udfff])"
)
# Whether a text holds any of that, in the cheapest order: nearly all texts hold none.
_UNEVEN_ASCII = ("  ", " \n", "\n ", *"\t\r\v\f\x1c\x1d\x1e\x1f")
_UNEVEN_BEYOND_ASCII = re.compile(
    rf"[{_UNSEEN}\u0300-\u036f\ufb00-\ufb06\ud800-\udfff]|[^\S\x00-\x7f]"
)
_NOT_SEEN = re.compile(f"[{_UNSEEN}]")

# In running text the last word of a long name often stands in small letters: Czech republic.
_COMMON_NOUNS = re.compile(r"(?<= )(Coast|Emirates|Federation|Islands?|Kingdom|Republic|States)\b")


class Sense(NamedTuple):
    """One row of the terms: what a term can mean."""

    term: str
    iso3: str
    role: str
    context: str


class Normalised:
    """A text made comparable with the terms, and the way back to the text as given."""

    def __init__(self, given: str):
        self.text, self._pieces = _normalise(given)
        self._starts = [piece[0] for piece in self._pieces]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the text as given that a span of the normalised text stands for."""
        if not self._pieces:
            return start, end
        first = self._pieces[bisect.bisect_right(self._starts, start) - 1]
        last = self._pieces[bisect.bisect_right(self._starts, end - 1) - 1]
        given_start = first[1] if first[3] else first[1] + start - first[0]
        given_end = last[2] if last[3] else last[1] + end - last[0]
        return given_start, given_end


class Matcher:
    """Finds which of some forms stand in a normalised text, as whole words, the longest first.

    All overlapping occurrences are found in one pass (Aho and Corasick 1975), those that are not
    whole words dropped, and only then the leftmost longest kept: choosing the longest before
    looking at word boundaries would lose "Dominican" in "Dominican Republicans".
    """

    def __init__(self, forms: Iterable[str]):
        self.forms = list(forms)
        self._automaton = ahocorasick_rs.AhoCorasick(self.forms)

    def scan(self, text: str) -> list[tuple[int, int, int]]:
        """All occurrences as (index into `forms`, start, end), whole words or not."""
        return self._automaton.find_matches_as_indexes(text, overlapping=True)

    def find(self, text: str) -> list[tuple[int, int, int]]:
        """All matches as (start, end, index into `forms`), in order, not overlapping."""
        hits = [
            (start, -end, index)
            for index, start, end in self.scan(text)
            if not (start and _in_word(text[start - 1]))
            and not (end < len(text) and _in_word(text[end]))
        ]
        hits.sort()
        kept = []
        reached = 0
        for start, minus_end, index in hits:
            if start >= reached:
                reached = -minus_end
                kept.append((start, reached, index))
        return kept


class Gazetteer:
    """The terms, by every form in which a text can write them."""

    def __init__(self, rows: Iterable[dict[str, str]]):
        self.names: dict[str, str] = {}
        senses: dict[str, list[Sense]] = {}
        for row in rows:
            sense = Sense(row["term"], row["iso3"], row["role"], row["context"])
            if sense.role == "name":
                self.names.setdefault(sense.iso3, sense.term)
            for form in _forms(sense.term, row["case_sensitive"] == "yes"):
                known = senses.setdefault(form, [])
                if sense[1:] not in [other[1:] for other in known]:
                    known.append(sense)
        self.matcher = Matcher(senses)
        self._senses = list(senses.values())

    def find(self, text: Normalised) -> list[tuple[int, int, list[Sense]]]:
        """The terms in a text, as (start, end, senses), with spans of the normalised text."""
        return [
            (start, end, self._senses[index]) for start, end, index in self.matcher.find(text.text)
        ]


@functools.cache
def load() -> Gazetteer:
    """The package's gazetteer, read and compiled once in a process."""
    table = resources.files("dateline") / "data" / "terms.csv"
    with table.open(encoding="utf-8", newline="") as file:
        return Gazetteer(csv.DictReader(file))


def country_name(iso3: str) -> str:
    """The short English name of a country.

    Raises `ValueError` for a code that is not in the terms.
    """
    names = load().names
    if iso3 not in names:
        raise ValueError(f"no country has the code {iso3!r} (ISO 3166-1 alpha-3, and XKX)")
    return names[iso3]


def _normalise(given: str) -> tuple[str, list[tuple[int, int, int, bool]]]:
    """The normalised text, and its pieces (start, start and end as given, edited), if uneven."""
    pieces: list[tuple[int, int, int, bool]] = []
    text = given
    if any(marks in given for marks in _UNEVEN_ASCII) or (
        not given.isascii() and _UNEVEN_BEYOND_ASCII.search(given)
    ):
        made: list[str] = []
        length = seen = 0

        def add(part: str, start: int, end: int, edited: bool) -> None:
            nonlocal length
            if part:
                pieces.append((length, start, end, edited))
                made.append(part)
                length += len(part)

        for match in _UNEVEN.finditer(given):
            add(given[seen : match.start()], seen, match.start(), False)
            add(_evened(match), match.start(), match.end(), True)
            seen = match.end()
        add(given[seen:], seen, len(given), False)
        text = "".join(made)
    for old, new in _ONE_FOR_ONE:
        text = text.replace(old, new)
    return text, pieces


def _evened(match: re.Match) -> str:
    if match.lastgroup == "space":
        return _PARAGRAPH_BREAK if len(LINE_BREAK.findall(match[0])) > 1 else " "
    if match.lastgroup == "letter":
        # NFKC joins letters and accents, and takes ligatures apart.
        return unicodedata.normalize("NFKC", _NOT_SEEN.sub("", match[0]))
    return "" if match.lastgroup == "unseen" else "\ufffd"


def _in_word(character: str) -> bool:
    return character.isalnum() or character == "_" or unicodedata.combining(character) > 0


def _forms(term: str, case_sensitive: bool) -> set[str]:
    written, _ = _normalise(unicodedata.normalize("NFC", term))
    forms = {written, _without_accents(written)}
    forms |= {_COMMON_NOUNS.sub(lambda noun: noun[0].lower(), form) for form in forms}
    if not case_sensitive:
        forms |= {form.lower() for form in forms}
    return forms | {form.upper() for form in forms}


def _without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
