"""Who is reported to have said what, in quote marks or without.

Direct quotations are found by their marks, their punctuation and the words about them, with no
model; whose they are, and what is reported without marks, is read off the parse. A quotation with
nobody beside it is of the one who spoke last, or whom the sentence before is about; one left open
at the end of its paragraph is of the one named in the paragraphs that go on with it.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from dateline.quote_marks import Cue, Direct, find_cues, find_direct, find_quoted
from dateline.speakers import NOBODY, Reading, Speaker, teller
from dateline.vocabulary import words

if TYPE_CHECKING:
    from spacy.tokens import Token

    from dateline.model import Parsed, ParsedArticle

_ROOM = "quotations"
_EDGES = ",.;:!?…–—-"
_SUBJECT = {"nsubj", "nsubjpass", "csubj", "csubjpass", "expl"}
_NONE = {"nobody", "none", "no", "neither"}


class Quotation(NamedTuple):
    """A row of the table `quotations`, without the article."""

    sentence_id: int
    start: int
    end: int
    text: str
    kind: str
    speaker_text: str
    speaker: str
    cue: str


def find_quotations(
    text: str,
    sentences: Sequence,
    article: ParsedArticle | None = None,
    people: Sequence = (),
    organisations: Sequence = (),
) -> list[Quotation]:
    """The quotations in an article's text, in order.

    `sentences` are rows of the table of that name (sentence_id, paragraph, start, end), `people`
    and `organisations` rows of theirs (start, end, text, and person or organisation). Without a
    parsed article only direct quotations are found, and nobody speaks them.
    """
    sentences = list(sentences)
    quoted = find_quoted(text, sentences)
    cues = find_cues(text, quoted)
    direct = list(find_direct(text, sentences, quoted, cues))
    ids = [sentence.sentence_id for sentence in sentences]
    if article is None or not article.sentences:
        return [
            _row(text, ids[each.sentence], each.quoted, "direct", NOBODY, each.cues[:1])
            for each in direct
        ]
    reading = Reading(text, article, people, organisations, [(q.first, q.last) for q in quoted])
    told = [cue for cue in cues if " ".join(_word(text, cue).split()) in words("saying", _ROOM)]
    marked = _Marked(text, reading, ids)
    starts = [sentence.start for sentence in sentences]
    indirect = {}
    # In the order of the text, so that it is known who has spoken when a pronoun comes.
    events = [(each.quoted.first, each) for each in direct] + [(cue.start, cue) for cue in told]
    for _, event in sorted(events, key=lambda each: each[0]):
        if isinstance(event, Direct):
            marked.add(event)
        elif found := _reported(text, reading, event, direct):
            (start, end), speaker = found
            number = bisect.bisect_right(starts, start) - 1
            reading.spoke(event.start, event.start, speaker)
            indirect[start] = _row(text, ids[number], (start, end), "indirect", speaker, (event,))
    rows = indirect | {row.start: row for row in marked.rows}
    return [rows[start] for start in sorted(rows)]


def _word(text: str, cue: Cue) -> str:
    return text[cue.start : cue.end].lower()


def _row(text, sentence_id, span, kind, speaker, cues) -> Quotation:
    start, end = (span.start, span.end) if hasattr(span, "first") else span
    cue = text[cues[0].start : cues[0].end] if cues else ""
    return Quotation(
        sentence_id, start, end, text[start:end], kind, speaker.text, speaker.name, cue
    )


class _Marked:
    """Direct quotations, given speakers in the order of the text."""

    def __init__(self, text: str, reading: Reading, ids: list[int]) -> None:
        self.rows: list[Quotation] = []
        self._text = text
        self._reading = reading
        self._ids = ids
        self._previous: Direct | None = None
        # The rows of one quotation over paragraphs for which nobody was named yet.
        self._untold: list[int] = []

    def add(self, each: Direct) -> None:
        """Find who says it, by its own words of saying or else by what goes before."""
        speaker, cues = self._beside(each)
        if not each.goes_on:
            self._untold = []
        if not speaker.text and self._previous is not None:
            last = self.rows[-1]
            if each.fragment and each.sentence == self._previous.sentence:
                speaker = Speaker(last.speaker_text, last.speaker, False)
            elif each.goes_on:
                speaker = Speaker("", last.speaker, False)
        if not speaker.name and not speaker.text:
            if each.fragment:
                return
            speaker = self._reading.last_speaker(each.quoted.first)._replace(text="")
        if speaker.text:
            for number in self._untold:
                self.rows[number] = self.rows[number]._replace(speaker=speaker.name)
            self._untold = []
        elif not each.quoted.closed:
            self._untold.append(len(self.rows))
        self._reading.spoke(each.quoted.first, each.quoted.last - 1, speaker)
        self._previous = each
        row = _row(self._text, self._ids[each.sentence], each.quoted, "direct", speaker, cues)
        self.rows.append(row)

    def _beside(self, each: Direct) -> tuple[Speaker, tuple[Cue, ...]]:
        for cue in each.cues:
            token = self._reading.token_at(cue.start)
            if token is not None and not (each.fragment and _is_bare(token)):
                speaker = self._reading.speaker_of(token, cue.start - token.idx)
                if speaker.text:
                    return speaker, (cue,)
        return NOBODY, each.cues[:1] if each.fragment else ()


def _is_bare(verb: Token) -> bool:
    """Whether a word of saying is a noun, or an infinitive, that tells nothing."""
    return verb.lower_ != "according" and (verb.pos_ != "VERB" or verb.tag_ == "VB")


def _reported(
    text: str, reading: Reading, cue: Cue, direct: list[Direct]
) -> tuple[tuple[int, int], Speaker] | None:
    """What a word of saying reports without marks: where it is, and who says it."""
    verb = reading.token_at(cue.start)
    if verb is None or not (verb.lower_ == "according" or _is_told(verb)):
        return None
    piece = reading.pieces[reading.piece_at(cue.start)]
    found = _source(verb) if verb.lower_ == "according" else _content(verb)
    head = teller(verb)
    if found is None or head is None or _is_nobody(head):
        return None
    start, end = _trimmed(reading, piece, *found)
    marked = sum(
        max(0, min(end, each.quoted.last) - max(start, each.quoted.first))
        for each in _within(direct, start, end)
    )
    speaker = reading.speaker_of(verb, piece.start, (start, end))
    if end - start <= 2 * marked or not speaker.text:
        return None
    return (start, end), speaker


def _within(direct: list[Direct], start: int, end: int) -> list[Direct]:
    """The direct quotations that touch a span."""
    low = bisect.bisect_left(direct, start, key=lambda each: each.quoted.last)
    high = bisect.bisect_left(direct, end, key=lambda each: each.quoted.first)
    return direct[low:high]


def _is_told(verb: Token) -> bool:
    """Whether a word of saying is a verb that says it was said: not that it may be, or was not."""
    if verb.pos_ != "VERB" or verb.tag_ == "VB":
        return False
    if verb.tag_ == "VBG" and verb.dep_ in ("pobj", "csubj"):
        return False
    helpers = [child for child in verb.children if child.dep_ in ("aux", "auxpass", "neg")]
    if any(child.dep_ != "aux" or child.tag_ in ("MD", "TO") for child in helpers):
        return False
    return verb.dep_ not in ("amod", "compound")


def _is_nobody(head: Token) -> bool:
    """Whether that one says something means that none does: nobody, no minister."""
    return bool({head.lower_, *(child.lower_ for child in head.children)} & _NONE)


def _content(verb: Token) -> tuple[int, int] | None:
    """The clause that hangs on a word of saying, or that it hangs on: first and last token."""
    doc = verb.doc
    subject = next((child for child in verb.children if child.dep_ in _SUBJECT), None)
    if subject is not None and _is_aside(verb):
        return 0, len(doc) - 1 if verb.i + 3 < len(doc) else subject.left_edge.i - 1
    clauses = [child for child in verb.children if _is_clause(child)]
    if verb.dep_ == "parataxis" and doc[max(0, _tag(verb) - 1)].text == ",":
        clauses.append(verb.head)
    for clause in clauses:
        if not _has_subject(clause) or _is_aside(clause):
            continue
        first, last = clause.left_edge.i, clause.right_edge.i
        if clause.i > verb.i:
            # What the parse has put before it tells when it was said.
            first = next((each.i for each in clause.children if _is_that(each)), first)
        if clause.i > verb.i and first >= verb.i - 1:
            return max(first, verb.i + 1), last
        if last < verb.i or verb.dep_ == "parataxis" or last > verb.i + 2:
            return (first, last) if last > verb.i else (0 if verb.dep_ == "ROOT" else first, last)
        return first, _tag(verb) - 1
    return None


def _is_clause(word: Token) -> bool:
    """Whether what hangs on a word of saying is what is said: "…, that it was closed" is, too."""
    that = next(filter(_is_that, word.children), None) if word.dep_ == "advcl" else None
    beside = that is not None and word.doc[max(0, that.i - 1)].text == ","
    return word.dep_ in ("ccomp", "parataxis") or beside


def _is_that(word: Token) -> bool:
    """Whether a word is the "that" which a clause begins with."""
    return word.dep_ == "mark" and word.lower_ == "that"


def _has_subject(verb: Token) -> bool:
    """Whether a verb, or a helping verb of its, has a subject: the parse may take either."""
    helpers = [child for child in verb.children if child.dep_ in ("aux", "auxpass")]
    return any(child.dep_ in _SUBJECT for each in (verb, *helpers) for child in each.children)


def _is_aside(verb: Token) -> bool:
    """Whether a verb and its subject stand between commas: "…, analysts say, …"."""
    subject = next((child for child in verb.children if child.dep_ in _SUBJECT), verb)
    before, doc = subject.left_edge.i - 1, verb.doc
    after = doc[verb.i + 1].text if verb.i + 1 < len(doc) else "."
    return subject.i < verb.i and before > 0 and doc[before].text == "," and after in (",", ".")


def _tag(verb: Token) -> int:
    """Where the tag starts that a word of saying and its subject make: the token."""
    subjects = [child.left_edge.i for child in verb.children if child.dep_ in _SUBJECT]
    return min([verb.i, *subjects])


def _source(word: Token) -> tuple[int, int] | None:
    """What "according to" gives a source for: the longer side of its sentence."""
    doc = word.doc
    first, last = word.left_edge.i, word.right_edge.i
    before, after = (0, first - 1), (last + 1, len(doc) - 1)
    chosen = before if first > len(doc) - 1 - last else after
    return chosen if chosen[1] > chosen[0] else None


def _trimmed(reading: Reading, piece: Parsed, first: int, last: int) -> tuple[int, int]:
    """The characters of tokens, without the punctuation at their edges and a dateline before."""
    doc = piece.doc
    start = piece.start + doc[first].idx
    end = piece.start + doc[last].idx + len(doc[last].text)
    if first == 0:
        start = min(reading.dateline_end(piece.start), end)
    while start < end and _is_edge(reading.text[start]):
        start += 1
    while start < end and _is_edge(reading.text[end - 1]):
        end -= 1
    return start, end


def _is_edge(character: str) -> bool:
    return character in _EDGES or character.isspace()
