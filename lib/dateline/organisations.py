"""Organisations named in an article: their fullest names, and the countries beside them."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from dateline.names import abbreviates
from dateline.readings import ORGANISATION, POSSESSIVES, Name, Reading, spelled_out
from dateline.vocabulary import words

_BEFORE = words("before-organisations", "people")
# Among so many bearers of a word a name is looked for.
_BEARERS = 50


class Organisation(NamedTuple):
    """A mention of an organisation by name: a row of that table, without its article."""

    sentence_id: int
    start: int
    end: int
    text: str
    organisation: str
    iso3: str


def find_organisations(readings: list[Reading]) -> list[Organisation]:
    """A row for each organisation named in the sentences of an article, in order."""
    names = [name for reading in readings for name in reading.names if name.label == ORGANISATION]
    forms: dict[tuple[str, ...], str] = {}
    for name in names:
        forms.setdefault(name.group, " ".join(name.text.split()))
    full = _full_organisations(forms)
    for name in names:
        # (ECOWAS) says whose abbreviation it is, whatever its letters.
        owner = spelled_out(name)
        if owner is not None:
            full[name.group] = owner.group
    return [
        Organisation(
            name.sentence.sentence_id,
            name.start,
            name.end,
            name.text,
            forms[full.get(name.group, name.group)],
            _country_of(name),
        )
        for name in names
    ]


def _full_organisations(forms: dict[tuple[str, ...], str]) -> dict:
    """For each short form of an organisation's name, the one longer that it can stand for."""
    by_word: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    by_letter: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for key, text in forms.items():
        if len(key) > 1:
            for word in key:
                by_word[word].append(key)
            by_letter[text[0]].append(key)
    full = {}
    for key, text in forms.items():
        longer = {
            other
            for other in by_word[key[0]][:_BEARERS]
            if len(other) > len(key) and _holds(other, key)
        }
        longer |= {each for each in by_letter[text[0]][:_BEARERS] if abbreviates(text, forms[each])}
        if len(longer) == 1:
            full[key] = longer.pop()
    return full


def _holds(longer: tuple[str, ...], shorter: tuple[str, ...]) -> bool:
    """Whether a name stands inside a longer one, word by word."""
    return any(
        longer[place : place + len(shorter)] == shorter
        for place in range(len(longer) - len(shorter) + 1)
    )


def _country_of(name: Name) -> str:
    """The country that the words in an organisation's name or beside it give it."""
    reading = name.sentence
    codes = {
        mention.iso3
        for mention in reading.countries[name.first : name.last]
        if mention is not None and mention.iso3 and mention.kind != "place"
    }
    if not codes:
        codes = {mention.iso3 for mention in _countries_beside(name) if mention.iso3}
    return codes.pop() if len(codes) == 1 else ""


def _countries_beside(name: Name) -> list:
    """The mentions of countries beside an organisation that it belongs to: Mali's X, the Malian X,
    the private Malian security firm X, Mali's largest bank, X, the X of Mali.
    """
    reading, first, last = name.sentence, name.first, name.last
    words, lowers, countries = reading.words, reading.lowers, reading.countries
    if lowers[last : last + 1] == ["of"]:
        after = last + 1 + (lowers[last + 1 : last + 2] == ["the"])
        mention = countries[after] if after < len(words) else None
        return [mention] if mention is not None and mention.kind == "name" else []
    place = first - 1
    comma = place > 0 and words[place] == ","
    place -= comma
    end = place
    while end - place < 4 and place >= 0 and countries[place] is None and words[place].islower():
        if words[place] in POSSESSIVES or not words[place].isalpha():
            break
        place -= 1
    has_noun = place < end
    if place < 0 or (has_noun and lowers[end] not in _BEFORE) or (comma and not has_noun):
        return []
    owned = words[place] in POSSESSIVES
    mention = countries[place - 1 if owned and place else place]
    if mention is None:
        return []
    # Right before a name without a possessive, only an adjective belongs to it.
    belongs = owned or mention.kind == "adjective" or (has_noun and mention.kind == "name")
    return [mention] if belongs else []
