"""The one sentence splitter: rules alone, no model, so that it splits alike everywhere."""

from __future__ import annotations

import itertools
import re

LINE_BREAK = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")

# A wrapped paragraph fills a width in this range; lines are shorter in lists and headlines, and
# longer where each line is a paragraph of its own.
_WRAP_WIDTHS = range(40, 121)
# People who break lines by hand miss the width by a word.
_WRAP_SLACK = 8

# The possessive + keeps a long run of dots from being tried again at each of them.
_SENTENCE_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’»)\]]*(?:\[\d+\])*(?=\s)|[。！？]++[”’」』]*")
_LAST_TOKEN = re.compile(r"\S+\Z")
_LONGEST_TOKEN = 40
_NEXT_WORD = re.compile(r"\s*[\"'“‘«(\[]*(\w+)?")
_CLOSED_QUOTE = re.compile(r"[!?][\"'”’»]")
# "Is it?" President Keita asked: what follows a closed quotation may only say who spoke.
_SPEAKER = re.compile(
    r"\s*(?:[\w.’'-]+\s+){1,4}?"
    r"(?:said|says|asked|asks|added|told|replied|shouted|cried|wrote|wondered|demanded)\b"
)

# A full stop after one of these never ends a sentence: a name follows.
_TITLES = set(
    """mr mrs ms dr prof gen brig col lt sgt capt cmdr adm maj gov sen rep rev hon pres st mt ft
    v vs e.g i.e cf ca approx""".split()
)
# Nor after one of these where a number follows.
_BEFORE_NUMBERS = set(
    "no nos fig figs p pp art jan feb mar apr jun jul aug sep sept oct nov dec".split()
)
# After one of these, an initial or dotted capitals (U.S.), it ends one only before a usual opener.
_ABBREVIATIONS = set("inc corp ltd co bros jr sr etc al dept univ a.m p.m ph.d".split())
_OPENERS = set(
    """a according after all also although an and as at because before both but by despite during
    each even every few for from he her his how however i if in instead it its last many meanwhile
    more most my no not now on once one only or other our she since so some still such that the
    their then there these they this those though thus to today two under until we what when where
    which while who why with you your""".split()
)


def split(text: str) -> list[tuple[int, int, int]]:
    """Split a text into sentences: a list of (paragraph, start, end), offsets half-open.

    A line break ends a sentence, except inside a hard-wrapped paragraph, where only a blank line
    does.
    """
    sentences = []
    for paragraph, (start, end) in enumerate(_paragraphs(text), 1):
        begin = start
        for match in _SENTENCE_END.finditer(text, start, end):
            if match.end() < end and _ends_sentence(text, begin, match, end):
                sentences.append((paragraph, begin, match.end()))
                begin = match.end()
                while text[begin].isspace():
                    begin += 1
        sentences.append((paragraph, begin, end))
    return sentences


def _paragraphs(text: str) -> list[tuple[int, int]]:
    """The spans of the paragraphs, without the white space around them."""
    paragraphs = []
    block: list[tuple[int, int]] = []
    start = 0
    breaks = [(match.start(), match.end()) for match in LINE_BREAK.finditer(text)]
    for stop, following in [*breaks, (len(text), len(text))]:
        line = _strip(text, start, stop)
        start = following
        if line[0] < line[1]:
            block.append(line)
        if block and (line[0] == line[1] or following == len(text)):
            paragraphs += [(block[0][0], block[-1][1])] if _is_wrapped(text, block) else block
            block = []
    return paragraphs


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def _is_wrapped(text: str, lines: list[tuple[int, int]]) -> bool:
    """Whether lines fill a width: none had room for the first word of the next one."""
    width = max(end - start for start, end in lines)
    if len(lines) < 2 or width not in _WRAP_WIDTHS:
        return False
    goes_on = 0
    for (start, end), (next_start, next_end) in itertools.pairwise(lines):
        word = text[next_start:next_end].split(maxsplit=1)[0]
        if end - start + 1 + len(word) <= width - _WRAP_SLACK:
            return False
        goes_on += text[end - 1] not in '.!?:"”' and word[0].islower()
    # Lines of a list each start anew; those of a wrapped paragraph mostly go on.
    return goes_on * 2 >= len(lines) - 1


def _ends_sentence(text: str, begin: int, match: re.Match, end: int) -> bool:
    following = _NEXT_WORD.match(text, match.end(), end)
    word = following[1] or ""
    if word[:1].islower():
        return False
    if not match[0].startswith("."):
        closed = _CLOSED_QUOTE.match(match[0])
        return not (closed and _SPEAKER.match(text, match.end(), end))
    token = _LAST_TOKEN.search(text, max(begin, match.start() - _LONGEST_TOKEN), match.start())
    if not token:
        return True
    opens = token.start() == begin
    token = token[0].lstrip("\"'“‘«([")
    if token.lower() in _TITLES:
        return False
    if (token.isdigit() and opens) or (token.lower() in _BEFORE_NUMBERS and word.isdigit()):
        return False  # the number of a list item, of a page, of a day
    # Initials (George W.) and dotted capitals (U.S.) are all single letters.
    letters = token.isupper() and all(len(part) == 1 for part in token.split("."))
    if letters or token.lower() in _ABBREVIATIONS:
        return not opens and word.lower() in _OPENERS
    return True
