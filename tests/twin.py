"""The finder as one would write it without caring for speed: what the fast one is held against.

It shares with the fast one the terms, the words and the rules of one article, and nothing of what
makes that fast: it normalises character by character, matches by an index of first words, and asks
every rule about every hit.
"""

import functools
import unicodedata

from dateline import gazetteer
from dateline.disambiguation import Article

UNSEEN_RANGES = [
    *((0xAD, 0xAD), (0x200B, 0x200F), (0x202A, 0x202E)),
    *((0x2060, 0x2064), (0x2066, 0x2069), (0xFEFF, 0xFEFF)),
]
UNSEEN = {chr(code) for first, last in UNSEEN_RANGES for code in range(first, last + 1)}
LINE_BREAKS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
EVENED = dict.fromkeys("‘’‛ʼ´`′＇", "'") | dict.fromkeys("“”„‟«»″", '"')
EVENED |= dict.fromkeys("‐‑‒–—―−", "-")
# Latin letters that are more than a letter of ASCII and an accent.
LETTERS = {"ß": "s", "æ": "a", "œ": "o", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "t"}
LETTERS |= {"ı": "i", "ĸ": "k", "ŋ": "n", "ŧ": "t", "ħ": "h"}
LETTERS |= {large.upper(): base.upper() for large, base in LETTERS.items() if large not in "ßĸı"}
SMALL_LETTER, CAPITAL_LETTER, NO_LETTER = "\x7f", "\x1e", "\x1d"


def normalise(text):
    """The normalised text, and of each of its characters the span of the text as given."""
    seen = []
    for at, letter in enumerate(text):
        if "\u0300" <= letter <= "\u036f":
            # An accent belongs to the letter right before it.
            if seen and seen[-1][2] == at:
                before, start, _ = seen[-1]
                seen[-1] = (before, start, at + 1)
        elif letter not in UNSEEN:
            seen.append((letter, at, at + 1))
    letters = []
    here = 0
    while here < len(seen):
        letter, start, end = seen[here]
        run = ""
        while here < len(seen) and seen[here][0].isspace():
            run += seen[here][0]
            here += 1
        if run:
            breaks = sum(run.replace("\r\n", "\n").count(each) for each in LINE_BREAKS)
            letters.append(("\0" if breaks > 1 else " ", start, end))
        else:
            letters += [(each, start, end) for each in _without_accent(letter)]
            here += 1
    return "".join(each for each, _, _ in letters), [span for _, *span in letters]


def find(text):
    """The rows that `find_mentions(text, refused=True)` has to give, as tuples."""
    # An article ends as a paragraph does.
    normal, spans = normalise(text + "\n\n")
    matcher, entries = _matcher(), gazetteer.load().entries
    hits = matcher.find(normal)
    starts, ends = [start for start, _, _ in hits], [end for _, end, _ in hits]
    terms = [entries[index] for _, _, index in hits]
    at_first = [entry.at_first for entry in terms]
    article = Article(normal, (0, len(normal)), starts, ends, terms, at_first)
    rows = []
    for start, end, decided in zip(starts, ends, article.decisions, strict=True):
        first, last = spans[start][0], spans[end - 1][1]
        rows.append((first, last, text[first:last], *decided))
    return rows


class PlainMatcher:
    """The leftmost longest forms that stand as whole words, by an index of their first words."""

    def __init__(self, forms):
        self.by_first_word = {}
        for index, form in enumerate(forms):
            self.by_first_word.setdefault(_first_word(form, 0), []).append((form, index))

    def find(self, text):
        """All matches as (start, end, index into the forms)."""
        found = []
        reached = 0
        for start in range(len(text)):
            if start < reached or (start and _is_word(text[start - 1])):
                continue
            here = [
                (start + len(form), index)
                for form, index in self.by_first_word.get(_first_word(text, start), [])
                if text.startswith(form, start)
                and not _is_word(text[start + len(form) : start + len(form) + 1])
            ]
            if here:
                reached, index = max(here)
                found.append((start, reached, index))
        return found


@functools.cache
def _matcher():
    return PlainMatcher(gazetteer.load().matcher.forms)


def _is_word(character):
    return character.isalnum() or character in {"_", SMALL_LETTER, CAPITAL_LETTER}


def _first_word(text, start):
    end = start
    while end < len(text) and _is_word(text[end]):
        end += 1
    return text[start : max(end, start + 1)]


def _without_accent(letter):
    """What a character that is no white space becomes: ASCII, a stand-in for what has none."""
    if "\ufb00" <= letter <= "\ufb06":
        return unicodedata.normalize("NFKC", letter)
    if letter in EVENED or " " < letter < "\x7f":
        return EVENED.get(letter, letter)
    base = unicodedata.normalize("NFD", letter)[0]
    base = LETTERS.get(base, base)
    if base.isascii() and base.isalpha():
        return base
    # A name can stand beside the letters of scripts that are written without spaces.
    if letter > "\u3000" or not (letter.isalnum() or unicodedata.combining(letter)):
        return NO_LETTER
    return CAPITAL_LETTER if letter.isupper() else SMALL_LETTER
