"""What an application says: drafts, submissions, files, and the form they answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Integer, Select, any_, bindparam, select

from app.applications import policy
from app.applications.models import Application, Attachment, SectionDraft, Submission
from app.applications.types import Draft, Entry, File
from app.calls import policy as call_policy
from app.calls.models import Call, FormVersion, Stage
from app.calls.rules import forms
from app.calls.rules.problems import Problem
from app.kernel.errors import NotFound
from app.kernel.principals import Principal
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
    (definition,) = work.read(_form, stage_id=stage_id, number=number)
    found: Mapping[str, Any] = definition[0]
    return found


def _form(actor: Principal) -> Select[Any]:
    return (
        select(FormVersion.definition)
        .join(Stage, FormVersion.stage_id == Stage.id)
        .join(Call, Stage.call_id == Call.id)
        .where(FormVersion.stage_id == bindparam("stage_id"), FormVersion.number == bindparam("number"))
        .where(call_policy.visible_to(actor))
    )


def get_forms(work: Work, stage_id: UUID, numbers: Iterable[int]) -> dict[int, Mapping[str, Any]]:
    """Number → definition, for those of these versions of a stage's form that there are."""
    return {row.number: row.definition for row in work.read(_forms, stage_id=stage_id, numbers=sorted(numbers))}


def _forms(actor: Principal) -> Select[Any]:
    return (
        select(FormVersion.number, FormVersion.definition)
        .join(Stage, FormVersion.stage_id == Stage.id)
        .join(Call, Stage.call_id == Call.id)
        .where(FormVersion.stage_id == bindparam("stage_id"), call_policy.visible_to(actor))
        .where(FormVersion.number == any_(bindparam("numbers", type_=ARRAY(Integer()))))
    )


def list_drafts(work: Work, entry: Entry) -> dict[str, Draft]:
    """Section key → its draft, for the stage the application is in."""
    rows = work.read(_drafts, application_id=entry.id, stage_id=entry.stage_id)
    return {row.section: Draft(*row) for row in rows}


def get_draft(work: Work, entry: Entry, section: str) -> Draft:
    """The draft of a section; an empty one of version 0 if it was never saved."""
    row = work.read_one(_draft, application_id=entry.id, stage_id=entry.stage_id, section=section)
    return Draft(*row) if row is not None else Draft(section, {}, 0, None, None)


def check_drafts(work: Work, entry: Entry) -> tuple[forms.Definition, dict[str, Any], list[Problem]]:
    """(form, answers, problems): the answers of all sections together, and what keeps them from being sent."""
    definition = get_form(work, entry.stage_id, entry.form_version)
    answers: dict[str, Any] = {}
    for draft in list_drafts(work, entry).values():
        answers |= draft.answers
    return definition, answers, forms.check_answers(definition, answers, complete=True)


def _draft(actor: Principal) -> Select[Any]:
    return _drafts(actor).where(SectionDraft.section == bindparam("section"))


def _drafts(actor: Principal) -> Select[Any]:
    return (
        select(
            *(SectionDraft.section, SectionDraft.answers, SectionDraft.version),
            *(SectionDraft.saved_at, SectionDraft.saved_by),
        )
        .join(Application, SectionDraft.application_id == Application.id)
        .where(SectionDraft.application_id == bindparam("application_id"))
        .where(SectionDraft.stage_id == bindparam("stage_id"), policy.drafts_visible_to(actor))
    )


def latest_submission(work: Work, application_id: UUID, stage_id: UUID | None = None) -> SubmissionRow | None:
    """The submission that counts (at a stage); None if nothing was sent or nothing may be seen."""
    row = work.read_one(_latest, stage_id is not None, application_id=application_id, stage_id=stage_id)
    return SubmissionRow(*row) if row is not None else None


def _latest(actor: Principal, at_stage: bool) -> Select[Any]:
    statement = (
        select(
            *(Submission.id, Submission.application_id, Submission.stage_id, Submission.number),
            *(Submission.form_version, Submission.content, Submission.sha256),
            *(Submission.submitted_at, Submission.submitted_by),
        )
        .join(Application, Submission.application_id == Application.id)
        .where(Submission.application_id == bindparam("application_id"), policy.visible_to(actor))
        .order_by(Submission.submitted_at.desc(), Submission.number.desc())
        .limit(1)
    )
    return statement.where(Submission.stage_id == bindparam("stage_id")) if at_stage else statement


def list_files(work: Work, application_id: UUID, *, removed: bool = False) -> list[File]:
    """The files of an application, the oldest first; those `removed` too where a submission may name them."""
    return [File(*row) for row in work.read(_files, removed, application_id=application_id)]


def get_file(work: Work, application_id: UUID, file_id: UUID) -> File:
    """One file of a visible application, removed or not: a submission may still name it."""
    row = work.read_one(_file, application_id=application_id, file_id=file_id)
    if row is None:
        raise NotFound
    return File(*row)


def _file(actor: Principal) -> Select[Any]:
    return _files(actor, removed=True).where(Attachment.id == bindparam("file_id"))


def _files(actor: Principal, removed: bool) -> Select[Any]:
    statement = (
        select(*_FILE)
        .join(Application, Attachment.application_id == Application.id)
        .where(Attachment.application_id == bindparam("application_id"), policy.visible_to(actor))
        .order_by(Attachment.id)
    )
    return statement if removed else statement.where(Attachment.removed_at.is_(None))
