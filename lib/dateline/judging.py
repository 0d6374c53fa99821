"""A sample of what was found and what was refused, for a reader to judge, and the count of that.

Gold tells how right the finder is on others' texts; this tells it on a reader's own.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from dateline import articles, tables
from dateline.wording import counted, sentence

if TYPE_CHECKING:
    import pandas as pd


def sample(found: pd.DataFrame, sentences: pd.DataFrame, n: int = 50) -> pd.DataFrame:
    """The table `sample`: up to `n` mentions, then up to `n` refused hits, for a reader to judge.

    `found` is what `find_mentions(texts, refused=True)` gives, `sentences` the table. What is drawn
    is first in the order of hashes of article_id and span: chance has no part in it.
    """
    import pandas as pd

    refused = found["kind"] == "refused"
    drawn = pd.concat([_drawn(found[~refused], n), _drawn(found[refused], n)], ignore_index=True)
    rows = articles.with_sentence(articles.add_sentence_ids(drawn, sentences), sentences)
    return tables.frame("sample", rows.assign(right="", note=""))


def read_judged(folder: Path | str) -> pd.DataFrame | None:
    """Read the table `judged`, a sample that a reader filled in; None where there is none.

    `right` comes back as yes, no or empty; y and n are short for them. Raises
    `tables.TableError` with the row and the remedy where it is anything else, or where the sheet
    is damaged.
    """
    if not (Path(folder) / "judged.csv").is_file():
        return None
    judged = tables.read("judged", folder)
    judged["right"] = judged["right"].str.strip().str.lower().replace({"y": "yes", "n": "no"})
    for number, value in enumerate(judged["right"], 2):
        if value not in ("yes", "no", ""):
            raise tables.TableError(
                f"tables/judged.csv, row {number}: {value!r} in column right: write yes or no, or "
                "leave it empty"
            )
    return judged


def shares_right(judged: pd.DataFrame) -> pd.DataFrame:
    """The share that a reader found right, over all mentions and refusals, by kind and by rule.

    Rows not judged yet are left out. Columns: what, judged, right, share.
    """
    import pandas as pd

    judged = judged[judged["right"] != ""]
    refused = judged["kind"] == "refused"
    parts = {"all mentions": judged[~refused], "all refused": judged[refused]}
    for column in ("kind", "rule"):
        for value, part in judged[~refused | (column == "rule")].groupby(column):
            parts[f"{column}: {value}"] = part
    rows = [(what, len(part), int((part["right"] == "yes").sum())) for what, part in parts.items()]
    table = pd.DataFrame(rows, columns=["what", "judged", "right"])
    table = table[table["judged"] > 0]
    return table.assign(share=(table["right"] / table["judged"]).round(3))


def summary(judged: pd.DataFrame, found: pd.DataFrame) -> str:
    """How much is judged, and how many of its rows are not what the finder says today."""
    import pandas as pd

    columns = ["article_id", "start", "end", "iso3", "kind", "candidates"]
    today = pd.MultiIndex.from_frame(found[columns])
    outdated = int((~pd.MultiIndex.from_frame(judged[columns]).isin(today)).sum())
    done = (judged["right"] != "").sum()
    text = sentence(f"judged: {done:,} of {counted(len(judged), 'row', digits=True)}")
    if outdated:
        rows = counted(outdated, "row", digits=True)
        text += f" Not what the finder says of these articles today: {rows}."
    return text


def _drawn(rows: pd.DataFrame, n: int) -> pd.DataFrame:
    """Up to `n` rows, in their order; by a hash, which is as good as chance and always the same."""
    order = [
        hashlib.sha256(f"{row.start}-{row.end} {row.article_id}".encode()).digest()
        for row in rows.itertuples()
    ]
    drawn = sorted(range(len(rows)), key=order.__getitem__)[:n]
    return rows.iloc[sorted(drawn)]
