"""The offices and ties that stand beside a person's name, and the countries beside them.

A sentence is read as a string of one character a word, by what each word can be in a phrase of
office, so that a phrase is a regular expression: "Russian Ambassador to Mali and Niger Igor" reads
AHFC&CN. Windows are bounded, so that the work grows with the names alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from dateline.readings import PERSON, POSSESSIVES, Name, Reading
from dateline.vocabulary import pattern, words

# So many words to either side are read.
_WINDOW = 24


def _list(name: str) -> frozenset[str]:
    return words(name, "people")


_STATE, _ENVOYS, _HEADS = _list("state-offices"), _list("envoys"), _list("offices")
_PARTS, _PORTFOLIOS = _list("of-offices"), _list("of-portfolios")
_COURTESIES, _TIES, _OF_TIES = _list("courtesies"), _list("ties"), _list("of-ties")
_SIGNS = {"of": "O", "to": "F", "for": "F", "in": "F", "and": "&", "&": "&", ",": ",", "-": "-"}
_SIGNS |= dict.fromkeys(POSSESSIVES, "P") | dict.fromkeys(("the", "a", "an"), "T")
_SIGNS |= {"(": "(", ")": ")", "–": "-", "—": ",", ".": "."}
_KINDS = {
    "name": "C",
    "metonym": "C",
    "adjective": "A",
    "demonym": "A",
    "place": "L",
    "region": "R",
}

# Of offices: H a head (minister), B a head or a part (chief), J a head or a tie (spokesman),
# M a part (foreign), D a portfolio (affairs). Of ties: K (brother), m a part (elder).
# Y the possessive of a pronoun.
_ROLE = r"(?P<role>[MHBJ]+(?:[-&][MHBJ]+)*(?<=[HBJ]))"
_OWNER = r"(?P<owner>A+(?:,?[&,-]A+)*-?|C+P?|L+P?|R+|G+P?)"
_PORTFOLIO = r"(?P<portfolio>[OF]T?[MBD]+(?:&[MBD]+)*)?"
_PLACES = r"(?P<places>[OF]T?(?:[CLR]+|G+)(?:[,&]+T?[CLR]+)*)?"
_OFFICE = rf"(?P<part>[MBJ]+-?)?{_OWNER}?(?:[xM]P)?{_ROLE}{_PORTFOLIO}{_PLACES}"
# Between an office and a name there may be a courtesy, and a rank after a comma.
_BEFORE = re.compile(rf"(?P<article>[TY])?{_OFFICE}(?P<comma>,x?[HB]?)?t*$")
_AFTER = re.compile(rf"[,(](?:0,)?(?P<article>T)?{_OFFICE}(?![-NXGHMBJKP])")
_OF_COUNTRY = re.compile(r"OT?(?P<places>[CL]+)")
_TIE = r"(?P<role>[MBm]*[KJ])"
_BELONGS = [
    re.compile(r"(?P<whom>N+)P(?P<role>[MBm]*[KJ]),?t*$"),
    re.compile(r"(?P<whom>Y)(?P<role>[MBm]*[KJ]),?t*$"),
    re.compile(r"(?P<whom>N+)(?P<role>J)t*$"),
    re.compile(rf"{_TIE}[OF]T?[ACPMHBJt-]*(?P<whom>N+),$"),
]
_BELONGS_AFTER = [
    re.compile(rf",T?{_TIE}[OF]T?[ACPMHBJt-]*(?P<whom>N+)"),
    re.compile(rf",(?P<whom>N+)P{_TIE}"),
]
_SHARED = re.compile(r"N(?:OT?C+)?(?:,|,?&|&)[MHB]*$")
_PRONOUNS = frozenset(("his", "her", "their", "its"))
_SOVEREIGN = _list("sovereign-offices")
_OF_FIRMS = re.compile(r"\b" + pattern("of-firms", "people") + r"\b", re.IGNORECASE)
# Stands for a person whom only a pronoun names.
PRONOUN = "pronoun"


@dataclass(slots=True)
class Office:
    """What is beside a name: the role as written, the mentions of countries whose it is, what says
    so, those where it is held, and the person whose it is."""

    role: str = ""
    head: str = ""
    countries: list = field(default_factory=list)
    basis: str = ""
    posts: list = field(default_factory=list)
    of: Name | str | None = None
    # Whether something other than a country has it: a firm, a town, a person.
    owned: bool = False

    @property
    def is_sovereign(self) -> bool:
        """Whether a state has it, so that a country may be looked for further off."""
        return self.head in _SOVEREIGN and not _OF_FIRMS.search(self.role)

    @property
    def is_plural(self) -> bool:
        return self.head.endswith("s") and self.head not in ("his",)


def find_offices(reading: Reading) -> dict[Name, Office]:
    """The offices and ties of the people named in a sentence, by name."""
    people = [name for name in reading.names if name.label == PERSON]
    if not people:
        return {}
    signs = "".join(map(_sign, range(len(reading.words)), [reading] * len(reading.words)))
    found: dict[Name, Office] = {}
    shared: tuple[Office, int] | None = None
    for name in people:
        office = _before(reading, signs, name) or _after(reading, signs, name)
        low = max(0, name.first - _WINDOW)
        if office is None and shared and _SHARED.search(signs[low : name.first]):
            whole, position = shared
            countries = whole.countries[position : position + 1] or whole.countries[:1]
            office = Office(whole.role, whole.head, countries, whole.basis, owned=whole.owned)
            shared = whole, position + 1
        elif office is not None:
            shared = (office, 1) if office.is_plural else None
        if office is None:
            continue
        found[name] = office
        _of_country_after(reading, signs, name, office)
    if shared:
        # The first of several keeps the first country, now that all were given theirs.
        for office in found.values():
            if office.is_plural:
                office.countries = office.countries[:1]
    return found


def _sign(place: int, reading: Reading) -> str:
    """What a word can be in a phrase of office."""
    owner, lower = reading.owners[place], reading.lowers[place]
    if owner is not None:
        return "N" if owner.label == PERSON else "G"
    if lower in _SIGNS:
        return _SIGNS[lower]
    mention = reading.countries[place]
    if mention is not None and mention.kind in _KINDS:
        return _KINDS[mention.kind]
    if not lower[0].isalnum():
        return "."
    if lower in _PRONOUNS:
        return "Y"
    if lower in _COURTESIES and (lower not in _TIES or lower != reading.words[place]):
        return "t"
    head = lower in _STATE or lower in _ENVOYS or lower in _HEADS
    if lower in _TIES:
        return "J" if head else "K"
    if head:
        return "B" if lower in _PARTS else "H"
    if lower in _PARTS:
        return "M"
    if lower in _PORTFOLIOS:
        return "D"
    if lower in _OF_TIES:
        return "m"
    # Any noun or adjective right before a minister is of the office.
    if (
        place + 1 < len(reading.words)
        and reading.lowers[place + 1] in _STATE
        and reading.doc[place].pos_ in ("NOUN", "PROPN", "ADJ")
    ):
        return "M"
    if lower.isdigit():
        return "0"
    return "X" if lower != reading.words[place] else "x"


def _before(reading: Reading, signs: str, name: Name) -> Office | None:
    low = max(0, name.first - _WINDOW)
    window = signs[low : name.first]
    for tie in _BELONGS:
        match = tie.search(window)
        if match:
            return _tie(reading, match, low)
    match = _BEFORE.search(window)
    # After a comma, only what a name then explains: "the French minister, Bruno".
    if match and not (
        match["comma"]
        and not (match["article"] or match["owner"] or match["portfolio"] or match["places"])
    ):
        return _office(reading, match, low)
    return None


def _after(reading: Reading, signs: str, name: Name) -> Office | None:
    window = signs[name.last : name.last + _WINDOW]
    for tie in _BELONGS_AFTER:
        match = tie.match(window)
        if match:
            return _tie(reading, match, name.last)
    match = _AFTER.match(window)
    return _office(reading, match, name.last) if match else None


def _tie(reading: Reading, match: re.Match, low: int) -> Office:
    role = _written(reading, low + match.start("role"), low + match.end("role"))
    whom = reading.owners[low + match.end("whom") - 1] or PRONOUN
    return Office(role, role.lower().rpartition(" ")[2], of=whom, owned=True)


def _office(reading: Reading, match: re.Match, low: int) -> Office:
    pieces = [
        _written(reading, low + match.start(part), low + match.end(part))
        for part in ("part", "role", "portfolio")
        if match[part]
    ]
    head = reading.lowers[low + match.end("role") - 1]
    office = Office(" ".join(pieces), head)
    owner, places = match["owner"] or "", match["places"] or ""
    of = _mentions(reading, low, match, "places")
    if head in _ENVOYS:
        office.posts = [mention for mention in of if mention.iso3]
    elif of and places[0] in "OF" and places.strip("OFT")[:1] == "C":
        office.countries, office.basis = of, "possessive"
    # A vice president of marketing is a firm's.
    elif places or (match["portfolio"] and head.endswith("president")):
        office.owned = True
    if owner[:1] in "AC" and owner:
        office.countries = _mentions(reading, low, match, "owner")
        office.basis = "possessive" if owner.endswith("P") else "adjective"
    elif owner:
        # The Russian Foreign Ministry's spokeswoman is of Russia, a firm's of none.
        office.owned = True
        inside = [mention for mention in _mentions(reading, low, match, "owner") if mention.iso3]
        if owner[0] == "G":
            start = low + match.start("owner")
            beside = [
                mention
                for mention in reading.countries[max(0, start - 2) : start]
                if mention is not None and mention.iso3
            ]
            office.countries = (inside or beside)[:1]
            office.basis = "adjective" if inside else "possessive" if beside else ""
    return office


def _of_country_after(reading: Reading, signs: str, name: Name, office: Office) -> None:
    """President X of Y."""
    match = _OF_COUNTRY.match(signs[name.last : name.last + _WINDOW])
    if match and not office.owned and (not office.countries or office.is_plural):
        office.countries = _mentions(reading, name.last, match, "places")[:1]
        office.basis = "possessive"


def _mentions(reading: Reading, low: int, match: re.Match, part: str) -> list:
    """The mentions of countries in a part of a phrase, in order."""
    if not match[part]:
        return []
    start, end = low + match.start(part), low + match.end(part)
    found = [mention for mention in reading.countries[start:end] if mention is not None]
    return list(dict.fromkeys(found))


def _written(reading: Reading, first: int, last: int) -> str:
    return " ".join(reading.written(first, last).split()).strip("- ")
