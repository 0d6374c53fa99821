"""How right and how fast the tables of people, dates, quotations and the rest are made.

    tables.py [seed|building|blind ...] [--errors] [--classes] [--rivals] [--speed [--corpus FILE]]

Figures go to standard output, progress to standard error. The texts are those of tests/gold.
"""

from __future__ import annotations

import argparse
import itertools
import json
import statistics
import sys
from pathlib import Path

import makers
import pandas as pd
from contestants import Field, LeftOutError, Spec

from dateline import agreement, entities, passages
from dateline.gold import GoldError

ROOT = Path(__file__).resolve().parents[2]
GOLDS = ("seed", "building", "blind")
OURS, BARE = (Spec(name, worker="table_worker.py") for name in ("ours", "bare"))
RIVALS = tuple(
    Spec(name, requirements=needs, worker="table_worker.py")
    for name, needs in (
        ("spacy", "spacy"),
        ("dateparser", "dateparser"),
        ("dateparser-spacy", "dateparser"),
        ("recognizers", "recognizers"),
        ("ms-recognizers", "ms-recognizers"),
        ("textacy", "textacy"),
    )
)
FIGURES = ["precision", "recall", "f1"]
# What a system's tables have a place for, though it does not look for it.
LOOKS_NOT = {"textacy": "indirect"}


def main() -> None:
    """Measure and print."""
    options = _options()
    sys.stdout.reconfigure(line_buffering=True)
    golds = {name: gold for name in options.gold if (gold := read(name)) is not None}
    for name, gold in golds.items():
        rightness(name, gold, options)
    if options.rivals and golds:
        with Field(*RIVALS) as field:
            for name, gold in golds.items():
                beside_rivals(field, name, gold)
    if options.speed:
        speed(corpus(options, golds), options.words, options.rounds)


def read(name: str) -> passages.Passages | None:
    """The gold of that name; none, with a line, where it is not there."""
    if name == "seed":
        path = ROOT / "tests/gold/seed_gold.json"
        (article_id,) = passages.read_annotated(path).texts["article_id"]
        text = (ROOT / f"seeds/{article_id}.txt").read_text(encoding="utf-8")
        return passages.read_annotated(path, text)
    path = ROOT / f"tests/gold/passages-{name}.toml"
    if not path.is_file():
        print(f"Without {name}: there is no {path.relative_to(ROOT)}", file=sys.stderr)
        return None
    return passages.read_passages(path)


def articles_of(gold: passages.Passages) -> pd.DataFrame:
    """The table `articles` of a gold's texts."""
    return makers.articles_of(*(list(gold.texts[name]) for name in ("text", "article_id", "date")))


def rightness(name: str, gold: passages.Passages, options: argparse.Namespace) -> None:
    """Print how right the project's tables are on one gold."""
    found = makers.ours(articles_of(gold))
    scores = agreement.score(gold, found, name)
    counts = agreement.compare(gold, found).groupby("task", sort=False)["outcome"]
    by_task = counts.value_counts().unstack(fill_value=0)
    print(f"\n{name}: {len(gold.texts)} texts, {_words(gold.texts['text']):,} words")
    of_all = scores[scores["class"] == "all"].drop(columns=["corpus", "class"])
    _print(of_all.merge(by_task, left_on="task", right_index=True))
    if options.classes:
        _print(scores[scores["class"] != "all"].drop(columns="corpus"))
    if options.errors:
        print_errors(agreement.errors(gold, found))


def print_errors(wrong: pd.DataFrame) -> None:
    """Print errors by task, each as what is there → what was found, above its sentence."""
    for task, of_task in wrong.groupby("task", sort=False):
        print(f"\n== {task}")
        for row in of_task.itertuples():
            change = f"{row.expected or 'nothing'}  →  {row.found or 'nothing'}"
            print(f"{row.outcome:<9} {row.article_id}  {change}\n{'':<10}{row.sentence}")


def beside_rivals(field: Field, name: str, gold: passages.Passages) -> None:
    """Print each task that a rival takes part in, and each system's figures in it."""
    articles = articles_of(gold)
    scores = [_scored("this project", gold, makers.ours(articles))]
    fields = {"texts": list(articles["text"]), "dates": list(articles["date"])}
    answers = field.each(lambda each: each.ask("make", **fields))
    for contestant, answer in answers.items():
        scores.append(_scored(contestant.label, gold, frames(answer["tables"], articles)))
    every = pd.concat(scores)
    contested = every.groupby("task")["system"].transform("nunique") > 1
    order = {task: number for number, task in enumerate(every["task"].unique())}
    shown = every[contested].sort_values("task", key=lambda tasks: tasks.map(order), kind="stable")
    print(f"\n{name}, beside rivals")
    _print(shown[["task", "system", *FIGURES, "n"]])


def frames(made: dict[str, list[dict]], articles: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """A rival's tables as `agreement` takes them: by article_id, and with the sentence of each row.

    A table has the columns that its rows have, so that what a rival does not tell is not scored.
    """
    split = entities.sentences_of(articles)
    ids = list(articles["article_id"])
    tables = {}
    for name, rows in made.items():
        frame = pd.DataFrame(rows, columns=None if rows else ["article_id", "start", "end", "text"])
        frame = frame.assign(article_id=[ids[number] for number in frame["article_id"]])
        tables[name] = makers.with_sentences(frame, split)
    return tables


def speed(texts: list[tuple[str, str]], words: int, rounds: int) -> None:
    """Print how fast the tables are made, beside the bare model over the same texts."""
    taken = []
    for text, date in itertools.cycle(texts):
        taken.append((text, date))
        if _words(text for text, _ in taken) >= words:
            break
    fields = dict(zip(("texts", "dates"), map(list, zip(*taken, strict=True)), strict=True))
    size = _words(fields["texts"])
    with Field(OURS, BARE) as field:
        field.each(lambda each: each.ask("load", **fields))
        seconds: dict = {contestant: [] for contestant in field.contestants}
        rooms: dict = {}
        for number in range(rounds + 1):
            print(f"Speed: round {number} of {rounds}", file=sys.stderr)
            for contestant, answer in field.each(lambda each: each.ask("time")).items():
                # The first round warms up.
                seconds[contestant] += [answer["seconds"]] if number else []
                for name, of_room in answer["rooms"].items():
                    rooms[name] = [*rooms.get(name, []), of_room]
    print(f"\nSpeed on {size:,} words in {len(taken):,} texts, median of {rounds} rounds in turn")
    print(f"{'words per CPU second':<24}{'median':>8}{'least':>8}{'most':>8}")
    for contestant, each in seconds.items():
        figures = [size / value for value in (statistics.median(each), max(each), min(each))]
        print(f"{contestant.label:<24}" + "".join(f"{figure:>8,.0f}" for figure in figures))
    ours, bare = seconds.values()
    ratios = [b / a for a, b in zip(ours, bare, strict=True)]
    print(
        f"Making all tables has {statistics.median(ratios):.3f} times the speed of the bare model"
        f" (from {min(ratios):.3f} to {max(ratios):.3f})."
    )
    parts = [f"{name} {1e6 * statistics.median(each) / size:.1f}" for name, each in rooms.items()]
    print(f"Microseconds of CPU per word: {', '.join(parts)}")


def corpus(options: argparse.Namespace, golds: dict) -> list[tuple[str, str]]:
    """The texts to be timed, with their days: of a file in JSON Lines, or the gold's."""
    if not options.corpus:
        texts = pd.concat([gold.texts for gold in golds.values()])
        return list(texts[["text", "date"]].itertuples(index=False, name=None))
    with options.corpus.open(encoding="utf-8") as lines:
        return [(json.loads(line)["text"], "2020-06-15") for line in lines]


def _scored(system: str, gold: passages.Passages, found: dict) -> pd.DataFrame:
    scores = agreement.score(gold, found, "")
    # Where nothing was found as nothing is looked for, there is nothing to compare.
    looks = ~scores["task"].str.startswith(LOOKS_NOT.get(system.split()[0], "-"))
    return scores[looks & (scores["class"] == "all")].assign(system=system)


def _words(texts) -> int:
    return sum(len(text.split()) for text in texts)


def _print(frame: pd.DataFrame) -> None:
    print(frame.to_string(index=False, na_rep="", float_format="{:.3f}".format))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("gold", nargs="*", help="seed, building, blind; without any, the first two")
    parser.add_argument("--errors", action="store_true", help="list the errors, but for blind")
    parser.add_argument("--classes", action="store_true", help="print the scores by class as well")
    parser.add_argument("--rivals", action="store_true", help="score others on the same texts")
    parser.add_argument("--speed", action="store_true", help="time it, beside the bare model")
    parser.add_argument("--corpus", type=Path, help="texts to time it on, in JSON Lines")
    parser.add_argument("--words", type=int, default=10_000, help="how many words to time (10000)")
    parser.add_argument("--rounds", type=int, default=5, help="how often each is timed (5)")
    options = parser.parse_args()
    options.gold = options.gold or ["seed", "building"]
    if unknown := set(options.gold) - set(GOLDS):
        parser.error(f"no gold {min(unknown)!r}: {', '.join(GOLDS)}")
    if options.errors and "blind" in options.gold:
        parser.error("the errors of blind are not shown, so that nobody builds a rule on them")
    if options.corpus and not options.corpus.is_file():
        parser.error(f"no file {options.corpus}")
    return options


if __name__ == "__main__":
    try:
        main()
    except (GoldError, LeftOutError) as problem:
        sys.exit(f"tables: {problem}")
