"""The workbook runs on anyone's folder, and says clearly when it cannot."""

import io
import os
import re
import subprocess
import sys
import time
from xml.etree import ElementTree

import nbformat
import pytest

from dateline import __main__ as program
from dateline import running, tables, workbook

# A reader makes the one; the others are about the project alone.
NOT_OF_A_FOLDER = ("judged", "counts", "scaling")


# What shares a run is run by one process, which makes it once.
share_a_run = pytest.mark.xdist_group("two articles")


def run(*arguments, **options):
    command = [sys.executable, "-m", "dateline", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, **options)


@pytest.fixture(scope="module")
def two_articles(tmp_path_factory):
    """A run on two short invented articles, in a folder with a space in its name."""
    folder = tmp_path_factory.mktemp("own articles")
    (folder / "in").mkdir()
    (folder / "in/one.txt").write_text(
        "Peru and Chile signed a pact. Peruvian <b>unions</b> object."
    )
    (folder / "in/two.txt").write_text("Chile's talks with Fiji go on.\n")
    (folder / "in/three.pdf").write_bytes(b"%PDF-1.7")
    result = run("--articles", folder / "in", "--out", folder / "out", cwd=folder)
    return folder / "out", result


@share_a_run
def test_a_run_on_another_folder_writes_everything_there(two_articles):
    out, result = two_articles
    assert result.returncode == 0, result.stderr
    assert {path.name for path in (out / "tables").iterdir()} == {
        *(f"{name}.csv" for name in tables.schema() if name not in NOT_OF_A_FOLDER),
        "README.md",
    }
    assert (out / "figures/03-country-map.png").is_file()
    assert {path.name for path in (out / "html").glob("*.html")} == {
        "index.html",
        "01-ingest.html",
        "02-entities.html",
        "03-map.html",
        "04-story.html",
        "05-accuracy.html",
    }


@share_a_run
def test_its_tables_are_those_of_its_articles(two_articles):
    out, _ = two_articles
    counts = tables.read("countries", out / "tables").set_index("iso3")
    assert counts["n_name"].to_dict() == {"CHL": 2, "FJI": 1, "PER": 1}
    assert counts.loc["CHL", "articles"] == 2
    assert counts.loc["PER", "n_adjective"] == 1
    assert tables.read("rejected", out / "tables")["file"].tolist() == ["three.pdf"]


@share_a_run
def test_every_row_points_at_its_characters(two_articles):
    out, _ = two_articles
    texts = tables.read("articles", out / "tables").set_index("article_id")["text"]
    rows = tables.read("mentions", out / "tables")
    assert len(rows) == 5
    assert [texts[row.article_id][row.start : row.end] for row in rows.itertuples()] == rows[
        "text"
    ].tolist()


@share_a_run
def test_progress_is_for_people_and_names_each_notebook(two_articles):
    _, result = two_articles
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert [line.split()[1] for line in lines[:5]] == [
        *("01-ingest", "02-entities", "03-map", "04-story", "05-accuracy")
    ]
    assert lines[0].startswith("[1/5] ")
    assert re.match(r"Made 6 pages, \d+ tables and \d figures?\. Open .+index\.html$", lines[-1])


def test_on_a_terminal_progress_goes_on_within_a_notebook(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr(sys, "stderr", Terminal())
    book = nbformat.v4.new_notebook()
    book.cells = [nbformat.v4.new_markdown_cell("# Why?"), nbformat.v4.new_code_cell("1")]
    book.cells += [nbformat.v4.new_code_cell("2")]
    with running._Progress("[1/1] 01-ingest", book) as progress:
        progress.start(book.cells[2], 2)
        until = time.monotonic() + 30
        while "cell 2 of 2" not in sys.stderr.getvalue() and time.monotonic() < until:
            time.sleep(0.05)
    progress.end()
    assert "\r[1/1] 01-ingest cell 2 of 2, " in sys.stderr.getvalue()
    assert "\x1b[K[1/1] 01-ingest  2 cells" in sys.stderr.getvalue()


@share_a_run
def test_the_notebooks_made_there_find_their_folders_again(two_articles):
    out, _ = two_articles
    here = workbook.project(out / "notebooks")
    assert here.tables == (out / "tables").resolve()
    assert here.articles == (out.parent / "in").resolve()


@share_a_run
def test_a_second_run_gives_the_same_bytes(two_articles):
    out, _ = two_articles
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    result = run("--articles", out.parent / "in", "--out", out)
    assert result.returncode == 0, result.stderr
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before


def test_the_seed_is_the_project_inside_the_checkout(root):
    here = workbook.project(root / "notebooks")
    assert (here.articles, here.tables) == (root / "seeds", root / "tables")
    read = tables.read("articles", here.tables)
    assert here.source(read) == "seeds/000_eb97c21b335f9545.txt"
    assert here.source(read.iloc[:0]) == "seeds/, no article"


def test_outside_a_workbook_there_is_no_project(tmp_path):
    with pytest.raises(workbook.WorkbookError, match="no workbook here"):
        workbook.project(tmp_path)


@pytest.mark.parametrize(
    ("articles", "out", "complaint"),
    [
        ("missing", "out", "is not a folder: name the folder that holds your articles"),
        ("in", "in/out", "lie in each other"),
        ("in", ".", "lie in each other"),
        ("in", "in", "lie in each other"),
        ("in", "other", "holds other things"),
        ("in", "other/mine.txt", "is a file: name a folder"),
    ],
)
def test_folders_that_cannot_be_used_are_refused(tmp_path, articles, out, complaint):
    (tmp_path / "in").mkdir()
    (tmp_path / "other").mkdir()
    (tmp_path / "other/mine.txt").write_text("mine")
    with pytest.raises(workbook.WorkbookError, match=complaint):
        workbook.create(tmp_path / articles, tmp_path / out)
    assert [path.name for path in (tmp_path / "other").iterdir()] == ["mine.txt"]
    assert not list((tmp_path / "in").iterdir())


def test_the_command_says_what_is_wrong_in_one_line(tmp_path):
    result = run("--articles", tmp_path / "none", "--out", tmp_path / "out")
    assert result.returncode == 1
    assert result.stderr.startswith("dateline: ")
    assert result.stderr.count("\n") == 1


def test_articles_without_out_is_a_usage_error(tmp_path):
    result = run("--articles", tmp_path)
    assert result.returncode == 2
    assert "--articles and --out go together" in result.stderr


@share_a_run
def test_pages_alone_are_made_of_results_that_are_there(two_articles):
    out, _ = two_articles
    before = (out / "html/index.html").read_bytes()
    (out / "html/index.html").unlink()
    result = run("pages", "--out", out)
    assert result.returncode == 0, result.stderr
    assert (out / "html/index.html").read_bytes() == before
    assert b"from in/, two articles." in before
    assert "holds no results of a run" in run("pages", "--out", out.parent / "in").stderr
    assert run("pages", "--articles", out.parent / "in", "--out", out).returncode == 2


def test_a_folder_with_nothing_to_read_ends_with_a_line_and_pages_that_say_so(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in/scan.pdf").write_bytes(b"%PDF-1.7")
    result = run("--articles", tmp_path / "in", "--out", tmp_path / "out")
    assert result.returncode == 2
    assert "Not read:\n  'scan.pdf': a damaged PDF" in result.stderr
    last = result.stderr.splitlines()[-1]
    assert last.startswith("1 file, 0 articles, 1 rejected (why: ")
    assert last.endswith(
        "/in: put files there that are read: .txt, .md, .html, .mhtml, .pdf, .docx, .jsonl, .csv "
        "and .parquet, also as .gz, .zst or .zip"
    )
    front = (tmp_path / "out/html/index.html").read_text(encoding="utf-8")
    assert "No article read; one file rejected." in front
    assert "No country is named." in front


def test_an_empty_folder_is_told_before_anything_is_run_or_written(tmp_path):
    (tmp_path / "in/deeper").mkdir(parents=True)
    (tmp_path / "in/dateline.toml").write_text('title = "Nothing yet"')
    result = run("--articles", tmp_path / "in", "--out", tmp_path / "out")
    assert result.returncode == 2
    (line,) = result.stderr.splitlines()
    assert line.startswith("0 files, 0 articles, 0 rejected; nothing to read in ")
    assert "/in: put files there that are read: .txt, .md," in line
    assert not (tmp_path / "out").exists()


def test_an_empty_folder_leaves_the_results_of_another_run_as_they_are(tmp_path, capsys):
    (tmp_path / "in").mkdir()
    workbook.create(tmp_path / "in", tmp_path / "out")
    before = {path: path.read_bytes() for path in (tmp_path / "out").rglob("*")}
    arguments = ["--articles", str(tmp_path / "in"), "--out", str(tmp_path / "out")]
    assert program.main(arguments) == 2
    assert "nothing to read" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in (tmp_path / "out").rglob("*")} == before


def test_awkward_names_and_a_kernel_of_the_users_own_do_no_harm(tmp_path):
    folder = tmp_path / "a b'c"
    folder.mkdir()
    (folder / "文章 <b>\x01.txt").write_text("Peru and Réunion.")
    spec = tmp_path / "jupyter/kernels/python3/kernel.json"
    spec.parent.mkdir(parents=True)
    spec.write_text('{"argv": ["false"], "display_name": "mine", "language": "python"}')
    result = run(
        *("--articles", folder, "--out", tmp_path / "out d"),
        env=os.environ | {"JUPYTER_PATH": str(tmp_path / "jupyter")},
    )
    assert result.returncode == 0, result.stderr
    book = (tmp_path / "out d/notebooks/03-map.ipynb").read_text(encoding="utf-8")
    assert "stderr" not in book
    ElementTree.parse(tmp_path / "out d/figures/03-country-map.svg")
    alt = (tmp_path / "out d/figures/03-country-map.txt").read_text(encoding="utf-8")
    assert "Not on this map, for want of a boundary: Réunion (1 mention)." in alt


def test_a_failing_cell_is_named_with_its_traceback(tmp_path):
    book = nbformat.v4.new_notebook()
    book.cells = [nbformat.v4.new_markdown_cell("# Why?"), nbformat.v4.new_code_cell("1 / 0")]
    sources = tmp_path / "sources"
    sources.mkdir()
    nbformat.write(book, sources / "01-ingest.ipynb")
    folders = {
        name: tmp_path / name
        for name in ("gold", "articles", "tables", "figures", "notebooks", "html")
    }
    with pytest.raises(
        workbook.WorkbookError, match=r"01-ingest, cell 2:\n(.|\n)*ZeroDivisionError"
    ):
        running.run(workbook.Project(sources=sources, **folders))
    assert not list((tmp_path / "notebooks").iterdir())


def test_a_notebook_run_before_the_one_it_needs_says_which(tmp_path, root):
    (tmp_path / "in").mkdir()
    (tmp_path / "in/one.txt").write_text("Peru.")
    here = workbook.create(tmp_path / "in", tmp_path / "out")
    only_third = tmp_path / "sources"
    only_third.mkdir()
    (only_third / "03-map.ipynb").write_bytes((root / "notebooks/03-map.ipynb").read_bytes())
    with pytest.raises(workbook.WorkbookError, match="run 01-ingest first"):
        running.run(workbook.Project(**(vars(here) | {"sources": only_third})))


def test_importing_the_package_loads_nothing_heavy():
    check = (
        "import sys, pkgutil, importlib, dateline\n"
        "rooms = {m.name for m in pkgutil.iter_modules(dateline.__path__)} - {'__main__'}\n"
        "for room in rooms: importlib.import_module('dateline.' + room)\n"
        "heavy = 'pandas matplotlib geopandas shapely pandera nbconvert nbformat'\n"
        "print(len(rooms), sorted(set(heavy.split()) & set(sys.modules)))"
    )
    result = subprocess.run(
        [sys.executable, "-c", check], capture_output=True, text=True, check=True
    )
    count, loaded = result.stdout.split(maxsplit=1)
    assert int(count) > 10
    assert loaded == "[]\n"
