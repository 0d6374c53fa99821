"""Tables as notebooks show them."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from dateline.articles import with_sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from IPython.display import Markdown

# JupyterLab sets every cell flush right and heeds only inline styles; a page drops those again.
_TEXT, _NUMBER = ' style="text-align: left"', ' class="number"'
_LONG = f' class="long"{_TEXT}'
_DATE = ' class="date" style="text-align: left; white-space: nowrap"'
# A month, a day, or from one to another.
_DATED = re.compile(r"\d{4}-[\d-]+(/\d{4}-[\d-]+)?")


class Table:
    """A frame as a notebook and a page show it: escaped, captioned, cut after `rows` rows.

    `article_id` is left out where all rows are of one article. `whole` names the table that holds
    all rows; the caption of a cut frame says so. A fraction has three decimals, and what is missing
    shows as nothing.
    """

    def __init__(self, frame: pd.DataFrame, caption: str, rows: int = 30, whole: str = ""):
        if "article_id" in frame and frame["article_id"].nunique() == 1:
            frame = frame.drop(columns="article_id")
        left_out = len(frame) - rows
        where = f" in tables/{whole}.csv" if whole else ""
        more = f" The first {rows:,} rows; {left_out:,} more{where}." if left_out > 0 else ""
        self._frame = frame.head(rows)
        self._caption = caption + more

    def _repr_html_(self) -> str:
        columns = list(self._frame)
        numbers = {name for name in columns if self._frame[name].dtype.kind in "iuf"}

        def cell(name: str, value: object) -> str:
            text = _as_shown(value)
            style = _NUMBER if name in numbers else _LONG if len(text) > 60 else _TEXT
            shown = html.escape(text)
            if _DATED.fullmatch(text):
                # From one day to another may take two lines.
                style, shown = _DATE, shown.replace("/", "/<wbr>")
            return f"<td{style}>{shown}</td>"

        head = "".join(
            f'<th scope="col"{_NUMBER if name in numbers else _TEXT}>{html.escape(str(name))}</th>'
            for name in columns
        )
        body = [
            "".join(map(cell, columns, row))
            for row in self._frame.itertuples(index=False, name=None)
        ] or [f'<td colspan="{len(columns)}">none</td>']
        return (
            # An amount in dollars is no formula: the class keeps JupyterLab from setting it as one.
            '<table class="mathjax_ignore">\n'
            f"<caption{_TEXT}>{html.escape(self._caption)}</caption>\n"
            f"<thead><tr>{head}</tr></thead>\n<tbody>\n"
            + "".join(f"<tr>{row}</tr>\n" for row in body)
            + "</tbody>\n</table>"
        )

    def __repr__(self) -> str:
        frame = self._frame.copy()
        for name, column in frame.items():
            if column.dtype.kind == "f" or column.hasnans:
                frame[name] = [_as_shown(value) for value in column]
        body = "none" if frame.empty else frame.to_string(index=False)
        return f"{self._caption}\n{body}"


def evidence(
    found: Mapping[str, pd.DataFrame], name: str, sentences: pd.DataFrame, caption: str
) -> Table | Markdown:
    """A table with each row's sentence beside it; a line that says so where it was not made.

    `found` holds tables by name, `sentences` is the table of that name. Offsets are left to the
    file: the sentence is what a reader looks at.
    """
    from IPython.display import Markdown

    if name not in found:
        return Markdown("Left out: this table needs the statistical model, see above.")
    frame = with_sentence(found[name], sentences).drop(columns=["start", "end"])
    for column in frame.select_dtypes("float"):
        frame[column] = [f"{value:,.15g}" if value == value else "" for value in frame[column]]
    return Table(frame, caption, whole=name)


def _as_shown(value: object) -> str:
    import pandas as pd

    if pd.isna(value):
        return ""
    return f"{value:.3f}" if isinstance(value, float) else str(value)
