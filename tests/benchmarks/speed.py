"""How fast the finder is, as a ratio to the bare scan that it cannot beat.

The bare scan is one pass of the automaton over the same normalised texts, with no filter and no
result but the raw hits. Both run in turn, seven times, in this process; the figures are medians of
CPU seconds.
"""

import statistics
import sys
import time

import pandas as pd

from dateline import articles, gazetteer, workbook
from dateline.countries import find_mentions

MEGABYTES = 5
ROUNDS = 7


def cpu_seconds(task):
    """CPU seconds that one call takes."""
    began = time.process_time()
    task()
    return time.process_time() - began


def main():
    """Print the figures."""
    seed = articles.read_folder(workbook.project(__file__).articles).articles["text"]
    copies = MEGABYTES * 1_000_000 // int(seed.str.len().sum())
    texts = pd.concat([seed] * copies, ignore_index=True)
    size = texts.str.len().sum() / 1e6
    normalised = [gazetteer.Normalised(text).text for text in texts]
    scan = gazetteer.load().matcher.scan

    tasks = {
        "bare scan": lambda: [scan(text) for text in normalised],
        "find_mentions": lambda: find_mentions(texts),
    }
    taken = {name: [] for name in tasks}
    for _ in range(ROUNDS):
        for name, task in tasks.items():
            taken[name].append(cpu_seconds(task))
    medians = {name: statistics.median(seconds) for name, seconds in taken.items()}

    print(f"Python {sys.version.split()[0]}, {len(texts):,} copies of the seed, {size:.1f} MB")
    for name, seconds in medians.items():
        print(f"{name:<14} {size / seconds:7.1f} MB per CPU second")
    ratio = medians["bare scan"] / medians["find_mentions"]
    print(f"find_mentions is at {ratio:.2f} of the bare scan")


if __name__ == "__main__":
    main()
