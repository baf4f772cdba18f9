"""What may be in a document of Word, Excel or LibreOffice: text and pictures, nothing that runs or calls out."""

import re
import zipfile
from urllib.parse import urlsplit
from xml.parsers import expat

from app.kernel.inspection.bounds import Unsafe

_OOXML, _ODF = "ooxml", "odf"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MACRO_NAMES = re.compile(
    r"(^|/)(vbaProject\.bin|vbaData\.xml|macrosheets/.*|activeX/.*|Basic/.*|Scripts/.*)$", re.IGNORECASE
)
_MACRO_TYPES = ("macroenabled", "vbaproject", "ms-excel.intlmacrosheet", "ms-excel.macrosheet")
_LINK = "/hyperlink"
_SPOKEN = re.compile(r"\bDDE(AUTO)?\b")
_SCRIPTS = ("urn:oasis:names:tc:opendocument:xmlns:script:1.0", "http://openoffice.org/2000/script")


def kind_of(opened: zipfile.ZipFile) -> str:
    """ "ooxml", "odf", or "" for an archive that is no document."""
    names = set(opened.namelist())
    if "[Content_Types].xml" in names:
        return _OOXML
    return _ODF if "mimetype" in names and "META-INF/manifest.xml" in names else ""


def is_read(kind: str, name: str) -> bool:
    """Whether a part is read whole: the XML of a document."""
    return bool(kind) and name.lower().endswith((".xml", ".rels", ".vml"))


def check_part(kind: str, name: str, content: bytes) -> None:
    """Raise Unsafe for a part that does more than show; `content` may be just its beginning."""
    if not kind:
        return
    if _MACRO_NAMES.search(name):
        raise Unsafe("document_macros")
    if content.startswith(_OLE):
        raise Unsafe("document_embeds")
    if is_read(kind, name) and content.strip(b"\x00 \t\r\n"):
        _Reader(name).read(content)


class _Reader:
    """Reads one part of XML: no document type (so no entities, of a file or of a billion laughs), nothing that acts."""

    def __init__(self, name: str) -> None:
        self.in_instruction = False
        self.said: list[str] = []
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartDoctypeDeclHandler = self._declare
        self.parser.StartElementHandler = self._start
        if name.startswith("word/"):
            self.parser.EndElementHandler = self._end
            self.parser.CharacterDataHandler = self._text

    def read(self, content: bytes) -> None:
        """Raise Unsafe for what must not be in it, or if it is no XML."""
        try:
            self.parser.Parse(content, True)
        except (expat.ExpatError, LookupError, ValueError) as error:
            raise Unsafe("file_damaged") from error

    def _declare(self, *_told: object) -> None:
        raise Unsafe("document_type")

    def _start(self, element: str, attributes: dict[str, str]) -> None:
        space, _, name = element.rpartition(" ")
        if name == "Relationship" and attributes.get("TargetMode") == "External":
            _check_target(attributes.get("Type", ""), attributes.get("Target", ""))
        elif space in _SCRIPTS or _is_macro_type(attributes.get("ContentType", "")):
            raise Unsafe("document_macros")
        elif name == "ddeLink" or name.startswith("dde-"):
            raise Unsafe("document_calls_out")
        elif name == "fldSimple":
            self._check_field(" ".join(attributes.values()))
        elif name == "instrText":
            self.in_instruction = True
        elif name in {"object", "plugin", "image"}:
            _check_reference(attributes)

    def _end(self, element: str) -> None:
        name = element.rpartition(" ")[2]
        if name == "instrText":
            self.in_instruction = False
        elif name == "p":
            # A field may be cut into runs; it does not leave its paragraph.
            self._check_field("".join(self.said))
            self.said.clear()

    def _text(self, text: str) -> None:
        if self.in_instruction:
            self.said.append(text)

    @staticmethod
    def _check_field(instruction: str) -> None:
        if _SPOKEN.search(instruction.upper()):
            raise Unsafe("document_calls_out")


def _is_macro_type(told: str) -> bool:
    return any(one in told.lower() for one in _MACRO_TYPES)


def _check_target(kind: str, target: str) -> None:
    """Links are followed by readers who click; a picture or template elsewhere tells its host who reads, and when."""
    if not kind.endswith(_LINK) and _is_elsewhere(target):
        raise Unsafe("document_calls_out")


def _check_reference(attributes: dict[str, str]) -> None:
    for name, value in attributes.items():
        if name.endswith(" href") and _is_elsewhere(value):
            raise Unsafe("document_calls_out")


def _is_elsewhere(target: str) -> bool:
    """Whether an address leads to another machine; folders of the writer's own lead nowhere."""
    if target.startswith(("\\\\", "//")):
        return True
    try:
        parts = urlsplit(target.replace("\\", "/").strip())
    except ValueError:
        return True
    if parts.scheme == "file":
        return bool(parts.netloc.strip("/")) or parts.path.startswith("//")
    # One letter is a drive.
    return len(parts.scheme) > 1
