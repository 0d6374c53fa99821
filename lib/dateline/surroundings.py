"""What stands beside hits, read for all of a batch at once: the words before and after, the marks.

A table of the words that rules know says which rules each may concern; words and marks are read as
numbers, in whole arrays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np

from dateline import cues
from dateline.arrays import eights
from dateline.folding import are_upper
from dateline.gazetteer import Gazetteer
from dateline.kinds import ENDS_A_CLAUSE, ENDS_A_PHRASE
from dateline.memory import once
from dateline.neighbours import OPENING, WINDOW, apposition
from dateline.normalisation import MARGIN, Normalised
from dateline.word_keys import read_words

SPACE, COMMA, DOT, HYPHEN, QUOTE, BRACKET, DOLLAR = (ord(mark) for mark in " ,.-'($")
_WORDS_IN_SMALL = re.compile("[a-z]+(?:-[a-z]+)*")


def ascii_table(marks: Iterable[str]) -> np.ndarray:
    """By code point up to 127, whether it is one of the marks; the last stands for all beyond."""
    table = np.zeros(128, bool)
    table[[ord(mark) for mark in marks]] = True
    return table


_OPENS = ascii_table(OPENING)
_CLOSES = ascii_table(ENDS_A_PHRASE)
_CLOSES_WORD = ascii_table(".,\"'")
_CLOSES_CLAUSE = ascii_table(ENDS_A_CLAUSE)


class Surroundings:
    """What stands beside the hits of a batch, read for all of them at once.

    `codes` are the characters of the text with its margins, `starts` and `ends` places in it.
    `before`, `after` and `then` are the characters beside each hit and the one after, `closing` is
    the one that may close the word before. `last_word` and `next_word` are the rules that the words
    beside it may concern, `second_word` and `third_word` those of the words before these, and
    `word_but_one` those of the one after, where they matter; `joined_before` and `joined_after` are
    the same where a hyphen or another mark stands between. `first` and `edge` are where the two
    words beside it end. What else an attribute says, its name does: all are arrays, one value each.
    """

    def __init__(
        self,
        terms: Gazetteer,
        text: Normalised,
        starts: np.ndarray,
        ends: np.ndarray,
        forms: np.ndarray,
    ):
        self.text, self.codes = text.text, text.with_margins
        codes = self.codes
        self.traits, self.countries = cues.traits(terms)[forms], cues.countries(terms)[forms]
        self.starts, self.ends = starts + MARGIN, ends + MARGIN
        self.gaps = starts[1:] - ends[:-1]
        self.before, self.after = codes[self.starts - 1], codes[self.ends]
        self.then = codes[self.ends + 1]
        self.closed, self.comma = _CLOSES.take(self.after), self.after == COMMA
        # The words before, the nearest without the dot or the comma that closes it.
        self.closing = codes[self.starts - 2]
        ends_word = (self.closing == DOT) | (self.closing == COMMA)
        self.last = self.starts - 2 - ends_word
        backward, self.first = read_words(codes, self.last, -1)
        self.joined_before = cues.words_before().flags(backward)
        self.last_word = np.where(self.before == SPACE, self.joined_before, 0)
        key, self.edge = read_words(codes, self.ends + 1, 1)
        self.joined_after = cues.words_after().flags(key)
        self.next_word = np.where(self.after == SPACE, self.joined_after, 0)
        self.capital_after = (self.after == SPACE) & are_upper(self.then)
        self.capital_before = (self.before == SPACE) & are_upper(codes[self.first])
        follows = self.capital_before & ~ends_word
        follows[follows] = cues.forenames_before().hold(backward[follows])
        self.follows_forename = follows
        numbered = are_digits(codes[self.first])
        self.counted = self.is_after(cues.COUNT) | ((self.before == SPACE) & numbered)
        self.is_sum = self.is_after(cues.AMOUNT) | numbered
        self.is_capital, self.is_people = self.has(cues.CAPITAL), self.has(cues.PEOPLE)
        self.joins = self.is_capital & (self.after == HYPHEN) & are_upper(self.then)
        opens = _CLOSES_CLAUSE.take(self.closing) | _OPENS.take(self.closing)
        self.opens_clause = (self.before != SPACE) | opens | self.is_after(cues.CLAUSE)
        self._read_further()

    def _read_further(self) -> None:
        """Read the words one further, where they matter."""
        codes = self.codes
        linked = np.flatnonzero(
            self.is_after(cues.OF | cues.TIE)
            | self.capital_before
            | (self.is_capital & self.is_after(cues.AND))
        )
        # A quote or a bracket may open the word, a quote, a dot or a comma close the one before.
        gap = self.first[linked] - 1
        for _ in range(2):
            gap = gap - _OPENS.take(codes[gap])
        key, second = read_words(codes, gap - 1 - _CLOSES_WORD.take(codes[gap - 1]), -1)
        second_word = cues.words_before().flags(key)
        key, third = read_words(codes, second - 2, -1)
        is_plain = (key != 0) & ~are_upper(codes[third]) & (codes[third - 1] == SPACE)
        self.second_word = self.placed(second_word, linked)
        self.third_word = self.placed(cues.words_before().flags(key), linked)
        self.third_is_plain = self.placed(is_plain, linked)
        named = np.flatnonzero(
            (self.capital_after & self.has(cues.PLACE_NAME))
            | (self.is_people & self.counted)
            | (self.is_capital & self.is_before(cues.HELPER))
            | self.joins
        )
        key, edge = read_words(codes, self.edge[named] + 2, 1)
        self.word_but_one = self.placed(cues.words_after().flags(key), named)
        doing = end_in(codes, edge, "ng") | end_in(codes, edge, "ly")
        self.doing = self.placed(doing, named)

    def placed(self, values: np.ndarray, numbers: np.ndarray) -> np.ndarray:
        """The values of some hits among all; 0 for the others."""
        placed = np.zeros(len(self.starts), values.dtype)
        placed[numbers] = values
        return placed

    def has(self, traits: int) -> np.ndarray:
        """Whether a hit's term has one of these traits."""
        return (self.traits & traits) != 0

    def is_after(self, rules: int) -> np.ndarray:
        """Whether the word before may concern one of these rules."""
        return (self.last_word & rules) != 0

    def is_before(self, rules: int) -> np.ndarray:
        """Whether the word after may."""
        return (self.next_word & rules) != 0

    def hold_near(self, known: frozenset[str], firsts: np.ndarray, there: np.ndarray) -> np.ndarray:
        """Of the hits that are `there`, whether a window of the text holds one of the known words.

        It costs a fraction of what the rules would. `firsts` says where each hit's window begins.
        """
        numbers, text = np.flatnonzero(there), self.text
        held = [
            not known.isdisjoint(_WORDS_IN_SMALL.findall(text[first : first + WINDOW].lower()))
            for first in (firsts[numbers] - MARGIN).tolist()
        ]
        return self.placed(np.array(held, bool), numbers)

    def is_before_others(self, known: frozenset[str], there: np.ndarray) -> np.ndarray:
        """Of the hits that are `there`, whether the word after is none of the known, or goes on."""
        numbers, text = np.flatnonzero(there), self.text
        firsts, lasts = self.ends[numbers] + 1 - MARGIN, self.edge[numbers] + 1 - MARGIN
        others = [
            text[first:last] not in known or text[last : last + 1] != " "
            for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True)
        ]
        return self.placed(np.array(others, bool), numbers)

    def says(self, firsts: np.ndarray, there: np.ndarray, heads: frozenset[str]) -> np.ndarray:
        """Of the hits that are `there`, whether what is added says "who", or has one of the heads.

        `firsts` says where each hit's apposition begins.
        """
        numbers, text = np.flatnonzero(there), self.text
        said = [
            "".join(apposition(text, first)[-1:]).lower() in heads or text.startswith("who", first)
            for first in (firsts[numbers] - MARGIN).tolist()
        ]
        return self.placed(np.array(said, bool), numbers)

    def begin(self, what: str, there: np.ndarray) -> np.ndarray:
        """Of the hits that are `there`, whether some characters stand two further from the end."""
        # As one number, of eight characters at most.
        mask = np.uint64((1 << 8 * len(what)) - 1)
        return there & ((self._eights_beyond & mask) == _number(what))

    def follow(self, what: str) -> np.ndarray:
        """Whether some characters, eight at most, stand right before a hit."""
        return (self._eights_before >> np.uint64(64 - 8 * len(what))) == _number(what)

    @once
    def _eights_before(self) -> np.ndarray:
        return eights(self.codes)[self.starts - 8]

    @once
    def _eights_beyond(self) -> np.ndarray:
        return eights(self.codes)[self.ends + 2]


def _number(characters: str) -> np.uint64:
    """Characters of ASCII as the number that `eights` reads."""
    return np.uint64(int.from_bytes(characters.encode("ascii"), "little"))


def any_of(rules: np.ndarray, some: int) -> np.ndarray:
    """Whether words may concern some rules."""
    return (rules & some) != 0


def end_in(codes: np.ndarray, edges: np.ndarray, two: str) -> np.ndarray:
    """Whether these two letters are the last up to an edge."""
    return (codes[edges - 1] == ord(two[0])) & (codes[edges] == ord(two[1]))


def are_digits(codes: np.ndarray) -> np.ndarray:
    """Whether characters are digits."""
    return (codes >= ord("0")) & (codes <= ord("9"))
