"""The words that rules look for, from `data/vocabulary.toml` and, of other rooms, beside it."""

from __future__ import annotations

import functools
import re
import tomllib
from importlib import resources

from dateline.folding import folded
from dateline.normalisation import Normalised


@functools.cache
def words(name: str, room: str = "") -> frozenset[str]:
    """The list of that name in the finder's vocabulary, or in that of another room."""
    return frozenset(folded(word.replace("~", " ")) for word in _lists(room)[name].split())


def pattern(name: str, room: str = "") -> str:
    """A regular expression for any word of the list of that name, the longest first."""
    longest_first = sorted(words(name, room), key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(word) for word in longest_first) + ")"


@functools.cache
def forenames() -> frozenset[str]:
    """Forenames that news in English may hold, from `data/forenames.txt`."""
    return _names("forenames")


@functools.cache
def surnames() -> frozenset[str]:
    """Surnames, the frequent ones of America among them, from `data/surnames.txt`."""
    return _names("surnames")


def _names(listed: str) -> frozenset[str]:
    text = (resources.files("dateline") / "data" / f"{listed}.txt").read_text("utf-8")
    # All at once: one by one it takes ten times as long.
    return frozenset(Normalised(text).text.split(" "))


@functools.cache
def somebody() -> frozenset[str]:
    """What somebody is, and no country: a farmer, a widow; not a neighbour."""
    return (words("occupations") - words("countries-too")) | words("kin-and-age")


@functools.cache
def _lists(room: str = "") -> dict[str, str]:
    name = f"vocabulary-{room}.toml" if room else "vocabulary.toml"
    with (resources.files("dateline") / "data" / name).open("rb") as file:
        return tomllib.load(file)
