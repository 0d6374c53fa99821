"""Which hits the rules have to look at: for most, the term alone says what they mean.

A rule looks at the word before a hit, the word after it, or the punctuation beside it. Here these
are read for all hits of a batch at once, and a table of the words that rules know says what each
may concern. Saying yes too often costs time, never truth: the rules decide.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

import numpy as np

from dateline import cues
from dateline.gazetteer import Gazetteer
from dateline.kinds import ENDS_A_CLAUSE, ENDS_A_PHRASE
from dateline.longer_names import ADDRESS_MARKS, LONGEST_ADDRESS
from dateline.namesakes import ON_ADDRESS, ON_KIND, ON_PERSON, ON_PLACE, ON_TERM
from dateline.neighbours import OPENING, WINDOW, apposition
from dateline.normalisation import (
    MARGIN,
    PARAGRAPH_BREAK,
    UPPER,
    Normalised,
    classes_of,
)
from dateline.personal_names import NO_SURNAMES
from dateline.vocabulary import somebody, words
from dateline.word_keys import read_words

# What addresses on the web or of mail hold.
_ADDRESS_SIGNS = ("@", "//", "www")

# So far from a town, at most, its state is looked for.
_FAR_STATE = 40
_SPACE, _COMMA, _DOT, _HYPHEN, _QUOTE, _BRACKET, _DOLLAR = (ord(mark) for mark in " ,.-'($")


def _ascii_table(marks: Iterable[str]) -> np.ndarray:
    """By code point up to 127, whether it is one of the marks; the last stands for all beyond."""
    table = np.zeros(128, bool)
    table[[ord(mark) for mark in marks]] = True
    return table


_JOINS = _ascii_table(ADDRESS_MARKS)
_OPENS = _ascii_table(OPENING)
_CLOSES = _ascii_table(ENDS_A_PHRASE)
_CLOSES_WORD = _ascii_table(".,\"'")
_CLOSES_CLAUSE = _ascii_table(ENDS_A_CLAUSE)
_WORDS_IN_SMALL = re.compile("[a-z]+(?:-[a-z]+)*")


def ask_rules(
    terms: Gazetteer, text: Normalised, starts: np.ndarray, ends: np.ndarray, forms: np.ndarray
) -> np.ndarray:
    """Of each hit, which rules may have something to say from the words beside it.

    They are bits of uint8: those that `Namesakes.by_neighbours` takes.
    """
    asks = np.zeros(len(starts), np.uint8)
    if not len(starts):
        return asks
    around = _Surroundings(terms, text, starts, ends, forms)
    for rules, may_say in (
        (ON_ADDRESS, around.may_be_in_address()),
        (ON_TERM, around.may_be_another_term()),
        (ON_PERSON, around.may_be_person()),
        (ON_PLACE, around.may_be_other_place()),
        (ON_KIND, around.may_be_another_kind()),
    ):
        asks[may_say] |= rules
    # Right after a hit that may be somebody's forename; from the first to the last of several.
    forenames = cues.open_forms(terms)[forms] & around.has(cues.FORENAME)
    follows = np.append(False, starts[1:] - ends[:-1] == 1) & (around.before == _SPACE)
    for number in np.flatnonzero(follows).tolist():
        if forenames[number - 1] or asks[number - 1] & ON_PERSON:
            asks[number] |= ON_PERSON
    return asks


class _Surroundings:
    """What stands beside the hits of a batch, read for all of them at once.

    `codes` are the characters of the text with its margins, `starts` and `ends` places in it.
    `before`, `after` and `then` are the characters beside each hit and the one after, `closing` is
    the one that may close the word before. `last_word` and `next_word` are the rules that the words
    beside it may concern, `second_word` and `third_word` those of the words before these, and
    `word_but_one` those of the one after, where they matter; `first` and `edge` are where the two
    words beside it end.
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
        self.closed, self.comma = _CLOSES[self.after], self.after == _COMMA
        # The words before, the nearest without the dot or the comma that closes it.
        self.closing = codes[self.starts - 2]
        ends_word = (self.closing == _DOT) | (self.closing == _COMMA)
        self.last = self.starts - 2 - ends_word
        backward, self.first = read_words(codes, self.last, -1)
        self.joined_before = cues.words_before().flags(backward)
        self.last_word = np.where(self.before == _SPACE, self.joined_before, 0)
        key, self.edge = read_words(codes, self.ends + 1, 1)
        self.joined_after = cues.words_after().flags(key)
        self.next_word = np.where(self.after == _SPACE, self.joined_after, 0)
        self.capital_after = (self.after == _SPACE) & _is(UPPER, self.then)
        self.capital_before = (self.before == _SPACE) & _is(UPPER, codes[self.first])
        self.follows_forename = self.capital_before & ~ends_word
        after_name = self.follows_forename
        after_name[after_name] = cues.forenames_before().hold(backward[after_name])
        numbered = _is_digit(codes[self.first])
        self.counted = self.is_after(cues.COUNT) | ((self.before == _SPACE) & numbered)
        self.is_sum = self.is_after(cues.AMOUNT) | numbered
        self.is_capital, self.is_people = self.has(cues.CAPITAL), self.has(cues.PEOPLE)
        self.joins = self.is_capital & (self.after == _HYPHEN) & _is(UPPER, self.then)
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
            gap = gap - _OPENS[codes[gap]]
        key, second = read_words(codes, gap - 1 - _CLOSES_WORD[codes[gap - 1]], -1)
        second_word = cues.words_before().flags(key)
        key, third = read_words(codes, second - 2, -1)
        is_plain = (key != 0) & ~_is(UPPER, codes[third]) & (codes[third - 1] == _SPACE)
        self.second_word = self._placed(second_word, linked)
        self.third_word = self._placed(cues.words_before().flags(key), linked)
        self.third_is_plain = self._placed(is_plain, linked)
        named = np.flatnonzero(
            (self.capital_after & self.has(cues.PLACE_NAME))
            | (self.is_people & self.counted)
            | (self.is_capital & self.is_before(cues.HELPER))
            | self.joins
        )
        key, edge = read_words(codes, self.edge[named] + 2, 1)
        self.word_but_one = self._placed(cues.words_after().flags(key), named)
        doing = _end_in(codes, edge, "ng") | _end_in(codes, edge, "ly")
        self.doing = self._placed(doing, named)

    def _placed(self, values: np.ndarray, numbers: np.ndarray) -> np.ndarray:
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

    def may_be_in_address(self) -> np.ndarray:
        """Whether a hit may stand in an address on the web or of mail."""
        goes_on = _JOINS[self.after] & (self.then != _SPACE) & (self.then != ord(PARAGRAPH_BREAK))
        joined = np.flatnonzero(_JOINS[self.before] | goes_on)
        firsts = np.maximum(self.starts[joined] - MARGIN - LONGEST_ADDRESS, 0)
        lasts = self.ends[joined] - MARGIN + LONGEST_ADDRESS
        near = [
            any(self.text.find(sign, first, last) >= 0 for sign in _ADDRESS_SIGNS)
            for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True)
        ]
        return self._placed(np.array(near, bool), joined)

    def may_be_another_term(self) -> np.ndarray:
        """Whether the term needs company, or may be short for something else, or money."""
        has, codes = self.has, self.codes
        asks = _is(UPPER, codes[self.ends - 1]) & (
            ((self.after == _DOT) & _is(UPPER, self.then))
            | _is(UPPER, self.after)
            | (self.after == _DOLLAR)
        )
        asks |= has(cues.SHORT) & (has(cues.LONG) | self.is_after(cues.ARTICLE))
        asks |= has(cues.AFTER_TOWN) & (
            (self.before == _HYPHEN)
            | (self.before == _BRACKET)
            | (self.closing == _COMMA)
            | (has(cues.ALONE) & self.is_sum)
        )
        asks |= has(cues.NAME) & self.is_sum & self.is_before(cues.AMOUNT)
        asks |= has(cues.BEFORE_HYPHEN) & (self.after == _HYPHEN)
        asks |= has(cues.AFTER_WORD)
        return asks | has(cues.PRONOUN) & (
            ((self.before == _SPACE) & _is(UPPER, codes[self.last]))
            | (self.capital_after & _is(UPPER, codes[self.ends + 2]))
        )

    def may_be_person(self) -> np.ndarray:
        """Whether a hit may be part of somebody's name."""
        has, codes = self.has, self.codes
        forename = has(cues.FORENAME)
        asks = self.capital_before & (
            (self.is_after(cues.TITLE) & (self.closing != _COMMA))
            | self.follows_forename
            | (self.is_after(cues.INITIAL) & ((self.closing == _DOT) | (self.closing == _HYPHEN)))
            | (codes[self.first - 1] == _HYPHEN)
        )
        age = self.comma & _is_digit(codes[self.ends + 2])
        # A comma, and after it who it is: a farmer.
        adds = self.comma & self.capital_before & _is_small(codes[self.ends + 2])
        adds_to_two = self.capital_after & (codes[self.edge + 1] == _COMMA)
        asks |= has(cues.PLACE_NAME) & (
            (self.is_after(cues.OCCUPATION) & self.capital_after)
            | (_any(self.second_word, cues.OCCUPATION) & self.capital_before)
            | (age & (self.capital_before | forename))
            | (adds_to_two & _is_digit(codes[self.edge + 3]))
        )
        asks |= forename & _any(self.last_word | self.next_word, cues.RELATIVE)
        # Many are followed by what is nobody's surname: Jordan Valley.
        asks |= self._is_before_others(NO_SURNAMES, forename & self.capital_after)
        # Al-Jordan.
        small = codes[self.starts - 3] | 0x20
        asks |= (self.before == _HYPHEN) & (self.closing == ord("l")) & (small == ord("a"))
        adds &= has(cues.PLACE_NAME)
        adds_to_two &= has(cues.PLACE_NAME) & _is_small(codes[self.edge + 3])
        asks |= self._says(self.ends + 2, adds, somebody())
        return asks | self._says(self.edge + 3, adds_to_two, somebody())

    def may_be_other_place(self) -> np.ndarray:
        """Whether a hit may be a town, a thing, a firm or the like of the same name."""
        has, codes = self.has, self.codes
        # A comma, and after it a state: Vienna, in northern Virginia.
        in_or_on = (codes[self.ends + 3] == ord("n")) & (codes[self.ends + 4] == _SPACE)
        near = (self.gaps == 2) | ((self.gaps < _FAR_STATE) & in_or_on[:-1])
        parted = self.comma | ((self.after == _SPACE) & (self.then == _BRACKET))
        same = np.append(np.diff(self.countries) == 0, False)
        parted &= ~same | has(cues.STATE)
        next_is_state = parted & np.append(has(cues.STATE)[1:] & near, False)
        in_capitals = _is(UPPER, codes[self.ends - 1]) | (codes[self.ends - 1] == _DOT)
        numbered = in_capitals & ((self.after == _SPACE) | (self.after == _HYPHEN))
        numbered &= _is_digit(self.then)
        bears = cues.BEARER | cues.LOCAL
        asks = has(cues.PLACE_NAME) & (
            next_is_state
            | (self.capital_before & self.is_after(cues.PLACE))
            | (self.is_after(cues.OF) & _any(self.second_word, cues.NAMED_OF))
            | (
                _any(self.last_word | self.second_word, cues.THE)
                & _any(self.third_word, cues.NAMED_OF)
            )
            | (self.capital_after & _any(self.next_word | self.word_but_one, bears))
            | (
                self.capital_after
                & self.is_before(cues.OF_A_TOWN)
                & _any(self.word_but_one, cues.TOWNS_OWN)
            )
            | (has(cues.NAME) & (self.is_before(cues.CITY) | numbered))
        )
        asks |= self.is_people & self.capital_after & self.is_before(cues.BEARER)
        asks |= (self.is_people | has(cues.PLACE_NAME)) & self.is_before(cues.SMALL_BEARER)
        # A comma, and after it what it is: a border town.
        adds = has(cues.PLACE_NAME) & self.comma
        adds &= self._begin("a ", adds) | self._begin("the ", adds) | self._begin("an ", adds)
        return asks | self._says(self.ends + 2, adds, words("small-towns") | words("things"))

    def may_be_another_kind(self) -> np.ndarray:
        """Whether an adjective may be a person or a tongue, a capital its government."""
        has, codes, edge = self.has, self.codes, self.edge
        aged_did = (codes[self.first - 1] == _HYPHEN) & _end_in(codes, edge, "ed")
        object_after = _any(self.word_but_one, cues.OBJECT) & (codes[edge] == ord("d"))
        ends = self.closed | (self.after == _QUOTE) | self.is_before(cues.GOES_ON)
        asks = self.is_people & (
            (self.counted & (ends | object_after | aged_did))
            | self.is_before(cues.FINITE | cues.OBJECT)
        )
        # French-speaking, French-language.
        compound = (self.after == _HYPHEN) & ((self.then == ord("s")) | (self.then == ord("l")))
        asks |= has(cues.TONGUE) & (self.closed | self.is_before(cues.LANGUAGE) | compound)
        return asks | (self.is_capital & self._capital_may_act())

    def _capital_may_act(self) -> np.ndarray:
        """Whether words beside a capital may say that its government acts, or has relations."""
        codes, edge = self.codes, self.edge
        another = _is(UPPER, codes[self.ends + len(" and ")]) | (codes[edge + 1] != _SPACE)
        both = self.is_capital & self.is_before(cues.AND) & another
        owns = self.is_capital & (self.after == _QUOTE)
        opens = (self.before != _SPACE) | _CLOSES_CLAUSE[self.closing] | _OPENS[self.closing]
        opens |= self.is_after(cues.CLAUSE)
        has_done = _end_in(codes, edge, "ed") | _end_in(codes, edge, "ly")
        has_done &= self.after == _SPACE
        helper_again = _any(self.word_but_one, cues.HELPER)
        helped = helper_again | _any(self.word_but_one, cues.ACT) | (codes[edge + 1] != _SPACE)
        return (
            self.is_before(cues.ACT)
            | (opens & (has_done | self.is_before(cues.HELPS) | both))
            | (self.is_before(cues.HELPER) & (helped | (opens & (self.doing | helper_again))))
            | (
                (self.before == _HYPHEN)
                & (_any(self.joined_before, cues.SIDED) | self.is_before(cues.TIED))
            )
            | ((self.after == _HYPHEN) & _any(self.joined_after, cues.LED_BY))
            | (self.joins & (_any(self.word_but_one, cues.TIED) | (codes[edge + 1] == _HYPHEN)))
            | self._hold_near(_acting(), self.ends + len(" and "), both)
            | self.is_after(cues.AGENT)
            | (self.is_after(cues.OF) & _any(self.second_word, cues.AGENT))
            | (
                self.is_after(cues.OF)
                & _any(self.second_word, cues.TIE)
                & _any(self.third_word, cues.TIED)
            )
            | (
                self.is_after(cues.AND)
                & (~self.third_is_plain | _any(self.third_word, cues.AGENT | cues.TIE))
            )
            | (self.is_after(cues.TIE) & _any(self.second_word, cues.TIED))
            | self._hold_near(_in_small("belongings"), self.ends + 1, owns)
            | (self.comma & np.append(self.is_capital[1:] & (self.gaps <= len(", and ")), False))
            | self._begin("which", self.is_capital & self.comma)
        )

    def _hold_near(
        self, known: frozenset[str], firsts: np.ndarray, there: np.ndarray
    ) -> np.ndarray:
        """Of the hits that are `there`, whether a window of the text holds one of the known words.

        It costs a fraction of what the rules would. `firsts` says where each hit's window begins.
        """
        numbers, text = np.flatnonzero(there), self.text
        held = [
            not known.isdisjoint(_WORDS_IN_SMALL.findall(text[first : first + WINDOW].lower()))
            for first in (firsts[numbers] - MARGIN).tolist()
        ]
        return self._placed(np.array(held, bool), numbers)

    def _is_before_others(self, known: frozenset[str], there: np.ndarray) -> np.ndarray:
        """Of the hits that are `there`, whether the word after is none of the known, or goes on."""
        numbers, text = np.flatnonzero(there), self.text
        firsts, lasts = self.ends[numbers] + 1 - MARGIN, self.edge[numbers] + 1 - MARGIN
        others = [
            text[first:last] not in known or text[last : last + 1] != " "
            for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True)
        ]
        return self._placed(np.array(others, bool), numbers)

    def _says(self, firsts: np.ndarray, there: np.ndarray, heads: frozenset[str]) -> np.ndarray:
        """Of the hits that are `there`, whether what is added says "who", or has one of the heads.

        `firsts` says where each hit's apposition begins.
        """
        numbers, text = np.flatnonzero(there), self.text
        said = [
            "".join(apposition(text, first)[-1:]).lower() in heads or text.startswith("who", first)
            for first in (firsts[numbers] - MARGIN).tolist()
        ]
        return self._placed(np.array(said, bool), numbers)

    def _begin(self, what: str, there: np.ndarray) -> np.ndarray:
        """Of the hits that are `there`, whether some characters stand two further from the end."""
        numbers = np.flatnonzero(there)
        for place, character in enumerate(what, 2):
            numbers = numbers[self.codes[self.ends[numbers] + place] == ord(character)]
        return self._placed(np.ones(len(numbers), bool), numbers)


@functools.cache
def _in_small(name: str) -> frozenset[str]:
    return frozenset(map(str.lower, words(name)))


@functools.cache
def _acting() -> frozenset[str]:
    """What a capital may do, by its first word, and what helps to say it."""
    acts = {act.partition(" ")[0].lower() for act in words("acts") | words("moods")}
    return frozenset(acts | {act.partition("-")[0] for act in acts})


def _any(rules: np.ndarray, some: int) -> np.ndarray:
    """Whether words may concern some rules."""
    return (rules & some) != 0


def _end_in(codes: np.ndarray, edges: np.ndarray, two: str) -> np.ndarray:
    """Whether these two letters are the last up to an edge."""
    return (codes[edges - 1] == ord(two[0])) & (codes[edges] == ord(two[1]))


def _is_digit(codes: np.ndarray) -> np.ndarray:
    return (codes >= ord("0")) & (codes <= ord("9"))


def _is_small(codes: np.ndarray) -> np.ndarray:
    return (codes >= ord("a")) & (codes <= ord("z"))


def _is(bit: int, codes: np.ndarray) -> np.ndarray:
    return (classes_of(codes) & bit) != 0
