"""The section a page is about, what was posted of it, and what the page was opened with."""

import json
from collections.abc import Mapping
from typing import Any

from app.applications import queries
from app.applications.rules import merging
from app.applications.types import Entry
from app.calls.rules import forms
from app.kernel.errors import NotFound
from app.kernel.http.deps import Posted
from app.kernel.work import Work

Section = Mapping[str, Any]


def section_of(work: Work, entry: Entry, key: str) -> Section:
    """The section of the application's form; NotFound if it has none of that key."""
    section = forms.section(queries.get_form(work, entry.stage_id, entry.form_version), key)
    if section is None:
        raise NotFound
    return section


def read_section(work: Work, entry: Entry, section: Section, form: Posted, prefix: str = "") -> dict[str, Any]:
    """The answers a posted section holds; files stay as they are."""
    before = queries.get_draft(work, entry, section["key"]).answers
    posted = {name: values for name, values in form.fields(prefix).items() if name not in file_keys(section)}
    return forms.read_fields(section["questions"], posted, before)


def file_keys(section: Section) -> set[str]:
    """The questions of a section that ask for files."""
    return {question["key"] for question in section["questions"] if question["type"] == "file"}


def version_of(form: Posted) -> int:
    """The version of the draft the form was opened with; 0 if it says none."""
    given = form.text("version")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0


def base_of(form: Posted) -> dict[str, str] | None:
    """The marks of the answers the form was opened with; None if it says none that can be read."""
    try:
        found = json.loads(form.text("base") or "null")
    except ValueError:
        return None
    if not isinstance(found, dict) or not all(isinstance(mark, str) for mark in found.values()):
        return None
    return found


def marks(section: Section, answers: Mapping[str, Any]) -> dict[str, str]:
    """The marks of a section's answers, for a form to bring back. Files are not in forms, so they are left out."""
    files = file_keys(section)
    return merging.marks((one["key"] for one in section["questions"] if one["key"] not in files), answers)


def marks_field(section: Section, answers: Mapping[str, Any]) -> str:
    """The marks as the value of a hidden field."""
    return json.dumps(marks(section, answers), separators=(",", ":"))
