"""The parts of an archive: files of Parquet or JSON Lines, read a bounded piece at a time.

What cannot be read is noted with its row and the reason, and the rest goes on.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa

    # The values of `COLUMNS` in some rows, as strings.
    Columns = list[pa.ChunkedArray]

_PARQUET = ".parquet"
SUFFIXES = (_PARQUET, *(f".jsonl{packed}" for packed in ("", ".gz", ".zst", ".bz2")))
COLUMNS = ("article_id", "text", "date")

# A piece holds about so many bytes of text, one text at least, and so many texts at most.
_PIECE_SIZE = 8_000_000
_PIECE_ROWS = 4096
# So many bytes are read at a time: they stay in the processor's cache.
_BATCH_BYTES = 1_000_000
# So many rows at most: what a column stores but once can be long in each.
_BATCH_ROWS = 1024
_BUFFER = 1 << 16


class PartError(Exception):
    """A part cannot be read at all; the message says why and what to do."""


class Piece(NamedTuple):
    """Some articles of a part: the number of each row in its file from 1, and its values.

    All are Arrow arrays of strings, that of the texts in chunks; `dates` are as written, and null
    where unknown.
    """

    rows: np.ndarray
    article_ids: pa.Array
    texts: pa.ChunkedArray
    dates: pa.Array

    def take(self, places: list[int]) -> Piece:
        """Only the articles at these places."""
        import pyarrow as pa

        at = np.array(places, np.int64)
        columns = (self.article_ids, self.texts, self.dates)
        return Piece(self.rows[at], *(column.take(pa.array(at)) for column in columns))

    def written(self) -> Iterator[memoryview]:
        """The texts as they stand in memory, in UTF-8."""
        for chunk in filter(len, self.texts.chunks):
            _, edges, letters = chunk.buffers()
            edges = np.frombuffer(edges, np.int64)[chunk.offset :][: len(chunk) + 1].tolist()
            spans = itertools.starmap(slice, itertools.pairwise(edges))
            yield from map(memoryview(letters or b"").__getitem__, spans)


class Ledger:
    """The rows of a part that were set aside: (first row, number of rows, reason), in order."""

    def __init__(self):
        self.entries: list[tuple[int, int, str]] = []

    def add(self, row: int, reason: str, number: int = 1) -> None:
        """Note rows; those that follow each other for one reason share an entry."""
        if self.entries:
            first, count, known = self.entries[-1]
            if known == reason and first + count == row:
                self.entries[-1] = (first, count + number, reason)
                return
        self.entries.append((row, number, reason))


def stem(name: str) -> str:
    """The name of a part without its suffix; that of another file as it is."""
    return name.removesuffix(next(filter(name.endswith, SUFFIXES), ""))


def number_of_rows(path: Path | str) -> int | None:
    """How many rows a part of Parquet has; None for one of JSON Lines, which does not say."""
    import pyarrow.parquet as pq

    return pq.read_metadata(path).num_rows if str(path).endswith(_PARQUET) else None


def read(path: Path | str, ledger: Ledger) -> Iterator[Piece]:
    """The articles of a part, a bounded piece at a time; what cannot be read goes to the ledger.

    Raises `PartError` where nothing of it can be read.
    """
    path = Path(path)
    if not path.is_file():
        raise PartError("no file that can be read: put the file or the folder itself there")
    if not path.name.endswith(SUFFIXES):
        raise PartError(f"neither Parquet nor JSON Lines ({', '.join(SUFFIXES)}): convert it")
    pieces = _parquet_pieces if path.name.endswith(_PARQUET) else _json_pieces
    seen: set[str] = set()
    for columns, rows in pieces(path, ledger):
        yield _sound(columns, rows, seen, ledger)


def _parquet_pieces(path: Path, ledger: Ledger) -> Iterator[tuple[Columns, np.ndarray]]:
    """The values of `COLUMNS` in some rows, and the numbers of the rows."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        # Read through a buffer: otherwise a whole column of a row group is fetched at once.
        file = pq.ParquetFile(path, buffer_size=_BUFFER, page_checksum_verification=True)
        names = file.schema_arrow.names
    except MemoryError:
        raise
    except (OSError, pa.ArrowException, UnicodeDecodeError) as error:
        raise PartError(f"cannot be read ({_line(error)}): write or copy it again") from error
    with file:
        _check_columns(file.schema_arrow)
        columns = [name for name in COLUMNS if name in names]
        held: list[list[pa.Array]] = []
        numbers: list[np.ndarray] = []
        begin = size = in_piece = 0
        for group in range(file.num_row_groups):
            in_group = file.metadata.row_group(group).num_rows
            row = begin
            try:
                batches = file.iter_batches(
                    _rows_at_once(file, group), [group], columns, use_threads=False
                )
                for batch in batches:
                    held.append([_strings(batch, name) for name in COLUMNS])
                    numbers.append(np.arange(row + 1, row + 1 + len(batch)))
                    row += len(batch)
                    size += held[-1][1].nbytes
                    in_piece += len(batch)
                    if size >= _PIECE_SIZE or in_piece >= _PIECE_ROWS:
                        yield _joined(held), np.concatenate(numbers)
                        held, numbers, size, in_piece = [], [], 0, 0
            except MemoryError:
                raise
            except (OSError, pa.ArrowException) as error:
                reason = f"damaged ({_line(error)}): write or copy the file again"
                ledger.add(row + 1, reason, begin + in_group - row)
            begin += in_group
        if held:
            yield _joined(held), np.concatenate(numbers)


def _check_columns(schema: pa.Schema) -> None:
    """Raise `PartError` where articles cannot be told from the columns."""
    import pyarrow as pa

    for name in COLUMNS:
        number = schema.names.count(name)
        if number > 1:
            raise PartError(f"has {number} columns `{name}`: rename all but one")
        if not number and name != "date":
            raise PartError(f"has no column `{name}`, only {', '.join(schema.names)}: rename it")
        if number and pa.types.is_nested(schema.field(name).type):
            kind = schema.field(name).type
            raise PartError(f"column `{name}` is no text, but {_line(kind)}: take the text out")


def _joined(held: list[list[pa.Array]]) -> Columns:
    import pyarrow as pa

    return [pa.chunked_array(column) for column in zip(*held, strict=True)]


def _rows_at_once(file, group: int) -> int:
    """So many rows of a row group as make a batch, going by the mean size of its texts."""
    about = file.metadata.row_group(group)
    columns = (about.column(number) for number in range(about.num_columns))
    size = sum(each.total_uncompressed_size for each in columns if each.path_in_schema == "text")
    return max(1, min(_BATCH_ROWS, _BATCH_BYTES * about.num_rows // max(size, 1)))


def _json_pieces(path: Path, ledger: Ledger) -> Iterator[tuple[Columns, np.ndarray]]:
    """The same as `_parquet_pieces`."""
    import pyarrow as pa

    row, size, held, numbers = 0, 0, [], []
    if path.suffix != ".jsonl" and not path.stat().st_size:
        raise PartError("is empty, without even the head of a packed file: copy it again")
    try:
        with io.BufferedReader(pa.input_stream(path, "detect")) as lines:
            for row, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                try:
                    held.append(_json_row(line))
                except (ValueError, RecursionError) as error:
                    ledger.add(row, f"no article ({_line(error)}): correct or remove it")
                    continue
                numbers.append(row)
                size += len(line)
                if size >= _PIECE_SIZE or len(held) == _PIECE_ROWS:
                    yield _columns(held), np.array(numbers)
                    size, held, numbers = 0, [], []
    except (OSError, pa.ArrowException) as error:
        if not row:
            raise PartError(f"cannot be read ({_line(error)}): write or copy it again") from error
        # How many rows were to come is not known.
        ledger.add(row + 1, f"the rest is damaged ({_line(error)}): write or copy it again", 0)
    if held:
        yield _columns(held), np.array(numbers)


def _json_row(line: bytes) -> tuple:
    """The values of `COLUMNS` in a line; ValueError where it is no article."""
    given = json.loads(line)
    if not isinstance(given, dict):
        raise ValueError("not an object in braces")
    values = [given.get(name) for name in COLUMNS]
    for place in (0, 2):
        if isinstance(values[place], int):
            values[place] = str(values[place])
    # Whatever else stands for a date, the article is one.
    values[2] = values[2] if isinstance(values[2], str) else None
    for name, value in zip(COLUMNS, values, strict=True):
        if not isinstance(value, str | None):
            raise ValueError(f"`{name}` is no text")
        if value is not None:
            value.encode()  # half a character has no place in a table
    return tuple(values)


def _columns(rows: list[tuple]) -> Columns:
    import pyarrow as pa

    return _joined([[pa.array(column, pa.large_string()) for column in zip(*rows, strict=True)]])


def _sound(columns: Columns, rows: np.ndarray, seen: set[str], ledger: Ledger) -> Piece:
    """The rows that are articles; the others go to the ledger."""
    import pyarrow as pa

    ids, texts, dates = columns
    kept, without_text = [], texts.is_null().to_pylist()
    for position, (article_id, has_none) in enumerate(
        zip(ids.to_pylist(), without_text, strict=True)
    ):
        if has_none:
            reason = "no text, or none in UTF-8: correct or remove it"
        elif not article_id:
            reason = "no article_id: give each article its own"
        elif article_id in seen:
            reason = "an article_id that an earlier row of this part has: give each its own"
        else:
            seen.add(article_id)
            kept.append(position)
            continue
        ledger.add(int(rows[position]), reason)
    ids, dates = (column.cast(pa.string()).combine_chunks() for column in (ids, dates))
    piece = Piece(rows, ids, texts, dates)
    return piece if len(kept) == len(rows) else piece.take(kept)


def _strings(batch: pa.RecordBatch, name: str) -> pa.Array:
    """A column as strings; null for nulls, for what is no text in UTF-8, and without the column."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if name not in batch.schema.names:
        return pa.nulls(len(batch), pa.large_string())
    column = batch[name]
    try:
        if pa.types.is_dictionary(column.type):
            column = pc.cast(column, column.type.value_type)
        if pa.types.is_floating(column.type):
            column = _whole_numbers(column)
        column = pc.cast(column, pa.large_string())
        column.validate(full=True)
        return column
    except (pa.ArrowException, UnicodeDecodeError):
        return pa.array(map(_string, column), pa.large_string())


def _whole_numbers(column: pa.Array) -> pa.Array:
    """Numbers as pandas keeps them where one is missing: whole again, and none for what is none."""
    import pyarrow as pa
    import pyarrow.compute as pc

    known = pc.if_else(pc.is_finite(column), column, None)
    with contextlib.suppress(pa.ArrowInvalid):
        return pc.cast(known, pa.int64())
    return known


def _string(value: pa.Scalar) -> str | None:
    try:
        given = value.as_py()
        given = given.decode() if isinstance(given, bytes) else given
    except UnicodeDecodeError:
        return None
    return given if given is None or isinstance(given, str) else str(given)


def _line(error: Exception) -> str:
    """What an error says, in one line, without the path that the ledger has beside it."""
    return " ".join(f"{getattr(error, 'strerror', None) or error}".split())[:200]
