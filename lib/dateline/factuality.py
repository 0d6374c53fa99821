"""Whether a verb's action is told as a fact, denied, or told as no fact.

No fact is what is planned, promised, feared, believed, ordered, asked, or under a condition. What
says so stands beside the verb (not, may, if, reportedly) or above it: the word whose content the
verb's clause is, as in "the plan to", "is believed to", "warned against".
"""

from __future__ import annotations

from typing import NamedTuple

from dateline.clauses import DEEPEST, SUBJECTS, Clauses, words

# Where "no" and "never" can stand, and reportedly: beside the verb, its subject or its objects.
_BESIDE = frozenset({"advmod", "dobj", "attr", "acomp", *SUBJECTS})
_COMPLEMENTS = {"dobj", "attr", "acomp", "oprd"}


class Status(NamedTuple):
    """Whether an action is denied, and whether it is told as no fact."""

    negated: bool = False
    hypothetical: bool = False


class Factuality:
    """What the clauses of a sentence make of their verbs; `asks` where it is a question."""

    def __init__(self, clauses: Clauses, *, asks: bool = False) -> None:
        self._clauses = clauses
        self._asks = asks
        self._known: dict[int, Status] = {}

    def status(self, verb: int, depth: int = 0) -> Status:
        """Of a verb, by the words beside it and by what it hangs on."""
        if verb not in self._known:
            own, above = self._own(verb), self._above(verb, depth)
            # A warning not to hire denies no hiring.
            negated = own.negated and self._governor(verb)[1] != "order"
            self._known[verb] = Status(
                negated != above.negated, own.hypothetical or above.hypothetical
            )
        return self._known[verb]

    def _own(self, verb: int) -> Status:
        """By the words beside it: not, never, no; may, perhaps, if; a question mark."""
        clauses = self._clauses
        beside = clauses.children[verb]
        inner = [
            child
            for place in clauses.having(verb, _BESIDE)
            for child in clauses.having(place, {"neg", "det", "advmod"})
        ]
        lemmas = {clauses.lemmas[place].lower() for place in (*beside, *inner)}
        negated = bool(clauses.having(verb, {"neg"})) or bool(lemmas & words("never"))
        doubtful = self._asks or lemmas & words("hedges") or self._on_condition(verb)
        return Status(negated, bool(doubtful) or any(clauses.tags[at] == "MD" for at in beside))

    def _on_condition(self, verb: int) -> bool:
        marks = self._clauses.having(verb, {"mark"})
        return any(self._clauses.lemmas[place].lower() in words("conditions") for place in marks)

    def _above(self, verb: int, depth: int) -> Status:
        """By what it hangs on."""
        clauses = self._clauses
        if depth > DEEPEST:
            return Status()
        if clauses.deps[verb] == "conj":
            first = clauses.parallel(verb)
            if first == verb:
                return Status()
            if clauses.shares(verb, first):
                return self.status(first, depth + 1)
            above = self._above(first, depth + 1)
            nor = any(clauses.lemmas[at] == "nor" for at in clauses.having(first, {"cc"}))
            return Status(nor, above.hypothetical or self._on_condition(first))
        governor, kind = self._governor(verb)
        if kind in ("order", "purpose"):
            return Status(hypothetical=True)
        if kind in ("", "without"):
            return Status(negated=kind == "without")
        over = self._over(governor, depth)
        if kind == "denied":
            return Status(not over.negated, over.hypothetical)
        passes = clauses.deps[verb] != "ccomp" or clauses.lemmas[governor] in words("raising")
        return Status(passes and over.negated, kind == "unsure" or over.hypothetical)

    def _governor(self, verb: int) -> tuple[int, str]:
        """The word that a verb's clause is the content of, and what it makes of it.

        One of unsure, order, denied, purpose, without, told; empty where it is of none.
        """
        clauses = self._clauses
        dep, head = clauses.deps[verb], clauses.above(verb)
        infinitive = clauses.is_infinitive(verb)
        open_ = infinitive or dep == "pcomp"
        if dep == "pcomp":
            preposition = clauses.lemmas[clauses.heads[verb]]
            if preposition == "without" or clauses.lemmas[head] == "instead":
                return head, "without"
            if preposition in words("temporal"):
                return head, ""
        elif dep == "advcl" and infinitive:
            return head, "purpose"
        elif dep in ("acl", "relcl"):
            if not infinitive and (dep == "relcl" or not clauses.is_finite(verb)):
                return head, ""
        elif dep not in ("xcomp", "ccomp"):
            return head, ""
        lemma = clauses.lemmas[head]
        if lemma in words("orders") and open_:
            return head, "order"
        if lemma in words("denying"):
            return head, "denied"
        if lemma in words("unsure" if clauses.is_verb(head) else "unsure-nouns"):
            return head, "unsure"
        of_adjective = clauses.tags[head].startswith("JJ") and dep != "ccomp"
        if (infinitive or of_adjective) and lemma not in words("certain"):
            return head, "unsure"
        return head, "told"

    def _over(self, governor: int, depth: int) -> Status:
        """Of the verb that a governor is, or that it is the object of; of "no" beside a noun."""
        clauses = self._clauses
        if clauses.is_verb(governor):
            return self.status(governor, depth + 1)
        over = clauses.heads[governor]
        if clauses.deps[governor] in _COMPLEMENTS and clauses.is_verb(over):
            status = self.status(over, depth + 1)
            claim = clauses.lemmas[governor] in words("unsure-nouns")
            rejected = claim and clauses.lemmas[over] in words("rejecting")
            return Status(status.negated != rejected, status.hypothetical)
        return Status(any(clauses.lemmas[at] == "no" for at in clauses.children[governor]))
