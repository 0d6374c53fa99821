"""Find country mentions in texts: match the terms, say what kind each mention is, count them.

The finder needs no model and no network. It is one function, `find_mentions`, used alike by a
notebook, a test and a cluster.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from dateline import gazetteer, tables
from dateline.wording import counted, listed, sentence

if TYPE_CHECKING:
    import pandas as pd

    from dateline.gazetteer import Normalised, Sense

COLUMNS = ("start", "end", "text", "iso3", "kind", "rule", "candidates")

_KIND_OF_ROLE = {
    "name": "name",
    "adjective": "adjective",
    "demonym": "demonym",
    "capital": "place",
    "seat": "metonym",
    "part": "place",
    "region": "region",
    "longer-name": "embedded",
}

_IN_WORDS = {
    "name": "by name",
    "adjective": "by adjective",
    "demonym": "by the name of a people",
    "metonym": "by seat of power",
    "embedded": "inside a longer name",
    "place": "by a place in the country",
    "region": "of a region",
}

# The kinds that imply a country without naming it, by their columns in the table `countries`.
IMPLYING = {
    f"n_{kind}": _IN_WORDS[kind].removeprefix("by ") for kind in ("adjective", "demonym", "metonym")
}

# A capital that speaks or is an agent stands for its government; elsewhere it is a place. In "the
# embassy in Belgrade said" it is the embassy that speaks.
_WHERE = re.compile(r"\b(?:in|at|near|from|outside|to|of|around|across|via) \Z", re.IGNORECASE)
_SPEAKS = re.compile(
    r" (?:(?:has|have|had|also|later|already) )?"
    r"(?:says?|said|accused|accuses|agreed|announced|announces|argued|argues|condemned|condemns|"
    r"confirmed|demanded|demands|denied|denies|insisted|insists|pledged|pledges|refused|refuses|"
    r"rejected|rejects|threatened|threatens|urged|urges|vowed|vows|wants|warned|warns)\b"
)
_AGENT = re.compile(r"(?<![^\s\"'(“‘])by (?:the )?\Z", re.IGNORECASE)
_PART_OF_LONGER_NAME = re.compile(r"-|'s?\b| [^\W\d_a-zà-öø-ÿ]|, [^\W\d_a-zà-öø-ÿ]")

# What stands in an address on the web or of mail names nothing.
_ADDRESS = re.compile(r"://|^\W*www\.|\w@\w")
_ADDRESS_MARKS = frozenset("/.@:=?&#%+-_")
_LONGEST_ADDRESS = 200

# A word that is adjective and demonym alike (a Malian) is a person where it ends its noun phrase.
_ONE_OR_SEVERAL = re.compile(
    r"\b(?:an?|another|every|each|one|two|three|four|five|six|seven|eight|nine|ten|\d+) \Z",
    re.IGNORECASE,
)
_PHRASE_ENDS = re.compile(
    r"(?:'s)?(?: (?:who|whom|whose|and|or|but|in|from|of|at|on|to|by|with|is|was|are|were|has|had|"
    r"said|says|told|living|born|called|named|as|for|after|when)\b|[.,;:!?)\"”]|\s*\Z)"
)


class _Decision(NamedTuple):
    iso3: str
    kind: str
    rule: str
    candidates: str = ""


def find_mentions(texts: str | pd.Series) -> pd.DataFrame:
    """Find the mentions of countries and regions in one text or a series of texts.

    Parameters
    ----------
    texts
        One text, or a Series of texts whose index holds the article ids.

    Returns
    -------
    A DataFrame with one row a mention, in the order of the input and of the text: `article_id`
    (the index label; absent for one text), `start` and `end` (code points, half-open), `text`,
    `iso3` (empty for regions and undecided terms), `kind` (after Gritta et al. 2020; the table's
    schema lists them), `rule` (`term` for a plain match) and `candidates` (the codes that an
    undecided term can mean, separated by spaces). A name may run over a line break, so a mention
    may reach beyond the sentence it starts in.

    Raises
    ------
    ValueError
        Where two texts have the same label, since their mentions could not be told apart.
    TypeError
        Where `texts` is neither, or an item is not text.

    Examples
    --------
    >>> find_mentions("Malians left Mali.")[["text", "iso3", "kind"]].values.tolist()
    [['Malians', 'MLI', 'demonym'], ['Mali', 'MLI', 'name']]
    """
    import pandas as pd

    if isinstance(texts, str):
        return _frame(_mentions_of(texts), COLUMNS)
    if not isinstance(texts, pd.Series):
        raise TypeError(f"texts are a str or a Series of str, not {type(texts).__name__}")
    if not texts.index.is_unique:
        repeated = texts.index[texts.index.duplicated()][0]
        raise ValueError(f"two texts have the label {repeated!r}: give each article its own")
    rows = []
    for label, text in texts.items():
        if not isinstance(text, str):
            raise TypeError(f"the text labelled {label!r} is {type(text).__name__}, not str")
        rows += [(label, *row) for row in _mentions_of(text)]
    found = _frame(rows, ("article_id", *COLUMNS))
    return found.astype({"article_id": texts.index.dtype}) if found.empty else found


def count_by_country(mentions: pd.DataFrame) -> pd.DataFrame:
    """The table `countries`: mentions by country and kind, the most named country first.

    `mentions` is the table of that name. Rows without a country (regions, undecided terms) are
    left out: they are evidence for no single country.
    """
    import pandas as pd

    found = mentions[mentions["iso3"] != ""]
    kinds = sorted(set(_KIND_OF_ROLE.values()) - {"region"})
    by_kind = pd.crosstab(found["iso3"], found["kind"]).reindex(columns=kinds, fill_value=0)
    named_first = found.sort_values("kind", key=lambda kind: kind != "name", kind="stable")
    first = named_first.groupby("iso3")[["article_id", "sentence_id"]].first()
    table = by_kind.add_prefix("n_").join(first.add_prefix("first_"))
    table["articles"] = found.groupby("iso3")["article_id"].nunique()
    table["total"] = by_kind.sum(axis="columns")
    table = table.rename_axis(index="iso3").reset_index()
    table["country"] = [gazetteer.country_name(iso3) for iso3 in table["iso3"]]
    table = table.sort_values(
        ["n_name", "total", "iso3"], ascending=[False, False, True], ignore_index=True
    )
    return tables.frame("countries", table)


def summary(mentions: pd.DataFrame) -> str:
    """The mentions by kind, in one sentence; `mentions` is the table of that name."""
    if mentions.empty:
        return sentence("no country or region is mentioned")
    decided = mentions.loc[mentions["rule"] != "ambiguous", "kind"]
    kinds = decided.value_counts().sort_index().sort_values(ascending=False, kind="stable")
    parts = [f"{number:,} {_IN_WORDS[kind]}" for kind, number in kinds.items()]
    if len(decided) < len(mentions):
        parts.append(f"{len(mentions) - len(decided):,} undecided between several countries")
    return sentence(f"{counted(len(mentions), 'mention')}: {listed(parts)}")


def _mentions_of(given: str) -> list[tuple]:
    terms = gazetteer.load()
    text = gazetteer.Normalised(given)
    hits = terms.find(text)
    named = {
        sense.iso3
        for _, _, senses in hits
        for sense in senses
        if sense.role == "name" and not sense.context
    }
    rows = []
    for start, end, senses in hits:
        if _in_address(text.text, start, end):
            continue
        decision = _decide(text, start, end, senses, named)
        if decision:
            given_start, given_end = text.span(start, end)
            rows.append((given_start, given_end, given[given_start:given_end], *decision))
    return rows


def _in_address(text: str, start: int, end: int) -> bool:
    if not _ADDRESS_MARKS & {text[start - 1 : start], text[end : end + 1]}:
        return False
    before = text[max(0, start - _LONGEST_ADDRESS) : start].rpartition(" ")[2]
    after = text[end : end + _LONGEST_ADDRESS].partition(" ")[0]
    return bool(_ADDRESS.search(before + text[start:end] + after))


def _decide(
    text: Normalised, start: int, end: int, senses: list[Sense], named: set[str]
) -> _Decision | None:
    """What a term means where it stands; None where it is no mention."""
    senses = [sense for sense in senses if sense.context != "country" or sense.iso3 in named]
    if not senses or senses[0].role == "homonym":
        return None
    iso3s = sorted({sense.iso3 for sense in senses})
    roles = {sense.role for sense in senses}
    kind, rule = _KIND_OF_ROLE[senses[0].role], "term"
    if roles == {"adjective", "demonym"}:
        kind, rule = _adjective_or_demonym(text.text, start, end)
    elif "capital" in roles:
        kind, rule = _place_or_government(text.text, start, end)
    if len(iso3s) > 1:
        return _Decision("", kind, "ambiguous", " ".join(iso3s))
    return _Decision(iso3s[0], kind, rule)


def _place_or_government(text: str, start: int, end: int) -> tuple[str, str]:
    if _SPEAKS.match(text, end) and not _WHERE.search(text, max(0, start - 9), start):
        return "metonym", "capital-speaks"
    if _AGENT.search(text, max(0, start - 8), start) and not _PART_OF_LONGER_NAME.match(text, end):
        return "metonym", "capital-agent"
    return "place", "term"


def _adjective_or_demonym(text: str, start: int, end: int) -> tuple[str, str]:
    if _ONE_OR_SEVERAL.search(text, max(0, start - 12), start) and _PHRASE_ENDS.match(text, end):
        return "demonym", "one-of-a-people"
    return "adjective", "term"


def _frame(rows: list[tuple], columns: tuple[str, ...]) -> pd.DataFrame:
    import pandas as pd

    frame = pd.DataFrame(rows, columns=columns)
    dtypes = {name: "int64" if name in ("start", "end") else "str" for name in COLUMNS}
    return frame.astype(dtypes)
