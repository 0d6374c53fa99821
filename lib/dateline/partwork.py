"""One part of an archive in, its mentions and counts out: the work that can be done anywhere.

Files are written aside and take their place together; the record of the part comes last. What it
says can be checked against the part and against the files.
"""

from __future__ import annotations

import contextlib
import functools
import json
import secrets
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from dateline import finder, gazetteer, intake, parts, tables
from dateline.countries import COLUMNS
from dateline.counts import Counts
from dateline.finder import Found
from dateline.gazetteer import Decision
from dateline.jobs import ASIDE, MADE, RECORDS, ArchiveError, Job, edition
from dateline.parts import Ledger, PartError, Piece

if TYPE_CHECKING:
    import pyarrow as pa

# What a record counts; `placed` are mentions that belong to one country.
NUMBERS = ("articles", "characters", "mentions", "placed", "undated")

_MONTH = r"^[0-9]{4}-(0[1-9]|1[0-2])([-T ].*)?$"
# The threads of a process share one matcher: only the first compiles it.
_COMPILING = threading.Lock()


def make(job: Job) -> dict:
    """Make one part and give its record; where nothing can be read, that says so: see `lost`.

    Raises `ArchiveError` where the worker cannot take part, OSError where the disk is full.
    """
    if job.edition != edition():
        raise ArchiveError("a worker has another edition of dateline: install the same everywhere")
    if not Path(job.out, RECORDS).is_dir():
        raise ArchiveError(f"a worker does not see {job.out}: name a folder that all workers share")
    if job.unreadable:
        return lost(job, job.unreadable)
    with _COMPILING:
        finder.find([""], gazetteer.load())
    job.made(RECORDS).unlink(missing_ok=True)
    try:
        record = _make(job)
    except (PartError, MemoryError) as error:
        for what in MADE:
            job.made(what).unlink(missing_ok=True)
        return lost(job, str(error) or "needs more memory than there is: split it")
    tables.write_file(job.made(RECORDS), (json.dumps(record, indent=1) + "\n").encode())
    return record


def lost(job: Job, reason: str) -> dict:
    """The record of a part that gave nothing; it is not written, so that each run tries again."""
    return {"part": job.name, "lost": reason}


def write_parquet(table: pa.Table, path: Path) -> None:
    """Write a table beside its place and rename it."""
    import pyarrow as pa

    sink = pa.BufferOutputStream()
    with _writer(sink, table.schema) as writer:
        writer.write_table(table)
    tables.write_file(path, sink.getvalue())


def read_parquet(path: Path, columns: list[str] | None = None) -> pa.Table:
    """A table that `write_parquet` or `make` wrote, or some of its columns."""
    import pyarrow.parquet as pq

    # A file of ours is small: looking for a data set around it would cost more than reading it.
    with pq.ParquetFile(path) as file:
        return file.read(columns, use_threads=False)


def _make(job: Job) -> dict:
    ledger, counts, numbers = Ledger(), Counts(), dict.fromkeys(NUMBERS, 0)
    try:
        came = Path(job.path).stat()
    except OSError as error:
        raise PartError(f"cannot be read ({error.strerror}): put the file itself there") from error
    with _aside(job) as write:
        for piece in parts.read(job.path, ledger):
            found, piece = _found(piece, ledger)
            if not len(piece.rows):
                continue
            owners = found.owners
            columns = _columns(found, piece.article_ids)
            months = _months(piece.dates)
            named = counts.add_mentions(owners, columns["iso3"], columns["kind"], months)
            write("mentions", columns)
            of_article = {
                "article_id": piece.article_ids,
                "month": months,
                "characters": found.lengths,
                "mentions": np.bincount(owners, minlength=len(piece.rows)),
                "named": named,
            }
            write("by_article", of_article)
            numbers["articles"] += len(piece.rows)
            numbers["characters"] += int(of_article["characters"].sum())
            numbers["mentions"] += len(owners)
            numbers["undated"] += months.to_pylist().count("")
        by_month = counts.by_month()
        for what, table in (("by_month", by_month), ("by_pair", counts.by_pair())):
            write(what, dict(zip(table.column_names, table.columns, strict=True)))
    numbers["placed"] = sum(int(block[:, 2:].sum()) for block in counts.months.values())
    return {
        "part": job.name,
        "bytes": came.st_size,
        "modified": came.st_mtime_ns,
        "edition": job.edition,
        **numbers,
        "sizes": {what: job.made(what).stat().st_size for what in MADE},
        "rejected": sorted(ledger.entries),
    }


def _found(piece: Piece, ledger: Ledger) -> tuple[Found, Piece]:
    """The mentions in a piece; and the piece, without the articles in which none can be looked for.

    What fails in one article of a hundred million must not end the run: it goes to the ledger.
    """
    terms = gazetteer.load()
    try:
        return finder.find(piece.written(), terms), piece
    except MemoryError:
        raise
    except Exception:
        kept = []
    for place, text in enumerate(piece.written()):
        try:
            finder.find([text], terms)
            kept.append(place)
        except MemoryError:
            raise
        except Exception as error:
            ledger.add(int(piece.rows[place]), f"the finder failed ({error!r}): report it")
    piece = piece.take(kept)
    return finder.find(piece.written(), terms), piece


def _columns(found: Found, article_ids: pa.Array) -> dict[str, pa.Array | np.ndarray]:
    """Mentions as they are written: each text once, and by its number in every row."""
    columns = {
        "article_id": _numbered(article_ids, found.owners),
        "start": found.starts,
        "end": found.ends,
        "text": _numbered(found.spelled, found.surfaces),
    }
    for place, name in enumerate(Decision._fields):
        values = [decision[place] for decision in found.decided]
        numbers = {value: number for number, value in enumerate(dict.fromkeys(values))}
        of_decision = np.array([numbers[value] for value in values], np.int64)
        columns[name] = _numbered(list(numbers), of_decision[found.decisions])
    return columns


def _numbered(values: list[str] | pa.Array, numbers: np.ndarray) -> pa.DictionaryArray:
    import pyarrow as pa

    return pa.DictionaryArray.from_arrays(
        pa.array(numbers, pa.int32()), pa.array(values, pa.string())
    )


def _months(dates: pa.Array) -> pa.Array:
    """The month of each date, as 2021-09; empty where that is not known."""
    import pyarrow as pa
    import pyarrow.compute as pc

    known = pc.fill_null(pc.match_substring_regex(dates, _MONTH), False)
    months = pc.if_else(known, pc.utf8_slice_codeunits(dates, 0, 7), "")
    others = pc.and_(pc.invert(known), pc.is_valid(dates))
    if not pc.any(others).as_py():
        return months
    # Written in another way: each only once, since of those there can be as many as articles.
    written = pc.filter(dates, others).dictionary_encode()
    days = [intake.iso_date(day) for day in written.dictionary.to_pylist()]
    found = pa.array([day[:7] if len(day) >= 7 else "" for day in days], pa.string())
    return pc.replace_with_mask(months, others, found.take(written.indices))


@functools.cache
def _schemas() -> dict[str, pa.Schema]:
    import pyarrow as pa

    each_once = pa.dictionary(pa.int32(), pa.string())
    whole = ("start", "end")
    mentions = {name: pa.int64() if name in whole else each_once for name in COLUMNS}
    counts = Counts()
    text = {"article_id": pa.string(), "month": pa.string()}
    return {
        "mentions": pa.schema({"article_id": each_once} | mentions),
        "by_article": pa.schema(
            text | dict.fromkeys(("characters", "mentions", "named"), pa.int64())
        ),
        "by_month": counts.by_month().schema,
        "by_pair": counts.by_pair().schema,
    }


def _writer(where: object, schema: pa.Schema):
    import pyarrow.parquet as pq

    # Only the data: no schema of Arrow or pandas, whose bytes change with their versions, and
    # no statistics, which tell a reader nothing where rows are in the order of articles.
    plain = {"store_schema": False, "write_statistics": False}
    return pq.ParquetWriter(where, schema, compression="zstd", **plain)


@contextlib.contextmanager
def _aside(job: Job) -> Iterator[Callable[[str, dict], None]]:
    """Write the files of a part, from columns; they take their place when all are written."""
    import pyarrow as pa

    writers, asides = {}, {}
    mark = f"{ASIDE}{secrets.token_hex(8)}"
    for what in MADE:
        path = job.made(what)
        path.parent.mkdir(parents=True, exist_ok=True)
        asides[what] = path.with_name(mark)

    def write(what: str, columns: dict) -> None:
        schema = _schemas()[what]
        writers[what].write_table(pa.table(list(columns.values()), schema=schema))

    try:
        writers |= {what: _writer(aside, _schemas()[what]) for what, aside in asides.items()}
        yield write
        for writer in writers.values():
            writer.close()
        for what, aside in asides.items():
            aside.replace(job.made(what))
    except BaseException:
        for writer in writers.values():
            with contextlib.suppress(OSError):
                writer.close()
        for aside in asides.values():
            aside.unlink(missing_ok=True)
        raise
