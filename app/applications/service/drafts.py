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
from app.applications.rules import merging, names
from app.applications.rules.versions import How
from app.applications.service import history
from app.applications.types import Draft, Entry
from app.calls.rules import dates, forms
from app.calls.rules.problems import Problem
from app.calls.rules.questions.base import clean_text
from app.kernel.access import authorize
from app.kernel.errors import NotFound
from app.kernel.ids import new_id
from app.kernel.work import Work


@dataclass(frozen=True, slots=True)
class Saved:
    """A section as it now stands, and what is wrong with it so far.

    `brought` are the questions whose answers are somebody else's of meanwhile, and were not in what was sent.
    """

    version: int
    saved_at: datetime
    problems: list[Problem]
    answers: Mapping[str, Any]
    brought: frozenset[str] = frozenset()


def save(
    work: Work,
    application_id: UUID,
    section: str,
    answers: Mapping[str, Any],
    version: int,
    *,
    base: merging.Marks | None = None,
    how: How = How.TYPED,
) -> Saved:
    """Keep the answers of a section, whatever they are; `version` is the draft's as it was opened.

    If somebody saved other answers since, `base` (the marks of the answers as opened) tells which of them were
    changed here and which there. Raises DraftStale, with both texts, where both changed one, or without `base`;
    DeadlinePassed, Forbidden.
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
    brought: frozenset[str] = frozenset()
    if before.version != version and before.answers != kept:
        merged = _merged(definition, section, base, kept, before)
        kept, brought = merged.answers, merged.theirs
    problems = forms.check_section(definition, section, kept, complete=False)
    if before.answers == kept and before.saved_at is not None:
        return Saved(before.version, before.saved_at, problems, kept, brought)
    _name(application, definition, section, kept)
    saved = put(work, application, entry, section, kept, how=how)
    return Saved(saved, work.now, problems, kept, brought)


def restore(work: Work, application_id: UUID, section: str, number: int) -> None:
    """Let a version of the history stand again, as a new version; files removed meanwhile stay removed.

    Raises NotFound, DeadlinePassed, Forbidden.
    """
    application = queries.lock(work, application_id)
    entry = queries.get_entry(work, application_id)
    dates.check_open(entry.opens_at, entry.closes_at, work.now)
    authorize(policy.can_edit(work.actor, entry, work.now))
    definition = queries.get_form(work, entry.stage_id, entry.form_version)
    if forms.section(definition, section) is None:
        raise NotFound
    version, _ = queries.get_version(work, entry, section, number)
    kept = _keepable(work, entry, definition, section, version.answers)
    if queries.get_draft(work, entry, section).answers != kept:
        _name(application, definition, section, kept)
        put(work, application, entry, section, kept, how=How.RESTORED)


def put(
    work: Work,
    application: Application,
    entry: Entry,
    section: str,
    answers: Mapping[str, Any],
    *,
    how: How = How.TYPED,
) -> int:
    """Write a section of an application that is locked, and its history; return the draft's new version."""
    authorize(policy.can_edit(work.actor, entry, work.now))
    fresh = {"answers": dict(answers), "saved_at": work.now, "saved_by": work.actor.id}
    key = {"application_id": entry.id, "stage_id": entry.stage_id, "section": section}
    statement = insert(SectionDraft).values(id=new_id(), version=1, **key, **fresh)
    counted = statement.on_conflict_do_update(
        index_elements=list(key), set_={**fresh, "version": SectionDraft.version + 1}
    )
    version = work.session.scalars(counted.returning(SectionDraft.version)).one()
    history.record(work, entry, section, answers, how=how, draft_version=version)
    application.changed_at = work.now
    application.version += 1
    return version


def _merged(
    definition: forms.Definition, section: str, base: merging.Marks | None, mine: Mapping[str, Any], met: Draft
) -> merging.Merged:
    """Both texts of a section put together; DraftStale where they clash. Files come and go by routes of their own."""
    asked = {question["key"]: question["type"] for question in forms.questions(definition, section)}
    own = {key: answer for key, answer in mine.items() if asked.get(key) != "file"}
    files = {key: answer for key, answer in met.answers.items() if asked.get(key) == "file"}
    merged = merging.merge(asked, base, own | files, met.answers)
    if merged.clashing:
        raise DraftStale(mine=merged.answers, theirs=met.answers, version=met.version, clashing=merged.clashing)
    return merged


def _name(application: Application, definition: forms.Definition, section: str, answers: Mapping[str, Any]) -> None:
    if application.submitted_at is None:
        # Once something was sent others read the title: it stays that of what they may read.
        application.title = names.title_of(definition, section, answers, application.title)


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
