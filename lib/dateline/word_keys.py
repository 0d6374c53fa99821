"""Words beside many places of a text at once: read as numbers, and looked up in tables.

A word's first eight letters, taken as one number, are its key.
"""

from __future__ import annotations

import re

import numpy as np

from dateline.arrays import EIGHT_TIMES, bytes_before, eights, hashes
from dateline.folding import WORD, classes_of

# Of hashes of so many bits, one other word in a thousand shares that of a known one.
_BITS = 20
# So far words are read.
_LONGEST_WORD = 24
# By character, the letters of words in small letters, and 0 for all else.
_SMALL = np.where(classes_of(np.arange(256)) & WORD, np.arange(256), 0).astype(np.uint8)
_SMALL[ord("A") : ord("Z") + 1] |= 0x20
_SMALL = _SMALL.tobytes()
# What of a term of several words isn't read, nor the dot of an abbreviation.
_NOT_BESIDE = re.compile(r"\.*(?: .*)?$", re.MULTILINE)
_PAD = "\0" * (_LONGEST_WORD + 8)


def read_words(codes: np.ndarray, edges: np.ndarray, step: int) -> tuple[np.ndarray, np.ndarray]:
    """The keys of words, read from an edge onwards or (step -1) back, and their other edges.

    A key is the first letters met, in small letters, as one number; a word of no letter is 0.
    `edges` are positions in `codes`, a normalised text with its margins.
    """
    # Of eight, the first to be read is the lowest.
    read_on = eights(codes, "<" if step == 1 else ">")
    lowest = edges if step == 1 else edges - 7
    keys, lengths = _letters(read_on[lowest])
    going_on = np.flatnonzero(lengths == 8)
    for read in range(8, _LONGEST_WORD, 8):
        _, more = _letters(read_on[lowest[going_on] + step * read])
        lengths[going_on] += more
        going_on = going_on[more == 8]
    return keys, edges + step * (lengths - 1)


def _letters(characters: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of eight characters, those of a word before the first that is none, and how many they are."""
    small = np.frombuffer(characters.astype("<u8").tobytes().translate(_SMALL), "<u8")
    # In the lowest byte that is zero, and in none below it, this sets the highest bit.
    zeros = (small - EIGHT_TIMES) & ~small & (EIGHT_TIMES * np.uint64(0x80))
    before = bytes_before(zeros)
    return small & before, np.bitwise_count(before).astype(np.int64) >> 3


def _keys_of(words: frozenset[str], step: int) -> np.ndarray:
    """The keys of words that stand beside a hit; of several in a row, that of the first."""
    joined = "\n".join(words)
    if " " in joined or "." in joined:
        joined = _NOT_BESIDE.sub("", joined)
    codes = np.frombuffer(f"{_PAD}{joined}{_PAD}".encode("ascii"), np.uint8)
    breaks = np.flatnonzero(codes == ord("\n"))
    edges = np.append(len(_PAD), breaks + 1) if step == 1 else np.append(breaks, -len(_PAD)) - 1
    return read_words(codes, edges % len(codes), step)[0]


class Words:
    """Words that are known, by a hash of their keys.

    `known` has them by flags of one bit each; `step` is 1 for words that are read onwards, -1 for
    those read back.
    """

    def __init__(self, known: dict[int, frozenset[str]], step: int):
        self._flags = np.zeros(1 << _BITS, np.int32)
        for flag, several in known.items():
            self._flags[hashes(_keys_of(several, step), _BITS)] |= flag

    def flags(self, keys: np.ndarray) -> np.ndarray:
        """Of each key, the flags of all words that have it or share its hash: int32."""
        return self._flags.take(hashes(keys, _BITS))


class Names:
    """Names that are known, by their keys, read back."""

    def __init__(self, names: frozenset[str]):
        self._keys = np.unique(_keys_of(names, -1))

    def hold(self, keys: np.ndarray) -> np.ndarray:
        """Of each key, whether a name has it: bool."""
        places = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        return self._keys[places] == keys
