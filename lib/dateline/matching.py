"""Find which of some forms stand in a normalised text, as whole words, the longest first.

All overlapping occurrences are found in one pass of an automaton (Aho and Corasick 1975), those
that are not whole words dropped, and only then the leftmost longest kept: choosing the longest
before looking at word boundaries would lose "Dominican" in "Dominican Republicans".

Nine tenths of a text are nowhere near a form, and the automaton isn't shown them: a look at the
first characters of capitalised words, for a whole text at once, tells where a form can stand. That
costs a fraction of what the automaton would, and says yes too often, never too seldom.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable

import ahocorasick_rs
import numpy as np

from dateline.arrays import EIGHT_TIMES, bytes_before, eights, hashes, places
from dateline.folding import PARAGRAPH_BREAK, WORD, are_small, classes_of
from dateline.normalisation import MARGIN, Normalised

# A form's key begins with its first capital, in a word of small letters too (eSwatini); without
# any, with the form itself.
_CAPITAL = re.compile(r"(?<![A-Z\d_])[A-Z]")
# Of the first eight characters of a key, read as one number, a hash is taken of so many bits that
# few others share it with a form.
_BITS = 18
# The automaton is shown so many characters at a time: of what it finds in them, few objects are
# alive at once.
_AT_ONCE = 8_000


class Matcher:
    """Finds some forms, each of two characters of ASCII or more, in normalised texts."""

    def __init__(self, forms: Iterable[str]):
        self.forms = list(forms)
        # Of three kinds the middle one: a quarter faster than the one that is made soonest. The
        # fastest takes four times as long to make, and every start would wait for it.
        forms = PARAGRAPH_BREAK.join(self.forms).encode("ascii").split(PARAGRAPH_BREAK.encode())
        self._automaton = ahocorasick_rs.BytesAhoCorasick(
            forms, implementation=ahocorasick_rs.Implementation.ContiguousNFA
        )
        gap = bytes(16)
        written = gap.join([*forms, b""])
        lengths = np.array(list(map(len, forms)), np.int64)
        keys = np.cumsum(lengths + len(gap)) - lengths - len(gap)
        codes = np.frombuffer(written, np.uint8)
        leads = np.zeros(len(forms), np.int64)
        for number in np.flatnonzero(~_is_capital(codes[keys])).tolist():
            leads[number] = _lead(self.forms[number])
        keys += leads
        lengths -= leads
        # What keys begin with, beside capitals: their first two characters, as one number.
        small = keys[~_is_capital(codes[keys])]
        self._small = np.unique(codes[small] + (codes[small + 1].astype("<u2") << 8))
        # How far a form whose key begins so can reach from there, by the longest that does: by
        # sixteen characters, for shorter keys by eight, for still shorter ones by their first word.
        # And how far its start can lie before the key, by two. 0 where there is no such form.
        first, second = eights(written)[keys], eights(written)[keys + 8]
        far, near = lengths >= 16, (lengths >= 8) & (lengths < 16)
        self._far = _maxima(hashes(first[far], _BITS, second[far]), lengths[far])
        # A reach of one stands for keys that are longer than that.
        self._near = _maxima(
            hashes(first[far | near], _BITS), np.where(far, 1, lengths)[far | near]
        )
        short = lengths < 8
        self._short = _maxima(hashes(_first_words(first[short]), _BITS), lengths[short])
        self._leads = _maxima(first.astype(np.uint16), leads)

    def find(self, text: Normalised) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """All matches, in order, not overlapping: their starts, ends and indexes into `forms`."""
        codes = text.with_margins
        firsts, lasts = self._pieces(codes)
        # The pieces in a row, each with one character more, which becomes one that no form holds.
        lengths = lasts - firsts + 1
        after = np.cumsum(lengths)
        moved = np.repeat(firsts - (after - lengths), lengths)
        shown = codes[moved + np.arange(len(moved))]
        shown[after - 1] = ord(PARAGRAPH_BREAK)
        indexes, starts, ends = self._shown(shown, after)
        ends = ends + moved[starts]
        starts = starts + moved[starts]
        whole = ((classes_of(codes[starts - 1]) | classes_of(codes[ends])) & WORD) == 0
        indexes, starts, ends = indexes[whole], starts[whole], ends[whole]
        if not len(starts):
            return starts, ends, indexes
        starts, ends = starts - MARGIN, ends - MARGIN
        # By their starts, and of those that share one the longest first: reaches end at 255.
        order = np.argsort(starts * 256 - (ends - starts), kind="stable")
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

    def _shown(self, shown: np.ndarray, after: np.ndarray) -> np.ndarray:
        """All matches in some pieces that end at `after`: a row of indexes, of starts, of ends."""
        edges = [0, *after[np.searchsorted(after, np.arange(_AT_ONCE, len(shown), _AT_ONCE))]]
        found = []
        for first, last in itertools.pairwise([*dict.fromkeys(edges), len(shown)]):
            hits = self._automaton.find_matches_as_indexes(shown[first:last], overlapping=True)
            flat = np.fromiter(itertools.chain.from_iterable(hits), np.int64, 3 * len(hits))
            found.append(flat.reshape(-1, 3).T + np.array([[0], [first], [first]]))
        return np.concatenate(found, axis=1)

    def _pieces(self, codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Where forms can stand in a text: spans in their order, with a gap between any two."""
        # Where words begin with what keys begin with, or have a capital after a small letter.
        begins = _is_capital(codes)
        for two in self._small:
            # Two characters are read as one number, from even places and from odd ones.
            for begin in (0, 1):
                twos = codes[begin : begin + (len(codes) - begin & ~1)].view("<u2")
                begins[places(twos == two) * 2 + begin] = True
        keys = places(begins)
        before = codes[keys - 1]
        keys = keys[((classes_of(before) & WORD) == 0) | are_small(before)]
        ahead = eights(codes)
        first = ahead[keys]
        reaches = self._short.take(hashes(_first_words(first), _BITS))
        nearby = self._near.take(hashes(first, _BITS))
        long = np.flatnonzero(nearby)
        far = self._far.take(hashes(first[long], _BITS, ahead[keys[long] + 8]))
        near = nearby[long]
        near[near == 1] = 0
        reaches[long] = np.maximum(reaches[long], np.maximum(near, far))
        likely = np.flatnonzero(reaches != 0)
        if not len(likely):
            return likely, likely
        keys, reaches = keys[likely], reaches[likely]
        firsts = np.maximum(keys - self._leads.take(first[likely].astype(np.uint16)), MARGIN)
        # A lead can go back over pieces before.
        firsts = np.minimum.accumulate(firsts[::-1])[::-1]
        lasts = np.minimum(np.maximum.accumulate(keys + reaches), len(codes) - MARGIN)
        apart = firsts[1:] > lasts[:-1]
        return firsts[np.append(True, apart)], lasts[np.append(apart, True)]


def _is_capital(codes: np.ndarray) -> np.ndarray:
    # In eight bits what is below the letters wraps round to large numbers.
    return codes - np.uint8(ord("A")) < np.uint8(26)


def _lead(form: str) -> int:
    """How far into a form its key begins."""
    capital = _CAPITAL.search(form, 0, len(form) - 1)
    return capital.start() if capital else 0


def _first_words(starts: np.ndarray) -> np.ndarray:
    """Of eight characters, the letters of ASCII before the first that is none: the rest is zero."""
    # What is added to bytes below 128 shows in their highest bits, for all eight at once, whether
    # they reach a limit.
    small = starts | EIGHT_TIMES * np.uint64(0x20)
    from_a = small + EIGHT_TIMES * np.uint64(0x80 - ord("a"))
    beyond_z = small + EIGHT_TIMES * np.uint64(0x80 - ord("z") - 1)
    others = ~(from_a & ~beyond_z) & (EIGHT_TIMES * np.uint64(0x80))
    return starts & bytes_before(others)


def _maxima(keys: np.ndarray, values: np.ndarray) -> np.ndarray:
    """By key, the largest of its values: uint8."""
    table = np.zeros(1 << _BITS, np.uint8)
    np.maximum.at(table, keys, values.astype(np.uint8))
    return table
