"""Loading panels, reviews and decisions that were made elsewhere: in bulk, with their dates, telling nobody."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.dialects import postgresql

from app.applications.service import sight
from app.kernel.access import authorize
from app.kernel.ids import new_id
from app.kernel.work import Work
from app.reviews import policy, queries
from app.reviews.models import Conflict, Decision, Panel, Panellist, Review, ReviewVersion
from app.reviews.rules import standings
from app.reviews.types import ConflictKind, Constituency, Outcome, PanelRole, Recommendation, ReviewState


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewer:
    """A seat on a panel; a reviewer of an imported record has no person."""

    pseudonym: str
    constituency: Constituency
    person_id: UUID | None = None
    role: PanelRole = PanelRole.REVIEWER


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """An assignment and the review that answers it; `facts` are what the source says besides."""

    application_id: UUID
    panellist_id: UUID
    person_id: UUID | None = None
    state: ReviewState
    marks: dict[str, Any] = field(default_factory=dict)
    comment: str = ""
    confidential: str = ""
    recommendation: Recommendation | None = None
    assigned_at: datetime
    submitted_at: datetime | None = None
    due_at: datetime | None = None
    source_key: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A decision that was proposed by one person and confirmed by another, and may have been released."""

    application_id: UUID
    outcome: Outcome
    reason: str
    feedback: str
    conditions: str = ""
    proposed_by: UUID
    proposed_at: datetime
    confirmed_by: UUID | None = None
    confirmed_at: datetime | None = None
    released_at: datetime | None = None


def seat(work: Work, stage_id: UUID, name: str, reviewers: Sequence[Reviewer]) -> dict[str, UUID]:
    """Put reviewers on the stage's panel, made if need be; returns the panellists by pseudonym."""
    authorize(policy.can_load(work.actor))
    panel_id = queries.get_stage(work, stage_id).panel_id
    if panel_id is None:
        panel_id = new_id()
        work.session.execute(insert(Panel), [{"id": panel_id, "stage_id": stage_id, "name": name} | _made(work)])
    rows = [_panellist(work, panel_id, one) for one in reviewers]
    if rows:
        work.session.execute(postgresql.insert(Panellist).values(rows).on_conflict_do_nothing())
    seats = select(Panellist.pseudonym, Panellist.id).where(Panellist.panel_id == panel_id)
    return {row.pseudonym: row.id for row in work.session.execute(seats)}


def load(work: Work, stage_id: UUID, given: Sequence[Record]) -> int:
    """Add the reviews that are not there yet, each with its sent version; returns how many."""
    authorize(policy.can_load(work.actor))
    rubric_version = queries.get_stage(work, stage_id).rubric_version
    keys = select(Review.source_key).where(Review.stage_id == stage_id, policy.visible_to(work.actor))
    known = set(work.session.scalars(keys))
    fresh = [(new_id(), one) for one in given if one.source_key not in known]
    if not fresh:
        return 0
    work.session.execute(insert(Review), [_review(one, key, stage_id, rubric_version) for key, one in fresh])
    sent = [_version(one, key, rubric_version) for key, one in fresh if one.submitted_at is not None]
    if sent:
        work.session.execute(insert(ReviewVersion), sent)
    for key, one in fresh:
        if one.person_id is not None and one.state != ReviewState.DECLINED:
            ruling = policy.can_load(work.actor)
            seen = one.application_id, one.person_id
            sight.grant(work, ruling, *seen, cause_id=key, stage_id=stage_id, sight="reviewer")
    return len(fresh)


def declare(work: Work, application_id: UUID, person_id: UUID, kind: ConflictKind, found_at: datetime) -> None:
    """A conflict: from then on the application does not exist for the person."""
    ruling = policy.can_load(work.actor)
    authorize(ruling)
    conflict = Conflict(
        id=new_id(),
        application_id=application_id,
        person_id=person_id,
        kind=kind,
        source="declared",
        found_at=found_at,
        dismissed_at=None,
    )
    work.session.add(conflict)
    work.session.flush()
    sight.bar(work, ruling, application_id, person_id, cause_id=conflict.id)


def decide(work: Work, stage_id: UUID, verdicts: Iterable[Verdict]) -> None:
    """Decisions with the evidence that the reviews give; the applications' states are the loader's to set."""
    authorize(policy.can_load(work.actor))
    rubric = queries.get_stage(work, stage_id).rubric
    seen = {one.application_id: one for one in queries.list_standings(work, stage_id)}
    rows = [_decision(one, stage_id, standings.evidence(rubric, seen[one.application_id])) for one in verdicts]
    if rows:
        work.session.execute(insert(Decision), rows)


def _made(work: Work) -> dict[str, datetime]:
    return {"created_at": work.now}


def _panellist(work: Work, panel_id: UUID, one: Reviewer) -> dict[str, Any]:
    return {
        "id": new_id(),
        "panel_id": panel_id,
        "person_id": one.person_id,
        "pseudonym": one.pseudonym,
        "role": one.role,
        "constituency": one.constituency,
        "languages": [],
        "countries": [],
        "expertise": [],
        "capacity": 20,
        "added_at": work.now,
        "left_at": None,
    }


def _review(one: Record, key: UUID, stage_id: UUID, rubric_version: int) -> dict[str, Any]:
    return {
        "id": key,
        "application_id": one.application_id,
        "stage_id": stage_id,
        "panellist_id": one.panellist_id,
        "state": one.state,
        "rubric_version": rubric_version,
        "marks": one.marks,
        "comment": one.comment,
        "confidential": one.confidential,
        "recommendation": one.recommendation,
        "version": 1 if one.marks else 0,
        "assigned_at": one.assigned_at,
        "due_at": one.due_at,
        "saved_at": one.submitted_at or (one.assigned_at if one.marks else None),
        "submitted_at": one.submitted_at,
        "source_key": one.source_key,
    }


def _version(one: Record, review_id: UUID, rubric_version: int) -> dict[str, Any]:
    content = {
        "marks": one.marks,
        "comment": one.comment,
        "confidential": one.confidential,
        "recommendation": one.recommendation,
    }
    return {
        "id": new_id(),
        "review_id": review_id,
        "number": 1,
        "rubric_version": rubric_version,
        "content": content | one.facts,
        "submitted_at": one.submitted_at,
    }


def _decision(one: Verdict, stage_id: UUID, evidence: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": new_id(),
        "application_id": one.application_id,
        "stage_id": stage_id,
        "outcome": one.outcome,
        "reason": one.reason,
        "feedback": one.feedback,
        "conditions": one.conditions,
        "evidence": evidence,
        "proposed_by": one.proposed_by,
        "proposed_at": one.proposed_at,
        "confirmed_by": one.confirmed_by,
        "confirmed_at": one.confirmed_at,
        "release_at": one.released_at,
        "released_at": one.released_at,
        "withdrawn_at": None,
    }
