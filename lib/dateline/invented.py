"""An archive of invented articles, to see at any size how one is read."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from pathlib import Path


def write_archive(
    sentences: Sequence[str], folder: Path | str, articles: int, in_parts: int = 4
) -> None:
    """Make an archive of invented articles, a dozen sentences each, spread over the year 2020.

    The sentences are drawn at random, but always the same ones: each article's from a third of all,
    and which third moves on with the year, so that months differ. Raises ValueError where a part
    would be empty.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    if articles < in_parts:
        raise ValueError(f"{articles} articles do not make {in_parts} parts: invent more")
    draw = random.Random(0)
    shuffled = draw.sample(sentences, len(sentences))
    third, around = -(-len(shuffled) // 3), [*shuffled, *shuffled]
    begins = [at * len(shuffled) // articles for at in range(articles)]
    edges = [articles * part // in_parts for part in range(in_parts + 1)]
    Path(folder).mkdir(parents=True, exist_ok=True)
    for number, (first, last) in enumerate(itertools.pairwise(edges)):
        numbers = range(first, last)
        columns = {
            "article_id": [f"invented-{at:08}" for at in numbers],
            "text": [
                "\n\n".join(draw.choices(around[begin : begin + third], k=12))
                for begin in begins[first:last]
            ],
            "date": [f"2020-{1 + at * 12 // articles:02}-{1 + at % 28:02}" for at in numbers],
        }
        pq.write_table(pa.table(columns), Path(folder, f"part-{number:05}.parquet"))
