"""JupyterLab for the tests: started on a folder, and told to run a notebook by its own menus."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager

import nbformat

TOKEN = "for-this-test-alone"
# Else the lab draws only the cells in sight, and nobody could say what the others show.
DRAW_ALL = {"@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"}}

# What the lab draws of an error, or of standard error.
FAILED = "[data-mime-type*='jupyter.error'], [data-mime-type*='jupyter.stderr']"


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
    for name, values in DRAW_ALL.items():
        plugin, _, part = name.partition(":")
        path = home / "settings" / plugin / f"{part}.jupyterlab-settings"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(values), encoding="utf-8")
    log = (home / "lab.log").open("w+")
    server = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(480):
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


@contextmanager
def opened(browser, address, name):
    """A notebook opened in the lab, with what its page asked for, said and complained of."""
    page = browser.new_page(viewport={"width": 1300, "height": 900})
    page.set_default_timeout(120_000)  # A busy machine is slow, and that says nothing.
    page.requests, page.dialogs = [], []
    page.on("request", lambda asked: page.requests.append(asked.url))
    page.on("dialog", lambda said: (page.dialogs.append(said.message), said.dismiss()))
    page.goto(f"{address}/lab/tree/{name}?token={TOKEN}&reset")
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
    page.locator(".jp-Notebook .jp-Cell").first.click()
    try:
        yield page
    finally:
        page.close()


def run_all(page, path, done, patience=240):
    """Choose Run All Cells, and wait until the notebook that the lab saved at `path` is `done`.

    Gives whether it came to that.
    """
    # Before its kernel is there, a notebook ignores what it is told to run.
    page.locator("#jp-main-statusbar").get_by_text("| Idle").wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    for _ in range(patience):
        page.keyboard.press("Control+s")
        page.wait_for_timeout(500)
        text = path.read_text(encoding="utf-8")
        # Empty while the lab is writing it.
        if text and done(nbformat.reads(text, as_version=4)):
            return True
    return False


def results(notebook):
    """The outputs of a notebook, without what the lab adds to it."""
    return [
        (cell.execution_count, json.dumps(cell.outputs, sort_keys=True))
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]


def without_outputs(notebook):
    """The same notebook as it is before its first run."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook
