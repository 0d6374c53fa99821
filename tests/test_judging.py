"""A sample to judge is drawn, kept, and counted as the reader filled it in."""

import nbformat
import pandas as pd
import pytest

from dateline import articles, countries, judging, running, tables, workbook

FOUND = ["article_id", "start", "end", "text", "iso3", "kind", "rule", "candidates"]


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("a", "b"):
        # The same text twice would be one article.
        text = "Mali. Jordan! The Sahel? " * 40 + name
        folder.joinpath(f"{name}.txt").write_text(text)
    return articles.read_folder(folder)


def hits(corpus):
    """As the finder gives them: mentions, regions and refused hits, in the order of the text."""
    what = {
        "Mali": ("MLI", "name", "term", ""),
        "Jordan": ("", "refused", "forename", "JOR"),
        "Sahel": ("", "region", "term", ""),
    }
    rows = [
        (row.article_id, start, start + len(part), part, *rest)
        for row in corpus.articles.itertuples()
        for part, rest in what.items()
        for start in range(len(row.text))
        if row.text.startswith(part, start)
    ]
    return pd.DataFrame(rows, columns=FOUND).sort_values(FOUND[:2], ignore_index=True)


def fill_in(folder, sample, right):
    """The sheet as a reader saves it, with a judgement for each of the first rows."""
    judged = sample.assign(right=[*right, *[""] * (len(sample) - len(right))])
    tables.write_csv(judged, folder / "judged.csv")


def test_a_sample_has_mentions_and_refused_hits_with_their_sentences(corpus, tmp_path):
    found = hits(corpus)
    sample = judging.sample(found, corpus.sentences)
    assert (sample["kind"] == "refused").tolist() == [False] * 50 + [True] * 50
    assert {"name", "region"} <= set(sample["kind"])
    assert set(sample["article_id"]) == {"a", "b"}
    assert all(text in sentence for text, sentence in sample[["text", "sentence"]].values)
    assert set(sample["right"]) == set(sample["note"]) == {""}
    tables.write(sample, "sample", tmp_path)
    pd.testing.assert_frame_equal(tables.read("sample", tmp_path), sample)


def test_the_same_articles_give_the_same_sample(corpus):
    found = hits(corpus)
    sample = judging.sample(found, corpus.sentences)
    shuffled = found.sample(frac=1, random_state=1)
    again = judging.sample(shuffled, corpus.sentences)
    keys = ["kind", "article_id", "start"]
    pd.testing.assert_frame_equal(
        again.sort_values(keys, ignore_index=True), sample.sort_values(keys, ignore_index=True)
    )
    # Of one article alone, what was drawn beside the other is drawn again.
    alone = judging.sample(found[found["article_id"] == "a"], corpus.sentences)
    assert set(sample.loc[sample["article_id"] == "a", "start"]) <= set(alone["start"])


def test_of_few_all_are_drawn_and_of_none_none(corpus):
    found = hits(corpus)
    assert len(judging.sample(found, corpus.sentences, n=1000)) == len(found) == 240
    assert len(judging.sample(found, corpus.sentences, n=3)) == 6
    assert judging.sample(found[:0], corpus.sentences).empty


def test_what_a_reader_judged_is_counted_by_kind_and_by_rule(corpus, tmp_path):
    found = hits(corpus)
    sample = judging.sample(found, corpus.sentences, n=3)
    sample["kind"] = ["name", "name", "region", "refused", "refused", "refused"]
    fill_in(tmp_path, sample, ["y", " No ", "YES", "Y", ""])
    judged = judging.read_judged(tmp_path)
    assert judged["right"].tolist() == ["yes", "no", "yes", "yes", "", ""]
    assert judging.shares_right(judged).values.tolist() == [
        ["all mentions", 3, 2, 0.667],
        ["all refused", 1, 1, 1.0],
        ["kind: name", 2, 1, 0.5],
        ["kind: region", 1, 1, 1.0],
        ["rule: forename", 1, 1, 1.0],
        ["rule: term", 3, 2, 0.667],
    ]


def test_judgements_of_another_run_are_told(corpus, tmp_path):
    found = hits(corpus)
    fill_in(tmp_path, judging.sample(found, corpus.sentences, n=1), ["yes"])
    judged = judging.read_judged(tmp_path)
    assert judging.summary(judged, found) == "Judged: 1 of 2 rows."
    changed = found.replace({"candidates": {"JOR": "JOR USA"}})
    assert judging.summary(judged, changed) == (
        "Judged: 1 of 2 rows. Not what the finder says of these articles today: 1 row."
    )
    assert judging.shares_right(judged[:0]).empty


def test_nothing_judged_is_no_error(tmp_path):
    assert judging.read_judged(tmp_path) is None


def test_a_sheet_that_a_spreadsheet_saved_is_read(corpus, tmp_path):
    sample = judging.sample(hits(corpus), corpus.sentences, n=2).assign(right="yes")
    # A byte order mark, quotes only where needed, Windows line ends.
    content = sample.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")
    (tmp_path / "judged.csv").write_bytes(content)
    assert judging.read_judged(tmp_path)["right"].tolist() == ["yes"] * 4


def test_a_judgement_that_is_none_is_named_with_its_row(corpus, tmp_path):
    fill_in(tmp_path, judging.sample(hits(corpus), corpus.sentences), ["yes", "maybe"])
    with pytest.raises(tables.TableError) as raised:
        judging.read_judged(tmp_path)
    assert str(raised.value) == (
        "tables/judged.csv, row 3: 'maybe' in column right: write yes or no, or leave it empty"
    )


def test_a_damaged_sheet_is_named_with_its_remedy(tmp_path):
    (tmp_path / "judged.csv").write_text("article_id;sentence_id;right\na;1;yes\n")
    with pytest.raises(
        tables.TableError, match=r"judged\.csv: columns are .*; correct it, or start from a new"
    ):
        judging.read_judged(tmp_path)


@pytest.fixture
def run(tmp_path, root):
    """Runs 05-accuracy alone on an invented article, and gives what it shows; its tables."""
    (tmp_path / "own").mkdir()
    (tmp_path / "own/one.txt").write_text("Peru and Chile signed a pact.")
    here = workbook.create(tmp_path / "own", tmp_path / "out")
    read = articles.read_folder(here.articles)
    found = countries.find_mentions(read.articles.set_index("article_id")["text"])
    mentions = articles.add_sentence_ids(found, read.sentences)
    for name, table in {**read._asdict(), "mentions": mentions}.items():
        tables.write(table, name, here.tables)
    (tmp_path / "sources").mkdir()
    book = (root / "notebooks/05-accuracy.ipynb").read_bytes()
    (tmp_path / "sources/05-accuracy.ipynb").write_bytes(book)
    here = workbook.Project(**(vars(here) | {"sources": tmp_path / "sources"}))

    def once():
        running.run(here)
        book = nbformat.read(here.notebooks / "05-accuracy.ipynb", as_version=4)
        return {
            cell.id: "".join(
                str(text) for output in cell.outputs for text in output.get("data", {}).values()
            )
            for cell in book.cells
            if cell.cell_type == "code"
        }

    return once, here.tables


def test_a_run_scores_what_is_judged_and_leaves_it_as_it_is(run):
    once, folder = run
    shown = once()
    assert "Nothing is judged yet" in shown["judged"]
    assert "Left out: the seed article is not among these" in shown["seed"]
    assert set(tables.read("scores", folder)["corpus"]) == {
        *("challenge-blind", "challenge-building", "coverage"),
        *("passages-blind", "passages-building"),
    }
    sample = tables.read("sample", folder)
    assert sample["text"].tolist() == ["Peru", "Chile"]

    fill_in(folder, sample, ["yes"])
    before = (folder / "judged.csv").read_bytes()
    assert "Judged: 1 of 2 rows." in once()["judged"]
    assert (folder / "judged.csv").read_bytes() == before

    fill_in(folder, sample, ["perhaps"])
    with pytest.raises(workbook.WorkbookError, match=r"row 2: 'perhaps' in column right: write"):
        once()
