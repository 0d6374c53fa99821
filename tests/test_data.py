"""The data of the package: the terms and words of the finder, and the boundaries of the map."""

import csv
import importlib.util
import json
import re
import tomllib
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from dateline import vocabulary
from dateline.folding import folded

DATA = Path(__file__).resolve().parents[1] / "lib" / "dateline" / "data"

UN_MEMBERS = """
    AFG AGO ALB AND ARE ARG ARM ATG AUS AUT AZE BDI BEL BEN BFA BGD BGR BHR BHS BIH BLR BLZ BOL BRA
    BRB BRN BTN BWA CAF CAN CHE CHL CHN CIV CMR COD COG COL COM CPV CRI CUB CYP CZE DEU DJI DMA DNK
    DOM DZA ECU EGY ERI ESP EST ETH FIN FJI FRA FSM GAB GBR GEO GHA GIN GMB GNB GNQ GRC GRD GTM GUY
    HND HRV HTI HUN IDN IND IRL IRN IRQ ISL ISR ITA JAM JOR JPN KAZ KEN KGZ KHM KIR KNA KOR KWT LAO
    LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA MAR MCO MDA MDG MDV MEX MHL MKD MLI MLT MMR MNE MNG MOZ
    MRT MUS MWI MYS NAM NER NGA NIC NLD NOR NPL NRU NZL OMN PAK PAN PER PHL PLW PNG POL PRK PRT PRY
    QAT ROU RUS RWA SAU SDN SEN SGP SLB SLE SLV SMR SOM SRB SSD STP SUR SVK SVN SWE SWZ SYC SYR TCD
    TGO THA TJK TKM TLS TON TTO TUN TUR TUV TZA UGA UKR URY USA UZB VCT VEN VNM VUT WSM YEM ZAF ZMB
    ZWE
""".split()
STATES = [*UN_MEMBERS, "PSE", "TWN", "VAT", "XKX"]
TERRITORIES = """
    ABW AIA ALA ASM ATA ATF BES BLM BMU BVT CCK COK CUW CXR CYM ESH FLK FRO GGY GIB GLP GRL GUF GUM
    HKG HMD IMN IOT JEY MAC MAF MNP MSR MTQ MYT NCL NFK NIU PCN PRI PYF REU SGS SHN SJM SPM SXM TCA
    TKL UMI VGB VIR WLF
""".split()

# English makes no adjective of their names, or only one that is the name itself.
WITHOUT_ADJECTIVE = {"NZL", "VAT"}
# "The French" are meant, but "French" is an adjective: no noun is derived from these.
WITHOUT_DEMONYM = {
    *("BTN", "CHE", "CHN", "COG", "GAB", "GUY", "JPN", "LBN", "MHL", "MLT", "MMR", "PRT", "SDN"),
    *("SEN", "SMR", "SSD", "SYC", "TGO", "TLS", "TWN", "VAT", "VNM"),
}
# The capital has the country's own name, which already is a name.
CAPITAL_IS_THE_NAME = {"DJI", "MCO", "SGP", "SMR", "STP", "VAT"}
# Drawn as a part of another country's feature (see SOURCES.md), or too scattered to draw.
WITHOUT_FEATURE = {"BES", "GLP", "GUF", "MTQ", "MYT", "REU", "SJM", "UMI"}


ROLES = [
    *("name", "adjective", "demonym", "capital", "seat"),
    *("part", "region", "longer-name", "homonym"),
]
SOURCE = re.compile(r"curated$|CLDR \d|World Factbook by ")
# What a rule asks of a term, apart from `with` another.
CONDITIONS = {
    *("country", "forename", "town", "state", "word", "pronoun"),
    *("after-town", "alone", "after-the", "after-a", "before-hyphen"),
}
# Rules choose between the countries by the article, or leave it open.
SHARED_BY_COUNTRIES = {
    **dict.fromkeys(["congo", "congolese"], "COD COG"),
    **dict.fromkeys(["congo basin", "congo river", "river congo"], "COD COG"),
    **dict.fromkeys(["korea", "koreas", "korean", "koreans"], "KOR PRK"),
    **dict.fromkeys(["dominican", "dominicans"], "DMA DOM"),
    **dict.fromkeys(["channel islander", "channel islanders"], "GGY JEY"),
    "virgin islands": "VGB VIR",
    "birmingham": "GBR USA",
    "punjab": "IND PAK",
    "victoria": "AUS SYC",
    "gold coast": "AUS GHA",
    "niger": "NER NGA",
    "brussels": " BEL",
    **dict.fromkeys(["central african", "central africans"], " CAF"),
}
# Any term may be adjective and demonym at once; these are other roles at once, and rules choose.
SHARED_BY_ROLES = {
    "uk": {"name", "homonym"},
    "brussels": {"capital", "region"},
    "victoria": {"capital", "part"},
    "gold coast": {"name", "part"},
    "niger": {"name", "part"},
    "central african": {"adjective", "region"},
    "central africans": {"demonym", "region"},
}


@pytest.fixture(scope="module")
def build():
    spec = importlib.util.spec_from_file_location("build", DATA / "build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def rows():
    with (DATA / "terms.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def by_role(rows):
    terms = defaultdict(lambda: defaultdict(list))
    for row in rows:
        terms[row["role"]][row["iso3"]].append(row["term"])
    return terms


@pytest.fixture(scope="module")
def world():
    return gpd.read_file(DATA / "countries.geojson").set_index("iso3", drop=False)


@pytest.fixture(scope="module")
def polygons(world):
    return world.reset_index(drop=True).explode(ignore_index=True)


def plain(term):
    """The term as the matcher may see it: without accents, in small letters."""
    letters = unicodedata.normalize("NFD", term)
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()


def test_terms_are_what_a_rebuild_gives_byte_for_byte(build):
    pytest.importorskip("babel", reason="the `data` extra is not installed")
    pytest.importorskip("pyworldatlas", reason="the `data` extra is not installed")
    assert build.terms_csv().encode() == (DATA / "terms.csv").read_bytes()


def test_every_curated_row_is_in_the_terms(rows):
    with (DATA / "curated.csv").open(encoding="utf-8", newline="") as file:
        curated = list(csv.DictReader(file))
    assert [row for row in curated if row not in rows] == []
    assert {row["source"] for row in curated} == {"curated"}


def test_the_columns_are_as_documented(build, rows):
    assert list(rows[0]) == build.COLUMNS
    assert build.ROLES == ROLES
    assert {row["role"] for row in rows} == set(ROLES)


def faults(rows):
    """What is wrong with some rows of the terms, a line each."""
    terms = {row["term"] for row in rows}
    rules = {
        "unknown role": lambda row: row["role"] not in ROLES,
        "unknown code": lambda row: row["iso3"] not in {*STATES, *TERRITORIES, ""},
        "a region has no code, all else has": lambda row: (
            (row["iso3"] == "") != (row["role"] == "region")
        ),
        "unknown source": lambda row: not SOURCE.match(row["source"]),
        "unknown condition": lambda row: any(
            each not in CONDITIONS and not each.startswith("with ") for each in conditions(row)
        ),
        "a condition twice": lambda row: len(set(conditions(row))) < len(conditions(row)),
        "company that is no term": lambda row: any(
            each.removeprefix("with ") not in terms
            for each in conditions(row)
            if each.startswith("with ")
        ),
    }
    return [
        *(f"{row['term']}: {fault}" for fault, has in rules.items() for row in rows if has(row)),
        *(f"{term}: {fault}" for fault, term in clashes(rows)),
    ]


def clashes(rows):
    """Yield (what is wrong, term) for rows that stand twice, or mean several things."""
    times = Counter((row["term"], row["iso3"], row["role"]) for row in rows)
    yield from (("twice", row[0]) for row, number in times.items() if number > 1)
    codes, roles, settings = (defaultdict(set) for _ in range(3))
    for row in rows:
        codes[plain(row["term"])].add(row["iso3"])
        roles[plain(row["term"])].add(row["role"])
        if not row["context"].startswith("with "):
            settings[row["term"], row["iso3"]].add(row["context"])
    for term, shared in codes.items():
        if len(shared) > 1 and " ".join(sorted(shared)) != SHARED_BY_COUNTRIES.get(term):
            yield "several countries", term
    for term, shared in roles.items():
        if len(shared) > 1 and shared != SHARED_BY_ROLES.get(term, {"adjective", "demonym"}):
            yield "several roles", term
    yield from (("several settings", key[0]) for key, some in settings.items() if len(some) > 1)


def conditions(row):
    return row["context"].split(";") if row["context"] else []


def test_no_row_of_the_terms_has_a_fault(rows):
    assert faults(rows) == []


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("Nowhere,XXX,name,,curated", "Nowhere: unknown code"),
        ("Nowhere,MLI,country,,curated", "Nowhere: unknown role"),
        ("Nowhere,,name,,curated", "Nowhere: a region has no code, all else has"),
        ("Nowhere,MLI,region,,curated", "Nowhere: a region has no code, all else has"),
        ("Nowhere,MLI,name,,a friend", "Nowhere: unknown source"),
        ("Nowhere,MLI,name,town;city,curated", "Nowhere: unknown condition"),
        ("Nowhere,MLI,name,town;town,curated", "Nowhere: a condition twice"),
        ("Nowhere,MLI,name,with Everywhere,curated", "Nowhere: company that is no term"),
        ("Bamako,MLI,capital,,curated", "Bamako: twice"),
        ("Bamako,MLI,name,,curated", "bamako: several roles"),
        ("Bamako,NER,capital,,curated", "bamako: several countries"),
        ("Korea,TWN,name,,curated", "korea: several countries"),
        ("Korea,PRK,homonym,,curated", "korea: several roles"),
        ("Malian,MLI,demonym,country,curated", "Malian: several settings"),
    ],
)
def test_a_bad_row_would_be_noticed(rows, row, fault):
    bad = dict(zip(rows[0], row.split(","), strict=True))
    assert fault in faults([*rows, bad])


def test_a_term_of_several_roles_has_a_rule_to_tell_them_apart(rows):
    """A role of its own country, or a condition: else one of its rows would never count."""
    by_term = defaultdict(list)
    for row in rows:
        by_term[plain(row["term"])].append(row)
    for term in SHARED_BY_ROLES:
        meanings = {(row["iso3"], row["context"]) for row in by_term[term]}
        assert len(meanings) == len({row["role"] for row in by_term[term]}), term


def test_every_code_is_in_iso_3166(rows):
    codes = {row["iso3"] for row in rows}
    assert codes == {*STATES, *TERRITORIES, ""}
    assert len(UN_MEMBERS) == 193
    assert len({*STATES, *TERRITORIES}) == 250  # ISO 3166-1 has 249, XKX is the other


def test_terms_are_clean(rows):
    terms = [row["term"] for row in rows]
    assert [term for term in terms if term != " ".join(term.split()) or not term] == []
    assert [term for term in terms if not unicodedata.is_normalized("NFC", term)] == []
    assert [term for term in terms if "’" in term] == []
    # A mention leaves out "the"; in The Hague it is part of the name.
    leading = [term for term in terms if term.lower().startswith("the ")]
    assert leading == ["The Hague"]


@pytest.mark.parametrize(
    ("role", "exceptions"),
    [
        ("name", set()),
        ("adjective", WITHOUT_ADJECTIVE),
        ("demonym", WITHOUT_DEMONYM),
        ("capital", CAPITAL_IS_THE_NAME),
    ],
)
def test_every_state_has_a_name_adjective_demonym_and_capital(by_role, role, exceptions):
    assert {iso3 for iso3 in STATES if not by_role[role][iso3]} == exceptions


def test_a_capital_without_a_row_has_the_name_of_its_country(by_role):
    capitals = {
        "DJI": "Djibouti",
        "MCO": "Monaco",
        "SGP": "Singapore",
        "SMR": "San Marino",
        "STP": "São Tomé",
        "VAT": "Vatican City",
    }
    assert set(capitals) == CAPITAL_IS_THE_NAME
    assert [iso3 for iso3, name in capitals.items() if name not in by_role["name"][iso3]] == []


@pytest.mark.parametrize("iso3", TERRITORIES)
def test_every_territory_has_a_name(by_role, iso3):
    assert by_role["name"][iso3]


@pytest.mark.parametrize(
    ("term", "iso3", "role"),
    [
        ("U.S.", "USA", "name"),
        ("Britain", "GBR", "name"),
        ("CAR", "CAF", "name"),
        ("Central African Republic", "CAF", "name"),
        ("Central African", "", "region"),
        ("Namibia", "NAM", "name"),
        ("Malians", "MLI", "demonym"),
        ("Nigerien", "NER", "adjective"),
        ("Nigerian", "NGA", "adjective"),
        ("Frenchwomen", "FRA", "demonym"),
        ("Kremlin", "RUS", "seat"),
        ("Darfur", "SDN", "part"),
        ("Bank of England", "GBR", "longer-name"),
        ("New Mexico", "USA", "part"),
        ("Gulf of Mexico", "MEX", "homonym"),
        ("Sahel", "", "region"),
    ],
)
def test_a_term_is_what_a_reader_takes_it_for(rows, term, iso3, role):
    assert (iso3, role) in {(r["iso3"], r["role"]) for r in rows if r["term"] == term}


@pytest.mark.parametrize("term", ["West", "Western", "Arab", "Arctic", "Georgia, USA", "NA"])
def test_what_is_no_term(rows, term):
    assert [row for row in rows if row["term"] == term] == []


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("Malian(s)", ["Malian", "Malians"]),
        ("Frenchman(men), Frenchwoman(women)", "Frenchman Frenchmen Frenchwoman Frenchwomen"),
        ("Manxman (men), Manxwoman (women)", "Manxman Manxmen Manxwoman Manxwomen"),
        ("Motswana (singular), Batswana (plural)", ["Motswana", "Batswana"]),
        ("Lao(s) or Laotian(s)", ["Lao", "Laos", "Laotian", "Laotians"]),
        ("Briton(s), British (collective plural)", ["Briton", "Britons"]),
        ("Puerto Rican(s) (US citizens)", ["Puerto Rican", "Puerto Ricans"]),
        ("Chinese (singular and plural)", []),
        ("Burkinabe (singular and plural)", ["Burkinabe"]),
        ("liSwati (singular), emaSwati (plural); note - old", ["liSwati", "emaSwati"]),
    ],
)
def test_demonyms_are_read_from_factbook_entries(build, entry, expected):
    expected = expected.split() if isinstance(expected, str) else expected
    assert build.demonyms(entry) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Mali", {"Mali"}),
        ("Myanmar (Burma)", {"Myanmar", "Burma"}),
        ("Cocos (Keeling) Islands", {"Cocos (Keeling) Islands", "Cocos Islands"}),
        ("Congo - Kinshasa", {"Congo-Kinshasa"}),
        ("Republic of The Gambia", {"Republic of the Gambia", "Republic of Gambia"}),
        ("St. Lucia", {"St. Lucia", "Saint Lucia", "St Lucia"}),
        ("Wallis & Futuna", {"Wallis & Futuna", "Wallis and Futuna"}),
    ],
)
def test_names_come_in_their_usual_spellings(build, name, expected):
    assert set(build.spellings(name)) == expected


@pytest.fixture(scope="module")
def forenames():
    return (DATA / "forenames.txt").read_text(encoding="utf-8").removesuffix("\n").split("\n")


def test_forenames_are_sorted_words_one_a_line(forenames):
    assert forenames == sorted(set(forenames))
    assert [each for each in forenames if not re.fullmatch(r"[^\W\d_]+(-[^\W\d_]+)?", each)] == []
    assert [each for each in forenames if not each[0].isupper()] == []


def test_forenames_are_no_terms(rows, forenames):
    """Those that are have a mark of their own; parts of countries may be forenames unmarked."""
    terms = {folded(row["term"]) for row in rows if row["role"] != "part"}
    assert [each for each in forenames if folded(each) in terms] == []


@pytest.mark.parametrize(
    "name", "Mary James Elena Kevin Mohammed Fatima Vladimir Jean-Claude João Amadou Priya".split()
)
def test_common_forenames_are_there(forenames, name):
    assert name in forenames


@pytest.mark.parametrize("name", "Tyrese Agnieszka Kwesi Linh Adaeze Aarav Putri Björn".split())
def test_forenames_of_many_countries_are_there(forenames, name):
    assert name in forenames


@pytest.mark.parametrize(
    "word", "May Will Mark Grant Hope An In The Monday Chad Jordan June November Over Roman".split()
)
def test_words_and_terms_that_open_sentences_are_no_forenames(forenames, word):
    # Nor with accents, which the finder does not see.
    assert word not in {folded(name) for name in forenames}


def test_names_are_read_from_a_source_that_is_not_run(build):
    source = b"""
class Provider(Base):
    formats = ("{{first_name}} {{last_name}}",)
    first_names_male = ("Xylo", *others, "Yma")
    first_names: Mapping = OrderedDict((("Zed", 0.5), ("Yma", 0.1)))
    last_names = ("Abcde",)
    raise RuntimeError("no")
"""
    assert sorted(build.assigned_strings(source, "first_name")) == ["Xylo", "Yma", "Yma", "Zed"]


MODULES = "".join(path.read_text("utf-8") for path in sorted(DATA.parent.glob("*.py")))
# The lists of words by file; other things that such a file holds are no lists.
LISTS = [
    (path.name, name, written)
    for path in sorted(DATA.glob("vocabulary*.toml"))
    for name, written in tomllib.loads(path.read_text(encoding="utf-8")).items()
    if isinstance(written, str)
]


@pytest.mark.parametrize(("file", "name", "written"), LISTS, ids=lambda value: str(value)[:24])
def test_each_list_of_words_is_used_and_holds_each_word_once(file, name, written):
    written = written.split()
    assert written
    assert [word for word, times in Counter(written).items() if times > 1] == []
    assert [word for word in written if "" in word.split("~")] == []
    room = file.removeprefix("vocabulary").removesuffix(".toml").removeprefix("-")
    assert vocabulary.words(name, room) == {folded(word.replace("~", " ")) for word in written}
    assert re.search(rf"""["']{name}["']""", MODULES)


def test_every_list_that_a_module_uses_is_there():
    used = re.findall(r"""\b(?:words|pattern)\(["']([a-z-]+)["']""", MODULES)
    assert set(used) <= {name for _, name, _ in LISTS}


def test_every_state_and_territory_has_one_feature(world):
    # The Siachen Glacier is drawn, but belongs to no code.
    assert sorted(world.index) == sorted({*STATES, *TERRITORIES, ""} - WITHOUT_FEATURE)
    assert world.loc["", "name"] == "Siachen Glacier"
    assert "NAM" in world.index


def test_features_carry_the_display_names(by_role, world):
    shown = {iso3: names[0] for iso3, names in by_role["name"].items() if iso3 in world.index}
    assert shown == {iso3: name for iso3, name in world["name"].items() if iso3}


def test_names_on_the_map_tell_countries_apart(by_role):
    shown = [names[0] for names in by_role["name"].values()]
    assert len(set(shown)) == len(shown)


def test_geometries_are_valid_whole_and_wound_one_way(world, polygons):
    assert world.geometry.is_valid.all()
    assert not world.geometry.is_empty.any()
    assert not polygons.geometry.normalize().to_wkb().duplicated().any()
    assert all(polygon.exterior.is_ccw for polygon in polygons.geometry)
    assert not any(ring.is_ccw for polygon in polygons.geometry for ring in polygon.interiors)


def test_coordinates_are_longitude_and_latitude(world):
    assert world.crs.to_epsg() == 4326
    west, south, east, north = world.total_bounds
    assert (west, south, east) == (-180, -90, 180)
    assert 80 < north < 90


def test_nothing_smears_across_the_plane(polygons):
    bounds = polygons.geometry.bounds
    wide = polygons[bounds["maxx"] - bounds["minx"] > 180]
    assert set(wide["iso3"]) == {"ATA"}


@pytest.mark.parametrize("iso3", ["RUS", "FJI", "USA", "NZL", "KIR"])
def test_countries_beside_the_antimeridian_lie_on_both_sides(polygons, iso3):
    bounds = polygons[polygons["iso3"] == iso3].geometry.bounds
    assert bounds["minx"].min() < -150
    assert bounds["maxx"].max() > 150


@pytest.mark.parametrize(
    ("place", "at", "iso3"),
    [
        ("Simferopol", (34.10, 44.95), "UKR"),
        ("Hargeisa", (44.06, 9.56), "SOM"),
        ("Kyrenia", (33.32, 35.30), "CYP"),
        ("Smara", (-11.67, 26.74), "ESH"),
        ("Christmas Island", (105.65, -10.49), "CXR"),
        ("Cayenne's hinterland", (-53.0, 4.0), "FRA"),
        ("Maseru", (27.6, -29.4), "LSO"),
        ("Vatican", (12.453, 41.903), "VAT"),
        ("Chukotka, west of 180", (175.0, 66.5), "RUS"),
        ("Chukotka, east of 180", (-173.0, 66.0), "RUS"),
        ("the South Pole", (0.0, -89.9), "ATA"),
    ],
)
def test_a_place_lies_in_the_country_that_the_worldview_says(world, place, at, iso3):
    [point] = gpd.points_from_xy([at[0]], [at[1]])
    assert world.geometry[iso3].covers(point), place


def test_each_feature_has_a_line_of_its_own_and_the_file_is_small():
    text = (DATA / "countries.geojson").read_text(encoding="utf-8")
    first, *features, last = text.splitlines()
    assert json.loads(text)["type"] == "FeatureCollection"
    assert all(json.loads(line.rstrip(","))["type"] == "Feature" for line in features)
    assert (first[-1], last) == ("[", "]}")
    assert len(text.encode()) < 2_500_000


def test_a_changed_boundary_package_is_refused(build, monkeypatch, tmp_path):
    def pack(command, **_):
        (Path(command[-1]) / "other.tgz").write_bytes(b"something else")

    monkeypatch.setattr(build.subprocess, "run", pack)
    with pytest.raises(ValueError, match="not the one recorded"):
        build.boundaries_geojson()


def test_an_unknown_target_is_refused(build):
    with pytest.raises(SystemExit, match="not borders: say terms, forenames, surnames, boundaries"):
        build.main(["borders"])


@pytest.mark.parametrize(
    ("place", "iso3"),
    [
        ((34.1, 44.95), "UKR"),  # Simferopol
        ((-13.2, 27.1), "ESH"),  # Laayoune
        ((21.16, 42.66), "XKX"),  # Pristina
        ((34.45, 31.5), "PSE"),  # Gaza
        ((44.06, 9.56), "SOM"),  # Hargeisa
        ((33.35, 35.25), "CYP"),  # north of Nicosia
        ((35.75, 33.1), "ISR"),  # the Golan Heights
        ((74.8, 34.08), "IND"),  # Srinagar
        ((74.3, 35.9), "PAK"),  # Gilgit
    ],
)
def test_disputed_areas_are_where_the_sources_say_they_are_drawn(world, place, iso3):
    assert world.index[world.contains(shapely.Point(place))].tolist() == [iso3]
