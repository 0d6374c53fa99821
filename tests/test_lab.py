"""The notebooks run in JupyterLab, driven through its real interface."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager

import nbformat
import pytest
from browser import chromium

from dateline import workbook

NOTEBOOKS = ("01-ingest", "02-entities", "03-map", "04-story", "05-accuracy")
TOKEN = "for-this-test-alone"


@pytest.fixture(scope="module")
def out(tmp_path_factory, root):
    """A folder of output with the seed's tables, and its notebooks without their outputs."""
    out = tmp_path_factory.mktemp("lab") / "out"
    here = workbook.create(root / "seeds", out)
    shutil.copytree(root / "tables", here.tables)
    here.notebooks.mkdir()
    for name in NOTEBOOKS:
        notebook = nbformat.read(root / f"notebooks/{name}.ipynb", as_version=4)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        nbformat.write(notebook, here.notebooks / f"{name}.ipynb")
    return out


@contextmanager
def jupyterlab(folder, home):
    """The address of a JupyterLab that serves a folder and knows nothing of the user's settings."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "jupyterlab", str(folder), "--no-browser", "--allow-root"]
    command += [f"--port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={TOKEN}"]
    command += ["--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    settings = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    environment = os.environ | {name: str(home / name) for name in settings}
    environment |= {"JUPYTERLAB_SETTINGS_DIR": str(home / "settings")}
    environment |= {"JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces")}
    log = (home / "lab.log").open("w+")
    server = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(240):
            try:
                urllib.request.urlopen(f"{address}/api/status?token={TOKEN}", timeout=1).close()
                break
            except OSError:
                assert server.poll() is None, (home / "lab.log").read_text()
                time.sleep(0.25)
        yield address
    finally:
        server.terminate()
        server.wait(20)
        log.close()


@pytest.fixture(scope="module")
def lab(out, tmp_path_factory):
    home = tmp_path_factory.mktemp("lab-home")
    with chromium() as browser, jupyterlab(out / "notebooks", home) as address:
        yield browser, address


def results(path):
    """The outputs of a notebook, without what the lab adds to it."""
    text = path.read_text(encoding="utf-8")
    if not text:
        return None  # The lab is writing it.
    return [
        (cell.execution_count, json.dumps(cell.outputs, sort_keys=True))
        for cell in nbformat.reads(text, as_version=4).cells
        if cell.cell_type == "code"
    ]


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_run_all_gives_the_committed_outputs(lab, out, root, name):
    browser, address = lab
    page = browser.new_page(viewport={"width": 1300, "height": 900})
    page.goto(f"{address}/lab/tree/{name}.ipynb?token={TOKEN}&reset")
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for(timeout=60_000)
    page.locator(".jp-Notebook .jp-Cell").first.click()
    # Before its kernel is there, a notebook ignores what it is told to run.
    page.locator("#jp-main-statusbar").get_by_text("| Idle").wait_for(timeout=120_000)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    committed = results(root / f"notebooks/{name}.ipynb")
    # The lab draws only the cells in sight, so the file it saves says when all of them have run.
    for _ in range(240):
        page.keyboard.press("Control+s")
        page.wait_for_timeout(500)
        if results(out / f"notebooks/{name}.ipynb") == committed:
            break
    assert results(out / f"notebooks/{name}.ipynb") == committed
    shot = os.environ.get("SCREENSHOTS")
    if shot:
        page.screenshot(path=f"{shot}/lab-{name}.png")
    page.close()
