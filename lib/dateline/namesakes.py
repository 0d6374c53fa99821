"""Tell a country from its namesakes by the words beside it: people, towns, rivers, words, firms."""

from __future__ import annotations

import functools
import re
from collections import Counter

from dateline import kinds
from dateline.gazetteer import KIND_OF_ROLE, Decision, Sense
from dateline.hits import Hits
from dateline.longer_names import is_address, is_embedded, is_local, is_nature
from dateline.neighbours import ARTICLES, LONGEST_WORD, WINDOW, Neighbours
from dateline.vocabulary import forenames, somebody, surnames, words

# What a term needs beside it.
_OF_COMPANY = frozenset({"after-town", "before-hyphen", "after-the", "after-a"})
_TITLES, _ROYAL, _RELATIVES = words("titles"), words("royal"), words("relatives")
_OCCUPATIONS = words("occupations")
_LOCATIVE = words("locative")
_BEFORE_A_WORD_IN_CAPITALS = words("before-a-word-in-capitals")
_STATES = words("states")
_NO_SURNAMES = words("no-surname") | words("bearers") | words("local")
_SMALL_TOWNS, _THINGS = words("small-towns"), words("things")
_STORMS, _CARS = words("before-a-storm"), words("before-a-car")
_COMPASS, _NUMBERED = words("compass"), words("numbered")
_PARTICLES, _OFFICES = words("particles"), words("office")
# What opens a clause or a phrase is no forename, though a headline ends before it without a mark:
# Peruvian president / If Chad.
_OPENERS = words("clauses") | words("toward") | words("at-a-place") | _LOCATIVE | ARTICLES
_MONEY, _MILLIONS = (
    frozenset({"dollar", "dollars"}),
    frozenset("thousand million billion trillion".split()),
)
_CENTURIES = frozenset({"century", "centuries"})
_PERSON_DOES = words("finite") | words("helpers") | words("person-did")

_BARS_A_FORENAME = frozenset("the The a A Pope King Queen Prince Princess Emperor JP".split())
_ENDS_A_SENTENCE = frozenset(".!?:")
_ENDS_NOUN = frozenset({"or", "and", "that", "which", "is", "was", "with", "file"})
# Hosts Ghana, Neighbouring Mali, Northern Ireland, Communist China: no forenames.
_NO_FORENAME_ENDS = ("s", "ing", "ern", "ed", "ist", "ic", "al", "est")
_WORD = re.compile(r"[A-Za-z]\w*")
_INITIALS = re.compile(r"(?:[A-Z]\.-?)+")
_BEFORE_A_STATE = re.compile(
    r", | \(|, (?:in|on the (?:\w+ )?(?:coast|shore|edge|banks|plains) of) "
    r"(?:(?:north|south|east|west|central|rural)\w*[ -])*"
)
# Before Arabic surnames, as of places.
_AL = re.compile(r"(?<!\w)[Aa]l-\Z")
_AGE_AFTER = re.compile(r", \d{1,3},")
_AGE = re.compile(r", \d{1,2}[,.;]")
_GOES_ON = re.compile(r"\.?[A-Z]\.|\.[A-Z]\b")
_TOWN_BEFORE = re.compile(r"[A-Z][\w.'-]*, \Z|\b[RDI]-\Z|[A-Z]\w+ \(\Z")
# By whom something is: paragraphs begin so, and agencies end so.
_CREDITED = re.compile(
    r"(?:(?:\A|(?<=\0))\W{0,3}By|(?i:\b(?:report|edit|writ|compil|translat)\w* by)|"
    r"(?i:\b(?:photo(?:s|graphs?)?|images?|pictures?|story)(?: by|:)))"
    r"(?: [A-Z][\w.'-]*,?| and| &)* \Z"
)
_LONGEST_CREDIT = 120
_LIST_GOES_ON = re.compile(r",? (?:and|or) (?:the )?[A-Z]|, (?:the )?[A-Z][\w ]+,? (?:and|or) ")

PERSON_RULES = frozenset({"surname", "forename", "relative"})
# A town, or a thing, that bears a country's name.
OTHER_RULES = frozenset({"town", "local", "thing"})


class Namesakes(Hits):
    """The hits of one article, each to be judged by the words beside it.

    It takes what `Hits` takes. `refused_terms` are the terms that are people or towns here, with
    the rule that says so.
    """

    def __init__(self, *hits):
        super().__init__(*hits)
        self.refused_terms: dict[str, str] = {}
        # The surnames of people with a term for a forename, and how often each is there with it.
        self._surnames_of: dict[str, Counter[str]] = {}
        self._goes_by: dict[str, bool] = {}
        self._short_forms: dict[str, bool] = {}

    def by_neighbours(self, number: int) -> Decision | None:
        """The decision that the words beside a hit make; None where they leave it open."""
        text, entry = self.text, self.entries[number]
        start, end = self.starts[number], self.ends[number]
        if is_address(text, start, end):
            return refused(entry.senses, "address")
        role, contexts = entry.role, entry.contexts
        if role in ("homonym", "longer-name", "seat"):
            return None if entry.is_open else entry.alone
        beside = self.beside(number)
        if not contexts.isdisjoint(_OF_COMPANY):
            if "after-town" in contexts:
                if _TOWN_BEFORE.search(text, max(0, start - WINDOW), start):
                    return Decision(entry.iso3, "place", "town-state")
                # But not 300 B.C.
                if beside.last[:1].isdigit() or beside.last in _CENTURIES:
                    return refused(entry.senses, "no-town")
                return entry.alone
            if "before-hyphen" in contexts:
                joined = text[end : end + 1] == "-"
                return Decision(entry.iso3, KIND_OF_ROLE[role], "prefix") if joined else entry.alone
            if "after-the" in contexts and beside.last.lower() != "the":
                return refused(entry.senses, "no-article")
            if "after-a" in contexts and not kinds.is_counted(beside):
                return refused(entry.senses, "no-article")
        if rule := self._namesake(number, beside):
            if rule in PERSON_RULES or rule in OTHER_RULES:
                self.refused_terms.setdefault(entry.term, rule)
            if rule == "forename" and beside.last.lower() != "by":
                surname = _WORD.findall(beside.next)[:1]
                self._surnames_of.setdefault(entry.term, Counter()).update(surname)
            return refused(entry.senses, rule)
        if "state" not in contexts and is_embedded(entry, beside):
            return entry.alone._replace(kind="embedded", rule="longer-name")
        return None if entry.is_open else self.kind(number, entry.senses)

    def _namesake(self, number: int, beside: Neighbours) -> str:
        """The rule by which the words beside a hit refuse it, or nothing."""
        text, entry = self.text, self.entries[number]
        start, end = self.starts[number], self.ends[number]
        if text[start - 1 : start] == "-" and _AL.search(text, max(0, start - 4), start):
            return "surname"
        is_of_people = entry.role in ("adjective", "demonym")
        if is_of_people and self._has_forename_before(number, beside):
            return "surname"
        if entry.is_language and kinds.is_language(beside, text[end : end + 9]):
            return "language"
        if is_of_people:
            return "verb" if kinds.is_verb(text[start:end], beside) else ""
        if beside.next in _MONEY and _is_amount(beside.last):
            return "currency"
        if text[end - 1].isupper():
            if text[end : end + 1] == "$":
                return "currency"
            if _GOES_ON.match(text, end):
                return "longer-abbreviation"
            if entry.is_short_form and self._is_other_short_form(number):
                return "other-short-form"
        if "pronoun" in entry.contexts and self.in_capitals(number, beside):
            return "pronoun" if beside.last in _BEFORE_A_WORD_IN_CAPITALS else ""
        rule = self._person(number, beside) or self._other_place(number, beside)
        return "" if rule and self.speaks_for_itself(number) else rule

    def _is_other_short_form(self, number: int) -> bool:
        """Whether an abbreviation is a thing (a PNG), or short for words that the article holds."""
        entry, beside = self.entries[number], self.beside(number)
        if beside.last in ("a", "an") and (beside.closes != " " or beside.next in _ENDS_NOUN):
            return True
        if len(entry.term) < 3:
            return False
        if entry.term not in self._short_forms:
            # A look back after the first letter, not a boundary before it: twice as fast.
            words_of = [f"{letter}[a-z]+" for letter in entry.term]
            words_of[0] = rf"{entry.term[0]}(?<!\w.)[a-z]+"
            long_form = re.compile(r" (?:\w{1,3} )?".join(words_of) + r"\b")
            starts = set(self.starts)
            self._short_forms[entry.term] = any(
                match.start() not in starts for match in long_form.finditer(self.text, *self.span)
            )
        return self._short_forms[entry.term]

    def _person(self, number: int, beside: Neighbours) -> str:
        end, entry = self.ends[number], self.entries[number]
        if self._has_forename_before(number, beside) or self._is_introduced(beside):
            return "surname"
        namesake = beside.last[:1].isupper() or "forename" in entry.contexts
        if beside.closes == "," and namesake and _AGE_AFTER.match(self.text, end):
            return "surname"
        if beside.next[:1].isupper() and self._has_occupation(beside.last):
            of_somebody = beside.last.lower() in somebody() and not self.in_title(number)
            if of_somebody and beside.next.istitle() and beside.next not in _NO_SURNAMES:
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
        if surname in _NO_SURNAMES or self.in_title(number):
            return False
        # Clubs are who as well: Washington Nationals, who.
        if surname.endswith("s") and surname not in surnames():
            return False
        end = self.ends[number] + 1 + len(surname)
        whole = Neighbours(self.text, self.starts[number], end)
        return self._is_who(whole) or bool(_AGE.match(self.text, end))

    def _has_forename_before(self, number: int, beside: Neighbours) -> bool:
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

    @functools.cached_property
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
        if word in _NO_SURNAMES:
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

    def _has_surname_after(self, number: int, beside: Neighbours) -> bool:
        run = []
        for word, bare in zip(beside.after[:3], beside.bare, strict=False):
            if not bare[:1].isupper():
                break
            if not _NO_SURNAMES.isdisjoint((bare, word)):
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
        start = self.starts[number]
        if _CREDITED.search(self.text, max(0, start - _LONGEST_CREDIT), start):
            return True
        if beside.last.lower() == "the" or beside.last in _LOCATIVE or self.in_title(number):
            return False
        if beside.last in _COMPASS:
            return False
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

    def _other_place(self, number: int, beside: Neighbours) -> str:
        entry = self.entries[number]
        is_place = entry.role != "region"
        if is_place and beside.apposition and beside.apposition[0] in ARTICLES:
            head = beside.apposition[-1]
            if head in _SMALL_TOWNS:
                return "town"
            if head in _THINGS:
                return "thing"
        of_a_town = beside.last == "of" and "".join(beside.before[-2:-1]).lower() in _SMALL_TOWNS
        if of_a_town and (entry.role == "name" or entry.term in _STATES):
            return "town"
        if beside.last in _STORMS or (beside.last in _CARS and entry.role in ("part", "capital")):
            return "thing"
        if is_place and self._has_state_after(number):
            return "town"
        if is_place and is_nature(beside):
            return "nature"
        return "local" if is_local(entry, beside) else ""

    def _has_state_after(self, number: int) -> bool:
        """Whether a town's state follows: Paris, Texas; Lebanon, Pa."""
        if number + 1 >= len(self.starts):
            return False
        start, end, entry = self.starts[number], self.ends[number], self.entries[number]
        next_start, state = self.starts[number + 1], self.entries[number + 1]
        # Houston, Texas, is no other; but Nevada, Iowa, is.
        if entry.iso3 == state.iso3 and entry.term not in _STATES:
            return False
        if not _BEFORE_A_STATE.fullmatch(self.text, end, next_start):
            return False
        if "after-town" in state.contexts:
            return True
        if state.term in _STATES and state.role == "part":
            # "Canada, Mexico, Texas" and "Nevada, Ohio and Iowa" are lists, and so is "Kemp of
            # Georgia, Tennessee's Lee".
            return not (
                self.text[max(0, start - 2) : start] == ", "
                or self.text.startswith("'s ", self.ends[number + 1])
                or _LIST_GOES_ON.match(self.text, self.ends[number + 1])
            )
        return "state" in state.contexts and entry.role == "capital" and entry.iso3 != state.iso3

    def _is_in_its_country(self, number: int) -> bool:
        """Whether a capital's country follows: Rabat, Morocco."""
        if self.starts[number + 1 : number + 2] != [self.ends[number] + 2]:
            return False
        country = self.entries[number + 1]
        is_its = country.role == "name" and self.entries[number].iso3 in country.iso3s
        return is_its and self.beside(number).after_comma != ""

    def _acts_with_others(self, number: int, beside: Neighbours) -> bool:
        """Whether a list of capitals that act begins here: Bamako, Niamey and Rabat said."""
        if beside.closes != "," or kinds.is_there(beside):
            return False
        last = number
        while self.text[self.ends[last] : self._start_after(last)] in (", ", ", and "):
            last += 1
            if "capital" not in self.entries[last].roles:
                return False
        return last > number and kinds.of_capital(self.beside(last))[1] == "capital-acts"

    def _start_after(self, number: int) -> int:
        """Where the next hit begins; where there is none, where this one does."""
        return self.starts[number : number + 2][-1]

    def kind(self, number: int, senses: tuple[Sense, ...]) -> Decision:
        """The decision on a hit that is a mention, by its role and the words beside it."""
        start, end, entry = self.starts[number], self.ends[number], self.entries[number]
        decided = entry.alone
        if senses is not entry.senses:
            decided = Decision(senses[0].iso3, KIND_OF_ROLE[senses[0].role], "term")
        if "adjective" in entry.roles:
            kind, rule = kinds.of_people(
                self.text[start:end], self.beside(number), "demonym" in entry.roles
            )
        elif "capital" in entry.roles:
            beside = self.beside(number)
            kind, rule = kinds.of_capital(beside)
            if kind == "place" and self._acts_with_others(number, beside):
                kind, rule = "metonym", "capital-acts"
            if kind == "metonym" and self._is_in_its_country(number):
                kind, rule = "place", "term"
            if kind == "place" and kinds.is_joined(self.text, start, end, beside):
                kind, rule = "metonym", "capital-related"
            if kind == "metonym" and "region" in entry.roles:
                return Decision("", "region", rule)
            if len(senses) > 1:
                decided = decided._replace(iso3=max(sense.iso3 for sense in senses))
        else:
            return decided
        return decided if rule == "term" else Decision(decided.iso3, kind, rule)


def _is_amount(word: str) -> bool:
    """Whether a word counts money: 5.5, million."""
    return word[:1].isdigit() or word in _MILLIONS


@functools.cache
def refused(senses: tuple[Sense, ...], rule: str) -> Decision:
    """The decision that a hit is no mention of what its senses say."""
    iso3s = sorted({sense.iso3 for sense in senses if sense.iso3})
    return Decision("", "refused", rule, " ".join(iso3s))
