"""Which rules have to look at which hits: for most, the term alone says what they mean.

A rule looks at the word before a hit, the word after it, or the punctuation beside it. Saying yes
too often costs time, never truth: the rules decide.
"""

from __future__ import annotations

import functools

import numpy as np

from dateline import cues
from dateline.folding import PARAGRAPH_BREAK, are_small, are_upper
from dateline.gazetteer import Gazetteer
from dateline.longer_names import ADDRESS_MARKS, is_address
from dateline.namesakes import ON_ADDRESS, ON_KIND, ON_PERSON, ON_PLACE, ON_TERM
from dateline.normalisation import MARGIN, Normalised
from dateline.personal_names import NO_SURNAMES
from dateline.surroundings import (
    BRACKET,
    COMMA,
    DOLLAR,
    DOT,
    HYPHEN,
    QUOTE,
    SPACE,
    Surroundings,
    any_of,
    are_digits,
    ascii_table,
    end_in,
)
from dateline.vocabulary import somebody, words

# So far from a town, at most, its state is looked for.
_FAR_STATE = 40
_JOINS = ascii_table(ADDRESS_MARKS)


def ask_rules(
    terms: Gazetteer, text: Normalised, starts: np.ndarray, ends: np.ndarray, forms: np.ndarray
) -> np.ndarray:
    """Of each hit, which rules may have something to say from the words beside it.

    They are bits of uint8: those that `Namesakes.by_neighbours` takes.
    """
    asks = np.zeros(len(starts), np.uint8)
    if not len(starts):
        return asks
    around = Surroundings(terms, text, starts, ends, forms)
    for rules, may_say in (
        (ON_ADDRESS, _may_be_in_address(around)),
        (ON_TERM, _may_be_another_term(around)),
        (ON_PERSON, _may_be_person(around)),
        (ON_PLACE, _may_be_other_place(around)),
        (ON_KIND, _may_be_another_kind(around)),
    ):
        asks[may_say] |= rules
    # Of these the term is all that is in question.
    asks[around.has(cues.AFTER_TOWN | cues.BEFORE_HYPHEN)] &= ON_ADDRESS | ON_TERM
    # Right after a hit that may be somebody's forename; from the first to the last of several.
    forenames = cues.open_forms(terms)[forms] & around.has(cues.FORENAME)
    follows = np.append(False, starts[1:] - ends[:-1] == 1) & (around.before == SPACE)
    for number in np.flatnonzero(follows).tolist():
        if forenames[number - 1] or asks[number - 1] & ON_PERSON:
            asks[number] |= ON_PERSON
    return asks


def _may_be_in_address(around: Surroundings) -> np.ndarray:
    """Whether a hit may stand in an address on the web or of mail."""
    goes_on = (around.then != SPACE) & (around.then != ord(PARAGRAPH_BREAK))
    joins = _JOINS.take(around.before) | (_JOINS.take(around.after) & goes_on)
    joined = np.flatnonzero(joins)
    starts, ends = (edges[joined] - MARGIN for edges in (around.starts, around.ends))
    # So few are left that the rule itself is asked.
    spans = zip(starts.tolist(), ends.tolist(), strict=True)
    are_in = [is_address(around.text, *span) for span in spans]
    return around.placed(np.array(are_in, bool), joined)


def _may_be_another_term(around: Surroundings) -> np.ndarray:
    """Whether the term needs company, or may be short for something else, or money."""
    has, codes = around.has, around.codes
    asks = are_upper(codes[around.ends - 1]) & (
        ((around.after == DOT) & are_upper(around.then))
        | are_upper(around.after)
        | (around.after == DOLLAR)
    )
    asks |= has(cues.SHORT) & (has(cues.LONG) | around.is_after(cues.ARTICLE))
    asks |= has(cues.AFTER_TOWN) & (
        (around.before == HYPHEN)
        | (around.before == BRACKET)
        | (around.closing == COMMA)
        | (has(cues.ALONE) & around.is_sum)
    )
    asks |= has(cues.NAME) & around.is_sum & around.is_before(cues.AMOUNT)
    asks |= has(cues.BEFORE_HYPHEN) & (around.after == HYPHEN)
    asks |= has(cues.AFTER_WORD)
    return asks | has(cues.PRONOUN) & (
        ((around.before == SPACE) & are_upper(codes[around.last]))
        | (around.capital_after & are_upper(codes[around.ends + 2]))
    )


def _may_be_person(around: Surroundings) -> np.ndarray:
    """Whether a hit may be part of somebody's name."""
    has, codes = around.has, around.codes
    forename = has(cues.FORENAME)
    asks = around.capital_before & (
        (around.is_after(cues.TITLE) & (around.closing != COMMA))
        | around.follows_forename
        | (around.is_after(cues.INITIAL) & ((around.closing == DOT) | (around.closing == HYPHEN)))
        | (codes[around.first - 1] == HYPHEN)
    )
    age = around.comma & are_digits(codes[around.ends + 2])
    # A comma, and after it who it is: a farmer.
    adds = around.comma & around.capital_before & are_small(codes[around.ends + 2])
    adds_to_two = around.capital_after & (codes[around.edge + 1] == COMMA)
    asks |= has(cues.PLACE_NAME) & (
        (around.is_after(cues.OCCUPATION) & around.capital_after)
        | (any_of(around.second_word, cues.OCCUPATION) & around.capital_before)
        | (age & (around.capital_before | forename))
        | (adds_to_two & are_digits(codes[around.edge + 3]))
    )
    asks |= forename & any_of(around.last_word | around.next_word, cues.RELATIVE)
    # Nobody's forename comes after "the", and many are followed by no surname: Jordan Valley.
    may_go_on = forename & around.capital_after & ~around.follow(" the ")
    asks |= around.is_before_others(NO_SURNAMES, may_go_on)
    # Al-Jordan.
    small = codes[around.starts - 3] | 0x20
    asks |= (around.before == HYPHEN) & (around.closing == ord("l")) & (small == ord("a"))
    adds &= has(cues.PLACE_NAME)
    adds_to_two &= has(cues.PLACE_NAME) & are_small(codes[around.edge + 3])
    asks |= around.says(around.ends + 2, adds, somebody())
    return asks | around.says(around.edge + 3, adds_to_two, somebody())


def _may_be_other_place(around: Surroundings) -> np.ndarray:
    """Whether a hit may be a town, a thing, a firm or the like of the same name."""
    has, codes = around.has, around.codes
    # A comma, and after it a state: Vienna, in northern Virginia.
    in_or_on = (codes[around.ends + 3] == ord("n")) & (codes[around.ends + 4] == SPACE)
    near = (around.gaps == 2) | ((around.gaps < _FAR_STATE) & in_or_on[:-1])
    parted = around.comma | ((around.after == SPACE) & (around.then == BRACKET))
    same = np.append(np.diff(around.countries) == 0, False)
    parted &= ~same | has(cues.STATE)
    next_is_state = parted & np.append(has(cues.STATE)[1:] & near, False)
    in_capitals = are_upper(codes[around.ends - 1]) | (codes[around.ends - 1] == DOT)
    numbered = in_capitals & ((around.after == SPACE) | (around.after == HYPHEN))
    numbered &= are_digits(around.then)
    bears = cues.BEARER | cues.LOCAL
    asks = has(cues.PLACE_NAME) & (
        next_is_state
        | (around.capital_before & around.is_after(cues.PLACE))
        | (around.is_after(cues.OF) & any_of(around.second_word, cues.NAMED_OF))
        | (
            any_of(around.last_word | around.second_word, cues.THE)
            & any_of(around.third_word, cues.NAMED_OF)
        )
        | (around.capital_after & any_of(around.next_word | around.word_but_one, bears))
        | (
            around.capital_after
            & around.is_before(cues.OF_A_TOWN)
            & any_of(around.word_but_one, cues.TOWNS_OWN)
        )
        | (has(cues.NAME) & (around.is_before(cues.CITY) | numbered))
    )
    asks |= around.is_people & around.capital_after & around.is_before(cues.BEARER)
    asks |= (around.is_people | has(cues.PLACE_NAME)) & around.is_before(cues.SMALL_BEARER)
    # A comma, and after it what it is: a border town.
    adds = has(cues.PLACE_NAME) & around.comma
    adds &= around.begin("a ", adds) | around.begin("the ", adds) | around.begin("an ", adds)
    return asks | around.says(around.ends + 2, adds, words("small-towns") | words("things"))


def _may_be_another_kind(around: Surroundings) -> np.ndarray:
    """Whether an adjective may be a person or a tongue, a capital its government."""
    has, codes, edge = around.has, around.codes, around.edge
    aged_did = (codes[around.first - 1] == HYPHEN) & end_in(codes, edge, "ed")
    object_after = any_of(around.word_but_one, cues.OBJECT) & (codes[edge] == ord("d"))
    ends = around.closed | (around.after == QUOTE) | around.is_before(cues.GOES_ON)
    asks = around.is_people & (
        (around.counted & (ends | object_after | aged_did))
        | around.is_before(cues.FINITE | cues.OBJECT)
    )
    # French-speaking, French-language.
    compound = (around.after == HYPHEN) & ((around.then == ord("s")) | (around.then == ord("l")))
    asks |= has(cues.TONGUE) & (around.closed | around.is_before(cues.LANGUAGE) | compound)
    return asks | (around.is_capital & _capital_may_act(around))


def _capital_may_act(around: Surroundings) -> np.ndarray:
    """Whether words beside a capital may say that its government acts, or has relations."""
    codes, edge = around.codes, around.edge
    another = are_upper(codes[around.ends + len(" and ")]) | (codes[edge + 1] != SPACE)
    both = around.is_capital & around.is_before(cues.AND) & another
    owns = around.is_capital & (around.after == QUOTE)
    has_done = end_in(codes, edge, "ed") | end_in(codes, edge, "ly")
    has_done &= around.after == SPACE
    helped = any_of(around.word_but_one, cues.ACT | cues.HELPER) | (codes[edge + 1] != SPACE)
    helped |= around.opens_clause & around.doing
    return (
        around.is_before(cues.ACT)
        | (around.opens_clause & (has_done | around.is_before(cues.HELPS) | both))
        | (around.is_before(cues.HELPER) & helped)
        | (
            (around.before == HYPHEN)
            & (any_of(around.joined_before, cues.SIDED) | around.is_before(cues.TIED))
        )
        | ((around.after == HYPHEN) & any_of(around.joined_after, cues.LED_BY))
        | (around.joins & (any_of(around.word_but_one, cues.TIED) | (codes[edge + 1] == HYPHEN)))
        | around.hold_near(_acting(), around.ends + len(" and "), both)
        | around.is_after(cues.AGENT)
        | (around.is_after(cues.OF) & any_of(around.second_word, cues.AGENT))
        | (
            around.is_after(cues.OF)
            & any_of(around.second_word, cues.TIE)
            & any_of(around.third_word, cues.TIED)
        )
        | (
            around.is_after(cues.AND)
            & (~around.third_is_plain | any_of(around.third_word, cues.AGENT | cues.TIE))
        )
        | (around.is_after(cues.TIE) & any_of(around.second_word, cues.TIED))
        | around.hold_near(_in_small("belongings"), around.ends + 1, owns)
        | (around.comma & np.append(around.is_capital[1:] & (around.gaps <= len(", and ")), False))
        | around.begin("which", around.is_capital & around.comma)
    )


@functools.cache
def _in_small(name: str) -> frozenset[str]:
    return frozenset(map(str.lower, words(name)))


@functools.cache
def _acting() -> frozenset[str]:
    """What a capital may do, by its first word, and what helps to say it."""
    acts = {act.partition(" ")[0].lower() for act in words("acts") | words("moods")}
    return frozenset(acts | {act.partition("-")[0] for act in acts})
