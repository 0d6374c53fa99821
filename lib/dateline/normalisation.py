"""Texts made comparable with the terms, and the way back to the text as given.

A normalised text is plain ASCII. Letters lose their accents, quotes and dashes become ', " and -,
white space in runs becomes one space, a blank line a character that no term holds; characters that
show nothing go. What ASCII has no letter for is replaced by a stand-in of its kind. All of it is
done to whole texts at once, as bytes: a text of a million characters takes milliseconds.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator

import numpy as np

from dateline.sentences import LINE_BREAK

# A paragraph break becomes a character that no term holds: a name runs over a line break, never
# over a blank line.
PARAGRAPH_BREAK = "\0"
# Stand-ins for letters of other scripts, small and large, and for all else.
_LETTER, _CAPITAL, _OTHER = "\x7f", "\x1e", "\x1d"
# What does not stay: characters that show nothing, accents apart from their letters, and ligatures.
_GONE, _ACCENT, _LIGATURE = b"\x01", b"\x02", b"\x03"

_NOT_SEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_ACCENTS = re.compile("[\u0300-\u036f]")
_LIGATURES = re.compile("[\ufb00-\ufb06]")
_ALIKE = {"'": "‘’‛ʼ´`′＇", '"': "“”„‟«»″", "-": "‐‑‒–—―−"}
_WITHOUT_ACCENT = dict(zip("ßæœøłđðþıĸŋŧħ", "saoolddtiknth", strict=True))
_WITHOUT_ACCENT |= {
    each.upper(): base.upper() for each, base in _WITHOUT_ACCENT.items() if each not in "ßĸı"
}

# What a character of a normalised text is, as bits.
WORD, UPPER = 1, 2


class Normalised:
    """A text made comparable with the terms.

    `text` is the normalised text, `codes` its characters as uint8. The methods lead between it and
    the text as given.
    """

    def __init__(self, given: str):
        folded = _fold(given)
        # Where ligatures come apart: what each character was, as given.
        self._origins = None
        if _LIGATURE in folded:
            given, self._origins = _with_ligatures_apart(given)
            folded = _fold(given)
        self._accents = _places(folded, _ACCENT)
        written, self._removed = _with_gaps_closed(folded, self._accents)
        self.text = written.decode("ascii")
        self.codes = np.frombuffer(written, np.uint8)
        # In the normalised text, what was removed stood before the next character that was kept.
        self._before = self._removed - np.arange(len(self._removed))

    def given_spans(self, starts: np.ndarray, ends: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The spans of the text as given that spans of the normalised text stand for."""
        starts = starts + np.searchsorted(self._before, starts, side="right")
        ends = ends + np.searchsorted(self._before, ends - 1, side="right")
        ends = self._past_accents(ends)
        if self._origins is not None:
            starts, ends = self._origins[starts], self._origins[ends - 1] + 1
        return starts, ends

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

    def normalised_positions(self, positions: np.ndarray) -> np.ndarray:
        """Where characters of the text as given stand in the normalised text."""
        if self._origins is not None:
            positions = np.searchsorted(self._origins, positions)
        return positions - np.searchsorted(self._removed, positions)


def classes_of(codes: np.ndarray) -> np.ndarray:
    """What characters of a normalised text are: uint8 of the bits `WORD` and `UPPER`."""
    return _tables()[1].take(codes)


def folded(word: str) -> str:
    """A word or a term, of single spaces, as normalised texts write it."""
    if word.isascii():
        return word
    word = _LIGATURES.sub(lambda found: unicodedata.normalize("NFKC", found[0]), word)
    seen = _fold(unicodedata.normalize("NFC", word)).translate(None, _GONE + _ACCENT)
    return seen.decode("ascii")


def _fold(text: str) -> bytes:
    """Each character as one byte: a letter of ASCII, a stand-in, or a mark of what has to go."""
    table = _tables()[0]
    narrow = table[:256].tobytes()
    if text.isascii():
        return text.encode("ascii").translate(narrow)
    for size, codec in ((2, "utf-16-le"), (4, "utf-32-le")):
        written = text.encode(codec, "surrogatepass")
        if len(written) == size * len(text):
            break
    codes = np.frombuffer(written, f"<u{size}")
    # Most characters of most texts fit a byte, and bytes are translated at once.
    made = bytearray(codes.astype(np.uint8).tobytes().translate(narrow))
    wide = np.flatnonzero(codes > 0xFF)
    np.frombuffer(made, np.uint8)[wide] = table.take(codes[wide], mode="clip")
    return bytes(made)


def _with_ligatures_apart(given: str) -> tuple[str, np.ndarray]:
    """The text with ligatures as the letters they join, and what each character was, as given."""
    made, origins, reached = [], [], 0
    for match in _LIGATURES.finditer(given):
        letters = unicodedata.normalize("NFKC", match[0])
        made += [given[reached : match.start()], letters]
        origins += [np.arange(reached, match.start()), np.full(len(letters), match.start())]
        reached = match.end()
    made.append(given[reached:])
    origins.append(np.arange(reached, len(given)))
    return "".join(made), np.concatenate(origins)


def _places(folded: bytes, character: bytes) -> np.ndarray:
    if character not in folded:
        return np.zeros(0, np.int64)
    return np.flatnonzero(np.frombuffer(folded, np.uint8) == character[0])


def _with_gaps_closed(folded: bytes, accents: np.ndarray) -> tuple[bytes, np.ndarray]:
    """One character for each run of white space, none for what goes; where that stood."""
    codes = np.frombuffer(bytearray(folded), np.uint8)
    gone = np.sort(np.concatenate([_places(folded, _GONE), accents]))
    if len(gone):
        codes = np.delete(codes, gone)
    space = (codes == 0x20) | ((codes >= 0x0A) & (codes <= 0x0D))
    follows = np.flatnonzero(space[1:] & space[:-1]) + 1
    if len(follows):
        # Runs, by where in `follows` each begins; a run's first character stands before that.
        runs = np.flatnonzero(np.diff(follows, prepend=-1) > 1)
        firsts = follows[runs] - 1
        breaks = codes[follows] != 0x20
        # \r\n is one line break.
        breaks &= ~((codes[follows] == 0x0A) & (codes[follows - 1] == 0x0D))
        many = np.add.reduceat(breaks.astype(np.int64), runs) + (codes[firsts] != 0x20) > 1
        codes[firsts] = np.where(many, ord(PARAGRAPH_BREAK), 0x20)
        codes[follows] = _GONE[0]
    # Where the white space stood before the rest went.
    earlier = np.searchsorted(gone - np.arange(len(gone)), follows, side="right")
    removed = np.sort(np.concatenate([gone, follows + earlier]))
    spaced = bytes.maketrans(b"\n\v\r", b"   ")
    return codes.tobytes().translate(spaced, _GONE), removed


@functools.cache
def _tables() -> tuple[np.ndarray, np.ndarray]:
    """What characters are folded to, by code point up to U+FFFF, and the classes of the results.

    Scripts from U+3000 on write without spaces between words, so a name can stand beside their
    characters: they count as no word.
    """
    table = np.full(0x10001, ord(_OTHER), np.uint8)
    last = 0x3000
    folded_to = "".join(_folded_characters(last)).encode("ascii")
    table[: last + 1] = np.frombuffer(folded_to, np.uint8)
    table[ord("\ufeff")] = _GONE[0]
    table[ord("\ufb00") : ord("\ufb06") + 1] = _LIGATURE[0]
    table[ord("＇")] = ord("'")
    classes = np.zeros(256, np.uint8)
    for code in range(128):
        character = chr(code)
        if character.isalnum() or character in ("_", _LETTER, _CAPITAL):
            classes[code] |= WORD
        if character.isupper() or character == _CAPITAL:
            classes[code] |= UPPER
    return table, classes


def _folded_characters(last: int) -> Iterator[str]:
    """What the characters up to a code point are folded to."""
    characters = "".join(map(chr, range(last + 1)))
    known = {character: character for character in map(chr, range(0x21, 0x7F))}
    known |= {character: " " for character in characters if character.isspace()}
    known |= dict.fromkeys(LINE_BREAK.findall(characters), "\v") | {"\n": "\n", "\r": "\r"}
    known |= dict.fromkeys(_NOT_SEEN.findall(characters), _GONE.decode())
    known |= dict.fromkeys(_ACCENTS.findall(characters), _ACCENT.decode())
    known |= {each: alike for alike, several in _ALIKE.items() for each in several}
    for character in characters:
        if character in known:
            yield known[character]
            continue
        base = unicodedata.normalize("NFD", character)[0]
        base = _WITHOUT_ACCENT.get(base, base)
        if base.isascii() and base.isalpha():
            yield base
        elif character.isalnum() or unicodedata.combining(character):
            yield _CAPITAL if character.isupper() else _LETTER
        else:
            yield _OTHER
