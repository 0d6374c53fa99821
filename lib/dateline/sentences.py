"""The one sentence splitter: rules alone, no model, so that it splits alike everywhere."""

from __future__ import annotations

import itertools
import re

LINE_BREAK = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")

# Lines broken to fit a width are about as long as each other, and within these lengths; longer
# ones are paragraphs of their own.
_WRAP_WIDTHS = range(30, 121)
# People who break lines by hand miss the width by a word.
_WRAP_SLACK = 8
# Of the lines in a wrapped text, so many had no room for the next word, and so many of the next
# lines go on in small letters. Lists, headlines and short paragraphs start each line anew.
_NO_ROOM, _GOES_ON = 0.8, 0.25

# The possessive + keeps a long run of dots from being tried again at each of them.
_SENTENCE_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’»)\]]*(?:\[\d+\])*(?=\s)|[。！？]++[”’」』]*")
_LAST_TOKEN = re.compile(r"\S+\Z")
_LONGEST_TOKEN = 40
_NEXT_WORD = re.compile(r"\s*[\"'“‘«(\[]*(\w+)?")
# MEXICO, Mo. — and what happened there.
_DATELINE = re.compile(r"(?:ST\. )?[A-ZÀ-Þ]{3}[^.!?]{,50}, [A-Z][a-z]{1,4}\Z")
_DASH = re.compile(r"\s(?:—|–|--?)\s")
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
    or a line that stops short does. Whether a text is hard-wrapped is judged from all its lines.
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
    lines = []
    start = 0
    breaks = [(match.start(), match.end()) for match in LINE_BREAK.finditer(text)]
    for stop, following in [*breaks, (len(text), len(text))]:
        lines.append(_strip(text, start, stop))
        start = following
    width = _wrap_width(text, lines)
    paragraphs: list[tuple[int, int]] = []
    goes_on = False
    for line, after in itertools.pairwise([*lines, (0, 0)]):
        if line[0] < line[1]:
            if goes_on:
                paragraphs[-1] = (paragraphs[-1][0], line[1])
            else:
                paragraphs.append(line)
        goes_on = bool(width) and _has_no_room(text, line, after, width)
    return paragraphs


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def _wrap_width(text: str, lines: list[tuple[int, int]]) -> int:
    """The width to which the lines of a text were broken; 0 where each is a paragraph."""
    pairs = [
        (line, after)
        for line, after in itertools.pairwise(lines)
        if line[0] < line[1] and after[0] < after[1]
    ]
    if not pairs:
        return 0
    # A table or an address may stand out; the rest tells.
    lengths = sorted(end - start for pair in pairs for start, end in pair)
    width = lengths[int(0.95 * (len(lengths) - 1))]
    # Titles and bylines are short, and no sign of anything.
    pairs = [(line, after) for line, after in pairs if 2 * (line[1] - line[0]) > width]
    full = [after for line, after in pairs if _has_no_room(text, line, after, width)]
    going_on = sum(text[start].islower() for start, _ in full)
    wrapped = len(full) >= _NO_ROOM * len(pairs) and going_on >= _GOES_ON * len(full)
    return width if full and wrapped and width in _WRAP_WIDTHS else 0


def _has_no_room(text: str, line: tuple[int, int], after: tuple[int, int], width: int) -> bool:
    """Whether a line could not have held the first word of the one after it."""
    if line[0] == line[1] or after[0] == after[1]:
        return False
    word = text[after[0] : after[1]].split(maxsplit=1)[0]
    return line[1] - line[0] + 1 + len(word) > width - _WRAP_SLACK


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
    if _DASH.match(text, match.end()) and _DATELINE.match(text[begin : match.start()]):
        return False
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
