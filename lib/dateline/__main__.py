"""The command: `python -m dateline`, which `make` calls."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from dateline import tables, workbook


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
        read = len(tables.read("articles", here.tables))
    except (workbook.WorkbookError, OSError, ValueError) as error:
        print(f"dateline: {error}", file=sys.stderr)
        return 1
    if not read:
        print(
            "dateline: no article was read; tables/rejected.csv says why for each file that is in "
            f"{here.articles}",
            file=sys.stderr,
        )
        return 2
    print(f"Made {len(written)} pages. Open {written[-1]}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
