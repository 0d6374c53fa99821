"""Without the statistical model a run goes on, leaves out what needs it, and says so."""

import os
import subprocess
import sys

import nbformat
import pytest

from dateline import entities, tables

# One process makes the run that they share.
pytestmark = pytest.mark.xdist_group("without model")
MADE = ("mentions", "dates", "quantities", "quotations", "pairs")
LEFT_OUT = ("people", "organisations", "relations")


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    """A run's folder, made where another model stands in for the one that is wanted."""
    folder = tmp_path_factory.mktemp("without")
    other = folder / "packages" / "en_core_web_sm"
    (other / "en_core_web_sm-3.8.0").mkdir(parents=True)
    (other / "__init__.py").touch()
    articles = folder / "articles"
    articles.mkdir()
    (articles / "one.txt").write_text('"We have 20 days," Peru said on 3 May 2021.\n', "utf-8")
    made = folder / "out"
    command = [sys.executable, "-m", "dateline", "--articles", articles, "--out", made]
    environment = os.environ | {"PYTHONPATH": str(folder / "packages")}
    done = subprocess.run(
        list(map(str, command)), env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return made


def test_the_tables_that_need_no_model_are_there(out):
    found = {name: tables.read(name, out / "tables") for name in MADE}
    assert found["mentions"]["iso3"].tolist() == ["PER"]
    assert found["dates"]["value"].tolist() == ["P20D", "2021-05-03"]
    assert found["quantities"]["text"].tolist() == ["20"]
    assert found["quotations"][["text", "speaker"]].values.tolist() == [["We have 20 days,", ""]]


@pytest.mark.parametrize("stem", ["02-entities", "05-accuracy"])
def test_a_notebook_says_what_to_install(out, stem):
    notebook = nbformat.read(out / "notebooks" / f"{stem}.ipynb", as_version=4)
    shown = [
        output.get("data", {}).get("text/markdown", "")
        for cell in notebook.cells
        for output in cell.get("outputs", [])
    ]
    assert any('pip install -e ".[model]"' in text for text in shown)
    assert any("eft out" in text for text in shown)
    assert not any(
        output.output_type == "error"
        for cell in notebook.cells
        for output in cell.get("outputs", [])
    )


def test_the_other_tables_are_not_there(out):
    assert [name for name in LEFT_OUT if (out / "tables" / f"{name}.csv").exists()] == []


def test_tables_of_an_earlier_run_that_cannot_be_made_are_removed(tmp_path):
    (tmp_path / "people.csv").write_text("of an earlier run\n", "utf-8")
    entities.write({"pairs": tables.frame("pairs", [("FRA", "MLI", 2)])}, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["pairs.csv"]
    assert list(entities.read(tmp_path)) == ["pairs"]
