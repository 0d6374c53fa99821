"""Numbers, plurals, lists and names of countries as running text puts them."""

from __future__ import annotations

import re
from collections.abc import Sequence

_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")

_TAKES_ARTICLE = re.compile(
    r"United |(?!Heard|South Georgia).*(Republic|Islands|Territor(y|ies)|Emirates|Netherlands)\b"
    r"|Republic of|(Bahamas|Comoros|Gambia|Maldives|Philippines|Vatican$|Isle of Man)"
)


def counted(number: int, noun: str, plural: str = "", digits: bool = False) -> str:
    """A number with its noun: "no file", "one file", "seven countries", "2,345 characters".

    With `digits`, as on a label: "1 mention", "8 mentions".
    """
    form = noun if number in (0, 1) else plural or f"{noun}s"
    return f"{number:,} {form}" if digits else f"{spelled(number)} {form}"


def spelled(number: int) -> str:
    """A number below ten in a word, any other in digits."""
    return _SMALL[number] if 0 <= number < len(_SMALL) else f"{number:,}"


def listed(items: Sequence[str], link: str = "and") -> str:
    """Items as a list: "a", "a and b", "a, b and c"."""
    *most, last = items
    return f"{', '.join(most)} {link} {last}" if most else last


def with_article(country: str) -> str:
    """The short name of a country with the article it takes: "the United States", "Mali"."""
    return f"the {country}" if _TAKES_ARTICLE.match(country) else country


def sentence(text: str) -> str:
    """Text as a sentence: a capital first, a full stop last."""
    return f"{text[:1].upper()}{text[1:]}."
