"""Names that are one name: spellings that differ by transliteration, and short forms of full ones.

Names are compared word by word. Words are alike where their consonants are the same under the usual
transliterations into English (Wagner and Vagner, Qaddafi and Gaddafi) and their vowels differ as
little as those of Mohammed and Muhammad. No list of cases is needed.
"""

from __future__ import annotations

import functools
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from dateline.folding import folded
from dateline.vocabulary import words

# Longer names are compared letter by letter.
_LONGEST = 60
# Shorter words are alike only where they are the same: most short names are neighbours of another.
_SHORTEST_WORD = 5
# Names are alike up to so much difference of their vowels for each of their letters, and their
# endings up to so much: an ending tells names of women and men apart.
_TOLERANCE, _OF_AN_ENDING = 0.1, 0.4

_WORD = re.compile(r"[^\s\-–—.,'’ʼ\"“”()]+")
_NOT_A_LETTER = re.compile("[^a-z]")
_CONSONANTS = [
    (re.compile(pattern), written)
    for pattern, written in (
        ("shch|sch", "sh"),
        ("tsch|tch|tsh", "ch"),
        ("zh|dzh|dj", "j"),
        ("ph", "f"),
        ("th", "t"),
        ("dh", "d"),
        ("sh", "$"),
        ("ch", "%"),
        ("kh|gh|ck|[qgch]", "k"),
        ("x", "ks"),
        ("w", "v"),
        ("z", "s"),
        (r"([b-df-hj-np-tvxz$%])\1+", r"\1"),
    )
]
_VOWELS = [
    (re.compile(pattern), written)
    for pattern, written in (
        (r"\by(?=[aeiou])", ""),
        ("ou|oo", "u"),
        ("[ae][iy]+", "e"),
        ("(?:ee|i|y)[iy]*", "i"),
        (r"([aeou])\1+", r"\1"),
    )
]
_ARTICLE = re.compile("(?<=[a-z])[aeu]l(?=[b-df-hj-np-tv-z])")
_SLOTS = re.compile("[bdfjklmnprstv$%]")
# How far apart two vowels are; others are 1 apart, and a vowel is half from none.
_NEAR = {frozenset("ae"): 0.4, frozenset("ei"): 0.3, frozenset("ou"): 0.2, frozenset("ao"): 0.6}


def words_of(name: str) -> tuple[str, ...]:
    """The words that tell a name apart: in small letters, without accents, particles, suffixes."""
    found = [folded(word).lower() for word in _WORD.findall(name)]
    telling = [word for word in found if word not in words("particles", "people")]
    return tuple(telling or found)


def alike(one: str, other: str) -> bool:
    """Whether two words of names, as `words_of` gives them, are spellings of one name."""
    return one == other or _difference(one, other) <= _TOLERANCE * max(len(one), len(other))


def same_name(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two names in words are spellings of one: where words differ much, the rest is more
    alike. Words may be written together.
    """
    if one == other:
        return True
    if len(one) == len(other):
        difference = sum(map(_difference, one, other))
    elif min(len(one), len(other)) > 1:
        difference = _difference(_joined(one), _joined(other))
    else:
        return False
    return difference <= _TOLERANCE * max(sum(map(len, one)), sum(map(len, other)))


def _joined(name: Sequence[str]) -> str:
    """A name in one word, without the Arabic article that may stand apart (Abd al-Karim)."""
    return _ARTICLE.sub("", "".join(name))


def _difference(one: str, other: str) -> float:
    """How far apart two words are in their vowels; endlessly, where their consonants differ."""
    if one == other:
        return 0
    if min(len(one), len(other)) < _SHORTEST_WORD:
        return math.inf
    (consonants, vowels), (consonants_too, vowels_too) = sounds(one), sounds(other)
    if consonants != consonants_too:
        return math.inf
    apart = [_apart(*pair) for pair in zip(vowels, vowels_too, strict=True)]
    # In a name of one syllable the vowel is all there is: Zhang is not Zheng.
    if apart[-1] > _OF_AN_ENDING or (any(apart) and sum(map(bool, vowels)) < 2):
        return math.inf
    return sum(apart)


@functools.lru_cache(maxsize=20_000)
def sounds(word: str) -> tuple[str, tuple[str, ...]]:
    """The consonants of a word as transliterations share them, and the vowels around each."""
    if len(word) > _LONGEST or _NOT_A_LETTER.search(word):
        return word, ("",)
    for pattern, written in [*_CONSONANTS, *_VOWELS]:
        word = pattern.sub(written, word)
    return "".join(_SLOTS.findall(word)), tuple(_SLOTS.split(word))


def _apart(vowel: str, other: str) -> float:
    if vowel == other:
        return 0
    if not vowel or not other:
        return 0.5
    return _NEAR.get(frozenset(vowel + other), 1) if len(vowel + other) == 2 else 1


def spelling_groups(names: Iterable[tuple[str, ...]]) -> dict[tuple[str, ...], tuple[str, ...]]:
    """For each name, as `words_of` gives them, the first of those that it is a spelling of."""
    first_of: dict[tuple[str, ...], tuple[str, ...]] = {}
    by_sound: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for name in names:
        if name in first_of:
            continue
        bearers = by_sound[sounds(_joined(name))[0]]
        # Few names sound the same, except in a text made to have many.
        same = next((each for each in bearers[:50] if same_name(each, name)), None)
        first_of[name] = same or name
        if not same:
            bearers.append(name)
    return first_of


def is_short_for(short: Sequence[str], full: Sequence[str]) -> bool:
    """Whether a name in words is a shorter form of another: a surname, or without a middle name.

    An initial stands for a word that starts with it.
    """
    if len(short) >= len(full) or not alike(short[-1], full[-1]):
        return False
    place = 0
    for word in short[:-1]:
        while place < len(full) - 1 and not _stands_for(word, full[place]):
            place += 1
        if place == len(full) - 1:
            return False
        place += 1
    return True


def _stands_for(word: str, full: str) -> bool:
    return alike(word, full) or (len(word) == 1 and full.startswith(word))


def abbreviates(short: str, name: str) -> bool:
    """Whether capitals are the initials of a name: ECOWAS of Economic Community of West African
    States. A small word of the name gives a letter or none.
    """
    letters = folded(short).replace(".", "")
    if not (2 <= len(letters) <= 10 and letters.isupper() and letters.isalpha()):
        return False
    initials = [word[0] for word in _WORD.findall(folded(name))[: 2 * len(letters)]]
    if sum(map(str.isupper, initials)) < 2:
        return False
    asked = "".join(each if each.isupper() else f"{each}?" for each in map(re.escape, initials))
    return re.fullmatch(asked, letters, re.IGNORECASE) is not None
