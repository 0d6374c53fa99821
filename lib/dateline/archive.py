"""From a folder to an archive: the finder over parts, on one core, on all, or on a Dask cluster.

What is made of a part appears whole or not at all, its record last: a run that was stopped goes on
where it was, and a finished part is not made again. The same parts always give the same bytes,
whoever works on them.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from dateline import parts, partwork, tables
from dateline.counts import KINDS, Counts
from dateline.jobs import ArchiveError, Job, clear, finished, jobs_of
from dateline.wording import counted, listed

if TYPE_CHECKING:
    import pandas as pd
    from distributed import Client

_REJECTED = "rejected.csv"
# A scheduler that is there answers at once, even over a slow network.
_TIMEOUT = "20s"
# Of Dask on this machine: its workers keep the memory that the next piece of text needs, as any
# other process does, nobody looks at a profile of them, and that a loop is held up need not be
# noticed fifty times a second. This takes a third off the CPU time.
_HERE = {
    "distributed.nanny.pre-spawn-environ.MALLOC_TRIM_THRESHOLD_": None,
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "1s",
}
_SHOWN_EVERY = 2.0  # seconds
# So many parts that gave nothing are told one by one: a folder can hold thousands of other files.
_LOST_SHOWN = 10


class Summary(NamedTuple):
    """What a run found: numbers of parts, of articles and mentions in them, of what was set aside.

    `characters` are code points; of the parts, `lost` gave nothing, `cut` were damaged in a place
    after which nobody can say how many rows were to come, and `made` are of this run, the others
    having been finished before; `rejected` are rows, `undated` articles without a month.
    """

    parts: int
    articles: int
    characters: int
    mentions: int
    lost: int
    rejected: int
    undated: int
    made: int
    cut: int

    def __str__(self) -> str:
        read = [(self.parts, "part"), (self.articles, "article"), (self.characters, "character")]
        counts = listed([_digits(*each) for each in (*read, (self.mentions, "mention"))])
        lost = (
            (self.lost, "part", ""),
            (self.rejected, "row", ""),
            (self.cut, "part", "the rest of "),
        )
        aside = [f"{what}{_digits(number, noun)}" for number, noun, what in lost if number]
        said = f"Set aside: {listed(aside)}, see {_REJECTED}." if aside else "Nothing set aside."
        undated = f" {_digits(self.undated, 'article')} without a month." if self.undated else ""
        return f"{counts}.{undated} {said} The counts add up."


def find_in_archive(
    source: Path | str,
    out: Path | str,
    scheduler: str | Client | None = None,
    *,
    workers: int | None = None,
    progress: Callable[[int, int, dict], None] | None = None,
) -> Summary:
    """Find the mentions in all parts of an archive, and count them.

    Parameters
    ----------
    source
        A folder of parts, or one part: files of Parquet or of JSON Lines (packed or not) with
        `article_id` and `text`, and `date` (ISO 8601) where known.
    out
        A folder for the results: in mentions/ (`article_id` and the columns of `find_mentions`),
        by_article/, by_month/ and by_pair/ a Parquet file for each part; by_month.parquet and
        by_pair.parquet with the sums over all; rejected.csv with what was set aside, and why.
    scheduler
        None: one part after the other, in this process. "processes" or "threads": by Dask, on this
        machine. The address of a Dask scheduler, or a client of one: by Dask, on its workers, which
        see both folders under the same paths and have the same edition of this package.
    workers
        How many processes or threads on this machine; by default as many as it has cores. Without
        a scheduler it means processes.
    progress
        Called after each part with the number of parts done, that of all, and the part's record.

    Raises
    ------
    ArchiveError
        Where the run cannot start or go on, or where the counts do not add up in the end. What is
        finished stays, and a run on the same folders goes on from there.
    """
    if workers is not None and workers < 1:
        raise ArchiveError(f"workers is {workers}: give a number above 0")
    if workers and scheduler is None:
        scheduler = "processes"
    jobs = jobs_of(Path(source).resolve(), Path(out).resolve())
    records = {job.name: record for job in jobs if (record := finished(job))}
    waiting = [job for job in jobs if job.name not in records]
    try:
        for record in _run(waiting, scheduler, workers):
            records[record["part"]] = record
            if progress:
                progress(len(records), len(jobs), record)
        return _conclude(jobs, [records[job.name] for job in jobs], Path(out), len(waiting))
    except OSError as error:
        raise ArchiveError(
            f"{out} cannot be written ({error.strerror or error}): make room there and run again; "
            f"{len(records)} of {counted(len(jobs), 'part', digits=True)} are done and stay"
        ) from error


def read_counts(out: Path | str, what: str = "by_month") -> pd.DataFrame:
    """The sums over all parts that a run wrote: `by_month` or `by_pair`."""
    return partwork.read_parquet(Path(out, f"{what}.parquet")).to_pandas()


def command(arguments: list[str] | None = None) -> int:
    """The command `python -m dateline archive IN OUT`.

    The summary goes to standard output, progress to standard error. The exit status is 0; 1 where
    the run failed; 2 where no article could be read; 130 where it was interrupted.
    """
    parser = argparse.ArgumentParser(
        prog="python -m dateline archive",
        description="Find the countries in an archive of articles. A run that was stopped goes on.",
    )
    parser.add_argument("source", metavar="IN", help="a folder of Parquet or JSON Lines files")
    parser.add_argument("out", metavar="OUT", help="a folder for the results")
    parser.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="processes or threads: on this machine's cores; tcp://host:port: on a Dask cluster",
    )
    parser.add_argument("--workers", type=int, metavar="N", help="how many cores of this machine")
    options = parser.parse_args(arguments)
    try:
        summary = find_in_archive(
            options.source,
            options.out,
            options.scheduler,
            workers=options.workers,
            progress=_Progress(),
        )
    except ArchiveError as error:
        print(f"dateline: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("dateline: stopped; the same command goes on from here", file=sys.stderr)
        return 130
    print(summary)
    return 0 if summary.articles else 2


class _Progress:
    """Says on standard error how far a run is, now and then."""

    def __init__(self):
        self._began = self._said = time.monotonic()
        self._here = self._articles = self._lost = 0

    def __call__(self, done: int, parts: int, record: dict) -> None:
        self._here += 1
        self._articles += record.get("articles", 0)
        if "lost" in record:
            self._lost += 1
            if self._lost <= _LOST_SHOWN:
                print(f"Set aside: {record['part']!r}: {record['lost']}", file=sys.stderr)
            elif self._lost == _LOST_SHOWN + 1:
                print(
                    f"Set aside: more parts; {_REJECTED} lists them all at the end",
                    file=sys.stderr,
                )
        now = time.monotonic()
        if now - self._said >= _SHOWN_EVERY or done == parts:
            self._said = now
            left = (now - self._began) / self._here * (parts - done)
            print(
                f"[{done:,}/{parts:,}] {self._articles:,} articles in this run"
                + (f", {_digits(self._lost, 'part')} set aside" if self._lost else "")
                + (f", about {left / 60:,.0f} min left" if left >= 60 else ""),
                file=sys.stderr,
                flush=True,
            )


# --- who makes the parts ------------------------------------------------------------------------


def _run(jobs: list[Job], scheduler: str | Client | None, workers: int | None) -> Iterator[dict]:
    """The records of parts, as they are made."""
    if scheduler is None:
        yield from map(partwork.make, jobs)
    elif jobs:
        from distributed import KilledWorker, as_completed

        with _client(scheduler, workers) as client:
            # Whoever is lost, Dask gives the part to another worker.
            futures = client.map(partwork.make, jobs, pure=False, retries=2)
            of_key = {future.key: job for future, job in zip(futures, jobs, strict=True)}
            for future in as_completed(futures):
                job = of_key[future.key]
                try:
                    yield future.result()
                except KilledWorker:
                    reason = "ended every worker that took it up: split it, or give them memory"
                    yield partwork.lost(job, reason)
                except ImportError as error:
                    raise ArchiveError(f"a worker lacks dateline ({error}): install it") from error
                future.release()


@contextlib.contextmanager
def _client(scheduler: str | Client, workers: int | None) -> Iterator[Client]:
    import logging

    import dask
    from dask.system import CPU_COUNT
    from distributed import Client, LocalCluster

    if isinstance(scheduler, Client):
        yield scheduler
    elif scheduler in ("processes", "threads"):
        processes = scheduler == "processes"
        cores = workers or CPU_COUNT
        # Its page on any free port: it warns where the usual one is taken.
        with (
            dask.config.set(_HERE),
            LocalCluster(
                n_workers=cores if processes else 1,
                threads_per_worker=1 if processes else cores,
                processes=processes,
                dashboard_address="127.0.0.1:0",
                silence_logs=logging.CRITICAL,
            ) as cluster,
            Client(cluster) as client,
        ):
            yield client
    else:
        try:
            client = Client(scheduler, timeout=_TIMEOUT)
        except (OSError, ValueError) as error:
            raise ArchiveError(
                f"no Dask scheduler answers at {scheduler!r}: start one (`dask scheduler`), or "
                "write processes, for this machine's cores"
            ) from error
        with client:
            yield client


# --- what comes of them -------------------------------------------------------------------------


def _conclude(jobs: list[Job], records: list[dict], out: Path, made: int) -> Summary:
    """Check the parts, write the sums and what was set aside."""
    import pandas as pd

    clear(out)
    totals, numbers, rejected = Counts(), dict.fromkeys(partwork.NUMBERS, 0), []
    mentions = lost = rows_lost = cut = 0
    for job, record in zip(jobs, records, strict=True):
        if "lost" in record:
            lost += 1
            rejected.append((job.name, "", "", record["lost"]))
            continue
        by_month = _checked(job, record, totals)
        mentions += by_month
        numbers = {name: number + record[name] for name, number in numbers.items()}
        rows_lost += sum(number for _, number, _ in record["rejected"])
        cut += any(not number for _, number, _ in record["rejected"])
        rejected += [(job.name, row, number, why) for row, number, why in record["rejected"]]
    for name in ("by_month", "by_pair"):
        partwork.write_parquet(getattr(totals, name)(), out / f"{name}.parquet")
    kept = read_counts(out)[[f"n_{kind}" for kind in KINDS]].to_numpy().sum()
    if kept != mentions:
        raise ArchiveError(f"the sums hold {kept:,} mentions, the parts {mentions:,}: run again")
    columns = ["file", "row", "rows", "reason"]
    tables.write_csv(pd.DataFrame(rejected, columns=columns, dtype=object), out / _REJECTED)
    of_parts = (numbers["articles"], numbers["characters"], numbers["mentions"])
    return Summary(len(jobs), *of_parts, lost, rows_lost, numbers["undated"], made, cut)


def _checked(job: Job, record: dict, totals: Counts) -> int:
    """Add a part to the totals, if what it says is what came in and what its files hold.

    Gives its number of mentions of a country.
    """
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    read = partwork.read_parquet
    by_month, by_pair = (read(job.made(what)) for what in ("by_month", "by_pair"))
    of_articles = read(job.made("by_article"), ["mentions", "characters"])
    totals.add_tables(by_month, by_pair)
    placed = sum(pc.sum(by_month[f"n_{kind}"]).as_py() or 0 for kind in KINDS)
    lost = sum(number for _, number, _ in record["rejected"])
    came = parts.number_of_rows(job.path)
    held = [
        (came, record["articles"] + lost, "rows"),
        (len(of_articles), record["articles"], "articles"),
        (pc.sum(of_articles["characters"]).as_py() or 0, record["characters"], "characters"),
        (pc.sum(of_articles["mentions"]).as_py() or 0, record["mentions"], "mentions by article"),
        (pq.read_metadata(job.made("mentions")).num_rows, record["mentions"], "mentions"),
        (placed, record["placed"], "mentions by month"),
    ]
    for there, recorded, what in held:
        if there not in (recorded, None):
            raise ArchiveError(
                f"{job.name}: {there:,} {what} where {recorded:,} should be: remove "
                f"{job.made('records')} and run again, which makes this part anew"
            )
    return placed


def _digits(number: int, noun: str) -> str:
    return counted(number, noun, digits=True)
