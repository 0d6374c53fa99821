"""The finder's engine: texts in batches, their hits matched, screened and decided.

All is done in whole arrays, with a number for each form and each decision; the rules alone look at
hits one by one, at those that the screening asks about.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dateline.cues import open_forms
from dateline.disambiguation import Article
from dateline.gazetteer import Decision
from dateline.memory import keep_memory, without_collector
from dateline.normalisation import Normalised, as_bytes
from dateline.screening import ask_rules

if TYPE_CHECKING:
    from dateline.gazetteer import Gazetteer

# Texts are matched so many bytes at a time: enough for the arrays to pay, few enough for them to
# stay in the processor's cache.
_BATCH = 2_000_000
# Between two texts of a batch, and no part of either.
_BETWEEN = b"\n\n"


class Found(NamedTuple):
    """The hits in some texts, in their order: arrays of one length, and what two of them number.

    `owners` has the position of each hit's text; `starts` and `ends` are code points of that text;
    `surfaces` are numbers in `spelled`, the surfaces as they are written, and `decisions` in
    `decided`. `lengths` has the code points of each text, with hits or without.
    """

    owners: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    surfaces: np.ndarray
    decisions: np.ndarray
    spelled: list[str]
    decided: list[Decision]
    lengths: np.ndarray


def find(texts: Iterable[str | memoryview], terms: Gazetteer, refused: bool = False) -> Found:
    """Find the hits of some terms in texts; those that are refused only if they are asked for.

    A text is a str, or its bytes in UTF-8.
    """
    # A form is its own number, and a form's decision that of its term alone; others are added.
    spelled, decided = _Book(terms.matcher.forms), _Book(_decisions_alone(terms)[0])
    keep_memory(16 * _BATCH)
    found = [tuple(np.empty(0, np.int64) for _ in range(6))]
    for first, batch in _batches(texts):
        with without_collector():
            found.append(_find_in_batch(batch, first, terms, spelled, decided))
    *arrays, decisions, lengths = (np.concatenate(parts) for parts in zip(*found, strict=True))
    decisions, made = decided.used(decisions)
    if not refused:
        is_mention = np.array([each.kind != "refused" for each in made], bool)
        mentions = is_mention[decisions]
        *arrays, decisions = (array[mentions] for array in (*arrays, decisions))
        decisions = (np.cumsum(is_mention) - 1)[decisions]
        made = list(itertools.compress(made, is_mention))
    *places, surfaces = arrays
    surfaces, written = spelled.used(surfaces)
    return Found(*places, surfaces, decisions, written, made, lengths)


class _Book(dict):
    """Numbers of what was met, after those of what is known; what is looked up gets the next."""

    def __init__(self, known: list):
        self._known = known

    def __missing__(self, met: object) -> int:
        number = self[met] = len(self._known) + len(self)
        return number

    def used(self, numbers: np.ndarray) -> tuple[np.ndarray, list]:
        """Of some numbers, their places among those that are used; and what these stand for.

        They come in the order of their first use, whatever order is known: forms are numbered
        anew in every process.
        """
        edge, others = len(self._known), list(self)
        first_use = np.full(edge + len(others), len(numbers))
        first_use[numbers[::-1]] = np.arange(len(numbers))[::-1]
        is_used = np.flatnonzero(first_use < len(numbers))
        in_order = is_used[np.argsort(first_use[is_used])]
        places = np.empty(len(first_use), np.int64)
        places[in_order] = np.arange(len(in_order))
        used = [
            self._known[number] if number < edge else others[number - edge]
            for number in in_order.tolist()
        ]
        return places[numbers], used


@functools.cache
def _decisions_alone(terms: Gazetteer) -> tuple[list[Decision], np.ndarray]:
    """The decisions that terms make alone; of each form, the number of its one."""
    numbers: dict[Decision, int] = {}
    of_form = [numbers.setdefault(entry.alone, len(numbers)) for entry in terms.entries]
    return list(numbers), np.array(of_form)


def _batches(
    texts: Iterable[str | memoryview],
) -> Iterator[tuple[int, list[bytes | memoryview]]]:
    """The texts in their order, some at a time, with the position of the first of them."""
    batch: list[bytes | memoryview] = []
    first = size = 0
    for position, text in enumerate(texts):
        written = as_bytes(text) if isinstance(text, str) else text
        if batch and size + len(written) > _BATCH:
            yield first, batch
            batch, first, size = [], position, 0
        batch.append(written)
        size += len(written)
    if batch:
        yield first, batch


def _find_in_batch(
    texts: list[bytes | memoryview],
    first: int,
    terms: Gazetteer,
    spelled: _Book,
    decided: _Book,
) -> tuple[np.ndarray, ...]:
    """The arrays of `Found`, in its order, for some texts, of which the first has that position."""
    text = Normalised(_BETWEEN.join([*texts, b""]))
    starts, ends, forms = terms.matcher.find(text)
    given_starts, given_ends = text.given_spans(starts, ends)
    widths = ends - starts
    sizes = np.fromiter(map(len, texts), np.int64, len(texts)) + len(_BETWEEN)
    begins = text.given_positions(np.append(0, np.cumsum(sizes)))
    lengths, begins = np.diff(begins) - len(_BETWEEN), begins[:-1]
    owners = np.searchsorted(begins, given_starts, side="right") - 1
    decisions = _decisions_alone(terms)[1][forms]
    asks = ask_rules(terms, text, starts, ends, forms)
    asked, open_ones = asks != 0, open_forms(terms)[forms]
    edges = [*text.normalised_positions(begins).tolist(), len(text.text)]
    starts, ends, asks = starts.tolist(), ends.tolist(), asks.tolist()
    entries, at_first = (column[forms].tolist() for column in _by_form(terms))
    with_rules = owners[asked | open_ones]
    with_rules = with_rules[np.append(True, np.diff(with_rules) > 0)[: len(with_rules)]]
    lows, highs = (np.searchsorted(owners, with_rules, side) for side in ("left", "right"))
    asked, open_ones = _by_article(asked, lows, highs), _by_article(open_ones, lows, highs)
    bounds = zip(with_rules.tolist(), lows.tolist(), highs.tolist(), strict=True)
    places, made = [], []
    for (owner, low, high), asked_here, open_here in zip(bounds, asked, open_ones, strict=True):
        span = (edges[owner], edges[owner + 1])
        hits = starts[low:high], ends[low:high], entries[low:high], at_first[low:high]
        rules = {number: asks[low + number] for number in asked_here}
        article = Article(text.text, span, *hits, asked=rules, open_ones=open_here)
        for number in article.looked_at:
            decision = article.decisions[number]
            if decision is not entries[low + number].alone:
                places.append(low + number)
                made.append(decided[decision])
    decisions[np.array(places, np.int64)] = made
    # Where a hit is written otherwise than its form, or over more characters.
    same = text.as_given(given_starts, given_ends) & (given_ends - given_starts == widths)
    others, surfaces = np.flatnonzero(~same), forms
    spans = zip(given_starts[others].tolist(), given_ends[others].tolist(), strict=True)
    surfaces[others] = [spelled[text.given_text(*span)] for span in spans]
    begun = begins[owners]
    given = given_starts - begun, given_ends - begun
    return owners + first, *given, surfaces, decisions, lengths


def _by_article(hits: np.ndarray, lows: np.ndarray, highs: np.ndarray) -> Iterator[list[int]]:
    """The hits that are so (bool), for each span of hits: their numbers in the span."""
    numbers = np.flatnonzero(hits)
    firsts, lasts = np.searchsorted(numbers, lows), np.searchsorted(numbers, highs)
    numbers -= np.repeat(lows, lasts - firsts)
    return map(numbers.tolist().__getitem__, map(slice, firsts.tolist(), lasts.tolist()))


@functools.cache
def _by_form(terms: Gazetteer) -> tuple[np.ndarray, np.ndarray]:
    """Of each form, its entry; and the decision on it at first."""
    entries = np.fromiter(terms.entries, object, len(terms.entries))
    at_first = np.fromiter((entry.at_first for entry in entries), object, len(entries))
    return entries, at_first
