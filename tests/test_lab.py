"""The notebooks run in JupyterLab, driven through its real interface."""

import os
import shutil
from urllib.parse import urlsplit

import nbformat
import pytest
from browser import chromium
from conftest import ROOT
from lab import FAILED, jupyterlab, opened, results, run_all, without_outputs

from dateline import workbook

pytestmark = pytest.mark.xdist_group("lab")
NOTEBOOKS = sorted(path.stem for path in (ROOT / "notebooks").glob("[0-9][0-9]-*.ipynb"))


@pytest.fixture(scope="module")
def served(tmp_path_factory, root):
    """Two folders of output: one with the seed's tables, one without any; notebooks not yet run."""
    served = tmp_path_factory.mktemp("lab")
    for name in ("filled", "bare"):
        here = workbook.create(root / "seeds", served / name)
        here.notebooks.mkdir()
        for stem in NOTEBOOKS:
            notebook = nbformat.read(root / f"notebooks/{stem}.ipynb", as_version=4)
            nbformat.write(without_outputs(notebook), here.notebooks / f"{stem}.ipynb")
    shutil.copytree(root / "tables", served / "filled/tables")
    return served


@pytest.fixture(scope="module")
def lab(served, tmp_path_factory):
    home = tmp_path_factory.mktemp("lab-home")
    with chromium() as browser, jupyterlab(served, home) as address:
        yield browser, address


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_run_all_gives_the_committed_outputs(lab, served, root, name):
    place = f"filled/notebooks/{name}.ipynb"
    committed = results(nbformat.read(root / f"notebooks/{name}.ipynb", as_version=4))
    with opened(*lab, place) as page:
        run_all(page, served / place, lambda saved: results(saved) == committed)
        assert results(nbformat.read(served / place, as_version=4)) == committed
        page.locator(".jp-OutputArea-output").first.wait_for()
        assert page.locator(FAILED).count() == 0
        # Every picture has its words with it.
        pictures = page.locator(".jp-OutputArea-output img")
        words = page.locator("details.in-words p").all_text_contents()
        assert len(words) == pictures.count()
        assert all(len(text) > 80 for text in words)
        # No widget and no formula of the lab's making asks for anything elsewhere.
        asked = {urlsplit(url).hostname for url in page.requests if url.startswith("http")}
        assert asked == {"127.0.0.1"}
        assert page.dialogs == []
        shot = os.environ.get("SCREENSHOTS")
        if shot:
            page.screenshot(path=f"{shot}/lab-{name}.png")


@pytest.mark.parametrize("name", NOTEBOOKS[1:3])
def test_a_notebook_that_comes_too_early_names_the_one_to_run(lab, served, name):
    place = f"bare/notebooks/{name}.ipynb"

    def failed(saved):
        return any(
            output.output_type == "error"
            for cell in saved.cells
            for output in cell.get("outputs", ())
        )

    with opened(*lab, place) as page:
        assert run_all(page, served / place, failed)
        said = page.locator(FAILED).first.inner_text().splitlines()[-1]
    assert said.startswith("MissingTableError: tables/")
    assert said.endswith(" is not there: run 01-ingest first")
