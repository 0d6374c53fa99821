"""What the tables tell together: dated statements and events, ties, and who says what.

Tables in, tables and sentences out; `charts` draws them. A table that could not be made is simply
not in `found`, and what it would have told is left out.
"""

from __future__ import annotations

import calendar
import re
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

from dateline import borders, wording
from dateline.vocabulary import pattern

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

# In English whatever the locale.
MONTHS = tuple(
    "January February March April May June July August September October November December".split()
)
_LABEL = 78  # letters of a short form
_ROWS, _MARKS = 16, 200  # dated items with words of their own; with a mark
_OUTSIDE = 0.03  # of many, the share left out at either end of the time
UNKNOWN = "not known"
# For the first time since.
_COMPARED = re.compile(
    rf"\b{pattern('compared', 'dates')}\b[^,;:]{{0,50}}\ssince\s(?:the\s)?\Z", re.IGNORECASE
)
_WITHOUT = "This needs the statistical model: 02-entities says how to get it."


# --- in what order ------------------------------------------------------------------------------


def dated(found: Mapping[str, pd.DataFrame], sentences: pd.DataFrame) -> pd.DataFrame:
    """The statements and events with a date, the earliest first.

    `found` holds tables by name; of them `dates`, `relations` and `quotations` are read, and
    `sentences` is the table of that name. A date outside a quotation dates the saying of it, one
    inside dates what is told; of several in a sentence, the nearest has the date. The time
    that something is only compared with, as the first since 2006, dates nothing.

    Columns: number (from 1), earliest and latest (ISO 8601 days), when (in words), kind (statement,
    event, or sentence where neither is found with it), hypothetical (yes, no), label (a short
    form), article_id, sentence_id, start, end, sentence, shown (row, mark, no): of many, those
    least told of (no relation or quotation, not as a fact, vaguely dated) are shown without words,
    and those earlier or later than nearly all others, which would press these together, not at all.
    """
    import pandas as pd

    texts = {
        (row.article_id, row.sentence_id): (row.start, row.text) for row in sentences.itertuples()
    }
    near = {
        name: _by_sentence(found[name]) if name in found else {}
        for name in ("relations", "quotations")
    }
    rows = []
    dates = found["dates"]
    for each in dates[(dates["earliest"] != "") & (dates["latest"] != "")].itertuples():
        key = (each.article_id, each.sentence_id)
        start, text = texts.get(key, (0, ""))
        if each.modifier == "since" and _COMPARED.search(text[: each.start - start]):
            continue
        sentence = " ".join(text.split())
        kind, hypothetical, label = _told(
            each, sentence, near["relations"].get(key, []), near["quotations"].get(key, [])
        )
        when = f"{each.modifier} {in_words(each.earliest, each.latest)}".strip()
        place = (*key, each.start, each.end)
        rows.append((each.earliest, each.latest, when, kind, hypothetical, label, *place, sentence))
    columns = "earliest latest when kind hypothetical label article_id sentence_id start end"
    rows.sort(key=lambda row: (row[0], row[1], row[6], row[8]))
    frame = pd.DataFrame(rows, columns=[*columns.split(), "sentence"])
    frame.insert(0, "number", range(1, len(frame) + 1))
    low, high = _bounds(frame)
    ranked = sorted(
        (row for row in frame.itertuples() if low <= row.earliest and row.latest <= high),
        key=lambda row: (
            row.kind == "sentence",
            row.hypothetical == "yes",
            date.fromisoformat(row.latest) - date.fromisoformat(row.earliest),
            # Multiples of the golden ratio: of equals, those shown are spread over the time.
            row.number * 0.618034 % 1,
        ),
    )
    place = {row.number: at for at, row in enumerate(ranked)}
    frame["shown"] = [
        "row" if at < _ROWS else "mark" if at < _MARKS else "no"
        for at in (place.get(number, _MARKS) for number in frame["number"])
    ]
    return frame


def _bounds(dated: pd.DataFrame) -> tuple[str, str]:
    """The days between which a timeline shows what is dated: of many, all but some at each end."""
    outside = int(len(dated) * _OUTSIDE) if len(dated) > _MARKS else 0
    earliest, latest = sorted(dated["earliest"]), sorted(dated["latest"], reverse=True)
    return (earliest[outside], latest[outside]) if len(dated) else ("", "")


def _told(date_, sentence: str, relations: list, quotations: list) -> tuple[str, str, str]:
    """Kind, hypothetical and label of what a date in a sentence dates."""
    said = [row for row in quotations if not row.start <= date_.start < row.end]
    done = [
        row for row in relations if not any(quote.start <= row.start < quote.end for quote in said)
    ]
    nearest = min((*done, *said), key=lambda row: (_apart(date_, row), row.start), default=None)
    if nearest is None:
        return "sentence", "no", _cut(sentence.split())
    words = nearest.text.split()
    if nearest in said:
        # An indirect one begins with the "that" of its sentence.
        words = words[1:] if nearest.kind == "indirect" and words[0] == "that" else words
        quoted = _cut(words).strip('“”" ,')
        by = f"{nearest.speaker}: " if nearest.speaker else ""
        mark = ("“", "”") if nearest.kind == "direct" else ("", "")
        return "statement", "no", f"{by}{mark[0]}{quoted}{mark[1]}"
    return "event", nearest.hypothetical, _cut(words, to_the_end=True)


def _apart(one, other) -> int:
    """How many characters are between a date and the nearer end of a span."""
    return min(abs(one.start - other.end), abs(other.start - one.end), abs(one.start - other.start))


def _cut(words: list[str], to_the_end: bool = False) -> str:
    """The first words, as many as a label holds; or the first one and the last ones."""
    text = " ".join(words)
    if len(text) <= _LABEL:
        return text
    if not to_the_end:
        return f"{text[:_LABEL].rsplit(' ', 1)[0].rstrip(' ,;:')} …"
    room = _LABEL - min(len(words[0]), _LABEL // 2)
    return f"{words[0][: _LABEL // 2]} … {text[-room:].split(' ', 1)[-1]}"


def in_words(earliest: str, latest: str) -> str:
    """A span of days in words, as short as it is exact: "14 September 2021", "August 2020"."""
    first, last = date.fromisoformat(earliest), date.fromisoformat(latest)
    whole_months = first.day == 1 and last.day == calendar.monthrange(last.year, last.month)[1]
    if whole_months and (first.month, last.month) == (1, 12):
        ends = (str(first.year), str(last.year))
    elif whole_months:
        ends = tuple(f"{MONTHS[day.month - 1]} {day.year}" for day in (first, last))
    else:
        ends = tuple(f"{day.day} {MONTHS[day.month - 1]} {day.year}" for day in (first, last))
        if first != last and (first.year, first.month) == (last.year, last.month):
            return f"{first.day}–{ends[1]}"
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} – {ends[1]}"


def timeline_finding(rows: pd.DataFrame) -> str:
    """What the timeline shows, in one line; `rows` as `dated` gives them."""
    if rows.empty:
        return "Nothing is dated to a day, month or year"
    kinds = Counter(rows["kind"])
    others = "other sentence" if len(kinds) > 1 else "sentence"
    nouns = {"statement": "statement", "event": "event", "sentence": others}
    what = wording.listed(
        [wording.counted(kinds[kind], noun) for kind, noun in nouns.items() if kinds[kind]]
    )
    first, last = rows["earliest"].min(), rows["latest"].max()
    text = f"{what[0].upper()}{what[1:]} {'is' if len(rows) == 1 else 'are'} dated"
    span = in_words(first, last)
    if len(rows) == 1 or len(set(rows["when"])) == 1:
        return f"{text}: {span}"
    text += f", from {first[:4]} to {last[:4]}" if first[:4] != last[:4] else f", in {first[:4]}"
    months = Counter(
        row.earliest[:7] for row in rows.itertuples() if row.earliest[:7] == row.latest[:7]
    )
    ranked = months.most_common(2)
    if ranked and ranked[0][1] > 1 and (len(ranked) == 1 or ranked[0][1] > ranked[1][1]):
        month, count = ranked[0]
        text += f"; {wording.spelled(count)} of them in {MONTHS[int(month[5:]) - 1]} {month[:4]}"
    return text


# --- who is tied to whom ------------------------------------------------------------------------


def ties(
    found: Mapping[str, pd.DataFrame], countries: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Nodes and edges of the network: countries named together, and who belongs to them.

    Of `found` the tables `pairs`, `people` and `organisations` are read; `countries` is the table
    of that name: pairs of others are left out. A country is a node if it is named, or if somebody
    is attached to it.

    Nodes have the columns kind (country, person, organisation), key, name and count (mentions);
    edges have what (named together, of, posted to, associate of), a and b (keys), and count
    (sentences, or mentions of who is attached). The key of a country is its iso3.
    """
    import pandas as pd

    edges: Counter[tuple[str, str, str]] = Counter()
    counts: Counter[tuple[str, str]] = Counter()
    known = set(countries["iso3"])
    for row in found["pairs"].itertuples():
        if {row.iso3_a, row.iso3_b} <= known:
            edges["named together", row.iso3_a, row.iso3_b] += row.sentences
    for table, kind in (("people", "person"), ("organisations", "organisation")):
        for row in found[table].itertuples() if table in found else ():
            name = getattr(row, kind)
            counts[kind, name] += 1
            if row.iso3:
                edges["of", f"{kind}:{name}", row.iso3] += 1
            if kind == "person":
                for iso3 in row.posted_to.split():
                    edges["posted to", f"person:{name}", iso3] += 1
                if row.of and row.of != name:
                    edges["associate of", f"person:{name}", f"person:{row.of}"] += 1
    named = {row.iso3: (row.country, row.n_name) for row in countries.itertuples()}
    in_edges = {key for _, a, b in edges for key in (a, b)}
    nodes = [
        ("country", iso3, *named.get(iso3, (borders.names().get(iso3, iso3), 0)))
        for iso3 in sorted(set(named) | {key for key in in_edges if ":" not in key})
        if iso3 in in_edges or named[iso3][1]
    ]
    for key in sorted({key for key in in_edges if ":" in key} | {f"{k}:{n}" for k, n in counts}):
        kind, name = key.split(":", 1)
        nodes.append((kind, key, name, counts[kind, name]))
    made = pd.DataFrame(nodes, columns=["kind", "key", "name", "count"])
    ranked = sorted(edges.items(), key=lambda item: (item[0][0], -item[1], item[0]))
    lines = pd.DataFrame([(*key, n) for key, n in ranked], columns=["what", "a", "b", "count"])
    return made, lines


def network_finding(nodes: pd.DataFrame, edges: pd.DataFrame) -> str:
    """What the network shows, in one line; `nodes` and `edges` as `ties` gives them."""
    pairs = edges[edges["what"] == "named together"]
    if pairs.empty:
        return "No two countries are named in one sentence"
    names = dict(zip(nodes["key"], nodes["name"], strict=True))
    most = int(pairs["count"].max())
    leaders = pairs[pairs["count"] == most]
    times = wording.counted(most, "sentence")
    if len(leaders) == 1:
        pair = [wording.with_article(names[leaders.iloc[0][side]]) for side in ("a", "b")]
        text = wording.listed(pair)
        only = len(pairs) == 1
        text += " are the only two countries named together" if only else " are named together most"
        text += f", in {times}"
    else:
        text = f"{wording.counted(len(leaders), 'pair')} of countries are named together "
        text += f"in {times} each"
        text += ", the others in fewer" if len(leaders) < len(pairs) else ""
    partners = Counter([*pairs["a"], *pairs["b"]]).most_common(2)
    if partners[0][1] > 2 and partners[0][1] > partners[1][1]:
        who = wording.with_article(names[partners[0][0]])
        text += f"; {who} has the most partners, {wording.spelled(partners[0][1])}"
    return f"{text[0].upper()}{text[1:]}"


def left_out(found: Mapping[str, pd.DataFrame], *names: str) -> str:
    """A sentence on which of these tables could not be made; empty where all are there."""
    missing = [name for name in names if name not in found]
    return f"Left out: {wording.listed(missing)}. {_WITHOUT}" if missing else ""


def speakers_left_out(found: Mapping[str, pd.DataFrame]) -> str:
    """As `left_out` for the speakers of quotations, which are found along with people."""
    return "" if "people" in found else f"Left out: speakers. {_WITHOUT}"


# --- who says what ------------------------------------------------------------------------------


def by_speaker(quotations: pd.DataFrame) -> pd.DataFrame:
    """The table `quotations` by speaker, who speaks most first, unknown speakers last."""
    rows = quotations.assign(
        speaker=[name or UNKNOWN for name in quotations["speaker"]],
        quotation=[" ".join(text.split()) for text in quotations["text"]],
    )
    counts = Counter(rows["speaker"])
    ranked = sorted(counts, key=lambda name: (name == UNKNOWN, -counts[name], name))
    rank = {name: at for at, name in enumerate(ranked)}
    ordered = rows.assign(rank=rows["speaker"].map(rank)).sort_values("rank", kind="stable")
    return ordered[["speaker", "quotation", "kind", "cue", "article_id", "sentence_id"]]


def speech_finding(quotations: pd.DataFrame) -> str:
    """Who says most, in one line; from the table `quotations`."""
    total = len(quotations)
    if not total:
        return "Nobody is quoted"
    counts = Counter(name for name in quotations["speaker"] if name)
    of_all = f"of {wording.counted(total, 'quotation')}"
    if not counts:
        return f"Of {wording.counted(total, 'quotation')}, the speaker is not known"
    most = max(counts.values())
    leaders = sorted(name for name in counts if counts[name] == most)
    if len(leaders) > 1:
        said = f"{wording.counted(len(counts), 'speaker')} share {of_all[3:]}"
        text = f"{said}, none with more than {wording.spelled(most)}"
    else:
        text = f"{leaders[0]} is quoted most: {wording.spelled(most)} {of_all}"
        text += f" by {wording.counted(len(counts), 'speaker')}"
    unknown = total - sum(counts.values())
    text += f"; of {wording.spelled(unknown)} the speaker is not known" if unknown else ""
    return f"{text[0].upper()}{text[1:]}"


def _by_sentence(table: pd.DataFrame) -> dict[tuple, list]:
    rows: dict[tuple, list] = {}
    for row in table.itertuples():
        rows.setdefault((row.article_id, row.sentence_id), []).append(row)
    return rows
