"""Expressions of time in running text: where they stand and how they are put, not what day it is.

The grammar's rules are tried at the words that they can begin with; of those that match the longest
counts. What is a name, a verb or a number as well, like May, needs a word beside it that makes it
a date.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from dateline.numbers import any_of
from dateline.tenses import Tenses
from dateline.timechecks import CHECKS
from dateline.timegrammar import BY_NUMBER, BY_WORD, TABLES

# What may be either end of a range, and what lies in the past or in the future by the sentence.
_POINTS = {"iso", "slashed", "day", "month", "year", "decade", "weekday", "deictic", "season"}
_TENSED = {"day", "monthday", "month", "season", "feast", "quarter", "weekday", "weekend"}
_COUNTED = {"ago", "duration", "span"}
_AMOUNTS = {"about", "more than", "less than"}
# How far back, and how far on, words can bear on an expression.
_WINDOW = 48

_WORD = re.compile(r"\w+")
_TOKEN = re.compile(r"\w+|[^\w\s]")
# Before a number that is no date: $20, 3.20, COVID-19. A year may follow mid- or another year.
_GLUED = re.compile(
    r"(?:[\w$€£¥.,:/#&+]|(?<!\bmid)(?<!\bpre)(?<!\bpost)(?<!\bearly)(?<!\blate)(?<!\d)-)\Z", re.I
)
_MODIFIER = re.compile(
    rf"\b(?P<word>{any_of(TABLES['modifiers'])})[\s-]{{1,3}}(?:(?:in|on|of|the)\s{{1,3}}){{0,2}}\Z",
    re.IGNORECASE,
)
_LINK = re.compile(r"\s?(?:to|and|or|until|till|through|,|-|–)\s?(?:the\s)?", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween\s(?:the\s)?\Z", re.IGNORECASE)


class Expression(NamedTuple):
    """One expression of time: where it stands, its rule, that rule's fields, what qualifies it.

    `start` and `end` count from the start of the text given. `modifier` is as in the table
    `dates`, or "earlier" or "later". `tense` is 1 where the sentence speaks of what is to come,
    else -1. A range has its two ends in `ends`.
    """

    start: int
    end: int
    rule: str
    fields: dict[str, str]
    modifier: str = ""
    tense: int = -1
    ends: tuple[Expression, ...] = ()


def find(text: str) -> list[Expression]:
    """The expressions of time in a sentence, in order, none within another."""
    found: list[Expression] = []
    tenses = Tenses(text)
    reached = 0
    for word in _WORD.finditer(text):
        start = word.start()
        if start < reached:
            continue
        if word[0][0].isdecimal():
            rules = BY_NUMBER if not _GLUED.search(text, max(0, start - 7), start) else ()
        else:
            rules = BY_WORD.get(word[0].lower(), ())
        if not rules:
            continue
        before = text[max(0, start - _WINDOW) : start]
        expression = _longest(text, start, before, rules)
        if expression:
            reached = expression.end
            _add(found, _qualified(expression, before, tenses), text)
    return found


def _longest(text: str, start: int, before: str, rules) -> Expression | None:
    """The longest expression that starts there; of several as long, that of the first rule."""
    best, end = None, start
    beside = None
    for name, rule in rules:
        match = rule.match(text, start)
        if match and match.end() > end:
            beside = beside or ["", "", "", *_TOKEN.findall(before)[-6:]]
            fields = {key: given for key, given in match.groupdict().items() if given}
            after = text[match.end() : match.end() + _WINDOW]
            if name not in CHECKS or CHECKS[name](fields, beside, after):
                best, end = Expression(start, match.end(), name, fields), match.end()
    return best


def _qualified(found: Expression, before: str, tenses: Tenses) -> Expression:
    """The expression with its modifier, in its span where that is no preposition, and its tense."""
    tense = tenses.at(found.start, before) if found.rule in _TENSED else -1
    modifier, start = "", found.start
    match = _MODIFIER.search(before)
    if match:
        word = match["word"].lower()
        modifier = TABLES["modifiers"][word]
        if modifier in _AMOUNTS and not (
            match.end("word") + 1 == len(before)
            and (found.rule in _COUNTED or word in ("around", "about", "circa"))
        ):
            # Over the weekend.
            modifier = ""
        elif word in ("earlier", "later"):
            modifier = word
        if modifier not in ("", "since", "until"):
            start -= len(before) - match.start()
    return found._replace(start=start, modifier=modifier, tense=tense)


def _add(found: list[Expression], new: Expression, text: str) -> None:
    """Add an expression to those before it: as one of its own, or as the end of a range."""
    last = found[-1] if found else None
    if last and {last.rule, new.rule} <= _POINTS and new.start - last.end < 14:
        link = _LINK.fullmatch(text, last.end, new.start)
        if link:
            word = link[0].split()[0].lower() if link[0].strip() else ""
            from_between = _BETWEEN.search(text, max(0, last.start - _WINDOW), last.start)
            ranges = word in ("to", "until", "till", "through", "-", "–")
            ranges |= word == "and" and bool(from_between)
            if "year" in new.fields and not last.fields.keys() & {"year", "which_year", "which"}:
                # March to May 2020; November to February 2021.
                year = int(new.fields["year"])
                order = [TABLES["months"].get(_name(each), 0) for each in (last, new)]
                back = ranges and order[0] > order[1]
                last = last._replace(fields=last.fields | {"year": str(year - back)})
                if last.rule in ("day", "month"):
                    found[-1] = last
            if ranges:
                found[-1] = Expression(last.start, new.end, "range", {}, ends=(last, new))
                return
    found.append(new)


def _name(expression: Expression) -> str:
    return expression.fields.get("month", "").rstrip(".").capitalize()
