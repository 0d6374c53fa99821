"""Numbers of something, with their units as written: table `quantities`.

Dates, times, ages, scores, addresses and ordinals are no quantities; how long something takes is
one. What is counted is the first noun in the plural after the number, with the adjectives before
it; a number that nothing follows counts where a modifier or a verb says that it does.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib import resources
from math import nan
from typing import TYPE_CHECKING, NamedTuple

from dateline import numbers, tables, timewords
from dateline.numbers import any_of
from dateline.vocabulary import pattern, words

if TYPE_CHECKING:
    import pandas as pd

_FILE = resources.files("dateline") / "data" / "vocabulary-quantities.toml"
_TABLES = tomllib.loads(_FILE.read_text(encoding="utf-8"))
_MODIFIERS, _CODES = _TABLES["modifiers"], _TABLES["codes"]
_SYMBOLS = _TABLES["currencies"]
_STOPS, _NO_PLURALS = words("stops", "quantities"), words("not-plurals", "quantities")
_PLURALS, _MEASURES = words("irregular-plurals", "quantities"), words("measures", "quantities")
_LABELS, _NOT_BEFORE_ONE = words("labels", "quantities"), words("not-before-one", "quantities")
_NOT_AFTER_ONE, _SKIPPED = words("not-after-one", "quantities"), words("skipped", "quantities")
_HAPPENED, _NOT_JOINED = words("happened", "quantities"), words("not-joined", "quantities")
_LONG, _BY_LENGTH = words("lengths", "quantities"), words("by-length", "quantities")
_MONEY = {name.split(" ")[-1] for name in (*_SYMBOLS.values(), *_CODES.values())}
# What there can be less than none of.
_SIGNED = words("signed", "quantities") | _MONEY
_FIRST_WORDS = numbers.FIRST_WORDS | {"a", "an"}
# What expressions of time count; in the others a number counts nothing.
_LENGTHS = {"duration", "ago", "span"}
_SCALES = numbers.TABLES["scales"] | numbers.TABLES["short-scales"]
# How far back and on words can bear on a number; so many words can name what it counts.
_WINDOW, _MOST_WORDS = 40, 4
# A third has no end; smaller numbers than that precision are not kept.
_DECIMALS = 4

_NUMBER = rf"(?:{numbers.PATTERN})"
_PARTS = any_of(word for word in numbers.PARTS if len(word) > 1 and word != "half")
_FRACTION = (
    rf"(?:(?P<over>an?|one|two|three|four|five|seven)[\s-](?P<part>{_PARTS})s?(?=\s{{1,3}}of\b)"
    rf"|half(?=\s{{1,3}}{pattern('half-of', 'quantities')}\b))"
)
_START = re.compile(r"\w+")
_READ = re.compile(
    rf"(?:{_FRACTION}|(?P<from>{_NUMBER})"
    rf"(?:(?P<link>\s?%?\s?[-–]\s?|\s?%?\s{{1,3}}(?:to|or|and)\s{{1,3}})[$€£]?(?P<to>{_NUMBER}))?)(?!(?!(?-i:[CF])\b)\w)",
    re.IGNORECASE,
)
_PERCENT = re.compile(
    r"\s?%|[\s-]{1,3}(?:percent|per\scent|pc)\b(?!-)|\s(?P<points>percentage\spoints?)\b", re.I
)
_DEGREES = re.compile(r"(?:\s?°\s?)?(?P<scale>[CF])\b")
_BARE_SCALE = re.compile(r"[CF]\b")
# The only measure that is told before its number.
_MAGNITUDE = re.compile(r"\bmagnitude(?:\sof)?\s\Z", re.IGNORECASE)
# Elsewhere a dash makes a range or a name, or is punctuation.
_SIGN = re.compile(r"(?<=[\s(\[])[-–−+]\Z")
# EC$5 is of dollars, and not of Canada's.
_LETTERED = any_of(symbol for symbol in _SYMBOLS if symbol[0].isalpha())
_UNLETTERED = any_of(symbol for symbol in _SYMBOLS if not symbol[0].isalpha())
_CURRENCY = re.compile(
    rf"(?:(?P<symbol>(?<![A-Z]){_LETTERED}|{_UNLETTERED})\s?|\b(?P<code>{any_of(_CODES)})\.?\s?)\Z"
)
_MODIFIER = re.compile(rf"\b(?P<word>{any_of(_MODIFIERS)})\s{{1,3}}(?:an?\s)?\Z", re.IGNORECASE)
# Glued to it is a name, a version, a date, a sum of another sort, a telephone number.
_GLUED = re.compile(r"(?:[\w.,:/#&+'’@_]|\w-)\Z")
_NO_QUANTITY_FOLLOWS = re.compile(
    r"(?:st|nd|rd|th)\b|[-\s]years?[-\s]old|[-\s](?:month|week|day)s?[-\s]old"
    r"|[:/]\d|-\d|\s\d|\sblock\sof\b|\s?[ap]\.?m\b|\s(?:o['’]clock|GMT|UTC|hrs)\b"
    r"|(?:\s[A-Z][\w.]{1,20}){1,3}\s(?:Street|St|Road|Rd|Avenue|Ave|Square|Lane|Drive)\b"
    rf"|\s(?:{pattern('scores', 'quantities')})\b"
)
# An age, set off after a name: Ann Smith, 42, said.
_AGE = re.compile(r"[A-Z][\w’'-]*,\s\Z")
_AT_AGE = re.compile(r"\bage[sd]?\s(?:of\s)?\Z", re.IGNORECASE)
# One in five; two out of three.
_OUT_OF = re.compile(r"\bone\sin\s\Z|\bout\sof\s\Z", re.IGNORECASE)
_UNIT_WORD = re.compile(r"\s{1,3}([^\W\d_]+(?:['’-][^\W\d_]+)*\b)")
_OF = re.compile(r"\s{1,3}of(?:\s(?:the|its|their|his|her|our|all|these|those|an?)\b)?")
_JOINED = re.compile(r"-([^\W\d_]{2,})(?!-?\w)")
_RATE = re.compile(r"\s(?:an|per)\s(?:hour|second)\b|\sper\s(?:cent|head|capita)\b")
_SHORT = re.compile(r"(?<=\d)(?:m|b)\Z")
# Nobody counts thousands of millions in digits: 3,000m.
_THOUSANDS = re.compile(r"\d[,\u00a0\u2009\u202f]\d")
_ENDS_WITH_SCALE = re.compile(rf"(?P<scale>{any_of(_SCALES)})\Z", re.IGNORECASE)


class _Quantity(NamedTuple):
    start: int
    end: int
    value: float
    value_to: float
    unit: str
    modifier: str


def find_quantities(sentences: pd.DataFrame) -> pd.DataFrame:
    """The numbers of something in the sentences of articles, as table `quantities`.

    `value` is NaN for a number of 10^15 and more. The unit is as written, but "percent" and "°C"
    for every way to write these, and the name of the currency for its sign.
    """
    columns = (sentences[name].tolist() for name in ("article_id", "sentence_id", "start", "text"))
    rows = [
        (article_id, number, offset + start, offset + end, text[start:end], *rest)
        for article_id, number, offset, text in zip(*columns, strict=True)
        for start, end, *rest in _quantities(text)
    ]
    return tables.frame("quantities", rows)


def _quantities(text: str) -> Iterator[_Quantity]:
    """The quantities of one sentence, in order."""
    starts = [
        word.start()
        for word in _START.finditer(text)
        if word[0][0].isdecimal() or word[0].lower() in _FIRST_WORDS
    ]
    if not starts:
        return
    times = [each for each in timewords.find(text) if each.rule not in _LENGTHS]
    spans = iter([*times, None])
    span = next(spans)
    reached = 0
    for start in starts:
        while span and span.end <= start:
            span = next(spans)
        if start < reached or (span and span.start <= start):
            continue
        match = _READ.match(text, start)
        found = _read(text, match) if match else None
        if found:
            reached = found.end
            yield found


def _read(text: str, match: re.Match) -> _Quantity | None:
    """What a number comes to, with what is around it; None where it counts nothing."""
    start, end = match.span()
    before = text[max(0, start - _WINDOW) : start]
    currency = _CURRENCY.search(before) if match["from"] else None
    if currency:
        start -= len(before) - currency.start()
        before = before[: currency.start()]
    sign = _SIGN.search(before)
    if sign:
        before = before[:-1]
    elif not currency and _GLUED.search(before):
        return None
    modifier = _MODIFIER.search(before)
    # Killed: 12.
    last = before.split()[-1].lower().rstrip(":") if before.strip() else ""
    value, value_to, end = _values(match, last == "between", end)
    after = text[end : end + _WINDOW]
    if (
        last in _LABELS
        or _NO_QUANTITY_FOLLOWS.match(after)
        or _AT_AGE.search(before)
        or _OUT_OF.search(before)
        or (_AGE.search(before) and after[:1] in (",", ".", ")"))
        # 25C is a seat, -3C a temperature.
        or (_BARE_SCALE.match(after) and not sign)
    ):
        return None
    unit = ""
    percent, degrees = _PERCENT.match(after), _DEGREES.match(after)
    if percent:
        end += percent.end()
        unit = percent["points"] or "percent"
    elif degrees:
        end += degrees.end()
        unit = f"°{degrees['scale']}"
    elif currency:
        unit = _SYMBOLS.get(currency["symbol"] or "") or _CODES[currency["code"]]
    elif _MAGNITUDE.search(before):
        unit = "magnitude"
    else:
        written = match[0][: end - match.start()]
        short = _SHORT.search(written)
        unit = _unit(after, value)
        if short and short[0] == "m" and _is_length(written, unit):
            # The scale was read as millions.
            value, value_to, unit = value / _SCALES["m"], value_to / _SCALES["m"], "m"
        elif short and not unit:
            return None
    if sign and (percent or currency or degrees or unit.split(" ")[-1] in _SIGNED):
        start -= 1
        value = value if sign[0] == "+" else -value
    elif sign and sign[0] == "+":
        return None
    if value == 1 and not percent and not currency and not _counts_one(match, last, unit, after):
        return None
    if not unit and not modifier and last not in _HAPPENED and not _happened(after):
        return None
    stock = _MODIFIERS[modifier["word"].lower()] if modifier else ""
    rounded = (round(each, _DECIMALS) or (nan if each else 0.0) for each in (value, value_to))
    return _Quantity(start, end, *rounded, unit, stock)


def _values(match: re.Match, between: bool, end: int) -> tuple[float, float, int]:
    """The number, the upper end of its range, if it is one, and where what was read ends."""
    if not match["from"]:
        return _fraction(match), nan, end
    value = numbers.value(match["from"])
    if not match["to"]:
        return value, nan, end
    value_to = numbers.value(match["to"])
    scale = _ENDS_WITH_SCALE.search(match["to"])
    if scale and not _ENDS_WITH_SCALE.search(match["from"]):
        # Two to three million.
        scaled = value * _SCALES[scale["scale"].lower()]
        value = scaled if scaled < value_to else value
    if value < value_to and (match["link"].split()[-1].lower() != "and" or between):
        return value, value_to, end
    return value, nan, match.end("from")


def _fraction(match: re.Match) -> float:
    if not match["part"]:
        return 0.5
    over = match["over"].lower()
    count = 1 if over in ("a", "an") else numbers.value(over)
    return count * numbers.PARTS[match["part"].lower()]


def _unit(after: str, value: float) -> str:
    """What a number counts, from the text after it; empty where that is not told."""
    joined = _JOINED.match(after)
    if joined:
        return "" if joined[1].lower() in _NOT_JOINED else joined[1]
    of = _OF.match(after)
    start = place = of.end() if of else 0
    phrase: list[str] = []
    while len(phrase) < _MOST_WORDS and (match := _UNIT_WORD.match(after, place)):
        word = match[1].lower()
        if not phrase and word in _SKIPPED:
            start = place = match.end()
            continue
        if word in _STOPS:
            break
        place = match.end()
        phrase.append(word)
        if _is_plural(word) or (word in _MEASURES and len(phrase) == 1):
            rate = _RATE.match(after, place)
            return after[start : rate.end() if rate else place].strip()
    # A soldier, one village chief; 20 tenge. Else it is not told where the noun ends.
    named = after[start:place].strip()
    return named if named.islower() and (value <= 1 or of or len(phrase) == 1) else ""


def _is_length(written: str, unit: str) -> bool:
    """Whether the m at a number is of metres: 100m, a 10m wall; 10m tonnes are millions."""
    if not unit or unit in _LONG:
        return True
    counted = unit.lower().split()
    return not _BY_LENGTH.isdisjoint(counted) or (
        bool(_THOUSANDS.search(written)) and counted[-1] not in _MONEY
    )


def _is_plural(word: str) -> bool:
    if word in _PLURALS:
        return True
    ends = word.endswith("s") and not word.endswith(("ss", "us", "is", "'s", "’s"))
    return ends and len(word) > 3 and word not in _NO_PLURALS


def _counts_one(match: re.Match, last: str, unit: str, after: str) -> bool:
    """Whether one is a number, and not somebody."""
    if match["from"][0].isdecimal():
        return bool(unit)
    following = _UNIT_WORD.match(after)
    return bool(unit and following) and not (
        last in _NOT_BEFORE_ONE or following[1].lower() in _NOT_AFTER_ONE
    )


def _happened(after: str) -> bool:
    following = _UNIT_WORD.match(after)
    return bool(following) and following[1].lower() in _HAPPENED
