"""Loading applications that were made elsewhere: in bulk, with their own dates, and without telling anybody."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import insert, select

from app.applications import policy
from app.applications.models import Application, Member, Submission
from app.applications.rules import receipts
from app.applications.service import indexing
from app.applications.types import Role, State
from app.calls import queries as call_queries
from app.calls.service import references
from app.kernel.access import authorize
from app.kernel.ids import new_id
from app.kernel.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """An application as a source has it; `submitted_at` None where no date was kept, `team` (person, role)."""

    source_key: str
    title: str
    organisation_id: UUID | None
    state: State
    answers: dict[str, Any]
    submitted_at: datetime | None = None
    ended_reason: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    locale: str = "en"
    team: Sequence[tuple[UUID, Role]] = ()


class Loaded(NamedTuple):
    """An application that came from a source."""

    id: UUID
    reference: str


def load(work: Work, call_id: UUID, stage_id: UUID, given: Sequence[Record]) -> dict[str, Loaded]:
    """Add applications with what they sent; returns all of the call that have a source key, by that key."""
    ruling = policy.can_load(work.actor)
    authorize(ruling)
    if given:
        indexing.put_all(work, ruling, _insert(work, call_id, stage_id, given))
    rows = select(Application.source_key, Application.id, Application.reference).where(
        Application.call_id == call_id, Application.source_key.is_not(None), policy.visible_to(work.actor)
    )
    return {str(key): Loaded(one, reference) for key, one, reference in work.session.execute(rows)}


def _insert(work: Work, call_id: UUID, stage_id: UUID, given: Sequence[Record]) -> list[UUID]:
    call = call_queries.lock_call(work, call_id)
    sheet = call_queries.get_stage(work, stage_id)
    numbers = references.take_references(work, call_id, len(given))
    ids = [new_id() for _ in given]
    applications = [
        _application(work, one, id=key, call_id=call_id, stage_id=stage_id, reference=number)
        for one, key, number in zip(given, ids, numbers, strict=True)
    ]
    submissions = [_submission(work, one, key, sheet, call.slug) for one, key in zip(given, ids, strict=True)]
    members = [
        {"id": new_id(), "application_id": key, "person_id": person, "role": role, "joined_at": work.now}
        for one, key in zip(given, ids, strict=True)
        for person, role in one.team
    ]
    work.session.execute(insert(Application), applications)
    work.session.execute(insert(Submission), submissions)
    if members:
        work.session.execute(insert(Member), members)
    return ids


def _application(work: Work, one: Record, **keys: Any) -> dict[str, Any]:
    return {
        **keys,
        "organisation_id": one.organisation_id,
        "client_id": None,
        "title": one.title,
        "state": one.state,
        "locale": one.locale,
        "created_at": one.submitted_at or work.now,
        "changed_at": one.submitted_at or work.now,
        "submitted_at": one.submitted_at,
        "ended_reason": one.ended_reason,
        "source_key": one.source_key,
        "facts": one.facts,
        "version": 1,
    }


def _submission(
    work: Work, one: Record, application_id: UUID, sheet: call_queries.StageSheet, slug: str
) -> dict[str, Any]:
    content = receipts.submission_content(
        call=slug, stage=str(sheet.id), form_version=sheet.form_version, answers=one.answers, attachments=[]
    )
    return {
        "id": new_id(),
        "application_id": application_id,
        "stage_id": sheet.id,
        "number": 1,
        "form_version": sheet.form_version,
        "content": content,
        "sha256": receipts.sha256(content),
        # Without a date of its own the record is as old as its loading.
        "submitted_at": one.submitted_at or work.now,
        "submitted_by": one.team[0][0] if one.team else None,
    }
