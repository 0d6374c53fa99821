"""Whether a term is part of somebody's name, by the words beside it: Dr. Jordan, Jordan Doe."""

from __future__ import annotations

import re
from collections import Counter

from dateline.hits import Hits
from dateline.memory import once
from dateline.neighbours import ARTICLES, LONGEST_WORD, Neighbours
from dateline.vocabulary import forenames, somebody, surnames, words

_TITLES, _ROYAL, _RELATIVES = words("titles"), words("royal"), words("relatives")
_OCCUPATIONS, _PARTICLES = words("occupations"), words("particles")
_LOCATIVE, _STATES = words("locative"), words("states")
_COMPASS, _NUMBERED = words("compass"), words("numbered")
NO_SURNAMES = words("no-surname") | words("bearers") | words("local")
# What opens a clause or a phrase is no forename, though a headline ends before it without a mark:
# Peruvian president / If Chad.
_OPENERS = words("clauses") | words("toward") | words("at-a-place") | _LOCATIVE | ARTICLES
_PERSON_DOES = words("finite") | words("helpers") | words("person-did")
_BARS_A_FORENAME = frozenset("the The a A Pope King Queen Prince Princess Emperor JP".split())
_ENDS_A_SENTENCE = frozenset(".!?:")
# Hosts Ghana, Neighbouring Mali, Northern Ireland, Communist China: no forenames.
_NO_FORENAME_ENDS = ("s", "ing", "ern", "ed", "ist", "ic", "al", "est")
_WORD = re.compile(r"[A-Za-z]\w*")
_INITIALS = re.compile(r"(?:[A-Z]\.-?)+")
_AGE_AFTER = re.compile(r", \d{1,3},")
_AGE = re.compile(r", \d{1,2}[,.;]")
# By whom something is: paragraphs begin so, and agencies end so.
_CREDITED = re.compile(
    r"(?:(?:\A|(?<=\0))\W{0,3}By|(?i:\b(?:report|edit|writ|compil|translat)\w* by)|"
    r"(?i:\b(?:photo(?:s|graphs?)?|images?|pictures?|story)(?: by|:)))"
    r"(?: [A-Z][\w.'-]*,?| and| &)* \Z"
)
_LONGEST_CREDIT = 120
_BEFORE_WHO_IS_CREDITED = frozenset({"by", "and", "&"})


class PersonalNames(Hits):
    """The hits of one article, of each of which can be asked whether somebody is called so.

    It takes what `Hits` takes.
    """

    @once
    def _surnames_of(self) -> dict[str, Counter[str]]:
        """The surnames of people with a term for a forename, and how often each is there."""
        return {}

    @once
    def _goes_by(self) -> dict[str, bool]:
        """What `goes_by` has said."""
        return {}

    def note_surname(self, number: int) -> None:
        """Remember what follows a hit that is a forename."""
        surname = _WORD.findall(self.beside(number).next)[:1]
        self._surnames_of.setdefault(self.entries[number].term, Counter()).update(surname)

    def of_person(self, number: int, beside: Neighbours) -> str:
        """The rule by which a hit is somebody's name, or nothing."""
        end, entry = self.ends[number], self.entries[number]
        if self.has_forename_before(number, beside) or self._is_introduced(beside):
            return "surname"
        namesake = beside.last[:1].isupper() or "forename" in entry.contexts
        if beside.closes == "," and namesake and _AGE_AFTER.match(self.text, end):
            return "surname"
        if beside.next[:1].isupper() and self._has_occupation(beside.last):
            of_somebody = beside.last.lower() in somebody() and not self.in_title(number)
            if of_somebody and beside.next.istitle() and beside.next not in NO_SURNAMES:
                return "forename"
            return "forename" if self._has_surname_after(number, beside) else ""
        if beside.last[:1].isupper() and self._is_named_as(beside) and not self.in_title(number):
            return "surname"
        if "forename" in entry.contexts:
            if beside.last.rstrip(",") in _RELATIVES:
                return "relative"
            if beside.next in _PARTICLES and "".join(beside.bare[1:2]).istitle():
                return "forename"
            if beside.next[:1].isupper() and self._has_surname_after(number, beside):
                return "forename"
        return "forename" if self._is_forename_of_somebody(number, beside) else ""

    def _is_forename_of_somebody(self, number: int, beside: Neighbours) -> bool:
        """Whether a name goes on after a hit, and then who that is: Washington Moyo, a leader."""
        surname = beside.next
        if not (surname.istitle() and surname.isalpha()) or beside.after[0] != f"{surname},":
            return False
        if surname in NO_SURNAMES or self.in_title(number):
            return False
        # Clubs are who as well: Washington Nationals, who.
        if surname.endswith("s") and surname not in surnames():
            return False
        end = self.ends[number] + 1 + len(surname)
        whole = Neighbours(self.text, self.starts[number], end)
        return self._is_who(whole) or bool(_AGE.match(self.text, end))

    def has_forename_before(self, number: int, beside: Neighbours) -> bool:
        """Whether a title, initials or a forename come before a hit."""
        word = beside.last
        if not word[:1].isupper() or self.entries[number].is_short_form:
            return False
        if number and self.ends[number - 1] == self.starts[number] - 1:
            named = self.decisions[number - 1]
            if named is None:
                return "forename" in self.entries[number - 1].contexts
            return named.rule in ("surname", "forename")
        # "N.W. Washington, D.C." is no Ms. Washington.
        if "," in self.entries[number].term:
            return False
        if word in _TITLES or word in _ROYAL:
            return True
        if _INITIALS.fullmatch(word):
            # World War I. Serbia; Group F. Morocco.
            return len(word) > 2 or "".join(beside.before[-2:-1]).lower() not in _NUMBERED
        last = word.rpartition("-")[2]
        if not word.replace("-", "").isalpha() or not last[:1].isupper():
            return False
        if len(last) > LONGEST_WORD:
            return False
        # "The Reagan Lebanon policy", "King Charles France visit": no forename of what follows.
        # But "the Michael Jordan of chess" is.
        if not _BARS_A_FORENAME.isdisjoint(beside.before[-2:-1]) and beside.next != "of":
            return False
        word = word.partition("-")[0]
        return word in forenames() or (len(word) > 2 and word.capitalize() in forenames())

    def is_called(self, number: int) -> bool:
        """Whether somebody elsewhere in the article has a term for a forename and its next word."""
        there = self._surnames_of.get(self.entries[number].term, {})
        return self.beside(number).next.partition("'")[0] in there

    def goes_by(self, forename: str) -> bool:
        """Whether somebody with that forename is never called by the surname alone."""
        if forename not in self._goes_by:
            there = self._surnames_of.get(forename, {})
            self._goes_by[forename] = bool(there) and all(
                self._words[surname] <= times for surname, times in there.items()
            )
        return self._goes_by[forename]

    @once
    def _words(self) -> Counter[str]:
        """How often each word is in the article."""
        return Counter(_WORD.findall(self.text, *self.span))

    def _is_named_as(self, beside: Neighbours) -> bool:
        """Whether what somebody is comes before a name of two words: Striker Xylo Jordan."""
        if not beside.last.isalpha() or beside.last.lower() in _OPENERS:
            return False
        before = "".join(beside.before[-2:-1])
        if self._has_occupation(before) or (before in _TITLES and beside.last.istitle()):
            return True
        # An engineer, Ramesh Mali, left.
        return before[-1:] == "," and beside.closes == "," and before[:-1] in somebody()

    def _is_introduced(self, beside: Neighbours) -> bool:
        """Whether a comma and who it is follow a name of two words: Ramesh Mali, a farmer."""
        if not beside.after_comma:
            return False
        word = beside.last
        if not (word.isalpha() and word.istitle()) or word.endswith(_NO_FORENAME_ENDS):
            return False
        if word in NO_SURNAMES:
            return False
        # A word that only begins its sentence is no forename: One Tibetan, who.
        begins = beside.before[-2:-1] == [] or beside.before[-2][-1:] in _ENDS_A_SENTENCE
        return self._is_who(beside) and not (begins and beside.after_comma == "who")

    @staticmethod
    def _is_who(beside: Neighbours) -> bool:
        """Whether a comma follows, and then what only a person is: who, a farmer."""
        return beside.after_comma == "who" or (
            beside.apposition != [] and beside.apposition[-1].lower() in somebody()
        )

    @staticmethod
    def _has_occupation(word: str) -> bool:
        """Whether what somebody does comes before the name: striker, Quarterback."""
        return word.lower() in _OCCUPATIONS

    def _is_credited(self, number: int, last: str) -> bool:
        """Whether somebody is named as who wrote or took what is shown: photos by Jordan Doe."""
        if not (last[:1].isupper() or last[-1:] == ":" or last in _BEFORE_WHO_IS_CREDITED):
            return False
        start = self.starts[number]
        first = max(0, start - _LONGEST_CREDIT)
        # Nearly everywhere neither is there, which costs a tenth of the search.
        before = self.text[first:start]
        if ":" not in before and "by" not in before.lower():
            return False
        return _CREDITED.search(self.text, first, start) is not None

    def _has_surname_after(self, number: int, beside: Neighbours) -> bool:
        run = []
        for word, bare in zip(beside.after[:3], beside.bare, strict=False):
            if not bare[:1].isupper():
                break
            if not NO_SURNAMES.isdisjoint((bare, word)):
                return False
            run.append(bare)
            if word != bare or "/" in word:
                break
        if number + 1 < len(self.starts) and self.starts[number + 1] == self.ends[number] + 1:
            after = self.entries[number + 1]
            if after.role not in ("part", "capital") or after.term in _STATES:
                return False
        if self.in_capitals(number, beside):
            return beside.last == "BY"
        if self._is_credited(number, beside.last):
            return True
        if beside.last.lower() == "the" or beside.last in _LOCATIVE or beside.last in _COMPASS:
            return False
        return self._may_be_surname(beside, run) and not self.in_title(number)

    @staticmethod
    def _may_be_surname(beside: Neighbours, run: list[str]) -> bool:
        """Whether people are called like the first of the capitalised words that follow."""
        first = beside.next.partition("'")[0]
        if first in surnames() or first in forenames():
            return True
        # A name that few bear is one where what a person does follows, or a mark.
        if len(run) > 2:
            return False
        then = "".join(beside.bare[len(run) : len(run) + 1])
        closed = beside.after[len(run) - 1] != beside.bare[len(run) - 1]
        # Jordan Ayew (Forward, Ghana); but not China Hongqiao (1378.HK).
        closed |= then[:1] == "(" and then[1:].isalpha() and not then.isupper()
        return closed or then in _PERSON_DOES or then.endswith("ed")
