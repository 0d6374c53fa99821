"""What reading a file gives, and how far it goes: texts, or the reason why there is none."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple

# What may be known of an article. In a file of many these are the columns, unless told otherwise.
ABOUT = ("article_id", "title", "publisher", "url", "date")
PER_MB = 1_000_000
# What no text holds: NUL, and halves of a character.
NO_CHARACTER = re.compile("[\0\ud800-\udfff]")


class Unreadable(Exception):  # noqa: N818 - a finding about a file, kept in the ledger
    """Why a file, or an item of one, cannot be an article, and what to do about it."""


LIMITS = {
    "file_mb": "the size of a file, in millions of bytes",
    "unpacked_mb": "what one unpacks to, in millions of bytes",
    "ratio": "how many times its size a file of over 1 MB unpacks to; stops bombs",
    "characters": "the length of a text",
    "pages": "the pages of a PDF",
    "nesting": "archives that lie in each other",
    "items": "articles in one file",
    "seconds": "the time that one of them takes",
    "memory_mb": "the memory that reading takes, in millions of bytes",
}


@dataclass(frozen=True)
class Options:
    """What is read, and how far: `columns` and `limits` of `dateline.toml`.

    What each limit bounds is in `LIMITS`.
    """

    file_mb: int = 100
    unpacked_mb: int = 500
    ratio: int = 200
    characters: int = 2_000_000
    pages: int = 1_000
    nesting: int = 3
    items: int = 100_000
    seconds: int = 60
    memory_mb: int = 4_000
    columns: Mapping[str, str] = field(
        default_factory=lambda: {name: name for name in ("text", *ABOUT)}
    )

    def limits(self) -> dict[str, int]:
        """The limits by name."""
        return {name: getattr(self, name) for name in LIMITS}


class Found(NamedTuple):
    """One text, or the reason why there is none.

    `member` is its path in an archive, `number` its line, row or place in a file of many, from 1
    (0: the file holds one). `about` has some of `ABOUT` and `date_basis`.
    """

    text: str = ""
    about: dict[str, str] = {}  # noqa: RUF012 - never changed
    reason: str = ""
    number: int = 0
    member: str = ""

    @property
    def item(self) -> str:
        """Which item of its file it is; empty for a file of one."""
        return "#".join(filter(None, (self.member, str(self.number or ""))))


def checked(found: Found, options: Options) -> Found:
    """The text as found, or the reason why it cannot be an article."""
    if found.reason:
        return found
    reason = ""
    if len(found.text) > options.characters:
        reason = (
            f"its text has {len(found.text):,} characters, over the limit of "
            f"{options.characters:,}: split it, or raise `characters`"
        )
    elif broken := NO_CHARACTER.search(found.text):
        reason = (
            "not text (it holds NUL characters): save it as plain text"
            if broken[0] == "\0"
            else f"holds half a character (a lone surrogate) at {broken.start()}: mend it"
        )
    elif not found.text.strip():
        reason = "empty: nothing to read in it"
    return found._replace(text="", about={}, reason=reason) if reason else found


def read_about(values: Mapping[str, object]) -> dict[str, str]:
    """What is known, as text; a date in ISO 8601, and a word about one that is not understood."""
    about = {}
    for name, value in values.items():
        if isinstance(value, float) and (math.isnan(value) or value.is_integer()):
            value = "" if math.isnan(value) else int(value)
        if value is None or not isinstance(value, str | int | float | date):
            continue
        text = NO_CHARACTER.sub("\ufffd", " ".join(str(value).split()))[:2_000]
        if name == "date" and text:
            wrong = {"date_basis": f"not in ISO 8601 (2021-09-20): {text[:40]}"}
            about |= {"date": day} if (day := iso_date(text)) else wrong
        elif text:
            about[name] = text
    return about


def is_date(text: str) -> bool:
    """Whether a text is a year, month or day of the calendar in ISO 8601."""
    if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", text):
        return False
    try:
        date.fromisoformat(f"{text}-01-01"[:10])
    except ValueError:
        return False
    return True


def iso_date(text: str) -> str:
    """The day (month, year) of a date or time in ISO 8601 or as mail and feeds write it; or ''."""
    day = re.split(r"[T ]", text, maxsplit=1)[0]
    if is_date(day):
        return day
    try:
        if re.fullmatch(r"[0-9]{8}", day):
            return datetime.strptime(day, "%Y%m%d").date().isoformat()
        return parsedate_to_datetime(text).date().isoformat()
    except (ValueError, TypeError, OverflowError, IndexError):
        return ""


def brief(error: BaseException) -> str:
    """The first line of what an error says, for people."""
    text = " ".join(str(error).split()) or type(error).__name__
    return text if len(text) <= 120 else f"{text[:120]}…"
