"""What a file is, told by its content; the name must agree, and nothing that runs is taken."""

import codecs
import os
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import BinaryIO

PDF = "application/pdf"
PNG = "image/png"
JPEG = "image/jpeg"
ZIP = "application/zip"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"
CSV = "text/csv"
TEXT = "text/plain"

EXTENSIONS: Mapping[str, tuple[str, ...]] = {
    PDF: (".pdf",),
    PNG: (".png",),
    JPEG: (".jpg", ".jpeg"),
    DOCX: (".docx",),
    ODT: (".odt",),
    XLSX: (".xlsx",),
    CSV: (".csv",),
    TEXT: (".txt",),
    ZIP: (".zip",),
}
"""Media types taken, each with the endings a name of that type may have."""

_HEAD = 1024
_CHUNK = 1 << 20
_DIRECTORY_END = b"PK\x05\x06"
_DIRECTORY_END_SIZE = 22
_MOST_COMMENT = 0xFFFF
_MOST_DIRECTORY = 1 << 20
_ODT_START = b"mimetype" + ODT.encode()
_MACROS = b"vbaProject.bin"
_NOT_TEXT = bytes(set(range(32)) - set(b"\t\n\r\f")) + b"\x7f"


def kind_of(file: BinaryIO, name: str) -> str | None:
    """The media type of `file`, by its bytes; None if it is none we take or `name` says otherwise.

    Reads from the start and leaves the file at its start.
    """
    file.seek(0)
    ending = PurePosixPath(name.lower()).suffix
    found = _by_signature(file, ending)
    file.seek(0)
    return found if found is not None and ending in EXTENSIONS[found] else None


def _by_signature(file: BinaryIO, ending: str) -> str | None:
    head = file.read(_HEAD)
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith((b"PK\x03\x04", _DIRECTORY_END)):
        return _archive(file, head)
    if head and _is_text(file):
        return CSV if ending == ".csv" else TEXT
    return None


def _archive(file: BinaryIO, head: bytes) -> str | None:
    """Which kind of ZIP, by the names in its directory; none is unpacked, so no bomb goes off."""
    names = _directory(file)
    if names is None or _MACROS in names:
        return None
    if head[30:].startswith(_ODT_START) and not head[30 + len(_ODT_START) :][:1].startswith(b"-"):
        return ODT
    if b"[Content_Types].xml" in names:
        return DOCX if b"word/document.xml" in names else XLSX if b"xl/workbook.xml" in names else None
    return ZIP


def _directory(file: BinaryIO) -> bytes | None:
    """The central directory of a ZIP (APPNOTE 4.3.12, 4.3.16); None if it is broken or very long."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _DIRECTORY_END_SIZE - _MOST_COMMENT))
    tail = file.read()
    at = tail.rfind(_DIRECTORY_END)
    if at < 0 or len(tail) - at < _DIRECTORY_END_SIZE:
        return None
    length, offset = (int.from_bytes(tail[at + start : at + start + 4], "little") for start in (12, 16))
    if length > _MOST_DIRECTORY or offset + length > size:
        return None
    file.seek(offset)
    return file.read(length)


def _is_text(file: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    file.seek(0)
    try:
        while chunk := file.read(_CHUNK):
            if chunk.translate(None, _NOT_TEXT) != chunk:
                return False
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
