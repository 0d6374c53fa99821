"""What a map of countries says in words: title, subtitle, note and alt text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dateline import wording
from dateline.countries import IMPLYING
from dateline.naming import BY_NAME, Naming

if TYPE_CHECKING:
    import pandas as pd

    from dateline.geography import View

# How the boundaries show what is disputed, and where that is (longitude, latitude): a map says so
# where it shows the place.
_APART = {
    "Kosovo": (20.9, 42.6),
    "Palestine": (35.25, 31.95),
    "Taiwan": (121.0, 23.7),
    "Western Sahara": (-13.5, 24.5),
}
_WITHIN = {
    "Crimea in Ukraine": (34.3, 45.2),
    "Northern Cyprus in Cyprus": (33.5, 35.3),
    "Golan in Israel": (35.8, 33.0),
    "Somaliland in Somalia": (45.5, 9.6),
    "Abkhazia and South Ossetia in Georgia": (41.5, 43.0),
    "Transnistria in Moldova": (29.5, 47.1),
    "Kashmir divided": (75.5, 34.3),
}
# What can be hatched as disputed instead.
DISPUTED = {"Western Sahara": _APART["Western Sahara"], "Crimea": _WITHIN["Crimea in Ukraine"]}


def findings(countries: pd.DataFrame, articles: int = 1, naming: Naming = BY_NAME) -> list[str]:
    """What the table `countries` shows, in one to four sentences; `naming` says what counts."""
    left_out, told = naming.left_out(countries), headline(countries, articles, naming)
    countries = naming.applied(countries)
    counts = countries.assign(
        mentions=countries["n_name"], implied=countries[list(IMPLYING)].sum(axis=1)
    ).sort_values(["mentions", "implied", "country"], ascending=[False, False, True])
    named = counts[counts["mentions"] > 0]
    implied = counts[(counts["mentions"] == 0) & (counts["implied"] > 0)]
    sentences = [f"{told}."]
    if len(named) > 1:
        by = naming.words[0].upper() + naming.words[1:]
        sentences.append(f"{by}: {_listed(_with_counts(named), 20)}.")
    if len(implied):
        sentences.append(
            f"Not named but {_implied_by(counts)}: {_listed(_with_counts(implied), 20)}."
        )
    return [*sentences, wording.sentence(left_out)] if left_out else sentences


def headline(countries: pd.DataFrame, articles: int = 1, naming: Naming = BY_NAME) -> str:
    """What the map shows, in one line computed from the table `countries`.

    It is over all that counts, also where that is too little to be drawn.
    """
    finding = _finding(naming.added(countries), articles)
    return finding[0].upper() + finding[1:]


def _finding(countries: pd.DataFrame, articles: int) -> str:
    country, mentions = countries["country"], countries["n_name"]
    where = "" if articles < 2 else f" in {wording.counted(articles, 'article')}"
    named = mentions > 0
    total, most = mentions[named].sum(), mentions.max()
    leaders = sorted(country[named & (mentions == most)])
    if not leaders:
        return f"no country is named{where}"
    subject = wording.listed([wording.with_article(name) for name in leaders])
    if len(leaders) > 3:
        subject = wording.counted(len(leaders), "country", "countries")
    if named.sum() == 1:
        return f"{subject} is the only country named{where}: {_mentions(most)}"
    all_named = f"of {total:,} mentions of {wording.spelled(named.sum())} countries{where}"
    if len(leaders) == 1:
        return f"{subject} is named most: {most:,} {all_named}"
    if len(leaders) == named.sum():
        return f"{subject} are named {_times(most)} each{where}"
    return f"{subject} are named most, {_times(most)} each: {most * len(leaders):,} {all_named}"


def alt_text(
    numbers: pd.DataFrame, countries: pd.DataFrame, articles: int = 1, naming: Naming = BY_NAME
) -> str:
    """The map in words, for those who do not see it: every country drawn, with its number."""
    articles_read = wording.counted(articles, "article")
    sentences = [
        f"Map of the countries named in {articles_read}, where "
        + _finding(naming.added(countries), 1)
    ]
    for shown, what in (
        ("filled", "Filled by number of mentions"),
        ("hatched", f"Hatched, not named but {_implied_by(numbers)}"),
        ("outside the frame", f"Outside the frame, not named but {_implied_by(numbers)}"),
    ):
        rows = numbers[numbers["shown"] == shown]
        if len(rows):
            sentences.append(f"{what}: {wording.listed(_with_counts(rows))}")
    return " ".join([". ".join(sentences) + ".", *_undrawn(numbers, len(numbers))])


def subtitle(numbers: pd.DataFrame, articles: int, by_name: str = "by name") -> str:
    """What the map shows of how many articles, and which countries are there by implication."""
    by = _implied_by(numbers)
    shown = {
        how: _with_counts(numbers[numbers["shown"] == how])
        for how in ("filled", "hatched", "outside the frame")
    }
    sentences = []
    if shown["filled"]:
        read = wording.counted(articles, "article")
        sentences.append(f"How often each country is mentioned {by_name}, in {read}.")
    if shown["hatched"]:
        sentences.append(f"Hatched: {_listed(shown['hatched'], 5)}, not named but {by}.")
    if shown["outside the frame"]:
        listed = _listed(shown["outside the frame"], 5)
        verb = "is" if len(shown["outside the frame"]) == 1 else "are"
        sentences.append(
            f"So {verb} {listed}, outside this map."
            if shown["hatched"]
            else f"Outside this map: {listed}, not named but {by}."
        )
    return " ".join(sentences)


def evidence(row, sentence: str, by_name: str = "by name") -> str:
    """What a country's mark says on being pointed at: its counts, and where it first appears.

    `row` is a row of the numbers drawn, `sentence` the first that names or mentions it, if known.
    """
    named = f"{_mentions(row.mentions)} {by_name}" if row.mentions else "not named"
    by = [words for column, words in IMPLYING.items() if getattr(row, column)]
    implied = f", {row.implied:,} by {wording.listed(by, 'or')}" if by else ""
    first = f" First: “{sentence}”" if sentence else ""
    return f"{row.country}: {named}{implied}.{first}"


def _implied_by(numbers: pd.DataFrame) -> str:
    implied = numbers[(numbers["mentions"] == 0) & (numbers["implied"] > 0)]
    found = [words for column, words in IMPLYING.items() if implied[column].any()]
    return f"implied by {wording.listed(found, 'or')}" if found else ""


def note(
    numbers: pd.DataFrame,
    unlabelled: list[str],
    at_most: int,
    ringed: bool,
    left_out: str = "",
) -> str:
    """What circles are, and the countries without a label and those left out; of a map."""
    rest = _with_counts(numbers[numbers["iso3"].isin(unlabelled)])
    sentences = ["A circle marks a country too small to see."] if ringed else []
    if rest:
        listed = _listed(rest, at_most, "in the numbers")
        sentences.append(f"Named as well, without a label: {listed}.")
    sentences += _undrawn(numbers, 8)
    return " ".join([*sentences, wording.sentence(left_out)] if left_out else sentences)


def boundaries(view: View, disputed: bool) -> str:
    """Where the boundaries are from, how they show what is disputed in the frame, the projection.

    With `disputed`, the areas in `DISPUTED` are hatched.
    """
    hatched = [name for name, place in DISPUTED.items() if disputed and view.holds(place)]
    apart = [name for name, place in _APART.items() if name not in hatched and view.holds(place)]
    shown = [f"{wording.listed(hatched)} hatched as disputed"] if hatched else []
    shown += [f"{wording.listed(apart)} apart"] if apart else []
    shown += [
        how
        for how, place in _WITHIN.items()
        if how.split(" in ")[0] not in hatched and view.holds(place)
    ]
    which = f" (here: {'; '.join(shown)})" if shown else ""
    return f"Boundaries follow Natural Earth 1:50m{which} and imply no endorsement. {view.words}."


def _undrawn(numbers: pd.DataFrame, at_most: int) -> list[str]:
    """Sentences on the countries that the map leaves out, so that none vanishes silently."""
    undrawn = numbers[numbers["shown"] == "not drawn"]
    counted = (undrawn["mentions"] + undrawn["implied"]) > 0
    without_boundary = _with_counts(undrawn[counted])
    elsewhere = [wording.with_article(name) for name in undrawn.loc[~counted, "country"]]
    sentences = {
        "Not on this map, for want of a boundary": without_boundary,
        "Not drawn, present only as a place or inside another name": elsewhere,
    }
    return [f"{what}: {_listed(items, at_most)}." for what, items in sentences.items() if items]


def _with_counts(rows: pd.DataFrame) -> list[str]:
    """Each country with its count in brackets; the first says what is counted."""
    counts = rows["mentions"].where(rows["mentions"] > 0, rows["implied"])
    return [
        f"{wording.with_article(country)} ({_mentions(count) if at == 0 else f'{count:,}'})"
        for at, (country, count) in enumerate(zip(rows["country"], counts, strict=True))
    ]


def _listed(items: list[str], at_most: int, where: str = "") -> str:
    rest = [f"{len(items) - at_most} more {where}".strip()] if len(items) > at_most else []
    return wording.listed([*items[:at_most], *rest])


def _mentions(count: int) -> str:
    return wording.counted(count, "mention", digits=True)


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count:,} times")
