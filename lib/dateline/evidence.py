"""The evidence behind a map: each country's sentences, and the article texts with their mentions.

On a page every country, and every sentence and mention of a text shown, has an address of its own,
to which the marks of a figure lead; it stays the same when other articles come.
"""

from __future__ import annotations

import hashlib
import re
from html import escape
from typing import TYPE_CHECKING

from dateline import wording

if TYPE_CHECKING:
    import pandas as pd

# How a mention of each kind is underlined, so that kinds differ without colour; JupyterLab heeds
# inline styles alone, a page its style sheet.
_LINES = {
    "name": "3px solid",
    "adjective": "3px dashed",
    "demonym": "3px dotted",
    "metonym": "4px double",
    "embedded": "1px solid",
    "place": "1px dashed",
    "region": "1px dotted",
}
_SENTENCES, ARTICLES = 12, 10
# Where there are more articles than are shown whole, so many have a page of their own.
_PAGES = 200
# Of many countries fewer sentences each: so many in all, but no fewer than these.
_IN_ALL, _FEWEST = 240, 2


def page_of(number: int) -> str:
    """The page that shows the text of an article, by its number among all from 1; or nothing."""
    if number <= ARTICLES:
        return "03-map.html"
    return f"text-{number}.html" if number <= _PAGES else ""


def country_anchor(iso3: str) -> str:
    """The id of a country's sentences on a page."""
    return f"named-{iso3}"


def text_anchor(article_id: str) -> str:
    """The id of an article's text on a page: its own where that is short and plain.

    Else what it has of plain letters, and a hash that tells it from all others.
    """
    if re.fullmatch(r"[A-Za-z0-9_-]{1,60}", article_id):
        return f"text-{article_id}"
    code = hashlib.sha256(article_id.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"text-{re.sub('[^A-Za-z0-9_]+', '-', article_id)[:40]}-{code}"


def sentence_anchor(article_id: str, sentence_id: int) -> str:
    """The id of a sentence on a page."""
    return f"{text_anchor(article_id)}-s{sentence_id}"


def mention_anchor(article_id: str, start: int) -> str:
    """The id of a mention on a page, by its first character."""
    return f"{text_anchor(article_id)}-c{start}"


class Evidence:
    """What a notebook and a page show as evidence, from the tables of these names.

    Of each country at most `at_most` sentences are quoted, fewer of many, those that name it
    before others, and the texts of the first `texts` articles are shown whole. What is left out
    is said, and stands in the tables; of more articles the first 200 have a page each (`pages`),
    where `site.Site` makes links to them.
    """

    def __init__(
        self,
        articles: pd.DataFrame,
        sentences: pd.DataFrame,
        mentions: pd.DataFrame,
        countries: pd.DataFrame,
        at_most: int = _SENTENCES,
        texts: int = ARTICLES,
    ):
        self._articles, self._countries = articles, countries
        each = max(_IN_ALL // max(len(countries), 1), _FEWEST)
        self._at_most, self._texts = min(at_most, each), texts
        self._numbers = {key: at for at, key in enumerate(articles["article_id"], 1)}
        self._names = dict(zip(countries["iso3"], countries["country"], strict=True))
        self._sentences = {(row.article_id, row.sentence_id): row for row in sentences.itertuples()}
        self._of_article: dict[str, list[tuple[str, int]]] = {}
        for key in sorted(self._sentences):
            self._of_article.setdefault(key[0], []).append(key)
        self._mentions: dict[tuple[str, int], list] = {}
        self._where: dict[str, dict[tuple[str, int], None]] = {}
        for row in mentions.sort_values("start", kind="stable").itertuples():
            key = (row.article_id, row.sentence_id)
            self._mentions.setdefault(key, []).append(row)
            self._where.setdefault(row.iso3, {})[key] = None
        self._count = len(mentions)

    def __repr__(self) -> str:
        mentions = wording.counted(self._count, "mention", digits=True)
        return f"Evidence: {mentions} in {wording.counted(len(self._articles), 'article')}"

    def _repr_html_(self) -> str:
        kinds = {row.kind for rows in self._mentions.values() for row in rows}
        key = ", ".join(_marked(kind, kind) for kind in _LINES if kind in kinds)
        # An amount in dollars is no formula: the class keeps JupyterLab from setting it as one.
        parts = ['<div class="evidence mathjax_ignore">']
        parts += [f"<p>Mentions are marked by kind: {key}.</p>"] if kinds else []
        parts += [self._country(row) for row in self._countries.itertuples()]
        shown = self._articles.head(self._texts)
        parts += [self._article(row) for row in shown.itertuples()]
        if len(shown) < len(self._articles):
            left_out = len(self._articles) - len(shown)
            noun, verb = ("text", "is") if left_out == 1 else ("texts", "are")
            these = f'<span class="texts">{noun} of {left_out:,} more</span>'
            parts.append(f"<p>The {these} {verb} in tables/articles.csv.</p>")
        return "\n".join([*parts, "</div>"])

    def pages(self) -> list[tuple[str, str]]:
        """Of the first 200 articles the title, and the text with its mentions marked, as HTML.

        None where all articles are shown whole beside the countries.
        """
        if len(self._articles) <= self._texts:
            return []
        shown = self._articles.head(_PAGES)
        return [(row.title or row.article_id, self._text(row)) for row in shown.itertuples()]

    def _country(self, country) -> str:
        def place(key: tuple[str, int]) -> tuple[int, int]:
            return self._numbers[key[0]], key[1]

        keys = self._where.get(country.iso3, ())
        # Where not all are quoted, those that name the country, since they are what is counted.
        chosen = sorted(keys, key=lambda key: (not self._names_it(key, country.iso3), *place(key)))
        items = []
        for article_id, sentence_id in sorted(chosen[: self._at_most], key=place):
            number = self._numbers[article_id]
            where = f"sentence {sentence_id}"
            if len(self._articles) > 1:
                where = f"{escape(article_id)}, {where}"
            anchor = sentence_anchor(article_id, sentence_id)
            if number <= self._texts:
                where = f'<a href="#{anchor}">{where}</a>'
            elif number <= _PAGES:
                where = f'<span class="{anchor}">{where}</span>'
            quoted = self._marked_sentence((article_id, sentence_id), country.iso3)
            items.append(f"<li>{quoted} ({where})</li>")
        more = len(keys) - len(items)
        others = "1 more sentence is" if more == 1 else f"{more:,} more sentences are"
        rest = f"<p>{others} in tables/mentions.csv.</p>" if more else ""
        return (
            f'<h3 id="{country_anchor(country.iso3)}">{escape(country.country)}</h3>\n'
            f"<p>{_counts(country)}.</p>\n<ul>\n" + "\n".join(items) + f"\n</ul>{rest}"
        )

    def _names_it(self, key: tuple[str, int], iso3: str) -> bool:
        return any(row.iso3 == iso3 and row.kind == "name" for row in self._mentions[key])

    def _article(self, article) -> str:
        anchor = text_anchor(article.article_id)
        title = article.title or article.article_id
        return f'<h3 id="{anchor}">The text of {escape(title)}</h3>\n{self._text(article)}'

    def _text(self, article) -> str:
        parts, paragraph = [], None
        for key in self._of_article.get(article.article_id, ()):
            row = self._sentences[key]
            if row.paragraph != paragraph:
                parts.append("</p>\n<p>" if parts else "<p>")
                paragraph = row.paragraph
            anchor, number = sentence_anchor(*key), row.sentence_id
            parts.append(
                f'<a class="permalink" href="#{anchor}" title="Sentence {number}">{number}</a> '
                f'<span class="sentence" id="{anchor}">{self._marked_sentence(key)}</span> '
            )
        return "".join(parts) + ("</p>" if parts else "")

    def _marked_sentence(self, key: tuple[str, int], iso3: str = "") -> str:
        """A sentence with its mentions marked, or only those of one country, which then lead on.

        They lead to where the mention stands in the text, if that is shown.
        """
        leads = iso3 and self._numbers[key[0]] <= self._texts
        sentence = self._sentences[key]
        parts, at = [], 0
        for row in self._mentions.get(key, []):
            start = row.start - sentence.start
            end = min(row.end - sentence.start, len(sentence.text))
            if start < at or (iso3 and row.iso3 != iso3):
                continue
            who = self._names.get(row.iso3, "") or row.candidates.replace(" ", " or ")
            parts.append(escape(sentence.text[at:start]))
            anchor = mention_anchor(row.article_id, row.start)
            identity = "" if iso3 else f' id="{anchor}"'
            marked = _marked(sentence.text[start:end], row.kind, who, identity)
            parts.append(f'<a href="#{anchor}">{marked}</a>' if leads else marked)
            at = end
        return "".join([*parts, escape(sentence.text[at:])])


def _marked(text: str, kind: str, who: str = "", identity: str = "") -> str:
    title = escape(f"{who}, {kind}" if who else kind)
    style = f"background: none; border-bottom: {_LINES[kind]}"
    return f'<mark{identity} class="{kind}" title="{title}" style="{style}">{escape(text)}</mark>'


def _counts(country) -> str:
    """How often a country is mentioned in each way."""
    kinds = [kind for kind in _LINES if getattr(country, f"n_{kind}", 0)]
    words = {"name": "by name", "embedded": "inside another name", "place": "as a place"}
    words |= {"metonym": "by seat of power", "demonym": "by the name of its people"}
    first, *others = [
        (getattr(country, f"n_{kind}"), words.get(kind, f"by {kind}")) for kind in kinds
    ] or [(0, "of this country")]
    found = [f"{wording.counted(first[0], 'mention', digits=True)} {first[1]}"]
    return wording.listed(found + [f"{count:,} {how}" for count, how in others])
