"""One file's bytes to texts: plain text, web pages, PDF, Word, JSON Lines, CSV and Parquet.

Nothing here opens another file or the network. What cannot be read is `Unreadable`, with what is
wrong and what to do; in a file of many, an item that cannot be read leaves the others as they are.
How files are unpacked and which reader gets them is in `unpacking`.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime
from typing import NamedTuple

# What may be known of an article. In a file of many these are the columns, unless told otherwise.
ABOUT = ("article_id", "title", "publisher", "url", "date")
PER_MB = 1_000_000

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_CHARSET = re.compile(rb"<meta[^>]{1,200}?charset=[\"']?([\w-]{1,40})", re.IGNORECASE)
# Encodings that a web page may declare; others that Python knows are not for pages.
_DECLARABLE = re.compile(r"(?:windows|cp|iso|latin|koi8|gb|big5|euc|shift|sjis|mac|us-ascii)", re.I)
_NO_CHARACTER = re.compile("[\0\ud800-\udfff]")


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


def decode(content: bytes) -> str:
    """Text in UTF-8, in UTF-16 or UTF-32, in Windows-1252 or another encoding that can be told.

    A byte order mark decides; it is no part of the text.
    """
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError as error:
                raise Unreadable(
                    f"begins as {encoding.upper()[:6].rstrip('-')}, but byte {error.start} is "
                    "broken: get the file anew, or save it as UTF-8"
                ) from error
    if b"\0" in content:
        return _without_mark(content)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        where = f"byte {content[error.start]:#04x} at {error.start}"
    text = content.decode("utf-8", "replace")
    # Other encodings make hardly any sequence that is UTF-8.
    if sum(map(str.isascii, text)) < len(text) - 2 * text.count("\ufffd"):
        raise Unreadable(f"UTF-8 text with broken characters ({where}): get it anew, or mend it")
    from charset_normalizer import from_bytes

    # Short texts in Windows-1252 are often taken for something else, so it is tried first.
    best = (
        from_bytes(content, cp_isolation=["utf_8", "cp1252"]).best() or from_bytes(content).best()
    )
    if best is None:
        raise Unreadable(f"not text in any usual encoding ({where}): save it as UTF-8")
    return content.decode(best.encoding)


def _without_mark(content: bytes) -> str:
    """UTF-16 that lacks its mark: every other byte of English text is NUL."""
    half = len(content) // 2
    for first, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if content[first::2].count(0) > 0.6 * half and content[1 - first :: 2].count(0) == 0:
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                break
    raise Unreadable("not text (it holds NUL characters): save it as plain text")


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
    elif broken := _NO_CHARACTER.search(found.text):
        reason = (
            "not text (it holds NUL characters): save it as plain text"
            if broken[0] == "\0"
            else f"holds half a character (a lone surrogate) at {broken.start()}: mend it"
        )
    elif not found.text.strip():
        reason = "empty: nothing to read in it"
    return found._replace(text="", about={}, reason=reason) if reason else found


def plain_text(content: bytes, options: Options) -> Iterator[Found]:
    """The text as it is; Markdown keeps its marks."""
    yield Found(decode(content))


def web_page(content: bytes, options: Options) -> Iterator[Found]:
    """The main text of a saved page, its title, site and date, by trafilatura; nothing is run."""
    from trafilatura import bare_extraction

    try:
        document = bare_extraction(
            _decode_page(content),
            include_comments=False,
            with_metadata=True,
            # The page's own statement of its date; the default would depend on the day of running.
            date_extraction_params={
                "original_date": True,
                "extensive_search": False,
                "max_date": "2100-01-01",
            },
        )
    except (Unreadable, MemoryError, RecursionError):
        raise
    except Exception as error:
        raise Unreadable(f"a damaged web page ({_brief(error)}): save it anew") from error
    if document is None or not (document.text or "").strip():
        raise Unreadable("no main text in this web page: copy its text into a .txt file")
    about = {
        "title": document.title,
        "publisher": document.sitename,
        "url": document.url,
        "date": document.date,
    }
    basis = {"date_basis": "read from the page"} if document.date else {}
    yield Found(document.text, _about(about) | basis)


def web_archive(content: bytes, options: Options) -> Iterator[Found]:
    """A page that a browser saved as one file, MHTML."""
    for part in message_from_bytes(content, policy=policy.default).walk():
        if part.get_content_type() == "text/html":
            yield from web_page(part.get_payload(decode=True) or b"", options)
            return
    raise Unreadable("no web page in this MHTML file: save the page as HTML")


def _decode_page(content: bytes) -> str:
    declared = _CHARSET.search(content[:4096])
    if declared and _DECLARABLE.match(name := declared[1].decode("ascii", "replace")):
        try:
            content.decode("utf-8")
        except UnicodeDecodeError:
            # Pages that say Latin-1 are in Windows-1252, as every browser knows.
            latin = name.lower().startswith(("iso-8859-1", "latin1", "us-ascii"))
            try:
                return content.decode("cp1252" if latin and name[10:] in ("", "1") else name)
            except (LookupError, UnicodeDecodeError):
                pass
    return decode(content)


def pdf(content: bytes, options: Options) -> Iterator[Found]:
    """The text layer of a PDF, page after page, by pypdf."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError

    locked = "an encrypted PDF: open it with its password and save it without one"
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable(locked)
        if len(reader.pages) > options.pages:
            raise Unreadable(
                f"{len(reader.pages):,} pages, over the limit of {options.pages:,}: "
                "split it, or raise `pages`"
            )
        pages, characters = [], 0
        for page in reader.pages:
            pages.append(page.extract_text())
            characters += len(pages[-1])
            if characters > options.characters:
                break
        title = (reader.metadata or {}).get("/Title") or ""
    except DependencyError as error:
        raise Unreadable(locked) from error
    except (Unreadable, MemoryError):
        raise
    except Exception as error:
        raise Unreadable(
            f"a damaged PDF ({_brief(error)}): get it anew, or print it anew"
        ) from error
    # What a font does not map to a character is no reason to lose the rest.
    text = _NO_CHARACTER.sub("\ufffd", "\n".join(pages))
    if not text.strip():
        raise Unreadable("a scanned PDF without text: run text recognition (OCR) on it first")
    yield Found(text, _about({"title": str(title)}))


def word(content: bytes, options: Options) -> Iterator[Found]:
    """The paragraphs and tables of a Word file (.docx), by python-docx; no notes, no headers."""
    import docx
    from docx.table import Table

    try:
        document = docx.Document(io.BytesIO(content))
        parts = []
        for block in document.iter_inner_content():
            if isinstance(block, Table):
                parts += ["\t".join(cell.text for cell in row.cells) for row in block.rows]
            else:
                parts.append(block.text)
        title = document.core_properties.title
    except (Unreadable, MemoryError):
        raise
    except Exception as error:
        raise Unreadable(f"a damaged Word file ({_brief(error)}): save it anew as .docx") from error
    yield Found("\n\n".join(parts), _about({"title": title}))


def json_lines(content: bytes, options: Options) -> Iterator[Found]:
    """JSON Lines, an object a line; or one JSON value, an object or a list of them."""
    if content.startswith(tuple(mark for mark, _ in _BOMS)):
        content = decode(content).encode("utf-8", "surrogatepass")
    if content.lstrip()[:1] == b"[":
        try:
            rows = json.loads(content)
        except (ValueError, RecursionError) as error:
            raise Unreadable(f"no list in JSON ({_brief(error)}): mend it") from error
        for number, row in enumerate(rows, 1):
            yield from _of_row(row, number, options)
        return
    lines = content.split(b"\n")
    if sum(1 for line in lines if line.strip()) > 1 and lines[0].strip() == b"{":
        # One object, put over several lines for people to read.
        lines = [content]
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                row = json.loads(line)
            except (ValueError, RecursionError) as error:
                yield Found(
                    reason=f"line {number}: no JSON ({_brief(error)}): mend it", number=number
                )
            else:
                yield from _of_row(row, number, options)


def table(content: bytes, options: Options) -> Iterator[Found]:
    """CSV with a header, its fields separated by commas, semicolons or tabs."""
    rows = csv_rows(decode(content), options.columns["text"])
    try:
        header = next(rows)
    except csv.Error as error:
        raise Unreadable(f"no CSV, from its header on ({error}): mend it") from error
    _has_text_column(header, options)
    number = 0
    try:
        for number, row in enumerate(rows, 1):
            if len(row) > len(header):
                reason = f"row {number} has {len(row)} fields, the header {len(header)}: mend it"
                yield Found(reason=reason, number=number)
            elif row:
                yield from _of_row(dict(zip(header, row, strict=False)), number, options)
    except csv.Error as error:
        reason = f"row {number + 1} and what follows: no CSV ({error}): mend it"
        yield Found(reason=reason, number=number + 1)


def csv_rows(text: str, column: str) -> Iterator[list[str]]:
    """The rows of a CSV text, the header first; the separator is the one that shows `column`."""
    csv.field_size_limit(2**31 - 1)
    first = next(io.StringIO(text, newline=None), "")
    headers = {mark: next(csv.reader([first], delimiter=mark), []) for mark in ",;\t"}
    # Of several, and where none shows the column, the one that parts most.
    mark = max(headers, key=lambda mark: (column in headers[mark], len(headers[mark])))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    yield next(reader, [])
    yield from reader


def parquet(content: bytes, options: Options) -> Iterator[Found]:
    """Parquet, by pyarrow, some rows at a time."""
    import pyarrow as pa
    from pyarrow import parquet as pq

    try:
        file = pq.ParquetFile(pa.BufferReader(content))
        names = file.schema_arrow.names
        _has_text_column(names, options)
        wanted = [name for name in options.columns.values() if name in names]
        number = 0
        for batch in file.iter_batches(batch_size=100, columns=wanted):
            for values in zip(*batch.columns, strict=True):
                number += 1
                try:
                    row = {name: value.as_py() for name, value in zip(wanted, values, strict=True)}
                except ValueError as error:
                    reason = f"row {number}: {_brief(error)}: mend it"
                    yield Found(reason=reason, number=number)
                else:
                    yield from _of_row(row, number, options)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise Unreadable(f"damaged Parquet ({_brief(error)}): write it anew") from error


def _has_text_column(names: Iterable[str], options: Options) -> None:
    column = options.columns["text"]
    if column not in names:
        raise Unreadable(
            f"no column `{column}` (it has {_quoted(names)}): rename the one with the text, or "
            'name it in dateline.toml: columns.text = "its name"'
        )


def _quoted(names: Iterable[str]) -> str:
    shown = [name if len(name) < 40 else f"{name[:40]}…" for name in names][:8]
    return ", ".join(filter(None, shown)) or "none"


def _of_row(row: object, number: int, options: Options) -> Iterator[Found]:
    column = options.columns["text"]
    text = row.get(column) if isinstance(row, dict) else None
    if isinstance(text, str):
        about = {name: row.get(options.columns[name]) for name in ABOUT}
        yield Found(text, _about(about), number=number)
    else:
        what = f"no text in `{column}`" if isinstance(row, dict) else "no object"
        yield Found(reason=f"item {number}: {what}: add it", number=number)


def _about(values: Mapping[str, object]) -> dict[str, str]:
    """What is known, as text; a date in ISO 8601, and a word about one that is not understood."""
    about = {}
    for name, value in values.items():
        if isinstance(value, float) and (math.isnan(value) or value.is_integer()):
            value = "" if math.isnan(value) else int(value)
        if value is None or not isinstance(value, str | int | float | date):
            continue
        text = _NO_CHARACTER.sub("\ufffd", " ".join(str(value).split()))[:2_000]
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


def _brief(error: BaseException) -> str:
    """The first line of what an error says, for people."""
    text = " ".join(str(error).split()) or type(error).__name__
    return text if len(text) <= 120 else f"{text[:120]}…"
