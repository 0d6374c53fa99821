"""What a reader chooses: settings whose mistakes are named, and corrections that come last."""

import pandas as pd
import pytest

from dateline import countries, readers, settings, tables


def test_without_a_file_there_are_defaults(tmp_path):
    assert settings.load(tmp_path) == settings.Settings()
    assert settings.load(tmp_path).reading == readers.Options()


def test_a_file_sets_and_an_option_wins(tmp_path):
    (tmp_path / "dateline.toml").write_text(
        'default_date = "2021-09"\n[columns]\ntext = "body"\n[limits]\nfile_mb = 5\npages = 7\n',
        encoding="utf-8-sig",
    )
    chosen = settings.load(tmp_path, ["limits.file_mb=500", "default_date=2022-05"])
    assert chosen.default_date == "2022-05"
    assert (chosen.reading.file_mb, chosen.reading.pages) == (500, 7)
    assert chosen.reading.columns["text"] == "body"
    assert chosen.reading.columns["title"] == "title"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("date = 'x'", "no setting is called date: there are default_date, columns, limits"),
        ("[limits]\nsize = 1", "no setting is called limits.size: there are limits.file_mb"),
        ("[columns]\nbody = 'x'", "no setting is called columns.body"),
        ("default_date = 7", "default_date is 7: give text in quotes"),
        ("limits = 7", "limits is 7: give a table"),
        ("[limits]\npages = true", "limits.pages is True: give a whole number"),
        ("[limits]\npages = 0", "limits.pages is 0: give a number above 0"),
        ("default_date = 'Monday'", "default_date is 'Monday': write it as 2021-09-20"),
        ("default_date = ", "dateline.toml is not TOML"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path, text, complaint):
    (tmp_path / "dateline.toml").write_text(text)
    with pytest.raises(settings.SettingsError, match=complaint):
        settings.load(tmp_path)


def test_the_default_date_is_for_articles_without_one():
    rows = [
        dict.fromkeys(tables.schema()["articles"].dtypes, "")
        | {"article_id": name, "date": date, "characters": 1, "sentences": 1}
        for name, date in (("a", "2020"), ("b", ""))
    ]
    dated = settings.with_default_date(
        tables.frame("articles", rows), settings.Settings(default_date="2021-09")
    )
    assert dated["date"].tolist() == ["2020", "2021-09"]
    assert dated["date_basis"].tolist() == ["", "the default in dateline.toml"]


@pytest.fixture
def texts():
    return pd.Series({"b": "Peru and Chile met Fiji.", "a": "Mali thanked Chad."})


def corrected(tmp_path, texts, *rows):
    lines = ["article_id,start,end,iso3,kind", *rows]
    (tmp_path / "corrections.csv").write_text("\n".join(lines) + "\n")
    found = countries.find_mentions(texts)
    return settings.apply_corrections(found, settings.corrections(tmp_path), texts)


def test_corrections_come_last_and_say_so(tmp_path, texts):
    rows = ("b,0,4,none,", "b,9,14,BOL,place", "a,5,12,MLI,metonym")
    found = corrected(tmp_path, texts, *rows)
    assert found[["article_id", "text", "iso3", "kind", "rule"]].values.tolist() == [
        ["b", "Chile", "BOL", "place", "corrected"],
        ["b", "Fiji", "FJI", "name", "term"],
        ["a", "Mali", "MLI", "name", "term"],
        ["a", "thanked", "MLI", "metonym", "corrected"],
        ["a", "Chad", "TCD", "name", "term"],
    ]
    assert found.dtypes.equals(countries.find_mentions(texts).dtypes)


def test_without_corrections_nothing_changes(tmp_path, texts):
    found = countries.find_mentions(texts)
    assert settings.apply_corrections(found, settings.corrections(tmp_path), texts) is found


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("c,0,4,none,", "row 2: no article 'c'"),
        ("b,4,4,none,", "row 2: no span '4' to '4' in b"),
        ("b,0,99,none,", "no span '0' to '99' in b: count characters from 0, up to 24"),
        ("b,x,4,none,", "no span 'x' to '4'"),
        ("b,0,4,XXX,name", "row 2: no country has the code 'XXX'"),
        ("b,0,4,PER,nick", "row 2: no kind 'nick': one of name"),
        ("b,0,4,PER,name\nb,2,6,PER,name", "row 3 overlaps another"),
    ],
)
def test_a_wrong_correction_is_named(tmp_path, texts, row, complaint):
    with pytest.raises(settings.SettingsError, match=complaint):
        corrected(tmp_path, texts, row)


def test_a_file_without_a_column_is_named(tmp_path):
    (tmp_path / "corrections.csv").write_text("article_id,start\na,1\n")
    with pytest.raises(settings.SettingsError, match="has no column `end`: add it"):
        settings.corrections(tmp_path)
