"""A document's bytes to its text: plain text, Markdown, web pages, PDF and Word.

Nothing here opens another file or the network. What cannot be read is `Unreadable`, with what is
wrong and what to do. How files are unpacked and which reader gets them is in `unpacking`.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from email import message_from_bytes, policy

from dateline.decoding import decode, decode_page
from dateline.intake import ABOUT, NO_CHARACTER, Found, Options, Unreadable, brief, read_about

# python-docx gives it to a file that has none, and some programs write it.
_NO_TITLE = "Word Document"
# What a Markdown file tells of itself stands between two rules at its head, in keys with values,
# some of which are lists or further lines.
_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n((?:.*\n){1,200}?)(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)")
_OF_FRONT_MATTER = re.compile(r"[A-Za-z_][\w-]*:(?:\s.*)?|\s.*|- .*|#.*|")
# A word with the hyphens in it, and one that the end of a line breaks, with the mark that follows.
_WORD = re.compile(r"[^\W\d_]++(?:-[^\W\d_]++)*+")
_BROKEN = re.compile(
    r"(?<![\w-])(?P<first>[^\W\d_]++)[-\u2010\u00ad][ \t]*+\n[ \t]*+"
    r"(?P<rest>[^\W\d_]++)(?![\w-])(?P<mark>[^\s-]*+)(?P<space>[ \t]++(?=\S))?"
)


def plain_text(content: bytes, options: Options) -> Iterator[Found]:
    """The text as it is."""
    yield Found(decode(content))


def markdown(content: bytes, options: Options) -> Iterator[Found]:
    """The text with its marks, and what a block of `key: value` at its head tells of it."""
    text = decode(content)
    block = _FRONT_MATTER.match(text)
    lines = block[1].splitlines() if block else []
    # A line that opens a text, with a rule before it and after it, may well have a colon.
    keys = {line.partition(":")[0] for line in lines}
    if not keys & {*ABOUT} or not all(map(_OF_FRONT_MATTER.fullmatch, lines)):
        yield Found(text)
        return
    about = {key: value for key, value in map(_key_and_value, lines) if key in ABOUT}
    yield Found(text[block.end() :], read_about(about))


def _key_and_value(line: str) -> tuple[str, str]:
    """A line of front matter; without a value where that is a list or goes on below."""
    key, _, value = line.partition(":")
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return key, value[1:-1]
    return key, "" if value.startswith(("[", "{", "|", ">", "&", "*", "!", "~")) else value


def web_page(content: bytes, options: Options) -> Iterator[Found]:
    """The main text of a saved page, its title, site and date, by trafilatura; nothing is run."""
    from trafilatura import bare_extraction

    try:
        document = bare_extraction(
            decode_page(content),
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
        raise Unreadable(f"a damaged web page ({brief(error)}): save it anew") from error
    if document is None or not (document.text or "").strip():
        raise Unreadable("no main text in this web page: copy its text into a .txt file")
    about = {
        "title": document.title,
        "publisher": document.sitename,
        "url": document.url,
        "date": document.date,
    }
    basis = {"date_basis": "read from the page"} if document.date else {}
    yield Found(document.text, read_about(about) | basis)


def web_archive(content: bytes, options: Options) -> Iterator[Found]:
    """A page that a browser saved as one file, MHTML."""
    for part in message_from_bytes(content, policy=policy.default).walk():
        if part.get_content_type() == "text/html":
            yield from web_page(part.get_payload(decode=True) or b"", options)
            return
    raise Unreadable("no web page in this MHTML file: save the page as HTML")


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
            f"a damaged PDF ({brief(error)}): get it anew, or print it anew"
        ) from error
    # What a font does not map to a character is no reason to lose the rest.
    text = _rejoined(NO_CHARACTER.sub("\ufffd", "\n".join(pages)))
    if not text.strip():
        raise Unreadable("a scanned PDF without text: run text recognition (OCR) on it first")
    yield Found(text, read_about({"title": str(title)}))


def _rejoined(text: str) -> str:
    """A text with the words whole that its lines break, where it has the same word whole as well.

    Others keep their hyphen, since it may be their own: Franco-German, Kigali-backed.
    """
    known = {word.casefold() for word in _WORD.findall(text)}

    def whole(broken: re.Match) -> str:
        first, rest = broken["first"], broken["rest"]
        joined, parted = f"{first}{rest}".casefold(), f"{first}-{rest}".casefold()
        if joined not in known or parted in known:
            return broken[0]
        # The line ends behind the word, unless it does so anyway.
        return f"{first}{rest}{broken['mark']}" + ("\n" if broken["space"] else "")

    return _BROKEN.sub(whole, text)


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
        raise Unreadable(f"a damaged Word file ({brief(error)}): save it anew as .docx") from error
    yield Found("\n\n".join(parts), read_about({"title": "" if title == _NO_TITLE else title}))
