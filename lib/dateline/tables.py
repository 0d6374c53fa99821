"""The schema of every table, and the only way in and out of its CSV file.

A table is a pandas DataFrame on one side and a CSV file on the other. `write` and `read` hold it
to its schema both ways, so that a column that is missing, misnamed or of the wrong type is found
where it arises and not three notebooks later.
"""

from __future__ import annotations

import csv
import functools
import io
import re
import secrets
import tomllib
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import pandas as pd
    import pandera.pandas as pa

# What a run that was killed while it wrote a file leaves: see `write_file`.
ASIDE = re.compile(r"\..+\.[0-9a-f]{8}")
# A spreadsheet runs a cell that starts with one of these. The last is the escape itself.
_RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r", "'")
# How a file writes the numbers of a column, by its type.
_WRITTEN = {"whole number": "[0-9]{1,18}", "number": r"|[0-9]{1,15}(\.[0-9]{1,15})?"}


class TableError(ValueError):
    """A table or its file does not follow the schema."""


class UnfitError(TableError):
    """A frame that was to be written does not follow the schema: who made it is at fault."""


class MissingTableError(FileNotFoundError):
    """The CSV file of a table is not there yet."""


class Column(NamedTuple):
    """One column: `type` is "text", "whole number" or "number"; `pattern` is for the whole value.

    A number may be undefined: NaN in a frame, empty in the file.
    """

    name: str
    type: str
    meaning: str
    unit: str = ""
    pattern: str = ""

    @property
    def dtype(self) -> str:
        """The pandas dtype of the column."""
        return {"text": "str", "whole number": "int64", "number": "float64"}[self.type]


class Table(NamedTuple):
    """One table: what a row is, who writes it, what to do if it is wrong, its columns in order."""

    row: str
    written_by: str
    remedy: str
    key: list[str]
    columns: tuple[Column, ...]

    @property
    def dtypes(self) -> dict[str, str]:
        """The pandas dtype of each column, in order."""
        return {column.name: column.dtype for column in self.columns}


@functools.cache
def schema() -> dict[str, Table]:
    """The tables by name, as `data/tables.toml` describes them."""
    text = (resources.files("dateline") / "data" / "tables.toml").read_text(encoding="utf-8")
    described = tomllib.loads(text)
    return {
        name: Table(
            table["row"],
            table["written_by"],
            table.get("remedy", f"run {table['written_by']} again"),
            table.get("key", []),
            tuple(
                Column(*column)
                for column in described["evidence"] * table.get("evidence", 0) + table["columns"]
            ),
        )
        for name, table in described["tables"].items()
    }


def frame(name: str, rows: Sequence) -> pd.DataFrame:
    """A frame of table `name` from rows (tuples in the order of the columns, or dicts)."""
    import pandas as pd

    dtypes = schema()[name].dtypes
    return pd.DataFrame(rows, columns=list(dtypes)).astype(dtypes)


def write(frame: pd.DataFrame, name: str, folder: Path | str) -> Path:
    """Check `frame` against the schema of table `name` and write it as `folder/name.csv`.

    The file is UTF-8 with ``\\n`` line ends and every field quoted; it appears whole or not at
    all. Raises `UnfitError` where the frame does not follow the schema.
    """
    path = Path(folder) / f"{name}.csv"
    try:
        checked = _checked(frame, name, f"table {name}")
    except TableError as error:
        raise UnfitError(str(error)) from error
    write_csv(checked, path)
    return path


def read(name: str, folder: Path | str) -> pd.DataFrame:
    """Read table `name` from `folder`, with the dtypes of its schema; only numbers can be missing.

    Raises `MissingTableError` where the file is not there, naming the notebook that writes it,
    and `TableError` where its content does not follow the schema.
    """
    table = schema()[name]
    path = Path(folder) / f"{name}.csv"
    if not path.is_file():
        raise MissingTableError(f"tables/{name}.csv is not there: run {table.written_by} first")
    where, remedy = f"tables/{name}.csv", table.remedy
    try:
        frame = read_csv(path)
    except (ValueError, csv.Error) as error:
        raise TableError(f"{where}: {error}; {remedy}") from error
    for column in table.columns:
        if column.type in _WRITTEN and column.name in frame:
            values = frame[column.name]
            wrong = values[~values.str.fullmatch(_WRITTEN[column.type])]
            if len(wrong):
                raise TableError(
                    f"{where}: column {column.name}: {wrong.iloc[0]!r} is no {column.type}; "
                    f"{remedy}"
                )
            frame[column.name] = values.replace("", "nan").astype(column.dtype)
    return _checked(frame, name, where, remedy)


def write_csv(frame: pd.DataFrame, path: Path | str) -> None:
    """Write any frame as CSV that a spreadsheet cannot run: see `escape`."""
    safe = frame.copy()
    for column in safe:
        if not _is_number(safe[column]):
            safe[column] = [escape(str(value)) for value in safe[column]]
    text = io.StringIO()
    safe.to_csv(text, index=False, quoting=csv.QUOTE_ALL, lineterminator="\n")
    write_file(path, text.getvalue().encode("utf-8"))


def read_csv(path: Path | str) -> pd.DataFrame:
    """Read what `write_csv` wrote; every column comes as text, and an empty field stays ''."""
    import pandas as pd

    # The standard library's reader, because that of pandas ends a field at a NUL. A spreadsheet
    # that saves a sheet puts a byte order mark before it.
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        csv.field_size_limit(2**31 - 1)
        header, *rows = list(csv.reader(file, strict=True)) or [[]]
    # Editors leave blank lines at the end; what `write_csv` writes has quotes on every line.
    while rows and not rows[-1]:
        rows.pop()
    for number, row in enumerate(rows, 2):
        if len(row) != len(header):
            raise TableError(f"row {number} has {len(row)} fields, not {len(header)}")
    columns = list(zip(*rows, strict=True)) or [()] * len(header)
    return pd.DataFrame(
        {
            name: pd.Series([unescape(value) for value in column], dtype="str")
            for name, column in zip(header, columns, strict=True)
        }
    )


def escape(value: str) -> str:
    """Put a ' before text that a spreadsheet would run as a formula; `unescape` takes it off."""
    return "'" + value if value.startswith(_RUN_BY_SPREADSHEETS) else value


def unescape(value: str) -> str:
    """Undo `escape`."""
    return value[1:] if value.startswith("'") else value


def write_file(path: Path | str, content: bytes) -> None:
    """Write a file beside its place and rename it, so that it is never there by half."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    # Of a long name only so much that the file system takes it.
    aside = path.with_name(f".{path.name[:40]}.{secrets.token_hex(4)}")
    try:
        with aside.open("xb") as file:
            file.write(content)
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


def dictionary() -> str:
    """The column dictionary of every table, as Markdown."""
    lines = [
        "# The tables",
        "",
        "One CSV file per table: UTF-8, every field quoted. A text that a spreadsheet would run as",
        "a formula has a `'` before it, which `dateline.tables.read` takes off. In pandas, read",
        "them with `keep_default_na=False`, or Namibia's alpha-2 code and empty fields get lost.",
        "",
        "This page is made from the schema in `lib/dateline/data/tables.toml`.",
    ]
    for name, table in schema().items():
        lines += ["", f"## {name}", "", f"A row is {table.row}."]
        lines += [
            f"Written by {table.written_by}.",
            "",
            "| column | type | unit | meaning |",
            "|---|---|---|---|",
        ]
        for column in table.columns:
            lines.append(f"| {column.name} | {column.type} | {column.unit} | {column.meaning} |")
    return "\n".join(lines) + "\n"


def _checked(frame: pd.DataFrame, name: str, where: str, remedy: str = "") -> pd.DataFrame:
    table = schema()[name]
    if list(frame.columns) != list(table.dtypes):
        raise TableError(
            f"{where}: columns are {', '.join(map(str, frame.columns))}; they should be "
            f"{', '.join(table.dtypes)}" + (f"; {remedy}" if remedy else "")
        )
    from pandera.errors import SchemaErrors

    try:
        return _checks(name).validate(frame, lazy=True)
    except SchemaErrors as error:
        case = error.failure_cases.iloc[0]
        value = case["failure_case"]
        raise TableError(
            f"{where}: column {case['column']}: "
            f"{repr(value) if isinstance(value, str) else value} does not follow "
            f"{case['check']}" + (f"; {remedy}" if remedy else "")
        ) from error


@functools.cache
def _checks(name: str) -> pa.DataFrameSchema:
    import pandera.pandas as pa

    def column(spec: Column) -> pa.Column:
        if spec.type in _WRITTEN:
            checks = pa.Check.ge(0)
        else:
            checks = pa.Check.str_matches(rf"(?:{spec.pattern})\Z") if spec.pattern else None
        return pa.Column(spec.dtype, checks, nullable=spec.type == "number")

    table = schema()[name]
    forward = pa.Check(lambda frame: frame["start"] < frame["end"], name="start < end")
    return pa.DataFrameSchema(
        {spec.name: column(spec) for spec in table.columns},
        checks=forward if {"start", "end"} <= set(table.dtypes) else None,
        unique=table.key or None,
    )


def _is_number(column: pd.Series) -> bool:
    return column.dtype.kind in "iuf"
