"""Who says something: the subject of a word of saying, and the name behind it.

Read off the parse of one article. "He" and "she" are whoever spoke last or was the subject of a
sentence, whichever is nearer before, unless a title or another word beside a name says that it is
a woman's or a man's; "it" and "they" are an organisation or group that spoke. "The minister" is the
last named in that office; "the ministry", the last organisation called one; "his Twitter feed" and
"a statement by the ministry" are whose they are. Names between quote marks do not count.
"""

from __future__ import annotations

import bisect
import re
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from dateline.vocabulary import words

if TYPE_CHECKING:
    from spacy.tokens import Token

    from dateline.model import Parsed, ParsedArticle

_ROOM = "quotations"
_SUBJECT = {"nsubj", "nsubjpass", "csubj"}
_NOUNS = {"NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET"}
_BESIDE_NOUN = {"det", "amod", "compound", "poss", "nmod", "nummod", "case", "predet", "quantmod"}
_AFTER_NOUN = {"prep", "amod", "acl", "nummod", "compound"}
_RELATIVE = {"who", "which", "that"}
_OURSELVES = {"i", "we", "you"}
_UNNAMED = _OURSELVES | {"that", "this", "these", "those", "there", "which", "who", "what"}
_MASCULINE, _FEMININE = {"he", "him", "his"}, {"she", "her", "hers"}
_NEUTER = {"it", "its", "they", "them", "their"}
# Sentences, names and tokens looked back at; longer memories would find someone, but not the one.
_SENTENCES, _NAMES, _TOKENS = 8, 30, 14
# KYIV, Oct 12 (Agency) — What comes before the dash is no part of the sentence.
_DATELINE = re.compile(r"[A-ZÀ-Þ]{3}[^!?\n\"“”]*? (?:—|–|-|--) ")
_LONGEST_DATELINE = 70
_HANGS_ON = {"of", "for", "to", "by", "from", "in", "at", "with", "and", "on", "the"}
_BESIDE_NAME = re.compile(r"[\w.]+")
_PAUSE = re.compile(r"[,.]")
_POSSESSIVE, _OWNS = re.compile(r"['’]s? "), re.compile(r"['’]")


class Speaker(NamedTuple):
    """Who speaks: as written, by name, and whether that is a person with a name."""

    text: str
    name: str
    person: bool


NOBODY = Speaker("", "", False)


class _Name(NamedTuple):
    start: int
    end: int
    name: str
    person: bool
    role: str


class Reading:
    """A parsed article's sentences, its names, and who has spoken so far.

    `quoted` are the spans between quote marks, in order. `spoke` is told of each speaker, sentence
    by sentence, in the order of the text.
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
            _Name(each.start, each.end, each.person, True, getattr(each, "role", ""))
            for each in people
        ]
        named += [
            _Name(each.start, each.end, each.organisation, False, "") for each in organisations
        ]
        self._names = sorted(named)
        self._name_starts = [each.start for each in self._names]
        self._quoted_starts = [start for start, _ in quoted]
        self._quoted = quoted
        self._tokens: dict[int, dict[int, Token]] = {}
        self._subjects: dict[int, list[tuple[int, Speaker]]] = {}
        self._spoken: dict[int, Speaker] = {}
        self._gender = self._genders()
        self._said = (0, 0)

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

    def spoke(self, first: int, last: int, speaker: Speaker) -> None:
        """Remember who spoke in the text from one place to another."""
        if speaker.name:
            for number in range(max(0, self.piece_at(first)), self.piece_at(last) + 1):
                self._spoken[number] = speaker

    # --- the speaker of a word of saying ---------------------------------------------------------

    def speaker_of(self, verb: Token, start: int, said: tuple[int, int] = (0, 0)) -> Speaker:
        """Who says what a word of saying introduces; `start` is where its sentence starts.

        `said` is the span in the text of what they say: "he" is nobody whom it names.
        """
        self._said = said
        head = teller(verb)
        if head is not None and head.idx + start < self.dateline_end(start):
            head = self._after_dateline(verb, start)
        if head is None:
            head = self._beside(verb, start)
        if head is None or self.is_quoted(head.idx + start):
            return NOBODY
        return self._speaker(head, start)

    def last_speaker(self, place: int) -> Speaker:
        """Who goes on speaking at a place in the text, where no word says so."""
        return self._nearest(place, _SENTENCES // 2, lambda speaker: True)

    def _after_dateline(self, verb: Token, start: int) -> Token | None:
        """The subject where the parse has taken the dateline for it: a noun before, or a name."""
        if verb.i and verb.doc[verb.i - 1].pos_ in ("NOUN", "PROPN"):
            return verb.doc[verb.i - 1]
        at = bisect.bisect_left(self._name_starts, self.dateline_end(start))
        if at < len(self._names) and self._names[at].start < verb.idx + start:
            return self.token_at(self._names[at].start)
        return None

    def _beside(self, verb: Token, start: int) -> Token | None:
        """The noun next to a word of saying whose subject the parse has missed."""
        doc = verb.doc
        after = doc[verb.i + 1] if verb.i + 1 < len(doc) else None
        # "So!" told Ana. After the marks even a word of telling has the one who tells behind it.
        inverted = self.is_quoted(verb.idx + start - 2)
        if after is not None and (inverted or verb.lower_ not in words("telling", _ROOM)):
            limit = min(len(doc), after.i + _TOKENS)
            while after.dep_ in _BESIDE_NOUN and verb.i < after.head.i < limit:
                after = after.head
            if after.pos_ in ("NOUN", "PROPN", "PRON") and after.ent_type_ not in ("DATE", "TIME"):
                return after
        before = doc[verb.i - 1] if verb.i else None
        if before is None or before.pos_ not in ("NOUN", "PROPN", "PRON"):
            return None
        return None if self.is_quoted(before.idx + start) else before

    def _speaker(self, head: Token, start: int) -> Speaker:
        """The noun phrase of a head, as written, and whom it names."""
        if head.lower_ in _UNNAMED:
            return Speaker(head.text, "", False) if head.lower_ in _OURSELVES else NOBODY
        first = self._named_at(head, start)
        others = [token for token in head.conjuncts if token.i > head.i]
        if others and others[-1].i - head.i <= _TOKENS:
            speakers = [self._single(token, start) for token in (head, *others)]
            begin = first.start if first else self._phrase(head, start)[0]
            last = others[-1]
            name = self._named_at(last, start)
            end = name.end if name else self._phrase(last, start)[1]
            written = re.sub(r"^(?i:both)\s+", "", self.text[begin:end])
            names = [speaker.name for speaker in speakers if speaker.name]
            link = ", ".join(names[:-1]) + " and " + names[-1] if len(names) > 1 else "".join(names)
            return Speaker(written, link, False)
        return self._single(head, start)

    def _single(self, head: Token, start: int) -> Speaker:
        place = head.idx + start
        if head.pos_ == "PRON" and head.lower_ in _MASCULINE | _FEMININE | _NEUTER:
            return self._pronoun(head.text, place)
        begin, end = self._phrase(head, start)
        name = self._named_at(head, start) or self._named_within(begin, end)
        if name and name.person:
            return Speaker(self.text[name.start : name.end], name.name, True)
        written = self.text[begin:end]
        bare = re.sub(r"^(?i:the|an?)\s+", "", written)
        if name:
            if name.start > begin and _POSSESSIVE.search(self.text, begin, name.start):
                institution = head.lower_ in words("institution", _ROOM)
                return Speaker(written, bare if institution else name.name, False)
            return Speaker(written, name.name, False)
        owner = self._owner(head, start)
        if owner.name:
            return Speaker(written, owner.name, owner.person)
        if written.lower().startswith("the ") and " " not in bare:
            return self._called(head, place, written)
        # A name that nobody has listed is likelier a person's than not.
        unlisted = head.pos_ == "PROPN" and head.ent_type_ in ("", "PERSON")
        return Speaker(written, written, unlisted)

    def _named_at(self, head: Token, start: int) -> _Name | None:
        """The name that a head is part of, or that is in apposition to it."""
        for token in (head, *(child for child in head.children if child.dep_ == "appos")):
            at = bisect.bisect_right(self._name_starts, token.idx + start) - 1
            if at >= 0 and token.idx + start < self._names[at].end:
                return self._names[at]
        return None

    def _named_within(self, begin: int, end: int) -> _Name | None:
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

    def _phrase(self, head: Token, start: int) -> tuple[int, int]:
        """Where a noun phrase starts and ends in the text, without clauses that hang on it."""
        doc, first, end = head.doc, head.i, head.i + 1
        lowest = max(head.left_edge.i, head.i - _TOKENS)
        opening = self.dateline_end(start) - start
        while first > lowest and doc[first - 1].idx >= opening and _is_inside(doc[first - 1]):
            first -= 1
        if doc[first].lower_ == "both" and first < head.i:
            first += 1
        for child in head.rights:
            tells = child.dep_ == "acl" and child.tag_ == "VBG"
            if child.left_edge.i != end or child.dep_ not in _AFTER_NOUN or tells:
                break
            while end <= min(child.right_edge.i, head.i + _TOKENS) and _is_inside(doc[end]):
                end += 1
        while end > head.i + 1 and doc[end - 1].dep_ == "prep":
            end -= 1
        begin, stop = doc[first].idx + start, doc[end - 1].idx + len(doc[end - 1].text) + start
        name = self._named_at(head, start)
        return begin, max(stop, name.end) if name and name.start <= stop + 1 else stop

    # --- names behind words ----------------------------------------------------------------------

    def _pronoun(self, written: str, place: int) -> Speaker:
        low = written.lower()
        if low in _NEUTER:
            found = self._nearest(place, _SENTENCES, lambda speaker: not speaker.person)
        else:
            woman = low in _FEMININE
            found = self._nearest(
                place,
                _SENTENCES,
                lambda one: one.person and self._gender.get(one.name, woman) == woman,
            )
            # Who has been "he" once will not be "she".
            self._gender.setdefault(found.name, woman)
        return Speaker(written, found.name, found.person)

    def _owner(self, head: Token, start: int) -> Speaker:
        """Whose feed, statement or book it is that speaks."""
        if head.lower_ not in words("channel", _ROOM):
            return NOBODY
        # What is said may well name whose feed it is.
        self._said = (0, 0)
        for child in head.children:
            if child.dep_ == "poss":
                return self._single(child, start)
            if child.dep_ in ("prep", "agent") and child.lower_ in ("by", "from", "of"):
                for noun in child.children:
                    if noun.dep_ == "pobj":
                        return self._single(noun, start)
        return NOBODY

    def _called(self, head: Token, place: int, written: str) -> Speaker:
        """The last person in an office, or organisation of a kind, that "the …" names before."""
        word = head.lower_
        at = bisect.bisect_left(self._name_starts, place)
        firm = word in words("firm", _ROOM)
        for name in reversed(self._names[max(0, at - _NAMES) : at]):
            kind = (name.role if name.person else name.name).lower().split()
            if word in kind[-1:] or (firm and not name.person):
                return Speaker(written, name.name, name.person)
        return Speaker(written, written, False)

    def _nearest(self, place: int, sentences: int, fits) -> Speaker:
        """Who spoke, or was a subject, in the same sentence before, or in those before that."""
        number = self.piece_at(place)
        for before, speaker in reversed(self._subjects_of(number)):
            inside = self._said[0] <= before < self._said[1]
            if before < place and not inside and fits(speaker):
                return speaker
        for earlier in range(number - 1, max(-1, number - 1 - sentences), -1):
            spoken = self._spoken.get(earlier)
            for speaker in [
                *([spoken] if spoken else []),
                *(s for _, s in self._subjects_of(earlier)),
            ]:
                if fits(speaker):
                    return speaker
        at = bisect.bisect_left(self._name_starts, place)
        limit = self._piece_starts[max(0, number - sentences)] if number >= 0 else 0
        for name in reversed(self._names[max(0, at - _NAMES) : at]):
            speaker = Speaker("", name.name, name.person)
            if name.start >= limit and fits(speaker) and not self.is_quoted(name.start):
                return speaker
        return NOBODY

    def _subjects_of(self, number: int) -> list[tuple[int, Speaker]]:
        """The names that are subjects in a sentence: of its main clause first."""
        if number not in self._subjects:
            self._subjects[number] = found = []
            piece = self.pieces[number] if number >= 0 else None
            end = (
                self._piece_starts[number + 1] if number + 1 < len(self.pieces) else len(self.text)
            )
            at = bisect.bisect_left(self._name_starts, piece.start if piece else end)
            while piece and at < len(self._names) and self._names[at].start < end:
                name = self._names[at]
                rank = self._rank(name, piece)
                if rank and not self.is_quoted(name.start):
                    found.append((rank, name.start, Speaker("", name.name, name.person)))
                at += 1
            found[:] = [(place, speaker) for _, place, speaker in sorted(found)]
        return self._subjects[number]

    def _rank(self, name: _Name, piece: Parsed) -> int:
        """1 for the subject of a main clause, 2 of another, 0 for what is no subject."""
        for place in range(name.start, name.end):
            token = self.token_at(place)
            if token is not None:
                while token.dep_ in ("appos", "compound") and token.head is not token:
                    token = token.head
                if token.dep_ in _SUBJECT:
                    return 1 if token.head.dep_ in ("ROOT", "conj", "ccomp") else 2
        return 0

    def _genders(self) -> dict[str, bool]:
        """Whether a person is a woman, where the words beside the name say so and agree."""
        votes = defaultdict(set)
        for name in self._names:
            if name.person:
                before = re.split(r"[,;:!?]", self.text[max(0, name.start - 30) : name.start])[-1]
                behind = self.text[name.end : name.end + 40]
                behind = _BESIDE_NAME.findall(behind)[:5] if behind.startswith(", ") else []
                # "His", beside a name, is somebody else's: her lawyer Orlan; Orlan, her lawyer.
                beside = [*_BESIDE_NAME.findall(before)[-2:], *behind[:1]]
                beside = [word for word in beside if word.lower() not in _MASCULINE | _FEMININE]
                for word in (*beside, *behind[1:], *name.role.split()):
                    for woman, listed in ((False, "male"), (True, "female")):
                        if {word, word.lower()} & words(listed, _ROOM):
                            votes[name.name].add(woman)
        return {name: vote.pop() for name, vote in votes.items() if len(vote) == 1}


def _is_inside(token: Token) -> bool:
    """Whether a noun phrase goes on over a token: no comma, bracket, quote mark or date."""
    if token.ent_type_ in ("DATE", "TIME"):
        return False
    return not token.is_punct or token.text in "-'’" or token.dep_ == "case"


def teller(verb: Token) -> Token | None:
    """The head of who says it: a subject, what `according to` names, or what a clause hangs on."""
    if verb.lower_ == "according":
        for to in verb.children:
            for noun in to.children:
                if noun.dep_ == "pobj":
                    return noun
        return None
    for _ in range(4):
        for child in verb.children:
            if child.dep_ in _SUBJECT:
                if child.dep_ == "nsubjpass" and verb.lower_ not in ("quoted", "cited"):
                    return None
                relative = child.lower_ in _RELATIVE and verb.dep_ == "relcl"
                return verb.head if relative else child
        if verb.dep_ in ("acl", "relcl") and verb.tag_ == "VBG":
            return verb.head
        clause = verb.dep_ == "advcl" and verb.tag_ == "VBG"
        if verb.dep_ in ("conj", "xcomp", "pcomp", "prep") or clause:
            verb = verb.head
        else:
            return None
    return None
