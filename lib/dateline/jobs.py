"""What an archive asks to be made: its parts, what is finished of them, what a kill has left.

A part is a job that any process can do. Everything below the archive's folder is a part, or is
named with the reason why it is none.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from dateline import parts, tables

# Under OUT, what is made of each part, in a file of its name.
MADE = ("mentions", "by_article", "by_month", "by_pair")
RECORDS = "records"
# Files are written under names that begin so.
ASIDE = ".aside-"
_LONGEST_NAME = 255  # bytes


class ArchiveError(Exception):
    """A run cannot start, go on, or be believed; the message says why and what to do."""


class Job(NamedTuple):
    """A part to be made: its file, its name below the archive, where to write.

    `edition` is that of the package: an archive is not made by two. `unreadable` says why nothing
    can be made of it, where that is known without looking into it.
    """

    path: str
    name: str
    out: str
    edition: str
    unreadable: str = ""

    def made(self, what: str) -> Path:
        """The file of the part in one of the folders of OUT."""
        suffix = ".json" if what == RECORDS else ".parquet"
        return Path(self.out, what, parts.stem(self.name) + suffix)


def jobs_of(source: Path, out: Path) -> list[Job]:
    """The parts of an archive in the order of their names, with `out` set up for them.

    Raises `ArchiveError` where one of the two folders will not do.
    """
    if not source.exists():
        raise ArchiveError(f"{source} is not there: name a folder of Parquet or JSON Lines files")
    folder, files = (source, _below(source)) if source.is_dir() else (source.parent, [source])
    if not files:
        raise ArchiveError(f"{source} holds no file: name a folder of Parquet or JSON Lines files")
    if out == source or out in source.parents or source in out.parents:
        raise ArchiveError(f"{out} and {source} lie in each other: choose another folder for OUT")
    if out.exists() and not (out / RECORDS).is_dir() and (out.is_file() or any(out.iterdir())):
        raise ArchiveError(f"{out} holds other things: name an empty or a new folder for OUT")
    (out / RECORDS).mkdir(parents=True, exist_ok=True)
    found = [_job(file, file.relative_to(folder).as_posix(), out) for file in files]
    of_file: dict[Path, str] = {}
    for job in found:
        other = of_file.setdefault(job.made(RECORDS), job.name)
        if other != job.name:
            raise ArchiveError(f"{other} and {job.name} differ only by suffix: rename one")
    clear(out)
    for what in (*MADE, RECORDS):
        expected = {job.made(what) for job in found}
        for path in (out / what).rglob("*"):
            if path.is_file() and path not in expected:
                raise ArchiveError(f"{path} belongs to no part of {source}: name a new folder")
    return found


def _below(folder: Path) -> list[Path]:
    """The files below a folder, and the folders that cannot be entered, in order.

    Other programs leave notes of theirs beside what they write, in files and in folders: _SUCCESS,
    .crc, _temporary.
    """
    found = []

    def closed(error: OSError) -> None:
        found.append(Path(error.filename))

    for place, folders, names in os.walk(folder, onerror=closed):
        folders[:] = (name for name in folders if name[0] not in "._")
        links = (name for name in folders if Path(place, name).is_symlink())
        found += (Path(place, name) for name in (*names, *links) if name[0] not in "._")
    return sorted(found)


def _job(file: Path, name: str, out: Path) -> Job:
    printable = os.fsencode(name).decode("utf-8", "backslashreplace")
    unreadable = "" if printable == name else "its name is not in UTF-8: rename it"
    job = Job(str(file), printable, str(out), edition(), unreadable)
    if len(os.fsencode(job.made("mentions").name)) > _LONGEST_NAME:
        return job._replace(unreadable="its name is too long for what is made of it: shorten it")
    return job


def clear(out: Path) -> None:
    """Remove what workers that were killed left half written."""
    for what in MADE:
        for path in (out / what).rglob(f"{ASIDE}*"):
            path.unlink(missing_ok=True)
    for path in (*out.glob(".*"), *(out / RECORDS).rglob(".*")):
        if tables.ASIDE.fullmatch(path.name):
            path.unlink(missing_ok=True)


def finished(job: Job) -> dict | None:
    """The record of a part that need not be made again; None where it has to be made."""
    path = job.made(RECORDS)
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        sizes = {what: job.made(what).stat().st_size for what in MADE}
        came = Path(job.path).stat()
        same = record["edition"], record["bytes"], record["modified"], record["sizes"]
    except (OSError, ValueError, KeyError):
        return None
    now = job.edition, came.st_size, came.st_mtime_ns, sizes
    return record if same == now and not job.unreadable else None


@functools.cache
def edition() -> str:
    """A digest of the package's code and terms, which decide what is found."""
    package = Path(str(resources.files("dateline")))
    kinds = ("*.py", "*.csv", "*.txt", "*.toml")
    digest = hashlib.sha256()
    for path in sorted(path for kind in kinds for path in package.rglob(kind)):
        digest.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]
