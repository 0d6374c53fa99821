"""How expressions of time are put: regular expressions, by the words that begin them."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from importlib import resources

from dateline import numbers
from dateline.numbers import ORDINALS, any_of
from dateline.vocabulary import pattern, words

_FILE = resources.files("dateline") / "data" / "vocabulary-dates.toml"
TABLES = {
    name: table
    for name, table in tomllib.loads(_FILE.read_text(encoding="utf-8")).items()
    if isinstance(table, dict)
}
SPELLED_DECADES = {f"{tens[:-1]}ies": value for tens, value in numbers.TABLES["tens"].items()}

_UNITS = "second minute hour day week weekend fortnight month quarter year decade century".split()
_PLURALS = [f"{unit}s" for unit in _UNITS[:-1]] + ["centuries"]
_UNIT, _PLURAL = any_of(_UNITS) + r"\b", any_of(_PLURALS) + r"\b"


def _capitalised(table: str) -> str:
    """Names written in full, or short with or without a full stop."""
    full = [name for name in TABLES[table] if len(name) > 5 or name in ("March", "April", "June")]
    full += [name for name in ("May", "July") if name in TABLES[table]]
    short = [name for name in TABLES[table] if name not in full]
    return rf"(?:{any_of(full)}\b|{any_of(short)}\b\.?)"


_SUFFIX = r"(?:st|nd|rd|th)"
_YEAR = r"(?P<year>(?:1\d|20)\d\d)(?![\w%]|[.,:/]\d|-\d{1,3}(?!\d))"
_PAIR = r"(?P<pair>(?:1[5-9]|20)\d\d)[-–/](?P<until>\d\d)(?!\w|[.,:]\d)"
_WHICH = any_of(TABLES["which"]) + r"\b"
_MONTH = rf"(?P<month>{_capitalised('months')})"
_DAYS = any_of(name for name in TABLES["weekdays"] if name.endswith("day"))
_FIELDS = {
    "month": _MONTH,
    "weekday": rf"(?P<weekday>{_capitalised('weekdays')})",
    "days": rf"(?P<day>\d{{1,2}}){_SUFFIX}?(?:\s?(?:-|–|to|(?P<both>and))\s?"
    rf"(?P<day_to>\d{{1,2}}){_SUFFIX}?)?(?![\w%]|[.,:/]\d)",
    "weekdays": rf"(?P<weekday>{_DAYS})s\b",
    "year": rf"(?:{_PAIR}|{_YEAR})",
    "of_year": rf"(?:,? (?:of )?(?:{_PAIR}|{_YEAR}|(?:the )?(?P<which_year>{_WHICH}) year\b))",
    # Of what something is a part: of 2021, of last year, of the month, of May 2020, of the 1990s.
    "of": rf"(?:(?:of|in) )?(?:(?:the )?(?P<which_whole>{_WHICH}|the) (?P<whole>year|month|week|"
    rf"decade|century)\b|(?:fiscal )?{_YEAR}|{_MONTH}(?:,? (?P<month_year>(?:1\d|20)\d\d)\b)?"
    r"|(?:the )?(?P<of_decade>(?:1\d|20)\d0)s)",
    "season": rf"(?P<season>{any_of(TABLES['seasons'])})\b",
    "feast": rf"(?P<feast>{any_of(TABLES['feasts'])})\b",
    "which": rf"(?P<which>{_WHICH})",
    "which_week": rf"(?: (?:of )?(?P<which_week>{_WHICH}) week\b)?",
    "nth": rf"(?P<nth>{any_of(ORDINALS)}|\d{{1,2}}{_SUFFIX}|last|final|opening|closing|latter)\b",
    "number": rf"(?P<number>{numbers.PATTERN})",
    "upto": rf"(?:(?: to | or |-|–)(?P<upto>{numbers.PATTERN}))?",
    "unit": rf"(?P<unit>{_UNIT})(?!-)",
    "units": rf"(?P<unit>{_PLURAL}|{_UNIT})",
    "plural": rf"(?P<unit>{_PLURAL})",
    "part": r"(?: (?:morning|afternoon|evening|night)\b)",
    "few": rf"(?:{pattern('few', 'dates')}|couple of)",
    "straight": rf"(?:{pattern('consecutive', 'dates')}[\s-])?",
    "spans": rf"(?P<which>{pattern('spans', 'dates')})",
    "sides": rf"(?P<side>{pattern('sides', 'dates')})\b",
    "edge": r"(?P<edge>end|start|beginning|middle|close|rest|remainder)",
    "times": rf"(?:once|twice|thrice|(?:{numbers.PATTERN}|several|many|few) times)",
}

# A rule: what it is about, the classes of words that it starts at, how it reads. A space stands
# for any white space, a name in braces for the pattern above.
_RULES = [
    ("iso", "#", r"(?P<iso>\d{4}-\d\d-\d\d)(?![\w-])"),
    ("iso", "#", r"(?P<iso>\d{4}-(?:0[1-9]|1[0-2]))(?![\w-])"),
    ("slashed", "#", r"(?P<day>\d\d?)([./])(?P<month>\d\d?)\2(?P<year>(?:19|20)\d\d)(?!\w)"),
    ("day", "W#", r"(?:{weekday},? (?:the )?)?{days} (?:of )?{month}{of_year}?"),
    ("day", "WM", r"(?:{weekday},? )?{month} (?:the )?{days}{of_year}?"),
    ("day", "o", r"{nth} of {month}{of_year}?"),
    ("monthday", "#", r"(?P<day>\d\d?)(?:st|nd|rd|th)(?= (?:and|when|as|at|in|to)\b|[.,;:!?)]|\Z)"),
    ("month", "wM", r"(?:{which} )?{month}{of_year}?"),
    ("season", "wS", r"(?:{which} )?{season}{of_year}?"),
    ("feast", "wF", r"(?:{which} )?{feast}{of_year}?"),
    ("quarter", "o#", r"{nth}[\s-]quarter\b(?: {of})?"),
    ("quarter", "q", r"Q(?P<nth>[1-4])\b(?: {of})?"),
    ("half", "o#", r"{nth} half {of}"),
    ("half", "q", r"H(?P<nth>[12]) {year}"),
    ("section", "o", r"{nth} (?:{number} )?{units} of {of}"),
    ("year", "#", r"{year}"),
    ("year", "f", r"(?:(?:fiscal|financial)(?: year)?|FY) ?{year}"),
    ("decade", "#", r"(?P<decade>(?:1\d|20)\d0)['’]?s\b"),
    ("decade", "#T", r"(?P<short>[0-9]0['’]?s|{spelled})\b"),
    ("century", "o#", r"{nth}[\s-]century\b"),
    ("weekday", "wW", r"(?:{which} )?{weekday}{which_week}{part}?"),
    ("set", "W", r"{weekdays}"),
    ("deictic", "u", r"day (?P<side>before|after) (?P<deictic>yesterday|tomorrow)\b"),
    ("deictic", "d", r"(?P<deictic>{deictic})\b{part}?"),
    ("deictic", "w", r"(?P<which>this|last){part}"),
    ("unit", "w", r"{which} (?:(?:calendar|fiscal|financial|school) )?{unit}"),
    ("unit", "u", r"(?P<unit>day|week|month|year) (?P<side>before|after|earlier)(?=[.,;:!?)]|\Z)"),
    ("unit", "e", r"{edge} of (?:the |{which} ){unit}"),
    ("unit", "u", r"(?P<unit>year|month|week)(?:[- ]|['’]s )(?P<edge>end)\b"),
    ("weekend", "u", r"weekend\b"),
    ("ago", "nA#", r"(?:{number}|an?) (?:more )?{units}['’]? {sides}"),
    ("span", "wo", r"{spans} {straight}{number} {straight}{plural}"),
    ("span", "w", r"{spans} {unit}"),
    ("duration", "nA#", r"{number}{upto}[\s-]{straight}{units}(?:[\s-]long\b)?(?!-)"),
    ("duration", "A", r"an? {straight}{unit}(?P<half> and a half\b)?"),
    ("duration", "u", r"(?P<unit>day|week|month|year|decade|century)[\s-]?(?P<long>long)\b"),
    ("duration", "q", r"(?P<quarter>quarter)(?:-| of a )(?P<unit>century)\b"),
    ("set", "E", r"(?:every|each) (?:(?P<other>other) |{number} )?"
     r"(?:{units}|{weekday}|{season}|{month})(?!-)"),
    ("set", "In#", r"{times} (?:an?|per|every|each) {unit}"),
    ("set", "I", r"(?P<often>{often})\b"),
    ("vague", "wogA", r"(?:(?:past|last|next|coming|previous|first|a) )?{few} (?:more )?"
     r"{plural}(?: {sides})?"),
    ("vague", "w", r"(?:coming|past|following|previous|subsequent|preceding) {plural}"),
    ("bare", "u", r"{plural}(?P<side>[\s-](?:ago|long|later|earlier)\b)?"),
    ("soon", "v", r"{vague}\b"),
]  # fmt: skip
_ALTERNATIVES = {
    "deictic": any_of(TABLES["deictic"]),
    "often": any_of(TABLES["often"]),
    "spelled": any_of(SPELLED_DECADES),
    "vague": pattern("vague", "dates"),
}


def _compiled(template: str) -> re.Pattern:
    for name, field in (_FIELDS | _ALTERNATIVES).items():
        template = template.replace(f"{{{name}}}", field)
    # A line break may part words of a sentence; more white space than that parts more.
    return re.compile(re.sub(r"\\? (?![^\[]*\])", r"\\s{1,3}", template), re.IGNORECASE)


def _starters() -> dict[str, set[str]]:
    """The classes of the words that an expression can begin with, in small letters."""
    classes = defaultdict(set)
    for kind, group in {
        "M": TABLES["months"],
        "W": [*TABLES["weekdays"], *(f"{name}s" for name in TABLES["weekdays"])],
        "S": TABLES["seasons"],
        "F": [re.split(r"\W", feast)[0] for feast in TABLES["feasts"]],
        "w": {*TABLES["which"], *words("spans", "dates"), "intervening"},
        "o": {*ORDINALS, "last", "final", "opening", "closing", "latter", "twenty"},
        "q": ["q1", "q2", "q3", "q4", "h1", "h2", "quarter"],
        "f": ["fiscal", "financial", "fy", *(f"fy{year}" for year in range(1990, 2100))],
        "T": SPELLED_DECADES,
        "d": TABLES["deictic"],
        "u": [*_UNITS, *_PLURALS, *(f"{unit}long" for unit in _UNITS)],
        "e": ["end", "start", "beginning", "middle", "close", "rest", "remainder"],
        "n": numbers.FIRST_WORDS,
        "A": ["a", "an"],
        "g": words("few", "dates") | {"couple"},
        "E": ["every", "each"],
        "I": {*TABLES["often"], "once", "twice", "thrice"},
        "v": [phrase.split()[0] for phrase in words("vague", "dates")],
    }.items():
        for word in group:
            classes[word.lower()].add(kind)
    return classes


_COMPILED = [(name, set(classes), _compiled(template)) for name, classes, template in _RULES]


def _rules_for(classes: set[str]) -> list[tuple[str, re.Pattern]]:
    return [(name, rule) for name, starts, rule in _COMPILED if starts & classes]


# The rules to try at a word in small letters, and those to try at one that starts with a digit.
BY_WORD = {word: _rules_for(classes) for word, classes in _starters().items()}
BY_NUMBER = _rules_for({"#"})
