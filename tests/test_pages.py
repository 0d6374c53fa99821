"""Pages stand alone, hold nothing harmful, and show what the notebooks show."""

import html
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import chromium
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from dateline import evidence, pages, site, stories, tables, workbook

pytestmark = pytest.mark.xdist_group("pages")
WIDTHS = (360, 768, 1200)
NOTEBOOKS = sorted(path.stem for path in (ROOT / "notebooks").glob("[0-9][0-9]-*.ipynb"))
PAGES = ("index", *NOTEBOOKS)
# Target sizes and the like are of WCAG 2.2, which axe leaves out unless told.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory, root):
    """The pages of the seed, built from what is committed and then moved, as a zip would be."""
    here = workbook.project(root)
    built = tmp_path_factory.mktemp("site") / "html"
    workbook.render(workbook.Project(**(vars(here) | {"html": built})))
    return Path(shutil.move(built, built.parent / "sent é by mail"))


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        yield running


@pytest.fixture
def visit(browser, folder):
    """Opens pages offline, with what each asked for and what it complained of."""
    contexts = []

    def open_page(name, **settings):
        contexts.append(browser.new_context(offline=True, **settings))
        page = contexts[-1].new_page()
        page.requests, page.complaints = [], []
        page.on("request", lambda asked: page.requests.append(asked.url))
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        name, _, anchor = name.partition("#")
        page.goto((folder / f"{name}.html").as_uri() + (anchor and f"#{anchor}"), wait_until="load")
        return page

    yield open_page
    for context in contexts:
        context.close()


def faults(page):
    """What axe-core finds against WCAG 2.2 AA and good practice."""
    wanted = {"runOnly": RULES, "resultTypes": ["violations"]}
    found = Axe().run(page, options=wanted).response["violations"]
    return [(rule["id"], node["html"][:200]) for rule in found for node in rule["nodes"]]


def unfold(page):
    page.eval_on_selector_all("details", "folds => folds.forEach(fold => fold.open = true)")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_and_is_accessible_and_asks_for_nothing(visit, name, scheme):
    page = visit(name, color_scheme=scheme)
    unfold(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert (width, wider) <= (width, 0)
        assert (width, faults(page)) == (width, [])
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    light = sum(map(int, re.findall(r"\d+", paper)[:3])) > 382
    assert light == (scheme == "light")
    assert [url for url in page.requests if not url.startswith("data:")] == [page.url]
    assert page.complaints == []


def test_what_axe_is_asked_finds_faults(browser):
    page = browser.new_page()
    small = '<button style="width: 9px; height: 9px; padding: 0">a</button>'
    page.set_content(
        "<html lang=en><title>t</title><main><h1>t</h1><h4>u</h4><p style='color: #999'>pale</p>"
        f'<img src="data:,">{small * 2}</main>'
    )
    found = {rule for rule, _ in faults(page)}
    assert found >= {"color-contrast", "heading-order", "image-alt", "target-size"}
    page.close()


@pytest.mark.parametrize("name", PAGES)
def test_every_picture_is_shown_and_has_real_alt_text_and_a_caption(visit, name):
    page = visit(name)
    figures = page.locator("figure")
    for at in range(figures.count()):
        figure = figures.nth(at)
        picture = figure.locator("img, svg:visible")
        assert picture.count() == 1
        if picture.evaluate("picture => picture.tagName") == "IMG":
            assert picture.evaluate("picture => picture.complete && picture.naturalWidth") >= 1000
            words = picture.get_attribute("alt")
        else:
            described = picture.get_attribute("aria-describedby")
            words = page.locator(f"[id='{described}']").text_content()
            assert picture.get_attribute("aria-label")
        assert len(words) > 80
        assert "No description has been provided" not in words
        caption = figure.locator("figcaption")
        assert not caption.locator("p").is_visible()
        caption.locator("summary").press("Enter")
        assert caption.locator("p").inner_text().split() == words.split()
    # What is left is beside words that say the same.
    decorative = page.locator("img:not(figure img)")
    assert all(decorative.nth(at).get_attribute("alt") == "" for at in range(decorative.count()))
    assert page.locator("a img:only-child").count() == 0


@pytest.mark.parametrize("name", PAGES)
def test_the_keyboard_reaches_every_link_and_fold_in_the_order_of_the_page(visit, name):
    page = visit(name)
    expected = page.evaluate(
        """() => {
            const stops = [...document.querySelectorAll("a[href], summary, [tabindex='0']")]
                .filter(each => each.checkVisibility({visibilityProperty: true}));
            stops.forEach((each, at) => each.dataset.stop = at);
            return stops.length;
        }"""
    )
    reached = []
    for _ in range(expected):
        page.keyboard.press("Tab")
        stop, seen = page.evaluate(
            """() => {
                const focused = document.activeElement, look = getComputedStyle(focused);
                const path = focused.querySelector(":scope path");
                const drawn = path && getComputedStyle(path).strokeWidth === "3px";
                return [focused.dataset.stop, look.outlineStyle !== "none" || drawn];
            }"""
        )
        reached.append(int(stop))
        assert seen, f"stop {stop} does not show that it has the focus"
    assert reached == list(range(expected))


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_folds_open_and_close_by_the_keyboard(visit, key):
    page = visit("03-map")
    folds = page.locator("details")
    assert folds.count() > 3
    for at in range(folds.count()):
        inside = folds.nth(at).locator("pre, p")
        assert not inside.is_visible()
        folds.nth(at).locator("summary").press(key)
        assert inside.is_visible()
        folds.nth(at).locator("summary").press(key)
        assert not inside.is_visible()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_weighs_little_more_than_what_it_shows(folder, name):
    page = (folder / f"{name}.html").read_text(encoding="utf-8")
    body = page[page.index("<body>") :]
    embedded = re.findall(r"<svg.*?</svg>|(?<=src=\")data:[^\"]*", body, re.DOTALL)
    for picture in embedded:
        body = body.replace(picture, "")
    shown = html.unescape(re.sub(r"<[^>]*>", "", body))
    figures, text = (sum(len(part.encode()) for part in parts) for parts in (embedded, [shown]))
    assert len(page.encode()) <= 1.5 * (figures + text) + 150_000


@pytest.mark.parametrize("name", ["index", "03-map"])
def test_the_map_is_in_the_page_and_leads_to_its_evidence(visit, name):
    page = visit(name)
    the_map = page.locator("figure svg:visible").first
    described = the_map.get_attribute("aria-describedby")
    assert "Mali (8 mentions)" in page.locator(f"[id='{described}']").text_content()
    page.locator("figure a[data-iso3='SDN']:visible").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/03-map.html#named-SDN")
    assert page.locator("#named-SDN").inner_text() == "Sudan"


def test_every_row_of_the_mentions_has_its_address_on_the_page_of_the_map(visit, root):
    rows = tables.read("mentions", root / "tables")
    anchors = [evidence.mention_anchor(row.article_id, row.start) for row in rows.itertuples()]
    page = visit(f"03-map#{anchors[-1]}")
    assert [page.locator(f"[id='{anchor}']").inner_text() for anchor in anchors] == list(
        rows["text"]
    )
    assert page.locator("mark:target").inner_text() == rows["text"].iloc[-1]
    assert page.locator("mark:target").evaluate(
        "mark => 0 <= mark.getBoundingClientRect().top < window.innerHeight"
    )
    sentences = tables.read("sentences", root / "tables")
    links = page.locator("a.permalink")
    assert links.all_inner_texts() == [str(number) for number in sentences["sentence_id"]]
    links.last.click()
    assert page.locator(".sentence:target").inner_text().split() == (
        sentences["text"].iloc[-1].split()
    )


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere_in_the_folder(visit, folder, name):
    page = visit(name)
    targets = page.eval_on_selector_all(
        "a[href]", "links => links.map(a => a.getAttribute('href'))"
    )
    targets = {target for target in targets if not target.startswith("https://")}
    assert {f"{each}.html" for each in PAGES} <= targets
    for target in targets:
        file, _, anchor = target.partition("#")
        assert not file or (folder / file).is_file()
        if anchor:
            there = (folder / (file or f"{name}.html")).read_text(encoding="utf-8")
            assert there.count(f'id="{anchor}"') == 1


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_page_has_the_contents_of_its_notebook_and_the_way_on(visit, name):
    page = visit(name)
    contents = page.locator("nav.contents a")
    headings = page.locator("main > h2, main > h3")
    assert contents.all_inner_texts() == headings.all_inner_texts()
    around = page.get_by_role("navigation", name="Before and after").get_by_role("link")
    at = NOTEBOOKS.index(name)
    neighbours = [*NOTEBOOKS[max(at - 1, 0) : at], *NOTEBOOKS[at + 1 : at + 2]]
    assert [text.strip("← →") for text in around.all_inner_texts()] == neighbours


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_tables_scroll_inside_themselves_and_have_headers_with_scope(visit, name):
    page = visit(name, viewport={"width": 360, "height": 800})
    assert page.locator("table").count() == page.locator(".wide > table").count()
    assert page.locator("th").count() == page.locator("th[scope]").count()
    assert page.locator("table").count() == page.locator("table > caption").count()
    wide = page.locator(".wide")
    beyond = "box => [box.scrollWidth > box.clientWidth, box.getBoundingClientRect().right]"
    scrolls = [wide.nth(at).evaluate(beyond) for at in range(wide.count())]
    assert all(right <= 360 for _, right in scrolls)
    if name == "02-entities":
        assert [scrolling for scrolling, _ in scrolls].count(True) > 3


@pytest.mark.parametrize("width", [360, 1200])
def test_a_caption_is_all_seen_however_far_its_table_is_moved(visit, width):
    page = visit("02-entities", viewport={"width": width, "height": 800})
    box = page.locator(".wide", has=page.get_by_text("Relations. The first 30 rows"))
    assert box.evaluate("box => box.scrollWidth - box.clientWidth") > 150
    spans = "box => [box, box.querySelector('caption')].map(each => each.getBoundingClientRect())"
    for moved in (0, 150):
        box.evaluate("(box, moved) => { box.scrollLeft = moved; }", moved)
        around, caption = box.evaluate(spans)
        assert around["left"] - 1 <= caption["left"]
        assert caption["right"] <= around["right"] + 1
    page.emulate_media(media="print")
    table, caption = (box.locator(each).bounding_box() for each in ("table", "caption"))
    assert caption["width"] == pytest.approx(table["width"], abs=2)


def test_the_front_page_has_findings_who_is_quoted_and_every_notebook(visit, root):
    page = visit("index")
    assert page.locator("#findings + ul li").all_inner_texts() == workbook.findings(
        workbook.project(root)
    )
    speakers = stories.by_speaker(tables.read("quotations", root / "tables"))["speaker"]
    assert page.locator(".quoted > li > strong").all_inner_texts() == list(speakers.unique())
    page.locator(".quoted a").first.click()
    quotations = tables.read("quotations", root / "tables")
    first = quotations.loc[quotations["speaker"] == speakers.iloc[0], "text"].iloc[0]
    assert first in page.locator(".sentence:target").inner_text()
    page.go_back()
    assert page.locator(".cards .stem").all_inner_texts() == NOTEBOOKS
    assert page.locator(".cards .thumbnail").count() == len(NOTEBOOKS)
    drawn = {path.stem[:3] for path in (root / "figures").glob("*.png")}
    pictures = sum(stem[:3] in drawn for stem in NOTEBOOKS)
    assert page.locator(".cards img").count() == pictures


def test_printed_it_is_all_there_and_nothing_is_cut(visit):
    page = visit("03-map", color_scheme="dark", viewport={"width": 700, "height": 900})
    page.emulate_media(media="print", color_scheme="dark")
    assert page.locator("nav:visible, summary:visible, .skip:visible").count() == 0
    assert page.locator("figure svg:visible").count() == 1
    assert page.locator("table").is_visible()
    assert page.locator(".wide").evaluate("box => getComputedStyle(box).overflowX") == "visible"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(27, 31, 36)"
    assert page.pdf().startswith(b"%PDF")


def test_nbconvert_finds_the_template_by_its_name(folder, root, tmp_path):
    stray = shutil.copy(root / "notebooks/04-story.ipynb", tmp_path / "stray.ipynb")
    command = [sys.executable, "-m", "nbconvert", "--to", "html", "--template", "dateline"]
    command += [str(root / "notebooks/03-map.ipynb"), str(stray), "--output-dir", "made"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr

    def main(path):
        found = re.search(r"<main.*</main>", path.read_text(encoding="utf-8"), re.DOTALL)
        # Where the other files lie only a whole build knows.
        return re.sub(r"To take away: .*?</a>\.", "", found[0])

    assert main(tmp_path / "made/03-map.html") == main(folder / "03-map.html")
    # Away from its figures a notebook has the pictures that are in it.
    alone = main(tmp_path / "made/stray.html")
    assert alone.count("<figure>") == alone.count('src="data:image/png;base64,') == 2
    assert 'alt="Timeline. ' in alone


def test_what_an_earlier_build_left_is_taken_away(folder, root, tmp_path):
    built = shutil.copytree(folder, tmp_path / "html")
    (built / "07-gone.html").write_text("")
    (built / "tables/gone.csv").write_text("")
    (built / "mine.txt").write_text("")
    here = workbook.project(root)
    workbook.render(workbook.Project(**(vars(here) | {"html": built})))
    names = {path.relative_to(built).as_posix() for path in built.rglob("*") if path.is_file()}
    assert names == {
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    } | {"mine.txt"}


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
    cleaned = site.clean_html(f"<p>before</p>{hostile}<p>after</p>")
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
    assert site.clean_html(table).count("<td") == 1


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
