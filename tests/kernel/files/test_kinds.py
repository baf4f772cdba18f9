"""A file is what its bytes say, and its name must agree."""

import io
import zipfile

import pytest

from app.kernel import files
from app.kernel.files import kinds


def archive(*names: str, first: tuple[str, str] | None = None) -> bytes:
    """A ZIP with empty members, or with one stored first."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as opened:
        if first:
            opened.writestr(*first)
        for name in names:
            opened.writestr(name, "")
    return made.getvalue()


DOCX = archive("[Content_Types].xml", "word/document.xml")
ODT = archive("content.xml", first=("mimetype", kinds.ODT))
CASES = [
    (b"%PDF-1.7\n", "Plan.PDF", kinds.PDF),
    (b"\x89PNG\r\n\x1a\n0", "map.png", kinds.PNG),
    (b"\xff\xd8\xff\xe0", "photo.jpeg", kinds.JPEG),
    (DOCX, "letter.docx", kinds.DOCX),
    (archive("[Content_Types].xml", "xl/workbook.xml"), "budget.xlsx", kinds.XLSX),
    (ODT, "lettre.odt", kinds.ODT),
    (archive("a.txt"), "all.zip", kinds.ZIP),
    (archive(), "empty.zip", kinds.ZIP),
    ("a;b\né;2\n".encode(), "données.csv", kinds.CSV),
    ("\ufeffBonjour".encode(), "note.txt", kinds.TEXT),
]
REFUSED = [
    (b"%PDF-1.7\n", "plan.png"),
    (DOCX, "letter.zip"),
    (archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "letter.docx"),
    (archive("[Content_Types].xml", "ppt/presentation.xml"), "talk.zip"),
    (archive("a.txt")[:-30], "cut.zip"),
    (b"<html><script>alert(1)</script>", "page.html"),
    (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "mark.svg"),
    (b"MZ\x90\x00", "run.exe"),
    (b"MZ\x90\x00", "run.txt"),
    ("é".encode("latin-1"), "old.txt"),
    (b"cut \xc3", "cut.txt"),
    (b"", "empty.txt"),
    (b"%PDF-1.7\n", "pdf"),
]


@pytest.mark.parametrize(
    ("content", "name", "expected"), CASES, ids=lambda value: value if isinstance(value, str) else ""
)
def test_known_kinds(content: bytes, name: str, expected: str) -> None:
    file = io.BytesIO(content)
    assert files.kind_of(file, name) == expected
    assert file.tell() == 0


@pytest.mark.parametrize(("content", "name"), REFUSED, ids=lambda value: value if isinstance(value, str) else "")
def test_everything_else_is_refused(content: bytes, name: str) -> None:
    assert files.kind_of(io.BytesIO(content), name) is None


def test_a_directory_that_claims_too_much_is_refused() -> None:
    whole = bytearray(archive("a.txt"))
    end = whole.rfind(b"PK\x05\x06")
    whole[end + 12 : end + 16] = (1 << 30).to_bytes(4, "little")
    assert files.kind_of(io.BytesIO(bytes(whole)), "a.zip") is None
