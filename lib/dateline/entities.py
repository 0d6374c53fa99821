"""From sentences to every table of what is in them besides countries.

`find_entities` needs the statistical model, `find_without_model` makes the tables that can be made
without it. Both take tables and give tables; a parse is dropped as soon as its article is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from dateline import model, tables
from dateline.articles import add_sentence_ids
from dateline.countries import find_mentions
from dateline.dates import find_dates
from dateline.people import find_people
from dateline.quantities import find_quantities
from dateline.quotations import find_quotations
from dateline.relations import count_pairs, find_relations
from dateline.sentences import split
from dateline.wording import counted, listed, sentence

if TYPE_CHECKING:
    import pandas as pd

# Those that are made from a parse.
_PARSED = ("people", "organisations", "quotations", "relations")
# What a row of each table is: one, several.
_ROWS = {
    "people": ("mention of a person", "mentions of people"),
    "organisations": ("mention of an organisation", "mentions of organisations"),
    "dates": ("date", "dates"),
    "quantities": ("quantity", "quantities"),
    "quotations": ("quotation", "quotations"),
    "relations": ("relation", "relations"),
    "pairs": ("pair of countries named together", "pairs of countries named together"),
}


def find_entities(
    articles: pd.DataFrame,
    sentences: pd.DataFrame,
    mentions: pd.DataFrame,
    kinds: Sequence[str] = ("name",),
) -> dict[str, pd.DataFrame]:
    """The tables people, organisations, dates, quantities, quotations, relations and pairs.

    `articles`, `sentences` and `mentions` are the tables of those names; mentions of these `kinds`
    name their countries. Each sentence is parsed once. Raises `model.ModelError` where the model
    is missing, or is another one.
    """
    model.load()
    texts = _texts(articles)
    lines_of, mentions_of = _by_article(sentences), _by_article(mentions)
    rows: dict[str, list[tuple]] = {name: [] for name in _PARSED}
    for article in model.parse(sentences):
        name = article.article_id
        countries = mentions_of.get(name, [])
        people, organisations = find_people(article, countries)
        found = {
            "people": people,
            "organisations": organisations,
            "quotations": find_quotations(
                texts[name], lines_of[name], article, people, organisations
            ),
            "relations": find_relations(article, people, organisations, countries),
        }
        for table in _PARSED:
            rows[table] += ((name, *row) for row in found[table])
    made = {name: tables.frame(name, of_name) for name, of_name in rows.items()}
    return _in_order(made | _by_rules(articles, sentences, mentions, kinds))


def find_without_model(
    articles: pd.DataFrame,
    sentences: pd.DataFrame,
    mentions: pd.DataFrame,
    kinds: Sequence[str] = ("name",),
) -> dict[str, pd.DataFrame]:
    """The tables dates, quantities, quotations and pairs, as far as they need no model.

    Quotations are the direct ones alone, and nobody is known to speak them.
    """
    texts, lines_of = _texts(articles), _by_article(sentences)
    rows = [
        (name, *row)
        for name, of_article in lines_of.items()
        for row in find_quotations(texts[name], of_article)
    ]
    made = {"quotations": tables.frame("quotations", rows)}
    return _in_order(made | _by_rules(articles, sentences, mentions, kinds))


def tables_of(texts: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """All tables of texts that come from no file, such as annotated passages.

    `texts` has article_id, date (empty where not known) and text. Besides those of `find_entities`
    there are `sentences` and `mentions`. Raises `model.ModelError` as that does.
    """
    sentences = sentences_of(texts)
    found = find_mentions(texts.set_index("article_id")["text"])
    mentions = tables.frame("mentions", add_sentence_ids(found, sentences))
    return {
        "sentences": sentences,
        "mentions": mentions,
        **find_entities(texts, sentences, mentions),
    }


def sentences_of(texts: pd.DataFrame) -> pd.DataFrame:
    """The table `sentences` of texts that come from no file; `texts` has article_id and text."""
    rows = [
        (name, number, paragraph, start, end, text[start:end])
        for name, text in _texts(texts).items()
        for number, (paragraph, start, end) in enumerate(split(text), 1)
    ]
    return tables.frame("sentences", rows)


def summary(found: dict[str, pd.DataFrame]) -> str:
    """How many rows each table has, in one sentence."""
    return sentence(listed([counted(len(found[name]), *_ROWS[name]) for name in found]))


def read(folder: Path | str) -> dict[str, pd.DataFrame]:
    """The tables that are in a folder, of those that `write` writes."""
    return {
        name: tables.read(name, folder)
        for name in _ROWS
        if (Path(folder) / f"{name}.csv").is_file()
    }


def write(found: dict[str, pd.DataFrame], folder: Path | str) -> None:
    """Write the tables, and remove those of an earlier run that could not be made this time."""
    for name in _ROWS:
        if name in found:
            tables.write(found[name], name, folder)
        else:
            (Path(folder) / f"{name}.csv").unlink(missing_ok=True)


def _by_rules(
    articles: pd.DataFrame, sentences: pd.DataFrame, mentions: pd.DataFrame, kinds: Sequence[str]
) -> dict[str, pd.DataFrame]:
    return {
        "dates": find_dates(articles, sentences),
        "quantities": find_quantities(sentences),
        "pairs": count_pairs(mentions, kinds),
    }


def _in_order(made: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """As the schema orders them."""
    return {name: made[name] for name in tables.schema() if name in made}


def _texts(articles: pd.DataFrame) -> dict[str, str]:
    return dict(zip(articles["article_id"], articles["text"], strict=True))


def _by_article(table: pd.DataFrame) -> dict[str, list]:
    """The rows of a table by article, in its order."""
    found: dict[str, list] = {}
    for row in table.itertuples(index=False):
        found.setdefault(row.article_id, []).append(row)
    return found
