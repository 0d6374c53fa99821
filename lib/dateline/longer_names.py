"""Longer names that hold a country: firms and papers, streets, waters, addresses."""

from __future__ import annotations

import re

from dateline.folding import PARAGRAPH_BREAK
from dateline.gazetteer import LOCAL_NEWS, Entry
from dateline.neighbours import Neighbours
from dateline.vocabulary import forenames, words

_LOCAL, _BEFORE_A_PLACE = words("local"), words("before-a-place")
_NATURE, _BEFORE_A_WATER = words("nature"), words("before-a-water")
_BEARERS, _BEARERS_OF = words("bearers"), words("bearers-of")
_BEFORE_A_FIRM = words("before-a-firm")
_OF_A_TOWN = words("of-a-town")
ROADS = frozenset({"Route", "Highway", "Hwy", "Rt"})

# What joins the parts of an address, and so far from a span what makes one of it is looked for.
ADDRESS_MARKS = frozenset("/.@:=?&#%+-_")
_LONGEST_ADDRESS = 200
_ADDRESS = re.compile(r"://|^\W*www\.|\w@\w|^\W*@")


def is_embedded(entry: Entry, beside: Neighbours) -> bool:
    """Whether a firm, a paper, a university or the like bears the name."""
    if entry.role == "demonym":
        return False
    if beside.next in _BEARERS or _is_road(entry, beside):
        return True
    if beside.next[:1].isupper() and " ".join(beside.phrase[:2]) in _BEARERS:
        return True
    if entry.role == "adjective":
        return False
    if beside.last in ("of", "de"):
        return beside.before[-2:-1] != [] and beside.before[-2] in _BEARERS_OF
    if beside.last in _BEFORE_A_FIRM:
        return True
    return beside.next[:1].isupper() and beside.phrase[1:2] != [] and beside.phrase[1] in _BEARERS


def _is_road(entry: Entry, beside: Neighbours) -> bool:
    """Whether a number follows, as of American roads: along U.S. 54, the US-24 bridge."""
    if entry.role != "name" or entry.iso3 not in LOCAL_NEWS or not entry.term.isupper():
        return False
    if beside.next in ROADS or _is_number(beside.joined):
        return True
    if not _is_number(beside.next) or beside.last.lower() == "the":
        return False
    # US 12 years, US 3 - 1 Ghana.
    counted = "".join(beside.bare[1:2]) if beside.after[0] == beside.next else ""
    return not (counted in ("-", "x") or (counted.islower() and counted.endswith("s")))


def _is_number(word: str) -> bool:
    return word.isdigit() and len(word) <= 3


def is_local(entry: Entry, beside: Neighbours) -> bool:
    """Whether a street, a county, a school or the like is called so."""
    following = beside.next
    # In capitals a road or a hill may be any.
    if beside.last in _BEFORE_A_PLACE or following in _LOCAL or following == "COUNTY":
        return True
    if following == "City" and entry.role == "name":
        return True
    # Jordan High won; but the Kenya High Court, and the Middle East.
    if following in ("High", "Middle") and not "".join(beside.phrase[1:2])[:1].isupper():
        return True
    if not following[:1].isupper():
        return False
    two, later = " ".join(beside.phrase[:2]), " ".join(beside.phrase[1:3])
    if two in _OF_A_TOWN and (entry.role == "name" or "town" in entry.contexts):
        return True
    if two in _LOCAL or later in _LOCAL:
        return True
    # Jordan Apple Hill; but Kenya's Anna Hill, whose country comes before her name.
    is_named = entry.role == "name" and following in forenames()
    return later.partition(" ")[0] in _LOCAL and not is_named


def is_nature(beside: Neighbours) -> bool:
    """Whether a water, a mountain or a plain is called so."""
    # Kuwait's Desert Storm is no desert.
    if beside.next in _NATURE and not "".join(beside.phrase[1:2])[:1].isupper():
        return True
    return _ends_with(beside)


def is_address(text: str, start: int, end: int) -> bool:
    """Whether a span stands in an address on the web or of mail, which names nothing."""
    if text[start - 1 : start] not in ADDRESS_MARKS and text[end : end + 1] not in ADDRESS_MARKS:
        return False
    first = text.rfind(" ", max(0, start - _LONGEST_ADDRESS), start)
    last = text.find(" ", end, end + _LONGEST_ADDRESS)
    before = text[max(first + 1, start - _LONGEST_ADDRESS, 0) : start]
    after = text[end : last if last >= 0 else end + _LONGEST_ADDRESS]
    before, after = before.rpartition(PARAGRAPH_BREAK)[2], after.partition(PARAGRAPH_BREAK)[0]
    return bool(_ADDRESS.search(before + text[start:end] + after))


def _ends_with(beside: Neighbours) -> bool:
    """Whether the name of a water or a mountain ends with a span: the Gulf of Mexico."""
    if beside.last not in ("of", "the"):
        return beside.last in _BEFORE_A_WATER
    before = [word for word in beside.before[-3:] if word != "the"]
    return before[-1:] == ["of"] and before[-2:-1] != [] and before[-2] in _NATURE
