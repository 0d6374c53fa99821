"""What refuses a hit, or decides which country it means, and what does not.

In each text the mention that is meant stands in braces. The sentences are invented.
"""

import re

import pandas as pd
import pytest

from dateline import countries


def judged(marked):
    """The row of the mention in braces."""
    at = marked.index("{")
    text = marked.replace("{", "").replace("}", "")
    found = countries.find_mentions(text, refused=True)
    (row,) = found[found["start"] == at].to_dict("records")
    assert row["text"] == re.search(r"\{(.*?)\}", marked)[1]
    return row


def cases(table):
    """The texts of a table of (texts by rule), one test each, named by the rule."""
    return [
        pytest.param(rule, text, id=f"{rule}-{number}")
        for rule, texts in table.items()
        for number, text in enumerate(texts)
    ]


REFUSES = {
    "address": [
        "See https://www.example.org/{Mali}/news for more.",
        "Write to desk@{Niger}.example for a copy.",
        "The page is at www.{Chad}.example now.",
    ],
    "surname": [
        "Dr. Elena {Jordan} read the scan.",
        "The goal came from J. {Poland} in the last minute.",
        "Kevin {French} has sold the barn.",
        "The driver, Doe {Chad}, 41, was not hurt.",
        # Of a forename that no list holds, what the person is tells.
        "Hail fell on Xylo {Mali}, who farms six acres.",
        "Xylo {Benin}, counsel for the bank, rose.",
        "Dear {Chad} was her first song.",
        "The bureau held an engineer, Xylo {Mali}, for a day.",
        "Dr Xylo {Bali} was suspended.",
        "The shop is that of Hussein {Somali}.",
        "Princess {Georgia} opened the fair.",
        "He is the Kevin {Jordan} of chess.",
        "Xylo al-{Sabah} rose.",
    ],
    "forename": [
        "{Jordan} Whitcomb scored twice before the break.",
        "{Chad} Oberlin, who keeps bees, won the prize.",
        "The role went to {Israel} Montoya of the theatre.",
        # By whom something is.
        "By Anna Doe and {Jordan} Xylofab\n\nAmman voted.",
        "Amman voted. (Reporting by Anna Doe and {Jordan} Xylofab in Amman)",
        "Photograph: {Jordan} Xylofab/The Daily",
        "{Jordan} van Xylo won the cup.",
        "There was no goal from {Jordan} Xylofab (Ghana).",
        # Of a surname that few bear, what the person does tells.
        "{Jordan} Ostrelund won the cup.",
        "{Kenya} Whitbeckers finished third.",
        # So it does after a surname that no list holds.
        "A court acquitted {Benin} Xylophone, a union leader.",
        "The prize went to {Mali} Xylophone, 20.",
        "Novelist {Mali} Xylophone and her wife left.",
    ],
    "relative": ["His brother {Jordan} drove him home.", "Her twin, {Chad}, came second."],
    "town": [
        "The fair in {Lebanon}, Pa., opens at noon.",
        "She was born in {Paris}, Texas, and never left.",
        "A barn burned in {Peru}, Indiana, on Sunday.",
        "The council of {Vienna}, in northern Virginia, met.",
        "{Denmark}, a dairy town of 2,000, has a fair.",
        "The village of {Mali} has a fair.",
        "The Town of {Greece} has a fair.",
    ],
    "thing": [
        "{Iceland}, the frozen-food chain, will open twenty shops.",
        "{Kenya}, the oldest giraffe in the park, has died.",
        "Storm {Georgia} tore off a roof.",
        "They fled in a white Chevrolet {Colorado}.",
    ],
    "local": [
        "The play is at {Jordan} High School.",
        "They live on {Cuba} Street near the bridge.",
        "{Lebanon} County will pave the road.",
        "We drove past Fort {Jordan} at dusk.",
        "Lake {Estonia} is rising.",
        "{Jordan} High won its third title.",
        "{Denmark} Police Department has a new dog.",
        "The {Mexico} Public Schools are shut.",
        "CALM RETURNS TO {LEBANON} COUNTY",
    ],
    "nature": [
        "They swam across the {Estonia} River at night.",
        "The storm crossed the Bay of {Panama} at noon.",
        "Cape {Estonia} lay ahead.",
    ],
    "language": [
        "She speaks {French} at home.",
        "The letter was translated into {Polish}.",
        "He took {German} lessons for a year.",
        "{Spanish}-speaking voters stayed at home.",
    ],
    "verb": ["They {Polish} the silver.", "{Polish} your shoes before the parade."],
    "currency": ["The house cost {US}$300,000.", "It cost 5.5 million {U.S.} dollars."],
    "longer-abbreviation": ["The ship {U.S}.S. Enterprise is a museum."],
    "other-short-form": ["Save the chart as a {PNG} file."],
    "pronoun": ["GIVE {US} OUR MONEY BACK", "THEY WILL NOT TELL {US} THE PRICE"],
    "homonym": ["{Guinea pigs} slept.", "Fish from the {Gulf of Mexico} was served."],
    "no-town": ["{Pa.} was not amused.", "{Ind.} was cold.", "The vase is of 300 {B.C.} or so."],
    "no-hyphen": ["{Afro} hair was the theme."],
    "country-not-named": ["She was in {Georgetown} at noon."],
    "same-name": [
        "Doris Ireland, 80, has died. {Ireland} taught chemistry.",
        "Chad Miller keeps bees. {Chad} sells the honey.",
        # What stands beside it in a list is itself.
        "{LEBANON}, LEBANON COUNTY, Pa. was calm.",
        # Never called by the surname alone, though the article is of other countries.
        "Ghana released Chad Miller. {Chad} flew to Togo.",
        # With the same surname it is the same person.
        "{Israel} Xylo Wins The Night In Togo. By then Israel Xylo, who swims, was in Ghana.",
        # Nor does the country of a city speak for it where the city is a person, or a town.
        "Diego Montana rose in Nevada. The time, {Montana} told them, was off.",
        "Three Greek brothers left Athens, Ohio. {Athens} was calm.",
    ],
    "local-news": [
        "The board met in Ohio and Iowa. {Lebanon} won the game.",
        "{Lebanon} won by a touchdown.",
        "{Rome} has a new Police Chief, says Floyd County.",
    ],
}

# The same words and names where the country is meant.
KEEPS = {
    "address": ["Talks between {Mali}/Niger went on.", "#{Mali} was trending."],
    "surname": [
        "The minister flew to {Jordan} on Monday.",
        "A {French} baker has sold the barn.",
        "In {Israel}, 41 people voted.",
        "Write to 5 Elm St., N.W. {Washington, D.C.}",
        "Hosts {Ghana}, who drew 1-1, go out.",
        "Neighbouring {Mali}, a mediator, agreed.",
        "One {Tibetan}, who would not be named, rang.",
        "In June {Israel} said no.",
        "Snow fell on Georgia {USA}.",
        # What a letter numbers is nobody.
        "They lost in Group F. {Morocco} won.",
        "It is full of vitamin C. {Canada} has more.",
        "That ended World War I. {Serbia} was free.",
        # Nor what opens a sentence after a headline without a mark.
        "Talks to end, says Peruvian president\nIf {Chad} agrees, they go on.",
    ],
    "forename": [
        "{Jordan} and Egypt signed the pact.",
        "{Israel} President Moshe Doe spoke.",
        "{Israel} Police arrested two men.",
        "Floods reached {Chad} Monday.",
        "Flights from {Paris} Orly left.",
        "By {Jordan} Times staff",
        "Reporting by Anna Doe in {Jordan} Monday",
        "{Chad} Petroleum, the owner of the wells, was calm.",
        "In South {Paris} Xylophone was shut.",
        "The first {China} Xylo Trade Fair will open.",
    ],
    "relative": ["His brother left {Jordan} in May.", "Her son, who lives in {Chad}, rang."],
    "town": [
        "The fair in {Lebanon}, which opens at noon, is new.",
        "Envoys of {Peru}, Chile and Bolivia met.",
        "{Mali}, a country of small towns, voted.",
        "The village of {Darfur} voted.",
        "The fair in {Ottawa}, Ontario, opened.",
        "He left {Houston}, Texas.",
        "She left {Canada}, in winter a cold place.",
        "Snow fell on {Ohio}, Alabama, the Carolinas and Iowa.",
        "Aides of Xylo of {Ohio}, Alabama's Doe and others met.",
    ],
    "thing": [
        "Toyota {South Africa} closed.",
        "{Iceland}, the island of ships, voted.",
        "{Turkey}, a tiger economy, grew.",
    ],
    "local": [
        "The schools of {Jordan} are closed.",
        "{Cuba} streets its buses anew.",
        "The {Kenya} High Court sat.",
        "Racing for {Kenya} Susan Lane came third.",
        "{Lebanon} counts its votes.",
    ],
    "nature": ["The rivers of {Jordan} are low.", "Bays in {Panama} were closed."],
    "language": [
        "She speaks to {French} farmers.",
        "The {German} minister took notes.",
        "He took a {Polish} train.",
    ],
    "verb": ["The {Polish} army marched."],
    "currency": ["The {US} dollar fell.", "He gave the {US} 5 dollars."],
    "longer-abbreviation": ["He left the {U.S.} So did she.", "the {U.S.} Senate"],
    "other-short-form": ["Troops from {PNG} arrived.", "The {UAE} and the United Arab Emirates."],
    "pronoun": ["{US} TROOPS LEAVE BASE", "The {US} will not tell."],
    "homonym": ["{Guinea} voted.", "Ships left {Mexico}."],
    "no-town": [
        "A man from Scranton, {Pa.}, won.",
        "The {S.C.} Senate met.",
        "Fires went on in {B.C.} today.",
    ],
    "no-hyphen": ["{Afro}-Brazilian food was served."],
    "country-not-named": [
        "Guyana said that {Georgetown} was calm.",
        "South Africans queued. In {SA}, it is winter.",
        "She was in Co {Cork} at noon.",
    ],
    "same-name": [
        "Doris Ireland has died in Dublin. She had left {Ireland} only once.",
        "Chad Oberlin came home. The embassy of {Chad} had no comment.",
        "Dr. Elena Jordan had never been to {Jordan}.",
        # Oberlin is called so alone: the other Chad may be the country, beside others.
        "Ghana freed Chad Oberlin. Oberlin went home. {Chad} signed. Togo did not.",
        "By Chad Oberlin\n\nTogo said that {Chad} would sign.",
        "Greece sent help to Athens, Ohio. {Athens} was thanked.",
        # A school that is called like a state leaves it as it is.
        "Ohio Elementary won. Snow fell on {Ohio}.",
        # Nor somebody called like a region.
        "Hassan Bali left. Snow fell on the {Bali} region.",
    ],
    "local-news": ["{Lebanon} won the game in Syria.", "{Lebanon} won the game."],
}

DECIDES = {
    "town-state": [
        ("A man from Scranton, {Pa.}, won.", "USA place"),
        ("The flight from Tbilisi to Atlanta, {Georgia}, was late.", "USA place"),
    ],
    "prefix": [("The {Afro}-Brazilian choir sang.", " region")],
    "longer-name": [
        ("The {Malta} Times had the story.", "MLT embedded"),
        ("She studies at the University of {Ghana}.", "GHA embedded"),
        ("Shares of Air {Estonia} fell.", "EST embedded"),
        ("He works for {Estonia} Airways.", "EST embedded"),
        ("The News Agency of {Estonia} said so.", "EST embedded"),
        # Roads.
        ("Rain closed {U.S.} 54 at noon.", "USA embedded"),
        ("The crash on {U.S.} 54, as on Sunday, was minor.", "USA embedded"),
        ("The {US}-24 bridge is new.", "USA embedded"),
        ("Take {U.S.} Route 66 west.", "USA embedded"),
    ],
    "settled-by-article": [
        ("In Kinshasa, {Congo} voted.", "COD name"),
        ("Pakistan waited while India's {Punjab} voted.", "IND place"),
        ("Pakistan waited while the Indian state of {Punjab} voted.", "IND place"),
        ("Seoul waited while {Korean} envoys met.", "KOR adjective"),
        ("Santo Domingo sent {Dominican} police.", "DOM adjective"),
    ],
    "ambiguous": [
        ("{Congo} voted.", " name"),
        ("India and Pakistan waited while {Punjab} voted.", " place"),
        ("{Korean} envoys met.", " adjective"),
        ("{Georgia} voted.", " name"),
        ("Kinshasa, Brazzaville and {Congo} voted.", " name"),
    ],
    "state-by-article": [
        ("Alabama, Ohio and {Georgia} voted.", "USA place"),
        ("{Georgia} deputies met at County Road 5.", "USA place"),
        # The country has none of those around it for company.
        ("The U.S. fined a plant in {Georgia} that sells to Japan.", "USA place"),
        # A person of that name, in news of American states.
        ("Georgia Doe left Ohio and Alabama for {Georgia}.", "USA place"),
    ],
    "article": [
        ("Tbilisi waited while {Georgia} voted.", "GEO name"),
        ("Russia and Armenia watched while {Georgia} voted.", "GEO name"),
        ("The U.S. and Armenia watched while {Georgia} voted.", "GEO name"),
        ("{Peru} voted.", "PER name"),
    ],
    "term": [
        ("{Mali} voted.", "MLI name"),
        ("Lights went out at the {Kremlin}.", "RUS metonym"),
        ("In the {U.S.} 12 died.", "USA name"),
        ("Ghana beat {US} 3 - 1.", "USA name"),
        ("Score for {US} 20 points.", "USA name"),
    ],
}


@pytest.mark.parametrize(("rule", "text"), cases(REFUSES))
def test_what_refuses(rule, text):
    row = judged(text)
    assert (row["rule"], row["kind"], row["iso3"]) == (rule, "refused", "")


@pytest.mark.parametrize(("rule", "text"), cases(KEEPS))
def test_what_does_not_refuse(rule, text):
    row = judged(text)
    assert row["kind"] != "refused", row["rule"]


@pytest.mark.parametrize(("rule", "case"), cases(DECIDES))
def test_what_decides(rule, case):
    text, expected = case
    row = judged(text)
    assert (row["rule"], f"{row['iso3']} {row['kind']}") == (rule, expected)


@pytest.mark.parametrize(
    ("marked", "candidates"),
    [
        ("{Congo} voted.", "COD COG"),
        ("{Georgia} voted.", "GEO USA"),
        ("{Birmingham} voted.", "GBR USA"),
        ("Dr. Elena {Jordan} read it.", "JOR"),
        ("Kevin {Korean} has sold the barn.", "KOR PRK"),
        ("{Pa.} was not amused.", "USA"),
        ("{Mali} voted.", ""),
    ],
)
def test_candidates_are_what_a_hit_could_have_meant(marked, candidates):
    assert judged(marked)["candidates"] == candidates


@pytest.mark.parametrize(
    ("text", "decided"),
    [
        # The person is named whole once, and by the surname alone from then on.
        ("Dr. Elena Jordan spoke. Jordan sat down.", "surname same-name"),
        ("Jordan sat down. Dr. Elena Jordan spoke.", "same-name surname"),
        # Both the person and the country.
        ("The bus left Amman. Elena Jordan spoke. Jordan voted.", "term surname article"),
        ("Lisa Jordan left Jordan.", "surname article"),
        # The town is named with its state once.
        ("A barn burned in Peru, Indiana. Peru was calm.", "town term same-name"),
        # One country of the two is in the article, or both are.
        ("Congolese rebels left Kinshasa for Congo.", "settled-by-article term settled-by-article"),
        ("Kinshasa and Brazzaville said that Congo", "capital-acts capital-acts ambiguous"),
        # Where nothing tells the country from the state, both stay possible.
        ("Georgia voted. Georgians sang.", "ambiguous ambiguous"),
        ("Snow fell in Tbilisi. Georgia voted. Georgians sang.", "term article article"),
        # UK is a university where Kentucky is.
        ("UK beat Kentucky rivals.", "homonym term"),
        ("UK beat Norway.", "article term"),
        # Niger is a state of Nigeria where that is named, and the country where it is.
        ("Nigeria closed a road in Niger. Niger State was calm.", "term article term"),
        ("In Niamey, Niger met envoys of Niger State.", "term article term"),
    ],
)
def test_one_mention_settles_another(text, decided):
    found = countries.find_mentions(text, refused=True)
    assert " ".join(found["rule"]) == decided


def test_a_part_of_a_country_that_is_called_like_another_country_needs_company():
    assert judged("A road in {Niger} was closed. Niger State was calm.")["iso3"] == "NGA"
    assert judged("A road in {Niger} was closed. Nigeria was calm.")["iso3"] == "NER"
    assert judged("{Niger} envoys left Niamey for Niger State.")["iso3"] == "NER"


def test_articles_of_a_series_do_not_settle_each_other():
    alone = "Congo voted."
    texts = pd.Series(["In Kinshasa.", alone, "In Brazzaville.", "Elena Jordan.", "Jordan."])
    found = countries.find_mentions(texts)
    assert found["rule"].tolist() == ["term", "ambiguous", "term", "article"]


def test_breaks_of_paragraphs_part_a_name_from_what_stands_before_and_after():
    assert judged("They went by Fort\n\n{Jordan} voted.")["iso3"] == "JOR"
    assert judged("They went by Fort\n{Jordan} voted.")["rule"] == "local"
    assert judged("They left {Jordan}\n\nStreet lights were dim.")["iso3"] == "JOR"
    assert judged("They left {Jordan}\nStreet at noon.")["rule"] == "local"
