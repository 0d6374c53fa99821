"""The words beside a hit, as the rules read them."""

from __future__ import annotations

from dateline.folding import PARAGRAPH_BREAK
from dateline.memory import once

# So many characters to either side are read.
WINDOW = 60

# So many words before it, at most, and so many after it.
_BACK = 6
_AHEAD = 8
# Of a longer name that begins with the span, so many words after it are looked at.
_OF_A_NAME = 3

# A name has words of so many letters at most.
LONGEST_WORD = 18

OPENING = "\"'([{*#\x1d"
_CLOSING = "\"')]},.;:!?*\x1d"

ARTICLES = frozenset({"a", "an", "the"})
# What ends the head of an apposition: "a border town of 800", "the oldest giraffe in the park".
_JOINTS = ARTICLES | frozenset(
    "and at by for from in is near of on or that to was when where which who whose with".split()
)


def apposition(text: str, first: int) -> list[str]:
    """The words from a place on, up to the head of what they say: a border town.

    Empty where nothing ends it in the window.
    """
    words = text[first : first + WINDOW].partition(PARAGRAPH_BREAK)[0].split(" ")
    for number, word in enumerate(words):
        if word in _JOINTS and number > 0:
            return words[:number]
        bare = word.rstrip(_CLOSING)
        if bare != word:
            return [*words[:number], bare]
    return []


class Neighbours:
    """The words before and after a span, in its paragraph.

    `last` is the word that a single space parts from the span's start, without opening quotes and
    brackets; `next` the word after it, without what closes it; both empty where something else
    stands there. `owned` is the next word where the span stands in the possessive, `after_comma`
    where a comma follows, `joined` where a hyphen does. `closes` is the character after the span,
    or a paragraph's break.
    """

    last = next = owned = after_comma = joined = ""

    def __init__(self, text: str, start: int, end: int):
        self._text, self._start, self._end = text, start, end
        if start and text[start - 1] == " ":
            last = text[max(0, start - WINDOW + 1) : start - 1].rpartition(" ")[2]
            if PARAGRAPH_BREAK in last:
                last = last.rpartition(PARAGRAPH_BREAK)[2]
            self.last = last.lstrip(OPENING)
        self.closes = closes = text[end : end + 1] or PARAGRAPH_BREAK
        if closes == " ":
            self.next = self._word_from(end + 1)
        elif closes == ",":
            if text[end + 1 : end + 2] == " ":
                self.after_comma = self._word_from(end + 2)
        elif closes == "-":
            self.joined = self._word_from(end + 1)
        elif closes == "'":
            owned = end + (2 if text[end + 1 : end + 2] == "s" else 1)
            if text[owned : owned + 1] == " ":
                self.owned = self._word_from(owned + 1)

    @once
    def before(self) -> list[str]:
        """The words before the span, up to `last`; no rule looks further back than six."""
        if not self.last:
            return []
        first = max(0, self._start - WINDOW)
        near = self._text[first : self._start - 1].rpartition(PARAGRAPH_BREAK)[2]
        words = near.rsplit(" ", _BACK)
        # What the window or the split cuts is no whole word.
        if len(words) > _BACK or (first and len(near) == self._start - 1 - first):
            del words[0]
        return [word.lstrip(OPENING) for word in words]

    @once
    def after(self) -> list[str]:
        """The words after the span from `next`, or from `owned`, on, with what closes them."""
        return self._words_after()

    @once
    def bare(self) -> list[str]:
        """The words of `after` without what closes them; no rule looks further than eight."""
        return [word.rstrip(_CLOSING) for word in self.after[:_AHEAD]]

    @once
    def phrase(self) -> list[str]:
        """The first words of `bare`, up to one that is long, or holds more than letters."""
        phrase = []
        for word in self._words_after(_OF_A_NAME)[:_OF_A_NAME]:
            phrase.append(word.rstrip(_CLOSING))
            if not word.isalpha() or len(word) > LONGEST_WORD:
                break
        return phrase

    @once
    def relative(self) -> list[str]:
        """The words after a comma and the first word, without what closes them."""
        first = self._end + len(", ")
        words = self._text[first : first + WINDOW].partition(PARAGRAPH_BREAK)[0].split(" ")
        return [word.rstrip(_CLOSING) for word in words[1 : 1 + _AHEAD]]

    @once
    def apposition(self) -> list[str]:
        """What is added after a comma, up to its head: a border town.

        Empty where no small letter begins it, or where the window cuts it.
        """
        return apposition(self._text, self._end + 2) if self.after_comma[:1].islower() else []

    def _words_after(self, most: int = -1) -> list[str]:
        """The words of `after`; beyond so many the rest is one."""
        first = self._text.find(" ", self._end, self._end + 3)
        if first < 0 or not (self.next or self.owned):
            return []
        window = self._text[first + 1 : first + WINDOW]
        return window.partition(PARAGRAPH_BREAK)[0].split(" ", most)

    def _word_from(self, first: int) -> str:
        word = self._text[first : first + WINDOW].partition(" ")[0]
        if PARAGRAPH_BREAK in word:
            word = word.partition(PARAGRAPH_BREAK)[0]
        return word.rstrip(_CLOSING)
