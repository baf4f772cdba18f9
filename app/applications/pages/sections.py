"""One section of an application: read, write, save, and settle a clash."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

from app.applications import forms as words
from app.applications import policy, queries
from app.applications.errors import DraftStale
from app.applications.pages import asked, clashes
from app.applications.pages.common import file_facts, own, router, saver
from app.applications.rules import readable
from app.applications.service import drafts
from app.applications.types import Entry, Sight
from app.calls.errors import DeadlinePassed
from app.calls.rules import forms
from app.calls.rules.problems import Problem
from app.kernel.errors import Forbidden, Refusal
from app.kernel.http import answers
from app.kernel.http.answers import Html, Json
from app.kernel.http.deps import Form, Request, SignedReading, Writing
from app.kernel.work import Work

AUTOSAVE = "x-autosave"


@router.get("/applications/{reference}/sections/{key}")
def section_edit(work: SignedReading, reference: str, key: str) -> Html:
    """The questions of a section with what was last saved."""
    entry = own(work, reference)
    draft = queries.get_draft(work, entry, key)
    section = asked.section_of(work, entry, key)
    problems = forms.check_section({"sections": [section]}, key, draft.answers, complete=False)
    return section_page(work, entry, section, draft.answers, problems=problems, version=draft.version)


@router.post("/applications/{reference}/sections/{key}")
def section_save(work: Writing, request: Request, form: Form, reference: str, key: str) -> Html | Json | Response:
    """Save a section; by itself (small JSON) or because somebody asked (on to the task list)."""
    entry, is_quiet = own(work, reference), is_autosave(request)
    section = asked.section_of(work, entry, key)
    typed = asked.read_section(work, entry, section, form)
    try:
        saved = drafts.save(work, entry.id, key, typed, asked.version_of(form), base=asked.base_of(form))
    except DraftStale as clash:
        return clashes.clashed(work, entry, section, clash, is_quiet=is_quiet)
    except (DeadlinePassed, Forbidden) as refusal:
        return not_saved(work, entry, section, typed, refusal, is_quiet=is_quiet)
    if is_quiet:
        return Json(_told(section, saved))
    if saved.problems:
        wrong = saved.problems
        return section_page(work, entry, section, saved.answers, problems=wrong, version=saved.version, status=422)
    note = "section_merged" if saved.brought else "section_saved"
    return answers.redirect(f"/applications/{reference}", note=note)


@router.post("/applications/{reference}/sections/{key}/merge")
def section_merge(work: Writing, form: Form, reference: str, key: str) -> Html | Json | Response:
    """Save what was chosen between two texts; should they clash again meanwhile, both are shown again."""
    entry = own(work, reference)
    section = asked.section_of(work, entry, key)
    chosen = clashes.read_choice(work, entry, section, form)
    try:
        drafts.save(work, entry.id, key, chosen, asked.version_of(form), base=asked.base_of(form))
    except DraftStale as clash:
        return clashes.clashed(work, entry, section, clash)
    except (DeadlinePassed, Forbidden) as refusal:
        return not_saved(work, entry, section, chosen, refusal)
    return answers.redirect(f"/applications/{reference}/sections/{key}", note="clash_settled")


def _told(section: Mapping[str, Any], saved: drafts.Saved) -> dict[str, Any]:
    """What a script needs to go on: version and marks, and by question the fields that somebody else changed."""
    questions = [question for question in section["questions"] if question["key"] in saved.brought]
    brought = {question["key"]: words.shown_fields([question], saved.answers) for question in questions}
    told = {"version": saved.version, "problems": len(saved.problems), "base": asked.marks(section, saved.answers)}
    return told | ({"brought": brought} if brought else {})


def is_autosave(request: Request) -> bool:
    """Whether a script saves by itself and wants a few bytes back rather than a page."""
    return AUTOSAVE in request.headers or request.headers.get("accept") == "application/json"


def section_page(
    work: Work,
    entry: Entry,
    section: Mapping[str, Any],
    typed: Mapping[str, Any],
    *,
    problems: Sequence[Problem] = (),
    version: int,
    status: int = 200,
    sentence: object = None,
) -> Html:
    """The page of a section as `typed`, with problems beside the fields; `sentence` above them all.

    What cannot be changed is text; with a `sentence` it was typed just now, and stays in its fields.
    """
    questions, can_edit = section["questions"], policy.can_edit(work.actor, entry, work.now)
    is_text = not can_edit and not sentence
    problems = () if is_text else problems
    errors: dict[str, object] = {"": sentence} if sentence else {}
    errors |= words.summary(questions, problems)
    draft = queries.get_draft(work, entry, section["key"])
    return answers.page(
        "applications/section_edit.html",
        status=status,
        entry=entry,
        section=section,
        fields=words.shown_fields(questions, typed),
        errors=errors,
        field_errors=words.field_errors(questions, problems),
        files=_files(work, entry, section),
        version=version,
        base_marks=asked.marks_field(section, draft.answers),
        draft=draft,
        saved_by=saver(work, entry, draft.saved_by),
        rows=_rows(work, entry, section, typed) if is_text else (),
        can_edit=can_edit,
        is_open=policy.while_open(entry, work.now),
        now=work.now,
    )


def _rows(work: Work, entry: Entry, section: Mapping[str, Any], kept: Mapping[str, Any]) -> Sequence[readable.Row]:
    parts = readable.readable({"sections": [section]}, kept, file_facts(work, entry), sight=Sight.TEAM)
    return [row for part in parts for row in part.rows]


def _files(work: Work, entry: Entry, section: Mapping[str, Any]) -> dict[str, list[Any]]:
    keys = asked.file_keys(section)
    found = queries.list_files(work, entry.id) if keys else []
    return {key: [file for file in found if file.question == key] for key in keys}


def not_saved(
    work: Work,
    entry: Entry,
    section: Mapping[str, Any],
    typed: Mapping[str, Any],
    refusal: Refusal,
    *,
    is_quiet: bool = False,
) -> Html | Json:
    """The page as typed, where the application can no longer be changed: the words are there to be copied."""
    if is_quiet:
        return Json({"code": refusal.reason}, 403)
    if refusal.reason == DeadlinePassed.code:
        return section_page(work, entry, section, typed, version=0, status=409, sentence=words.TOO_LATE)
    return section_page(work, entry, section, typed, version=0, status=403, sentence=words.NOT_SAVED)
