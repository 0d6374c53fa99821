"""A sentence in words, with the countries mentioned in it and the names found there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dateline.names import words_of
from dateline.vocabulary import words

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from dateline.model import ParsedArticle

# Whose a name is. Of the last three, no table is made: places; peoples and faiths; all the rest.
PERSON, ORGANISATION, PLACE, PEOPLE, OTHER = "person organisation place people other".split()
DASHES = ("-", "–", "—", "--")
# A dateline is over after so many words.
_LONGEST_DATELINE = 16
POSSESSIVES = ("'s", "’s", "'", "’", "‘s", "`s")

_OF_ORGANISATIONS = frozenset(word.lower() for word in words("of-organisations", "people"))


@dataclass(slots=True, eq=False)
class Name:
    """A name in a sentence: its words `first` to `last` (exclusive), and whose it is."""

    sentence: Reading
    first: int
    last: int
    label: str
    key: tuple[str, ...] = ()
    group: tuple[str, ...] = ()

    @property
    def start(self) -> int:
        return self.sentence.starts[self.first]

    @property
    def end(self) -> int:
        return self.sentence.ends[self.last - 1]

    @property
    def text(self) -> str:
        return self.sentence.written(self.first, self.last)


@dataclass(slots=True, eq=False)
class Reading:
    """A sentence in words: where each starts and ends in the article, the mention of a country and
    the name that it is part of, if any."""

    sentence_id: int
    start: int
    text: str
    doc: Doc
    words: list[str]
    lowers: list[str]
    starts: list[int]
    ends: list[int]
    countries: list
    owners: list[Name | None]
    taken: bytearray
    names: list[Name] = field(default_factory=list)

    def written(self, first: int, last: int) -> str:
        """The words from one to another (exclusive) as the article has them."""
        return self.text[self.starts[first] - self.start : self.ends[last - 1] - self.start]

    def add(self, first: int, last: int, label: str) -> Name:
        name = Name(self, first, last, label)
        name.key = words_of(name.text) or (name.text,)
        self.owners[first:last] = [name] * (last - first)
        self.taken[first:last] = b"\1" * (last - first)
        self.names.append(name)
        return name

    def is_capital(self, place: int) -> bool:
        """Whether there is a word in capitals there, of no name and no country yet."""
        return (
            0 <= place < len(self.words)
            and self.words[place][0].isupper()
            and not self.taken[place]
            and not stands_apart(self.countries[place])
        )


def read(article: ParsedArticle, mentions: Sequence) -> Iterator[Reading]:
    """The sentences of an article in words, in order.

    `mentions` are those of countries in the article: any tuples with `start`, `end`, `text`, `iso3`
    and `kind`.
    """
    in_order = sorted(mentions, key=lambda mention: mention.start)
    position = 0
    for parsed in article.sentences:
        doc, start = parsed.doc, parsed.start
        texts = [token.text for token in doc]
        starts = [start + token.idx for token in doc]
        ends = [begin + len(text) for begin, text in zip(starts, texts, strict=True)]
        countries: list = [None] * len(texts)
        while position < len(in_order) and in_order[position].end <= start:
            position += 1
        at, place = position, 0
        while ends and at < len(in_order) and in_order[at].start < ends[-1]:
            mention = in_order[at]
            while place < len(texts) and ends[place] <= mention.start:
                place += 1
            within = place
            while within < len(texts) and starts[within] < mention.end:
                countries[within] = mention
                within += 1
            at += 1
        yield Reading(
            parsed.sentence_id,
            start,
            doc.text,
            doc,
            texts,
            [text.lower() for text in texts],
            starts,
            ends,
            countries,
            [None] * len(texts),
            bytearray(len(texts)),
        )


def is_bloc(mention) -> bool:
    """Whether a region is an organisation of states: the EU, the African Union."""
    if mention.kind != "region":
        return False
    last = mention.text.split()[-1].lower()
    return (len(mention.text) > 1 and mention.text.isupper()) or last in _OF_ORGANISATIONS


def stands_apart(mention) -> bool:
    """Whether a mention of a country is no part of any name of a person or an organisation."""
    return mention is not None and mention.kind != "embedded" and not is_bloc(mention)


def is_source(reading: Reading, first: int, last: int) -> bool:
    """Whether brackets hold the agency that a dateline names: OSLO (Nordic Press) -"""
    return (
        last + 1 < len(reading.words)
        and last < _LONGEST_DATELINE
        and reading.words[last] == ")"
        and reading.words[last + 1] in DASHES
    )


def spelled_out(name: Name) -> Name | None:
    """The organisation right before a name in brackets, which abbreviates it."""
    reading, first = name.sentence, name.first
    if first < 2 or reading.words[first - 1] != "(" or not name.text.isupper():
        return None
    owner = reading.owners[first - 2]
    return owner if owner is not None and owner.label == ORGANISATION else None
