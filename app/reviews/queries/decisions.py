"""Decisions, as those who run a call see them and as applicants see them once released."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Text, bindparam, cast, func, select

from app.applications.models import Application
from app.applications.policy import visible_to as applications_visible_to
from app.calls.models import Call
from app.kernel.errors import NotFound
from app.kernel.principals import Principal
from app.kernel.work import Work
from app.reviews import policy
from app.reviews.models import Decision, Review, ReviewVersion
from app.reviews.types import COUNTED_STATES


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision; `reason` is for the record, `feedback` for the applicant."""

    id: UUID
    application_id: UUID
    reference: str
    title: str
    call_title: dict[str, str]
    outcome: str
    reason: str
    feedback: str
    conditions: str
    proposed_by: UUID | None
    confirmed_at: datetime | None
    release_at: datetime | None
    released_at: datetime | None


def _decisions(actor: Principal) -> Select[Any]:
    return (
        select(
            *(Decision.id, Decision.application_id, Application.reference, Application.title, Call.title),
            *(Decision.outcome, Decision.reason, Decision.feedback, Decision.conditions),
            *(Decision.proposed_by, Decision.confirmed_at, Decision.release_at, Decision.released_at),
        )
        .join(Application, Decision.application_id == Application.id)
        .join(Call, Application.call_id == Call.id)
        .where(policy.decision_visible_to(actor), applications_visible_to(actor))
        .where(Decision.withdrawn_at.is_(None))
    )


def find_decision(work: Work, application_id: UUID) -> DecisionRow | None:
    """The decision on an application that the actor may see, if any."""
    row = work.read_one(_of_application, application_id=application_id)
    return DecisionRow(*row) if row else None


def _of_application(actor: Principal) -> Select[Any]:
    return _decisions(actor).where(Decision.application_id == bindparam("application_id"))


def list_decisions(work: Work, stage_id: UUID, *, after: str = "", size: int = 50) -> list[DecisionRow]:
    """Decisions of a stage by reference, `size` + 1 at most, after a reference."""
    return [DecisionRow(*row) for row in work.read(_of_stage, size, stage_id=stage_id, after=after)]


def _of_stage(actor: Principal, size: int) -> Select[Any]:
    return _by_reference(actor, size).where(Decision.stage_id == bindparam("stage_id"))


def list_released(work: Work, *, after: str = "", size: int = 50) -> list[DecisionRow]:
    """Released decisions the actor may see, by reference, `size` + 1 at most, after a reference."""
    return [DecisionRow(*row) for row in work.read(_released, size, after=after)]


def _released(actor: Principal, size: int) -> Select[Any]:
    return _by_reference(actor, size).where(Decision.released_at.is_not(None))


def _by_reference(actor: Principal, size: int) -> Select[Any]:
    further = _decisions(actor).where(Application.reference > bindparam("after"))
    return further.order_by(Application.reference).limit(size + 1)


def list_comments(work: Work, decision_id: UUID) -> list[str]:
    """What reviewers wrote to the applicant, in the versions the decision saw; not of reviews that ended in a conflict.

    The order says nothing of who wrote them or when: it is that of a digest of the decision and the version.
    """
    return [row[0] for row in work.read(_comments, decision_id=decision_id)]


def _comments(actor: Principal) -> Select[Any]:
    comment = ReviewVersion.content.op("->>", return_type=Text())("comment")
    key = cast(ReviewVersion.id, Text())
    return (
        select(comment)
        .join(Review, ReviewVersion.review_id == Review.id)
        .join(Decision, Decision.application_id == Review.application_id)
        .join(Application, Decision.application_id == Application.id)
        .join(Call, Application.call_id == Call.id)
        .where(Decision.id == bindparam("decision_id"), Decision.stage_id == Review.stage_id)
        .where(policy.decision_visible_to(actor), applications_visible_to(actor), Decision.withdrawn_at.is_(None))
        .where(Review.state.in_(COUNTED_STATES), Decision.evidence["versions"].bool_op("?")(key))
        .where(comment.regexp_match(r"\S"))
        .order_by(func.md5(func.concat(Decision.id, ReviewVersion.id)))
    )


def get_decision(work: Work, decision_id: UUID) -> tuple[Decision, UUID]:
    """A decision that stands, locked, with its programme, for those who run the call; NotFound otherwise."""
    statement = (
        select(Decision, Call.programme_id)
        .join(Application, Decision.application_id == Application.id)
        .join(Call, Application.call_id == Call.id)
        .where(Decision.id == decision_id, Decision.withdrawn_at.is_(None))
        .where(policy.handles(work.actor), applications_visible_to(work.actor))
        .with_for_update(of=Decision)
    )
    row = work.session.execute(statement).one_or_none()
    if row is None:
        raise NotFound
    return row[0], row[1]


def due_decisions(work: Work, limit: int = 500) -> list[UUID]:
    """Confirmed decisions whose release date has come."""
    statement = (
        select(Decision.id)
        .where(Decision.confirmed_at.is_not(None), Decision.released_at.is_(None), Decision.withdrawn_at.is_(None))
        .where(Decision.release_at <= work.now, policy.decision_visible_to(work.actor))
        .order_by(Decision.release_at, Decision.id)
        .limit(limit)
    )
    return list(work.session.scalars(statement))
