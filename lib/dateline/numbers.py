"""Numbers as running text writes them, in digits and in words, and what they come to."""

from __future__ import annotations

import re
import tomllib
from importlib import resources
from math import nan

TABLES = tomllib.loads(
    (resources.files("dateline") / "data" / "vocabulary-numbers.toml").read_text(encoding="utf-8")
)
ORDINALS = TABLES["ordinals"]
PARTS = TABLES["parts"]
# A larger number is a slip, or nothing that an article counts, and no file writes it exactly.
_TOO_LARGE = 1e15


def any_of(words) -> str:
    """A regular expression for any of the words, the longest first."""
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(word) for word in longest_first) + ")"


_ONES, _TEENS, _TENS = (any_of(TABLES[name]) for name in ("ones", "teens", "tens"))
_SMALL = rf"(?:{_TENS}(?:[\s-]{_ONES})?|{_TEENS}|{_ONES})\b"
_UP_TO_THOUSAND = rf"(?:{_SMALL}|an?(?=\shundred))(?:[\s-]hundred\b(?:\s(?:and\s)?{_SMALL})?)?"
_SCALE = rf"{any_of(TABLES['scales'])}\b"
_AND_A_HALF = r"(?:\sand\sa\shalf\b)?"
# Digits in threes, or as in lakhs by twos, or plain; the last comma of a clause stays outside.
DIGITS = (
    r"(?:\d{1,3}(?:[,\u00a0\u2009\u202f]\d{2,3}){0,5}[,\u00a0\u2009\u202f]\d{3}|\d{1,18})"
    r"(?!\d)(?:\.\d{1,9}(?!\d))?[½¼¾]?"
)
_SHORT = rf"{any_of(TABLES['short-scales'])}(?!\w)"
# Where this matches, a number is written; it holds no group. Matched in any letter case.
PATTERN = (
    rf"(?:(?:{DIGITS}|[½¼¾]){_AND_A_HALF}(?:[\s-]{_SCALE}(?:\s{_SCALE})?|{_SHORT})?"
    rf"|half\san?\b(?:[\s-]{_SCALE})?"
    rf"|{_UP_TO_THOUSAND}{_AND_A_HALF}(?:[\s-]{_SCALE}(?:,?\s(?:and\s)?{_UP_TO_THOUSAND}"
    rf"(?:\s{_SCALE})?){{0,3}}(?:\s{_SCALE})?)?{_AND_A_HALF}"
    rf"|an?\s{_SCALE}{_AND_A_HALF})"
)
# The first words that a number can have, in small letters, besides digits.
FIRST_WORDS = frozenset({"half", *TABLES["ones"], *TABLES["teens"], *TABLES["tens"]})

_PIECE = re.compile(rf"{DIGITS}|[½¼¾]|[a-z]+", re.IGNORECASE)
_SMALL_VALUES = TABLES["ones"] | TABLES["teens"] | TABLES["tens"]
_SCALES = TABLES["scales"] | TABLES["short-scales"]


def value(text: str) -> float:
    """What a number comes to that `PATTERN` matched; NaN for one of 10^15 and more."""
    total, current, scale = 0.0, 0.0, 1.0
    for piece in _PIECE.findall(text):
        word = piece.lower()
        if word[0].isdecimal():
            digits = re.sub(r"[^\d.]", "", word.rstrip("½¼¾"))
            current += float(digits) + PARTS.get(word[-1], 0)
        elif word in PARTS:
            # Half a million; a million and a half.
            current += PARTS[word] * (scale if total and not current else 1)
        elif word in _SMALL_VALUES:
            current += _SMALL_VALUES[word]
        elif word == "hundred" and current and not current % 1:
            # Two hundred thousand: what follows may multiply it again.
            current *= 100
        elif word in _SCALES:
            if current or not total:
                total += (current or 1) * _SCALES[word]
            else:
                total *= _SCALES[word]
            current, scale = 0.0, _SCALES[word]
    total += current
    return total if total < _TOO_LARGE else nan
