"""What README says is so."""

import re

import nbformat
import pytest
from conftest import ROOT

import dateline
from dateline import countries, scaling, workbook

README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = [ROOT / "README.md", ROOT / "lib/dateline/data/SOURCES.md", ROOT / "tables/README.md"]


def test_the_findings_are_those_of_the_tables(root):
    section = README.split("## Findings\n")[1].split("\n## ")[0]
    listed = [line.removeprefix("- ") for line in section.splitlines() if line.startswith("- ")]
    assert listed == workbook.findings(workbook.project(root))


def test_how_fast_an_archive_is_read_is_as_measured(root):
    section = README.split("## From a folder to an archive\n")[1].split("\n## ")[0]
    said = scaling.summary(scaling.read(root / "tables"))
    assert said in " ".join(section.split())


@pytest.mark.parametrize("target", sorted(set(re.findall(r"(?:\]\(|src=\")([^)#\"]+)", README))))
def test_a_link_leads_to_a_file(root, target):
    assert "://" not in target
    assert (root / target).exists()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_path_in_backticks_is_there(root, document):
    text = document.read_text(encoding="utf-8")
    paths = set(re.findall(r"`((?:[\w.-]+/)+[\w.-]*)`", text)) - {"_build/html/"}
    missing = [
        path
        for path in paths
        if not any((base / path).exists() for base in (root, document.parent))
    ]
    assert [path for path in missing if not path.startswith("world/")] == []


def test_the_table_of_notebooks_is_complete_and_asks_their_questions(root):
    rows = re.findall(r"^\| \[([\w-]+)\]\(notebooks/\1\.ipynb\) \| (.+?) \|", README, re.MULTILINE)
    notebooks = sorted((root / "notebooks").glob("*.ipynb"))
    titles = [
        nbformat.read(path, as_version=4).cells[0].source.splitlines()[0].removeprefix("# ")
        for path in notebooks
    ]
    assert rows == [(path.stem, title) for path, title in zip(notebooks, titles, strict=True)]


def test_the_version_is_that_of_the_package():
    assert f"*Dateline*, version {dateline.__version__}," in README


def test_the_commands_are_targets_of_make(root):
    targets = set(re.findall(r"^([a-z]+):", (root / "Makefile").read_text(), re.MULTILINE))
    commands = set(re.findall(r"(?:^|`)make ([a-z]+)", README, re.MULTILINE))
    assert {"test", "lab", "help"} <= commands <= targets


def test_the_example_in_python_works():
    code = re.search(r"```python\n(.+?)```", README, re.DOTALL)[1]
    found = eval(code.splitlines()[-1], {"find_mentions": countries.find_mentions})
    assert found["iso3"].tolist() == ["MLI", "NER"]
