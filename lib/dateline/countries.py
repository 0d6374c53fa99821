"""Find country mentions in texts: match the terms, say what kind each mention is, count them.

The finder needs no model and no network. It is one function, `find_mentions`, used alike by a
notebook, a test and a cluster.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from dateline import finder, gazetteer, tables
from dateline.folding import folded
from dateline.gazetteer import KIND_OF_ROLE, Decision
from dateline.wording import counted, listed, sentence

if TYPE_CHECKING:
    import pandas as pd

    from dateline.gazetteer import Sense

COLUMNS = ("start", "end", "text", "iso3", "kind", "rule", "candidates")

# How a mention of each kind mentions its country.
IN_WORDS = {
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
    f"n_{kind}": IN_WORDS[kind].removeprefix("by ") for kind in ("adjective", "demonym", "metonym")
}

# Texts are taken out of a Series so many at a time.
_AT_ONCE = 1_000
# So many terms of a kind are listed.
_TERMS = 20
# The matcher keeps how far a term reaches in one byte: beyond that it would not be found.
_LONGEST_TERM = 255


def find_mentions(
    texts: str | pd.Series, *, refused: bool = False, terms: Iterable[Sense] = ()
) -> pd.DataFrame:
    """Find the mentions of countries and regions in one text or a series of texts.

    Parameters
    ----------
    texts
        One text, or a Series of texts whose index holds the article ids.
    refused
        Whether to give the hits that were refused too: rows of the kind `refused`, whose `rule`
        says why, with an empty `iso3` and what they would have meant as `candidates`.
    terms
        Terms of one's own, besides those of the package and before them where they are the same;
        of up to 255 characters each.

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
        Where two texts have the same label, since their mentions could not be told apart; and
        where a term is longer than what the finder finds.
    TypeError
        Where `texts` is neither, or an item is not text.

    Examples
    --------
    >>> find_mentions("Malians left Mali.")[["text", "iso3", "kind"]].values.tolist()
    [['Malians', 'MLI', 'demonym'], ['Mali', 'MLI', 'name']]
    """
    import pandas as pd

    if isinstance(texts, str):
        # As an object: pandas's own type of text holds no lone surrogates.
        return _find(pd.Series([texts], dtype=object), refused, terms).drop(columns="article_id")
    if not isinstance(texts, pd.Series):
        raise TypeError(f"texts are a str or a Series of str, not {type(texts).__name__}")
    if not texts.index.is_unique:
        repeated = texts.index[texts.index.duplicated()][0]
        raise ValueError(f"two texts have the label {repeated!r}: give each article its own")
    return _find(texts, refused, terms)


def count_by_country(mentions: pd.DataFrame) -> pd.DataFrame:
    """The table `countries`: mentions by country and kind, the most named country first.

    `mentions` is the table of that name. Rows without a country (regions, undecided terms) are
    left out: they are evidence for no single country.
    """
    found = mentions[mentions["iso3"] != ""]
    kinds = sorted(set(KIND_OF_ROLE.values()) - {"region", "refused"})
    by_kind = found.groupby(["iso3", "kind"]).size().unstack(fill_value=0)
    by_kind = by_kind.reindex(columns=kinds, fill_value=0)
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


def by_kind(mentions: pd.DataFrame) -> pd.DataFrame:
    """Mentions by kind, the most first, with the terms of each: columns kind, mentions, terms.

    `mentions` is the table of that name. Of many terms the most frequent are listed.
    """

    def terms(texts: pd.Series) -> str:
        counts = texts.value_counts()
        more = f" and {len(counts) - _TERMS:,} more" if len(counts) > _TERMS else ""
        return ", ".join(counts.index[:_TERMS]) + more

    found = mentions.groupby("kind", sort=False)["text"].agg(mentions="size", terms=terms)
    return found.sort_values("mentions", ascending=False, kind="stable").reset_index()


def summary(mentions: pd.DataFrame) -> str:
    """The mentions by kind, in one sentence; `mentions` is the table of that name."""
    mentions = mentions[mentions["kind"] != "refused"]
    if mentions.empty:
        return sentence("no country or region is mentioned")
    decided = mentions.loc[mentions["rule"] != "ambiguous", "kind"]
    kinds = decided.value_counts().sort_index().sort_values(ascending=False, kind="stable")
    parts = [f"{number:,} {IN_WORDS[kind]}" for kind, number in kinds.items()]
    if len(decided) < len(mentions):
        parts.append(f"{len(mentions) - len(decided):,} undecided between several countries")
    return sentence(f"{counted(len(mentions), 'mention')}: {listed(parts)}")


def _find(texts: pd.Series, refused: bool, own: Iterable[Sense]) -> pd.DataFrame:
    """The rows of `find_mentions` for texts whose labels are unique."""
    import pandas as pd

    found = finder.find(_read(texts), gazetteer.load(_checked(own)), refused)
    columns = {
        "article_id": texts.index.take(found.owners),
        "start": found.starts,
        "end": found.ends,
        "text": pd.array(found.spelled, dtype="str").take(found.surfaces),
    }
    for place, name in enumerate(Decision._fields):
        values = pd.array([decision[place] for decision in found.decided], dtype="str")
        columns[name] = values.take(found.decisions)
    return pd.DataFrame(columns)


def _checked(own: Iterable[Sense]) -> tuple[Sense, ...]:
    """Terms of one's own, none too long to be found."""
    own = tuple(own)
    for sense in own:
        if (length := len(folded(sense.term))) > _LONGEST_TERM:
            raise ValueError(
                f"the term '{sense.term[:40]}…' has {length:,} characters: give terms of up to "
                f"{_LONGEST_TERM}"
            )
    return own


def _read(texts: pd.Series) -> Iterator[str]:
    """The items of a Series: by the thousand, since one by one texts take twice as long."""
    for first in range(0, len(texts), _AT_ONCE):
        for position, text in enumerate(texts.iloc[first : first + _AT_ONCE].tolist(), first):
            if not isinstance(text, str):
                label = texts.index[position]
                raise TypeError(f"the text labelled {label!r} is {type(text).__name__}, not str")
            yield text
