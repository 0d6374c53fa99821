"""How right the tables are: what they hold, against what people found in the same texts.

Precision is the share right of what was found, recall the share found of what is there, F1 their
harmonic mean, as in `accuracy`. Rows are paired one for one within a text, as many as can be;
`alike` tells the tasks, and when two rows of one are the same.

Where not all that is there was annotated (relations, indirect quotations), what was found beside
it is neither right nor wrong: precision and F1 are undefined.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from dateline import sentences, tables
from dateline.alike import TASKS, Names, Task, beside, reverses, same_flags
from dateline.passages import Passages

if TYPE_CHECKING:
    import pandas as pd

FLAGS = "flags of relations"

# What is shown of a row of each table, besides its text.
_SHOWN = {
    "people": ("person", "role", "iso3", "posted_to", "of"),
    "organisations": ("organisation", "iso3"),
    "dates": ("value",),
    "quantities": ("value", "value_to", "unit"),
    "quotations": ("kind", "speaker_text", "speaker"),
    "relations": ("subject", "verb", "object", "negated", "hypothetical"),
}


def score(gold: Passages, found: Mapping[str, pd.DataFrame], corpus: str) -> pd.DataFrame:
    """The table `scores` for one gold: each task over all and, where several, by class.

    `found` are the tables by name, made from the gold's texts; a table that is not there, or a
    column of it, is not scored, nor is a task of which nothing was annotated.
    """
    outcomes = compare(gold, found)
    partial = {task.name for task in TASKS if not task.exhaustive} | {FLAGS}
    classes = list(dict.fromkeys(gold.texts["class"]))
    rows = []
    for task, of_task in outcomes.groupby("task", sort=False):
        parts = {"all": of_task["outcome"]}
        for name in classes if len(classes) > 1 else ():
            parts[name] = of_task["outcome"][of_task["class"] == name]
        rows += [
            (task, corpus, name, *_figures(part.value_counts(), task not in partial))
            for name, part in parts.items()
            if len(part)
        ]
    return tables.frame("scores", rows)


def side_by_side(scores: pd.DataFrame) -> pd.DataFrame:
    """The rows of the table `scores` over all classes, a row for a task, the corpora beside.

    Columns: task, then n, precision, recall and f1 of each corpus ("blind n" of passages-blind).
    """
    import pandas as pd

    scores = scores[scores["class"] == "all"].astype({"n": "Int64"})
    tasks = list(dict.fromkeys(scores["task"]))
    wide = {"task": tasks}
    for corpus, part in scores.groupby("corpus", sort=False):
        part = part.set_index("task").reindex(tasks)
        for figure in ("n", "precision", "recall", "f1"):
            wide[f"{corpus.removeprefix('passages-')} {figure}"] = part[figure].array
    return pd.DataFrame(wide)


def errors(gold: Passages, found: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """What is not right in `compare`, beside its sentence, each once.

    Columns: task, class, article_id, outcome, expected, found, sentence.
    """
    outcomes = compare(gold, found)
    wrong = outcomes[~outcomes["outcome"].isin(["right", "optional"])]
    # What is missed in one task is missed in the others that ask about the same table.
    wrong = wrong.drop_duplicates(["table", "article_id", "start", "expected", "found"])
    texts = gold.series
    spans = {article_id: sentences.split(text) for article_id, text in texts.items()}
    shown = [
        next((texts[name][a:b] for _, a, b in spans[name] if a <= start < b), "")
        for name, start in zip(wrong["article_id"], wrong["start"], strict=True)
    ]
    columns = ["task", "class", "article_id", "outcome", "expected", "found"]
    return wrong[columns].assign(sentence=shown).reset_index(drop=True)


def compare(gold: Passages, found: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Set what was found beside what is there, task by task: a row for each of either.

    Outcomes: `right`; `wrong`, where the spans overlap and the answer differs; `missed`; `false`;
    `reversed`, a relation with its sides exchanged; `unlisted`, found where not everything was
    annotated; `optional`, found where it need not be.
    Columns: task, table, article_id, class, outcome, start, expected, found.
    """
    import pandas as pd

    names = _names(gold)
    texts = list(gold.texts[["article_id", "class"]].itertuples(index=False, name=None))
    starts = {
        article_id: [start for _, start, _ in sentences.split(text)]
        for article_id, text in gold.series.items()
    }
    rows: list[tuple] = []
    for task in TASKS:
        table = found.get(task.table)
        if table is None or not set(task.needs) <= set(table.columns):
            continue
        there = _by_article(getattr(gold, task.table), task.about)
        if not any(not getattr(row, task.optional) for each in there.values() for row in each):
            continue
        here = _by_article(table, task.about)
        for article_id, class_ in texts:
            for outcome, row, hit in _outcomes(
                task, there[article_id], here[article_id], names[article_id]
            ):
                shown = _start(row or hit, starts[article_id]), _shown(task, row), _shown(task, hit)
                place = task.table, article_id, class_
                rows.append((task.name, *place, outcome, *shown))
                if task.table == "relations" and outcome == "right":
                    flags = "right" if same_flags(row, hit) else "wrong"
                    rows.append((FLAGS, *place, flags, *shown))
    columns = "task table article_id class outcome start expected found"
    made = pd.DataFrame(rows, columns=columns.split())
    order = {name: number for number, name in enumerate(dict.fromkeys(made["task"]))}
    return made.sort_values("task", key=lambda column: column.map(order), kind="stable")


def _outcomes(
    task: Task, there: list, here: list, names: Names
) -> list[tuple[str, tuple | None, tuple | None]]:
    """The outcomes of a task in one text, in the order of the text."""
    # Those that must be found are served first.
    there = sorted(there, key=lambda row: getattr(row, task.optional))
    pairs, left, extra = _paired(there, here, lambda row, hit: task.alike(row, hit, names))
    spare = [row for row in there if getattr(row, task.optional)]
    rows = [("optional" if row in spare else "right", row, hit) for row, hit in pairs]
    wrong, missed, extra = _paired([row for row in left if row not in spare], extra, beside)
    rows += [("wrong", row, hit) for row, hit in wrong]
    rows += [("missed", row, None) for row in missed]
    for hit in extra:
        if any(reverses(row, hit) for row in there):
            outcome = "reversed"
        elif any(beside(row, hit) for row in spare):
            outcome = "optional"
        else:
            outcome = "false" if task.exhaustive else "unlisted"
        rows.append((outcome, None, hit))
    return rows


def _paired(
    there: list, here: list, alike: Callable[[tuple, tuple], bool]
) -> tuple[list[tuple], list, list]:
    """The most pairs that can be made of rows that are alike; what is left of each side.

    Kuhn's algorithm: a row takes over the hit of an earlier one only if that has another, so that
    whoever comes first is served first.
    """
    choices = [
        sorted(
            (number for number, hit in enumerate(here) if alike(row, hit)),
            key=lambda number, row=row: _distance(row, here[number]),
        )
        for row in there
    ]
    owner: dict[int, int] = {}

    def place(row: int, tried: set[int]) -> bool:
        for hit in choices[row]:
            if hit not in tried:
                tried.add(hit)
                if hit not in owner or place(owner[hit], tried):
                    owner[hit] = row
                    return True
        return False

    for row in range(len(there)):
        place(row, set())
    taken = {row: hit for hit, row in owner.items()}
    return (
        [(row, here[taken[number]]) for number, row in enumerate(there) if number in taken],
        [row for number, row in enumerate(there) if number not in taken],
        [hit for number, hit in enumerate(here) if number not in owner],
    )


def _distance(row: tuple, hit: tuple) -> int:
    if hasattr(row, "start"):
        return abs(row.start - hit.start) + abs(row.end - hit.end)
    return abs(row.sentence_id - hit.sentence_id) + 2 * (not same_flags(row, hit))


def _figures(count: pd.Series, exhaustive: bool) -> tuple[float, float, float, int]:
    """Precision, recall, F1 and n."""
    right, wrong, missed, false = (
        int(count.get(name, 0)) for name in ("right", "wrong", "missed", "false")
    )
    there, found = right + wrong + missed, right + wrong + false

    def share(part: int, whole: int, defined: bool = True) -> float:
        return round(part / whole, 3) if whole and defined else float("nan")

    return (
        share(right, found, exhaustive),
        share(right, there),
        share(2 * right, there + found, exhaustive),
        there,
    )


def _names(gold: Passages) -> Mapping[str, Names]:
    """By text and by name, how people and organisations of that name are written there."""
    names: dict = defaultdict(lambda: defaultdict(set))
    for frame, column in ((gold.people, "person"), (gold.organisations, "organisation")):
        for article_id, name, text in zip(
            frame["article_id"], frame[column], frame["text"], strict=True
        ):
            names[article_id][name].add(text)
    return names


def _by_article(frame: pd.DataFrame, about: Callable[[tuple], bool]) -> Mapping[str, list]:
    grouped = defaultdict(list)
    for row in frame.itertuples(index=False):
        if about(row):
            grouped[row.article_id].append(row)
    return grouped


def _start(row: tuple, starts: list[int]) -> int:
    """Where a row stands; a relation of the gold where its sentence does."""
    if hasattr(row, "start"):
        return row.start
    return starts[min(row.sentence_id, len(starts)) - 1] if starts else 0


def _shown(task: Task, row: tuple | None) -> str:
    """A row for reading: its text and what the tasks about its table ask for."""
    if row is None:
        return ""
    fields = [] if task.table == "relations" else [row.text]
    for name in _SHOWN[task.table]:
        value = getattr(row, name, "")
        value = "" if value != value else f"{value:g}" if isinstance(value, float) else value
        fields.append(name if value == "yes" else "" if value == "no" else str(value))
    return " | ".join(fields).rstrip(" |")
