"""Awkward inputs, each made here, with the end that each must come to.

`make(folder)` writes them and gives, for each file and item, the end: empty for an article, else
words of the reason for which it is rejected. What a system has no way of making is left out.
"""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import os
import socket
import stat
import sys
import zipfile
from pathlib import Path

ARTICLE = ""
_PLACES = "Bamako Niamey Lima Quito Suva Apia Oslo Riga Accra Lome Tunis Rabat".split()
Ends = dict[tuple[str, str], str]


def prose(number: int, sentences: int = 4) -> str:
    """Invented news that is another for every number."""
    return " ".join(
        f"Delegates met in {_PLACES[(number + each) % 12]} on the matter of well {number}-{each}."
        for each in range(sentences)
    )


class _Maker:
    """Writes each file and notes its end."""

    def __init__(self, folder: Path):
        self.folder, self.ends, self._number = folder, {}, 0

    def prose(self, sentences: int = 4) -> str:
        self._number += 1
        return prose(self._number, sentences)

    def file(self, name: str, content: bytes | str, end: str | dict[str, str] = ARTICLE) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        self.note(name, end)

    def note(self, name: str, end: str | dict[str, str]) -> None:
        for item, each in (end if isinstance(end, dict) else {"": end}).items():
            self.ends[name, item] = each


def make(folder: Path) -> Ends:
    """Write all awkward inputs into `folder`, which is there and empty."""
    maker = _Maker(folder)
    for part in (_texts, _names, _pages, _documents, _tables, _packed, _links, _repeats):
        part(maker)
    return maker.ends


def _texts(make: _Maker) -> None:
    accents = "Café déjà vu à Abidjan, “quoted”. "
    make.file("utf8.txt", accents + make.prose())
    make.file("utf8-mark.txt", b"\xef\xbb\xbf" + make.prose().encode())
    for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"):
        make.file(f"{encoding}.txt", (accents + make.prose()).encode(encoding))
    make.file("be-mark.txt", b"\xfe\xff" + make.prose().encode("utf-16-be"))
    make.file("latin-short.txt", b"caf\xe9 in Lima")
    make.file("old-mac.txt", make.prose().replace(". ", ".\r"))
    make.file("controls.txt", make.prose() + "\x01\x1b[31m\x7f\u202e\ufeff\u2028 end.")
    make.file("no suffix", make.prose())
    make.file("notes.md", f"# Head\n\n{make.prose()}\n")
    make.file("long-line.txt", make.prose(30_000))
    make.file("emoji.txt", "\U0001f1f2\U0001f1f1 " + make.prose())
    make.file("empty.txt", b"", "empty: nothing to read")
    make.file("blank.txt", b" \r\n\t\n", "empty: nothing to read")
    make.file("mark-only.txt", b"\xef\xbb\xbf", "empty: nothing to read")
    make.file("nul.txt", b"Mali\0Niger and more", "NUL characters")
    make.file("nul-in-utf16.txt", "Mali\0".encode("utf-16"), "NUL characters")
    make.file("odd-utf16.txt", "Mali and Niger".encode("utf-16") + b"x", "begins as UTF-16, but")
    make.file("half-pair.txt", b"\xff\xfe" + b"\x00\xd8" + b"a\0", "begins as UTF-16, but")
    torn = ("Бамако и Ниамей ведут переговоры. " * 20).encode()[:-3]
    make.file("torn-utf8.txt", torn, "UTF-8 text with broken characters")
    torn = "In Türkiye, a café".encode()[:-1]
    make.file("torn-short.txt", torn, "UTF-8 text with broken characters")
    make.file("picture.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), "NUL characters")
    make.file("picture.png", b"\x89PNG\r\n\x1a\n", "files of the kind .png are not read")
    make.file(".DS_Store", b"\0\0\0\1Bud1", "hidden files are not read")
    make.file("over-limit.txt", make.prose(40_000), "over the limit of 2,000,000")
    with (make.folder / "line-of-200-mb.txt").open("wb") as file:
        for _ in range(200):
            file.write(b"Mali and Lima grow; " * 50_000)
    make.note("line-of-200-mb.txt", "over the limit of 100 MB: split it, or raise `file_mb`")


def _names(make: _Maker) -> None:
    names = ["-rf", "--help.txt", "a\nb.txt", " .txt", "=1+1.txt", "a'b\"c.txt", "%s {x}.txt"]
    names += [
        "<b>&amp;.txt",
        "\u202etxt.exe.txt",
        "文章.txt",
        f"{'x' * 250}.txt",
        "a#1.txt",
        "..txt",
    ]
    names += ["Case.txt", "case.txt", "deep/er/and/deeper.txt", "x.txt/inside.txt", "a\\b.txt"]
    for name in names:
        with contextlib.suppress(OSError):
            make.file(name, make.prose())
    path = os.fsencode(make.folder) + b"/caf\xe9.txt"
    with contextlib.suppress(OSError):
        Path(os.fsdecode(path)).write_text("Mali.")
        make.note("caf\\xe9.txt", "not in UTF-8: rename it")


def _pages(make: _Maker) -> None:
    def page(body: str, head: str = "") -> str:
        return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"

    def story() -> str:
        return f"<article><p>{make.prose()}</p><p>{make.prose()}</p></article>"

    make.file("page.html", page(story(), "<title>Wells</title>"))
    make.file("page-as-text.txt", page(story()))
    make.file("unclosed.html", f"<html><body><div><p>{make.prose(9)}")
    declared = page(f"<p>Café — {make.prose()}</p>", '<meta charset="iso-8859-1">')
    make.file("declared.html", declared.encode("cp1252"))
    make.file("script.html", page(f"<script>document.write('no')</script>{story()}"))
    asking = '<img src="http://192.0.2.1/x.png"><iframe src="file:///etc/passwd"></iframe>'
    make.file("asking.html", page(asking + story()))
    entity = '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    make.file("entity.xhtml", f"{entity}<html><body><p>&x; {make.prose(9)}</p></body></html>")
    boundary = "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\n"
    saved = f"{boundary}Content-Type: text/html; charset=utf-8\n\n{page(story())}\n--b--\n"
    make.file("saved.mhtml", saved)
    make.file("no-body.html", "<html><head><title>Nothing</title></head></html>", "no main text")
    make.file("only-script.html", page("<script>Mali()</script>"), "no main text")
    make.file("no-page.html", "", "empty: nothing to read")
    make.file("nested.html", "<html><body>" + "<div>" * 100_000 + make.prose(), "no main text")
    make.file("no-page.mhtml", "MIME-Version: 1.0\n\nplain", "no web page in this MHTML file")


def pdf(pages: list[str], between: bytes = b"") -> bytes:
    """A PDF by hand: a page for each text, which is empty for a picture."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"",
        b"<</Type/Font/Subtype/Type1/BaseFont/Courier>>",
    ]
    kids = []
    for text in pages:
        drawn = f"BT /F 9 Tf 20 700 Td ({text}) Tj ET".encode() if text else b"0 0 9 9 re f"
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn))
        kids.append(len(objects) + 1)
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents %d 0 R"
            b"/Resources<</Font<</F 3 0 R>>>>>>" % len(objects)
        )
    refs = b" ".join(b"%d 0 R" % kid for kid in kids)
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), refs)
    content, places = bytearray(b"%PDF-1.4\n"), []
    for number, each in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    return bytes(content) + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (count, table, count, len(content))
    )


def word(*paragraphs: str, title: str = "") -> bytes:
    """A Word file."""
    import docx

    document = docx.Document()
    document.core_properties.title = title
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def _encrypted(content: bytes, password: str) -> bytes:
    from pypdf import PdfWriter

    writer = PdfWriter(io.BytesIO(content))
    writer.encrypt(password, owner_password="owner", algorithm="RC4-128")
    locked = io.BytesIO()
    writer.write(locked)
    return locked.getvalue()


def _documents(make: _Maker) -> None:
    make.file("paper.pdf", pdf([make.prose(1), make.prose(1)]))
    make.file("paper-as-text.txt", pdf([make.prose(1)]))
    make.file("owner-only.pdf", _encrypted(pdf([make.prose(1)]), ""))
    make.file("locked.pdf", _encrypted(pdf([make.prose(1)]), "secret"), "an encrypted PDF")
    make.file("scan.pdf", pdf([""]), "a scanned PDF without text")
    make.file("2000-pages.pdf", pdf(["Mali"] * 2_000), "2,000 pages, over the limit of 1,000")
    make.file("torn.pdf", pdf([make.prose(1)])[:60], "a damaged PDF")
    make.file("head-only.pdf", b"%PDF-1.7", "a damaged PDF")
    make.file("no.pdf", "Mali.", "not what its suffix .pdf says")
    circle = pdf(["Mali"]).replace(b"/Kids[5 0 R]", b"/Kids[2 0 R]")
    make.file("circle.pdf", circle, "PDF")

    make.file("letter.docx", word(make.prose(), make.prose()))
    make.file("letter-as.zip", word(make.prose()))
    make.file("torn.docx", word(make.prose())[:2_000], "a damaged archive")
    make.file("no.docx", "Mali.", "not what its suffix .docx says")
    make.file("empty.docx", word(), "empty: nothing to read")
    make.file("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "an old or an encrypted")
    make.file(
        "sheet.xlsx", zipped({"[Content_Types].xml": b"", "xl/a.xml": b""}), "other than .docx"
    )
    make.file("bad-xml.docx", zipped({"word/document.xml": b"<w:x"}), "a damaged Word file")
    make.file("bomb.docx", zipped({"word/document.xml": bytes(3_000_000)}), "as a bomb does")


def _tables(make: _Maker) -> None:
    def rows(*each: object) -> str:
        return "".join(f"{json.dumps(row)}\n" for row in each)

    def row(**more: object) -> dict[str, object]:
        return {"text": make.prose(), **more}

    broken = rows(row()) + '{"text": "Mali\n' + rows(row())
    make.file("broken.jsonl", broken, {"1": ARTICLE, "2": "line 2: no JSON", "3": ARTICLE})
    make.file("marked.jsonl", b"\xef\xbb\xbf" + rows(row()).encode(), {"1": ARTICLE})
    make.file("utf16.jsonl", rows(row(article_id="sixteen")).encode("utf-16"), {"1": ARTICLE})
    make.file("list.json", json.dumps([row(), 7]), {"1": ARTICLE, "2": "item 2: no object"})
    make.file("spread.json", json.dumps(row(), indent=2), {"1": ARTICLE})
    odd = rows({"body": "Mali."}, {"text": 7}, {"text": "a\ud800"}, {"text": ""}, {"text": "a\0b"})
    reasons = ["no text in `text`", "no text in `text`", "a lone surrogate", "empty", "NUL"]
    make.file("odd.jsonl", odd, {str(number): each for number, each in enumerate(reasons, 1)})
    deep = "[" * 200_000 + "\n" + '{"text": ' * 50_000 + "\n" + rows(row())
    make.file(
        "deep.jsonl",
        "{}\n" + deep,
        {
            "1": "no text in",
            "2": "no JSON",
            "3": "no JSON",
            "4": ARTICLE,
        },
    )
    make.file(
        "number.jsonl", f'{{"text": "{make.prose()}", "date": {"9" * 5_000}}}', {"1": "no JSON"}
    )
    same = rows(row(article_id="same"), row(article_id="same"), row(article_id="own"))
    make.file("ids.jsonl", same, {"1": ARTICLE, "2": ARTICLE, "3": ARTICLE})
    make.file("empty.jsonl", "\n\n", "empty: nothing to read")

    make.file("quoted.csv", f'id,text\n1,"{make.prose()}\n{make.prose()}"\n', {"1": ARTICLE})
    make.file("semicolon.csv", f"id;text\n1;{make.prose()}\n", {"1": ARTICLE})
    make.file("bars.csv", f"id|head, short|text\n1|a, b|{make.prose()}\n", {"1": ARTICLE})
    barred = f"text,a|b|c\n{make.prose()},1\n"
    make.file("bars-within.csv", barred, {"1": ARTICLE})
    make.file("tabs.tsv", f"date\ttext\n2021-09-20\t{make.prose()}\n", {"1": ARTICLE})
    make.file("utf16.csv", f"text\n{make.prose()}\n".encode("utf-16"), {"1": ARTICLE})
    make.file("no-text.csv", "id,body\n1,Mali\n", "no column `text` (it has id, body)")
    make.file("header-only.csv", "id,text\n", "empty: nothing to read")
    wide = f"text\n{make.prose()}\nMali,Niger\n"
    make.file("wide.csv", wide, {"1": ARTICLE, "2": "row 2 has 2 fields, the header 1"})
    narrow = f"id,text\n1,{make.prose()}\n2\n"
    make.file("narrow.csv", narrow, {"1": ARTICLE, "2": "no text in `text`"})
    unclosed = f'text\n{make.prose()}\n"Mali\n'
    make.file("unclosed.csv", unclosed, {"1": ARTICLE, "2": "row 2 and what follows"})

    make.file(
        "rows.parquet",
        parquet(text=[make.prose(), None], date=["2021-09-20", None]),
        {
            "1": ARTICLE,
            "2": "no text in `text`",
        },
    )
    make.file("no-text.parquet", parquet(body=["Mali"]), "no column `text` (it has body)")
    make.file("numbers.parquet", parquet(text=[1]), {"1": "no text in `text`"})
    make.file("torn.parquet", parquet(text=["Mali"])[:-9], "damaged Parquet")
    make.file("no.parquet", "Mali", "not what its suffix .parquet says")


def parquet(**columns: list) -> bytes:
    """A Parquet file."""
    import pyarrow as pa
    from pyarrow import parquet as pq

    content = io.BytesIO()
    pq.write_table(pa.table(columns), content)
    return content.getvalue()


def zipped(members: dict[str, bytes]) -> bytes:
    """A ZIP archive, compressed."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, member in members.items():
            archive.writestr(zipfile.ZipInfo(name), member, zipfile.ZIP_DEFLATED)
    return content.getvalue()


def _packed(make: _Maker) -> None:
    import zstandard

    packed = gzip.compress(make.prose().encode())
    make.file("packed.txt.gz", packed)
    make.file("two-parts.txt.gz", gzip.compress(b"Mali. ") + packed)
    make.file("packed-as-text.txt", gzip.compress(make.prose().encode()))
    make.file("torn.txt.gz", packed[:-12], "a damaged compressed file")
    make.file("no.gz", "Mali.", "not what its suffix .gz says")
    make.file("bomb.txt.gz", gzip.compress(bytes(50_000_000)), "as a bomb does")
    rows = "".join(json.dumps({"text": make.prose()}) + "\n" for _ in range(2))
    compress = zstandard.ZstdCompressor().compress
    make.file("rows.jsonl.zst", compress(rows.encode()), {"1": ARTICLE, "2": ARTICLE})
    make.file("torn.txt.zst", compress(make.prose().encode())[:-9], "a damaged compressed file")
    make.file("bomb.txt.zst", compress(bytes(50_000_000)), "as a bomb does")

    members = {"a.txt": make.prose().encode(), "b/rows.csv": f"text\n{make.prose()}\n".encode()}
    members |= {"../out.txt": b"Mali.", "/etc/x.txt": b"Mali.", "C:\\x.txt": b"Mali."}
    leads = "leads out of the archive"
    make.file(
        "mixed.zip",
        zipped(members),
        {
            "a.txt": ARTICLE,
            "b/rows.csv#1": ARTICLE,
            "../out.txt": leads,
            "/etc/x.txt": leads,
            "C:\\x.txt": leads,
        },
    )
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    make.file("link.zip", content.getvalue(), {"link.txt": "a link, which is not followed"})
    flagged = bytearray(zipped({"secret.txt": b"Mali."}))
    flagged[6] |= 1
    flagged[flagged.index(b"PK\1\2") + 8] |= 1
    make.file("encrypted.zip", bytes(flagged), {"secret.txt": "encrypted: unpack it"})
    make.file("bomb.zip", zipped({"a.txt": bytes(50_000_000)}), {"a.txt": "as a bomb does"})
    nested = zipped({"a.txt": make.prose().encode()})
    make.file("nested.zip", zipped({"in.zip": nested}), {"in.zip/a.txt": ARTICLE})
    for _ in range(4):
        nested = zipped({"in.zip": nested})
    make.file("deep.zip", nested, {"in.zip/in.zip/in.zip": "over the limit of 3"})
    make.file("torn.zip", zipped({"a.txt": make.prose().encode()})[:-30], "a damaged archive")
    make.file("empty.zip", zipped({}), "empty: nothing to read")
    wrong = zipped({"a.txt": make.prose(50).encode(), "b.txt": make.prose().encode()})
    wrong = wrong[:60] + b"\xff\xff\xff\xff" + wrong[64:]
    make.file("wrong-byte.zip", wrong, {"a.txt": "a damaged", "b.txt": ARTICLE})


def _links(make: _Maker) -> None:
    if sys.platform == "win32":
        return
    folder = make.folder
    make.file("linked.txt", make.prose())
    for name, target, end in [
        ("zz-link.txt", "linked.txt", "same text as linked"),
        ("circle-a.txt", "circle-b.txt", "a link to nothing"),
        ("circle-b.txt", "circle-a.txt", "a link to nothing"),
        ("dangling.txt", "nowhere.txt", "a link to nothing"),
        ("outside.txt", "/etc/passwd", "a link out of the folder"),
        ("device.txt", "/dev/zero", "a link out of the folder"),
        ("around", ".", "a link to a folder"),
        ("upward", "..", "a link to a folder"),
    ]:
        (folder / name).symlink_to(target)
        make.note(name, end)
    os.mkfifo(folder / "pipe.txt")
    make.note("pipe.txt", "not a file (a device or a pipe)")
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as end:
        end.bind(str(folder / "socket.txt"))
        make.note("socket.txt", "not a file (a device or a pipe)")
    make.file("forbidden.txt", make.prose(), "cannot be opened (Permission denied)")
    (folder / "forbidden.txt").chmod(0)
    make.file("closed/a.txt", make.prose())
    del make.ends["closed/a.txt", ""]
    (folder / "closed").chmod(0)
    make.note("closed", "cannot be opened (Permission denied)")


def _repeats(make: _Maker) -> None:
    text = make.prose(12)
    make.file("repeat-1.txt", text)
    make.file("repeat-2.txt", text.replace(". ", ".\r\n"), "same text as repeat-1")
    make.file("repeat-3.html", f"<html><body><p>{text}</p></body></html>", "same text as repeat-1")
    make.file("repeat-4.txt", text.replace("well", "the well", 1) + " Talks go on.")
    make.file("french.txt", "Les ministres du Mali et de la France sont à Bamako pour la paix.")
    make.file("SOURCES.csv", "file,title\ngone.txt,T\n")
    del make.ends["SOURCES.csv", ""]
    make.note("gone.txt", "listed in SOURCES.csv, but not in the folder")
