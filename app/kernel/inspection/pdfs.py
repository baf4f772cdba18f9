"""PDF: pages counted and readable, and nothing in it that acts or carries other files.

Two looks, because readers differ. One goes over the bytes, object streams unpacked, whatever the
cross-reference table says of them; the other asks PDFium. What encryption hides cannot be looked at: refused.
"""

import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from app.kernel.inspection import pictures
from app.kernel.inspection.bounds import MEGABYTE, MOST_PAGES, PREVIEW_SIDE, Unsafe

ACTIVE = ("JavaScript", "Launch", "EmbeddedFile", "RichMedia", "SubmitForm", "ImportData", "GoToE", "Rendition")
_TAIL = 0xFFFF + 22
_DICTIONARY = 4096
_BITE = 1 << 16
_MOST_OBJECTS = 64 * MEGABYTE


def _spelled(name: str) -> bytes:
    """A name in every way PDF can spell it: any letter may be written #4a."""
    letters = (b"(?:%c|#%02x|#%02X)" % (letter, letter, letter) for letter in name.encode())
    return b"/" + b"".join(letters)


_ACTS = re.compile(b"(?:" + b"|".join(_spelled(name) for name in ACTIVE) + rb")(?![A-Za-z0-9])")
_XFA = re.compile(_spelled("XFA") + rb"\s*[\[<\d]")
_OBJECTS = re.compile(_spelled("ObjStm") + rb"(?![A-Za-z0-9])")
_PREDICTED = re.compile(rb"/Predictor\s+([2-9]|1\d)")
_STREAM = re.compile(rb"stream\r?\n")
_FILTER = re.compile(rb"/Filter\s*(/\w+|\[[^\]]*\])")
_PLAIN = re.compile(rb"\[?\s*/(FlateDecode|Fl)\s*\]?")


def look(file: BinaryIO) -> dict[str, int]:
    """{"pages"} of a PDF that can be opened by anybody and only shows."""
    data = _read(file)
    if b"PK\x05\x06" in data[-_TAIL:]:
        raise Unsafe("file_mixed")
    if _ACTS.search(data) or any(_is_active(part) for part in _object_streams(data)) or _has_forms(data):
        raise Unsafe("pdf_active")
    return {"pages": _ask(data)}


def draw(file: BinaryIO) -> bytes:
    """The first page as a small WebP."""
    with _open(_read(file)) as document:
        page = document[0]
        scale = PREVIEW_SIDE / max(1.0, *page.get_size())
        bitmap = page.render(scale=min(scale, 4.0), may_draw_forms=False)
        picture: Image.Image = bitmap.to_pil()
        return pictures.shrink(picture)


def _read(file: BinaryIO) -> bytes:
    file.seek(0)
    return file.read()


def _is_active(part: bytes) -> bool:
    return bool(_ACTS.search(part) or _XFA.search(part))


def _has_forms(data: bytes) -> bool:
    """An XFA form outside of streams, in whose bytes three letters may stand by chance."""
    at, outside = 0, []
    for found in _STREAM.finditer(data):
        if found.start() < at:
            continue
        outside.append(data[at : found.start()])
        end = data.find(b"endstream", found.end())
        at = len(data) if end < 0 else end
    return bool(_XFA.search(b"".join([*outside, data[at:]])))


def _object_streams(data: bytes) -> Iterator[bytes]:
    """The contents of streams that hold objects; raises Unsafe for those packed so that we cannot look in."""
    left = _MOST_OBJECTS
    for found in _STREAM.finditer(data):
        dictionary = data[max(0, found.start() - _DICTIONARY) : found.start()]
        dictionary = dictionary[dictionary.rfind(b" obj") + 1 :]
        if not _OBJECTS.search(dictionary):
            continue
        packed = _FILTER.search(dictionary)
        if packed is None:
            yield data[found.end() : data.find(b"endstream", found.end())]
            continue
        if not _PLAIN.fullmatch(packed[1]) or _PREDICTED.search(dictionary):
            raise Unsafe("pdf_unreadable")
        part = _inflate(data, found.end(), left)
        left -= len(part)
        yield part


def _inflate(data: bytes, at: int, most: int) -> bytes:
    """What is packed from `at` on. In small bites: what follows the stream is copied with the last of them."""
    opened, parts = zlib.decompressobj(), []
    while not opened.eof and at < len(data):
        try:
            parts.append(opened.decompress(data[at : at + _BITE], most + 1))
        except zlib.error as error:
            raise Unsafe("file_damaged") from error
        at += _BITE
        most -= len(parts[-1])
        if most < 0 or opened.unconsumed_tail:
            raise Unsafe("unpacks_too_large", max=_MOST_OBJECTS // MEGABYTE)
    return b"".join(parts)


def _open(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        is_locked = pdfium.FPDF_GetLastError() == pdfium.FPDF_ERR_PASSWORD
        raise Unsafe("file_locked" if is_locked else "file_damaged") from error


def _ask(data: bytes) -> int:
    """How many pages PDFium sees, with nothing in the document that it would run or hand out."""
    with _open(data) as document:
        if pdfium.FPDF_GetSecurityHandlerRevision(document) != -1:
            raise Unsafe("file_locked")
        if pdfium.FPDFDoc_GetJavaScriptActionCount(document) > 0 or pdfium.FPDFDoc_GetAttachmentCount(document) > 0:
            raise Unsafe("pdf_active")
        pages = len(document)
    if pages < 1:
        raise Unsafe("file_damaged")
    if pages > MOST_PAGES:
        raise Unsafe("too_many_pages", max=MOST_PAGES, count=pages)
    return pages
