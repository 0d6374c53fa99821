"""Terms to countries: the table of terms, the forms they take in texts, what each can mean.

A term is matched as it is written in `data/terms.csv` and in capitals; accents, quotes and dashes
are evened in texts and terms alike.
"""

from __future__ import annotations

import csv
import functools
import re
from collections.abc import Iterable
from importlib import resources
from typing import NamedTuple

from dateline.matching import Matcher
from dateline.normalisation import folded
from dateline.vocabulary import words

# In running text the last word of a long name often stands in small letters: Czech republic.
_COMMON_NOUNS = re.compile(r"(?<= )(Coast|Emirates|Federation|Islands?|Kingdom|Republic|States)\b")


class Sense(NamedTuple):
    """One row of the terms: what a term can mean."""

    term: str
    iso3: str
    role: str
    context: str


KIND_OF_ROLE = {
    "name": "name",
    "adjective": "adjective",
    "demonym": "demonym",
    "capital": "place",
    "seat": "metonym",
    "part": "place",
    "region": "region",
    "longer-name": "embedded",
    "homonym": "refused",
}

# What the words beside a term settle; other conditions need the rest of the article.
_SETTLED_BY_NEIGHBOURS = {
    *("after-town", "before-hyphen", "after-the", "after-a"),
    *("forename", "pronoun"),
}


# The countries whose states and provinces give their names' company to towns.
LOCAL_NEWS = frozenset({"USA", "CAN"})


class Decision(NamedTuple):
    """What a hit is: a row's iso3, kind, rule and candidates; kind `refused` for no mention."""

    iso3: str
    kind: str
    rule: str
    candidates: str = ""


class Entry(NamedTuple):
    """What one form can mean: its senses, and what the rules ask of them."""

    senses: tuple[Sense, ...]
    term: str
    iso3: str
    role: str
    iso3s: frozenset[str]
    roles: frozenset[str]
    contexts: frozenset[str]
    is_language: bool
    # Whether it is the abbreviation of a country, without dots: UAE, not Mali nor U.S.
    is_short_form: bool
    # Whether only the rest of the article can tell what it means, or which country.
    is_open: bool
    # Whether it is a place that only its company puts in question.
    is_place: bool
    # The decision that the first sense makes without company.
    alone: Decision
    # What that says for the rest of the article, unless the term is open: see `weight`.
    weight: tuple[str, str, str]


class Gazetteer:
    """The terms, by every form in which a text can write them.

    `matcher` finds them in a text, and `entries` says of each of its forms what it can mean.
    """

    def __init__(self, rows: Iterable[dict[str, str]]):
        self.names: dict[str, str] = {}
        senses: dict[str, tuple[Sense, ...]] = {}
        for row in rows:
            sense = Sense(row["term"], row["iso3"], row["role"], row["context"])
            if sense.role == "name":
                self.names.setdefault(sense.iso3, sense.term)
            alone = (sense,)
            for form in _forms(sense.term, sense.role):
                known = senses.setdefault(form, alone)
                if known is not alone and sense[1:] not in [other[1:] for other in known]:
                    senses[form] = (*known, sense)
        self.matcher = Matcher(senses)
        # The forms of a term share one entry.
        made: dict[int, Entry] = {}
        for each in senses.values():
            if id(each) not in made:
                made[id(each)] = _entry(each)
        self.entries = [made[id(each)] for each in senses.values()]


def load(own: Iterable[Sense] = ()) -> Gazetteer:
    """The package's gazetteer, with terms of one's own; read and compiled once in a process.

    What the package says of a term that is among them is left aside.
    """
    return _load(tuple(own))


@functools.cache
def _load(own: tuple[Sense, ...]) -> Gazetteer:
    table = resources.files("dateline") / "data" / "terms.csv"
    with table.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    # Half the time of a DictReader, and every cold start waits for it.
    terms = [dict(zip(header, row, strict=True)) for row in rows]
    if own:
        replaced = {folded(sense.term) for sense in own}
        kept = [row for row in terms if folded(row["term"]) not in replaced]
        terms = [*(sense._asdict() for sense in own), *kept]
    return Gazetteer(terms)


def country_name(iso3: str) -> str:
    """The short English name of a country.

    Raises `ValueError` for a code that is not in the terms.
    """
    names = load().names
    if iso3 not in names:
        raise ValueError(f"no country has the code {iso3!r} (ISO 3166-1 alpha-3, and XKX)")
    return names[iso3]


def _entry(senses: tuple[Sense, ...]) -> Entry:
    # Brussels is a city first, and a region only where it acts.
    if len(senses) > 1:
        senses = tuple(sorted(senses, key=lambda sense: sense.iso3 == ""))
    term, iso3, role, context = senses[0]
    alone = _alone(iso3, role, context)
    iso3s, roles, contexts = _one(iso3), _one(role), _parts(context)
    for sense in senses[1:]:
        iso3s |= _one(sense.iso3)
        roles |= _one(sense.role)
        contexts |= _parts(sense.context)
    is_open = len(iso3s) > 1 or not contexts <= _SETTLED_BY_NEIGHBOURS
    return Entry(
        senses,
        term,
        iso3,
        role,
        iso3s,
        roles,
        contexts,
        term.lower() in words("languages"),
        role == "name" and term.isupper() and term.isalpha(),
        is_open,
        len(senses) == 1 and role in ("capital", "part") and contexts <= {"town", "forename"},
        alone,
        NO_WEIGHT if is_open else weight(alone, role, term),
    )


NO_WEIGHT = ("", "", "")


def weight(decided: Decision, role: str, term: str) -> tuple[str, str, str]:
    """What a decided hit of a term says for the rest of its article.

    The country that it supports, the country that it names, and the state of a country of
    `LOCAL_NEWS` that it is; each may be empty.
    """
    iso3, kind = decided.iso3, decided.kind
    if not iso3 or kind == "embedded":
        return NO_WEIGHT
    names = kind in ("name", "metonym") or (kind == "place" and role == "capital")
    is_state = kind == "place" and role == "part" and iso3 in LOCAL_NEWS
    return iso3, iso3 if names else "", term if is_state else ""


# Entries by the thousand share a few hundred of these.
@functools.cache
def _alone(iso3: str, role: str, context: str) -> Decision:
    for condition, rule in (("after-town", "no-town"), ("before-hyphen", "no-hyphen")):
        if context == condition:
            return Decision("", "refused", rule, iso3)
    if role == "homonym":
        return Decision("", "refused", "homonym", iso3)
    return Decision(iso3, KIND_OF_ROLE[role], "term")


@functools.cache
def _one(value: str) -> frozenset[str]:
    return frozenset({value} - {""})


@functools.cache
def _parts(context: str) -> frozenset[str]:
    return frozenset(part for part in context.split(";") if part)


def _forms(term: str, role: str) -> set[str]:
    """How normalised texts write a term: as it stands, in capitals, "the X republic"."""
    written = folded(term)
    forms = {written, written.upper()}
    if " " not in written:
        return forms
    forms.add(_COMMON_NOUNS.sub(lambda noun: noun[0].lower(), written))
    if "'s " in written:
        # Corpora part the possessive from its noun: the People 's Republic.
        forms |= {form.replace("'s ", " 's ").replace("'S ", " 'S ") for form in forms}
    if role == "homonym":
        forms.add(_capitalised(written))
    if role == "name" and written.count(" ") == 1:
        forms.add(written.replace(" ", ""))  # as in hashtags
    return forms


def _capitalised(term: str) -> str:
    return " ".join(word[:1].upper() + word[1:] for word in term.split(" "))
