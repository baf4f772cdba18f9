"""Saving what a team writes, section by section, so that no word is lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.applications import policy, queries
from app.applications.errors import DraftStale
from app.applications.models import Application, SectionDraft
from app.applications.types import Entry
from app.calls.rules import dates, forms
from app.calls.rules.problems import Problem
from app.calls.rules.questions.base import clean_text
from app.kernel.access import authorize
from app.kernel.errors import NotFound
from app.kernel.work import Work

_LONGEST_TITLE = 200


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
    application, entry = open_for_writing(work, application_id)
    definition = queries.get_form(work, entry.stage_id, entry.form_version)
    if forms.section(definition, section) is None:
        raise NotFound
    kept = _keepable(work, entry, definition, section, answers)
    draft = lock_draft(work, entry, section)
    if draft.answers == kept and draft.version > 0:
        return Saved(draft.version, draft.saved_at, forms.check_section(definition, section, kept, complete=False))
    if draft.version != version:
        raise DraftStale(mine=kept, theirs=draft.answers, version=draft.version)
    write(work, application, draft, kept)
    application.title = title_of(definition, section, kept, application.title)
    return Saved(draft.version, work.now, forms.check_section(definition, section, kept, complete=False))


def open_for_writing(work: Work, application_id: UUID) -> tuple[Application, Entry]:
    """The application, locked, if the actor may write in it now; raises NotFound, DeadlinePassed, Forbidden."""
    application = queries.lock(work, application_id)
    entry = queries.get_entry(work, application_id)
    dates.check_open(entry.opens_at, entry.closes_at, work.now)
    authorize(policy.can_edit(work.actor, entry, work.now))
    return application, entry


def lock_draft(work: Work, entry: Entry, section: str) -> SectionDraft:
    """The draft of a section, made at version 0 if there is none; the application's lock guards it."""
    draft = work.session.scalar(
        select(SectionDraft).where(
            SectionDraft.application_id == entry.id,
            SectionDraft.stage_id == entry.stage_id,
            SectionDraft.section == section,
        )
    )
    return draft or SectionDraft(
        application_id=entry.id, stage_id=entry.stage_id, section=section, answers={}, version=0, saved_at=work.now
    )


def write(work: Work, application: Application, draft: SectionDraft, answers: Mapping[str, Any]) -> None:
    """Put `answers` in a draft and count the save."""
    draft.answers, draft.version = dict(answers), draft.version + 1
    draft.saved_at, draft.saved_by = work.now, work.actor.id
    work.session.add(draft)
    application.changed_at = work.now
    application.version += 1


def title_of(definition: forms.Definition, section: str, answers: Mapping[str, Any], before: str) -> str:
    """What lists call the application: the answer to `title`, or else to the first question for a short text."""
    asked = [one["key"] for one in forms.questions(definition) if one["type"] == "short_text"]
    key = "title" if "title" in asked else next(iter(asked), None)
    if key is None or key not in {one["key"] for one in forms.questions(definition, section)}:
        return before
    return str(answers.get(key, ""))[:_LONGEST_TITLE]


def _keepable(
    work: Work, entry: Entry, definition: forms.Definition, section: str, answers: Mapping[str, Any]
) -> dict[str, Any]:
    """Answers to questions of the section, with text the database can keep and files of this application only."""
    asked = {one["key"]: one["type"] for one in forms.questions(definition, section)}
    kept = {key: _clean(value) for key, value in answers.items() if key in asked}
    if "file" in asked.values():
        own = {str(file.id) for file in queries.list_files(work, entry.id)}
        for key in (key for key in kept if asked[key] == "file"):
            kept[key] = [one for one in kept[key] if one in own] if isinstance(kept[key], list) else []
    return forms.drop_unanswered(kept)


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, list):
        return [_clean(one) for one in value]
    return {clean_text(str(key)): _clean(one) for key, one in value.items()} if isinstance(value, dict) else value
