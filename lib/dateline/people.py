"""People and organisations named in an article, and the offices that people hold there.

A person is joined with every shorter form of the name and every other spelling of it. An office
belongs to the country that stands beside it; else to the one country of the sentence that fits it;
else to the one that the article is about. What stays open is left empty.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from dateline.labels import find_names
from dateline.names import is_short_for, sounds
from dateline.offices import PRONOUN, Office, find_offices
from dateline.organisations import Organisation, find_organisations
from dateline.readings import PERSON, Name, Reading
from dateline.vocabulary import words

if TYPE_CHECKING:
    from dateline.model import ParsedArticle

# Which mentions can say whose an office is.
_SAY_WHOSE = frozenset(("name", "adjective", "demonym", "metonym"))
# An article is about the country that it mentions so many times as often as any other.
_DOMINANT = 1.5
# A country that it mentions less than once for so many times of another is only mentioned aside.
_ASIDE = 3
# A pronoun within so many words after a name stands for it.
_PRONOUN_WITHIN = 8
_GENDERS = {"he": "man", "his": "man", "him": "man", "she": "woman", "her": "woman"}
# Among so many bearers of a name it is looked for.
_BEARERS = 50


class Person(NamedTuple):
    """A mention of a person by name: a row of the table `people`, without its article."""

    sentence_id: int
    start: int
    end: int
    text: str
    person: str
    role: str
    iso3: str
    iso3_basis: str
    posted_to: str
    of: str


def find_people(
    article: ParsedArticle, mentions: Sequence
) -> tuple[list[Person], list[Organisation]]:
    """Find the people and the organisations that an article names, in order.

    `mentions` are those of countries in the same article, in any order: tuples with `start`, `end`,
    `text`, `iso3` and `kind`, as the table `mentions` has them. Offsets are code points in the
    article's text, half-open.
    """
    readings = find_names(article, mentions)
    offices: dict[Name, Office] = {}
    for reading in readings:
        offices |= find_offices(reading)
    by_sentence = [[name for name in reading.names if name.label == PERSON] for reading in readings]
    who = _persons([name for people in by_sentence for name in people], offices)
    whose = _countries(readings, mentions, offices, who)
    rows = []
    first_before = ""
    for people in by_sentence:
        # A pronoun stands for the last person in its sentence, or the first of the one before.
        spoken_of = first_before
        for name in people:
            office = offices.get(name) or Office()
            iso3, basis = whose.get(name, ("", ""))
            of = spoken_of if office.of == PRONOUN else who.get(office.of, "")
            posts = " ".join(dict.fromkeys(post.iso3 for post in office.posts))
            place = name.sentence.sentence_id, name.start, name.end, name.text
            rows.append(Person(*place, who[name], office.role, iso3, basis, posts, of))
            spoken_of = who[name]
        if people:
            first_before = who[people[0]]
    return rows, find_organisations(readings)


def _persons(people: list[Name], offices: dict[Name, Office]) -> dict[Name, str]:
    """Whose each name is: the fullest form in the article."""
    keys = list(dict.fromkeys(name.group for name in people))
    by_last, by_first = defaultdict(list), defaultdict(list)
    for key in keys:
        if len(key) > 1:
            by_last[sounds(key[-1])[0]].append(key)
            by_first[key[0]].append(key)
    longer = {
        key: [other for other in by_last[sounds(key[-1])[0]][:_BEARERS] if is_short_for(key, other)]
        or (by_first[key[0]][:_BEARERS] if len(key) == 1 else [])
        for key in keys
    }
    forms: dict[tuple[str, ...], str] = {}
    for name in people:
        text = " ".join(name.text.split())
        if name.group not in forms or (forms[name.group].isupper() and not text.isupper()):
            forms[name.group] = text
    last_seen: dict[tuple[str, ...], Name] = {}
    traits: dict[tuple[str, ...], set[str]] = defaultdict(set)
    found = {}
    for name in people:
        key = name.group
        while longer[key]:
            chosen = _bearer(name, longer[key], last_seen, traits, offices)
            if chosen is None:
                break
            key = chosen
        traits[key] |= _traits(name, offices)
        last_seen[key] = name
        found[name] = forms[key]
    return found


def _bearer(
    name: Name,
    bearers: list[tuple[str, ...]],
    last_seen: dict[tuple[str, ...], Name],
    traits: dict[tuple[str, ...], set[str]],
    offices: dict[Name, Office],
) -> tuple[str, ...] | None:
    """Of several people whose name it can be: whom the title or the gender fits, then the nearest
    before. None where two are as near.
    """
    mine = _traits(name, offices)
    against = {"man": "woman", "woman": "man"}
    fitting = [
        each for each in bearers if not any(against.get(trait) in traits[each] for trait in mine)
    ]
    titled = [each for each in fitting if mine & traits[each]]
    fitting = titled or fitting
    if len(fitting) == 1:
        return fitting[0]
    # A form between two others (Ana Pavić, Ana Maria Pavić) is theirs who have the longest.
    seen = sorted(
        (each for each in fitting if each in last_seen),
        key=lambda each: last_seen[each].start,
        reverse=True,
    )
    if not seen:
        return None
    if len(seen) > 1 and last_seen[seen[0]].sentence is last_seen[seen[1]].sentence:
        return None
    return seen[0]


def _traits(name: Name, offices: dict[Name, Office]) -> set[str]:
    """What a title or an office beside a name says of its bearer."""
    place, lowers = name.first - 1, name.sentence.lowers
    title = lowers[place] if place >= 0 else ""
    office = offices.get(name)
    found = {office.head} if office else set()
    if title in words("of-men", "people") or (office and office.head in words("of-men", "people")):
        found.add("man")
    if title in words("of-women", "people") or (
        office and office.head in words("of-women", "people")
    ):
        found.add("woman")
    # Ana Pavić and her brother: the next pronoun, where no other person comes first.
    for place in range(name.last, min(name.last + _PRONOUN_WITHIN, len(lowers))):
        owner = name.sentence.owners[place]
        if owner is not None and owner.label == PERSON:
            break
        if lowers[place] in _GENDERS:
            found.add(_GENDERS[lowers[place]])
            break
    return found


def _countries(
    readings: list[Reading],
    mentions: Sequence,
    offices: dict[Name, Office],
    who: dict[Name, str],
) -> dict[Name, tuple[str, str]]:
    """The country of each office and what says so, where anything does."""
    found: dict[Name, tuple[str, str]] = {}
    of_person: dict[tuple[str, str], str] = {}
    held_by: dict[tuple[str, str], str] = {}
    for name, office in offices.items():
        codes = {mention.iso3 for mention in office.countries}
        if len(codes) == 1 and (iso3 := codes.pop()):
            found[name] = iso3, office.basis
            of_person.setdefault((who[name], office.head), iso3)
            held_by.setdefault((_office_key(office), iso3), who[name])
    counts = Counter(
        mention.iso3 for mention in mentions if mention.iso3 and mention.kind != "embedded"
    )
    most = max(counts.values(), default=0)
    for reading in readings:
        for name in reading.names:
            office = offices.get(name)
            if office is None or name in found or office.owned or not office.is_sovereign:
                continue
            free = {
                iso3
                for iso3 in counts
                if held_by.get((_office_key(office), iso3), who[name]) == who[name]
            }
            beside = {
                mention.iso3
                for place, mention in enumerate(reading.countries)
                if mention is not None
                and mention.kind in _SAY_WHOSE
                and mention.iso3 in free
                and _ASIDE * counts[mention.iso3] >= most
                and not _is_far(reading, place)
            }
            known = of_person.get((who[name], office.head))
            if known:
                found[name] = known, "context" if known in beside else "document"
            elif len(beside) == 1:
                found[name] = beside.pop(), "context"
            elif iso3 := _dominant(Counter({each: counts[each] for each in free})):
                found[name] = iso3, "document"
    return found


def _office_key(office: Office) -> str:
    """An office that only one person holds at a time: what it is called, in small letters."""
    return office.role.lower()


def _is_far(reading: Reading, place: int) -> bool:
    """Whether a country is where somebody goes, or whom something is done to."""
    mention = reading.countries[place]
    while place and reading.countries[place - 1] is mention:
        place -= 1
    before = [lower for lower in reading.lowers[max(0, place - 2) : place] if lower != "the"]
    return before[-1:] != [] and before[-1] in words("elsewhere", "people")


def _dominant(counts: Counter[str]) -> str:
    """The country that is mentioned most, by far; else nothing."""
    most = counts.most_common(2)
    if not most or (len(most) == 2 and most[0][1] < _DOMINANT * most[1][1]):
        return ""
    return most[0][0]
