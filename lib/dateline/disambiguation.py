"""Settle by the rest of the article what the words beside a hit leave open.

Toponym disambiguation in two steps. First each hit is judged by its neighbours; then what is left
open is settled by what else the article holds: the same name refused or confirmed elsewhere, other
terms of the same country, the company of other countries or of American states. Every decision
bears the name of the rule that made it.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable
from itertools import compress

from ahocorasick_rs import AhoCorasick, MatchKind

from dateline.gazetteer import LOCAL_NEWS, NO_WEIGHT, Decision, Entry, Sense, weight
from dateline.longer_names import is_embedded
from dateline.memory import once
from dateline.namesakes import ALL_RULES, PERSON_RULES, Namesakes, embedded, refused
from dateline.vocabulary import words

_STATES = words("states")
# The one country that a state is called like lies among these.
_AROUND_GEORGIA = frozenset({"ARM", "AZE", "MDA", "RUS", "TUR", "UKR"})
_OWNED = re.compile(r"(?:'s)? (?:(?:part|province|region|state) of )?")
# Before the name of a county, in Ireland and Britain.
_COUNTIES = frozenset({"Co", "Co.", "County"})


class Article(Namesakes):
    """One article's hits: `decisions` says what each of them is.

    It takes what `Hits` takes; breaks of paragraphs part the article from what else is in the text.
    `asked` spares the rules the hits that have nothing beside them that a rule looks at: it has the
    numbers of the others, in order, and for each the rules that `by_neighbours` takes. `open_ones`
    are the numbers of those whose terms are open, and `looked_at` gets the numbers of all hits that
    a rule had a say on.
    """

    def __init__(
        self, *hits, asked: dict[int, int] | None = None, open_ones: Iterable[int] | None = None
    ):
        super().__init__(*hits)
        decisions, entries = self.decisions, self.entries
        if open_ones is None:
            open_ones = [number for number, entry in enumerate(entries) if entry.is_open]
        if asked is None:
            asked = dict.fromkeys(range(len(entries)), ALL_RULES)
        self._asked = asked
        for number, rules in asked.items():
            decisions[number] = self.by_neighbours(number, rules)
        left = [number for number in open_ones if decisions[number] is None]
        if self.refused_terms:
            left += [
                number
                for number, entry in enumerate(entries)
                if entry.term in self.refused_terms
                and (decided := decisions[number]) is not None
                and decided.kind not in ("refused", "embedded")
            ]
        if left:
            self._weigh(left)
            for number in sorted(left):
                decisions[number] = self._by_article(number)
        self.looked_at = {*self._asked, *left}

    def _weigh(self, left: list[int]) -> None:
        """Gather what the article says of countries by hits that are decided."""
        entries = self.entries
        weights = [entry.weight for entry in entries]
        for number in self._asked:
            if decided := self.decisions[number]:
                weights[number] = weight(decided, entries[number].role)
        for number in left:
            weights[number] = NO_WEIGHT
        self._weights = weights
        # Where a hit supports or names no country, it has the empty one.
        self._support, self._named = set(), set()
        for each in set(weights):
            self._support.add(each.supports)
            self._named.add(each.names)
        # Names that speak for themselves support their countries, once each time.
        self._spoken_for: list[str] = []
        # Countries whose capitals are there, as far as those are not in question themselves.
        self._seats: set[str] = set()
        for number in left:
            if self.decisions[number] is not None:
                continue
            entry = entries[number]
            if entry.role == "capital":
                if "country" not in entry.contexts:
                    self._seats.add(entry.iso3)
            elif entry.role == "name":
                if entry.contexts == {"word"}:
                    self._named.add(entry.iso3)
                # How often a country is supported matters to those of which one is a state.
                if entry.iso3 in self._support and "state" not in entry.contexts:
                    continue
                if self.speaks_for_itself(number) or (
                    self.refused_terms.get(entry.term) in PERSON_RULES and self.is_located(number)
                ):
                    self._spoken_for.append(entry.iso3)
                    self._support.add(entry.iso3)
        self._support.discard("")
        self._named.discard("")

    def _by_article(self, number: int) -> Decision:
        entry = self.entries[number]
        has_neutral_company = number not in self._asked
        if (
            has_neutral_company
            and entry.is_plain
            and entry.term not in self.refused_terms
            and (decided := self._by_company(number, entry))
        ):
            return decided
        senses, contexts = self._admitted(number), entry.contexts
        if not senses:
            return refused(entry.senses, "country-not-named")
        if senses[0].role == "homonym":
            return refused(senses, "homonym")
        iso3s = sorted({sense.iso3 for sense in senses if sense.iso3})
        if entry.term in self.refused_terms and self.is_called(number):
            return refused(senses, "same-name")
        if len(iso3s) > 1:
            supported = [iso3 for iso3 in iso3s if iso3 in self._support or iso3 in self._seats]
            if (owner := self._owner(number)) in iso3s:
                supported = [owner]
            if not supported and self._refusal(entry) and not self.speaks_for_itself(number):
                return refused(senses, "same-name")
            if len(supported) > 1 or not supported:
                kind = self.kind(number, senses).kind
                return Decision("", kind, "ambiguous", " ".join(iso3s))
            senses = tuple(sense for sense in senses if sense.iso3 == supported[0])
            return self.kind(number, senses)._replace(rule="settled-by-article")
        iso3 = iso3s[0] if iso3s else ""
        refusal = self._refusal(entry)
        if refusal and (self.speaks_for_itself(number) or self._is_backed(entry, iso3)):
            refusal = ""
        if refusal in PERSON_RULES and self.is_located(number):
            refusal = ""
        # News calls people by their surnames, so that a forename seen again may be the country,
        # where the article is of other countries.
        if (
            refusal in ("forename", "relative")
            and self._foreign - {iso3}
            and not self.goes_by(entry.term)
        ):
            refusal = ""
        if refusal and "state" in contexts and self._is_local_news(entry):
            refusal = ""
        if refusal in PERSON_RULES or (refusal and "state" not in contexts):
            return refused(senses, "same-name")
        is_within = not has_neutral_company and is_embedded(entry, self.beside(number))
        if "state" in contexts and self._follows_town(number):
            return Decision("USA", "place", "town-state")
        if "state" in contexts and not self.speaks_for_itself(number):
            abroad = self._times_supported[iso3] + len(self._foreign)
            local = len(self._states) or int(self._signs > 0)
            # News of the country speaks of it in another way too, or names one that is around it.
            is_alone = not self._times_supported[iso3] and self._named.isdisjoint(_AROUND_GEORGIA)
            is_state = is_alone and "USA" in self._support
            if is_state or local > abroad or (is_within and not abroad):
                return Decision("USA", "embedded" if is_within else "place", "state-by-article")
            if local == abroad:
                kind = self.kind(number, senses).kind
                return Decision("", kind, "ambiguous", f"{iso3} USA")
        if is_within:
            return embedded(entry.alone)
        if iso3 not in self._support and not self.speaks_for_itself(number):
            if "town" in contexts and self._is_local_news(entry):
                return refused(senses, "local-news")
            if "word" in contexts and self.in_capitals(number, self.beside(number)):
                return refused(senses, "word-in-capitals")
        decided = self.kind(number, senses)
        iso3, kind, rule, candidates = decided
        return decided if rule != "term" else Decision(iso3, kind, "article", candidates)

    def _by_company(self, number: int, entry: Entry) -> Decision | None:
        """The decision on a hit of one sense, with nothing beside it that a rule looks at.

        None where more has to be asked.
        """
        if entry.iso3 in self._support:
            return entry.by_article
        if "country" in entry.contexts:
            is_county = self._follows_county(number)
            return None if is_county else refused(entry.senses, "country-not-named")
        if "word" in entry.contexts:
            return None
        is_of_a_town = entry.role in ("capital", "part") or "town" in entry.contexts
        if is_of_a_town and self._is_local_news(entry):
            return refused(entry.senses, "local-news")
        return entry.by_article

    def _refusal(self, entry: Entry) -> str:
        """The rule that refused the same term elsewhere in the article, or nothing.

        That a school or a street is called like a state doesn't speak against the state.
        """
        rule = self.refused_terms.get(entry.term, "")
        return "" if rule == "local" and entry.role == "part" and entry.term in _STATES else rule

    def _is_backed(self, entry: Entry, iso3: str) -> bool:
        """Whether other terms of a country speak for a name that was refused elsewhere.

        For its capital they have to name it; a part of it has to be somewhere to be as well.
        """
        if iso3 not in (self._named if entry.role == "capital" else self._support):
            return False
        return entry.role != "part" or entry.term in self._located

    @once
    def _located(self) -> set[str]:
        """The terms refused somewhere that are somewhere to be or to go."""
        return {
            entry.term
            for number, entry in enumerate(self.entries)
            if entry.term in self.refused_terms and self.is_located(number)
        }

    def _owner(self, number: int) -> str:
        """The country of which a hit is said to be: India's Punjab, the Indian state of Punjab."""
        if not number:
            return ""
        between = self.text[self.ends[number - 1] : self.starts[number]]
        before = self.decisions[number - 1]
        is_owned = before is not None and before.kind in ("name", "adjective")
        return before.iso3 if is_owned and _OWNED.fullmatch(between) else ""

    def _follows_town(self, number: int) -> bool:
        """Whether a town of America comes before: Rome, Georgia; Atlanta, Georgia."""
        before = self.decisions[number - 1] if number else None
        if before is None or self.text[self.ends[number - 1] : self.starts[number]] != ", ":
            return False
        is_city = self.entries[number - 1].role == "part" and before.iso3 == "USA"
        return before.rule == "town" or is_city

    def _admitted(self, number: int) -> tuple[Sense, ...]:
        """The senses whose conditions are met; where one needs company and has it, only that."""
        entry = self.entries[number]
        if not _are_conditions(entry.contexts):
            return entry.senses
        admitted, accompanied = [], []
        alone = {sense.iso3 for sense in entry.senses if not _conditions(sense.context)[0]}
        for sense in entry.senses:
            company, needs_its_country = _conditions(sense.context)
            if company:
                # Unless something else speaks for what it means without company.
                if self._support.isdisjoint(alone) and not self._terms.isdisjoint(company):
                    accompanied.append(sense)
            elif (
                not needs_its_country
                or sense.iso3 in self._support
                or (sense.role == "part" and self._follows_county(number))
                or self.speaks_for_itself(number)
            ):
                admitted.append(sense)
        return tuple(accompanied or admitted)

    def _follows_county(self, number: int) -> bool:
        """Whether a hit is the name of a county, in Ireland or Britain: Co. Cork."""
        start = self.starts[number]
        # Nearly all words before a hit end otherwise, and need not be read.
        ends = self.text.endswith(("o ", "o. ", "y "), max(0, start - 3), start)
        return ends and self.beside(number).last in _COUNTIES

    @once
    def _times_supported(self) -> Counter[str]:
        return Counter([*(each.supports for each in self._weights), *self._spoken_for])

    @once
    def _states(self) -> set[str]:
        """The terms that are states and provinces of America here."""
        are_states = (each.is_state for each in self._weights)
        return {entry.term for entry in compress(self.entries, are_states)}

    @once
    def _foreign(self) -> set[str]:
        """The countries that are named, but for those of local news."""
        return self._named - LOCAL_NEWS

    @once
    def _terms(self) -> set[str]:
        return {entry.term for entry in self.entries}

    @once
    def _signs(self) -> int:
        """How many signs of American local news the article holds."""
        first, last = self.span
        return len(set(_local_signs().find_matches_as_strings(self.text[first:last])))

    def _is_local_news(self, entry: Entry) -> bool:
        """Whether the article is of American places, and of no other country."""
        local, foreign = len(self._states), len(self._foreign - {entry.iso3})
        if local > foreign or (foreign and entry.role != "name"):
            return local > foreign
        return local + self._signs > foreign + (entry.role != "name")


@functools.cache
def _are_conditions(contexts: frozenset[str]) -> bool:
    """Whether any of them asks for company, or for the country."""
    return any(context == "country" or context.startswith("with ") for context in contexts)


@functools.cache
def _conditions(context: str) -> tuple[frozenset[str], bool]:
    """The terms of which a sense needs one for company; whether it needs its country named."""
    conditions = context.split(";")
    company = frozenset(part[5:] for part in conditions if part.startswith("with "))
    return company, "country" in conditions


@functools.cache
def _local_signs() -> AhoCorasick:
    # A tenth of the time of an expression, or of searching for each.
    signs = [*words("local-signs"), *(f" {word}" for word in words("local-words"))]
    return AhoCorasick(signs, matchkind=MatchKind.LeftmostLongest)
