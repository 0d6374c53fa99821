"""What the benchmark of the tables hands to the scorer; the text here is invented."""

import datetime

import makers
import pytest
import tables
from table_worker import Recognizers, _meaning

from dateline import entities

NAMES = ["article_id", "start", "end", "text", "value", "sentence_id"]


def test_a_rivals_rows_get_their_article_and_sentence():
    articles = makers.articles_of(["Ana left.", "It is late. Ana came."], ["a", "b"], ["", ""])
    row = {"article_id": 1, "start": 12, "end": 15, "text": "Ana", "value": 1.0}
    early = row | {"start": 0}
    found = tables.frames({"dates": [row, early], "people": []}, articles)
    assert found["dates"][NAMES].values.tolist() == [
        ["b", 12, 15, "Ana", 1.0, 2],
        ["b", 0, 15, "Ana", 1.0, 1],
    ]
    assert found["people"].empty


def test_articles_have_the_columns_of_their_table():
    articles = makers.articles_of(["Ana left."], ["a"], ["2024-01-03"])
    assert list(articles) == list(makers.tables.frame("articles", []))
    assert entities.sentences_of(articles)[["article_id", "text"]].values.tolist() == [
        ["a", "Ana left."]
    ]


@pytest.mark.parametrize(
    ("value", "meaning"),
    [
        ({"timex": "P8Y", "type": "duration", "value": "252288000"}, "P8Y"),
        ({"timex": "P1W", "type": "set", "value": "not resolved"}, "R/P1W"),
        ({"timex": "XXXX-WXX-2", "type": "set", "value": "not resolved"}, "R/P1W"),
        ({"timex": "2020-08-01", "type": "date", "value": "2020-08-01"}, "2020-08-01"),
        (
            {"timex": "2020-08", "type": "daterange", "start": "2020-08-01", "end": "2020-09-01"},
            "2020-08-01/2020-08-31",
        ),
        (
            {
                "timex": "(2020-08-01,2020-08-03,P2D)",
                "type": "daterange",
                "start": "2020-08-01",
                "end": "2020-08-03",
            },
            "2020-08-01/2020-08-03",
        ),
        ({"timex": "2020-08", "type": "daterange", "end": "2020-09-01"}, ""),
        ({"timex": "T15", "type": "time", "value": "15:00:00"}, ""),
    ],
)
def test_the_recognizers_meanings_are_told_in_iso_8601(value, meaning):
    assert _meaning(value) == meaning


def test_of_several_meanings_the_last_before_the_day_counts():
    class Found:
        resolution = {  # noqa: RUF012
            "values": [
                {"timex": "XXXX-WXX-1", "type": "date", "value": day}
                for day in ("2021-09-13", "2021-09-20")
            ]
        }

    for day, value in ((15, "2021-09-13"), (20, "2021-09-20"), (1, "2021-09-13")):
        found = Recognizers._value(None, Found, datetime.datetime(2021, 9, day))
        assert found == value


def test_errors_of_blind_are_refused(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["tables.py", "blind", "--errors"])
    with pytest.raises(SystemExit):
        tables._options()
    assert "the errors of blind are not shown" in capsys.readouterr().err


def test_the_seed_is_read_with_its_text():
    gold = tables.read("seed")
    assert len(gold.texts) == 1
    assert gold.texts["text"].str.len().iloc[0] > 2000
