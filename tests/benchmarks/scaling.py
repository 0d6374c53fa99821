"""How fast the archive is beside what nobody can do without, and how it grows.

The first part is printed: the whole path from Parquet to Parquet, beside the bare scan of the same
texts, rivals and counting words, round by round, each in turn, on one core. The second part is the
table `scaling`: the command `python -m dateline archive` over archives of several sizes, alone and
by Dask, as whole processes. A megabyte of text is a million characters. Progress goes to standard
error.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import archives
import bench
from contestants import ONE_CORE, Contestant, Field, LeftOutError, Spec
from corpora import joined

from dateline import gold, scaling, tables

ROOT = Path(__file__).resolve().parents[2]
MILLION = 1_000_000
WORKER = "scaling_worker.py"
CONTESTANTS = (
    Spec("archive", worker=WORKER),
    Spec("find_mentions"),
    Spec("bare-scan"),
    Spec("trie-re", worker=WORKER),
    Spec("trie-re-initials", worker=WORKER),
    Spec("flashgeotext", 0.25, "flashgeotext"),
    Spec("flashgeotext-no-cities", 0.5, "flashgeotext"),
    Spec("wc", worker=WORKER),
)
ALONE = "one process"
DASK = {"Dask, one process": 1, "Dask, two processes": 2}


class Cost(NamedTuple):
    """What a command cost, its processes together: seconds, and of the largest its peak in MB."""

    cpu: float
    wall: float
    peak: float


def main() -> None:
    """Measure, print, and write the table."""
    options = _options()
    sys.stdout.reconfigure(line_buffering=True)
    texts, source = _texts(options.corpus)
    print(f"{machine()}; Python {platform.python_version()}")
    print(f"The texts: {source}")
    if options.speed:
        speed(texts, options)
    if options.table:
        table = growth(texts, source, options)
        print(f"\n{table.drop(columns=['text', 'machine']).to_string(index=False)}")
        tables.write(table, "scaling", ROOT / "tables")
        print(f"\nWritten to tables/scaling.csv. In README.md:\n{scaling.summary(table)}")


def speed(texts: list[str], options: argparse.Namespace) -> None:
    """Print how fast each contestant is, and how the archive's path compares."""
    size = options.megabytes * MILLION
    sample = list(archives.repeated(texts, size))
    with Field(*CONTESTANTS) as field:
        loaded = field.each(
            lambda each: each.ask("load", texts=sample, size=round(size * each.share))
        )
        figures: dict[Contestant, list[float]] = {contestant: [] for contestant in loaded}
        for _ in _rounds("Speed", options.rounds):
            for contestant, answer in field.each(lambda each: each.ask("time")).items():
                figures[contestant].append(loaded[contestant]["megabytes"] / answer["seconds"])
        print(f"\nSpeed on {options.megabytes:g} MB, one core, medians of {options.rounds} rounds")
        print(
            f"{'MB per CPU second':<28}{'median':>8}{'least':>8}{'most':>8}  the archive's path is"
        )
        medians = {each: statistics.median(figures[each]) for each in field.contestants}
        ours = next(median for each, median in medians.items() if each.name == "archive")
        for each, median in medians.items():
            spread = f"{median:>8.1f}{min(figures[each]):>8.1f}{max(figures[each]):>8.1f}"
            print(f"{each.label:<28}{spread}  {ours / median:.3g} times as fast")


def growth(texts: list[str], source: str, options: argparse.Namespace):
    """The table `scaling`."""
    smallest = options.smallest
    ways = [(ALONE, None, smallest * times) for times in (1, 10, 100)]
    ways += [(way, workers, smallest * 10) for way, workers in DASK.items()]
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        at = {0: Path(folder, "one")}
        written = {0: archives.write(["Mali."], at[0])}
        for size in sorted({size for *_, size in ways}):
            _progress(f"Writing {size:g} MB of text")
            at[size] = Path(folder, f"{size:g}")
            repeated = archives.repeated(texts, round(size * MILLION))
            written[size] = archives.write(repeated, at[size])
        out = Path(folder, "out")
        starts, costs = ({way: [] for way in ways} for _ in range(2))
        mentions, sizes, loads = {}, {}, {way: [] for way in ways}
        for _ in _rounds("Scaling", options.growth_rounds):
            for way in ways:
                _, workers, size = way
                loads[way].append(os.getloadavg()[0])
                starts[way].append(run(at[0], out, workers))
                costs[way].append(run(at[size], out, workers))
                mentions[way], sizes[way] = _made(out)
    rows = []
    for way in ways:
        name, _, size = way
        parts, articles, characters = written[size]
        start, cost = _median(starts[way]), _median(costs[way])
        row = (name, parts, articles, characters / MILLION, mentions[way])
        row += (start.cpu, start.wall, cost.cpu, cost.wall, cost.peak, sizes[way] / MILLION)
        row += (options.growth_rounds, statistics.median(loads[way]))
        row = [round(value, 2) if isinstance(value, float) else value for value in row]
        rows.append((*row, source, machine()))
    return tables.frame("scaling", rows)


def run(source: Path, out: Path, workers: int | None) -> Cost:
    """Run the command over an archive, into an empty folder."""
    shutil.rmtree(out, ignore_errors=True)
    command = [sys.executable, "-m", "dateline", "archive", str(source), str(out)]
    if workers:
        command += ["--scheduler", "processes", "--workers", str(workers)]
    log = os.open(os.devnull, os.O_WRONLY)
    began = time.perf_counter()
    process = os.posix_spawn(
        sys.executable,
        command,
        os.environ | ONE_CORE,
        file_actions=[(os.POSIX_SPAWN_DUP2, log, where) for where in (1, 2)],
    )
    os.close(log)
    _, status, used = os.wait4(process, 0)
    wall = time.perf_counter() - began
    if status:
        raise SystemExit(f"scaling: {' '.join(command)} failed: run it to see why")
    # Of the largest process; the system counts in kilobytes, but for macOS.
    peak = used.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    return Cost(used.ru_utime + used.ru_stime, wall, peak)


def machine() -> str:
    """The processor, cores and memory of this machine."""
    name = platform.processor() or platform.machine()
    described = Path("/proc/cpuinfo")
    if described.is_file():
        lines = described.read_text(encoding="utf-8").splitlines()
        name = next(
            (line.split(": ", 1)[1] for line in lines if line.startswith("model name")), name
        )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores of {name}, {memory:.0f} GB of memory, {platform.system()}"


def _made(out: Path) -> tuple[int, int]:
    """How many mentions a run wrote, and how many bytes."""
    import pyarrow.parquet as pq

    mentions = sum(pq.read_metadata(path).num_rows for path in out.glob("mentions/*.parquet"))
    return mentions, sum(path.stat().st_size for path in out.rglob("*") if path.is_file())


def _median(costs: list[Cost]) -> Cost:
    return Cost(*(statistics.median(each) for each in zip(*costs, strict=True)))


def _texts(corpus: list[Path]) -> tuple[list[str], str]:
    """The texts to measure with, and what they are."""
    if corpus:
        texts = [text for path in corpus for text in gold.read_corpus(path).texts["text"]]
        names = ", ".join(path.stem for path in corpus)
        return texts, f"{len(texts)} articles ({names}), over and over"
    sentences = [
        text
        for path in bench.sentence_files(blind=False)
        for text in gold.read_challenge(path).series
    ]
    seeds = [path.read_text(encoding="utf-8") for path in sorted(ROOT.glob("seeds/*.txt"))]
    texts = [*seeds, *joined(sentences, bench.ARTICLE)]
    return texts, "the seed and the invented sentences of tests/gold, over and over"


def _rounds(what: str, number: int) -> Iterator[int]:
    for round_ in range(1, number + 1):
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
        help=f"corpora in JSON Lines to take the text from, separated by '{os.pathsep}'",
    )
    parser.add_argument("--no-speed", dest="speed", action="store_false", help="only the table")
    parser.add_argument("--no-table", dest="table", action="store_false", help="only the speed")
    parser.add_argument("--rounds", type=int, default=7, help="how often speed is timed (7)")
    parser.add_argument("--megabytes", type=float, default=40, help="how much text for that (40)")
    parser.add_argument("--growth-rounds", type=int, default=3, help="how often a size runs (3)")
    parser.add_argument("--smallest", type=float, default=20, help="MB of the smallest size (20)")
    parser.add_argument("--folder", type=Path, help="where 5 GB have room for a while")
    return parser.parse_args()


if __name__ == "__main__":
    try:
        main()
    except (gold.GoldError, LeftOutError) as problem:
        sys.exit(f"scaling: {problem}")
