"""ZIP and the documents made of it (DOCX, XLSX, ODT): unpacked within bounds to see what is in them, never kept."""

import codecs
import re
import stat
import unicodedata
import zipfile
import zlib
from io import BytesIO
from pathlib import PurePosixPath
from typing import BinaryIO

from app.kernel.inspection import documents
from app.kernel.inspection.bounds import (
    DEEPEST_ARCHIVE,
    LONGEST_ENTRY_NAME,
    MOST_ENTRIES,
    MOST_RATIO,
    MOST_UNPACKED,
    RATIO_FROM,
    Unsafe,
)

_CHUNK = 1 << 18
_HEAD = 512
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ENCRYPTED = 0x1
_ZIP = b"PK\x03\x04"
_PACKED = (b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"BZh", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd", b"MSCF")
_PROGRAMS = (b"\x7fELF", b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe")
_RUN = frozenset(
    (".exe", ".com", ".scr", ".pif", ".msi", ".cpl", ".lnk", ".hta", ".vbs", ".vbe", ".wsf", ".jar", ".dll", ".reg")
)
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])", re.IGNORECASE)
_DRIVE = re.compile(r"[A-Za-z]:")
# Loaded now, for in the confined process nothing can be loaded later: names and XML may be written in these.
for _encoding in ("ascii", "cp437", "latin-1", "utf-8", "utf-16", "cp1252"):
    codecs.lookup(_encoding)

_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, LookupError)


class Budget:
    """What is left of what one upload may unpack to, archives in archives together."""

    def __init__(self) -> None:
        self.entries = self.unpacked = 0

    def enter(self) -> None:
        """Count an entry."""
        self.entries += 1
        if self.entries > MOST_ENTRIES:
            raise Unsafe("too_many_entries", max=MOST_ENTRIES)

    def unpack(self, size: int) -> None:
        """Count unpacked bytes."""
        self.unpacked += size
        if self.unpacked > MOST_UNPACKED:
            raise Unsafe("unpacks_too_large", max=MOST_UNPACKED >> 20)


def look(file: BinaryIO) -> dict[str, int]:
    """{"entries", "unpacked"} of an archive or document in which all is whole, plain and within bounds."""
    budget = Budget()
    _look(file, budget, 0)
    return {"entries": budget.entries, "unpacked": budget.unpacked}


def _look(file: BinaryIO, budget: Budget, depth: int) -> None:
    if depth > DEEPEST_ARCHIVE:
        raise Unsafe("archive_too_deep", max=DEEPEST_ARCHIVE)
    try:
        with zipfile.ZipFile(file) as opened:
            _entries(opened, budget, depth, _size(file))
    except _BROKEN as error:
        raise Unsafe("file_damaged") from error


def _size(file: BinaryIO) -> int:
    return file.seek(0, 2)


def _entries(opened: zipfile.ZipFile, budget: Budget, depth: int, size: int) -> None:
    names: set[str] = set()
    before = budget.unpacked
    kind = documents.kind_of(opened)
    for entry in opened.infolist():
        budget.enter()
        _check_entry(entry)
        if entry.filename.casefold() in names:
            raise Unsafe("entry_name")
        names.add(entry.filename.casefold())
        if entry.is_dir():
            continue
        content = _unpack(opened, entry, budget, keep=documents.is_read(kind, entry.filename))
        unpacked = budget.unpacked - before
        if unpacked > RATIO_FROM and unpacked > MOST_RATIO * size:
            raise Unsafe("packed_too_tight", max=MOST_RATIO)
        documents.check_part(kind, entry.filename, content)
        if content.startswith(_ZIP):
            _look(BytesIO(content), budget, depth + 1)


def _check_entry(entry: zipfile.ZipInfo) -> None:
    if entry.flag_bits & _ENCRYPTED:
        raise Unsafe("file_locked")
    if entry.compress_type not in _METHODS:
        raise Unsafe("file_damaged")
    mode = entry.external_attr >> 16
    if mode and not (stat.S_ISREG(mode) or stat.S_ISDIR(mode) or stat.S_IFMT(mode) == 0):
        raise Unsafe("entry_link")
    if not is_plain_name(entry.orig_filename):
        raise Unsafe("entry_name")


def is_plain_name(name: str) -> bool:
    """Whether every system would unpack this name below the folder it was told, under the name that is shown."""
    if len(name.encode()) > 4 * LONGEST_ENTRY_NAME or name.startswith("/") or "\\" in name or _DRIVE.match(name):
        return False
    if any(unicodedata.category(letter) in {"Cc", "Cf", "Cs"} and letter != "\u200d" for letter in name):
        return False
    parts = name.removesuffix("/").split("/")
    return all(_is_plain_part(part) for part in parts)


def _is_plain_part(part: str) -> bool:
    if part in {"", ".", ".."} or len(part.encode()) > LONGEST_ENTRY_NAME or part != part.rstrip(". "):
        return False
    return not _DEVICE.fullmatch(part.partition(".")[0].strip())


def _unpack(opened: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: Budget, *, keep: bool) -> bytes:
    """The whole entry if it is to be kept or is an archive itself, else its first bytes; its check sum is right."""
    with opened.open(entry) as part:
        head = part.read(_HEAD)
        budget.unpack(len(head))
        _check_head(entry.filename, head)
        keep = keep or head.startswith(_ZIP)
        parts = [head]
        while chunk := part.read(_CHUNK):
            budget.unpack(len(chunk))
            if keep:
                parts.append(chunk)
    return b"".join(parts)


def _check_head(name: str, head: bytes) -> None:
    ending = PurePosixPath(name.lower()).suffix
    if head.startswith(_PROGRAMS) or ending in _RUN or _is_windows_program(head):
        raise Unsafe("program_inside")
    if head.startswith(_PACKED) or head[257:262] == b"ustar":
        raise Unsafe("packed_inside")


def _is_windows_program(head: bytes) -> bool:
    if not head.startswith(b"MZ"):
        return False
    at = int.from_bytes(head[60:64], "little")
    # Where the second header lies beyond what was read, the bytes in between are no text.
    return head[at : at + 4] == b"PE\x00\x00" or b"\x00" in head[:64]
