"""Tell a country from its namesakes by the words beside it: people, towns, rivers, words, firms."""

from __future__ import annotations

import functools
import re

from dateline import kinds
from dateline.gazetteer import KIND_OF_ROLE, Decision, Sense
from dateline.longer_names import is_address, is_embedded, is_local, is_nature
from dateline.memory import once
from dateline.neighbours import ARTICLES, LONGEST_WORD, WINDOW, Neighbours
from dateline.personal_names import PersonalNames
from dateline.vocabulary import words

# What a term needs beside it.
_OF_COMPANY = frozenset({"after-town", "before-hyphen", "after-the", "after-a"})
_BEFORE_A_WORD_IN_CAPITALS = words("before-a-word-in-capitals")
_STATES = words("states")
_SMALL_TOWNS, _THINGS = words("small-towns"), words("things")
_STORMS, _CARS = words("before-a-storm"), words("before-a-car")
# A word whose last part, of letters of ASCII or what stands for others, begins with a digit.
_NUMBER = re.compile(rf"(?:.*[^\w\x1e\x7f])?\d\w{{0,{LONGEST_WORD}}}")
_MONEY = frozenset({"dollar", "dollars"})
_MILLIONS = frozenset("thousand million billion trillion".split())
_CENTURIES = frozenset({"century", "centuries"})

_ENDS_NOUN = frozenset({"or", "and", "that", "which", "is", "was", "with", "file"})
_BEFORE_A_STATE = re.compile(
    r", | \(|, (?:in|on the (?:\w+ )?(?:coast|shore|edge|banks|plains) of) "
    r"(?:(?:north|south|east|west|central|rural)\w*[ -])*"
)
# Before Arabic surnames, as of places.
_AL = re.compile(r"(?<!\w)[Aa]l-\Z")
_GOES_ON = re.compile(r"\.?[A-Z]\.|\.[A-Z]\b")
_TOWN_BEFORE = re.compile(r"[A-Z][\w.'-]*, \Z|\b[RDI]-\Z|[A-Z]\w+ \(\Z")
_LIST_GOES_ON = re.compile(r",? (?:and|or) (?:the )?[A-Z]|, (?:the )?[A-Z][\w ]+,? (?:and|or) ")

# So many capitals are listed at most: a text of nothing else would take for ever.
_LONGEST_LIST = 12
_IN_A_LIST = (", ", ", and ")

PERSON_RULES = frozenset({"surname", "forename", "relative"})
# A town, or a thing, that bears a country's name.
OTHER_RULES = frozenset({"town", "local", "thing"})

# What rules may have to say on a hit, as bits: that it is part of an address; that its term needs
# company here, or is another abbreviation; that it is somebody, or another place or a firm; that
# it is of another kind than its term is alone.
ON_ADDRESS, ON_TERM, ON_PERSON, ON_PLACE, ON_KIND = (1 << bit for bit in range(5))
ALL_RULES = ON_ADDRESS | ON_TERM | ON_PERSON | ON_PLACE | ON_KIND


class Namesakes(PersonalNames):
    """The hits of one article, each to be judged by the words beside it.

    It takes what `Hits` takes. `refused_terms` are the terms that are people or towns here, with
    the rule that says so.
    """

    def __init__(self, *hits):
        super().__init__(*hits)
        self.refused_terms: dict[str, str] = {}

    def by_neighbours(self, number: int, rules: int) -> Decision | None:
        """The decision that the words beside a hit make; None where they leave it open.

        `rules` are those that may have something to say, as bits: `ON_PERSON` and the like.
        """
        text, entry = self.text, self.entries[number]
        start, end = self.starts[number], self.ends[number]
        if rules & ON_ADDRESS and is_address(text, start, end):
            return refused(entry.senses, "address")
        role, contexts = entry.role, entry.contexts
        if role in ("homonym", "longer-name", "seat"):
            return None if entry.is_open else entry.alone
        if "after-town" in contexts and self._follows_any_town(start):
            return Decision(entry.iso3, "place", "town-state")
        beside = self.beside(number)
        if not contexts.isdisjoint(_OF_COMPANY):
            if "after-town" in contexts:
                # But not 300 B.C.
                dated = _NUMBER.fullmatch(beside.last) or beside.last in _CENTURIES
                is_year = "alone" in contexts and dated
                return refused(entry.senses, "no-town") if is_year else entry.alone
            if "before-hyphen" in contexts:
                joined = text[end : end + 1] == "-"
                return Decision(entry.iso3, KIND_OF_ROLE[role], "prefix") if joined else entry.alone
            if "after-the" in contexts and beside.last.lower() != "the":
                return refused(entry.senses, "no-article")
            if "after-a" in contexts and not kinds.is_counted(beside):
                return refused(entry.senses, "no-article")
        if rule := self._namesake(number, beside, rules):
            if rule in PERSON_RULES or rule in OTHER_RULES:
                self.refused_terms.setdefault(entry.term, rule)
            if rule == "forename" and beside.last.lower() != "by":
                self.note_surname(number)
            return refused(entry.senses, rule)
        if rules & ON_PLACE and "state" not in contexts and is_embedded(entry, beside):
            return embedded(entry.alone)
        if entry.is_open:
            return None
        return self.kind(number, entry.senses) if rules & ON_KIND else entry.alone

    def _follows_any_town(self, start: int) -> bool:
        """Whether what is capitalised, as towns are, comes before a place: Rome, GA; Rome (GA."""
        # Only the last word before it matters.
        first = self.text.rfind(" ", max(0, start - WINDOW), max(0, start - 2)) + 1
        first = max(first, start - WINDOW)
        return _TOWN_BEFORE.search(self.text, first, start) is not None

    def _namesake(self, number: int, beside: Neighbours, rules: int) -> str:
        """The rule by which the words beside a hit refuse it, or nothing."""
        entry, rule = self.entries[number], ""
        if rules & ON_PERSON and self._follows_al(number):
            return "surname"
        if entry.role in ("adjective", "demonym"):
            if rules & ON_PERSON and self.has_forename_before(number, beside):
                return "surname"
            return self._other_word(number, beside) if rules & ON_KIND else ""
        if entry.is_language and rules & ON_KIND and self._is_language(number, beside):
            return "language"
        if rules & ON_TERM:
            if rule := self._other_term(number, beside):
                return rule
            if "pronoun" in entry.contexts and self.in_capitals(number, beside):
                return "pronoun" if beside.last in _BEFORE_A_WORD_IN_CAPITALS else ""
        if rules & ON_PERSON:
            rule = self.of_person(number, beside)
        if not rule and rules & ON_PLACE:
            rule = self._other_place(number, beside)
        return "" if rule and self.speaks_for_itself(number) else rule

    def _follows_al(self, number: int) -> bool:
        """Whether an Arabic surname's article is joined to a hit."""
        start = self.starts[number]
        if self.text[start - 1 : start] != "-":
            return False
        return _AL.search(self.text, max(0, start - 4), start) is not None

    def _other_word(self, number: int, beside: Neighbours) -> str:
        """The rule by which what looks like an adjective is a language, or a verb."""
        if self.entries[number].is_language and self._is_language(number, beside):
            return "language"
        surface = self.text[self.starts[number] : self.ends[number]]
        return "verb" if kinds.is_verb(surface, beside) else ""

    def _is_language(self, number: int, beside: Neighbours) -> bool:
        end = self.ends[number]
        return kinds.is_language(beside, self.text[end : end + 9])

    def _other_term(self, number: int, beside: Neighbours) -> str:
        """The rule by which a hit is money, or short for something else."""
        text, entry, end = self.text, self.entries[number], self.ends[number]
        if entry.role == "name" and beside.next in _MONEY and _is_amount(beside.last):
            return "currency"
        if text[end - 1].isupper():
            if text[end : end + 1] == "$":
                return "currency"
            if _GOES_ON.match(text, end):
                return "longer-abbreviation"
            if entry.is_short_form and self._is_other_short_form(number):
                return "other-short-form"
        return ""

    @once
    def _short_forms(self) -> dict[str, bool]:
        """Of terms, whether the article holds words that each is short for."""
        return {}

    def _is_other_short_form(self, number: int) -> bool:
        """Whether an abbreviation is a thing (a PNG), or short for words that the article holds."""
        entry, beside = self.entries[number], self.beside(number)
        if beside.last in ("a", "an") and (beside.closes != " " or beside.next in _ENDS_NOUN):
            return True
        if len(entry.term) < 3:
            return False
        if entry.term not in self._short_forms:
            found = _long_form(entry.term).finditer(self.text, *self.span)
            starts = {match.start() for match in found}
            self._short_forms[entry.term] = not starts.issubset(self.starts)
        return self._short_forms[entry.term]

    def _other_place(self, number: int, beside: Neighbours) -> str:
        entry = self.entries[number]
        is_place = entry.role != "region"
        if is_place and beside.after_comma in ARTICLES and beside.apposition:
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
        if is_place and self._has_state_after(number, beside):
            return "town"
        if is_place and is_nature(beside):
            return "nature"
        return "local" if is_local(entry, beside) else ""

    def _has_state_after(self, number: int, beside: Neighbours) -> bool:
        """Whether a town's state follows: Paris, Texas; Lebanon, Pa."""
        if beside.closes not in ", " or number + 1 >= len(self.starts):
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
        last, longest = number, number + _LONGEST_LIST
        while last < longest and self.text[self.ends[last] : self._start_after(last)] in _IN_A_LIST:
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


@functools.cache
def _long_form(term: str) -> re.Pattern:
    """Words that an abbreviation is short for: United States of America."""
    # A look back after the first letter, not a boundary before it: twice as fast.
    words_of = [f"{letter}[a-z]+" for letter in term]
    words_of[0] = rf"{term[0]}(?<!\w.)[a-z]+"
    return re.compile(r" (?:\w{1,3} )?".join(words_of) + r"\b")


def _is_amount(word: str) -> bool:
    """Whether a word counts money: 5.5, million."""
    return word in _MILLIONS or _NUMBER.fullmatch(word) is not None


@functools.cache
def refused(senses: tuple[Sense, ...], rule: str) -> Decision:
    """The decision that a hit is no mention of what its senses say."""
    iso3s = sorted({sense.iso3 for sense in senses if sense.iso3})
    return Decision("", "refused", rule, " ".join(iso3s))


@functools.cache
def embedded(alone: Decision) -> Decision:
    """The decision that a hit, of which the term alone says so, is part of a longer name."""
    return alone._replace(kind="embedded", rule="longer-name")
