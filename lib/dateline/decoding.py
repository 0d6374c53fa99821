"""Bytes to text, in whatever encoding they are."""

from __future__ import annotations

import re

from dateline.intake import Unreadable

BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_CHARSET = re.compile(rb"<meta[^>]{1,200}?charset=[\"']?([\w-]{1,40})", re.IGNORECASE)
# Encodings that a web page may declare; others that Python knows are not for pages.
_DECLARABLE = re.compile(r"(?:windows|cp|iso|latin|koi8|gb|big5|euc|shift|sjis|mac|us-ascii)", re.I)


def decode(content: bytes) -> str:
    """Text in UTF-8, in UTF-16 or UTF-32, in Windows-1252 or another encoding that can be told.

    A byte order mark decides; it is no part of the text.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
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
    if sum(map(str.isascii, text)) <= len(text) - 2 * text.count("\ufffd"):
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


def decode_page(content: bytes) -> str:
    """The text of a web page: as it says itself, where that can be; else as `decode` tells."""
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
