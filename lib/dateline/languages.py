"""The language of a text, judged by its script and its commonest small words; no model."""

from __future__ import annotations

import re
from collections import Counter

# Each language's commonest words, without those that English has too.
_SMALL_WORDS = {
    "en": "the of and to that was for with on at by from it his has have had who which been said",
    "fr": "le la les des et du une est dans que qui pour au sur par plus pas ont aux avec ce ses",
    "de": "der die und den von zu das mit dem des nicht ein eine ist auf für im auch sich wird als",
    "es": "el la los las que y en un una por con del para se su no al es como más fue ha",
    "it": "il di che e la della un una per del con non sono gli dei alla nel dal è ha più le",
    "pt": "o os as que e do da um uma para com não no na por dos das mais ao foi são em",
    "nl": "de het een en van dat zijn op te voor met niet aan er ook wordt bij naar heeft is uit",
    "sv": "och att det som en på är av för med den till har de inte om ett men var sig",
    "pl": "i w na z się nie do to że jest o jak po przez od za dla ale są był oraz",
    "tr": "ve bir bu için ile da de olarak çok daha olan gibi kadar ama ne en değil sonra",
    "id": "yang dan di itu dengan untuk dari tidak ini dalam akan pada juga ke karena oleh",
    "sw": "ya wa na kwa ni katika za la kuwa cha hiyo huo pia kama yake vya lakini",
}
_LANGUAGES = {language: frozenset(words.split()) for language, words in _SMALL_WORDS.items()}
# Where one language is by far the commonest in a script; a letter of its own tells another.
_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("uk", re.compile("[іїєґІЇЄҐ]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("fa", re.compile("[پچژگ]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("hi", re.compile("[\u0900-\u097f]")),
)
_WORD = re.compile(r"[^\W\d_]+")
# The beginning of a text tells as much as all of it.
_LOOKED_AT = 20_000


def language_of(text: str) -> str:
    """The language of a text, as its ISO 639-1 code; empty where nothing tells it."""
    text = text[:_LOOKED_AT]
    letters = "".join(_WORD.findall(text))
    latin = sum(character < "\u0370" for character in letters)
    if letters and latin < len(letters) / 2:
        return next((code for code, script in _SCRIPTS if len(script.findall(text)) > 2), "")
    words = Counter(_WORD.findall(text.lower()))
    hits = {code: sum(words[word] for word in common) for code, common in _LANGUAGES.items()}
    # Of equals the first, English.
    best = max(hits, key=hits.get)
    return best if hits[best] else ""
