"""How right the finder is: what it found, against what people found in the same texts.

Precision is the share right of what was found, recall the share found of what is there, F1 their
harmonic mean (2 right / (found + there)). A figure whose divisor is 0 is undefined: NaN in a frame,
empty in a CSV file. All are rounded to three decimals.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from dateline import gazetteer, tables
from dateline.gold import Gold

if TYPE_CHECKING:
    import pandas as pd

# Corpora annotate the codes of territories unevenly, so only states count in them.
_TERRITORIES = frozenset(
    "ABW AIA ALA ASM ATA ATF BES BLM BMU BVT CCK COK CUW CXR CYM ESH FLK FRO GGY GIB GLP GRL GUF "
    "GUM HKG HMD IMN IOT JEY MAC MAF MNP MSR MTQ MYT NCL NFK NIU PCN PRI PYF REU SGS SHN SJM SPM "
    "SXM TCA TKL UMI VGB VIR WLF".split()
)
_EITHER = ("name_embedded", "constituent", "ignore")
_PEOPLE = ("adjective", "demonym")


def compare(gold: Gold, found: pd.DataFrame) -> pd.DataFrame:
    """Set what was found beside what is there: a row for each mention of either, by text.

    `found` is what `find_mentions(gold.series)` gives; rows of kind `refused` are no mentions, but
    the rule of one that covers a missed mention is told. A mention is `right` where the spans
    overlap and country (or candidates) and kind are the same, one for one. What is left over is
    paired where it overlaps, as `wrong country` or else `wrong kind`; the rest is `missed` or
    `no mention`. Columns: article_id, class, outcome, expected and found (as in the gold's files:
    {Mali|MLI|name}), their kinds, rule.
    """
    import pandas as pd

    there, here = _by_article(gold.mentions), _by_article(found)
    rows = []
    for text in gold.texts[["article_id", "class"]].itertuples(index=False, name=None):
        hits = [hit for hit in here[text[0]] if hit.kind != "refused"]
        refused = [hit for hit in here[text[0]] if hit.kind == "refused"]
        right, missed, extra = _paired(there[text[0]], hits, _same)
        wrong, missed, extra = _paired(missed, extra, lambda row, hit: True)
        pairs = [("right", row, hit) for row, hit in right]
        pairs += [
            ("wrong country" if _codes(row) != _codes(hit) else "wrong kind", row, hit)
            for row, hit in wrong
        ]
        pairs += [("missed", row, None) for row in missed]
        pairs += [("no mention", None, hit) for hit in extra]
        for outcome, row, hit in sorted(pairs, key=lambda pair: (pair[1] or pair[2]).start):
            decided = hit or next((other for other in refused if _overlap(row, other)), None)
            kinds = row.kind if row else "", hit.kind if hit else ""
            rule = decided.rule if decided else ""
            rows.append((*text, outcome, _shown(row), _shown(hit), *kinds, rule))
    columns = "article_id class outcome expected found expected_kind found_kind rule"
    return pd.DataFrame(rows, columns=columns.split(), dtype="str")


def score(gold: Gold, found: pd.DataFrame, corpus: str) -> pd.DataFrame:
    """The table `scores` for one gold: over all, by its classes (where several), and by kind.

    `found` is as in `compare`. By kind, precision is of what was found as that kind and recall of
    what is there as that kind.
    """
    outcomes = compare(gold, found)
    right = outcomes["outcome"] == "right"
    is_there, is_found = outcomes["expected"] != "", outcomes["found"] != ""
    classes = list(dict.fromkeys(gold.texts["class"]))
    kinds = sorted({*outcomes["expected_kind"], *outcomes["found_kind"]} - {""})
    parts = {"all": (is_there, is_found)}
    for name in classes if len(classes) > 1 else ():
        of_class = outcomes["class"] == name
        parts[name] = is_there & of_class, is_found & of_class
    for kind in kinds:
        parts[f"kind: {kind}"] = outcomes["expected_kind"] == kind, outcomes["found_kind"] == kind
    return tables.frame(
        "scores",
        [
            ("countries", corpus, name, *_figures((right & a).sum(), a.sum(), b.sum()))
            for name, (a, b) in parts.items()
        ],
    )


def errors(gold: Gold, found: pd.DataFrame) -> pd.DataFrame:
    """The errors of `compare`, each as what is there → what was found, beside its text."""
    wrong = compare(gold, found).query("outcome != 'right'").replace("", "nothing")
    shown = wrong[["article_id"]].assign(error=wrong["expected"] + " → " + wrong["found"])
    shown["rule"] = wrong["rule"].replace("nothing", "")
    return shown.merge(gold.texts[["article_id", "text"]], on="article_id")


def error_counts(gold: Gold, found: pd.DataFrame) -> pd.DataFrame:
    """By class: the texts, those without an error, and the errors by what went wrong."""
    import pandas as pd

    outcomes = compare(gold, found)
    wrong = outcomes[outcomes["outcome"] != "right"]
    kinds = ["missed", "no mention", "wrong country", "wrong kind"]
    by_class = gold.texts.groupby("class", sort=False).size().to_frame("texts")
    flawed = wrong.groupby("class")["article_id"].nunique().reindex(by_class.index, fill_value=0)
    by_class["without an error"] = by_class["texts"] - flawed
    table = pd.crosstab(wrong["class"], wrong["outcome"]).reindex(
        index=by_class.index, columns=kinds, fill_value=0
    )
    by_class = by_class.join(table).reset_index()
    total = by_class.drop(columns="class").sum().to_frame().T.assign(**{"class": "all"})
    return pd.concat([total, by_class])[list(by_class)]


def score_corpus(gold: Gold, found: pd.DataFrame, corpus: str) -> pd.DataFrame:
    """The table `scores` for a corpus of `read_corpus`, by what is measured.

    `found` is what `find_mentions(gold.series)` gives. `countries named` compares, article by
    article, the set of countries with a mention of kind `name`; `names` pairs such mentions where
    they overlap, `exact names` where their spans are equal; `adjectives` pairs adjectives and
    demonyms, in the articles that have some marked (in the others nobody marked them). Only the
    197 states count. What is marked as name_embedded, constituent or ignore may be found or not;
    where no country is given there, whatever is found in it is accepted.
    """
    states = set(gazetteer.load().names) - _TERRITORIES
    marked, hits = _by_article(gold.mentions), _by_article(found)
    counts = defaultdict(Counter)
    for article_id in gold.texts["article_id"]:
        hits_of_states = [hit for hit in hits[article_id] if hit.iso3 in states]
        for measure, right, there, here in _measured(marked[article_id], hits_of_states, states):
            counts[measure].update(right=right, there=there, here=here)
    rows = [
        ("countries", corpus, measure, *_figures(count["right"], count["there"], count["here"]))
        for measure, count in counts.items()
    ]
    return tables.frame("scores", rows)


def _measured(marked: list, hits: list, states: set[str]) -> Iterator[tuple[str, int, int, int]]:
    """What `score_corpus` counts in one article: measure, right, there, found."""
    either = [row for row in marked if row.kind in _EITHER]
    there = _unique(row for row in marked if row.kind == "name" and row.iso3 in states)
    here = _unique(hit for hit in hits if hit.kind == "name")

    named = {row.iso3 for row in there}
    accepted = {row.iso3 for row in either} | {
        hit.iso3 for hit in here for row in either if not row.iso3 and _overlap(row, hit)
    }
    told = {hit.iso3 for hit in here} - (accepted - named)
    yield "countries named", len(told & named), len(named), len(told)

    spans = set(map(_span, there))
    either += [row for row in marked if row.kind == "name" and row.iso3 not in states]
    here = [hit for hit in here if _span(hit) in spans or not _touches(hit, either)]
    yield "names", len(_paired(there, here, _same_country)[0]), len(there), len(here)
    yield "exact names", len(spans & set(map(_span, here))), len(there), len(here)

    if any(row.kind in _PEOPLE for row in marked):
        there = [row for row in marked if row.kind in _PEOPLE and row.iso3 in states]
        others = [row for row in marked if row not in there]
        here = _unique(hit for hit in hits if hit.kind in _PEOPLE)
        here = [hit for hit in here if not _touches(hit, others)]
        yield "adjectives", len(_paired(there, here, _same_country)[0]), len(there), len(here)


def side_by_side(scores: pd.DataFrame) -> pd.DataFrame:
    """The table `scores` for reading: a row for all, each class and each kind, the corpora beside.

    Columns: class, then n, precision, recall and f1 of each corpus ("blind n" of challenge-blind);
    missing where it has no such row, or where the figure is undefined.
    """
    import pandas as pd

    rows = sorted(dict.fromkeys(scores["class"]), key=lambda name: name.startswith("kind: "))
    wide = {"class": rows}
    for corpus, part in scores.astype({"n": "Int64"}).groupby("corpus", sort=False):
        part = part.set_index("class").reindex(rows)
        for figure in ("n", "precision", "recall", "f1"):
            wide[f"{corpus.removeprefix('challenge-')} {figure}"] = part[figure].array
    return pd.DataFrame(wide)


def summary(scores: pd.DataFrame, corpus: str) -> str:
    """How right the finder is on one corpus of the table `scores`, in one sentence."""
    part = scores[(scores["corpus"] == corpus) & (scores["class"] == "all")].iloc[0]
    if not part[["precision", "recall"]].notna().all():
        return "Nothing was found, or nothing is there to be found."
    return (
        f"{part['recall']:.1%} of {part['n']:,} mentions are found with the right country and "
        f"kind, and {part['precision']:.1%} of what is found is right (F1 {part['f1']:.3f})."
    )


def _figures(right: int, there: int, found: int) -> tuple[float, float, float, int]:
    """Precision, recall, F1 and n."""

    def share(part: int, whole: int) -> float:
        return round(part / whole, 3) if whole else float("nan")

    return share(right, found), share(right, there), share(2 * right, there + found), there


def _paired(
    there: list, here: list, alike: Callable[[tuple, tuple], bool]
) -> tuple[list[tuple], list, list]:
    """Pairs of overlapping spans that are alike, one for one; what is left of each side.

    Taken from left to right: on each side spans do not overlap, so this pairs as many as can be.
    """
    there, pairs, extra = sorted(there, key=_span), [], []
    for hit in sorted(here, key=_span):
        row = next((row for row in there if _overlap(row, hit) and alike(row, hit)), None)
        if row is None:
            extra.append(hit)
        else:
            there.remove(row)
            pairs.append((row, hit))
    return pairs, there, extra


def _by_article(rows: pd.DataFrame) -> dict[str, list]:
    grouped = defaultdict(list)
    for row in rows.itertuples(index=False):
        grouped[row.article_id].append(row)
    return grouped


def _overlap(first: tuple, second: tuple) -> bool:
    return first.start < second.end and second.start < first.end


def _touches(hit: tuple, rows: list) -> bool:
    return any(_overlap(row, hit) for row in rows)


def _span(row: tuple) -> tuple[int, int, str]:
    return row.start, row.end, row.iso3


def _unique(rows: Iterable[tuple]) -> list:
    return list({_span(row): row for row in rows}.values())


def _codes(row: tuple) -> str:
    return " ".join(sorted((row.iso3 or row.candidates).split()))


def _same(row: tuple, hit: tuple) -> bool:
    return row.kind == hit.kind and _codes(row) == _codes(hit)


def _same_country(row: tuple, hit: tuple) -> bool:
    return row.iso3 == hit.iso3


def _shown(row: tuple | None) -> str:
    return f"{{{row.text}|{_codes(row)}|{row.kind}}}" if row else ""
