"""The adapter to the statistical model: where its words stand, and what is said without it.

The sentences are invented.
"""

import importlib.util
import shutil

import pytest

from dateline import model, sentences, tables

TEXT = "The ferry left.\n\nAna Pavić stayed in Split — alone. 😀 She waved."


def _table(**texts):
    rows = [
        (article_id, number, paragraph, start, end, text[start:end])
        for article_id, text in texts.items()
        for number, (paragraph, start, end) in enumerate(sentences.split(text), 1)
    ]
    return tables.frame("sentences", rows)


def test_words_stand_where_they_stand_in_the_article():
    (article,) = model.parse(_table(a=TEXT))
    words = [
        (parsed.start + token.idx, token.text)
        for parsed in article.sentences
        for token in parsed.doc
    ]
    assert all(TEXT[start : start + len(word)] == word for start, word in words)
    assert {"ferry", "Pavić", "waved"} <= {word for _, word in words}


def test_a_title_and_its_dot_are_one_word():
    text = "Brig. Ana Pavić, Lt. Col. Sow and Gen. Keita left."
    (article,) = model.parse(_table(a=text))
    words = [token.text for parsed in article.sentences for token in parsed.doc]
    assert [word for word in words if word.endswith(".")] == ["Brig.", "Lt.", "Col.", "Gen.", "."]


def test_articles_come_in_order_with_their_sentences():
    articles = list(model.parse(_table(b="One. Two left.", a="Three stayed.")))
    assert [article.article_id for article in articles] == ["b", "a"]
    assert [[s.sentence_id for s in article.sentences] for article in articles] == [[1, 2], [1]]
    assert [s.paragraph for s in articles[0].sentences] == [1, 1]


def test_no_sentences_give_no_articles():
    assert list(model.parse(_table())) == []


@pytest.mark.parametrize("text", ["word " * 3_000, "x" * 9_000], ids=["words", "one word"])
def test_a_very_long_sentence_is_parsed_in_pieces_of_one_sentence(text):
    (article,) = model.parse(_table(a=text))
    pieces = article.sentences
    assert len(pieces) > 1
    assert {piece.sentence_id for piece in pieces} == {1}
    assert max(len(piece.doc.text) for piece in pieces) <= 4_000
    assert "".join(piece.doc.text for piece in pieces) == text.strip()
    assert all(text.startswith(piece.doc.text, piece.start) for piece in pieces)


def test_the_model_finds_names_in_plain_news():
    (article,) = model.parse(_table(a="President Emmanuel Macron met Angela Merkel in Berlin."))
    names = {entity.text for entity in article.sentences[0].doc.ents}
    assert {"Emmanuel Macron", "Angela Merkel", "Berlin"} <= names


def test_another_weight_is_refused(tmp_path, monkeypatch):
    folder = tmp_path / "model"
    shutil.copytree(model._folder(), folder)
    with (folder / "ner" / "model").open("ab") as file:
        file.write(b"\0")
    monkeypatch.setattr(model, "_folder", lambda: folder)
    with pytest.raises(model.ModelError, match="ner/model is not that of version"):
        model.load.__wrapped__()


def test_a_missing_weight_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(model, "_folder", lambda: tmp_path)
    with pytest.raises(model.ModelError, match="is not that of version"):
        model.load.__wrapped__()


@pytest.mark.parametrize("missing", ["en_core_web", "spacy"])
def test_a_missing_model_is_one_error_that_says_how_to_install_it(missing, monkeypatch):
    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name.startswith(missing) else find(name)
    )
    with pytest.raises(model.ModelError) as caught:
        model.load.__wrapped__()
    assert "pip install" in str(caught.value)
    assert "\n" not in str(caught.value)
