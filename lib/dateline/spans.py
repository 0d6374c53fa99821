"""Which words of a sentence are a name: what the model proposes, repaired, and what it missed.

A mention of a country is no part of a person's name. Possessives, titles and articles are cut off.
Names that follow a title, that are made as organisations' are (X Bank), or that a word before them
introduces (the firm X) are added.
"""

from __future__ import annotations

from dateline.readings import (
    DASHES,
    ORGANISATION,
    OTHER,
    PEOPLE,
    PERSON,
    PLACE,
    POSSESSIVES,
    Reading,
    is_bloc,
    is_source,
    stands_apart,
)
from dateline.vocabulary import words

_LABELS = {"PERSON": PERSON, "ORG": ORGANISATION, "NORP": PEOPLE}
_LABELS |= dict.fromkeys(("GPE", "LOC", "FAC"), PLACE)
_LABELS |= dict.fromkeys(("PRODUCT", "WORK_OF_ART", "EVENT", "LAW"), OTHER)
# Names are no longer, in words.
LONGEST = 8


def _list(name: str) -> frozenset[str]:
    return words(name, "people")


_COURTESIES, _PARTICLES, _BEFORE = (
    _list("courtesies"),
    _list("particles"),
    _list("before-organisations"),
)
_OFFICES = _list("offices") | _list("state-offices") | _list("envoys") | _list("professions")
_TITLES = _COURTESIES | _OFFICES
_OF_OFFICES = _list("of-offices")
_PARTS_OF_TITLES = _TITLES | _OF_OFFICES
_OF_ORGANISATIONS = frozenset(word.lower() for word in _list("of-organisations"))
_OF_PLACES = frozenset(word.lower() for word in words("nature") | words("local"))
_NO_NAMES, _COMPOUNDS = _list("no-names"), _list("compounds")
_NO_SURNAMES = _NO_NAMES | _PARTS_OF_TITLES | _OF_ORGANISATIONS


def propose(reading: Reading) -> None:
    """Mark the names in a sentence: what the model proposes, blocs of states, what it missed."""
    for entity in reading.doc.ents:
        label = _LABELS.get(entity.label_)
        if label is None:
            reading.taken[entity.start : entity.end] = b"\1" * (entity.end - entity.start)
            continue
        first, last = _trimmed(reading, entity.start, entity.end, label)
        if label == PERSON and reading.lowers[last : last + 1] == ["&"]:
            label, last = ORGANISATION, _whole_organisation(reading, last)
        if first < last:
            reading.add(first, last, label)
    for place, mention in enumerate(reading.countries):
        if mention is not None and is_bloc(mention) and reading.owners[place] is None:
            last = place + 1
            while last < len(reading.words) and reading.countries[last] is mention:
                last += 1
            reading.add(place, last, ORGANISATION)
    _add_after_titles(reading)
    _add_organisations(reading)


def _trimmed(reading: Reading, first: int, last: int, label: str) -> tuple[int, int]:
    """A proposed span without countries, possessives, titles and what else is no part of it."""
    words, lowers, countries = reading.words, reading.lowers, reading.countries
    if label == PERSON:
        first, last = _longest_piece(reading, first, last)
    else:
        # What stands before a dash with spaces is not of the name.
        for place in range(first + 1, last):
            if words[place] in DASHES and reading.starts[place] > reading.ends[place - 1]:
                first = place + 1
        while first < last and (lowers[first] == "the" or _is_countrys(reading, first, last)):
            first += 1
    while first < last and not _opens_a_name(words[first], lowers[first], label):
        first += 1
    # A sentence opens with a capital: Farmer Ana.
    opens = label == PERSON and first == 0 and last > 1
    if opens and reading.doc[first].pos_ in ("NOUN", "ADV", "ADP"):
        first += 1
    while first < last and not _closes_a_name(words[last - 1], lowers[last - 1]):
        last -= 1
    last = _whole(reading, first, last) if label == PERSON else _whole_organisation(reading, last)
    if last - first > 2 * LONGEST or all(
        lowers[place] in _NO_NAMES
        or (lowers[place] in _PARTS_OF_TITLES and lowers[place] not in _OF_ORGANISATIONS)
        for place in range(first, last)
    ):
        return first, first
    if all(stands_apart(countries[place]) for place in range(first, last)):
        return first, first
    # Of what ends in an office, only the office is named: the Oil Minister.
    if label == ORGANISATION and lowers[last - 1] in _OFFICES:
        return first, first
    return first, last


def _longest_piece(reading: Reading, first: int, last: int) -> tuple[int, int]:
    """The longest run of words of a proposed person without a country, a break or a possessive."""
    best, begin = (first, first), first
    for place in range(first, last + 1):
        if place < last and not (
            stands_apart(reading.countries[place])
            or reading.words[place] in (",", ";", ":", "(", ")", "/", "|", *POSSESSIVES)
            or reading.words[place].isspace()
        ):
            continue
        if place - begin >= best[1] - best[0] and any(
            word[0].isupper() for word in reading.words[begin:place]
        ):
            best = (begin, place)
        begin = place + 1
    return best


def _whole(reading: Reading, first: int, last: int) -> int:
    """Where a person's name ends that may go on behind a hyphen (Chih-wei) or with a surname."""
    words, starts, ends = reading.words, reading.starts, reading.ends
    while last < len(words) and last - first < LONGEST:
        if (
            words[last] == "-"
            and last + 1 < len(words)
            and ends[last - 1] == starts[last]
            and ends[last] == starts[last + 1]
            and words[last + 1].isalpha()
            and reading.lowers[last + 1] not in _COMPOUNDS
        ):
            last += 2
        elif (
            reading.is_capital(last)
            and reading.doc[last].pos_ == "PROPN"
            and reading.doc[last].ent_iob_ == "O"
            and words[last].isalpha()
            and not words[last].isupper()
            and reading.lowers[last] not in _NO_SURNAMES
        ):
            last += 1
        else:
            break
    return last


def _whole_organisation(reading: Reading, last: int) -> int:
    """Where an organisation's name ends that may go on: Smith & Sons, the Red Cross of Mali."""
    lowers = reading.lowers
    if lowers[last : last + 1] == ["&"] and reading.is_capital(last + 1):
        return last + 2
    if lowers[last : last + 1] == ["of"]:
        after = last + 1 + (lowers[last + 1 : last + 2] == ["the"])
        end = after
        mention = reading.countries[after] if after < len(lowers) else None
        while mention is not None and end < len(lowers) and reading.countries[end] is mention:
            end += 1
        if end > after and mention.kind == "name" and lowers[end : end + 1] not in (["'s"], ["’s"]):
            return end
    return last


def _is_countrys(reading: Reading, first: int, last: int) -> bool:
    """Whether a word before an organisation's name is a country's, not part of it."""
    mention = reading.countries[first]
    if reading.words[first] in POSSESSIVES:
        return True
    if not stands_apart(mention):
        return False
    after = first + 1
    while after < last and reading.countries[after] is mention:
        after += 1
    rest = range(after, last)
    # Russian Gazprom, but Russian Defence Ministry.
    return (
        any(reading.words[place] in POSSESSIVES for place in rest[:1])
        or not any(reading.words[place][0].isupper() for place in rest)
        or (
            mention.kind in ("adjective", "name")
            and not any(reading.lowers[place] in _OF_ORGANISATIONS for place in rest)
        )
    )


def _opens_a_name(word: str, lower: str, label: str) -> bool:
    if label == PERSON:
        if lower in _TITLES:
            return False
        return word[0].isupper() or lower in _PARTICLES
    if lower in ("the", "a", "an") or lower in _COURTESIES:
        return False
    return word[0].isalnum() and not word.islower()


def _closes_a_name(word: str, lower: str) -> bool:
    return (
        (word[-1].isalnum() or (word.endswith(".") and len(word) > 1))
        and not (word.islower() and lower not in _PARTICLES and not word[0].isdigit())
        and lower not in ("'s", "’s")
    )


def _add_after_titles(reading: Reading) -> None:
    """Take the names right after a title that the model missed, or found in part."""
    words, lowers = reading.words, reading.lowers
    for place in range(1, len(words)):
        title = lowers[place - 1]
        if title not in _TITLES or not reading.is_capital(place):
            continue
        if title not in _COURTESIES and not words[place - 1][0].isupper():
            continue
        last = place
        while (
            last - place < LONGEST
            and (reading.is_capital(last) or (last < len(words) and lowers[last] in _PARTICLES))
            and lowers[last] not in _PARTS_OF_TITLES
            and lowers[last] not in _NO_NAMES
        ):
            last += 1
        while last > place and not words[last - 1][0].isupper():
            last -= 1
        following = reading.owners[last] if last < len(words) else None
        # King Street is no king.
        if last > place and lowers[last - 1] in _OF_PLACES:
            continue
        if last == place or any(lower in _OF_ORGANISATIONS for lower in lowers[place : last + 1]):
            continue
        if following is not None and following.label == PERSON:
            reading.names.remove(following)
            last = following.last
        # General Motors is no general: one word after what is not only a title is too little.
        elif last - place == 1 and title in _OF_OFFICES:
            continue
        reading.add(place, last, PERSON)


def _add_organisations(reading: Reading) -> None:
    """Take runs of capitalised words that are made, or introduced, as organisations' names are."""
    for place, lower in enumerate(reading.lowers):
        if not reading.is_capital(place):
            continue
        if lower not in _OF_ORGANISATIONS:
            if place:
                _add_introduced(reading, place)
            continue
        first = place
        while place - first < LONGEST and (
            reading.is_capital(first - 1)
            or (
                first > 1
                and reading.lowers[first - 1] in ("and", "&")
                and reading.is_capital(first - 2)
            )
        ):
            first -= 1
        last = place + 1
        while last - place < LONGEST and (
            reading.is_capital(last)
            or (reading.lowers[last : last + 1] == ["of"] and reading.is_capital(last + 1))
        ):
            last += 1
        while first < place and (
            reading.lowers[first] in _NO_NAMES or not reading.words[first][0].isalnum()
        ):
            first += 1
        if (
            last - first > 1
            and reading.lowers[last - 1] not in _OFFICES
            and not all(
                each in _PARTS_OF_TITLES and each not in _OF_ORGANISATIONS
                for each in reading.lowers[first:last]
            )
        ):
            reading.add(first, last, ORGANISATION)


def _add_introduced(reading: Reading, place: int) -> None:
    """Take a run of capitals from a place on where the words before say that it is a firm, an
    abbreviation of one or the source of the news.
    """
    words, last = reading.words, place
    while last < len(words) and last - place < LONGEST and reading.is_capital(last):
        last += 1
    before, further = reading.lowers[place - 1], reading.lowers[place - 2] if place > 1 else ""
    introduced = (
        (before in _BEFORE and before == words[place - 1])
        or (before == "the" and further in ("told", "tells") and last - place > 1)
        or (before == "(" and is_source(reading, place, last))
    )
    owner = reading.owners[place - 2] if before == "(" and place > 1 else None
    abbreviation = words[place].isupper() and words[last : last + 1] == [")"]
    if owner is not None and owner.label == ORGANISATION and abbreviation and last == place + 1:
        introduced = 1 < len(words[place]) < 10
    if introduced and not all(
        lower in _PARTS_OF_TITLES | _NO_NAMES for lower in reading.lowers[place:last]
    ):
        reading.add(place, last, ORGANISATION)
