"""What an application says: drafts, submissions, files, and the form they answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from app.applications import policy
from app.applications.models import Application, Attachment, SectionDraft, Submission
from app.applications.types import Draft, Entry, File
from app.calls import policy as call_policy
from app.calls.models import Call, FormVersion, Stage
from app.calls.rules import forms
from app.calls.rules.problems import Problem
from app.kernel.errors import NotFound
from app.kernel.work import Work


@dataclass(frozen=True, slots=True)
class SubmissionRow:
    """A submission; `content` is as rules.receipts describes it and `sha256` was taken over it."""

    id: UUID
    application_id: UUID
    stage_id: UUID
    number: int
    form_version: int
    content: Mapping[str, Any]
    sha256: str
    submitted_at: datetime
    submitted_by: UUID | None


_FILE: tuple[Any, ...] = (
    *(Attachment.id, Attachment.question, Attachment.name, Attachment.media_type, Attachment.size),
    *(Attachment.sha256, Attachment.key, Attachment.uploaded_at),
)


def get_form(work: Work, stage_id: UUID, number: int) -> Mapping[str, Any]:
    """The definition of one version of a stage's form."""
    statement = (
        select(FormVersion.definition)
        .join(Stage, FormVersion.stage_id == Stage.id)
        .join(Call, Stage.call_id == Call.id)
        .where(FormVersion.stage_id == stage_id, FormVersion.number == number, call_policy.visible_to(work.actor))
    )
    definition: Mapping[str, Any] = work.session.scalars(statement).one()
    return definition


def list_drafts(work: Work, entry: Entry) -> dict[str, Draft]:
    """Section key → its draft, for the stage the application is in."""
    statement = _drafts(work, entry)
    return {row.section: Draft(*row) for row in work.session.execute(statement)}


def get_draft(work: Work, entry: Entry, section: str) -> Draft:
    """The draft of a section; an empty one of version 0 if it was never saved."""
    row = work.session.execute(_drafts(work, entry).where(SectionDraft.section == section)).one_or_none()
    return Draft(*row) if row is not None else Draft(section, {}, 0, None, None)


def check_drafts(work: Work, entry: Entry) -> tuple[forms.Definition, dict[str, Any], list[Problem]]:
    """(form, answers, problems): the answers of all sections together, and what keeps them from being sent."""
    definition = get_form(work, entry.stage_id, entry.form_version)
    answers: dict[str, Any] = {}
    for draft in list_drafts(work, entry).values():
        answers |= draft.answers
    return definition, answers, forms.check_answers(definition, answers, complete=True)


def _drafts(work: Work, entry: Entry) -> Select[Any]:
    return (
        select(
            *(SectionDraft.section, SectionDraft.answers, SectionDraft.version),
            *(SectionDraft.saved_at, SectionDraft.saved_by),
        )
        .join(Application, SectionDraft.application_id == Application.id)
        .where(SectionDraft.application_id == entry.id, SectionDraft.stage_id == entry.stage_id)
        .where(policy.drafts_visible_to(work.actor))
    )


def latest_submission(work: Work, application_id: UUID, stage_id: UUID | None = None) -> SubmissionRow | None:
    """The submission that counts (at a stage); None if nothing was sent or nothing may be seen."""
    statement = (
        select(
            *(Submission.id, Submission.application_id, Submission.stage_id, Submission.number),
            *(Submission.form_version, Submission.content, Submission.sha256),
            *(Submission.submitted_at, Submission.submitted_by),
        )
        .join(Application, Submission.application_id == Application.id)
        .where(Submission.application_id == application_id, policy.visible_to(work.actor))
        .order_by(Submission.submitted_at.desc(), Submission.number.desc())
        .limit(1)
    )
    if stage_id is not None:
        statement = statement.where(Submission.stage_id == stage_id)
    row = work.session.execute(statement).one_or_none()
    return SubmissionRow(*row) if row is not None else None


def list_files(work: Work, application_id: UUID, *, removed: bool = False) -> list[File]:
    """The files of an application, the oldest first; those `removed` too where a submission may name them."""
    statement = _files(work).where(Attachment.application_id == application_id)
    if not removed:
        statement = statement.where(Attachment.removed_at.is_(None))
    return [File(*row) for row in work.session.execute(statement.order_by(Attachment.id))]


def get_file(work: Work, application_id: UUID, file_id: UUID) -> File:
    """One file of a visible application, removed or not: a submission may still name it."""
    statement = _files(work).where(Attachment.application_id == application_id, Attachment.id == file_id)
    row = work.session.execute(statement).one_or_none()
    if row is None:
        raise NotFound
    return File(*row)


def _files(work: Work) -> Select[Any]:
    return (
        select(*_FILE)
        .join(Application, Attachment.application_id == Application.id)
        .where(policy.visible_to(work.actor))
    )
