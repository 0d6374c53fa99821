"""Articles in rows, to their texts: JSON Lines, CSV and Parquet.

Nothing here opens another file or the network. What cannot be read is `Unreadable`; an item that
cannot be read leaves the others as they are.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from dateline.decoding import BYTE_ORDER_MARKS, decode
from dateline.intake import ABOUT, Found, Options, Unreadable, brief, read_about

if TYPE_CHECKING:
    import pyarrow as pa


def json_lines(content: bytes, options: Options) -> Iterator[Found]:
    """JSON Lines, an object a line; or one JSON value, an object or a list of them."""
    if content.startswith(tuple(mark for mark, _ in BYTE_ORDER_MARKS)):
        content = decode(content).encode("utf-8", "surrogatepass")
    if content.lstrip()[:1] == b"[":
        try:
            rows = json.loads(content)
        except (ValueError, RecursionError) as error:
            raise Unreadable(f"no list in JSON ({brief(error)}): mend it") from error
        for number, row in enumerate(rows, 1):
            yield from _of_row(row, number, options)
        return
    lines = content.split(b"\n")
    if sum(1 for line in lines if line.strip()) > 1 and lines[0].strip() == b"{":
        # One object, put over several lines for people to read.
        lines = [content]
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                row = json.loads(line)
            except (ValueError, RecursionError) as error:
                yield Found(
                    reason=f"line {number}: no JSON ({brief(error)}): mend it", number=number
                )
            else:
                yield from _of_row(row, number, options)


def table(content: bytes, options: Options) -> Iterator[Found]:
    """CSV with a header, its fields separated by commas, semicolons, tabs or bars."""
    rows = _csv_rows(decode(content), options)
    try:
        header = next(rows)
    except csv.Error as error:
        raise Unreadable(f"no CSV, from its header on ({error}): mend it") from error
    options = _with_columns_of(header, options)
    number = 0
    try:
        for number, row in enumerate(rows, 1):
            if len(row) > len(header):
                reason = f"row {number} has {len(row)} fields, the header {len(header)}: mend it"
                yield Found(reason=reason, number=number)
            elif row:
                yield from _of_row(dict(zip_longest(header, row)), number, options)
    except csv.Error as error:
        reason = f"row {number + 1} and what follows: no CSV ({error}): mend it"
        yield Found(reason=reason, number=number + 1)


def _csv_rows(text: str, options: Options) -> Iterator[list[str]]:
    """The rows of a CSV text, the header first; its separator shows the column with the text."""
    csv.field_size_limit(2**31 - 1)
    first = next(io.StringIO(text, newline=None), "")
    headers = {mark: next(csv.reader([first], delimiter=mark), []) for mark in ",;\t|"}
    shown = {mark: _columns(header, options)["text"] in header for mark, header in headers.items()}
    # Of several, and where none shows the column, the one that parts most.
    mark = max(headers, key=lambda mark: (shown[mark], len(headers[mark])))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    yield next(reader, [])
    yield from reader


def parquet(content: bytes, options: Options) -> Iterator[Found]:
    """Parquet, by pyarrow, some rows at a time."""
    import pyarrow as pa
    from pyarrow import parquet as pq

    try:
        file = pq.ParquetFile(pa.BufferReader(content))
        names = file.schema_arrow.names
        options = _with_columns_of(names, options)
        # One column may tell two things.
        wanted = [name for name in dict.fromkeys(options.columns.values()) if name in names]
        for name in wanted:
            if names.count(name) > 1:
                raise Unreadable(
                    f"more than one column `{name}`: rename all but the one that is meant"
                )
        number = 0
        for batch in file.iter_batches(batch_size=100, columns=wanted):
            for values in zip(*batch.columns, strict=True):
                number += 1
                try:
                    row = dict(zip(wanted, map(_in_python, values), strict=True))
                except ValueError as error:
                    reason = f"row {number}: {brief(error)}: mend it"
                    yield Found(reason=reason, number=number)
                else:
                    yield from _of_row(row, number, options)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise Unreadable(f"damaged Parquet ({brief(error)}): write it anew") from error


def _in_python(value: pa.Scalar) -> object:
    """A value; of a time beyond Python's calendar or zones, the number that the file holds."""
    try:
        return value.as_py()
    except (OverflowError, LookupError):
        return getattr(value, "value", None)


def _columns(names: Collection[str], options: Options) -> dict[str, str]:
    """The columns of a file with these names: as chosen, or as usual where that is not there."""
    return {
        usual: chosen if chosen in names else usual for usual, chosen in options.columns.items()
    }


def _with_columns_of(names: Collection[str], options: Options) -> Options:
    """Options with the columns that a file has; `Unreadable` where none holds its text."""
    columns = _columns(names, options)
    if columns["text"] not in names:
        raise Unreadable(
            f"no column `{options.columns['text']}` (it has {_quoted(names)}): rename the one with "
            'the text, or name it in dateline.toml: columns.text = "its name"'
        )
    return replace(options, columns=columns)


def _quoted(names: Iterable[str]) -> str:
    shown = [name if len(name) < 40 else f"{name[:40]}…" for name in names][:8]
    return ", ".join(filter(None, shown)) or "none"


def _of_row(row: object, number: int, options: Options) -> Iterator[Found]:
    columns = _columns(row, options) if isinstance(row, dict) else {}
    text = row.get(columns["text"]) if columns else None
    if isinstance(text, str):
        about = {name: row.get(columns[name]) for name in ABOUT}
        yield Found(text, read_about(about), number=number)
    else:
        what = f"no text in `{options.columns['text']}`" if isinstance(row, dict) else "no object"
        yield Found(reason=f"item {number}: {what}: add it", number=number)
