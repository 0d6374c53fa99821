"""Which names of an article are people's and which are organisations'.

Each name has one label throughout the article. What stands beside it anywhere (firm X, X
mercenaries, Mr X) says most, then what it is made of, then what the model says most often. What is
named so is then found wherever else it stands.
"""

from __future__ import annotations

import functools
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dateline.names import spelling_groups
from dateline.readings import (
    ORGANISATION,
    OTHER,
    PEOPLE,
    PERSON,
    PLACE,
    Name,
    Reading,
    is_source,
    read,
    spelled_out,
)
from dateline.spans import LONGEST, propose
from dateline.vocabulary import forenames, words

if TYPE_CHECKING:
    from dateline.model import ParsedArticle

# A sure sign outweighs whatever the model says, an unsure one what it says a few times.
_SURE, _UNSURE = 100, 3
# Of the names that begin with one word, so many are looked for elsewhere.
_FORMS = 20
_COMMON = ("NOUN", "ADV", "VERB", "ADJ")


def _list(name: str) -> frozenset[str]:
    return words(name, "people")


_COURTESIES, _TIES, _NO_NAMES = _list("courtesies"), _list("ties"), _list("no-names")
_OFFICES = _list("offices") | _list("state-offices") | _list("envoys") | _list("professions")
_HEADS = _list("heads-of-organisations")
_BEFORE, _AFTER = _list("before-organisations"), _list("after-organisations")
_AFTER_PERHAPS = _list("after-organisations-perhaps")
_BEFORE_PLACES, _AFTER_PLACES = _list("before-places"), _list("after-places")
_OF_ORGANISATIONS = frozenset(word.lower() for word in _list("of-organisations"))
_OF_PLACES = frozenset(word.lower() for word in words("nature") | words("local"))


def find_names(article: ParsedArticle, mentions: Sequence) -> list[Reading]:
    """The sentences of an article with the names of people and organisations in them, in order.

    `mentions` are those of countries in the article: any tuples with `start`, `end`, `text`, `iso3`
    and `kind`.
    """
    readings = list(read(article, mentions))
    for reading in readings:
        propose(reading)
    names = [name for reading in readings for name in reading.names]
    _label(names)
    _add_recurring(readings, names)
    for reading in readings:
        wanted = [name for name in reading.names if name.label in (PERSON, ORGANISATION)]
        reading.names = sorted(wanted, key=lambda name: name.first)
        reading.owners = [None] * len(reading.words)
        for name in reading.names:
            reading.owners[name.first : name.last] = [name] * (name.last - name.first)
    return readings


def _label(names: list[Name]) -> None:
    """Give all names of one group the label that most speaks for."""
    first_of = spelling_groups(name.key for name in names)
    groups: dict[tuple[str, ...], list[Name]] = defaultdict(list)
    for name in names:
        name.group = first_of[name.key]
        groups[name.group].append(name)
    parts, openings = set(), set()
    # Ms Pavić says that Ana Pavić is a person.
    titled = {
        group[0]
        for group, members in groups.items()
        if len(group) == 1 and any((PERSON, _SURE) in _signs(name) for name in members)
    }
    # Longer names first: they say what their parts are.
    for group in sorted(groups, key=len, reverse=True):
        votes: Counter[str] = Counter()
        for name in groups[group]:
            votes[name.label] += 1
            for label, weight in _signs(name):
                votes[label] += weight
        votes[PERSON] += 2 * _UNSURE * (group[-1] in titled)
        if len(group) == 1:
            votes[PERSON] += 2 * _UNSURE * (group[0] in parts)
            if not votes[PLACE]:
                votes[ORGANISATION] += 2 * _UNSURE * (group[0] in openings)
        label = max(votes, key=lambda each: votes[each])
        for name in groups[group]:
            name.label = label
        if len(group) > 1 and label == PERSON:
            parts.add(group[-1])
            if group[0] in _forenames():
                parts.add(group[0])
        if len(group) > 1 and label == ORGANISATION:
            openings.add(group[0])


def _signs(name: Name) -> Iterator[tuple[str, int]]:
    """What speaks for a label of a name: in it, before it and after it."""
    reading, first, last = name.sentence, name.first, name.last
    lowers, words = reading.lowers, reading.words
    inside = lowers[first:last]
    if any(
        lower in _OF_ORGANISATIONS and words[first + place][0].isupper()
        for place, lower in enumerate(inside)
    ):
        yield (ORGANISATION, _SURE if last - first > 1 else _UNSURE)
    elif inside[-1] in _OF_PLACES and last - first > 1:
        yield PLACE, _UNSURE
    elif last - first > 1 and inside[0] in _forenames():
        yield PERSON, _UNSURE
    elif last - first == 1 and reading.doc[first].pos_ in _COMMON and not words[first].isupper():
        # At the start of a sentence, volunteers have a capital too.
        yield OTHER, _UNSURE
    before = lowers[first - 1] if first else ""
    after = lowers[last] if last < len(words) else ""
    follows = lowers[last + 1] if last + 1 < len(words) else ""
    further = lowers[first - 2] if first > 1 else ""
    if before in _BEFORE and before == words[first - 1]:
        yield ORGANISATION, _SURE
    elif before in _COURTESIES or before in _OFFICES or before in _TIES:
        yield PERSON, _SURE
    elif before == "," and after == ",":
        if further in _BEFORE:
            yield ORGANISATION, 2 * _UNSURE
        elif further in _OFFICES or further in _TIES:
            yield PERSON, 2 * _UNSURE
    elif (
        before == "the"
        and last - first > 1
        and name.label in (PERSON, ORGANISATION)
        and _ends_phrase(reading, last)
    ):
        yield ORGANISATION, 2 * _UNSURE
    elif before in ("of", "at") and further in _HEADS and name.label == PERSON:
        yield ORGANISATION, _UNSURE
    elif before == "(" and (is_source(reading, first, last) or spelled_out(name)):
        yield ORGANISATION, _SURE
    if after in _AFTER_PLACES:
        yield PLACE, 2 * _UNSURE
    elif before in _BEFORE_PLACES and last - first == 1 and name.label == PERSON:
        # In a person nobody is.
        yield PLACE, 2
    elif before == "in" and last - first == 1:
        yield PLACE, 1
    # Islamist fighters are no fighters of an organisation.
    if after in _AFTER and name.label != PEOPLE:
        yield ORGANISATION, _SURE
    elif after in _AFTER_PERHAPS and name.label != PEOPLE:
        yield ORGANISATION, 1
    elif after == "," and follows in ("a", "an", "the"):
        noun = _noun_phrase_head(reading, last + 2)
        if noun in _BEFORE:
            yield ORGANISATION, 2 * _UNSURE
        elif noun in _OFFICES or noun in _TIES:
            yield PERSON, 2 * _UNSURE
    elif after == "who" or (after == "," and follows == "who"):
        yield PERSON, _UNSURE
    elif after in (",", "(") and lowers[last + 2 : last + 3] in ([","], [")"]):
        # An age.
        yield PERSON, _SURE * (follows.isdigit() and len(follows) == 2)


def _noun_phrase_head(reading: Reading, place: int) -> str:
    """The last of the nouns from a place on, before anything but nouns and adjectives."""
    last = ""
    for token in reading.doc[place : place + LONGEST]:
        if token.pos_ in ("NOUN", "PROPN"):
            last = token.lower_
        elif token.pos_ != "ADJ" and token.text != "-":
            break
    return last


def _ends_phrase(reading: Reading, place: int) -> bool:
    """Whether no noun follows: nobody is "the Ana Pavić", while there is "the Pavić affair"."""
    return place >= len(reading.words) or reading.doc[place].pos_ not in ("NOUN", "PROPN", "ADJ")


@functools.cache
def _forenames() -> frozenset[str]:
    return frozenset(name.lower() for name in forenames())


def _add_recurring(readings: list[Reading], names: list[Name]) -> None:
    """Take what is named elsewhere in the article wherever the model missed it, and its parts."""
    every: dict[str, dict[tuple[str, ...], Name]] = defaultdict(dict)
    for name in names:
        if name.label not in (PERSON, ORGANISATION):
            continue
        form = tuple(name.sentence.words[name.first : name.last])
        every[form[0]].setdefault(form, name)
        if name.label == PERSON and len(form) > 1 and len(form[-1]) > 2 and form[-1].isalpha():
            every[form[-1]].setdefault(form[-1:], name)
        # The Hanbit Group is Hanbit.
        if name.label == ORGANISATION and len(form) > 1 and form[-1].lower() in _OF_ORGANISATIONS:
            every[form[0]].setdefault(form[:-1], name)
        if name.label == PERSON and len(form) > 1 and form[0].lower() in _forenames():
            every[form[0]].setdefault(form[:1], name)
    known = {
        word: sorted(forms.items(), key=lambda item: -len(item[0]))[:_FORMS]
        for word, forms in every.items()
    }
    small = {word for reading in readings for word in reading.words if word.islower()}
    for reading in readings:
        for place, word in enumerate(reading.words):
            if word not in known or not reading.is_capital(place) or word.lower() in small:
                continue
            for form, name in known[word]:
                if _stands_here(reading, place, form):
                    found = reading.add(place, place + len(form), name.label)
                    found.group = name.group if found.key == name.key else found.key
                    break


def _stands_here(reading: Reading, place: int, form: tuple[str, ...]) -> bool:
    """Whether a name stands there, whole, and is no part of a longer one."""
    last = place + len(form)
    if tuple(reading.words[place:last]) != form or any(reading.taken[place:last]):
        return False
    if len(form) == 1:
        alone = not reading.is_capital(last) and not (place > 0 and reading.is_capital(place - 1))
        is_noun = reading.doc[place].pos_ in ("PROPN", "NOUN")
        return alone and is_noun and form[0].lower() not in _NO_NAMES
    return True
