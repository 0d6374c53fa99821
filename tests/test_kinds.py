"""Of which kind a mention is where the term alone does not say: a capital, a people, a tongue.

In each text the mention that is meant stands in braces. The sentences are invented.
"""

import pytest
from test_disambiguation import judged

CAPITALS = {
    "metonym capital-acts": [
        "{Tallinn} said that it would wait.",
        "{Tallinn} has repeatedly denied the report.",
        "{Tallinn} and Riga signed the pact.",
        "Riga and {Tallinn} signed the pact.",
        "{Tallinn} was considering a ban.",
        "{Tallinn} slammed the report.",
        "{Tallinn} has previously denied the report.",
        "Neither {Tallinn} nor Riga signed the pact.",
        "{Tallinn}, Riga and Vilnius signed the pact.",
        "Oslo, {Tallinn}, Riga, and Vilnius signed the pact.",
        "Riga asked what happens if {Tallinn} won't wait.",
        "{Tallinn} isn't considering a ban.",
        "{Tallinn}, which does not recognise the pact, is small.",
        "Officials said {Tallinn} is now rewiring the pact.",
        "Riga insists {Tallinn} must keep the pact.",
        "{Tallinn} does not rewire pacts.",
        "On Sunday, {Tallinn} and Riga rewired the pact.",
        "Since May {Tallinn} has been interested in a pact.",
        # Where it opens a clause, whatever verb follows, if it is none of towns.
        "Riga waited. {Tallinn} rewired the pact.",
        "Riga learned that {Tallinn} has never rewired it.",
        "Riga waited, but {Tallinn} slowly rewired the pact.",
        "So far, {Tallinn} would not budge.",
        "{Tallinn} is wary of the pact.",
        "Riga and {Tallinn} wary of the pact",
        # So it does in headlines.
        "{Tallinn} to ban the ships",
    ],
    "metonym capital-agent": [
        "The plan was drafted by {Tallinn}.",
        "A retreat by {Tallinn}, analysts say, is near.",
        "The plan was drafted by Riga and {Tallinn}.",
    ],
    "metonym capital-related": [
        "Relations with {Tallinn} are cold.",
        "The pressure on {Tallinn} grew.",
        "Riga accused {Tallinn} of delay.",
        "Riga hopes to restrain {Tallinn}.",
        "Riga recognised {Tallinn} at once.",
        "Its “unwavering support” for {Tallinn} is new.",
        "Oslo threw its support behind {Tallinn}.",
        "a mediator between {Tallinn} and Riga",
        "Talks between Riga and {Tallinn} were slow.",
        "The {Tallinn}-Riga talks were slow.",
        "The Riga-{Tallinn} talks were slow.",
        "the Oslo-{Tallinn}-Riga triangle",
        "the Oslo-Riga-{Tallinn} Dialogue",
        "Riga called on {Tallinn} to wait.",
        "A {Tallinn}-backed bank failed.",
        "The pro-{Tallinn} paper closed.",
        "the {Tallinn} authorities",
    ],
    "metonym capital-owns": [
        "{Tallinn}'s foreign policy is sober.",
        "The editorial praised {Tallinn}’s decision.",
        "{Tallinn}'s Transport Ministry was shut.",
    ],
    "place term": [
        "They met in {Tallinn}.",
        "Reporters in {Tallinn} said so.",
        "Reporters in {Tallinn}, Riga and Vilnius said so.",
        "{Tallinn}, Jane Doe and Riga signed the pact.",
        "{Tallinn}, Riga and Vilnius were bombed.",
        "The party in {Tallinn}, which claims the seat, is small.",
        "{Tallinn}, which hosted the fair, is small.",
        "Officials said {Tallinn} is hosting the fair.",
        "Officers in Riga, {Tallinn} and Vilnius had ousted the rest.",
        "Riga led, followed by {Tallinn}.",
        "{Tallinn} was bombed in the war.",
        "Rain fell. {Tallinn} recorded five inches.",
        "Rain fell. {Tallinn} has a port.",
        "They saw {Tallinn} rewired.",
        "So far, {Tallinn}'s rewired lamps shone.",
        "Rewired lamps light old {Tallinn} rewired in May.",
        "Guides in Riga and {Tallinn} said so.",
        "He wrote to and called {Tallinn}, Estonia.",
        "Snow fell on {Tallinn}.",
        "{Tallinn}'s old streets are narrow.",
        "a walk by {Tallinn} Harbour",
        "She was stopped by {Tallinn} police.",
        "The bus from Riga to {Tallinn} was late.",
        "Flights between {Tallinn} and Riga stopped.",
        "Flights between Riga and {Tallinn} stopped.",
        "A {Tallinn}-based bank failed.",
        "The Riga-{Tallinn} ferry was late.",
        "from {Tallinn} to ban the ships",
    ],
}

PEOPLES = {
    "demonym one-of-a-people": [
        "She met a {Norwegian}.",
        "another {Norwegian} and a Swede",
        "She is a {Norwegian}, not a Swede.",
        "a {Norwegian} from Bergen",
        "the first {Norwegian} to win it",
        "The {Norwegian}'s boat sank.",
        "The 20-year-old {Norwegian} but not the Swede",
    ],
    "demonym a-people": [
        "The {French} were late.",
        "Most {Chinese} have never flown.",
        "They beat the {Irish}.",
        "the {Swiss}, who voted twice",
        "Some 40,000 {Japanese} to be moved",
        "The {Irish} and Norwegians were late.",
        "They beat the {French} in May.",
        "The 20-year-old {Norwegian} rowed home.",
    ],
    "adjective term": [
        "A {Norwegian} trawler sank.",
        "The {French} minister was late.",
        "Two {Chinese} ships left.",
        "{Irish} butter is yellow.",
        "They beat the {Norwegian}-led team.",
        "The {Norwegian} and Swedish ministers left.",
        "The {French} and Swedish ministers left.",
    ],
}

TONGUES = {
    "refused language": [
        "She speaks {Norwegian}.",
        "They spoke in {Norwegian} and Swedish.",
        "They spoke in Swedish and {Norwegian}.",
        "a poem translated from {Norwegian} into Greek",
        "the {Norwegian} language",
        "a {Norwegian}-speaking guide",
        "{Norwegian} Language Papers",
        "She asked through a {Norwegian} interpreter.",
    ],
    "adjective term": [
        "She speaks to {Norwegian} sailors.",
        "He reads {Norwegian} newspapers.",
        "Snow fell on {Norwegian} roofs.",
        "A {Mongolian} speaks of home.",
    ],
}


def cases(table):
    """The texts of a table of (texts by kind and rule), one test each."""
    return [(expected, text) for expected, texts in table.items() for text in texts]


@pytest.mark.parametrize(("expected", "text"), cases(CAPITALS))
def test_capitals_are_places_or_their_governments(expected, text):
    row = judged(text)
    assert f"{row['kind']} {row['rule']}" == expected


@pytest.mark.parametrize(("expected", "text"), cases(PEOPLES))
def test_adjectives_are_people_where_no_noun_follows(expected, text):
    row = judged(text)
    assert f"{row['kind']} {row['rule']}" == expected


@pytest.mark.parametrize(("expected", "text"), cases(TONGUES))
def test_adjectives_are_languages_where_they_are_used(expected, text):
    row = judged(text)
    assert f"{row['kind']} {row['rule']}" == expected


def test_brussels_is_the_union_where_it_acts_and_else_a_city():
    assert judged("{Brussels} has warned Rome.")["kind"] == "region"
    row = judged("They met in {Brussels}.")
    assert (row["iso3"], row["kind"]) == ("BEL", "place")


def test_a_noun_for_one_of_a_people_needs_an_article_where_it_is_a_word_too():
    assert judged("A {Dane} won.")["iso3"] == "DNK"
    assert judged("{Dane} County was calm.")["rule"] == "no-article"


@pytest.mark.parametrize(("more", "rule"), [(2, "capital-acts"), (40, "term")])
def test_a_list_of_capitals_that_act_has_an_end(more, rule):
    """Looked through to its end from each, a text of nothing else would never be done."""
    text = "Before noon {Tallinn}, " + "Riga, " * more + "and Vilnius signed the pact."
    assert judged(text)["rule"] == rule


@pytest.mark.parametrize(("more", "rule"), [(2, "capital-related"), (40, "term")])
def test_a_chain_of_capitals_that_talk_has_an_end(more, rule):
    assert judged("the {Tallinn}" + "-Riga" * more + " talks began.")["rule"] == rule
