"""Whether a sentence speaks of the past or of what is to come, without a statistical model.

The last verb or stock phrase before a place tells, or else the first after it.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from dateline.vocabulary import pattern

_PAST = re.compile(
    rf"\b(?!(?:{pattern('no-past', 'dates')})\b)(?:{pattern('past', 'dates')}|[a-z]{{1,20}}ed)\b"
)
_FUTURE = re.compile(
    rf"(?:\b|(?=['’])){pattern('future', 'dates')}\b"
    rf"|\b(?:is|are)\s[a-z]{{2,20}}ing\b|\bbe\s(?:[a-z]{{2,20}}ly\s)?[a-z]{{2,20}}\b"
    rf"|\b(?:due|set|plan(?:s|ned)|scheduled|expected|slated|calls?|called)\sfor\b"
    rf"|\bif\s(?:[^\s,]{{1,30}}\s){{1,3}}(?:{pattern('past', 'dates')}|[a-z]{{1,20}}ed)\b"
    rf"|\b{pattern('puts-off', 'dates')}[a-z]{{0,4}}\s(?:until|till|to|from)\b"
)
_INTENDED = re.compile(
    rf"\b{pattern('intends', 'dates')}[a-z]{{0,5}}(?:\s[^\s,;]{{1,30}}){{0,4}}?\sto\b(?!\shave\b)"
)
_BY_THEN = re.compile(r"\b(?:before|by)\s(?:the\s)?\Z", re.IGNORECASE)
_UNTIL = re.compile(r"\b(?:until|till)\s(?:the\s)?\Z", re.IGNORECASE)
_OVER = re.compile(r"\b(?:had|was|were)\b")


class Tenses:
    """Where a sentence speaks of the past, and where of what is to come."""

    def __init__(self, text: str):
        self._text = text
        self._cues: list[tuple[int, int]] | None = None

    def at(self, start: int, before: str) -> int:
        """-1 or 1: the tense of what starts there, after the words `before`."""
        if self._cues is None:
            cues = {match.end(): -1 for match in _PAST.finditer(self._text)}
            for rule in (_FUTURE, _INTENDED):
                cues |= {match.end(): 1 for match in rule.finditer(self._text)}
            self._cues = sorted(cues.items())
        place = bisect_left(self._cues, (start, 2))
        last = self._cues[place - 1][1] if place else 0
        if _BY_THEN.search(before):
            # Demanded it before Friday, but had fled by Friday.
            return -1 if _OVER.search(before) else 1
        following = self._cues[place][1] if place < len(self._cues) else 0
        return last or following or (1 if _UNTIL.search(before) else -1)
