"""Of which kind a mention is where the term alone does not say: a capital, a people, a tongue."""

from __future__ import annotations

import re

from dateline.neighbours import LONGEST_WORD, WINDOW, Neighbours
from dateline.vocabulary import pattern, words

ENDS_A_CLAUSE = '.,;:!?"'
ENDS_A_PHRASE = frozenset('.,;:!?)"\0')
_ACTS, _HELPERS, _AT_A_PLACE = words("acts"), words("helpers"), words("at-a-place")
BE = frozenset("is are was were be been isn't aren't wasn't weren't".split())
DO = frozenset({"do", "does", "did"})
_MODALS = frozenset("will would could may might must should cannot".split())
_MODALS |= frozenset("won't wouldn't couldn't can't mustn't shouldn't doesn't don't didn't".split())
_CLAUSES, _ENDS_A_CLAUSE = words("clauses"), frozenset(ENDS_A_CLAUSE)
_MOODS = words("moods")
_TOWNS_DO, _TOWNS_ARE, _PARTICIPLES = words("towns-do"), words("towns-are"), words("participles")
# By these something is, and nothing done: followed by Nairobi.
_NO_AGENT = frozenset(
    "followed surrounded topped dwarfed overtaken bordered flanked trailed rivalled joined".split()
)
_MAY_ACT = _HELPERS | BE | DO | {act.partition(" ")[0] for act in _ACTS} | _MOODS
_JOINS = frozenset({"and", "nor"})
_TIES, _TOWARD, _PRESSES = words("ties"), words("toward"), words("presses")
_BELONGINGS, _RULERS = words("belongings"), words("rulers")
_LOCAL_FORCES = words("local-forces")
_LED_BY = words("led-by")
_PAIR_BEFORE = re.compile(r"\b[A-Z]\w+-\Z")
# A chain has an end: from each of its parts, it would else be read to the last.
_CHAIN_AFTER = re.compile(rf"(?:-[A-Z]\w{{1,{LONGEST_WORD}}}){{0,6}} (\w+)")
_QUOTED = re.compile("[\"']\\Z")
# No word that only ends so, in letters of ASCII or in what stands for others.
_SIDE_BEFORE = re.compile(rf"(?<![\w\x1e\x7f]){pattern('sided')}-\Z", re.IGNORECASE)
_GOES_ON, _MANY_DO = words("goes-on"), words("what-many-do")
_FINITE, _DETERMINERS, _VERBS = words("finite"), words("determiners"), frozenset({"polish"})
_ONE_OR_SEVERAL, _ALL_OF_A_PEOPLE = words("one-or-several"), words("all-of-a-people")
_USES, _BETWEEN = words("uses-a-language"), words("between-use-and-language")
_OF_A_LANGUAGE, _AFTER_A_LANGUAGE = words("of-a-language"), words("after-a-language")


def of_capital(beside: Neighbours) -> tuple[str, str]:
    """Kind and rule of a capital: its government where it acts or has relations, else a place."""
    last, following = beside.last.lower(), beside.next.lower()
    # In "the embassy in Belgrade said" it is the embassy that speaks.
    may_act = following in _MAY_ACT or following in _JOINS
    if may_act and not is_there(beside) and _acts(beside.bare) and not _is_elsewhere(beside):
        return "metonym", "capital-acts"
    if following and _opens_a_clause(beside) and _has_done(beside.bare) and not _is_listed(beside):
        return "metonym", "capital-acts"
    # Ankara, which does not recognise it, left.
    explained = beside.after_comma == "which" and not is_there(beside)
    if explained and (_acts(beside.relative) or _has_done(beside.relative)):
        return "metonym", "capital-acts"
    # In headlines: Kyiv to impose a curfew.
    if following == "to" and not last and "".join(beside.bare[1:2]) in _ACTS:
        return "metonym", "capital-acts"
    if following in _RULERS and last == "the":
        return "metonym", "capital-related"
    if last in ("by", "the", "and") and _by_whom(beside):
        return "metonym", "capital-agent"
    if (last in _TOWARD or last in _PRESSES or last in ("and", "the")) and _is_related(
        beside.before
    ):
        return "metonym", "capital-related"
    if beside.owned and not _BELONGINGS.isdisjoint(beside.bare[:2]):
        return "metonym", "capital-owns"
    return "place", "term"


def is_there(beside: Neighbours) -> bool:
    """Whether something is at a place, or goes there: in Belgrade."""
    return beside.last.lower() in _AT_A_PLACE


def is_joined(text: str, start: int, end: int, beside: Neighbours) -> bool:
    """Whether a hyphen joins a capital to what makes it a government: Kigali-backed, pro-Tehran.

    Capitals may be joined, and what they have follow: the Belgrade-Pristina dialogue.
    """
    is_after = text[start - 1 : start] == "-"
    before = text[max(0, start - WINDOW) : start] if is_after else ""
    if _SIDE_BEFORE.search(before) or (not is_after and beside.joined in _LED_BY):
        return True
    chain = _CHAIN_AFTER.match(text, end)
    is_joined = bool(beside.joined) or _PAIR_BEFORE.search(before) is not None
    return chain is not None and is_joined and chain[1].lower() in _TIES


def is_counted(beside: Neighbours) -> bool:
    """Whether an article or a number stands before: a Dane, two Finns."""
    return (
        beside.last.lower() in _ONE_OR_SEVERAL or _is_number(beside.last) or _is_an_age(beside.last)
    )


def _is_an_age(word: str) -> bool:
    return word.endswith("-year-old")


def _is_number(word: str) -> bool:
    return word[:1].isdigit() and word.replace(",", "").isalnum()


def of_people(surface: str, beside: Neighbours, demonym_too: bool) -> tuple[str, str]:
    """Kind and rule of an adjective that can also mean a person or, after "the", a people.

    `demonym_too` is whether the terms hold it as a demonym.
    """
    last = beside.last.lower()
    one_or_several = is_counted(beside)
    all_of_them = last in _ALL_OF_A_PEOPLE or _is_number(last)
    ends = beside.closes in ENDS_A_PHRASE
    ends |= beside.closes == "'"
    if _shares_a_noun(beside):
        return "adjective", "term"
    if demonym_too and one_or_several and (ends or beside.next in _GOES_ON):
        return "demonym", "one-of-a-people"
    if beside.next in _FINITE or (_is_an_age(beside.last) and beside.next.endswith("ed")):
        return "demonym", "a-people"
    if (
        all_of_them
        and surface.lower().endswith(("ese", "sh", "ch", "ss"))
        and (ends or beside.next in _MANY_DO or _did(beside.bare))
    ):
        return "demonym", "a-people"
    return "adjective", "term"


def is_verb(surface: str, beside: Neighbours) -> bool:
    """Whether what looks like an adjective has an object: polish the silver."""
    return surface.lower() in _VERBS and beside.next.lower() in _DETERMINERS


def is_language(beside: Neighbours, compound: str) -> bool:
    """Whether an adjective that can be a language is one; `compound` is what follows."""
    if compound.startswith(("-speak", "-languag")) or beside.next.lower() in _OF_A_LANGUAGE:
        return True
    return _phrase_is_over(beside) and _follows_use(beside.before)


def _shares_a_noun(beside: Neighbours) -> bool:
    """Whether another adjective follows, and what both tell of: American and British troops."""
    if beside.next not in ("and", "or") or beside.after[1:2] != beside.bare[1:2]:
        return False
    other, noun = "".join(beside.bare[1:2]), "".join(beside.bare[2:3])
    are_adjectives = (other[:1].isupper() and not other.endswith("s")) or other == "foreign"
    return are_adjectives and noun.islower() and noun not in _MANY_DO and noun not in _GOES_ON


def _did(following: list[str]) -> bool:
    """Whether a verb in the past follows, with its object: burned it."""
    return (
        following[:1] != []
        and following[0].endswith("ed")
        and following[1:2] != []
        and (following[1] in _DETERMINERS)
    )


def _by_whom(beside: Neighbours) -> bool:
    """Whether "by" stands before, and no longer name goes on after."""
    before = _without_another([word for word in beside.before if word.lower() != "the"])
    goes_on = beside.next[:1].isupper() or beside.after_comma[:1].isupper()
    goes_on |= beside.closes in "-'" or beside.next in _LOCAL_FORCES
    goes_on |= not _NO_AGENT.isdisjoint(before[-2:-1])
    return before[-1:] in (["by"], ["By"]) and not goes_on


def _acts(following: list[str]) -> bool:
    """Whether what follows a capital, or it and another, is done by governments."""
    following = [word.lower() for word in _after_another(following)[:5]]
    for ahead, word in enumerate(following[:4]):
        if word in _MOODS:
            return True
        if word in _ACTS or " ".join(following[ahead : ahead + 2]) in _ACTS:
            # "Was trying" is done by it, "were banned" is done to it.
            return word.endswith("ing") or BE.isdisjoint(following[:ahead])
        if word not in _HELPERS and word not in BE and word not in DO:
            return False
    return False


def _after_another(following: list[str]) -> list[str]:
    """The words after a capital without "and" and another: "and Oslo said" becomes "said"."""
    if following[:1] and following[0] in _JOINS and "".join(following[1:2])[:1].isupper():
        return following[3 if "".join(following[2:3])[:1].isupper() else 2 :]
    return following


def _opens_a_clause(beside: Neighbours) -> bool:
    """Whether a sentence or a clause begins here, so that what follows is done by what is named."""
    return not beside.last or beside.last[-1] in _ENDS_A_CLAUSE or beside.last.lower() in _CLAUSES


def _is_listed(beside: Neighbours) -> bool:
    """Whether a capital and another end a list of places: in Bamako, Oslo and Niamey."""
    if beside.next not in _JOINS or not beside.last.endswith(","):
        return False
    return "".join(beside.before[-2:-1]).lower() in _AT_A_PLACE


def _has_done(following: list[str]) -> bool:
    """Whether a verb follows that isn't what towns do or what is done to them.

    It is told by its form: reviewed, has not reviewed, may review, does not review, is reviewing.
    """
    may = has = does = False
    following = _after_another(following)
    for ahead, word in enumerate(following[:5]):
        if len(word) > LONGEST_WORD:
            return False
        if word in _MODALS or (word in DO and following[ahead + 1 : ahead + 2] == ["not"]):
            may = True
        elif word in BE:
            does = True
        elif word in ("has", "had", "hasn't", "hadn't"):
            has = True
        elif word not in _HELPERS and not (word.endswith("ly") and word.isalpha()):
            if word in _TOWNS_DO or not (word.islower() and word.isalpha()):
                return False
            if does:
                done_by_towns = word in _TOWNS_ARE or f"{word[:-3]}ed" in _TOWNS_DO
                return word.endswith("ing") and not done_by_towns
            return may or word.endswith("ed") or (has and word in _PARTICIPLES)
    return False


def _is_elsewhere(beside: Neighbours) -> bool:
    """Whether what acts is at a capital and another: flights between Rome and Oslo stopped."""
    if beside.last != "and":
        return beside.last == "between"
    before = "".join(_without_another(beside.before)[-1:]).lower()
    return before == "between" or before in _AT_A_PLACE


def _without_another(before: list[str]) -> list[str]:
    """The words before a capital without another and "and": "by Dublin and" becomes "by"."""
    if before[-1:] == ["and"] and before[-2:-1] and before[-2][:1].isupper():
        return before[: -3 if before[-3:-2] and before[-3][:1].isupper() else -2]
    return before


def _is_related(before: list[str]) -> bool:
    """Whether the words before a capital tie its government to another."""
    before = _without_another(before)
    if before[-1:] == ["the"]:
        before = before[:-1]
    if len(before) > 1 and before[-1] in _TOWARD and _QUOTED.sub("", before[-2]).lower() in _TIES:
        return True
    return bool(before) and (before[-1].lower() in _PRESSES or " ".join(before[-2:]) in _PRESSES)


def _phrase_is_over(beside: Neighbours) -> bool:
    """Whether no noun follows an adjective, or it and others in a list."""
    if beside.closes in ENDS_A_PHRASE:
        return True
    if beside.next not in _AFTER_A_LANGUAGE and beside.next != "into":
        return False
    following = beside.after
    while following[:1] in (["and"], ["or"], ["to"], ["into"]) and following[1:2]:
        if not following[1][:1].isupper() or following[1][-1:] in ENDS_A_PHRASE:
            return True
        following = following[2:]
    return not following or following[0] in _AFTER_A_LANGUAGE


def _follows_use(before: list[str]) -> bool:
    """Whether words of using a language come right before, maybe with another language between."""
    passed_another = False
    for back, word in enumerate(reversed(before[-6:])):
        bare = word.rstrip(",")
        if bare.lower() in _USES:
            return True
        if bare.lower() in ("in", "into", "from") and (back == 0 or passed_another):
            return True
        if bare[:1].isupper():
            passed_another = True
        elif bare not in _BETWEEN:
            return False
    return False
