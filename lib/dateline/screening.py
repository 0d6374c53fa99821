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
from dateline.neighbours import OPENING, WINDOW, apposition
from dateline.normalisation import (
    MARGIN,
    PARAGRAPH_BREAK,
    UPPER,
    Normalised,
    classes_of,
)
from dateline.personal_names import NO_SURNAMES
from dateline.vocabulary import heads_of_appositions, words
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
    """Of each hit, whether a rule may have something to say from the words beside it: bool."""
    if not len(starts):
        return np.zeros(0, bool)
    traits = cues.traits(terms)[forms]
    codes = text.with_margins
    starts, ends = starts + MARGIN, ends + MARGIN
    before, after, then = codes[starts - 1], codes[ends], codes[ends + 1]

    def has(bits: np.ndarray, flags: int) -> np.ndarray:
        return (bits & flags) != 0

    # The words before, the nearest without the dot or the comma that closes it; the words after.
    closing = codes[starts - 2]
    last = starts - 2 - ((closing == _DOT) | (closing == _COMMA))
    backward, first = read_words(codes, last, -1)
    joined_before = cues.words_before().flags(backward)
    last_word = np.where(before == _SPACE, joined_before, 0)
    key, edge = read_words(codes, ends + 1, 1)
    joined_after = cues.words_after().flags(key)
    next_word = np.where(after == _SPACE, joined_after, 0)
    capital_after = (after == _SPACE) & _is(UPPER, codes[ends + 1])
    capital_before = (before == _SPACE) & _is(UPPER, codes[first])
    follows_forename = capital_before & (closing != _COMMA) & (closing != _DOT)
    follows_forename[follows_forename] = cues.forenames_before().hold(backward[follows_forename])
    # Those one further, where they matter.
    second_word, third_word, word_but_one = (np.zeros(len(starts), np.int64) for _ in range(3))
    is_capital = has(traits, cues.CAPITAL)
    linked = np.flatnonzero(
        has(last_word, cues.OF | cues.TIE)
        | capital_before
        | (is_capital & has(last_word, cues.AND))
    )
    # A quote or a bracket may open the word, a quote, a dot or a comma may close the one before.
    gap = first[linked] - 1
    for _ in range(2):
        gap = gap - _OPENS[codes[gap]]
    closed_by = codes[gap - 1]
    key, second = read_words(codes, gap - 1 - _CLOSES_WORD[closed_by], -1)
    second_word[linked] = cues.words_before().flags(key)
    key, third = read_words(codes, second - 2, -1)
    third_word[linked] = cues.words_before().flags(key)
    third_is_plain = np.zeros(len(starts), bool)
    third_is_plain[linked] = (key != 0) & ~_is(UPPER, codes[third]) & (codes[third - 1] == _SPACE)
    counted = has(last_word, cues.COUNT) | ((before == _SPACE) & _is_digit(codes[first]))
    joins = is_capital & (after == _HYPHEN) & _is(UPPER, then)
    named = np.flatnonzero(
        (capital_after & has(traits, cues.PLACE_NAME))
        | (has(traits, cues.PEOPLE) & counted)
        | (is_capital & has(next_word, cues.HELPER))
        | joins
    )
    key, edge_but_one = read_words(codes, edge[named] + 2, 1)
    word_but_one[named] = cues.words_after().flags(key)
    doing = np.zeros(len(starts), bool)
    doing[named] = _end_in(codes, edge_but_one, "ng") | _end_in(codes, edge_but_one, "ly")
    closed = _CLOSES[after]

    # Parts of addresses and abbreviations, conditions of the term.
    goes_on = _JOINS[after] & (then != _SPACE) & (then != ord(PARAGRAPH_BREAK))
    asks = _in_addresses(text.text, starts - MARGIN, ends - MARGIN, _JOINS[before] | goes_on)
    asks |= _is(UPPER, codes[ends - 1]) & (
        ((after == _DOT) & _is(UPPER, then)) | _is(UPPER, after) | (after == _DOLLAR)
    )
    asks |= has(traits, cues.SHORT) & (has(traits, cues.LONG) | has(last_word, cues.ARTICLE))
    counts = has(last_word, cues.AMOUNT) | _is_digit(codes[first])
    asks |= has(traits, cues.AFTER_TOWN) & (
        (before == _HYPHEN)
        | (before == _BRACKET)
        | (closing == _COMMA)
        | (has(traits, cues.ALONE) & counts)
    )
    asks |= has(traits, cues.NAME) & counts & has(next_word, cues.AMOUNT)
    asks |= has(traits, cues.BEFORE_HYPHEN) & (after == _HYPHEN)
    asks |= has(traits, cues.AFTER_WORD)
    # People.
    asks |= capital_before & (
        (has(last_word, cues.TITLE) & (closing != _COMMA))
        | follows_forename
        | (has(last_word, cues.INITIAL) & ((closing == _DOT) | (closing == _HYPHEN)))
        | (codes[first - 1] == _HYPHEN)
    )
    asks |= has(traits, cues.PLACE_NAME) & (
        (has(last_word, cues.OCCUPATION) & capital_after)
        | (has(second_word, cues.OCCUPATION) & capital_before)
    )
    forename = has(traits, cues.FORENAME)
    asks |= forename & has(last_word | next_word, cues.RELATIVE)
    # Many are followed by what is nobody's surname: Jordan Valley.
    asks |= _are_others(
        text.text, NO_SURNAMES, ends - MARGIN, edge - MARGIN, forename & capital_after
    )
    asks |= has(traits, cues.PRONOUN) & (
        ((before == _SPACE) & _is(UPPER, codes[last]))
        | (capital_after & _is(UPPER, codes[ends + 2]))
    )
    asks |= (before == _HYPHEN) & (closing == ord("l")) & ((codes[starts - 3] | 0x20) == ord("a"))
    # A comma, and after it a state (Vienna, in northern Virginia) or somebody's age.
    gaps = starts[1:] - ends[:-1]
    in_or_on = (codes[ends + 3] == ord("n")) & (codes[ends + 4] == _SPACE)
    near = (gaps == 2) | ((gaps < _FAR_STATE) & in_or_on[:-1])
    parted = (after == _COMMA) | ((after == _SPACE) & (then == _BRACKET))
    same = np.append(np.diff(cues.countries(terms)[forms]) == 0, False)
    parted &= ~same | has(traits, cues.STATE)
    next_is_state = parted & np.append(has(traits[1:], cues.STATE) & near, False)
    in_capitals = _is(UPPER, codes[ends - 1]) | (codes[ends - 1] == _DOT)
    numbered = in_capitals & ((after == _SPACE) | (after == _HYPHEN)) & _is_digit(then)
    age = (after == _COMMA) & _is_digit(codes[ends + 2])
    # A comma, and after it who or what it is (a farmer, the oldest giraffe); or a surname first.
    comma = after == _COMMA
    article = _begins(codes, ends + 2, comma, "a ") | _begins(codes, ends + 2, comma, "the ")
    article |= _begins(codes, ends + 2, comma, "an ")
    adds = article | (comma & _is_small(codes[ends + 2]) & capital_before)
    adds_to_two = capital_after & (codes[edge + 1] == _COMMA)
    ages_two = adds_to_two & _is_digit(codes[edge + 3])
    adds, adds_to_two = (has(traits, cues.PLACE_NAME) & each for each in (adds, adds_to_two))
    adds_to_two &= _is_small(codes[edge + 3])
    asks |= _is_said_to_be(text.text, ends + 2 - MARGIN, adds)
    asks |= _is_said_to_be(text.text, edge + 3 - MARGIN, adds_to_two)
    asks |= has(traits, cues.PLACE_NAME) & (
        next_is_state
        | (age & (capital_before | has(traits, cues.FORENAME)))
        | ages_two
        | (capital_before & has(last_word, cues.PLACE))
        | (has(last_word, cues.OF) & has(second_word, cues.NAMED_OF))
        | (has(last_word | second_word, cues.THE) & has(third_word, cues.NAMED_OF))
        | (capital_after & has(next_word | word_but_one, cues.BEARER | cues.LOCAL))
        | (capital_after & has(next_word, cues.OF_A_TOWN) & has(word_but_one, cues.TOWNS_OWN))
        | (has(traits, cues.NAME) & has(next_word, cues.CITY))
        | (has(traits, cues.NAME) & numbered)
        | has(next_word, cues.SMALL_BEARER)
    )
    # Adjectives, languages, capitals.
    aged_did = (codes[first - 1] == _HYPHEN) & _end_in(codes, edge, "ed")
    object_after = has(word_but_one, cues.OBJECT) & (codes[edge] == ord("d"))
    asks |= has(traits, cues.PEOPLE) & (
        (capital_after & has(next_word, cues.BEARER))
        | has(next_word, cues.SMALL_BEARER)
        | (
            counted
            & (closed | (after == _QUOTE) | has(next_word, cues.GOES_ON) | object_after | aged_did)
        )
    )
    asks |= has(traits, cues.PEOPLE) & has(next_word, cues.FINITE | cues.OBJECT)
    # French-speaking, French-language.
    compound = (after == _HYPHEN) & ((then == ord("s")) | (then == ord("l")))
    asks |= has(traits, cues.TONGUE) & (closed | has(next_word, cues.LANGUAGE) | compound)
    another = _is(UPPER, codes[ends + len(" and ")]) | (codes[edge + 1] != _SPACE)
    both = is_capital & has(next_word, cues.AND) & another
    owns = is_capital & (after == _QUOTE)
    opens_clause = (before != _SPACE) | _CLOSES_CLAUSE[closing] | _OPENS[closing]
    opens_clause |= has(last_word, cues.CLAUSE)
    has_done = (after == _SPACE) & (_end_in(codes, edge, "ed") | _end_in(codes, edge, "ly"))
    asks |= is_capital & (
        has(next_word, cues.ACT)
        | (opens_clause & (has_done | has(next_word, cues.HELPS)))
        | (opens_clause & has(next_word, cues.HELPER) & (doing | has(word_but_one, cues.HELPER)))
        | ((before == _HYPHEN) & (has(joined_before, cues.SIDED) | has(next_word, cues.TIED)))
        | ((after == _HYPHEN) & has(joined_after, cues.LED_BY))
        | (joins & (has(word_but_one, cues.TIED) | (codes[edge + 1] == _HYPHEN)))
        | (
            has(next_word, cues.HELPER)
            & (has(word_but_one, cues.ACT | cues.HELPER) | (codes[edge + 1] != _SPACE))
        )
        | _holds_near(text.text, _acting(), ends + len(" and ") - MARGIN, both)
        | has(last_word, cues.AGENT)
        | (has(last_word, cues.OF) & has(second_word, cues.AGENT))
        | (has(last_word, cues.OF) & has(second_word, cues.TIE) & has(third_word, cues.TIED))
        | (has(last_word, cues.AND) & (~third_is_plain | has(third_word, cues.AGENT | cues.TIE)))
        | (has(last_word, cues.TIE) & has(second_word, cues.TIED))
        | _holds_near(text.text, _in_small("belongings"), ends + 1 - MARGIN, owns)
        | (comma & np.append(is_capital[1:] & (gaps <= len(", and ")), False))
        | (opens_clause & both)
        | _begins(codes, ends + 2, is_capital & comma, "which")
    )
    # Right after a hit that may be somebody's forename; from the first to the last of several.
    follows = np.append(False, starts[1:] - ends[:-1] == 1) & (before == _SPACE)
    open_ones = cues.open_forms(terms)[forms]
    for number in np.flatnonzero(follows).tolist():
        asks[number] |= asks[number - 1] | open_ones[number - 1]
    return asks


def _in_addresses(
    text: str, starts: np.ndarray, ends: np.ndarray, joined: np.ndarray
) -> np.ndarray:
    """Which of the hits that are `joined` to something stand near a sign of an address."""
    joined = np.flatnonzero(joined)
    firsts = np.maximum(starts[joined] - LONGEST_ADDRESS, 0)
    lasts = ends[joined] + LONGEST_ADDRESS
    near = np.zeros(len(starts), bool)
    near[joined] = [
        any(text.find(sign, first, last) >= 0 for sign in _ADDRESS_SIGNS)
        for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True)
    ]
    return near


def _holds_near(
    text: str, known: frozenset[str], firsts: np.ndarray, there: np.ndarray
) -> np.ndarray:
    """Of the hits that are `there`, whether a window of the text holds one of the known words.

    It costs a fraction of what the rules would. `firsts` says where each hit's window begins.
    """
    numbers = np.flatnonzero(there)
    held = np.zeros(len(there), bool)
    held[numbers] = [
        not known.isdisjoint(_WORDS_IN_SMALL.findall(text[first : first + WINDOW].lower()))
        for first in firsts[numbers].tolist()
    ]
    return held


def _are_others(
    text: str, known: frozenset[str], ends: np.ndarray, edges: np.ndarray, there: np.ndarray
) -> np.ndarray:
    """Of the hits that are `there`, whether the word after is none of the known, or goes on."""
    numbers = np.flatnonzero(there)
    others = np.zeros(len(there), bool)
    spans = zip(ends[numbers].tolist(), edges[numbers].tolist(), strict=True)
    others[numbers] = [
        text[end + 1 : edge + 1] not in known or text[edge + 1 : edge + 2] != " "
        for end, edge in spans
    ]
    return others


def _is_said_to_be(text: str, firsts: np.ndarray, there: np.ndarray) -> np.ndarray:
    """Of the hits that are `there`, whether an apposition says that they are no country.

    `firsts` says where each hit's apposition begins.
    """
    numbers = np.flatnonzero(there)
    said = np.zeros(len(there), bool)
    heads = heads_of_appositions()
    said[numbers] = [
        "".join(apposition(text, first)[-1:]).lower() in heads or text.startswith("who", first)
        for first in firsts[numbers].tolist()
    ]
    return said


@functools.cache
def _in_small(name: str) -> frozenset[str]:
    return frozenset(map(str.lower, words(name)))


@functools.cache
def _acting() -> frozenset[str]:
    """What a capital may do, by its first word, and what helps to say it."""
    acts = {act.partition(" ")[0].lower() for act in words("acts") | words("moods")}
    return frozenset(acts | {act.partition("-")[0] for act in acts})


def _end_in(codes: np.ndarray, edges: np.ndarray, two: str) -> np.ndarray:
    """Whether these two letters are the last up to an edge."""
    return (codes[edges - 1] == ord(two[0])) & (codes[edges] == ord(two[1]))


def _begins(codes: np.ndarray, firsts: np.ndarray, there: np.ndarray, what: str) -> np.ndarray:
    """Of the hits that are `there`, whether a text begins with some characters at `firsts`."""
    numbers = np.flatnonzero(there)
    for place, character in enumerate(what):
        numbers = numbers[codes[firsts[numbers] + place] == ord(character)]
    begins = np.zeros(len(there), bool)
    begins[numbers] = True
    return begins


def _is_digit(codes: np.ndarray) -> np.ndarray:
    return (codes >= ord("0")) & (codes <= ord("9"))


def _is_small(codes: np.ndarray) -> np.ndarray:
    return (codes >= ord("a")) & (codes <= ord("z"))


def _is(bit: int, codes: np.ndarray) -> np.ndarray:
    return (classes_of(codes) & bit) != 0
