"""Which rules the words beside a hit, and its term, may concern: tables for the screening.

A rule is a bit of a number, since a word or a term can concern several.
"""

from __future__ import annotations

import functools

import numpy as np

from dateline.gazetteer import Gazetteer
from dateline.kinds import BE, DO
from dateline.longer_names import ROADS
from dateline.vocabulary import forenames, words
from dateline.word_keys import Names, Words

# Which rules a word beside a hit may concern, as bits. Of somebody's name (RELATIVE) and of a sum
# or a year (AMOUNT), one bit serves for words before and other words after.
TITLE, PLACE, OF, COUNT, TIE, TIED, NAMED_OF, AGENT = (1 << bit for bit in range(8))
BEARER, LOCAL, ACT, AND, GOES_ON, LANGUAGE, RELATIVE = (1 << bit for bit in range(8, 15))
OCCUPATION, FINITE, OBJECT, ARTICLE, SMALL_BEARER, HELPER = (1 << bit for bit in range(15, 21))
INITIAL, LED_BY, SIDED, OF_A_TOWN, TOWNS_OWN = (1 << bit for bit in range(21, 26))
CITY, CLAUSE, HELPS, THE, AMOUNT = (1 << bit for bit in range(26, 31))
# Which rules may concern a term, as bits.
AFTER_TOWN, BEFORE_HYPHEN, AFTER_WORD, PEOPLE, TONGUE, CAPITAL, PLACE_NAME = (
    1 << bit for bit in range(7)
)
FORENAME, PRONOUN, STATE, SHORT, LONG, NAME, ALONE = (1 << bit for bit in range(7, 14))


@functools.cache
def open_forms(terms: Gazetteer) -> np.ndarray:
    """Of each form, whether only the rest of the article can tell what it means: bool."""
    return np.array([entry.is_open for entry in terms.entries])


@functools.cache
def traits(terms: Gazetteer) -> np.ndarray:
    """Of each form, which rules may concern its term: bits."""
    states = words("states")
    found = []
    for entry in terms.entries:
        bits = _traits_of(entry.role, entry.roles, entry.contexts)
        if entry.is_language:
            bits |= TONGUE
        if entry.term in states:
            bits |= STATE
        if entry.is_short_form:
            bits |= SHORT | (LONG if len(entry.term) > 2 else 0)
        found.append(bits)
    return np.array(found)


@functools.cache
def _traits_of(role: str, roles: frozenset[str], contexts: frozenset[str]) -> int:
    rules = {
        AFTER_TOWN: "after-town" in contexts,
        ALONE: "alone" in contexts,
        BEFORE_HYPHEN: "before-hyphen" in contexts,
        AFTER_WORD: not contexts.isdisjoint({"after-the", "after-a"}),
        PEOPLE: "adjective" in roles,
        CAPITAL: "capital" in roles,
        PLACE_NAME: role in ("name", "capital", "part", "region", "seat"),
        FORENAME: "forename" in contexts,
        PRONOUN: "pronoun" in contexts,
        STATE: not contexts.isdisjoint({"after-town", "state"}),
        NAME: role == "name",
    }
    return sum(bit for bit, holds in rules.items() if holds)


@functools.cache
def countries(terms: Gazetteer) -> np.ndarray:
    """Of each form, a number for its term's country."""
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(entry.iso3, len(numbers)) for entry in terms.entries])


@functools.cache
def forenames_before() -> Names:
    """Forenames, for the word before a hit."""
    return Names(forenames())


@functools.cache
def words_before() -> Words:
    """The words before a hit that rules know, with the bits of those rules."""
    known = {
        TITLE: words("titles") | words("royal"),
        INITIAL: frozenset("abcdefghijklmnopqrstuvwxyz"),
        PLACE: words("before-a-place")
        | words("before-a-firm")
        | words("before-a-water")
        | words("before-a-storm")
        | words("before-a-car"),
        OF: frozenset({"of", "de", "the"}),
        THE: frozenset({"the"}),
        COUNT: words("one-or-several") | words("all-of-a-people"),
        TIE: words("toward"),
        TIED: words("ties") | frozenset(press for press in words("presses") if " " in press),
        AGENT: words("presses") | {"by"},
        AND: frozenset({"and"}),
        NAMED_OF: words("nature") | words("bearers-of") | words("small-towns"),
        RELATIVE: words("relatives"),
        OCCUPATION: words("occupations") | words("kin-and-age") | words("titles"),
        ARTICLE: frozenset({"a", "an"}),
        AMOUNT: frozenset("thousand million billion trillion century centuries".split()),
        SIDED: words("sided"),
        CLAUSE: words("clauses"),
    }
    return Words(known, -1)


@functools.cache
def words_after() -> Words:
    """The same of the words after a hit."""
    known = {
        BEARER: words("bearers"),
        SMALL_BEARER: frozenset(filter(str.islower, words("bearers"))),
        LOCAL: words("local") | words("nature") | {"High", "Middle"},
        CITY: frozenset({"City"}) | ROADS,
        OF_A_TOWN: words("of-a-town"),
        TOWNS_OWN: frozenset(name.partition(" ")[2] for name in words("of-a-town")),
        ACT: words("acts") | words("moods") | words("rulers"),
        HELPER: words("helpers") | BE | DO | {"to"},
        AND: frozenset({"and", "nor"}),
        GOES_ON: words("goes-on") | words("what-many-do"),
        FINITE: words("finite"),
        OBJECT: words("determiners"),
        LANGUAGE: words("of-a-language") | words("after-a-language") | {"into"},
        TIED: words("ties"),
        LED_BY: words("led-by"),
        AMOUNT: frozenset({"dollar", "dollars"}),
        RELATIVE: words("particles"),
        HELPS: words("helpers") | DO | {"cannot"},
    }
    return Words(known, 1)
