"""How right and how fast the finder is, beside rivals in environments of their own.

Every figure of speed is taken round by round, each contestant in turn, and medians are printed. A
megabyte is a million characters. Figures go to standard output, progress to standard error.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path

import corpora
import pandas as pd
import startup
from contestants import FINDER, RIVALS, SCAN, Contestant, Field, LeftOutError

from dateline import accuracy, gold
from dateline.gold import Gold

ROOT = Path(__file__).resolve().parents[2]
MILLION = 1_000_000
GROWTH = (1, 10, 100)
# The invented sentences are joined into articles of about this many characters.
ARTICLE = 4_000


def main() -> None:
    """Measure and print."""
    options = _options()
    sys.stdout.reconfigure(line_buffering=True)
    sentences = {
        path.stem: corpora.as_corpus(gold.read_challenge(path))
        for path in sentence_files(options.blind)
    }
    given = {path.name: gold.read_corpus(path) for path in options.corpus}
    if given:
        texts = _texts(given)
        if not any(texts):
            sys.exit(f"bench: no text in {', '.join(given)}")
        source = ", ".join(f"{name} ({len(each.texts)} articles)" for name, each in given.items())
    else:
        seeds = [path.read_text(encoding="utf-8") for path in sorted(ROOT.glob("seeds/*.txt"))]
        texts = [*seeds, *corpora.joined(_texts(sentences), ARTICLE)]
        source = "seeds/ and the invented sentences of tests/gold"

    print(f"Python {platform.python_version()}, {platform.system()}, {platform.machine()}")
    print(f"One core for each contestant; medians of {options.rounds} rounds, each in turn")
    with Field(FINDER, *RIVALS) as field:
        for name, corpus in (sentences | given).items():
            rightness(field, name, corpus)
        field.enter(SCAN)
        speed(field, texts, source, options)
    start(options.rounds)
    if options.growth:
        growth(texts, options.rounds)


def sentence_files(blind: bool) -> list[Path]:
    """The files of invented sentences.

    The blind ones are scored on request only: who builds rules should not watch their figures.
    """
    files = sorted(ROOT.glob("tests/gold/*.txt"))
    return [path for path in files if blind or path.stem != "challenge-blind"]


def rightness(field: Field, name: str, corpus: Gold) -> None:
    """Print how right each contestant is on one corpus."""
    _progress(f"Accuracy on {name}")
    texts = corpus.texts["text"].tolist()
    lines = field.each(lambda each: scored(corpus, **each.ask("find", texts=texts)))

    print(f"\nAccuracy on {name}: {len(texts)} texts, {_megabytes(texts):.2f} MB")
    print(f"{'countries named':<24}{'in a text':<23}spans that overlap")
    print(f"{'':<24}{'P':<7}{'R':<7}{'F1':<9}{'P':<7}{'R':<7}F1")
    for contestant, line in lines.items():
        figures = ["  ".join(f"{figure:5.3f}" for figure in measure) for measure in line]
        print(f"{contestant.label:<24}{'    '.join(figures)}")


def scored(corpus: Gold, spans: list[list[tuple]], placed: bool) -> list[list[float]]:
    """Precision, recall and F1 over texts and, where the spans are `placed`, over spans."""
    rows = [
        (article_id, *span, "name")
        for article_id, found in zip(corpus.texts["article_id"], spans, strict=True)
        for span in found
    ]
    found = pd.DataFrame(rows, columns=["article_id", "start", "end", "iso3", "kind"])
    scores = accuracy.score_corpus(corpus, found, "").set_index("class")
    measures = ["countries named", "names"] if placed else ["countries named"]
    return scores.loc[measures, ["precision", "recall", "f1"]].values.tolist()


def speed(field: Field, texts: list[str], source: str, options: argparse.Namespace) -> None:
    """Print how fast each contestant is, and how the finder compares."""
    size = options.megabytes * MILLION
    loaded = field.each(lambda each: each.ask("load", texts=texts, size=round(size * each.share)))
    figures: dict[Contestant, list[float]] = {contestant: [] for contestant in loaded}
    for _ in _rounds("Speed", options.rounds):
        for contestant, answer in field.each(lambda each: each.ask("time")).items():
            figures[contestant].append(loaded[contestant]["megabytes"] / answer["seconds"])

    finder = field.contestants[0]
    whole = loaded[finder]
    print(f"\nSpeed on {whole['megabytes']:.1f} MB in {whole['articles']:,} articles:")
    print(f"{source},")
    once = _megabytes(texts)
    print(f"{once:.2f} MB, repeated {whole['megabytes'] / once:.1f} times")
    print(f"{'MB per CPU second':<24}{'median':>8}{'least':>8}{'most':>8}  find_mentions is")
    for contestant in field.contestants:
        line = f"{contestant.label:<24}{_spread(figures[contestant])}"
        if contestant is not finder:
            median = statistics.median(figures[contestant])
            line += f"  {statistics.median(figures[finder]) / median:.2f} times as fast"
        print(line)
    for contestant in field.contestants:
        if contestant.share < 1:
            part = loaded[contestant]
            print(
                f"{contestant.label} is slow: it read {part['megabytes']:.2f} MB,"
                f" {part['articles']} articles taken evenly"
            )


def start(rounds: int) -> None:
    """Print what the first mention costs in a fresh process."""
    compiling: list[float] = []
    costs: dict[str, list[startup.Cost]] = {name: [] for name in startup.PROGRAMS}
    for round_ in _rounds("Start", rounds, warming=True):
        milliseconds = 1000 * startup.compiling()
        taken = {name: startup.process(program) for name, program in startup.PROGRAMS.items()}
        if round_:
            compiling.append(milliseconds)
            for name, cost in taken.items():
                costs[name].append(cost)

    print("\nStart: milliseconds of a whole process, files in the system's cache")
    print(f"{'':<24}{'CPU':>8}{'least':>8}{'most':>8}{'wall':>8}{'least':>8}{'most':>8}")
    for name, of_name in costs.items():
        cpu = _spread([1000 * cost.cpu for cost in of_name], 0)
        wall = _spread([1000 * cost.wall for cost in of_name], 0)
        print(f"{name:<24}{cpu}{wall}")
    _, pandas, finder = (statistics.median(cost.cpu for cost in each) for each in costs.values())
    print(f"The first mention takes {finder / pandas:.2f} times the CPU of importing pandas.")
    print("Of it, reading and compiling the terms, in ms of CPU:")
    print(f"{'median, least, most':<24}{_spread(compiling)}")


def growth(texts: list[str], rounds: int) -> None:
    """Print how fast the finder is on Series of several sizes, each in a process of its own."""
    with Field(*[FINDER] * len(GROWTH)) as field:
        sizes = dict(zip(field.contestants, GROWTH, strict=True))
        loaded = field.each(lambda each: each.ask("load", texts=texts, size=sizes[each] * MILLION))
        answers = [field.each(lambda each: each.ask("time")) for _ in _rounds("Growth", rounds)]

    print("\nGrowth: find_mentions on a Series, by its size")
    print(f"{'MB':>8}{'articles':>12}{'MB per CPU s':>14}{'least':>8}{'most':>8}{'peak, MB':>12}")
    for contestant, passage in loaded.items():
        speeds = [passage["megabytes"] / answer[contestant]["seconds"] for answer in answers]
        print(
            f"{passage['megabytes']:>8.1f}{passage['articles']:>12,}{'':6}{_spread(speeds)}"
            f"{answers[0][contestant]['peak']:>12,.0f}"
        )
    print("The peak is of the process's memory, its packages and the texts included.")


def _texts(golds: dict[str, Gold]) -> list[str]:
    return [text for each in golds.values() for text in each.texts["text"]]


def _megabytes(texts: list[str]) -> float:
    return sum(map(len, texts)) / MILLION


def _spread(figures: list[float], decimals: int | None = None) -> str:
    """Median, least and most, in columns of eight."""
    least, most = min(figures), max(figures)
    if decimals is None:
        decimals = 1 if most >= 1 else 3
    columns = (statistics.median(figures), least, most)
    return "".join(f"{figure:>8.{decimals}f}" for figure in columns)


def _rounds(what: str, number: int, warming: bool = False) -> Iterator[int]:
    """The rounds from 1; with `warming` a round 0 before them, which does not count."""
    for round_ in range(0 if warming else 1, number + 1):
        _progress(f"{what}: round {round_} of {number}")
        yield round_


def _progress(what: str) -> None:
    print(what, file=sys.stderr)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--corpus",
        type=lambda paths: [Path(path) for path in paths.split(os.pathsep)],
        default=[],
        help=f"corpora in JSON Lines to use for the text, separated by '{os.pathsep}'",
    )
    parser.add_argument("--blind", action="store_true", help="score the blind sentences as well")
    parser.add_argument("--no-growth", dest="growth", action="store_false", help="leave out sizes")
    parser.add_argument("--rounds", type=int, default=7, help="how often each is timed (7)")
    parser.add_argument("--megabytes", type=float, default=10, help="how much text (10)")
    options = parser.parse_args()
    for path in options.corpus:
        if not path.is_file():
            parser.error(f"no file {path}")
    return options


if __name__ == "__main__":
    try:
        main()
    except (gold.GoldError, LeftOutError) as problem:
        sys.exit(f"bench: {problem}")
