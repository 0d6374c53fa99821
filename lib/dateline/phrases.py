"""A parsed article's names, its noun phrases, and its places: what stands where."""

from __future__ import annotations

import bisect
import re
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from dateline.vocabulary import words

if TYPE_CHECKING:
    from spacy.tokens import Token

    from dateline.model import ParsedArticle

SUBJECTS = {"nsubj", "nsubjpass", "csubj"}
HIS, HERS = {"he", "him", "his"}, {"she", "her", "hers"}
# No noun phrase is read further than so many tokens from its head.
FURTHEST = 14

_AFTER_NOUN = {"prep", "amod", "acl", "nummod", "compound"}
# KYIV, Oct 12 (Agency) — What comes before the dash is no part of the sentence.
_DATELINE = re.compile(r"(?:[A-ZÀ-Þ]{1,2} )?[A-ZÀ-Þ]{3}[^!?\n\"“”]*? (?:—|–|-|--) ")
_LONGEST_DATELINE = 70
_HANGS_ON = {"of", "for", "to", "by", "from", "in", "at", "with", "and", "on", "the"}
_BESIDE_NAME = re.compile(r"[\w.]+")
_PAUSE = re.compile(r"[,.]")
_OWNS = re.compile(r"['’]")


class Name(NamedTuple):
    """Where a name stands in the text, whose it is, and a person's role as written there."""

    start: int
    end: int
    name: str
    person: bool
    role: str


class Phrases:
    """A parsed article's sentences (`pieces`), names, and noun phrases.

    `quoted` are the spans between quote marks, in order.
    """

    def __init__(
        self,
        text: str,
        article: ParsedArticle,
        people: Sequence,
        organisations: Sequence,
        quoted: Sequence[tuple[int, int]],
    ) -> None:
        self.text = text
        self.pieces = article.sentences
        self._piece_starts = [piece.start for piece in self.pieces]
        named = [
            Name(each.start, each.end, each.person, True, getattr(each, "role", ""))
            for each in people
        ]
        named += [
            Name(each.start, each.end, each.organisation, False, "") for each in organisations
        ]
        self._names = sorted(named)
        self._name_starts = [each.start for each in self._names]
        self._quoted_starts = [start for start, _ in quoted]
        self._quoted = quoted
        self._tokens: dict[int, dict[int, Token]] = {}
        self._subjects: dict[int, list[Name]] = {}

    # --- places ---------------------------------------------------------------------------------

    def piece_at(self, place: int) -> int:
        """The number of the parsed sentence that holds a place in the text, counted from 0."""
        return bisect.bisect_right(self._piece_starts, place) - 1

    def token_at(self, place: int) -> Token | None:
        """The token that starts at a place in the text."""
        number = self.piece_at(place)
        if number < 0:
            return None
        piece = self.pieces[number]
        if number not in self._tokens:
            self._tokens[number] = {token.idx + piece.start: token for token in piece.doc}
        return self._tokens[number].get(place)

    def is_quoted(self, place: int) -> bool:
        """Whether a place in the text is between quote marks."""
        at = bisect.bisect_right(self._quoted_starts, place) - 1
        return at >= 0 and place < self._quoted[at][1]

    def dateline_end(self, start: int) -> int:
        """Where the dateline ends of the sentence that starts there; where it starts, without."""
        found = _DATELINE.match(self.text, start, start + _LONGEST_DATELINE)
        return found.end() if found else start

    # --- phrases --------------------------------------------------------------------------------

    def named_at(self, head: Token, start: int) -> Name | None:
        """The name that a head is part of, or that is in apposition to it."""
        for token in (head, *(child for child in head.children if child.dep_ == "appos")):
            at = bisect.bisect_right(self._name_starts, token.idx + start) - 1
            if at >= 0 and token.idx + start < self._names[at].end:
                return self._names[at]
        return None

    def named_within(self, begin: int, end: int) -> Name | None:
        """The person whom a phrase ends in, or names after a comma: ambassador to Belgium X."""
        at = bisect.bisect_left(self._name_starts, begin)
        while at < len(self._names) and self._names[at].end <= end:
            name = self._names[at]
            word = _BESIDE_NAME.findall(self.text, begin, name.start)[-1:]
            hangs_on = word and word[0].lower() in _HANGS_ON
            if name.person and not hangs_on and not _OWNS.match(self.text, name.end):
                return name
            at += 1
        follows = at < len(self._names) and self.text[end : self._names[at].start] == ", "
        if follows and self._names[at].person and _PAUSE.match(self.text, self._names[at].end):
            return self._names[at]
        return None

    def phrase(self, head: Token, start: int) -> tuple[int, int]:
        """Where a noun phrase starts and ends in the text, without clauses that hang on it."""
        doc, first, end = head.doc, head.i, head.i + 1
        lowest = max(head.left_edge.i, head.i - FURTHEST)
        opening = self.dateline_end(start) - start
        while first > lowest and doc[first - 1].idx >= opening and _is_inside(doc[first - 1]):
            first -= 1
        if doc[first].lower_ == "both" and first < head.i:
            first += 1
        for child in head.rights:
            tells = child.dep_ == "acl" and child.tag_ == "VBG"
            if child.left_edge.i != end or child.dep_ not in _AFTER_NOUN or tells:
                break
            while end <= min(child.right_edge.i, head.i + FURTHEST) and _is_inside(doc[end]):
                end += 1
        while end > head.i + 1 and doc[end - 1].dep_ == "prep":
            end -= 1
        begin, stop = doc[first].idx + start, doc[end - 1].idx + len(doc[end - 1].text) + start
        name = self.named_at(head, start)
        return begin, max(stop, name.end) if name and name.start <= stop + 1 else stop

    # --- names ----------------------------------------------------------------------------------

    def names_before(self, place: int, most: int) -> list[Name]:
        """The last names before a place in the text, the nearest first."""
        at = bisect.bisect_left(self._name_starts, place)
        return self._names[max(0, at - most) : at][::-1]

    def name_after(self, place: int) -> Name | None:
        """The first name that starts at a place in the text or after it."""
        at = bisect.bisect_left(self._name_starts, place)
        return self._names[at] if at < len(self._names) else None

    def subjects_of(self, number: int) -> list[Name]:
        """The names that are subjects in a sentence: of its main clause first."""
        if number < 0:
            return []
        if number not in self._subjects:
            edges = (*self._piece_starts[number : number + 2], len(self.text))[:2]
            first, last = (bisect.bisect_left(self._name_starts, edge) for edge in edges)
            inside = [name for name in self._names[first:last] if not self.is_quoted(name.start)]
            ranked = sorted((self._rank(name), name) for name in inside)
            self._subjects[number] = [name for rank, name in ranked if rank]
        return self._subjects[number]

    def _rank(self, name: Name) -> int:
        """1 for the subject of a main clause, 2 of another, 0 for what is no subject."""
        for place in range(name.start, name.end):
            token = self.token_at(place)
            if token is not None:
                while token.dep_ in ("appos", "compound") and token.head is not token:
                    token = token.head
                if token.dep_ in SUBJECTS:
                    return 1 if token.head.dep_ in ("ROOT", "conj", "ccomp") else 2
        return 0

    def genders(self) -> dict[str, bool]:
        """Whether a person is a woman, where the words beside the name say so and agree."""
        votes = defaultdict(set)
        for name in self._names:
            if name.person:
                before = re.split(r"[,;:!?]", self.text[max(0, name.start - 30) : name.start])[-1]
                behind = self.text[name.end : name.end + 40]
                behind = _BESIDE_NAME.findall(behind)[:5] if behind.startswith(", ") else []
                # "His", beside a name, is somebody else's: her lawyer Orlan; Orlan, her lawyer.
                beside = [*_BESIDE_NAME.findall(before)[-2:], *behind[:1]]
                beside = [word for word in beside if word.lower() not in HIS | HERS]
                for word in (*beside, *behind[1:], *name.role.split()):
                    for woman, listed in ((False, "male"), (True, "female")):
                        if {word, word.lower()} & words(listed, "quotations"):
                            votes[name.name].add(woman)
        return {name: vote.pop() for name, vote in votes.items() if len(vote) == 1}


def _is_inside(token: Token) -> bool:
    """Whether a noun phrase goes on over a token: no comma, bracket, quote mark or date."""
    if token.ent_type_ in ("DATE", "TIME"):
        return False
    return not token.is_punct or token.text in "-'’" or token.dep_ == "case"
