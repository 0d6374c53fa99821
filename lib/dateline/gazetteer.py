"""Terms to countries: the table of terms, the forms they take in texts, what each can mean.

A term is matched as it is written in `data/terms.csv` and in capitals; accents, quotes and dashes
are evened in texts and terms alike.
"""

from __future__ import annotations

import csv
import functools
import operator
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from importlib import resources
from typing import NamedTuple

from dateline.folding import folded
from dateline.matching import Matcher
from dateline.memory import without_collector
from dateline.vocabulary import words

_LANGUAGES = words("languages")
# Of terms in these roles headlines capitalise the small words too: Isle Of Man.
_IN_HEADLINES = frozenset({"name", "part", "capital", "longer-name"})
_SMALL_WORDS = frozenset({"and", "da", "de", "del", "do", "du", "la", "of", "the"})
# In running text the last word of a long name often stands in small letters: Czech republic.
_COMMON_NOUNS = {
    **{"Coast": "coast", "Emirates": "emirates", "Federation": "federation", "Island": "island"},
    **{"Islands": "islands", "Kingdom": "kingdom", "Republic": "republic", "States": "states"},
}


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
    *("forename", "pronoun", "alone"),
}
# Conditions that the company of its country meets, and roles whose words beside are screened.
_MET_BY_COUNTRY = {"town", "forename", "word", "country"}
_SCREENED = {"name", "capital", "part", "seat", "adjective", "demonym"}
# Rows that mean nothing but beside certain words, and the rule that says so.
_REFUSED_ALONE = {"after-town": "no-town", "before-hyphen": "no-hyphen"}


# The countries whose states and provinces give their names' company to towns.
LOCAL_NEWS = frozenset({"USA", "CAN"})


class Decision(NamedTuple):
    """What a hit is: a row's iso3, kind, rule and candidates; kind `refused` for no mention."""

    iso3: str
    kind: str
    rule: str
    candidates: str = ""


@dataclass(frozen=True, eq=False, slots=True)
class Weight:
    """What a decided hit says for the rest of its article; the codes may be empty.

    Two that say the same are two: sets that compare what they say take twice as long.
    """

    supports: str
    names: str
    # Whether it is a state or province of a country of `LOCAL_NEWS`.
    is_state: bool


NO_WEIGHT = Weight("", "", False)


class Entry(NamedTuple):
    """What one form can mean: its senses, and what the rules ask of them."""

    senses: tuple[Sense, ...]
    term: str
    is_language: bool
    # Whether it is the abbreviation of a country, without dots: UAE, not Mali nor U.S.
    is_short_form: bool
    # The first sense's, and those of all senses.
    iso3: str
    role: str
    iso3s: frozenset[str]
    roles: frozenset[str]
    contexts: frozenset[str]
    # Whether only the rest of the article can tell what it means, or which country.
    is_open: bool
    # Whether it is open and has one sense, which stands where the article speaks for its country.
    is_plain: bool
    # The decision that the first sense makes without company; the same, or None where it is open;
    # and the one where the article speaks for it.
    alone: Decision
    at_first: Decision | None
    by_article: Decision
    # What that says for the rest of the article, unless the term is open.
    weight: Weight


class Gazetteer:
    """The terms, by every form in which a text can write them.

    `matcher` finds them in a text, and `entries` says of each of its forms what it can mean.
    `names` has each country's name by its code.
    """

    def __init__(self, rows: Iterable[Sense]):
        self.names: dict[str, str] = {}
        entries: dict[str, Entry] = {}
        for sense in rows:
            if sense.role == "name":
                self.names.setdefault(sense.iso3, sense.term)
            # The forms of a term share one entry.
            entry = _entry(sense)
            for form in _forms(sense.term, sense.role):
                known = entries.setdefault(form, entry)
                if known is not entry and sense[1:] not in [other[1:] for other in known.senses]:
                    entries[form] = _joint_entry((*known.senses, sense))
        self.entries = list(entries.values())
        self._forms = list(entries)

    @functools.cached_property
    def matcher(self) -> Matcher:
        """The matcher of all forms, compiled when it is first asked for.

        Who only asks for names does not wait for it.
        """
        return Matcher(self._forms)


def load(own: Iterable[Sense] = ()) -> Gazetteer:
    """The package's gazetteer, with terms of one's own; read and compiled once in a process.

    What the package says of a term that is among them is left aside.
    """
    return _load(tuple(own))


@functools.cache
def _load(own: tuple[Sense, ...]) -> Gazetteer:
    table = resources.files("dateline") / "data" / "terms.csv"
    with table.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        # A fraction of the time of a DictReader and of `Sense._make`, and every cold start waits.
        columns = operator.itemgetter(*map(next(rows).index, Sense._fields))
        terms = map(functools.partial(tuple.__new__, Sense), map(columns, rows))
        if own:
            replaced = {folded(sense.term) for sense in own}
            terms = [*own, *(sense for sense in terms if folded(sense.term) not in replaced)]
        with without_collector():
            return Gazetteer(terms)


def country_name(iso3: str) -> str:
    """The short English name of a country.

    Raises `ValueError` for a code that is not in the terms.
    """
    names = load().names
    if iso3 not in names:
        raise ValueError(f"no country has the code {iso3!r} (ISO 3166-1 alpha-3, and XKX)")
    return names[iso3]


@functools.cache
def weight(decided: Decision, role: str) -> Weight:
    """What a hit that is decided so, of a term in that role, says for the rest of its article."""
    iso3, kind, _, _ = decided
    if not iso3 or kind == "embedded":
        return NO_WEIGHT
    names = kind in ("name", "metonym") or (kind == "place" and role == "capital")
    is_state = kind == "place" and role == "part" and iso3 in LOCAL_NEWS
    return Weight(iso3, iso3 if names else "", is_state)


def _entry(sense: Sense) -> Entry:
    """What a form of one sense can mean."""
    term, iso3, role, context = sense
    is_short_form = role == "name" and term.isupper() and term.isalpha()
    said = ((sense,), term, term.lower() in _LANGUAGES, is_short_form)
    # A fraction of the time of `Entry._make`: there are thousands.
    return tuple.__new__(Entry, said + _meaning(iso3, role, context))


def _joint_entry(senses: tuple[Sense, ...]) -> Entry:
    """What a form of several senses can mean."""
    # Brussels is a city first, and a region only where it acts.
    senses = tuple(sorted(senses, key=lambda sense: sense.iso3 == ""))
    first = _entry(senses[0])
    return Entry._make((senses, *first[1:4], *_joint_meaning(senses)))


# Entries by the thousand share some hundred of these.
@functools.cache
def _meaning(iso3: str, role: str, context: str) -> tuple:
    """The fields of an entry of one sense that these settle, from `iso3` on."""
    iso3s = frozenset((iso3,)) if iso3 else frozenset()
    roles, contexts, is_settled = _use(role, context)
    is_plain = not is_settled and role in _SCREENED and contexts <= _MET_BY_COUNTRY
    alone = _alone(iso3, role, context)
    at_first, weighs = (alone, weight(alone, role)) if is_settled else (None, NO_WEIGHT)
    decisions = alone, at_first, alone._replace(rule="article")
    return iso3, role, iso3s, roles, contexts, not is_settled, is_plain, *decisions, weighs


def _joint_meaning(senses: tuple[Sense, ...]) -> tuple:
    """The same of an entry of several senses."""
    first = _meaning(*senses[0][1:])
    iso3, role, iso3s, roles, contexts, _, _, alone, _, by_article, weighs = first
    for _, other, in_role, context in senses[1:]:
        iso3s |= frozenset((other,)) if other else frozenset()
        its_roles, its_contexts, _ = _use(in_role, context)
        roles, contexts = roles | its_roles, contexts | its_contexts
    is_open = len(iso3s) > 1 or not contexts <= _SETTLED_BY_NEIGHBOURS
    at_first, weighs = (None, NO_WEIGHT) if is_open else (alone, weighs)
    decisions = alone, at_first, by_article
    return iso3, role, iso3s, roles, contexts, is_open, False, *decisions, weighs


@functools.cache
def _use(role: str, context: str) -> tuple[frozenset[str], frozenset[str], bool]:
    """A sense's role and conditions as sets, and whether the words beside a hit settle them."""
    contexts = frozenset(part for part in context.split(";") if part)
    return frozenset((role,)), contexts, contexts <= _SETTLED_BY_NEIGHBOURS


def _alone(iso3: str, role: str, context: str) -> Decision:
    rule = _REFUSED_ALONE.get(context) or ("homonym" if role == "homonym" else "")
    if rule:
        return Decision("", "refused", rule, iso3)
    return Decision(iso3, KIND_OF_ROLE[role], "term")


def _forms(term: str, role: str) -> Collection[str]:
    """How normalised texts write a term: as it stands, in capitals, "the X republic"."""
    if term.isascii() and term.isalpha():
        return term, term.upper()
    written = term if term.isascii() else folded(term)
    forms = [written, written.upper()]
    if role == "name" and ("-" in written or "d'" in written):
        # Corpora part these as well: Guinea - Bissau, Cote d' Ivoire.
        parted = written.replace("-", " - ").replace("d'", "d' ")
        forms += [parted, parted.upper(), parted.replace("d'", "D'"), written.replace("d'", "D'")]
    if " " not in written:
        return forms
    first, *others = written.split(" ")
    if not _COMMON_NOUNS.keys().isdisjoint(others):
        forms.append(" ".join([first, *(_COMMON_NOUNS.get(word, word) for word in others)]))
    if "'s " in written:
        # And the possessive from its noun: the People 's Republic.
        forms += [form.replace("'s ", " 's ").replace("'S ", " 'S ") for form in forms]
    if (role == "homonym" and not written.istitle()) or (
        role in _IN_HEADLINES and not _SMALL_WORDS.isdisjoint(others)
    ):
        forms.append(_capitalised(written))
    if role == "name" and written.count(" ") == 1 and written[0].isupper():
        forms.append(written.replace(" ", ""))  # as in hashtags
    return forms


def _capitalised(term: str) -> str:
    return " ".join(word[:1].upper() + word[1:] for word in term.split(" "))
