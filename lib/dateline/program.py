"""The command `python -m dateline`: it runs the notebooks and builds their pages."""

from __future__ import annotations

import argparse
import contextlib
import sys
from pathlib import Path

from dateline import articles, intake, running, settings, tables, unpacking, wording, workbook

_REJECTED_SHOWN = 10
_ABOUT = """\
Run the notebooks in order on a folder of articles, then build the pages.

Read are plain text and Markdown, saved web pages, PDF with a text layer, Word (.docx), JSON Lines,
CSV and Parquet of many articles, and .gz, .zst and .zip of these, in sub-folders too. Nothing is
fetched, and your folder is only read. What could not be read, and why, is in
OUT/tables/rejected.csv.
"""
_MORE = """\
Beside your articles there may be

  SOURCES.csv      file, and any of title, publisher, url, date: wins over what a file says
  corrections.csv  article_id, start, end, iso3 (or none), kind: applied to the mentions last
  dateline.toml    settings; each can be given as --set KEY=VALUE as well, which wins

settings:
{settings}

examples:
  python -m dateline                                      the article that comes with it
  python -m dateline --articles mine --out results        your own
  python -m dateline --articles mine --out results --set named=name,adjective
  python -m dateline pages --out results                  its pages again
  python -m dateline archive IN OUT                       the countries in millions of articles
"""


def command(arguments: list[str]) -> int:
    """Run the workbook and build its pages.

    The exit status is 0; 1 where that failed; 2 where no article could be read.
    """
    # The library that checks notebooks imports this one where it is installed, for addresses, which
    # no notebook has in the fields that are checked; the import compiles forty grammars, which
    # takes every run two seconds. None keeps it out.
    sys.modules.setdefault("rfc3987_syntax", None)
    options = _options(arguments)
    is_run = options.command == "run"
    try:
        with contextlib.ExitStack() as stack:
            if options.articles:
                folder, out = workbook.check(options.articles, options.out)
                # Before anything is written: what an earlier run made stays as it is.
                if articles.holds_nothing(folder):
                    return _nothing_read("0 files, 0 articles, 0 rejected", folder)
                held = stack.enter_context(running.lock(out))
                here = workbook.create(options.articles, out, tuple(options.set))
            else:
                here = (
                    workbook.results(options.out)
                    if options.out
                    else workbook.project(Path(__file__).parent)
                )
                held = stack.enter_context(running.lock(here.html.parent))
            if is_run:
                running.run(here, held)
            made = workbook.render(here)
            read, rejected = (tables.read(name, here.tables) for name in ("articles", "rejected"))
    except (workbook.WorkbookError, OSError, ValueError) as error:
        known = running.remedy(error) if isinstance(error, OSError) else ""
        print(f"dateline: {error}{known and f': {known}'}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("dateline: stopped; what is made is kept, run again for the rest", file=sys.stderr)
        return 130
    if is_run and len(rejected):
        print("Not read:", file=sys.stderr)
        for row in rejected.head(_REJECTED_SHOWN).itertuples():
            item = f" {row.item}" if row.item else ""
            print(f"  {row.file!r}{item}: {row.reason}", file=sys.stderr)
        if len(rejected) > _REJECTED_SHOWN:
            print(f"  and {len(rejected) - _REJECTED_SHOWN:,} more", file=sys.stderr)
    files = len({*read["file"], *rejected["file"]})
    told = f"{_number(files, 'file')}, {_number(len(read), 'article')}, {len(rejected):,} rejected"
    if len(rejected):
        told += f" (why: {here.tables / 'rejected.csv'})"
    if not len(read):
        return _nothing_read(told, here.articles)
    print(f"{told}.", file=sys.stderr)
    counts = [_number(len(made), "page")]
    if is_run:
        for noun, folder, kind in (("table", here.tables, "csv"), ("figure", here.figures, "png")):
            counts.append(_number(len(list(folder.glob(f"*.{kind}"))), noun))
    print(f"Made {wording.listed(counts)}. Open {here.html / 'index.html'}", file=sys.stderr)
    return 0


def _nothing_read(told: str, folder: Path) -> int:
    """Say that there was nothing to read; gives the exit status."""
    what = f"nothing to read in {folder}: put files there that are read"
    print(f"{told}; {what}: {unpacking.kinds_read()}", file=sys.stderr)
    return 2


def _number(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _settings() -> str:
    """Each setting with what it does, in lines."""
    told = dict(settings.KEYS)
    for name, default in intake.Options().limits().items():
        told[f"limits.{name}"] = f"{intake.LIMITS[name]} ({default:,})"
    return "\n".join(f"  {key:<20} {what}" for key, what in told.items())


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m dateline",
        description=_ABOUT,
        epilog=_MORE.format(settings=_settings()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "command",
        nargs="?",
        choices=["run", "pages"],
        default="run",
        help="run: notebooks and pages (the default); pages: only the pages",
    )
    parser.add_argument("--articles", metavar="FOLDER", help="your articles")
    parser.add_argument(
        "--out", metavar="FOLDER", help="where to write, or what `pages` is to be made from"
    )
    parser.add_argument(
        "--set",
        metavar="KEY=VALUE",
        action="append",
        default=[],
        help="a setting that wins over dateline.toml; can be given again",
    )
    options = parser.parse_args(arguments)
    is_run = options.command == "run"
    if is_run and bool(options.articles) != bool(options.out):
        parser.error("--articles and --out go together: your folder, and a new one for the results")
    if not is_run and options.articles:
        parser.error("pages are made from results: give --out alone, the folder that holds them")
    if options.set and not options.articles:
        parser.error("--set goes with --articles: settings are for a run on a folder of yours")
    return options
