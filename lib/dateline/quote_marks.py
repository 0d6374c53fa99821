"""Quote marks paired, and told apart: which words between them somebody said.

A mark opens or closes by what it is and by what stands on its two sides; any double mark may close
any other ("so”), and any single one too. Apostrophes are no marks. A quotation that runs over
paragraphs opens in each of them and closes in the last alone.

Said is what a tag or a colon leads up to or a tag follows, what stands alone as a sentence, and
what is long enough beside a word of saying. Other quoted words are titles, names and words that
the writer keeps at a distance.
"""

from __future__ import annotations

import bisect
import functools
import itertools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dateline.vocabulary import words

_ROOM = "quotations"

_OPENING, _CLOSING = "“„‟«‘‚‛‹`", "”»’›"
_SINGLE = "'‘’‚‛‹›"
_RUN = re.compile("[\"“”„‟«»＂'‘’‚‛‹›`]+")
_MARK = re.compile("``|''|‘‘|’’|[\"“”„‟«»＂'‘’‚‛‹›]")
# What may stand before an opening mark, and after a closing one, besides white space.
_BEFORE_OPENING = "([{—–-/:"
_AFTER_CLOSING = ".,;:!?…)]}—–-/"
# 'em and '90s leave letters out, and so does the troops' leave; these endings are a plural's or
# droppin' letters.
_LEFT_OUT = re.compile(r"(?:\d\ds|em|til|tis|twas|cause|bout|n)\b", re.IGNORECASE)
_MAY_LEAVE_OUT = "sxzn"
# Quotations inside quotations go no deeper than this; it bounds the search for the mark to close.
_DEEPEST = 5

# Fewer words than these, inside a sentence, are no quotation; nor, with no word of saying, these.
_FRAGMENT, _UNTOLD = 3, 8
# A tag is within so many characters of the marks; where words stand before them too, within these.
_NEAR, _NEAREST = 160, 50
_WORD = re.compile(r"\w+(?:['’.-]\w+)*")
_FULL_STOP = re.compile(r"[.!?…][\"'”’»]*\Z")
_CLOSES_CLAUSE = (",", "?", "!", "…", "-", "–", "—", "...")


class Quoted(NamedTuple):
    """Words between marks: `text[start:end]` without the marks, `text[first:last]` with them."""

    first: int
    start: int
    end: int
    last: int
    closed: bool


class Cue(NamedTuple):
    """A word that says that something is said: `text[start:end]`."""

    start: int
    end: int


class Direct(NamedTuple):
    """Quoted words that somebody said.

    `sentence` is the number, from 0, of the sentence where they start. `cues` are the words of
    saying that may be theirs, the likeliest first. `fragment`: they are part of a sentence that
    goes on outside of the marks. `goes_on`: they continue the quotation of the paragraph before.
    """

    quoted: Quoted
    sentence: int
    cues: tuple[Cue, ...]
    fragment: bool
    goes_on: bool


class _Mark(NamedTuple):
    """A mark, and what it can do by its sides. A weak one may as well be an apostrophe."""

    start: int
    end: int
    single: bool
    opens: bool
    closes: bool
    weak: bool


def pair_marks(text: str, start: int, end: int, goes_on: bool = False) -> list[Quoted]:
    """The outermost quoted words of a paragraph, `text[start:end]`, in order.

    What is never closed lasts to the end of the paragraph, if nothing after it is quoted in marks
    of its kind. `goes_on` says that the next paragraph opens with a mark: only then may a single
    mark stay open. Time is linear in the paragraph's length.
    """
    marks = _marks(text, start, end)
    apostrophes = _apostrophes(marks)
    opened: list[_Mark] = []
    pairs: list[Quoted] = []
    latest = {True: start, False: start}
    for number, mark in enumerate(marks):
        mate = next((other for other in reversed(opened) if other.single == mark.single), None)
        if mate and mark.closes and number not in apostrophes:
            del opened[opened.index(mate) :]
            pairs.append(Quoted(mate.start, mate.end, mark.start, mark.end, True))
            latest[mark.single] = mate.start
        elif mark.opens:
            opened = [*opened[-_DEEPEST:], mark]
    for mark in opened:
        led_up_to = text[max(start, mark.start - 2) : mark.start].rstrip()[-1:] in ("", ":", ",")
        if latest[mark.single] <= mark.start and (not mark.single or (goes_on and led_up_to)):
            pairs.append(Quoted(mark.start, mark.end, end, end, False))
            break
    pairs.sort()
    outermost: list[Quoted] = []
    for each in pairs:
        if not outermost or each.first >= outermost[-1].last:
            outermost.append(each)
    return outermost


def find_quoted(text: str, sentences: Sequence) -> list[Quoted]:
    """The quoted words of an article, without white space at their edges.

    `sentences` are rows of the table of that name. Marks around no letter or digit are left out.
    """
    rows = [list(group) for _, group in itertools.groupby(sentences, lambda row: row.paragraph)]
    found = []
    for here, after in itertools.zip_longest(rows, rows[1:]):
        goes_on = after is not None and _opens_with_mark(text, after[0].start)
        for each in pair_marks(text, here[0].start, here[-1].end, goes_on):
            inside = text[each.start : each.end]
            start = each.start + len(inside) - len(inside.lstrip())
            if _WORD.search(inside):
                found.append(each._replace(start=start, end=start + len(inside.strip())))
    return found


def find_cues(text: str, quoted: list[Quoted]) -> list[Cue]:
    """Every word outside of the marks that may say that something is said."""
    cues = []
    start = 0
    for first, last in [*((each.first, each.last) for each in quoted), (len(text), len(text))]:
        for match in _cue_pattern().finditer(text, start, first):
            if " ".join(match[0].lower().split()) in _cue_words():
                cues.append(Cue(*match.span()))
        start = last
    return cues


def find_direct(
    text: str, sentences: Sequence, quoted: list[Quoted], cues: list[Cue]
) -> Iterator[Direct]:
    """Those of the quoted words that somebody said."""
    starts = [row.start for row in sentences]
    cue_starts = [cue.start for cue in cues]
    previous: Quoted | None = None
    chained = False
    for each, after in itertools.zip_longest(quoted, quoted[1:]):
        number = bisect.bisect_right(starts, each.first) - 1
        ending = bisect.bisect_right(starts, each.last - 1) - 1
        opening = max(starts[number], previous.last if previous else 0)
        closing = min(sentences[ending].end, after.first if after else len(text))
        at = bisect.bisect_left(cue_starts, each.first)
        before = [cues[at - 1]] if at and cues[at - 1].start >= starts[number] else []
        behind = [cues[at]] if at < len(cues) and cues[at].end <= closing else []
        tight = bool(before) and before[0].start >= opening
        lead = text[max(opening, each.first - _NEAR) : each.first].strip()
        if not lead and number and opening == starts[number]:
            # Said in the sentence before, which ends in a colon.
            lead = ":" if text[sentences[number - 1].end - 1] == ":" else ""
            if lead and at and cues[at - 1].start >= starts[number - 1]:
                before, tight = [cues[at - 1]], True
        rest = text[each.last : min(closing, each.last + _NEAR)]
        kind = _kind(text, each, lead, rest, before if tight else [], behind)
        fragment = False
        chosen: list[Cue] | None = None
        if not kind and (before or behind or _counted(text, each, _UNTOLD) >= _UNTOLD):
            fragment = _is_fragment(text, each, lead)
            chosen = [*before, *behind] if fragment else None
        elif kind:
            chosen = {"led": [*before, *behind], "tagged": [*behind, *before]}.get(kind, [])
        if chained and chosen is None:
            chosen = behind
        if chosen is not None:
            yield Direct(each, number, tuple(chosen), fragment, chained)
        paragraph_ends = ending + 1 == len(starts) or (
            sentences[ending].paragraph != sentences[ending + 1].paragraph
        )
        chained = not each.closed and paragraph_ends and chosen is not None
        previous = each


@functools.cache
def _cue_words() -> frozenset[str]:
    return words("saying", _ROOM) | words("quoting", _ROOM)


@functools.cache
def _cue_pattern() -> re.Pattern:
    """Any word, or several that make one word of saying; no part of one with hyphens."""
    # Every word is met here: to look it up costs a tenth of trying each word of saying on it.
    several = "|".join(sorted(r"\s".join(cue.split()) for cue in _cue_words() if " " in cue))
    return re.compile(rf"(?<![\w-])(?:{several}|\w+)\b(?!-\w)", re.IGNORECASE)


def _kind(
    text: str, each: Quoted, lead: str, rest: str, before: list[Cue], behind: list[Cue]
) -> str:
    """How words are marked as said: led up to, tagged after, alone as a sentence, or not at all."""
    inside = text[each.start : each.end]
    following = rest.lstrip()
    clause = inside.endswith(_CLOSES_CLAUSE) or following.startswith((",", "–", "—", "-"))
    gap = behind[0].start - each.last if behind else _NEAR
    title = _is_title(inside)
    told_after = gap < (_NEAREST if lead and lead[-1] not in ",:;–—" else _NEAR)
    if told_after and (clause or gap <= 1) and not (title and (lead or gap > _NEAREST)):
        count = _counted(text, each, _FRAGMENT)
        if not lead or lead[-1] in ",;–—" or count >= _FRAGMENT:
            return "tagged"
    if before and (lead[-1:] == ":" or (lead[-1:] == "," and not title)):
        return "led"
    if before and text[before[0].end : each.first].isspace() and not title:
        return "led"
    if lead[-1:] == ":" and _counted(text, each, _FRAGMENT) >= _FRAGMENT:
        return "alone"
    if not lead and not following.strip("".join(_CLOSES_CLAUSE) + ".;:)"):
        whole = _FULL_STOP.search(inside) or following.startswith((".", "!", "?"))
        if whole or not each.closed:
            return "alone"
    if not lead and clause and not title and _counted(text, each, _FRAGMENT + 1) > _FRAGMENT:
        return "alone"
    return ""


def _is_fragment(text: str, each: Quoted, lead: str) -> bool:
    inside = text[each.start : each.end]
    naming = _WORD.findall(lead[-_NEAREST:])[-1:]
    return (
        _counted(text, each, _FRAGMENT) >= _FRAGMENT
        and not _is_title(inside)
        and not (naming and naming[0].lower() in words("naming", _ROOM))
    )


def _is_title(inside: str) -> bool:
    """Whether all long words are capitalised, and there are no other signs of a sentence."""
    if _FULL_STOP.search(inside):
        return False
    long = [word for word in _WORD.findall(inside[:_NEAR]) if len(word) > 3]
    return bool(long) and not any(word[0].islower() for word in long)


def _counted(text: str, each: Quoted, most: int) -> int:
    """How many words are quoted, but no more than `most`."""
    return len(list(itertools.islice(_WORD.finditer(text, each.start, each.end), most)))


def _opens_with_mark(text: str, start: int) -> bool:
    """Whether a paragraph opens with a mark that may begin a quotation."""
    mark = _MARK.match(text, start)
    return bool(mark) and mark[0] not in _CLOSING and not _LEFT_OUT.match(text, mark.end())


def _marks(text: str, start: int, end: int) -> list[_Mark]:
    marks = []
    for run in _RUN.finditer(text, start, end):
        before = text[run.start() - 1] if run.start() > start else " "
        after = text[run.end()] if run.end() < end else " "
        follows_gap = before.isspace() or before in _BEFORE_OPENING
        precedes_gap = after.isspace() or after in _AFTER_CLOSING
        inside_word = before.isalnum() and after.isalnum()
        for mark in _MARK.finditer(text, run.start(), run.end()):
            single = mark[0] in _SINGLE
            directed = mark[0][0] in _OPENING, mark[0][0] in _CLOSING or mark[0] == "''"
            opens = directed[0] or (not directed[1] and not (precedes_gap and not follows_gap))
            closes = not (follows_gap and not precedes_gap)
            if directed[0]:
                closes = precedes_gap and not follows_gap
            elif directed[1]:
                opens = not closes and mark[0] != "’"
            if single:
                opens = opens and not _LEFT_OUT.match(text, mark.end())
                opens = opens and not before.isalnum()
            else:
                opens = opens and not before.isdigit()
            if not (single and inside_word):
                weak = single and before.lower() in _MAY_LEAVE_OUT and after.isspace()
                marks.append(_Mark(mark.start(), mark.end(), single, opens, closes, weak))
    return marks


def _apostrophes(marks: list[_Mark]) -> set[int]:
    """The weak marks before a firm one that closes, with none that opens between: by number."""
    found = set()
    closes_later = False
    for number in range(len(marks) - 1, -1, -1):
        mark = marks[number]
        if mark.single:
            if mark.weak and closes_later:
                found.add(number)
            elif mark.closes and not mark.weak:
                closes_later = True
            elif mark.opens:
                closes_later = False
    return found
