"""Who does what to whom: subject, verb and object of each clause; pairs of countries."""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from dateline import tables
from dateline.clauses import Clauses, words
from dateline.factuality import Factuality

if TYPE_CHECKING:
    import pandas as pd

    from dateline.model import Parsed, ParsedArticle

# The kinds of country mention that are proper names.
_NAMED = frozenset({"name", "metonym", "embedded", "place", "region"})
_MODIFIERS = frozenset({"amod", "compound", "nmod", "poss"})
_SUFFIXES = frozenset({"Jr", "Sr", "II", "III", "IV"})
_CLOSING = "\"'”’»)] "
# Between an office and its holder's name: ambassador to Mali and Niger X.
_LONGEST_OFFICE = 80


class Relation(NamedTuple):
    """A row of the table `relations`, without the article."""

    sentence_id: int
    start: int
    end: int
    text: str
    subject: str
    verb: str
    object: str
    negated: str
    hypothetical: str
    subject_iso3: str
    object_iso3: str


class _Name(NamedTuple):
    """A name in the article, and what a relation calls it."""

    start: int
    end: int
    label: str
    iso3: str
    role: str = ""


def find_relations(
    article: ParsedArticle, people: Sequence, organisations: Sequence, mentions: Sequence
) -> list[Relation]:
    """The relations in an article, in the order of its sentences and verbs.

    `people`, `organisations` and `mentions` are the article's rows of those tables. A person is
    called by the last word of the name as written there, an organisation or a country by its name
    as written, anything else by the lemma of its head; pronouns stay. The span runs from the first
    to the last of subject, verb and object; offsets are code points into the article's text.
    """
    names = _names(people, organisations, mentions)
    countries = sorted(
        _Name(row.start, row.end, row.text, row.iso3)
        for row in mentions
        if row.iso3 and row.kind != "embedded"
    )
    rows: dict[tuple, Relation] = {}
    for parsed in article.sentences:
        text = parsed.doc.text
        near = (_within(each, parsed.start, len(text)) for each in (names, countries))
        for row in _Sentence(parsed, text, *near).relations():
            rows.setdefault((row.start, row.end, row.subject, row.verb, row.object), row)
    return list(rows.values())


def count_pairs(mentions: pd.DataFrame, kinds: Sequence[str] = ("name",)) -> pd.DataFrame:
    """The table `pairs`: how many sentences name both of two countries, the most frequent first.

    `mentions` has the columns article_id, sentence_id, iso3 and kind; only these kinds count.
    """
    named = mentions[mentions["kind"].isin(kinds) & (mentions["iso3"] != "")]
    by_sentence: dict[tuple, set[str]] = {}
    columns = (named[name] for name in ("article_id", "sentence_id", "iso3"))
    for article_id, sentence_id, iso3 in zip(*columns, strict=True):
        by_sentence.setdefault((article_id, sentence_id), set()).add(iso3)
    counts = Counter(
        pair for codes in by_sentence.values() for pair in itertools.combinations(sorted(codes), 2)
    )
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tables.frame("pairs", [(*pair, count) for pair, count in ranked])


def _names(people: Sequence, organisations: Sequence, mentions: Sequence) -> list[_Name]:
    """The names of an article in order; of two that overlap, the longer."""
    office = {row.person: row.iso3 for row in people if row.iso3}
    home = {row.organisation: row.iso3 for row in organisations if row.iso3}
    found = [
        _Name(row.start, row.end, _surname(row.text), office.get(row.person, ""), row.role)
        for row in people
    ]
    found += [
        _Name(row.start, row.end, row.text, home.get(row.organisation, "")) for row in organisations
    ]
    found += [
        _Name(row.start, row.end, row.text, row.iso3) for row in mentions if row.kind in _NAMED
    ]
    kept, end = [], 0
    for name in sorted(found, key=lambda name: (name.start, -name.end)):
        if name.start >= end:
            kept.append(name)
            end = name.end
    return kept


def _within(names: list[_Name], start: int, length: int) -> list[_Name]:
    """The names that start in a sentence, their places counted from its start."""
    first, last = bisect_left(names, (start,)), bisect_left(names, (start + length,))
    return [
        name._replace(start=name.start - start, end=name.end - start) for name in names[first:last]
    ]


def _surname(name: str) -> str:
    """The word of a name that stands for it: the last that is no suffix."""
    parts = name.split()
    while len(parts) > 1 and parts[-1].rstrip(".") in _SUFFIXES:
        parts.pop()
    return parts[-1].rstrip(",")


class _Sentence:
    """A parsed sentence with the names and countries in it."""

    def __init__(
        self, parsed: Parsed, text: str, names: list[_Name], countries: list[_Name]
    ) -> None:
        self._parsed, self._text = parsed, text
        self._names, self._countries = names, countries
        self._clauses = Clauses(parsed.doc, text)
        starts = self._clauses.starts
        self._clauses.named = {
            place
            for name in names
            for place in range(bisect_left(starts, name.start), bisect_left(starts, name.end))
        }

    def relations(self) -> Iterator[Relation]:
        """A row for each verb, each of its subjects and each of its objects."""
        asks = self._text.rstrip(_CLOSING).endswith("?")
        factuality = Factuality(self._clauses, asks=asks)
        for verb in self._clauses.verbs():
            for name, subjects, objects in self._clauses.readings(verb):
                for subject, object_ in itertools.product(subjects, objects):
                    if subject != object_:
                        yield self._row(verb, name, subject, object_, factuality)

    def _row(
        self, verb: int, name: str, subject: int, object_: int, factuality: Factuality
    ) -> Relation:
        clauses, offset = self._clauses, self._parsed.start
        status = factuality.status(verb)
        first, last = self._called(subject), self._called(object_)
        start = min(first.start, last.start, clauses.starts[verb])
        end = min(max(first.end, last.end, clauses.ends[verb]), len(self._text))
        return Relation(
            self._parsed.sentence_id,
            start + offset,
            end + offset,
            self._text[start:end],
            first.label,
            name,
            last.label,
            "yes" if status.negated else "no",
            "yes" if status.hypothetical else "no",
            first.iso3,
            last.iso3,
        )

    def _called(self, noun: int) -> _Name:
        """What a relation calls a noun, and its country."""
        clauses = self._clauses
        name = _at(self._names, clauses.starts[noun]) or self._holder(noun)
        if name:
            return name._replace(iso3=name.iso3 or self._country(noun))
        first, end = noun, clauses.ends[noun]
        proper = clauses.tags[noun].startswith("NNP")
        while proper and self._begins_name(first - 1, noun):
            first -= 1
        start = clauses.starts[first]
        written = self._text[start:end]
        plural = written.lower() in words("plurals") or written[0].isdigit()
        label = written.lower() if plural else written if proper else clauses.lemmas[noun]
        return _Name(start, end, label, self._country(noun))

    def _begins_name(self, place: int, noun: int) -> bool:
        """Whether a word is part of the proper name that a noun ends."""
        clauses = self._clauses
        return (
            place >= 0
            and clauses.deps[place] == "compound"
            and place < clauses.heads[place] <= noun
            and clauses.tags[place].startswith("NNP")
            and self._text[clauses.starts[place]].isupper()
        )

    def _holder(self, noun: int) -> _Name | None:
        """Whose name stands beside an office: ambassador to Mali X; the minister, X."""
        clauses = self._clauses
        if clauses.lemmas[noun] in words("wordings"):
            return None  # his nickname X is not X
        for place in clauses.having(noun, {"appos"}):
            if name := _at(self._names, clauses.starts[place]):
                return name
        end = clauses.ends[noun]
        office = self._text[clauses.starts[noun] : end]
        for name in self._names[bisect_left(self._names, (end,)) :]:
            if name.start - end > _LONGEST_OFFICE:
                break
            if name.role.endswith(office):
                return name
        return None

    def _country(self, noun: int) -> str:
        """The country that a word names, or that an adjective or possessive beside it does."""
        starts = self._clauses.starts
        if itself := _at(self._countries, starts[noun]):
            return itself.iso3
        beside = (starts[place] for place in self._clauses.having(noun, _MODIFIERS))
        found = {country.iso3 for start in beside if (country := _at(self._countries, start))}
        return found.pop() if len(found) == 1 else ""


def _at(names: list[_Name], place: int) -> _Name | None:
    """The name, of those in order, that has a character at a place."""
    number = bisect_right(names, (place, float("inf"))) - 1
    return names[number] if number >= 0 and names[number].end > place else None
