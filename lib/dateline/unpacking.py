"""Which reader a file is for, and what lies in it where it is compressed or an archive.

What a file is, its first bytes say; its suffix only tells the kinds of text apart. Archives are
read in memory, never written to disk, and within the limits of `intake.Options`.
"""

from __future__ import annotations

import gzip
import io
import lzma
import os
import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePosixPath

from dateline import intake, readers, row_readers
from dateline.intake import PER_MB, Found, Options, Unreadable
from dateline.wording import listed

# The reader of each suffix; the one that people know best stands first.
_BY_SUFFIX: dict[str, Callable[[bytes, Options], Iterator[Found]]] = {
    **dict.fromkeys(("txt", "text", ""), readers.plain_text),
    **dict.fromkeys(("md", "markdown"), readers.markdown),
    **dict.fromkeys(("html", "htm", "xhtml"), readers.web_page),
    **dict.fromkeys(("mhtml", "mht"), readers.web_archive),
    "pdf": readers.pdf,
    "docx": readers.word,
    **dict.fromkeys(("jsonl", "ndjson", "json"), row_readers.json_lines),
    **dict.fromkeys(("csv", "tsv"), row_readers.table),
    "parquet": row_readers.parquet,
}
_OF_PLAIN_TEXT = (readers.plain_text, readers.markdown)
# Formats that begin with bytes of their own; ZIP is told apart by what is in it.
_BY_SIGNATURE = {b"%PDF-": "pdf", b"PAR1": "parquet", b"\x1f\x8b": "gz", b"\x28\xb5\x2f\xfd": "zst"}
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S
)
_PACKED = ("gz", "zst", "zip")
_SUFFIX = re.compile(r"(?<=[^/])\.([A-Za-z][A-Za-z0-9]{0,9})\Z")
_CHUNK = 1 << 20
# Of so many bytes of Zstandard, each step gives at most some 40 MB.
_ZSTD_STEP = 1 << 10
_DAMAGED = (
    *(zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, lzma.LZMAError, EOFError, OSError),
    *(NotImplementedError, RuntimeError, ValueError),
)


def kinds_read() -> str:
    """The kinds of file that are read, by their suffixes: one of each reader."""
    first = {reader: suffix for suffix, reader in reversed(_BY_SUFFIX.items())}
    kinds = [f".{suffix}" for suffix in _BY_SUFFIX if suffix in first.values()]
    return f"{listed(kinds)}, also as {listed([f'.{kind}' for kind in _PACKED], 'or')}"


def content_of(path: Path, options: Options) -> bytes:
    """A file's bytes; `Unreadable` where it cannot be opened or is over the limit."""
    try:
        # A pipe that took the file's place must not be waited for.
        with open(path, "rb", opener=_without_waiting) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise Unreadable("not a file (a device or a pipe): remove it")
            content = file.read(options.file_mb * PER_MB + 1)
    except OSError as error:
        raise Unreadable(cannot_be_opened(error)) from error
    if len(content) > options.file_mb * PER_MB:
        raise Unreadable(
            f"{_mb(max(status.st_size, len(content)))}, over the limit of {options.file_mb} MB: "
            "split it, or raise `file_mb`"
        )
    return content


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def is_harmless(name: str, content: bytes) -> bool:
    """Whether a file is a short plain text, which no library has to take apart."""
    if len(content) > PER_MB or content.startswith(_ZIP):
        return False
    try:
        return _BY_SUFFIX.get(_kind(name, content)) in _OF_PLAIN_TEXT
    except Unreadable:
        return True


def read_content(name: str, content: bytes, options: Options) -> Iterator[Found]:
    """Each text in a file of that name, or the reason why there is none."""
    number = 0
    try:
        for number, found in enumerate(_Unpacker(options).read(name, content, 0), 1):
            if number > options.items:
                raise Unreadable(
                    f"over the limit of {options.items:,} items; what follows was not read: "
                    "split it, or raise `items`"
                )
            yield intake.checked(found, options)
        if not number:
            yield Found(reason="empty: nothing to read in it")
    except Unreadable as error:
        yield Found(reason=str(error))


def cannot_be_opened(error: OSError) -> str:
    """The reason, in words, why a file could not be opened."""
    if isinstance(error, FileNotFoundError):
        return "was removed or renamed while the folder was read: run again"
    return f"cannot be opened ({error.strerror or error}): check its permissions"


def stem(path: str) -> str:
    """A path without the suffixes of formats and compression; names that are only those stay."""
    *folders, name = path.split("/")
    shorter = [_without(folder, ("zip",)) for folder in folders]
    return "/".join([*shorter, _without(_without(name, _PACKED), tuple(_BY_SUFFIX))])


def _without(name: str, suffixes: Iterable[str]) -> str:
    match = _SUFFIX.search(name)
    return name[: match.start()] if match and match[1].lower() in suffixes else name


def _suffix(name: str) -> str:
    # The name ".txt" has one too, though there is no name without it.
    match = _SUFFIX.search(f"x{PurePosixPath(name).name}")
    return match[1].lower() if match else ""


def _kind(name: str, content: bytes) -> str:
    for signature, kind in _BY_SIGNATURE.items():
        if content.startswith(signature):
            return kind
    if content.startswith(_OLD_OFFICE):
        raise Unreadable("an old or an encrypted office file: save it as .docx, without a password")
    suffix = _suffix(name)
    if not content:
        raise Unreadable("empty: nothing to read in it")
    if suffix in (*_BY_SIGNATURE.values(), "zip", "docx"):
        raise Unreadable(f"not what its suffix .{suffix} says, or damaged: get it anew")
    if suffix not in _BY_SUFFIX or (not suffix and PurePosixPath(name).name.startswith(".")):
        what = f"files of the kind .{suffix}" if suffix else "hidden files"
        raise Unreadable(
            f"{what} are not read: save it as .txt, .html, .pdf or .docx, or take it away"
        )
    if _BY_SUFFIX[suffix] in _OF_PLAIN_TEXT and _PAGE.match(content[:4096].lstrip(b"\xef\xbb\xbf")):
        return "html"
    return suffix


class _Unpacker:
    """Reads one file, keeping count of what it unpacks to."""

    def __init__(self, options: Options):
        self._options = options
        self._left = options.unpacked_mb * PER_MB

    def read(self, name: str, content: bytes, depth: int) -> Iterator[Found]:
        """Each text in some bytes; `depth` archives are around them."""
        zipped = content.startswith(_ZIP)
        kind = self._kind_of_zip(content) if zipped else _kind(name, content)
        if kind in _PACKED and depth >= self._options.nesting:
            raise Unreadable(
                f"archives within archives, over the limit of {self._options.nesting}: unpack "
                "them, or raise `nesting`"
            )
        if kind == "zip":
            yield from self._zip(content, depth)
        elif kind in _PACKED:
            chunks = _gzip(content) if kind == "gz" else _zstd(content)
            inner = _without(name, _PACKED)
            yield from self.read(inner, self._unpacked(chunks, len(content)), depth + 1)
        else:
            yield from _BY_SUFFIX[kind](content, self._options)

    def _kind_of_zip(self, content: bytes) -> str:
        with _opened_zip(content) as archive:
            names = set(archive.namelist())
            if "word/document.xml" in names:
                self._admit(archive.infolist(), len(content))
                return "docx"
        if names & {"[Content_Types].xml", "mimetype"}:
            raise Unreadable("an office file or book other than .docx: save it as .docx or .txt")
        return "zip"

    def _admit(self, members: list[zipfile.ZipInfo], packed: int) -> None:
        """Refuse what its directory says is too large; no member gives more than is said there."""
        self._spend(sum(member.file_size for member in members))
        self._check_ratio(sum(member.file_size for member in members), packed)

    def _zip(self, content: bytes, depth: int) -> Iterator[Found]:
        with _opened_zip(content) as archive:
            for member in archive.infolist():
                if member.is_dir():
                    continue
                name = printable(member.filename)
                try:
                    _refuse(member)
                    with archive.open(member) as file:
                        chunks = iter(lambda file=file: file.read(_CHUNK), b"")
                        inner = self._unpacked(chunks, member.compress_size)
                    for found in self.read(name, inner, depth + 1):
                        within = "/".join(filter(None, (name, found.member)))
                        yield found._replace(member=within)
                except Unreadable as error:
                    yield Found(reason=str(error), member=name)
                except _DAMAGED as error:
                    yield Found(reason=_damaged("archive", error), member=name)

    def _unpacked(self, chunks: Iterable[bytes], packed: int) -> bytes:
        parts, size = [], 0
        try:
            for chunk in chunks:
                parts.append(chunk)
                size += len(chunk)
                self._spend(len(chunk))
                self._check_ratio(size, packed)
        except _DAMAGED as error:
            raise Unreadable(_damaged("compressed file", error)) from error
        return b"".join(parts)

    def _spend(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise Unreadable(
                f"unpacks to over {self._options.unpacked_mb} MB: unpack it yourself, or raise "
                "`unpacked_mb`"
            )

    def _check_ratio(self, size: int, packed: int) -> None:
        if size > PER_MB and size > self._options.ratio * packed:
            raise Unreadable(
                f"unpacks to over {self._options.ratio} times its size, as a bomb does: unpack "
                "it yourself, or raise `ratio`"
            )


def printable(name: str) -> str:
    """A name that every table can hold: what is no character is written as its code."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def _opened_zip(content: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except _DAMAGED as error:
        raise Unreadable(_damaged("archive", error)) from error


def _refuse(member: zipfile.ZipInfo) -> None:
    name = member.filename.replace("\\", "/")
    if name.startswith("/") or ".." in name.split("/") or re.match(r"[A-Za-z]:", name):
        raise Unreadable("its name leads out of the archive: unpack it yourself, with care")
    if stat.S_ISLNK(member.external_attr >> 16):
        raise Unreadable("a link, which is not followed: put the file itself there")
    if member.flag_bits & 1:
        raise Unreadable("encrypted: unpack it with its password")


def _gzip(content: bytes) -> Iterator[bytes]:
    with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
        yield from iter(lambda: file.read(_CHUNK), b"")


def _zstd(content: bytes) -> Iterator[bytes]:
    import zstandard

    frame = zstandard.ZstdDecompressor().decompressobj()
    try:
        for start in range(0, len(content), _ZSTD_STEP):
            step = content[start : start + _ZSTD_STEP]
            while step:
                if frame.eof:
                    frame = zstandard.ZstdDecompressor().decompressobj()
                yield frame.decompress(step)
                step = frame.unused_data if frame.eof else b""
    except zstandard.ZstdError as error:
        raise ValueError(str(error)) from error
    if not frame.eof:
        raise EOFError("it ends too early")


def _damaged(what: str, error: BaseException) -> str:
    said = " ".join(str(error).split())[:120] or type(error).__name__
    return f"a damaged {what} ({said}): get it anew"


def _mb(size: int) -> str:
    return f"{size / PER_MB:,.1f} MB"
