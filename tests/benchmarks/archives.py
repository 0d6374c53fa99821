"""An archive to measure with: some texts over and over, in parts of one size."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

PART = 20_000_000


class Written(NamedTuple):
    """An archive that was written: its parts, its articles, and how many characters they have."""

    parts: int
    articles: int
    characters: int


def repeated(texts: Sequence[str], size: int) -> Iterator[str]:
    """The texts, drawn at random but always alike, until there are `size` characters."""
    draw, reached = random.Random(0), 0
    while reached < size:
        text = draw.choice(texts)
        reached += len(text)
        yield text


def write(texts: Iterable[str], folder: Path) -> Written:
    """Write each text as an article with a date, in parts of about `PART` characters."""
    folder.mkdir(parents=True)
    written, held, size = Written(0, 0, 0), [], 0
    for text in texts:
        held.append(text)
        size += len(text)
        if size >= PART:
            written = _with_part(written, held, size, folder)
            held, size = [], 0
    return _with_part(written, held, size, folder) if held else written


def _with_part(written: Written, texts: list[str], size: int, folder: Path) -> Written:
    numbers = range(written.articles, written.articles + len(texts))
    columns = {
        "article_id": [f"article-{number:09}" for number in numbers],
        "text": texts,
        "date": [f"2020-{1 + number % 12:02}-{1 + number % 28:02}" for number in numbers],
    }
    # Without a dictionary, which would hold a text that comes again only once, as news has none.
    path = folder / f"part-{written.parts:05}.parquet"
    pq.write_table(pa.table(columns), path, use_dictionary=False)
    return Written(written.parts + 1, written.articles + len(texts), written.characters + size)
