"""Decisions, as those who run a call see them and as applicants see them once released."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, Uuid, bindparam, cast, exists, func, or_, select, tuple_

from app.applications.models import Application
from app.applications.policy import visible_to as applications_visible_to
from app.calls.models import Call
from app.kernel import paging, statements
from app.kernel.errors import Invalid, NotFound
from app.kernel.paging import Page
from app.kernel.principals import Principal
from app.kernel.work import Work
from app.reviews import policy
from app.reviews.models import Conflict, Decision, Panellist, Review, ReviewVersion
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


def list_history(work: Work, application_id: UUID) -> list[DecisionRow]:
    """The decisions on an application that the actor may see, the last one first: that one waits, or is in force."""
    return [DecisionRow(*row) for row in work.read(_of_application, application_id=application_id)]


def _of_application(actor: Principal) -> Select[Any]:
    found = _decisions(actor).where(Decision.application_id == bindparam("application_id"))
    return found.order_by(*last_first())


def last_first() -> tuple[ColumnElement[Any], ...]:
    """The order of decisions on one application, newest on top."""
    return Decision.proposed_at.desc(), Decision.id.desc()


def list_released(work: Work, *, after: str = "", size: int = paging.SIZE) -> Page[DecisionRow]:
    """Released decisions the actor may see, by reference and, on one application, in the order they were made."""
    reference, decision_id = paging.decode(after, 2) if after else ("", str(UUID(int=0)))
    rows = work.read(_released, size, reference=reference, decision_id=_key(decision_id))
    return paging.cut([DecisionRow(*row) for row in rows], size, lambda row: (row.reference, row.id))


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Invalid(cursor="not_a_cursor") from None


def _released(actor: Principal, size: int) -> Select[Any]:
    # Ids are made in the order of time, as decisions on one application are.
    place = tuple_(Application.reference, Decision.id)
    after = tuple_(bindparam("reference", type_=Text()), bindparam("decision_id", type_=Uuid()))
    found = _decisions(actor).where(Decision.released_at.is_not(None), place > after)
    return found.order_by(*place).limit(size + 1)


def list_comments(work: Work, application_id: UUID) -> dict[UUID, list[str]]:
    """Decision → what reviewers wrote to the applicant in the versions it saw; not in reviews that a conflict ended.

    The order says nothing of who wrote them or when: it is that of a digest of the decision and the version.
    """
    found: dict[UUID, list[str]] = {}
    for decision_id, comment in work.read(_comments, application_id=application_id):
        found.setdefault(decision_id, []).append(comment)
    return found


def _comments(actor: Principal) -> statements.Statement:
    comment = ReviewVersion.content.op("->>", return_type=Text())("comment")
    key = cast(ReviewVersion.id, Text())
    # A letter that was sent stays as it was sent, whoever is found to have a conflict since.
    found_since = (Conflict.application_id == Review.application_id, Conflict.found_at > Decision.released_at)
    ended_since = exists().where(*found_since, Conflict.person_id == Panellist.person_id)
    return (
        select(Decision.id, comment)
        .join(Review, ReviewVersion.review_id == Review.id)
        .join(Panellist, Review.panellist_id == Panellist.id)
        .join(Decision, Decision.application_id == Review.application_id)
        .join(Application, Decision.application_id == Application.id)
        .join(Call, Application.call_id == Call.id)
        .where(Decision.application_id == bindparam("application_id"), Decision.stage_id == Review.stage_id)
        .where(policy.decision_visible_to(actor), applications_visible_to(actor), Decision.withdrawn_at.is_(None))
        .where(or_(Review.state.in_(COUNTED_STATES), ended_since), Decision.evidence["versions"].bool_op("?")(key))
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
