"""What single characters become where texts are made comparable with the terms.

Letters lose their accents, quotes and dashes become ', " and -, and what ASCII has no letter for
becomes a stand-in of its kind. All of it stands in one table, by code point.
"""

from __future__ import annotations

import functools
import re
import string
import unicodedata

import numpy as np

from dateline.sentences import LINE_BREAK

# A paragraph break becomes a character that no term holds: a name runs over a line break, never
# over a blank line.
PARAGRAPH_BREAK = "\0"
# Stand-ins for letters of other scripts, small and large, and for all else.
_LETTER, _CAPITAL, _OTHER = "\x7f", "\x1e", "\x1d"
# What does not stay: characters that show nothing, accents apart from their letters, and ligatures.
GONE, ACCENT, LIGATURE = 1, 2, 3

_NOT_SEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_ACCENTS = re.compile("[\u0300-\u036f]")
LIGATURES = re.compile("[\ufb00-\ufb06]")
# Of ASCII, beside what shows nothing.
ODD_ASCII = (b"`", b"\x7f")
_ALIKE = {"'": "‘’‛ʼ´`′＇", '"': "“”„‟«»″", "-": "‐‑‒–—―−"}
_WITHOUT_ACCENT = dict(zip("ßæœøłđðþıĸŋŧħ", "saoolddtiknth", strict=True))
_WITHOUT_ACCENT |= {
    each.upper(): base.upper() for each, base in _WITHOUT_ACCENT.items() if each not in "ßĸı"
}

# What a character of a normalised text is, as bits.
WORD, UPPER = 1, 2


def classes_of(codes: np.ndarray) -> np.ndarray:
    """What characters of a normalised text are: uint8 of the bits `WORD` and `UPPER`."""
    return tables()[1].take(codes)


def are_upper(codes: np.ndarray) -> np.ndarray:
    """Whether characters are capitals, or stand for those of other scripts: bool."""
    return (classes_of(codes) & UPPER) != 0


def are_small(codes: np.ndarray) -> np.ndarray:
    """Whether characters are small letters of ASCII: bool."""
    # In eight bits what is below the letters wraps round to large numbers.
    return codes - np.uint8(ord("a")) < np.uint8(26)


def folded(word: str) -> str:
    """A word or a term, of single spaces, as normalised texts write it."""
    if word.isascii():
        return word
    word = LIGATURES.sub(lambda found: unicodedata.normalize("NFKC", found[0]), word)
    table, last = _by_character()
    codes = map(ord, unicodedata.normalize("NFC", word))
    letters = bytes([table[min(code, last)] for code in codes])
    return letters.translate(None, bytes([GONE, ACCENT])).decode("ascii")


@functools.cache
def tables() -> tuple[np.ndarray, np.ndarray]:
    """What characters are folded to, by code point up to U+FFFF, and the classes of the results.

    Scripts from U+3000 on write without spaces between words, so a name can stand beside their
    characters: they count as no word.
    """
    table = np.full(0x10001, ord(_OTHER), np.uint8)
    last = 0x3000
    table[: last + 1] = _folded_up_to(last)
    table[ord("\ufeff")] = GONE
    table[ord("\ufb00") : ord("\ufb06") + 1] = LIGATURE
    table[ord("＇")] = ord("'")
    classes = np.zeros(256, np.uint8)
    for code in range(128):
        character = chr(code)
        if character.isalnum() or character in ("_", _LETTER, _CAPITAL):
            classes[code] |= WORD
        if character.isupper() or character == _CAPITAL:
            classes[code] |= UPPER
    return table, classes


@functools.cache
def _by_character() -> tuple[bytes, int]:
    """What characters are folded to, for one at a time; and the last, which stands for others."""
    table = tables()[0].tobytes()
    return table, len(table) - 1


def _folded_up_to(last: int) -> np.ndarray:
    """What the characters up to a code point are folded to: uint8.

    It is worked out for all of them at once: one by one it takes four times as long.
    """
    codes = np.arange(last + 1, dtype="<u4")
    characters = codes.view("<U1")
    table = np.full(last + 1, ord(_OTHER), np.uint8)
    is_letter = np.strings.isalnum(characters)
    of_scripts = np.where(np.strings.isupper(characters), ord(_CAPITAL), ord(_LETTER))[is_letter]
    plain = _plain(codes[is_letter])
    table[is_letter] = np.where(plain, plain, of_scripts)
    others = _string(codes[~is_letter])
    table[_codes("".join(filter(unicodedata.combining, others)))] = ord(_LETTER)
    # What is known is said last, over all before.
    table[0x21:0x7F] = codes[0x21:0x7F]
    table[np.strings.isspace(characters)] = ord(" ")
    table[_codes("".join(LINE_BREAK.findall(others)))] = ord("\v")
    table[[ord("\n"), ord("\r")]] = ord("\n"), ord("\r")
    table[_codes("".join(_NOT_SEEN.findall(others)))] = GONE
    table[_codes("".join(_ACCENTS.findall(others)))] = ACCENT
    for alike, several in _ALIKE.items():
        table[[code for code in map(ord, several) if code <= last]] = ord(alike)
    return table


def _plain(letters: np.ndarray) -> np.ndarray:
    """Of letters and digits in their order, those of ASCII without their accents; 0 for others."""
    spaced = np.full((len(letters), 2), ord(" "), "<u4")
    spaced[:, 0] = letters
    # None of them comes apart into a space.
    apart = _codes(unicodedata.normalize("NFD", _string(spaced)))
    bases = apart[np.append(0, np.flatnonzero(apart == ord(" "))[:-1] + 1)]
    plain = np.zeros(int(letters[-1]) + 1, np.uint8)
    for letter in string.ascii_letters:
        plain[ord(letter)] = ord(letter)
    for letter, base in _WITHOUT_ACCENT.items():
        plain[ord(letter)] = ord(base)
    return plain[bases]


def _codes(characters: str) -> np.ndarray:
    """The code points of a string: uint32."""
    return np.frombuffer(characters.encode("utf-32-le"), "<u4")


def _string(codes: np.ndarray) -> str:
    """The string of some code points in uint32."""
    return codes.tobytes().decode("utf-32-le")
