"""Texts made comparable with the terms, and the way back to the text as given.

A normalised text is plain ASCII. Letters lose their accents, quotes and dashes become ', " and -,
white space in runs becomes one space, a blank line a character that no term holds; characters that
show nothing go. What ASCII has no letter for is replaced by a stand-in of its kind. All of it is
done to whole texts at once, as bytes: a text of a million characters takes milliseconds.
"""

from __future__ import annotations

import functools
import unicodedata
from typing import NamedTuple

import numpy as np

from dateline.arrays import places, places_of
from dateline.folding import ACCENT, GONE, LIGATURE, LIGATURES, ODD_ASCII, PARAGRAPH_BREAK, tables

# On either side of a text so many characters can be read, which no form holds.
MARGIN = 64


class Normalised:
    """A text made comparable with the terms; it is given as str, or as bytes in UTF-8.

    `text` is the normalised text, `codes` its characters as uint8, `with_margins` the same between
    two margins of zeros. The methods lead between it and the text as given, whose characters are
    counted as those of a str are.
    """

    def __init__(self, given: str | bytes):
        self._given = given if isinstance(given, bytes) else as_bytes(given)
        folded = _fold(self._given)
        # The bytes that aren't the first of their character: as given, and in what was folded.
        self._trailing = self._trails = folded.trailing
        # Where ligatures come apart: what each character was, as given.
        self._origins = None
        if (folded.folds == LIGATURE).any():
            apart, self._origins = _with_ligatures_apart(_as_string(self._given))
            folded = _fold(as_bytes(apart))
            self._trails = folded.trailing
        self._odd = folded.characters
        self._accents = self._odd[folded.folds == ACCENT]
        written, self._removed = _with_gaps_closed(folded)
        self.with_margins = np.frombuffer(written, np.uint8)
        self.codes = self.with_margins[MARGIN:-MARGIN]
        self.text = str(memoryview(written)[MARGIN:-MARGIN], "ascii")
        self._before = _following(self._removed)

    def given_spans(self, starts: np.ndarray, ends: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The spans of the text as given that spans of the normalised text stand for."""
        starts = starts + np.searchsorted(self._before, starts, side="right")
        lasts = ends - 1
        lasts = lasts + np.searchsorted(self._before, lasts, side="right")
        starts = _characters(starts, self._trails)
        ends = self._past_accents(_characters(lasts, self._trails) + 1)
        if self._origins is not None:
            starts, ends = self._origins[starts], self._origins[ends - 1] + 1
        return starts, ends

    def as_given(self, given_starts: np.ndarray, given_ends: np.ndarray) -> np.ndarray:
        """Whether spans of the text as given have characters that nothing was done to: bool."""
        if self._origins is not None:
            given_starts = np.searchsorted(self._origins, given_starts)
            given_ends = np.searchsorted(self._origins, given_ends)
        following = np.searchsorted(self._odd, given_starts)
        if not len(self._odd):
            return following == 0
        is_after_all = following == len(self._odd)
        return is_after_all | (self._odd.take(following, mode="clip") >= given_ends)

    def _past_accents(self, ends: np.ndarray) -> np.ndarray:
        """Ends moved past the accents that stand there: they belong to the last letter."""
        if not len(self._accents):
            return ends
        parted = np.diff(self._accents) > 1
        firsts = self._accents[np.append(True, parted)]
        lasts = self._accents[np.append(parted, True)]
        runs = np.minimum(np.searchsorted(firsts, ends), len(firsts) - 1)
        return np.where(firsts[runs] == ends, lasts[runs] + 1, ends)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the text as given that one span of the normalised text stands for."""
        starts, ends = self.given_spans(np.array([start]), np.array([end]))
        return int(starts[0]), int(ends[0])

    def given_text(self, start: int, end: int) -> str:
        """The text as given between two of its characters."""
        first, last = _bytes(np.array([start, end]), self._begun).tolist()
        return _as_string(self._given[first:last])

    @functools.cached_property
    def _begun(self) -> np.ndarray:
        """Which characters of the text as given have begun before each of `_trailing`."""
        return _following(self._trailing)

    def given_positions(self, positions: np.ndarray) -> np.ndarray:
        """Which characters of the text as given begin at some of its bytes."""
        return _characters(positions, self._trailing)

    def normalised_positions(self, positions: np.ndarray) -> np.ndarray:
        """Where characters of the text as given stand in the normalised text."""
        if self._origins is not None:
            positions = np.searchsorted(self._origins, positions)
        begins = _bytes(positions, _following(self._trails))
        return begins - np.searchsorted(self._removed, begins)


def as_bytes(text: str) -> bytes:
    """A text in UTF-8, whatever halves of characters it may hold."""
    return text.encode("utf-8", "surrogatepass")


def _as_string(written: bytes) -> str:
    return written.decode("utf-8", "surrogatepass")


class _Folded(NamedTuple):
    """A text of which every character is folded where its first byte stands.

    `with_margins` has, between margins of zeros, a byte for each of the text: a letter of ASCII, a
    stand-in, or a mark of what has to go, as all bytes of a character have but the first:
    `trailing` has the places of these. `odd` has those of the characters that are no visible ASCII,
    or a backquote, `folds` what becomes of them, and `characters` which characters of the text they
    are.
    """

    with_margins: np.ndarray
    odd: np.ndarray
    folds: np.ndarray
    characters: np.ndarray
    trailing: np.ndarray


def _fold(given: bytes) -> _Folded:
    written = np.frombuffer(given, np.uint8)
    # With a sign, what is no ASCII is below zero.
    is_odd = written.view(np.int8) < 0x20
    for mark in ODD_ASCII:
        is_odd[places_of(mark, given)] = True
    odd = places(is_odd)
    points = written[odd]
    with_margins = np.zeros(len(written) + 2 * MARGIN, np.uint8)
    codes = with_margins[MARGIN:-MARGIN]
    codes[:] = written
    trails = (points & 0xC0) == 0x80
    trailing, characters = odd[trails], odd - np.cumsum(trails)
    if len(trailing):
        odd, characters = odd[~trails], characters[~trails]
        points = _code_points(written, odd)
        codes[trailing] = GONE
    folds = tables()[0].take(points, mode="clip")
    codes[odd] = folds
    return _Folded(with_margins, odd, folds, characters, trailing)


def _characters(begins: np.ndarray, trailing: np.ndarray) -> np.ndarray:
    """Which characters begin at some bytes, where `trailing` has those at which none does."""
    return begins - np.searchsorted(trailing, begins)


def _bytes(characters: np.ndarray, begun: np.ndarray) -> np.ndarray:
    """At which bytes some characters begin; `begun` is what `_following` gives for the others."""
    return characters + np.searchsorted(begun, characters, side="right")


def _following(removed: np.ndarray) -> np.ndarray:
    """The place of what follows each of some that are removed, once they are."""
    return removed - np.arange(len(removed))


def _code_points(written: np.ndarray, leads: np.ndarray) -> np.ndarray:
    """The code points of characters in UTF-8 that begin there; one for all beyond U+FFFF."""
    first, second, third = (
        written.take(leads + place, mode="clip").astype(np.uint32) for place in range(3)
    )
    of_two = (first & 0x1F) << 6 | second & 0x3F
    of_three = (first & 0x0F) << 12 | (second & 0x3F) << 6 | third & 0x3F
    of_more = np.where(first < 0xF0, of_three, 0x10000)
    return np.where(first < 0x80, first, np.where(first < 0xE0, of_two, of_more))


def _with_ligatures_apart(given: str) -> tuple[str, np.ndarray]:
    """The text with ligatures as the letters they join, and what each character was, as given."""
    made, origins, reached = [], [], 0
    for match in LIGATURES.finditer(given):
        letters = unicodedata.normalize("NFKC", match[0])
        made += [given[reached : match.start()], letters]
        origins += [np.arange(reached, match.start()), np.full(len(letters), match.start())]
        reached = match.end()
    made.append(given[reached:])
    origins.append(np.arange(reached, len(given)))
    return "".join(made), np.concatenate(origins)


def _with_gaps_closed(folded: _Folded) -> tuple[bytes, np.ndarray]:
    """One character for each run of white space, none for what goes; where those stood.

    The characters made come with their margins.
    """
    with_margins, odd, folds, _, trailing = folded
    codes = with_margins[MARGIN:-MARGIN]
    is_break = (folds >= 0x0A) & (folds <= 0x0D)
    breaks, kinds = odd[is_break], folds[is_break]
    codes[breaks] = 0x20
    gone = np.concatenate([odd[(folds == GONE) | (folds == ACCENT)], trailing])
    if len(gone):
        gone.sort()
        # What goes after white space, or is more bytes of it, goes as white space does.
        begins = np.append(True, np.diff(gone) > 1)
        firsts = gone[begins]
        in_space = ((codes[firsts - 1] == 0x20) & (firsts > 0))[np.cumsum(begins) - 1]
        codes[gone[in_space]] = 0x20
        gone = gone[~in_space]
    # \r\n is one line break.
    second = (np.diff(breaks) == 1) & (kinds[1:] == 0x0A) & (kinds[:-1] == 0x0D)
    breaks = breaks[np.append(True, ~second)[: len(breaks)]]
    space = codes == 0x20
    follows = places(space[1:] & space[:-1]) + 1
    # Runs, by where in `follows` each begins; a run's first character stands before that.
    begins = np.diff(follows, prepend=-1) > 1
    firsts = follows[begins] - 1
    lasts = follows[np.append(begins[1:], True)[: len(follows)]]
    number = np.searchsorted(breaks, lasts, "right") - np.searchsorted(breaks, firsts)
    codes[firsts[number > 1]] = ord(PARAGRAPH_BREAK)
    removed = np.concatenate([gone, follows])
    removed.sort()
    codes[removed] = GONE
    # A third of the time of np.delete.
    return with_margins.tobytes().replace(bytes([GONE]), b""), removed
