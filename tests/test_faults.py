"""Killed runs, full disks, closed folders, two runs at once: one line each, and no half file."""

import ctypes
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import pytest

from dateline import running, settings, tables, workbook

pytestmark = pytest.mark.skipif(os.name != "posix", reason="these faults are made the POSIX way")


def command(folder, *more):
    folders = ("--articles", folder / "in", "--out", folder / "out")
    return [sys.executable, "-m", "dateline", *map(str, (*folders, *more))]


def run(folder, *more, **options):
    return subprocess.run(command(folder, *more), capture_output=True, text=True, **options)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in/one.txt").write_text("Peru and Chile signed a pact. Peruvian unions object.")
    return tmp_path


def halves(out):
    """Files that a run wrote aside and did not rename."""
    return [path for path in out.rglob(".*") if path.name != ".lock"]


def obey_permissions():
    """In a process that is about to start: root gives up its right to write everywhere."""
    if os.geteuid() == 0:
        for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
            ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP


def small_files_only():
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))


def test_a_full_disk_is_one_line_and_what_was_there_stays(folder):
    (folder / "in/long.txt").write_text("Peru and Chile signed a pact. " * 3_000)
    workbook.create(folder / "in", folder / "out")
    (folder / "out/tables").mkdir()
    (folder / "out/tables/articles.csv").write_text("old")
    result = run(folder, preexec_fn=small_files_only)
    assert result.returncode == 1
    (line,) = result.stderr.splitlines()
    assert line.startswith("dateline: 01-ingest, cell 11: [Errno 27] File too large")
    assert line.endswith("a file may not grow that large here: raise that limit, then run again")
    assert (folder / "out/tables/articles.csv").read_text() == "old"
    assert not halves(folder / "out")


def test_a_folder_that_may_not_be_written_is_one_line(folder):
    (folder / "out").mkdir(mode=0o500)
    result = run(folder, preexec_fn=obey_permissions)
    assert result.returncode == 1
    (line,) = result.stderr.splitlines()
    assert "Permission denied" in line
    assert line.endswith("that may not be written: change its permissions, or name another OUT")


def test_a_wrong_setting_stops_a_run_before_it_begins(folder):
    (folder / "in/dateline.toml").write_text("date = 'x'")
    result = run(folder)
    assert result.returncode == 1
    assert result.stderr.startswith("dateline: no setting is called date: there are title,")
    assert not (folder / "out/tables").exists()


def test_settings_reach_the_notebooks_by_the_folder_of_results(folder):
    here = workbook.create(folder / "in", folder / "out", ("limits.file_mb=7",))
    assert here.settings().reading.file_mb == 7
    again = workbook.project(folder / "out")
    assert again.settings().reading.file_mb == 7
    assert workbook.create(folder / "in", folder / "out").settings().reading.file_mb == 100


def test_two_runs_do_not_write_into_one_folder(folder, monkeypatch):
    out = folder / "out"
    monkeypatch.setattr(running, "_PATIENCE", 0.3)
    busy = pytest.raises(workbook.WorkbookError, match="another run writes into")
    with running.lock(out), busy, running.lock(out):
        pass
    with running.lock(out):
        pass


def test_a_killed_run_leaves_no_lock_and_its_half_files_go(folder):
    out = folder / "out"
    hold = "import sys, time; from pathlib import Path; from dateline import running\n"
    hold += "with running.lock(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    process = subprocess.Popen([sys.executable, "-c", hold, out], stdout=subprocess.PIPE)
    assert process.stdout.readline() == b"held\n"
    process.kill()
    process.wait()
    process.stdout.close()
    (out / ".dateline.json.0123abcd").write_text("half")
    workbook.create(folder / "in", out)
    (out / "tables").mkdir()
    (out / "tables/.articles.csv.0123abcd").write_text("half")
    (out / "tables/.mine").write_text("not a run's")
    with running.lock(out):
        pass
    assert [path.name for path in halves(out)] == [".mine"]


def test_a_failing_cell_ends_with_what_to_do(tmp_path):
    here = failing(tmp_path, "{}['x']")
    with pytest.raises(workbook.WorkbookError) as caught:
        running.run(here)
    assert "\x1b" not in str(caught.value)
    assert str(caught.value).splitlines()[-1] == (
        "01-ingest, cell 1 failed (KeyError). What was made before it is kept; mend what it "
        "says, then run again"
    )


@pytest.mark.parametrize(
    "error",
    [settings.SettingsError, tables.TableError, tables.MissingTableError, workbook.WorkbookError],
)
def test_what_says_itself_what_to_do_is_one_line(tmp_path, error):
    room = error.__module__
    here = failing(tmp_path, f"import {room}\nraise {room}.{error.__name__}('row 2: mend it')")
    with pytest.raises(workbook.WorkbookError) as caught:
        running.run(here)
    assert str(caught.value) == "01-ingest, cell 1: row 2: mend it"


def test_a_wrong_table_that_a_notebook_makes_keeps_its_traceback(tmp_path):
    # What is wrong is in the notebook; of a file that was read it would be in the file.
    code = "from dateline import tables\n"
    code += "rows = tables.frame('pairs', [('MLI', 'Niger', 1)])\n"
    code += f"tables.write(rows, 'pairs', {str(tmp_path)!r})"
    with pytest.raises(workbook.WorkbookError) as caught:
        running.run(failing(tmp_path, code))
    told = str(caught.value)
    assert "Traceback (most recent call last)" in told
    assert "tables.write(rows, 'pairs'" in told
    assert "table pairs: column iso3_b: 'Niger' does not follow" in told
    assert "01-ingest, cell 1 failed (UnfitError)." in told


def test_a_kernel_that_dies_is_one_line(tmp_path):
    with pytest.raises(workbook.WorkbookError, match=r"^01-ingest: its kernel died, for want of"):
        running.run(failing(tmp_path, "import os; os._exit(1)"))


def test_the_lock_is_held_until_the_kernel_of_a_killed_run_is_gone(tmp_path):
    out = tmp_path / "out"
    with running.lock(out) as held:
        here = failing(tmp_path, f"import os; os.fstat({held}).st_ino; print('held')")
        running.run(here, held)


@pytest.mark.parametrize(("name", "transport"), [("short", "ipc"), ("long" * 30, "tcp")])
def test_a_kernel_takes_no_port_that_others_could_take_first(tmp_path, name, transport):
    # The name of a socket's file has some hundred characters at most.
    with tempfile.TemporaryDirectory(prefix=name, dir="/tmp") as folder:
        code = "import json, ipykernel\n"
        code += f"assert json.loads(ipykernel.get_connection_info())['transport'] == {transport!r}"
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(tempfile, "tempdir", folder)
            running.run(failing(tmp_path, code))
        assert not list(Path(folder).iterdir())


def failing(folder, code):
    """A workbook of one notebook with one cell."""
    book = nbformat.v4.new_notebook()
    book.cells = [nbformat.v4.new_code_cell(code)]
    (folder / "sources").mkdir()
    nbformat.write(book, folder / "sources/01-ingest.ipynb")
    places = {name: folder / name for name in ("gold", "articles", "figures", "notebooks", "html")}
    return workbook.Project(sources=folder / "sources", tables=folder / "tables", **places)


@pytest.mark.skipif(os.environ.get("LONG") != "1", reason="25 runs that are killed: LONG=1")
def test_a_run_killed_at_any_moment_leaves_whole_files_and_can_be_run_again(folder):
    def state():
        return {
            path.relative_to(folder / "out"): path.read_bytes()
            for path in (folder / "out").rglob("*")
            if path.is_file()
        }

    began = time.monotonic()
    assert run(folder).returncode == 0
    duration = time.monotonic() - began
    undisturbed = state()
    seconds = random.Random(0)
    for _ in range(25):
        process = subprocess.Popen(
            command(folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(seconds.uniform(0.1, duration))
        process.send_signal(signal.SIGKILL)
        process.wait()
        for path, content in state().items():
            if not tables.ASIDE.fullmatch(path.name):
                assert content == undisturbed[path], path
        for name in ("articles", "sentences", "mentions"):
            tables.read(name, folder / "out/tables")
    assert run(folder).returncode == 0
    assert state() == undisturbed
