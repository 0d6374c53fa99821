"""Texts that are the same, or nearly: agency copy that many papers print, and new editions.

Near repeats are found by MinHash with banding (Broder, *On the resemblance and containment of
documents*, 1997), so that the work grows with the number of texts and not with that of pairs.
"""

from __future__ import annotations

import random
import re
import unicodedata
import zlib
from collections.abc import Iterable

# Texts are compared by the runs of so many words that they share.
_RUN = 4
# Short texts share most of their runs by chance.
_FEWEST_RUNS = 20
_BANDS, _ROWS = 16, 4
# The share of runs that two texts have in common, of all that either has.
_SIMILAR = 0.6
_WORD = re.compile(r"\w+")


def folded(text: str) -> str:
    """A text without what an editor or a system changes unseen: equal for the same text."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def similar(texts: Iterable[str]) -> list[int | None]:
    """For each text the place of the first earlier one that it nearly repeats, or None.

    That is one with at least 0.6 of their runs of four words in common, estimated from 64 hashes.
    """
    import numpy as np

    numbers = random.Random(0)
    # Multiply, add and take the upper half: one hash function for each pair.
    hashes = [
        (np.uint64(numbers.getrandbits(64) | 1), np.uint64(numbers.getrandbits(64)))
        for _ in range(_BANDS * _ROWS)
    ]
    half = np.uint64(32)
    first_in: dict[tuple[int, bytes], int] = {}
    signatures: dict[int, np.ndarray] = {}
    found: list[int | None] = []
    for place, text in enumerate(texts):
        runs = np.fromiter(_runs(text), dtype=np.uint64)
        found.append(None)
        if len(runs) < _FEWEST_RUNS:
            continue
        signature = np.array([((runs * a + b) >> half).min() for a, b in hashes])
        bands = list(enumerate(map(bytes, signature.reshape(_BANDS, -1))))
        candidates = sorted({first_in[band] for band in bands if band in first_in})
        found[-1] = next(
            (each for each in candidates if (signatures[each] == signature).mean() >= _SIMILAR),
            None,
        )
        if found[-1] is None:
            signatures[place] = signature
            for band in bands:
                first_in.setdefault(band, place)
    return found


def _runs(text: str) -> set[int]:
    words = _WORD.findall(text.casefold())
    return {
        zlib.crc32(" ".join(words[start : start + _RUN]).encode("utf-8"))
        for start in range(max(1, len(words) - _RUN + 1))
    }
