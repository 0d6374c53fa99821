"""A page leads from each country on the map to its sentences, and from these into the text."""

import re

import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import chromium
from hypothesis import given
from hypothesis import strategies as st

from dateline import (
    articles,
    countries,
    evidence,
    figures,
    gazetteer,
    maps,
    sentences,
    site,
    tables,
    vector,
    workbook,
)

pytestmark = pytest.mark.xdist_group("evidence")
TEXTS = {
    "one": "Mali & <b>Niger</b> met.\nMalian officials spoke.\n\nThe Kremlin said no.",
    "two": "Congolese troops are in Mali.",
}


def read(texts=TEXTS):
    """The tables of some texts: articles, sentences, mentions, countries."""
    rows = []
    for article_id, text in texts.items():
        blank = dict.fromkeys(tables.schema()["articles"].dtypes, "")
        rows.append(blank | {"article_id": article_id, "text": text, "characters": len(text)})
    frame = pd.DataFrame(rows)
    split = tables.frame(
        "sentences",
        [
            (row.article_id, number, paragraph, start, end, row.text[start:end])
            for row in frame.itertuples()
            for number, (paragraph, start, end) in enumerate(sentences.split(row.text), 1)
        ],
    )
    found = countries.find_mentions(frame.set_index("article_id")["text"])
    mentions = articles.add_sentence_ids(found, split)
    return frame, split, mentions, countries.count_by_country(mentions)


def shown(**settings):
    return site.clean_html(evidence.Evidence(*read(), **settings)._repr_html_())


def text_of(markup):
    return re.sub(r"<[^>]+>", "", markup)


def test_every_country_mentioned_has_its_sentences_under_its_anchor():
    page = shown()
    mali = page[page.index('id="named-MLI"') : page.index('id="named-NER"')]
    assert "2 mentions by name and 1 by adjective" in mali
    assert mali.count("<li>") == 3
    for target in ("text-one-s1", "text-one-s2", "text-two-s1", "text-one-c0", "text-one-c25"):
        assert f'href="#{target}"' in mali
        assert page.count(f'id="{target}"') == 1
    assert "not named" not in page
    assert 'id="named-RUS"' in page


def test_every_sentence_of_the_text_has_an_anchor_and_its_letters():
    page = shown()
    frame, split, _, _ = read()
    for article_id in frame["article_id"]:
        for row in split[split["article_id"] == article_id].itertuples():
            anchor = evidence.sentence_anchor(article_id, row.sentence_id)
            found = re.search(rf'<span [^>]*id="{anchor}"[^>]*>(.*?)</span>', page)
            letters = text_of(found[1]).replace("&lt;", "<").replace("&gt;", ">")
            assert letters.replace("&amp;", "&") == row.text
            assert f'href="#{anchor}"' in page[: found.start()]


def test_every_mention_of_the_text_has_an_address_that_says_where_it_starts():
    page = shown()
    _, _, mentions, _ = read()
    for row in mentions.itertuples():
        found = re.findall(rf'<mark id="text-{row.article_id}-c{row.start}"[^>]*>(.*?)<', page)
        assert found == [row.text]


@given(st.lists(st.text(min_size=1), min_size=2, unique=True))
def test_no_two_articles_share_an_address_and_each_is_plain(identities):
    anchors = [evidence.text_anchor(identity) for identity in identities]
    assert len(set(anchors)) == len(anchors)
    assert all(re.fullmatch("[A-Za-z0-9_-]+", anchor) for anchor in anchors)


def test_mentions_are_marked_by_kind_and_say_whose_they_are():
    page = shown()
    assert ' class="name" title="Mali, name">Mali</mark>' in page
    assert ' class="adjective" title="Mali, adjective">Malian</mark>' in page
    assert ' class="metonym" title="Russia, metonym">Kremlin</mark>' in page
    assert 'title="COD or COG, adjective">Congolese</mark>' in page
    assert "Mentions are marked by kind:" in text_of(page)


def test_among_a_countrys_sentences_only_its_own_mentions_are_marked():
    page = shown()
    niger = page[page.index('id="named-NER"') : page.index('id="named-RUS"')]
    assert re.findall(r"<mark[^>]*>(\w+)</mark>", niger) == ["Niger"]
    assert "&lt;b&gt;" in niger


def test_what_is_left_out_is_said():
    page = shown(at_most=1, texts=1)
    assert "2 more sentences are in tables/mentions.csv." in page
    assert "The text of 1 more is in tables/articles.csv." in text_of(page)
    assert "1 more sentence is in tables/mentions.csv." in shown(at_most=2)
    assert "The texts of 2 more are in tables/articles.csv." in text_of(shown(texts=0))
    assert 'id="text-two-s1"' not in page
    assert 'href="#text-two-s1"' not in page, "no link without its goal"


def test_sentences_that_name_a_country_are_quoted_before_others():
    text = "Malian unions object.\nBamako is calm.\nMali won.\nMalians vote.\nMali lost."
    few = evidence.Evidence(*read({"one": text}), at_most=3, texts=0)._repr_html_()
    quoted = [text_of(item) for item in re.findall("<li>(.*?)</li>", few)]
    assert quoted == [
        "Malian unions object. (sentence 1)",
        "Mali won. (sentence 3)",
        "Mali lost. (sentence 5)",
    ]


def test_of_many_countries_fewer_sentences_are_quoted():
    names = sorted(gazetteer.load().names.values())
    text = "\n".join(f"In {name} it rained.\n" * 6 for name in names)
    page = text_of(evidence.Evidence(*read({"one": text}))._repr_html_())
    few = text_of(evidence.Evidence(*read({"one": "Mali won.\n" * 20}))._repr_html_())
    assert page.count("more sentences are in tables/mentions.csv") > 190
    assert "4 more sentences are in tables/mentions.csv" in page
    assert "8 more sentences are in tables/mentions.csv" in few


def test_of_more_articles_the_first_have_pages_that_the_evidence_leads_to(tmp_path):
    import nbformat

    proof = evidence.Evidence(*read(), texts=1)
    assert evidence.Evidence(*read()).pages() == []
    content = nbformat.v4.new_notebook()
    output = nbformat.v4.new_output("execute_result", {"text/html": proof._repr_html_()})
    content.cells = [nbformat.v4.new_code_cell("x", outputs=[output], execution_count=1)]
    nbformat.write(content, tmp_path / "03-map.ipynb")
    (tmp_path / "text-7.html").write_text("of a run with more articles")
    books = [site.Notebook.read(tmp_path / "03-map.ipynb")]
    site.Site(books, texts=proof.pages()).build(tmp_path)
    assert sorted(path.name for path in tmp_path.glob("text*")) == [
        *("text-1.html", "text-2.html", "texts.html")
    ]
    page = (tmp_path / "03-map.html").read_text(encoding="utf-8")
    assert 'href="#text-one-s1"' in page
    assert '<a href="text-2.html#text-two-s1">two, sentence 1</a>' in page
    second = (tmp_path / "text-2.html").read_text(encoding="utf-8")
    assert "<h1>two</h1>" in second
    assert 'id="text-two-s1"' in second
    assert text_of(second).count("Congolese troops are in Mali.") == 1
    assert "<b>Niger</b>" not in (tmp_path / "text-1.html").read_text(encoding="utf-8")
    assert '<a href="texts.html">text of 1 more</a> is in tables/articles.csv.' in page
    texts = (tmp_path / "texts.html").read_text(encoding="utf-8")
    assert '<a href="text-2.html">two</a>' in texts
    assert "All 2 articles, with their mentions marked" in texts
    site.Site(texts=proof.pages(), articles=2_000).build(tmp_path)
    texts = (tmp_path / "texts.html").read_text(encoding="utf-8")
    assert "The first 2 of 2,000 articles, with their mentions marked" in texts


@pytest.mark.parametrize(
    ("number", "page"), [(10, "03-map"), (11, "text-11"), (200, "text-200"), (201, "")]
)
def test_who_is_quoted_leads_to_the_page_of_the_text(tmp_path, root, number, page):
    frame, *_ = read({f"a{each}": "x" for each in range(1, 202)})
    frame["sentences"], frame["sha256"] = 1, "0" * 64
    tables.write(tables.frame("articles", frame.to_dict("records")), "articles", tmp_path)
    blank = dict.fromkeys(tables.schema()["quotations"].dtypes, "")
    said = {"article_id": f"a{number}", "sentence_id": 3, "start": 0, "end": 1, "text": "Ha."}
    said |= {"speaker": "Mayor", "speaker_text": "Mayor", "kind": "direct"}
    tables.write(tables.frame("quotations", [blank | said]), "quotations", tmp_path)
    here = workbook.Project(**(vars(workbook.project(root)) | {"tables": tmp_path}))
    address = f"{page}.html#text-a{number}-s3" if page else ""
    assert workbook.quoted(here) == [("Mayor", [("“Ha.”", address)])]


def test_without_a_mention_the_text_is_still_there():
    markup = evidence.Evidence(*read({"one": "Nothing here."}))._repr_html_()
    assert "Nothing here." in markup
    assert "<mark" not in markup


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '<image href="https://example.org/x.png"/>',
        '<use href="https://example.org/x.svg#a"/>',
        '<path onclick="alert(1)" d=""/>',
        '<a href="javascript:alert(1)"><path d=""/></a>',
        '<a href="https://example.org"><path d=""/></a>',
        '<path style="fill: url(https://example.org)" d=""/>',
        '<path fill="url(//example.org)" d=""/>',
        "<foreignObject/>",
        '<animate attributeName="href"/>',
        '<html xmlns="http://www.w3.org/1999/xhtml"/>',
    ],
)
def test_only_what_a_figure_is_made_of_gets_into_a_page(hostile):
    picture = '<svg xmlns="http://www.w3.org/2000/svg"><title>t</title>{}</svg>'
    assert vector.inline(picture.format('<path d="M 0 0"/>'), "x-")
    with pytest.raises(ValueError, match="a figure"):
        vector.inline(picture.format(hostile), "x-")


def test_two_figures_of_a_page_share_no_id_and_their_links_stay():
    _, _, _, by_country = read()
    svg = maps.country_map(by_country, "seeds").svg
    both = vector.inline(svg, "a-") + vector.inline(svg, "b-", page="03-map.html")
    identities = re.findall(r' id="([^"]+)"', both)
    assert len(identities) == len(set(identities)) > 100
    for target in re.findall(
        r'(?:clip-path="url\(|<use href="|labelledby="|url\()#?([\w-]+)', both
    ):
        assert target in identities
    assert 'href="#named-MLI"' in both
    assert 'href="03-map.html#named-MLI"' in both


# --- in a browser -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def page_file(tmp_path_factory, root):
    """A page of the seed's map and its evidence, from the committed tables."""
    import nbformat

    folder = tmp_path_factory.mktemp("evidence")
    names = ("articles", "sentences", "mentions", "countries")
    read, split, mentions, by_country = (tables.read(name, root / "tables") for name in names)
    for width in (figures.WIDTH, figures.NARROW):
        figure = maps.country_map(by_country, "the seed", sentences=split, width=width)
        figure.save(folder)
    figure = maps.country_map(by_country, "the seed", sentences=split)
    content = nbformat.v4.new_notebook()
    data, metadata = figure._repr_mimebundle_()
    shown = {"text/html": evidence.Evidence(read, split, mentions, by_country)._repr_html_()}
    outputs = [
        nbformat.v4.new_output("execute_result", data, metadata=metadata, execution_count=1),
        nbformat.v4.new_output("execute_result", shown, execution_count=2),
    ]
    content.cells = [nbformat.v4.new_markdown_cell("# Where?\n\n## Evidence")]
    content.cells += [
        nbformat.v4.new_code_cell("x", outputs=[output], execution_count=at)
        for at, output in enumerate(outputs, 1)
    ]
    nbformat.write(content, folder / "03-map.ipynb")
    books = [site.Notebook.read(folder / "03-map.ipynb")]
    site.Site(books, [folder / "03-country-map.png"]).build(folder)
    return folder / "03-map.html"


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        yield running


@pytest.fixture(params=[1200, 360])
def visit(request, browser, page_file):
    page = browser.new_page(viewport={"width": request.param, "height": 800})
    page.goto(page_file.as_uri())
    yield page
    page.close()


FOCUSED = """() => {
    const focused = document.activeElement;
    const box = focused.getBoundingClientRect();
    return [focused.tagName, focused.getAttribute("href"), box.width, box.height];
}"""


def test_the_keyboard_reaches_each_country_the_most_named_first(visit, root):
    by_country = tables.read("countries", root / "tables")
    reached = []
    for _ in range(30):
        visit.keyboard.press("Tab")
        tag, target, width, height = visit.evaluate(FOCUSED)
        if tag == "a" and target.startswith("#named-"):
            assert min(width, height) > 5
            reached.append(target)
    named = by_country.query("n_name > 0 or iso3 == 'RUS'")["iso3"]
    assert reached == [f"#named-{iso3}" for iso3 in named]


def test_each_country_has_a_role_and_a_name_with_its_count(visit, root):
    for row in tables.read("countries", root / "tables").query("n_name > 0").itertuples():
        count = f"{row.n_name} mention" + ("s" if row.n_name > 1 else "")
        link = visit.get_by_role("link", name=f"{row.country}: {count} by name")
        assert link.count() == 1, row.country
        assert link.locator("title").inner_html().count("First: “") == 1


def test_following_a_link_lands_on_the_countrys_sentences(visit):
    link = visit.locator("figure a[data-iso3='LBY']:visible")
    link.focus()
    visit.keyboard.press("Enter")
    assert visit.url.endswith("#named-LBY")
    heading = visit.locator("#named-LBY")
    assert heading.inner_text() == "Libya"
    assert 0 <= heading.bounding_box()["y"] < 800
    sentence = visit.locator("#named-LBY ~ ul").first
    assert sentence.locator("mark").all_inner_texts() == ["Libya"]
    sentence.get_by_role("link", name="sentence 7").click()
    assert visit.url.endswith("-s7")
    assert "Libya" in visit.locator(":target").inner_text()
    sentence.get_by_role("link", name="Libya", exact=True).click()
    assert visit.locator("mark:target").inner_text() == "Libya"


def test_axe_finds_nothing_and_the_page_asks_for_nothing(visit):
    assert [violation["id"] for violation in Axe().run(visit).response["violations"]] == []
    assert visit.locator("script").count() == 0


def test_one_edition_of_the_map_shows_at_a_time(visit):
    assert visit.locator("figure svg").count() == 2
    assert visit.locator("figure svg:visible").count() == 1
    box = visit.locator("figure svg:visible").bounding_box()
    assert box["width"] <= visit.viewport_size["width"]
