"""The command: `python -m dateline`, which `make` calls."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from dateline import tables, workbook

_REJECTED_SHOWN = 5


def main(arguments: list[str] | None = None) -> int:
    """Run the workbook and build its pages.

    The exit status is 0; 1 where that failed; 2 where no article could be read.
    """
    parser = argparse.ArgumentParser(
        prog="python -m dateline",
        description="Run the notebooks in order on a folder of articles, then build the pages.",
    )
    parser.add_argument(
        "command",
        nargs="?",
        choices=["run", "pages"],
        default="run",
        help="run: notebooks and pages (the default); pages: only the pages",
    )
    parser.add_argument("--articles", metavar="FOLDER", help="your articles (.txt files, UTF-8)")
    parser.add_argument(
        "--out", metavar="FOLDER", help="where to write, or what `pages` is to be made from"
    )
    options = parser.parse_args(arguments)
    running = options.command == "run"
    if running and bool(options.articles) != bool(options.out):
        parser.error("--articles and --out go together: your folder, and a new one for the results")
    if not running and options.articles:
        parser.error("pages are made from results: give --out alone, the folder that holds them")
    try:
        if options.articles:
            here = workbook.create(options.articles, options.out)
        elif options.out:
            here = workbook.results(options.out)
        else:
            here = workbook.project(Path(__file__).parent)
        if running:
            workbook.run(here)
        written = workbook.render(here)
        read, rejected = (tables.read(name, here.tables) for name in ("articles", "rejected"))
    except (workbook.WorkbookError, OSError, ValueError) as error:
        print(f"dateline: {error}", file=sys.stderr)
        return 1
    if running and len(rejected):
        print(f"Not read: {len(rejected)} of {len(rejected) + len(read)} files", file=sys.stderr)
        for row in rejected.head(_REJECTED_SHOWN).itertuples():
            print(f"  {row.file!r}: {row.reason}", file=sys.stderr)
        if len(rejected) > _REJECTED_SHOWN:
            print(f"  and others: see {here.tables / 'rejected.csv'}", file=sys.stderr)
    if not len(read):
        print(f"dateline: no article in {here.articles}: put .txt files there", file=sys.stderr)
        return 2
    print(f"Made {len(written)} pages. Open {written[-1]}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
