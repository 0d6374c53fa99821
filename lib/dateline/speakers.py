"""Who says something: the subject of a word of saying, and the name behind it.

Read off the parse of one article. "He" and "she" are whoever spoke last or was the subject of a
sentence, whichever is nearer before, unless a title or another word beside a name says that it is
a woman's or a man's; where no name is a subject, it may be who is told by an office alone. "It" and
"they" are an organisation or group that spoke. "The minister" is the last named in that office;
"the ministry", the last organisation called one; "his Twitter feed" and "a statement by the
ministry" are whose they are. Names between quote marks do not count.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from dateline.phrases import FURTHEST, HERS, HIS, SUBJECTS, Name, Phrases
from dateline.vocabulary import words

if TYPE_CHECKING:
    from spacy.tokens import Token

    from dateline.model import ParsedArticle

_ROOM = "quotations"
_BESIDE_NOUN = {"det", "amod", "compound", "poss", "nmod", "nummod", "case", "predet", "quantmod"}
_RELATIVE = {"who", "which", "that"}
_OURSELVES = {"i", "we", "you"}
_UNNAMED = _OURSELVES | {"that", "this", "these", "those", "there", "which", "who", "what"}
_OFFICES = ("state-offices", "offices", "envoys")
_ARTICLES = {"the", "a", "an", "this", "that"}
_NEUTER = {"it", "its", "they", "them", "their"}
# Sentences and names looked back at; longer memories would find someone, but not the one.
_SENTENCES, _NAMES = 8, 30
_POSSESSIVE = re.compile(r"['’]s? ")


class Speaker(NamedTuple):
    """Who speaks: as written, by name, and whether that is a person with a name."""

    text: str
    name: str
    person: bool


NOBODY = Speaker("", "", False)


class Reading(Phrases):
    """A parsed article's names and noun phrases, and who has spoken so far.

    `spoke` is told of each speaker, sentence by sentence, in the order of the text.
    """

    def __init__(
        self,
        text: str,
        article: ParsedArticle,
        people: Sequence,
        organisations: Sequence,
        quoted: Sequence[tuple[int, int]],
    ) -> None:
        super().__init__(text, article, people, organisations, quoted)
        self._spoken: dict[int, Speaker] = {}
        self._gender = self.genders()
        self._said = (0, 0)
        self._in_office: dict[int, list[Name]] = {}

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
        name = self.name_after(self.dateline_end(start))
        return self.token_at(name.start) if name and name.start < verb.idx + start else None

    def _beside(self, verb: Token, start: int) -> Token | None:
        """The noun next to a word of saying whose subject the parse has missed."""
        doc = verb.doc
        after = doc[verb.i + 1] if verb.i + 1 < len(doc) else None
        # "So!" told Ana. After the marks even a word of telling has the one who tells behind it.
        inverted = self.is_quoted(verb.idx + start - 2)
        if after is not None and (inverted or verb.lower_ not in words("telling", _ROOM)):
            limit = min(len(doc), after.i + FURTHEST)
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
        first = self.named_at(head, start)
        others = [token for token in head.conjuncts if token.i > head.i]
        if others and others[-1].i - head.i <= FURTHEST:
            speakers = [self._single(token, start) for token in (head, *others)]
            begin = first.start if first else self.phrase(head, start)[0]
            last = others[-1]
            name = self.named_at(last, start)
            end = name.end if name else self.phrase(last, start)[1]
            written = re.sub(r"^(?i:both)\s+", "", self.text[begin:end])
            names = [speaker.name for speaker in speakers if speaker.name]
            link = ", ".join(names[:-1]) + " and " + names[-1] if len(names) > 1 else "".join(names)
            return Speaker(written, link, False)
        return self._single(head, start)

    def _single(self, head: Token, start: int) -> Speaker:
        place = head.idx + start
        if head.pos_ == "PRON" and head.lower_ in HIS | HERS | _NEUTER:
            return self._pronoun(head.text, place)
        begin, end = self.phrase(head, start)
        name = self.named_at(head, start) or self.named_within(begin, end)
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
        return Speaker(written, written, unlisted or self._holds_office(head, written))

    # --- names behind words ----------------------------------------------------------------------

    def _pronoun(self, written: str, place: int) -> Speaker:
        low = written.lower()
        if low in _NEUTER:
            found = self._nearest(place, _SENTENCES, lambda speaker: not speaker.person)
        else:
            woman = low in HERS
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
        firm = word in words("firm", _ROOM)
        for name in self.names_before(place, _NAMES):
            kind = (name.role if name.person else name.name).lower().split()
            if word in kind[-1:] or (firm and not name.person):
                return Speaker(written, name.name, name.person)
        return Speaker(written, written, self._holds_office(head, written))

    def _holds_office(self, head: Token, written: str) -> bool:
        """Whether a phrase without a name is what one person is in office; what it says of the
        gender is remembered.
        """
        for woman, listed in ((False, "male"), (True, "female")):
            if head.lower_ in words(listed, _ROOM):
                self._gender.setdefault(written, woman)
        return _is_office(head)

    def _subjects_of(self, number: int) -> list[Name]:
        """The names that are subjects in a sentence; without any, who is in office there."""
        found = self.subjects_of(number)
        if found or number < 0:
            return found
        if number not in self._in_office:
            piece = self.pieces[number]
            heads = [token for token in piece.doc if token.dep_ in SUBJECTS and _is_office(token)]
            self._in_office[number] = [
                Name(piece.start + head.idx, piece.start + head.idx, one.name, one.person, "")
                for head in heads
                if not self.is_quoted(piece.start + head.idx)
                for one in [self._single(head, piece.start)]
                if one.name
            ]
        return self._in_office[number]

    def _nearest(self, place: int, sentences: int, fits) -> Speaker:
        """Who spoke, or was a subject, in the same sentence before, or in those before that."""
        number = self.piece_at(place)
        for name in reversed(self._subjects_of(number)):
            speaker = Speaker("", name.name, name.person)
            inside = self._said[0] <= name.start < self._said[1]
            if name.start < place and not inside and fits(speaker):
                return speaker
        for earlier in range(number - 1, max(-1, number - 1 - sentences), -1):
            subjects = [Speaker("", each.name, each.person) for each in self._subjects_of(earlier)]
            spoken = self._spoken.get(earlier)
            for speaker in [*([spoken] if spoken else []), *subjects]:
                if fits(speaker):
                    return speaker
        limit = self.pieces[max(0, number - sentences)].start if number >= 0 else 0
        for name in self.names_before(place, _NAMES):
            speaker = Speaker("", name.name, name.person)
            if name.start >= limit and fits(speaker) and not self.is_quoted(name.start):
                return speaker
        return NOBODY


def _is_office(head: Token) -> bool:
    """Whether a noun is what one person is in office: the president, her spokesman; no minister
    is nobody.
    """
    listed = any(head.lower_ in words(name, "people") for name in _OFFICES)
    others = {child.lower_ for child in head.children if child.dep_ == "det"} - _ARTICLES
    return listed and head.tag_ in ("NN", "NNP") and not others


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
            if child.dep_ in SUBJECTS:
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
