"""Find which of some forms stand in a normalised text, as whole words, the longest first.

All overlapping occurrences are found in one pass of an automaton (Aho and Corasick 1975), those
that are not whole words dropped, and only then the leftmost longest kept: choosing the longest
before looking at word boundaries would lose "Dominican" in "Dominican Republicans".

Nine tenths of a text are nowhere near a form, and the automaton isn't shown them: a look at the
first characters of capitalised words, for a whole text at once, tells where a form can stand. That
costs half of what the automaton does, and says yes too often, never too seldom.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable

import ahocorasick_rs
import numpy as np

from dateline.normalisation import PARAGRAPH_BREAK, WORD, Normalised, classes_of

# What a character is, beside a part of a word: the first of a form's key.
_BEGINS_KEY = 2
# A form's key begins with its first capitalised word; without any, with the form itself.
_CAPITALISED = re.compile(r"\b[A-Z]")
# So many characters of a key are read as one number, of which a hash is taken by an odd multiplier
# (Fibonacci hashing, Knuth 1973): of so many bits, so that few others share it with a form.
_SIZES = (8, 4, 3, 2)
_BITS = 18
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


class Matcher:
    """Finds some forms, each of two characters of ASCII or more, in normalised texts."""

    def __init__(self, forms: Iterable[str]):
        self.forms = list(forms)
        # A third faster than the kind that is made soonest, for a tenth more time to make it; on
        # what little it is shown, the kind that takes five times as long to make is no faster.
        self._automaton = ahocorasick_rs.AhoCorasick(
            self.forms, implementation=ahocorasick_rs.Implementation.ContiguousNFA
        )
        leads = [_lead(form) for form in self.forms]
        keys = [form[lead : lead + 8] for form, lead in zip(self.forms, leads, strict=True)]
        kinds = classes_of(np.arange(256)) & WORD
        kinds[[ord(key) for key in {key[0] for key in keys}]] |= _BEGINS_KEY
        self._kinds = kinds.tobytes()
        # How far a form whose key begins so can reach from there, by the longest key that it has;
        # and how far its start can lie before the key. 0 where there is no such form.
        leads = np.array(leads, np.int64)
        lengths = np.array([len(form) for form in self.forms], np.int64) - leads
        written = "".join(key.ljust(8, PARAGRAPH_BREAK) for key in keys).encode("ascii")
        eights = np.frombuffer(written, "<u8")
        self._reaches = {}
        for size, longer in zip(_SIZES, (256, *_SIZES), strict=False):
            of_size = (lengths >= size) & (lengths < longer)
            self._reaches[size] = _maxima(_hashes(eights[of_size], size), lengths[of_size])
        self._leads = _maxima(_hashes(eights, 2), leads)

    def find(self, text: Normalised) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """All matches, in order, not overlapping: their starts, ends and indexes into `forms`."""
        # One character before the text and eight after it, so that nobody reads beyond.
        padded = b"".join([b"\0", text.text.encode("ascii"), bytes(8)])
        kinds = np.frombuffer(padded.translate(self._kinds), np.uint8)
        firsts, lasts = self._pieces(padded, kinds)
        # The pieces in a row, each with one character more, which becomes one that no form holds.
        lengths = lasts - firsts + 1
        after = np.cumsum(lengths)
        moved = np.repeat(firsts - (after - lengths), lengths)
        shown = np.frombuffer(padded, np.uint8)[1 + moved + np.arange(len(moved))]
        shown[after - 1] = ord(PARAGRAPH_BREAK)
        hits = self._automaton.find_matches_as_indexes(
            shown.tobytes().decode("ascii"), overlapping=True
        )
        flat = np.fromiter(itertools.chain.from_iterable(hits), np.int64, 3 * len(hits))
        indexes, starts, ends = flat.reshape(-1, 3).T
        ends = ends + moved[starts]
        starts = starts + moved[starts]
        whole = ((kinds[starts] | kinds[ends + 1]) & WORD) == 0
        indexes, starts, ends = indexes[whole], starts[whole], ends[whole]
        if not len(starts):
            return starts, ends, indexes
        order = np.lexsort((-ends, starts))
        indexes, starts, ends = indexes[order], starts[order], ends[order]
        # The first taken bars those it reaches over: nearly always all that overlap with it.
        reached = np.maximum.accumulate(ends)
        kept = np.append(True, starts[1:] >= reached[:-1])
        first = np.flatnonzero(kept)[np.cumsum(kept) - 1]
        reached = 0
        for number in np.flatnonzero(~kept & (starts >= ends[first])).tolist():
            if starts[number] >= reached:
                kept[number], reached = True, ends[number]
        return starts[kept], ends[kept], indexes[kept]

    def _pieces(self, padded: bytes, kinds: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Where forms can stand in a text: spans in their order, with a gap between any two."""
        end = len(padded) - 9
        keys = np.flatnonzero((kinds[1 : end + 1] & _BEGINS_KEY) > 2 * (kinds[:end] & WORD))
        # Eight characters from each character of the text on, as one number.
        eights = np.ndarray(end, "<u8", padded, 1, (1,))[keys]
        reaches = np.zeros(len(keys), np.uint8)
        for size, by_key in self._reaches.items():
            found = by_key.take(_hashes(eights, size))
            if size < 4:
                # These are whole forms.
                found[(kinds[keys + 1 + size] & WORD) != 0] = 0
            np.maximum(reaches, found, out=reaches)
        likely = np.flatnonzero(reaches != 0)
        if not len(likely):
            return likely, likely
        keys, reaches = keys[likely], reaches[likely]
        firsts = np.maximum(keys - self._leads.take(_hashes(eights[likely], 2)), 0)
        # A lead can go back over pieces before.
        firsts = np.minimum.accumulate(firsts[::-1])[::-1]
        lasts = np.minimum(np.maximum.accumulate(keys + reaches), end)
        apart = firsts[1:] > lasts[:-1]
        return firsts[np.append(True, apart)], lasts[np.append(apart, True)]


def _lead(form: str) -> int:
    """How far into a form its key begins."""
    capitalised = None if form[0].isupper() else _CAPITALISED.search(form, 0, len(form) - 1)
    return capitalised.start() if capitalised else 0


def _hashes(eights: np.ndarray, size: int) -> np.ndarray:
    """Of the first characters of eight, so many of them, a number of `_BITS` bits."""
    return (eights << np.uint64(64 - 8 * size)) * _MULTIPLIER >> np.uint64(64 - _BITS)


def _maxima(keys: np.ndarray, values: np.ndarray) -> np.ndarray:
    """By key, the largest of its values: uint8."""
    table = np.zeros(1 << _BITS, np.uint8)
    np.maximum.at(table, keys, values.astype(np.uint8))
    return table
