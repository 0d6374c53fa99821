"""The project's own sentences in the form of a corpus, and texts joined into articles."""

from __future__ import annotations

from collections.abc import Iterable

from dateline.gold import Gold

# The types of a corpus by the kinds of tests/gold; of the rest none names a country.
_TYPES = {
    "name": "name",
    "adjective": "adjective",
    "demonym": "demonym",
    "embedded": "name_embedded",
}


def as_corpus(challenge: Gold) -> Gold:
    """Gold of `gold.read_challenge` as `accuracy.score_corpus` takes it.

    A mention of several countries becomes one of each, and if it is a name, it may be found or not:
    which of the names a rival gives to Congo says nothing about how good it is. Parts of the United
    Kingdom are often taken for countries, so they may be found too.
    """
    mentions = challenge.mentions
    kinds, several = mentions["kind"], mentions["candidates"] != ""
    types = kinds.map(_TYPES).fillna("other_place")
    types = types.mask((kinds == "name") & several, "ignore")
    types = types.mask((kinds == "place") & (mentions["iso3"] == "GBR"), "constituent")
    codes = mentions["iso3"].mask(several, mentions["candidates"]).str.split(" ")
    return Gold(challenge.texts, mentions.assign(kind=types, iso3=codes).explode("iso3"))


def joined(texts: Iterable[str], size: int) -> list[str]:
    """Texts joined by blank lines into articles of at least `size` characters, but for the last."""
    articles = []
    part: list[str] = []
    for text in texts:
        part.append(text)
        if sum(map(len, part)) >= size:
            articles.append("\n\n".join(part))
            part = []
    return [*articles, "\n\n".join(part)] if part else articles
