"""The words that rules look for, from `data/vocabulary.toml` and, of other rooms, beside it."""

from __future__ import annotations

import functools
import re
import tomllib
from importlib import resources

from dateline.normalisation import folded


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
    text = (resources.files("dateline") / "data" / "forenames.txt").read_text("utf-8")
    return frozenset(map(folded, text.split()))


@functools.cache
def surnames() -> frozenset[str]:
    """The most frequent surnames, from `data/surnames.txt`."""
    return frozenset((resources.files("dateline") / "data" / "surnames.txt").read_text().split())


@functools.cache
def _lists(room: str = "") -> dict[str, str]:
    name = f"vocabulary-{room}.toml" if room else "vocabulary.toml"
    with (resources.files("dateline") / "data" / name).open("rb") as file:
        return tomllib.load(file)
