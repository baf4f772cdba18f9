"""The receipt as a tagged PDF, made by typst."""

import functools
import json
from collections.abc import Mapping

import typst

from app.kernel.http.templating import TEMPLATES


@functools.cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=True)


@functools.cache
def _source() -> bytes:
    return (TEMPLATES / "applications" / "receipt.typ").read_bytes()


def receipt_pdf(facts: Mapping[str, object]) -> bytes:
    """PDF/UA-1 from words: title, lang, dir, rows (pairs), note, issuer. They are data, never typst code."""
    given = {"facts": json.dumps(facts, ensure_ascii=False)}
    made = typst.compile(_source(), format="pdf", font_paths=_fonts(), sys_inputs=given, pdf_standards=["ua-1"])
    if not isinstance(made, bytes):
        raise TypeError("typst gave several pages as files where one document was asked for")
    return made
