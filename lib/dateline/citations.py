"""The sentences that the marks of timeline and network lead to, as lists with anchors."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from dateline import wording

if TYPE_CHECKING:
    import pandas as pd

_SENTENCES = 6  # quoted of each country, fewer of many: so many in all
_IN_ALL = 240
_TIES = 12  # named of each country, the closest


class Cited(NamedTuple):
    """What marks of a figure lead to: entries of (anchor, heading, sentences), as a list."""

    entries: list[tuple[str, str, list[str]]]
    more: int = 0  # that are in the tables alone

    def __repr__(self) -> str:
        return f"Evidence: {wording.counted(len(self.entries), 'entry', 'entries')}"

    def _repr_html_(self) -> str:
        items = [
            f'<li id="{escape(anchor)}"><strong>{escape(heading)}</strong>'
            + (": " if sentences else "")
            + " … ".join(escape(text) for text in sentences)
            + "</li>"
            for anchor, heading, sentences in self.entries
        ]
        rest = [f"<p>{self.more:,} more are in the numbers.</p>"] if self.more else []
        # An amount in dollars is no formula: the class keeps JupyterLab from setting it as one.
        return "\n".join(['<ul class="cited mathjax_ignore">', *items, "</ul>", *rest])


def dated(rows: pd.DataFrame) -> Cited:
    """Every dated statement and event that has a mark, with its sentence."""
    return Cited(
        [
            (f"dated-{row.number}", f"{row.when} ({row.kind})", [row.sentence])
            for row in rows.itertuples()
            if row.shown != "no"
        ],
        int((rows["shown"] == "no").sum()),
    )


def tied(
    nodes: pd.DataFrame,
    edges: pd.DataFrame,
    mentions: pd.DataFrame,
    sentences: pd.DataFrame,
    kinds: Sequence[str] = ("name",),
) -> Cited:
    """Each country of the network with its ties, and the sentences that name it with another."""
    texts = {(row.article_id, row.sentence_id): row.text for row in sentences.itertuples()}
    named: dict[tuple, set[str]] = {}
    for row in mentions[mentions["kind"].isin(kinds) & (mentions["iso3"] != "")].itertuples():
        named.setdefault((row.article_id, row.sentence_id), set()).add(row.iso3)
    names = dict(zip(nodes["key"], nodes["name"], strict=True))
    entries = []
    drawn = nodes[nodes["kind"] == "country"]
    at_most = min(_SENTENCES, max(_IN_ALL // max(len(drawn), 1), 1))
    for row in drawn.itertuples():
        tied = [
            names[edge.b if edge.a == row.key else edge.a]
            for edge in edges.itertuples()
            if row.key in (edge.a, edge.b)
        ]
        tied[_TIES:] = [f"{len(tied) - _TIES:,} more"] if len(tied) > _TIES else []
        keys = [key for key, codes in named.items() if row.key in codes and len(codes) > 1]
        heading = f"{row.name}, with {wording.listed(tied)}" if tied else f"{row.name}, with nobody"
        quoted = [" ".join(texts[key].split()) for key in keys[:at_most]]
        entries.append((f"tied-{row.key}", heading, quoted))
    return Cited(entries)
