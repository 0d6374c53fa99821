"""A parsed sentence as lists, and what rules ask of it: who the subject is, what the objects are.

Dependencies are those of spaCy's English models (ClearNLP's labels). Words are known by their place
in the sentence, counted from 0.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dateline import vocabulary

if TYPE_CHECKING:
    from spacy.tokens import Doc

# How far up a sentence is followed; no clause that a reader understands is deeper.
DEEPEST = 12
# A longer enumeration is a list, and not in one relation with all of it.
_LONGEST_ENUMERATION = 20
# The tags of words that can be subject or object.
_NOUNS = ("NN", "PRP", "DT", "JJ")
_FINITE = {"VBD", "VBZ", "VBP"}
_TIMES = {"DATE", "TIME", "PERCENT"}
_DATELINE = re.compile(
    r"[A-ZÀ-Þ]{2}[A-ZÀ-Þ.'’-]{0,30}(?:,?\s\(?[A-ZÀ-Þ0-9][\w.'’/-]{0,30}\)?,?){0,8}\s[-–—]{1,2}\s"
)
SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_OPEN_CLAUSES = {"xcomp", "ccomp", "advcl", "pcomp", "acl", "relcl"}

words = functools.partial(vocabulary.words, room="relations")


class Clauses:
    """The words of a sentence: their dependencies, tags, lemmas and places, in lists.

    `text` is that of `doc`; `starts` and `ends` are code points in it. Words in `named` (places,
    for the caller to fill) are part of a proper name, whatever the model takes them for.
    """

    def __init__(self, doc: Doc, text: str) -> None:
        columns = doc.to_array(["HEAD", "IDX", "LENGTH", "DEP", "TAG", "LEMMA", "ENT_TYPE"]).T
        heads, self.starts, lengths = columns[:3].astype("int64").tolist()
        self.ends = [start + length for start, length in zip(self.starts, lengths, strict=True)]
        self.heads = [place + offset for place, offset in enumerate(heads)]
        string = doc.vocab.strings.__getitem__
        self.deps, self.tags, self.lemmas, self.entities = (
            [string(value) for value in column] for column in columns[3:].tolist()
        )
        self.children: list[list[int]] = [[] for _ in self.heads]
        for place, head in enumerate(self.heads):
            if head != place:
                self.children[head].append(place)
        self.named: set[int] = set()
        # The place and day before an agency's first sentence are no part of it.
        dateline = _DATELINE.match(text)
        self.opening = bisect_left(self.starts, dateline.end()) if dateline else 0
        self._subjects_of: dict[int, list[int]] = {}

    def verbs(self) -> Iterator[int]:
        """The verbs of its clauses, in order."""
        for place, tag in enumerate(self.tags):
            if tag.startswith("VB") and self.deps[place] not in ("aux", "auxpass"):
                yield place

    def readings(self, verb: int) -> Iterator[tuple[str, list[int], list[int]]]:
        """What a verb is called, who does it, and to what; a passive is turned round."""
        lemma = self.lemmas[verb]
        if self.is_passive(verb):
            agents = [
                noun for by in self.having(verb, {"agent"}) for noun in self.nouns(by, {"pobj"})
            ]
            if agents:
                yield lemma, agents, self.subjects(verb)
        elif lemma == "be":
            for adjective in self.having(verb, {"acomp"}):
                for name, objects in self._prepositional(adjective):
                    yield name, self.subjects(verb), objects
        elif objects := self._objects(verb):
            yield lemma, self.subjects(verb), objects
        elif lemma not in words("speech"):
            for name, objects in self._prepositional(verb):
                yield name, self.subjects(verb), objects

    def subjects(self, verb: int, depth: int = 0) -> list[int]:
        """What stands as the subject of a verb: its own, or one of the clause it hangs on."""
        if verb not in self._subjects_of:
            found = self.nouns(verb, SUBJECTS)
            if not found and not self.having(verb, {"expl", "csubj", *SUBJECTS}):
                found = self._subjects_above(verb, depth) if depth < DEEPEST else []
            self._subjects_of[verb] = found
        return self._subjects_of[verb]

    def _subjects_above(self, verb: int, depth: int) -> list[int]:
        dep, head = self.deps[verb], self.heads[verb]
        if dep == "conj":
            first = self.parallel(verb)
            return self.subjects(first, depth + 1) if first != verb else []
        if dep not in _OPEN_CLAUSES:
            return []
        if self.deps[verb - 1] == "npadvmod" and self.heads[verb - 1] == verb and verb:
            # The model takes the name in "rumours of Mali hiring guards" for an adverb.
            return [verb - 1] if verb - 1 in self.named else []
        takes_object = dep == "xcomp" or self.lemmas[head] in words("senders")
        takes_object = takes_object or (dep == "pcomp" and self.lemmas[head] in words("others"))
        head = self.above(verb)
        if self.tags[head].startswith("NN"):
            return self._doers_beside(head, verb, depth)
        while self.deps[head] in ("acomp", "oprd") and not self.is_verb(head):
            head = self.heads[head]
        if not self.is_verb(head):
            return []
        active = not self.is_passive(head) and self.tags[verb] != "VBN"
        if takes_object and active and self.lemmas[head] not in words("own"):
            found = self._objects(head)
            if found:
                return found
        return self.subjects(head, depth + 1)

    def above(self, verb: int) -> int:
        """The word that a verb's clause belongs to, over its preposition where it has one."""
        head = self.heads[verb]
        if self.deps[verb] == "pcomp":
            head = self.heads[head]
            over = self.heads[head]
            # The model takes what a banker is accused of for the banker's.
            if self.deps[head] == "dobj" and self.lemmas[over] in words("blaming"):
                return over
        return head

    def _doers_beside(self, noun: int, verb: int, depth: int) -> list[int]:
        """Who does what a verb beside a noun says: the noun itself, or who has the plan to."""
        over = self.heads[noun]
        if self.deps[verb] != "pcomp":
            sent = self.lemmas[over] in words("senders")
            if self.tags[verb] in ("VBG", "VBN") or sent or noun in self.named:
                return self.joined(noun)
        owners = self.nouns(noun, {"poss"})
        if owners and not self.tags[owners[0]].startswith("PRP"):
            return owners
        # A warning by one is for another to heed.
        if self.lemmas[noun] not in words("orders"):
            for by in self.having(noun, {"prep"}):
                if self.lemmas[by] == "by":
                    return self.nouns(by, {"pobj"})
        if self.deps[noun] == "pobj":
            over = self.heads[over]
        if self.deps[noun] in ("dobj", "pobj") and self.is_verb(over):
            return self.subjects(over, depth + 1)
        return []

    def _objects(self, verb: int) -> list[int]:
        """The direct objects of a verb; one joined to the next shares those: train and equip."""
        found = self.nouns(verb, {"dobj"})
        following = [place for place in self.children[verb] if place > verb][:2]
        if not found and [self.deps[place] for place in following] == ["cc", "conj"]:
            other = following[1]
            if other == verb + 2 and not self.having(other, SUBJECTS):
                found = self.nouns(other, {"dobj"})
        return found

    def _prepositional(self, head: int) -> list[tuple[str, list[int]]]:
        """A verb or adjective joined to a preposition, the first that tells no when or why."""
        for place in self.having(head, {"prep"}):
            last, name = place, f"{self.lemmas[head]}_{self.lemmas[place]}"
            for inner in self.having(place, {"prep"}):
                last, name = inner, f"{name}_{self.lemmas[inner]}"
            objects = [
                noun for noun in self.nouns(last, {"pobj"}) if self.entities[noun] not in _TIMES
            ]
            if place > head and objects and self.lemmas[place] in words("joined"):
                return [(name, objects)]
        return []

    def nouns(self, head: int, deps: set[str] | frozenset[str]) -> list[int]:
        """The nouns that hang on a word in such a way, with all that are joined to them."""
        return [
            noun
            for place in self.having(head, deps)
            for noun in self.joined(self._meant(place))
            if noun >= self.opening and (noun in self.named or self.tags[noun].startswith(_NOUNS))
        ]

    def joined(self, noun: int) -> list[int]:
        """A noun and those joined to it: Libya, the Central African Republic and Sudan."""
        found = [noun]
        for place in found:
            found += [
                child
                for child in self.having(place, {"conj"})
                if self.tags[child].startswith(("NN", "PRP"))
            ]
            if len(found) > _LONGEST_ENUMERATION:
                return found[:_LONGEST_ENUMERATION]
        return found

    def _meant(self, noun: int) -> int:
        """What a relative pronoun, or a mere number of something, stands for."""
        if self.tags[noun] in ("WDT", "WP"):
            place = noun
            for _ in range(DEEPEST):
                if self.deps[place] == "relcl":
                    return self.heads[place]
                place = self.heads[place]
        elif self.lemmas[noun] in words("quantifiers") or self.tags[noun] == "CD":
            for of in self.having(noun, {"prep"}):
                if self.lemmas[of] == "of":
                    return next(iter(self.having(of, {"pobj"})), noun)
        return noun

    def parallel(self, verb: int) -> int:
        """The verb that a joined verb stands beside: a finite one beside a finite one."""
        place = self.heads[verb]
        for _ in range(DEEPEST):
            bare = self.tags[place] == "VB" and self.is_infinitive(place)
            if not bare or self.tags[verb] not in _FINITE or not self.is_verb(self.heads[place]):
                break
            place = self.heads[place]
        return place if self.is_verb(place) else verb

    def shares(self, verb: int, first: int) -> bool:
        """Whether a joined verb goes with what stands before the first: will train and equip."""
        alone = not self.having(verb, {"aux", "auxpass", *SUBJECTS})
        return alone and self.tags[verb] == self.tags[first] and self.tags[verb] not in _FINITE

    def is_finite(self, verb: int) -> bool:
        """Whether a verb has a person and a subject of its own, or a word like that before it."""
        return self.tags[verb] in _FINITE or bool(self.having(verb, SUBJECTS | {"mark"}))

    def is_infinitive(self, verb: int) -> bool:
        """Whether a verb has its to."""
        return any(self.tags[place] == "TO" for place in self.having(verb, {"aux"}))

    def is_passive(self, verb: int) -> bool:
        """Whether a verb's subject is what it is done to."""
        if self.having(verb, {"nsubjpass", "auxpass", "agent"}):
            return True
        bare = self.tags[verb] == "VBN" and not self.having(verb, {"aux", "nsubj"})
        return bare and self.deps[verb] in _OPEN_CLAUSES

    def is_verb(self, place: int) -> bool:
        """Whether a word is a verb."""
        return self.tags[place].startswith("VB")

    def having(self, head: int, deps: set[str] | frozenset[str]) -> list[int]:
        """The words that hang on one in any of these ways, in order."""
        return [place for place in self.children[head] if self.deps[place] in deps]
