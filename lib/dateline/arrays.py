"""What numpy lacks: places of few in many, bytes eight at a time, hashes of numbers."""

from __future__ import annotations

import numpy as np

# Eight characters are handled as one number; a byte times this is eight of it.
EIGHT_TIMES = np.uint64(0x0101010101010101)
# Of hashes, the first of SplitMix64 (Steele et al. 2014): by the golden ratio, "The" would share
# that of a term.
_MULTIPLIER = np.uint64(0xBF58476D1CE4E5B9)


def eights(codes: np.ndarray | bytes, order: str = "<") -> np.ndarray:
    """Eight bytes from each on, as one number: the first is the lowest, in order ">" the highest.

    Nothing is copied; the last seven begin none.
    """
    return np.ndarray(len(codes) - 7, f"{order}u8", codes, 0, (1,))


def bytes_before(marks: np.ndarray) -> np.ndarray:
    """Of numbers of eight bytes, a mask of those below the lowest with its highest bit set.

    No other bit may be set. `marks` and the mask are uint64; without any mark it is all ones.
    """
    lowest = marks & (~marks + np.uint64(1))
    return (lowest >> np.uint64(7)) - np.uint64(1)


def places(are_there: np.ndarray) -> np.ndarray:
    """Where few of many (bool) are true: np.flatnonzero, in up to half the time."""
    whole = len(are_there) & ~7
    eights = are_there[:whole].view(np.uint64)
    some = np.flatnonzero(eights != 0)
    within = np.flatnonzero(eights[some].view(bool))
    rest = whole + np.flatnonzero(are_there[whole:])
    return np.append(some[within >> 3] * 8 + (within & 7), rest)


def places_of(one: bytes, many: bytes) -> np.ndarray:
    """Where a byte stands among many; sought one by one while few are found."""
    found: list[int] = []
    place = many.find(one)
    while place >= 0:
        if len(found) > len(many) >> 12:
            return np.flatnonzero(np.frombuffer(many, np.uint8) == ord(one))
        found.append(place)
        place = many.find(one, place + 1)
    return np.array(found, np.int64)


def hashes(numbers: np.ndarray, bits: int, others: np.ndarray | None = None) -> np.ndarray:
    """Of each number of uint64, or of each two, one of so many bits (Knuth 1973)."""
    mixed = numbers * _MULTIPLIER
    if others is not None:
        mixed = (mixed ^ others) * _MULTIPLIER
    return mixed >> np.uint64(64 - bits)
