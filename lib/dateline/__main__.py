"""The command: `python -m dateline`, which `make` calls."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from dateline import workbook


def main(arguments: list[str] | None = None) -> int:
    """Run the workbook and build its pages; the exit status is 1 where that failed."""
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
    parser.add_argument("--out", metavar="FOLDER", help="where to write; needed with --articles")
    options = parser.parse_args(arguments)
    if bool(options.articles) != bool(options.out):
        parser.error("--articles and --out go together: your folder, and a new one for the results")
    try:
        if options.articles:
            here = workbook.create(options.articles, options.out)
        else:
            here = workbook.project(Path(__file__).parent)
        if options.command == "run":
            workbook.run(here)
        written = workbook.render(here)
    except (workbook.WorkbookError, OSError, ValueError) as error:
        print(f"dateline: {error}", file=sys.stderr)
        return 1
    print(f"Made {len(written)} pages. Open {written[-1]}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
