"""Synthetic articles of real length, put together from the project's own invented sentences.

`python tests/synthetic.py FOLDER [COUNT]` writes them as one file of JSON Lines; each says in its
title and its publisher that it is synthetic. The same count always gives the same bytes.
"""

from __future__ import annotations

import json
import random
import sys
from datetime import date, timedelta
from pathlib import Path

from dateline import gold, passages

GOLD = Path(__file__).parent / "gold"
_FIRST_DAY, _DAYS = date(2019, 1, 1), 1_600
# Words in an article: as a short report and as a long one.
_SHORT, _LONG = 250, 1_100


def texts() -> list[str]:
    """The invented texts, of one to six sentences, that articles are put together from."""
    found = [
        *gold.read_challenge(GOLD / "challenge-building.txt").series,
        *passages.read_passages(GOLD / "passages-building.toml").texts["text"],
    ]
    return [" ".join(text.split()) for text in found]


def articles(count: int) -> list[dict[str, str]]:
    """So many articles, each a draw of the texts, four to a paragraph, with a day of its own."""
    pieces, chance = texts(), random.Random(count)
    made = []
    for number in range(1, count + 1):
        words, drawn = chance.randint(_SHORT, _LONG), []
        for piece in chance.sample(pieces, len(pieces)):
            drawn.append(piece)
            words -= len(piece.split())
            if words <= 0:
                break
        paragraphs = [" ".join(drawn[at : at + 4]) for at in range(0, len(drawn), 4)]
        made.append(
            {
                "article_id": f"synthetic-{number:04}",
                "title": f"Synthetic article {number}, of invented sentences",
                "publisher": "Synthetic, for tests",
                "date": (_FIRST_DAY + timedelta(chance.randrange(_DAYS))).isoformat(),
                "text": "\n\n".join(paragraphs),
            }
        )
    return made


def write(folder: Path, count: int) -> Path:
    """Write so many articles into `folder`, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "synthetic.jsonl"
    lines = [json.dumps(article, ensure_ascii=False) + "\n" for article in articles(count)]
    path.write_text("".join(lines), encoding="utf-8")
    return path


if __name__ == "__main__":
    print(write(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1_000))
