"""Find country mentions in texts: match the terms, say what kind each mention is, count them.

The finder needs no model and no network. It is one function, `find_mentions`, used alike by a
notebook, a test and a cluster.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dateline import gazetteer, tables
from dateline.disambiguation import Article
from dateline.gazetteer import KIND_OF_ROLE, Decision
from dateline.normalisation import Normalised
from dateline.screening import ask_rules
from dateline.wording import counted, listed, sentence

if TYPE_CHECKING:
    import pandas as pd

    from dateline.gazetteer import Gazetteer, Sense

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

# Texts are matched so many characters at a time: enough for the arrays to pay, few enough for them
# to stay in the processor's cache.
_BATCH = 1_000_000
_AT_ONCE = 1_000
# So many terms of a kind are listed.
_TERMS = 20
# Between two texts of a batch, and no part of either.
_BETWEEN = "\n\n"


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
        Terms of one's own, besides those of the package and before them where they are the same.

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

    terms = gazetteer.load(own)
    # A decision is a number: that of a form is the one its term makes alone, others are added.
    book = _DecisionBook(terms)
    _keep_memory()
    found = [_Found(*(np.empty(0, np.int64) for _ in range(4)), [])]
    for first, batch in _batches(texts):
        found.append(_find_in_batch(batch, first, terms, book))
    owners, starts, ends, decisions = (
        np.concatenate([part[column] for part in found]) for column in range(4)
    )
    surfaces = np.array([surface for part in found for surface in part.surfaces], object)
    used, decisions = np.unique(decisions, return_inverse=True)
    made = list(book)
    decided = [made[number] for number in used.tolist()]
    if not refused:
        kept = np.array([each.kind != "refused" for each in decided], bool)[decisions]
        owners, starts, ends, decisions = owners[kept], starts[kept], ends[kept], decisions[kept]
        surfaces = surfaces[kept]
    columns = {
        "article_id": texts.index.take(owners),
        "start": starts,
        "end": ends,
        "text": pd.array(surfaces, dtype="str"),
    }
    for place, name in enumerate(Decision._fields):
        columns[name] = pd.array([each[place] for each in decided], dtype="str").take(decisions)
    return pd.DataFrame(columns)


@functools.cache
def _keep_memory() -> None:
    """Have the memory of one batch kept for the next.

    The C library of Linux hands back to the system what lies free beyond twice the largest piece
    freed so far (mallopt(3)), and the next batch pays for each page of it anew: a tenth of its
    time. This piece is asked for and freed, and never written to.
    """
    np.empty(16 * _BATCH, np.uint8)


class _Found(NamedTuple):
    """The hits in some texts: arrays of one length, and the surfaces as a list.

    Which text (by its position), where it starts and ends there, the number of the decision.
    """

    owners: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    decisions: np.ndarray
    surfaces: list[str]


class _DecisionBook(dict[Decision, int]):
    """Every decision that was made, with its number; those that terms make alone come first.

    What is looked up and not there gets the next number.
    """

    def __init__(self, terms: Gazetteer):
        first, self.of_form = _decisions_alone(terms)
        super().__init__(first)

    def __missing__(self, decided: Decision) -> int:
        number = self[decided] = len(self)
        return number


@functools.cache
def _decisions_alone(terms: Gazetteer) -> tuple[dict[Decision, int], np.ndarray]:
    """The decisions that terms make alone, with their numbers; of each form, which."""
    numbers: dict[Decision, int] = {}
    of_form = [numbers.setdefault(entry.alone, len(numbers)) for entry in terms.entries]
    return numbers, np.array(of_form)


def _batches(texts: pd.Series) -> Iterator[tuple[int, list[str]]]:
    """The texts in their order, some at a time, with the position of the first of them."""
    batch: list[str] = []
    first = size = 0
    for position, text in enumerate(_read(texts)):
        if not isinstance(text, str):
            label = texts.index[position]
            raise TypeError(f"the text labelled {label!r} is {type(text).__name__}, not str")
        if batch and size + len(text) > _BATCH:
            yield first, batch
            batch, first, size = [], position, 0
        batch.append(text)
        size += len(text)
    if batch:
        yield first, batch


def _read(texts: pd.Series) -> Iterator[object]:
    """The items of a Series: by the thousand, since one by one texts take twice as long."""
    for first in range(0, len(texts), _AT_ONCE):
        yield from texts.iloc[first : first + _AT_ONCE].tolist()


def _find_in_batch(texts: list[str], first: int, terms: Gazetteer, book: _DecisionBook) -> _Found:
    given = _BETWEEN.join([*texts, ""])
    text = Normalised(given)
    starts, ends, forms = terms.matcher.find(text)
    given_starts, given_ends = text.given_spans(starts, ends)
    lengths = ends - starts
    sizes = np.array([len(each) + len(_BETWEEN) for each in texts])
    begins = np.cumsum(sizes) - sizes
    owners = np.searchsorted(begins, given_starts, side="right") - 1
    decisions = book.of_form[forms]
    asks = ask_rules(terms, text, starts, ends, forms)
    open_ones = _open_forms(terms)[forms]
    edges = [*text.normalised_positions(begins).tolist(), len(text.text)]
    starts, ends, entries = starts.tolist(), ends.tolist(), _entries(terms)[forms].tolist()
    with_rules = np.unique(owners[asks | open_ones])
    lows, highs = (np.searchsorted(owners, with_rules, side) for side in ("left", "right"))
    asked, open_ones = _by_article(asks, lows, highs), _by_article(open_ones, lows, highs)
    bounds = zip(with_rules.tolist(), lows.tolist(), highs.tolist(), strict=True)
    places, made = [], []
    for (owner, low, high), asked_here, open_here in zip(bounds, asked, open_ones, strict=True):
        span = (edges[owner], edges[owner + 1])
        hits = (each[low:high] for each in (starts, ends, entries))
        article = Article(text.text, span, *hits, asked=asked_here, open_ones=open_here)
        for number in article.looked_at:
            decided = article.decisions[number]
            if decided is not article.entries[number].alone:
                places.append(low + number)
                made.append(book[decided])
    decisions[np.array(places, np.int64)] = made
    surfaces = _forms(terms)[forms].tolist()
    # Where a hit is written otherwise than its form, or over more characters.
    same = text.as_given(given_starts, given_ends) & (given_ends - given_starts == lengths)
    for number in np.flatnonzero(~same).tolist():
        surfaces[number] = given[given_starts[number] : given_ends[number]]
    begun = begins[owners]
    return _Found(owners + first, given_starts - begun, given_ends - begun, decisions, surfaces)


def _by_article(hits: np.ndarray, lows: np.ndarray, highs: np.ndarray) -> Iterator[list[int]]:
    """The hits that are so (bool), for each span of hits: their numbers in the span."""
    numbers = np.flatnonzero(hits)
    firsts, lasts = np.searchsorted(numbers, lows), np.searchsorted(numbers, highs)
    numbers -= np.repeat(lows, lasts - firsts)
    return map(numbers.tolist().__getitem__, map(slice, firsts.tolist(), lasts.tolist()))


@functools.cache
def _entries(terms: Gazetteer) -> np.ndarray:
    """Of each form, its entry."""
    return np.fromiter(terms.entries, object, len(terms.entries))


@functools.cache
def _forms(terms: Gazetteer) -> np.ndarray:
    """The forms themselves."""
    return np.array(terms.matcher.forms, object)


@functools.cache
def _open_forms(terms: Gazetteer) -> np.ndarray:
    """Of each form, whether only the rest of the article can tell what it means: bool."""
    return np.array([entry.is_open for entry in terms.entries])
