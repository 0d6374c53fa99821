"""The notebooks keep their form, and what is committed is what a fresh run makes."""

import base64
import io
import json
import os
import re
import shutil
import subprocess
import sys

import nbformat
import pytest
from compare import FOLDERS, differences, is_exact
from conftest import ROOT
from PIL import Image

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


# What no run makes: what `make bench` measured, and what a reader judged.
GIVEN = ("scaling.csv", "judged.csv")


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    """What the workbook makes in a copy without anything made, in another time zone and locale."""
    copy = tmp_path_factory.mktemp("fresh run") / "copy"
    for folder in ("lib", "notebooks", "seeds", "tests/gold"):
        shutil.copytree(ROOT / folder, copy / folder)
    (copy / "tables").mkdir()
    for name in GIVEN:
        if (ROOT / "tables" / name).is_file():
            shutil.copy(ROOT / "tables" / name, copy / "tables")
    for path in (copy / "notebooks").glob("*.ipynb"):
        edit_json(path, without_outputs)
    # A home without a cache: which fonts the system has must make no difference.
    elsewhere = {"TZ": "Asia/Kolkata", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
    elsewhere |= {"HOME": str(copy.parent), "PYTHONPATH": str(copy / "lib")}
    command = [sys.executable, "-m", "dateline"]
    subprocess.run(command, check=True, cwd=copy.parent, env=os.environ | elsewhere)
    return copy


def test_a_fresh_run_makes_what_is_committed(fresh, root):
    assert differences(root, fresh, is_exact(root)) == []


def test_the_archive_is_the_same_with_a_cluster_and_without(root):
    said = (root / "notebooks/06-archive.ipynb").read_text(encoding="utf-8")
    alike, files = re.search(r"(\d+) of (\d+) files are alike", said).groups()
    assert int(alike) == int(files) > 0


def edit_json(path, change):
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content), encoding="utf-8")


def without_outputs(notebook):
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}


def outputs(notebook, kind):
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            if output.get("name") == kind or kind in output.get("data", {}):
                yield cell, output


def change_table_cell(tree):
    path = tree / "tables/countries.csv"
    path.write_text(path.read_text().replace('"MLI","Mali","1","8"', '"MLI","Mali","1","9"'))


def change_standard_output(tree):
    def change(notebook):
        _, output = next(outputs(notebook, "stdout"))
        output["text"][0] = output["text"][0].replace("15 of 15", "14 of 15")

    edit_json(tree / "notebooks/01-ingest.ipynb", change)


def add_standard_error(tree):
    def change(notebook):
        cell, _ = next(outputs(notebook, "stdout"))
        cell["outputs"].append({"name": "stderr", "output_type": "stream", "text": ["Oh.\n"]})

    edit_json(tree / "notebooks/01-ingest.ipynb", change)


def drop_output(tree):
    def change(notebook):
        cell, output = next(outputs(notebook, "image/png"))
        cell["outputs"].remove(output)

    edit_json(tree / "notebooks/03-map.ipynb", change)


def repaint(png):
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    red, green, blue = picture.getpixel((600, 600))
    picture.putpixel((600, 600), (red ^ 1, green, blue))
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def change_pixel(tree):
    path = tree / "figures/03-country-map.png"
    path.write_bytes(repaint(path.read_bytes()))


def change_pixel_in_notebook(tree):
    def change(notebook):
        _, output = next(outputs(notebook, "image/png"))
        png = base64.b64decode(output["data"]["image/png"])
        output["data"]["image/png"] = base64.b64encode(repaint(png)).decode()

    edit_json(tree / "notebooks/03-map.ipynb", change)


def change_alt_text(tree):
    path = tree / "figures/03-country-map.txt"
    path.write_text(path.read_text(encoding="utf-8").replace("Mali", "Malta", 1), encoding="utf-8")


def change_alt_text_in_notebook(tree):
    def change(notebook):
        _, output = next(outputs(notebook, "image/png"))
        output["metadata"]["image/png"]["alt"] = "A map."

    edit_json(tree / "notebooks/03-map.ipynb", change)


@pytest.mark.parametrize(
    ("tamper", "where"),
    [
        (change_table_cell, "tables/countries.csv"),
        (change_standard_output, "notebooks/01-ingest.ipynb"),
        (add_standard_error, "notebooks/01-ingest.ipynb"),
        (drop_output, "notebooks/03-map.ipynb"),
        (change_pixel, "figures/03-country-map.png"),
        (change_pixel_in_notebook, "notebooks/03-map.ipynb"),
        (change_alt_text, "figures/03-country-map.txt"),
        (change_alt_text_in_notebook, "notebooks/03-map.ipynb"),
    ],
)
def test_a_tampered_output_is_found(root, tmp_path, tamper, where):
    for folder in FOLDERS:
        shutil.copytree(root / folder, tmp_path / folder)
    tamper(tmp_path)
    # Bytes alone say whether the tamper took; the cells it touches are named for a notebook.
    found = differences(tmp_path, root, exact=True)
    assert [line.split(":")[0] for line in found] == [where]
    if tamper not in (change_pixel, change_pixel_in_notebook):
        assert differences(tmp_path, root, exact=False) == found


def test_a_file_too_many_or_too_few_is_found(root, tmp_path):
    for folder in FOLDERS:
        shutil.copytree(root / folder, tmp_path / folder)
    (tmp_path / "tables/extra.csv").write_text("")
    (tmp_path / "figures/03-country-map.svg").unlink()
    assert differences(tmp_path, root, exact=True) == [
        "tables/extra.csv: is not made by a run",
        "figures/03-country-map.svg: is not committed",
    ]


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request):
    return nbformat.read(request.param, as_version=4)


def test_a_notebook_opens_with_its_question_and_what_it_reads_and_writes(notebook):
    opening = notebook.cells[0].source
    assert re.match(r"# .+\?\n", opening)
    assert "*Reads*" in opening
    assert "*Writes*" in opening


def test_a_notebook_calls_and_shows_and_defines_nothing(notebook):
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    assert not re.search(
        r"^\s*(def|class|async def) |\blambda .*:.*\blambda", "\n".join(code), re.M
    )
    assert "../" not in "\n".join(code)
    assert max(source.count("\n") + 1 for source in code) <= 15
    assert sum(source.count("\n") + 1 for source in code) <= 80


def test_a_notebook_was_run_top_to_bottom(notebook):
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))


def test_no_output_is_an_error_or_a_warning(notebook):
    kinds = [
        output.get("name", output.output_type)
        for cell in notebook.cells
        for output in cell.get("outputs", [])
    ]
    assert kinds
    assert not {"stderr", "error"} & set(kinds)


PATH = re.compile(r"(?<![\w.:/])/\w+/|\b[A-Z]:\\|~/")
MOMENT = re.compile(r" at 0x[0-9a-f]+|\b\d\d:\d\d:\d\d\b|localhost|127\.0\.0\.1")


def test_no_output_tells_of_a_machine_or_a_moment(notebook):
    texts = [
        text
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        for text in [output.get("text", ""), *output.get("data", {}).values()]
        if not text.startswith("iVBOR")  # a picture
    ]
    assert [text for text in texts if PATH.search(text) or MOMENT.search(text)] == []


@pytest.mark.parametrize(
    "text", ["x\n/home/ann", "'/opt/x/y'", "C:\\Users", "<A at 0x7f1>", "10:20:30"]
)
def test_what_tells_of_a_machine_or_a_moment_is_found(text):
    assert PATH.search(text) or MOMENT.search(text)


def test_every_picture_says_in_words_what_it_shows(notebook):
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                assert len(output.metadata["image/png"]["alt"]) > 80


def test_the_kernel_is_one_that_everyone_has(notebook):
    assert notebook.metadata.kernelspec.name == "python3"
    assert notebook.metadata.language_info == {"name": "python"}
