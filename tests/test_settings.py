"""What a reader chooses: settings whose mistakes are named, and corrections that come last."""

import subprocess
import sys

import pandas as pd
import pytest

from dateline import captions, countries, intake, naming, settings, tables


def test_without_a_file_there_are_defaults(tmp_path):
    assert settings.load(tmp_path) == settings.Settings()
    assert settings.load(tmp_path).reading == intake.Options()


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
        ("date = 'x'", "no setting is called date: there are title, default_date, named, min"),
        ("[limits]\nsize = 1", "no setting is called limits.size: there are limits.file_mb"),
        ("[columns]\nbody = 'x'", "no setting is called columns.body"),
        ("default_date = 7", "default_date is '7': write it as 2021-09-20"),
        ("default_date = [7]", r"default_date is \[7\]: give text in quotes"),
        ("title = true", "title is True: give text in quotes"),
        ("named = 'name'", "named is 'name': give a list"),
        ("named = ['name', 'region']", "named: no kind 'region': there are name, adjective"),
        ("named = ['adjective']", '"name" has to be among them'),
        ("named = [[]]", r"named: no kind \[\]"),
        ("minimum_mentions = 0", "minimum_mentions is 0: give a number above 0"),
        ("terms = ['Tamasna']", "terms, number 1 is 'Tamasna': give a table"),
        ("[[terms]]\nterm = 'Tamasna'\niso = 'MLI'", "terms, number 1: nothing is called iso"),
        ("[[terms]]\nterm = 'T'\niso3 = 'MLI'", "term is 'T': write 2 to 100 Latin letters"),
        ("[[terms]]\nterm = 'Тамасна'\niso3 = 'MLI'", "write 2 to 100 Latin letters"),
        ("[[terms]]\nterm = 'Tamasna'", "terms, number 1: no country has the code ''"),
        ("[[terms]]\nterm = 'Tamasna'\nkind = 'seat'", "terms, number 1: no kind 'seat'"),
        ("[[terms]]\nterm = 'Ta'\nkind = 'none'\niso3 = 'MLI'", "of kind none there is no country"),
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


@pytest.mark.parametrize("written", ["2022", "2022-05", "2022-05-01", "'2022-05'"])
def test_an_option_needs_no_quotes(tmp_path, written):
    chosen = settings.load(tmp_path, [f"default_date={written}", f"title={written} in Peru"])
    assert chosen.default_date == written.strip("'")
    assert chosen.title == f"{written} in Peru"
    assert settings.load(tmp_path, ["title=2022"]).title == "2022"


@pytest.mark.parametrize("written", ["2021 # news", "#7", "0x10", "true", "# 'x'", "[1]"])
def test_an_option_that_is_text_is_taken_as_it_is_written(tmp_path, written):
    chosen = settings.load(tmp_path, [f"title={written}", f"columns.text = {written}"])
    assert (chosen.title, chosen.reading.columns["text"]) == (written, written)
    assert settings.load(tmp_path, [f'title="{written}"']).title == written


def test_an_option_holds_any_character_and_no_half_of_one(tmp_path):
    assert settings.load(tmp_path, ["title=Sahel 📰"]).title == "Sahel 📰"
    with pytest.raises(settings.SettingsError, match="named: no kind '📰'"):
        settings.load(tmp_path, ["named=📰"])
    for title in ("caf\udce9", '"caf\udce9"'):
        with pytest.raises(settings.SettingsError, match="is not in UTF-8: type it anew") as error:
            settings.load(tmp_path, [f"title={title}"])
        str(error.value).encode()


def test_a_day_in_the_file_needs_no_quotes_either(tmp_path):
    (tmp_path / "dateline.toml").write_text("default_date = 2022-05-01\ntitle = 2022\n")
    assert settings.load(tmp_path).default_date == "2022-05-01"
    assert settings.load(tmp_path).title == "2022"


def test_kinds_can_be_listed_with_commas(tmp_path):
    chosen = settings.load(tmp_path, ["named=metonym, name", "minimum_mentions=3"])
    assert chosen.naming == (("name", "metonym"), 3)
    assert chosen.naming.words == "by name or by seat of power"
    assert settings.load(tmp_path, ['named=["name"]']).naming == naming.BY_NAME


@pytest.mark.parametrize("kind", [*settings._ROLES, ""])
def test_a_term_of_ones_own_is_found_as_its_kind(tmp_path, kind):
    code = "" if kind in ("none", "region") else "MLI"
    term = f"{{term = 'Tamasna  Côte', iso3 = '{code}', kind = '{kind}'}}"
    chosen = settings.load(tmp_path, [f"terms=[{term}]"])
    found = countries.find_mentions("In Tamasna Côte today.", terms=chosen.terms, refused=True)
    expected = {"none": "refused", "": "name"}.get(kind, kind)
    assert found[["text", "iso3", "kind"]].values.tolist() == [["Tamasna Côte", code, expected]]


def counts(*rows):
    kinds = ("name", "adjective", "demonym", "metonym", "embedded", "place")
    columns = ["iso3", *(f"n_{kind}" for kind in kinds)]
    return pd.DataFrame(rows, columns=columns)


def test_kinds_that_count_are_added_and_those_with_few_left_out():
    table = counts(("MLI", 3, 2, 1, 0, 5, 0), ("NER", 1, 0, 9, 0, 0, 0), ("TCD", 0, 2, 0, 0, 0, 0))
    table.loc[3] = ("FJI", 0, 0, 0, 0, 0, 7)
    assert naming.BY_NAME.applied(table) is table
    assert naming.BY_NAME.left_out(table) == ""
    chosen = naming.Naming(("name", "adjective"), 3)
    applied = chosen.applied(table)
    assert applied["iso3"].tolist() == ["MLI", "FJI"]
    assert applied.loc[0, ["n_name", "n_adjective", "n_demonym"]].tolist() == [5, 0, 1]
    assert applied.loc[1, "n_place"] == 7
    assert chosen.left_out(table) == "two countries with fewer than 3 mentions are left out"
    assert table.loc[0, "n_name"] == 3


@pytest.fixture(scope="module")
def chosen_run(tmp_path_factory):
    """What a run wrote whose reader chose everything."""
    folder = tmp_path_factory.mktemp("chosen")
    (folder / "in").mkdir()
    (folder / "in/one.txt").write_text(
        "Malian and Peruvian envoys met. Mali and Peru signed. Peru thanked Chile. "
        "The people of Tamasna thanked Mali. Jordan Reef is calm."
    )
    (folder / "in/dateline.toml").write_text(
        "title = 'Pacts & <b>quarrels</b>'\ndefault_date = 2022-05-01\nminimum_mentions = 2\n"
        "named = ['name', 'adjective', 'place']\n"
        "terms = [{term = 'Tamasna', iso3 = 'MLI', kind = 'place'},"
        " {term = 'Jordan Reef', kind = 'none'}]\n"
    )
    command = [sys.executable, "-m", "dateline", "--articles", folder / "in"]
    subprocess.run([*command, "--out", folder / "out"], check=True, capture_output=True)
    return folder / "out"


@pytest.mark.xdist_group("chosen run")
def test_what_is_chosen_reaches_the_tables(chosen_run):
    mentions = tables.read("mentions", chosen_run / "tables")
    assert "Tamasna" in mentions["text"].tolist()
    assert "JOR" not in mentions["iso3"].tolist()
    pairs = tables.read("pairs", chosen_run / "tables")
    assert pairs.values.tolist() == [["MLI", "PER", 2], ["CHL", "PER", 1]]
    (date,) = tables.read("articles", chosen_run / "tables")["date"]
    assert date == "2022-05-01"
    by_country = tables.read("countries", chosen_run / "tables").set_index("iso3")
    assert by_country["n_name"].to_dict() == {"MLI": 2, "PER": 2, "CHL": 1}


@pytest.mark.xdist_group("chosen run")
def test_what_is_chosen_reaches_the_figures(chosen_run):
    drawn = tables.read_csv(chosen_run / "figures/03-country-map.csv")
    assert drawn[["iso3", "mentions"]].values.tolist() == [["MLI", "4"], ["PER", "3"]]
    alt = (chosen_run / "figures/03-country-map.txt").read_text()
    assert "where Mali is named most: 4 of 8 mentions of three countries" in alt
    svg = (chosen_run / "figures/03-country-map.svg").read_text()
    assert "by name, by adjective or by a place in the country" in " ".join(svg.split())
    numbers = drawn.astype({"mentions": int}).assign(implied=0)
    words = captions.subtitle(numbers, 2, "by name or by adjective")
    assert words.startswith("How often each country is mentioned by name or by adjective, in two")
    network = tables.read_csv(chosen_run / "figures/04-network.csv")
    assert "Chile" not in " ".join(network["name"])


@pytest.mark.xdist_group("chosen run")
def test_what_is_chosen_reaches_the_pages(chosen_run):
    front = (chosen_run / "html/index.html").read_text(encoding="utf-8")
    assert "<h1>Pacts &amp; &lt;b&gt;quarrels&lt;/b&gt;</h1>" in front
    assert "Mali is named most: 4 of 8 mentions of three countries." in front
    assert "By name, by adjective or by a place in the country: Mali (4 mentions)" in front
    assert "One country with fewer than 2 mentions is left out." in front
    page = (chosen_run / "html/03-map.html").read_text(encoding="utf-8")
    assert "– Pacts &amp; &lt;b&gt;quarrels&lt;/b&gt;</title>" in page


def test_the_default_date_is_for_articles_without_one():
    rows = [
        dict.fromkeys(tables.schema()["articles"].dtypes, "")
        | {"article_id": name, "date": date, "characters": 1, "sentences": 1}
        for name, date in (("a", "2020"), ("b", ""), ("c", ""))
    ]
    rows[2]["date_basis"] = "not in ISO 8601 (2021-09-20): 2/5/23"
    dated = settings.with_default_date(
        tables.frame("articles", rows), settings.Settings(default_date="2021-09")
    )
    assert dated["date"].tolist() == ["2020", "2021-09", "2021-09"]
    assert dated["date_basis"].tolist() == [
        "",
        "the default in dateline.toml",
        "not in ISO 8601 (2021-09-20): 2/5/23; the default in dateline.toml",
    ]


@pytest.fixture
def texts():
    return pd.Series({"b": "Peru and Chile met Fiji.", "a": "Mali thanked Chad."})


def corrected(tmp_path, texts, *rows):
    lines = ["article_id,start,end,iso3,kind", *rows]
    (tmp_path / "corrections.csv").write_text("\n".join(lines) + "\n")
    found = countries.find_mentions(texts)
    return settings.apply_corrections(found, settings.corrections(tmp_path), texts)


def test_corrections_come_last_and_say_so(tmp_path, texts):
    rows = ("b,0,4,none,", "b,9,14,BOL,place", "a,5,12,MLI,metonym", "a,13,17,,region")
    found = corrected(tmp_path, texts, *rows)
    assert found[["article_id", "text", "iso3", "kind", "rule"]].values.tolist() == [
        ["b", "Chile", "BOL", "place", "corrected"],
        ["b", "Fiji", "FJI", "name", "term"],
        ["a", "Mali", "MLI", "name", "term"],
        ["a", "thanked", "MLI", "metonym", "corrected"],
        ["a", "Chad", "", "region", "corrected"],
    ]
    assert found.dtypes.equals(countries.find_mentions(texts).dtypes)


def test_blank_lines_after_the_corrections_are_none(tmp_path, texts):
    assert len(corrected(tmp_path, texts, "b,0,4,none,", "", "")) == 4
    with pytest.raises(settings.SettingsError, match="row 3 has 0 fields, not 5"):
        corrected(tmp_path, texts, "b,0,4,none,", "", "b,9,14,none,")


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
        ("b,0,4,PER,region", "row 2: of kind region there is no country: take iso3 away"),
        ("b,0,4,,name", "row 2: no country has the code ''"),
        ("b,0,4,PER,name\nb,2,6,PER,name", "row 3 overlaps another"),
    ],
)
def test_a_wrong_correction_is_named(tmp_path, texts, row, complaint):
    with pytest.raises(settings.SettingsError, match=complaint):
        corrected(tmp_path, texts, row)


def test_a_correction_before_the_first_sentence_is_named(tmp_path):
    texts = pd.Series({"a": "\n  Mali thanked Chad."})
    complaint = "row 2: no sentence of a has begun at 0: start at 3 or later"
    with pytest.raises(settings.SettingsError, match=complaint):
        corrected(tmp_path, texts, "a,0,7,MLI,name")
    assert corrected(tmp_path, texts, "a,3,7,MLI,place")["kind"].tolist() == ["place", "name"]
    assert corrected(tmp_path, texts, "a,0,7,none,")["text"].tolist() == ["Chad"]


@pytest.mark.parametrize(
    ("name", "content"),
    [("dateline.toml", "title = 'T'"), ("corrections.csv", "article_id,start,end,iso3,kind\n")],
)
def test_a_link_is_followed_within_the_folder_and_named_beyond_it(tmp_path, name, content):
    folder = tmp_path / "in"
    (folder / "own").mkdir(parents=True)
    for path in (tmp_path / "file", folder / "own/file"):
        path.write_text(content)
    read = settings.load if name == "dateline.toml" else settings.corrections
    for target, complaint in (("../file", "a link out of the folder"), ("no", "a link to nothing")):
        (folder / name).symlink_to(target)
        with pytest.raises(settings.SettingsError, match=f"{name} is {complaint}: copy here"):
            read(folder)
        (folder / name).unlink()
    (folder / name).symlink_to("own/file")
    linked = read(folder)
    (folder / name).unlink()
    (folder / name).write_text(content)
    assert str(linked) == str(read(folder))


def test_a_file_without_a_column_is_named(tmp_path):
    (tmp_path / "corrections.csv").write_text("article_id,start\na,1\n")
    with pytest.raises(settings.SettingsError, match="has no column `end`: add it"):
        settings.corrections(tmp_path)
