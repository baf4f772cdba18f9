"""Saving what a team writes, section by section, so that no word is lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from app.applications import policy, queries
from app.applications.errors import DraftStale
from app.applications.models import Application, SectionDraft
from app.applications.rules import names
from app.applications.types import Entry
from app.calls.rules import dates, forms
from app.calls.rules.problems import Problem
from app.calls.rules.questions.base import clean_text
from app.kernel.access import authorize
from app.kernel.errors import NotFound
from app.kernel.ids import new_id
from app.kernel.work import Work


@dataclass(frozen=True, slots=True)
class Saved:
    """A section as it now stands, and what is wrong with it so far."""

    version: int
    saved_at: datetime
    problems: list[Problem]


def save(work: Work, application_id: UUID, section: str, answers: Mapping[str, Any], version: int) -> Saved:
    """Keep the answers of a section, whatever they are; `version` is the draft's as it was opened.

    Raises DraftStale, with both texts, if somebody saved other answers since; DeadlinePassed, Forbidden.
    """
    application = queries.lock(work, application_id)
    entry = queries.get_entry(work, application_id)
    dates.check_open(entry.opens_at, entry.closes_at, work.now)
    authorize(policy.can_edit(work.actor, entry, work.now))
    definition = queries.get_form(work, entry.stage_id, entry.form_version)
    if forms.section(definition, section) is None:
        raise NotFound
    kept = _keepable(work, entry, definition, section, answers)
    before = queries.get_draft(work, entry, section)
    problems = forms.check_section(definition, section, kept, complete=False)
    if before.answers == kept and before.saved_at is not None:
        return Saved(before.version, before.saved_at, problems)
    if before.version != version:
        raise DraftStale(mine=kept, theirs=before.answers, version=before.version)
    if application.submitted_at is None:
        # Once something was sent others read the title: it stays that of what they may read.
        application.title = names.title_of(definition, section, kept, application.title)
    return Saved(put(work, application, entry, section, kept), work.now, problems)


def put(work: Work, application: Application, entry: Entry, section: str, answers: Mapping[str, Any]) -> int:
    """Write a section of an application that is locked, and return its new version."""
    authorize(policy.can_edit(work.actor, entry, work.now))
    fresh = {"answers": dict(answers), "saved_at": work.now, "saved_by": work.actor.id}
    key = {"application_id": entry.id, "stage_id": entry.stage_id, "section": section}
    statement = insert(SectionDraft).values(id=new_id(), version=1, **key, **fresh)
    counted = statement.on_conflict_do_update(
        index_elements=list(key), set_={**fresh, "version": SectionDraft.version + 1}
    )
    version = work.session.scalars(counted.returning(SectionDraft.version)).one()
    application.changed_at = work.now
    application.version += 1
    return version


def _keepable(
    work: Work, entry: Entry, definition: forms.Definition, section: str, answers: Mapping[str, Any]
) -> dict[str, Any]:
    """Answers to questions of the section, with text the database can keep and files of this application only."""
    asked = {one["key"]: one["type"] for one in forms.questions(definition, section)}
    kept = {key: _clean(value) for key, value in answers.items() if key in asked}
    if "file" in asked.values():
        own = {str(file.id) for file in queries.list_files(work, entry.id)}
        for key in (key for key in kept if asked[key] == "file"):
            given = kept[key] if isinstance(kept[key], list) else []
            kept[key] = [one for one in given if isinstance(one, str) and one in own]
    return forms.drop_unanswered(kept)


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, list):
        return [_clean(one) for one in value]
    return {clean_text(str(key)): _clean(one) for key, one in value.items()} if isinstance(value, dict) else value
