"""What became of a section: its versions, what each changed, and the way back to one."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from app.applications import forms as words
from app.applications import policy, queries
from app.applications.pages.common import file_facts, own, router
from app.applications.rules import comparisons, readable
from app.applications.service import drafts
from app.applications.types import Sight
from app.calls.rules import forms
from app.kernel.errors import NotFound
from app.kernel.http import answers
from app.kernel.http.answers import Html
from app.kernel.http.deps import SignedReading, Writing
from app.kernel.http.routing import slow


@router.get("/applications/{reference}/sections/{key}/history")
@slow
def section_history(work: SignedReading, reference: str, key: str, after: str = "") -> Html:
    """The versions of a section, 20 a page, the newest first."""
    entry = own(work, reference)
    page = queries.list_versions(work, entry, key, after=after or None)
    numbers = {entry.form_version, *(row.version.form_version for row in page.rows)}
    definitions = queries.get_forms(work, entry.stage_id, numbers)
    section = _section(definitions, key)
    labels = {one["key"]: one["label"] for definition in definitions.values() for one in forms.questions(definition)}
    return answers.page(
        "applications/section_history.html",
        entry=entry,
        section=section,
        page=page,
        labels=labels,
        words=words.WORDS,
    )


@router.get("/applications/{reference}/sections/{key}/history/{number}")
@slow
def section_version(work: SignedReading, reference: str, key: str, number: int) -> Html:
    """One version: what it changed, what has changed since, and the whole of it."""
    entry = own(work, reference)
    version, before = queries.get_version(work, entry, key, number)
    numbers = {entry.form_version, version.form_version} | ({before.form_version} if before else set())
    definitions = queries.get_forms(work, entry.stage_id, numbers)
    files = file_facts(work, entry, removed=True)
    now, questions = queries.get_draft(work, entry, key).answers, _questions(definitions, key)
    whole = {"sections": [forms.section(definitions[version.form_version], key)]}
    return answers.page(
        "applications/section_version.html",
        wide=True,
        entry=entry,
        section=_section(definitions, key),
        version=version,
        before=before,
        changes=comparisons.compare(questions, before.answers if before else {}, version.answers, files),
        since=comparisons.compare(questions, version.answers, now, files),
        parts=readable.readable(whole, version.answers, files, sight=Sight.TEAM),
        can_restore=policy.can_edit(work.actor, entry, work.now),
        words=words.WORDS,
    )


@router.post("/applications/{reference}/sections/{key}/history/{number}/restore")
def section_restore(work: Writing, reference: str, key: str, number: int) -> Response:
    """Let a version stand again."""
    drafts.restore(work, own(work, reference).id, key, number)
    return answers.redirect(f"/applications/{reference}/sections/{key}", note="version_restored")


def _section(definitions: Mapping[int, forms.Definition], key: str) -> Mapping[str, Any]:
    """The section as the newest of the forms has it; NotFound where none has."""
    found = (forms.section(definitions[number], key) for number in sorted(definitions, reverse=True))
    section = next((one for one in found if one is not None), None)
    if section is None:
        raise NotFound
    return section


def _questions(definitions: Mapping[int, forms.Definition], key: str) -> list[forms.Question]:
    """The questions of the section in any of the forms, each as the newest asks it."""
    asked = [one for number in sorted(definitions) for one in forms.questions(definitions[number], key)]
    return list({one["key"]: one for one in asked}.values())
