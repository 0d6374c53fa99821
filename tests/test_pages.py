"""Pages stand alone, hold nothing harmful, and show what the notebooks show."""

import re
from pathlib import Path

import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import chromium
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from dateline import pages, tables, workbook

WIDTHS = (360, 768, 1200)
PAGES = ("index", *(path.stem for path in sorted((ROOT / "notebooks").glob("*.ipynb"))))


@pytest.fixture(scope="module")
def site(tmp_path_factory, root):
    """The pages of the seed, built into a folder of their own from what is committed."""
    here = workbook.project(root)
    folder = tmp_path_factory.mktemp("site")
    workbook.render(workbook.Project(**(vars(here) | {"html": folder})))
    return folder


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        yield running


@pytest.fixture(params=PAGES)
def visit(request, browser, site):
    """A page opened offline, with what it asked for and what it complained of."""
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.requests, page.complaints = [], []
    page.on("request", lambda asked: page.requests.append(asked.url))
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.goto((site / f"{request.param}.html").as_uri(), wait_until="load")
    yield page
    context.close()


def test_a_page_asks_for_nothing_and_complains_of_nothing(visit):
    assert [url for url in visit.requests if not url.startswith("data:")] == [visit.url]
    assert visit.complaints == []


def test_every_picture_is_shown_and_has_real_alt_text(visit):
    images = visit.locator("img")
    for index in range(images.count()):
        image = images.nth(index)
        assert image.evaluate("image => image.complete && image.naturalWidth") >= 1000
        assert len(image.get_attribute("alt")) > 80
        assert "No description has been provided" not in image.get_attribute("alt")
    pictures = visit.locator("figure svg:visible")
    for index in range(pictures.count()):
        described = pictures.nth(index).get_attribute("aria-describedby")
        assert len(visit.locator(f"[id='{described}']").text_content()) > 80
        assert pictures.nth(index).get_attribute("aria-label")


@pytest.mark.parametrize("name", ["index", "03-map"])
def test_the_map_is_in_the_page_and_leads_to_its_evidence(browser, site, name):
    page = browser.new_page()
    page.goto((site / f"{name}.html").as_uri())
    the_map = page.locator("figure svg:visible").first
    described = the_map.get_attribute("aria-describedby")
    assert "Mali (8 mentions)" in page.locator(f"[id='{described}']").text_content()
    page.locator("figure:visible a[data-iso3='SDN']").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/03-map.html#named-SDN")
    assert page.locator("#named-SDN").inner_text() == "Sudan"
    page.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_page_fits_its_window(visit, width):
    visit.set_viewport_size({"width": width, "height": 800})
    wider = visit.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wider <= 0


def test_a_page_breaks_no_rule_of_accessibility(visit):
    found = Axe().run(visit)
    assert [violation["id"] for violation in found.response["violations"]] == []


def test_links_between_pages_lead_somewhere(visit, site):
    targets = visit.eval_on_selector_all(
        "a[href]", "links => links.map(a => a.getAttribute('href'))"
    )
    targets = [target for target in targets if not target.startswith("https://")]
    assert len(targets) >= len(PAGES)
    for target in targets:
        name, _, anchor = target.partition("#")
        assert not name or (site / name).is_file()
        page = (site / (name or Path(visit.url).name)).read_text(encoding="utf-8")
        assert not anchor or page.count(f'id="{anchor}"') == 1


def test_the_front_page_shows_the_findings(browser, site, root):
    page = browser.new_page()
    page.goto((site / "index.html").as_uri())
    shown = page.locator("#findings + ul li").all_inner_texts()
    assert shown == workbook.findings(workbook.project(root))
    assert page.locator("#notebooks + ul a").all_inner_texts() == list(PAGES[1:])
    page.close()


def test_code_is_folded_and_can_be_unfolded(browser, site):
    page = browser.new_page()
    page.goto((site / "03-map.html").as_uri())
    code = page.locator("details.code").first
    assert not code.locator("pre").is_visible()
    code.locator("summary").press("Enter")
    assert (
        "country_map" in page.locator("details.code").nth(1).inner_text()
        or code.locator("pre").is_visible()
    )
    page.close()


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '<a href="javascript:alert(1)">x</a>',
        "<svg onload=alert(1)>",
        "<style>body{display:none}</style>",
        '<iframe src="https://example.org"></iframe>',
        "<table><tr><td>unbalanced",
        "</div></main><h1>x",
    ],
)
def test_nothing_harmful_gets_through(hostile):
    cleaned = pages.clean_html(f"<p>before</p>{hostile}<p>after</p>")
    for bad in ("script", "onerror", "javascript:", "onload", "<style", "iframe", "<img", "</main"):
        assert bad not in cleaned
    assert "before" in cleaned
    assert "after" in cleaned
    shown = pages.Table(pd.DataFrame({"text": [hostile]}), "c")._repr_html_()
    assert hostile not in shown


@given(st.text(), st.text())
def test_a_table_shows_text_as_text(value, caption):
    table = pages.Table(pd.DataFrame({"text": [value]}), caption)._repr_html_()
    assert table.count("<td") == 1
    assert table.count("<") == 16
    # Cleaning what is clean already changes nothing that a reader sees.
    assert pages.clean_html(table).count("<td") == 1


def test_a_table_shows_fractions_to_three_decimals_and_what_is_missing_as_nothing():
    frame = pd.DataFrame({"n": pd.array([1, None], "Int64"), "share": [1 / 3, float("nan")]})
    table = pages.Table(frame, "Shares.")
    cells = re.findall(r"<td[^>]*>(.*?)</td>", table._repr_html_())
    assert cells == ["1", "0.333", "", ""]
    assert "0.333" in repr(table)
    assert "NA" not in repr(table).upper()


def test_evidence_stands_beside_its_sentence_without_offsets():
    rows = [("a", 1, 0, 2, "20", 20.0, float("nan"), "days", "")]
    sentences = tables.frame("sentences", [("a", 1, 1, 0, 13, "20 days left.")])
    found = {"quantities": tables.frame("quantities", rows)}
    shown = repr(pages.evidence(found, "quantities", sentences, "Quantities."))
    assert "20 days left." in shown
    assert "start" not in shown
    assert "20.0" not in shown
    assert "nan" not in shown


def test_evidence_that_could_not_be_made_is_said_to_be_left_out():
    shown = pages.evidence({}, "people", tables.frame("sentences", []), "People.")
    assert "statistical model" in shown.data


def test_a_table_says_how_much_it_leaves_out():
    frame = pd.DataFrame({"n": range(1234)})
    table = pages.Table(frame, "Numbers.", rows=10)
    assert "Numbers. The first 10 rows; 1,224 more." in table._repr_html_()
    assert table._repr_html_().count("<tr>") == 11
    assert "1,224 more" in repr(table)
