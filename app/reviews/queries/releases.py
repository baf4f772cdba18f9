"""Confirmed decisions that their applicants cannot read yet."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select

from app.applications.models import Application
from app.applications.policy import visible_to as applications_visible_to
from app.calls.models import Call
from app.kernel.work import Work
from app.reviews import policy
from app.reviews.models import Decision

AT_ONCE = 500
_UNREAD = (Decision.withdrawn_at.is_(None), Decision.released_at.is_(None), Decision.confirmed_at.is_not(None))


@dataclass(frozen=True, slots=True)
class Waiting:
    """A decision that waits to be released; `state` is the application's, `release_at` None where no date is set."""

    id: UUID
    reference: str
    title: str
    outcome: str
    release_at: datetime | None
    state: str


def list_waiting(work: Work, stage_id: UUID) -> list[Waiting]:
    """Decisions of a stage that wait, by reference; at most as many as are released at once."""
    columns = (Decision.id, Application.reference, Application.title, Decision.outcome, Decision.release_at)
    statement = (
        select(*columns, Application.state)
        .join(Application, Decision.application_id == Application.id)
        .join(Call, Application.call_id == Call.id)
        .where(Decision.stage_id == stage_id, *_seen(work))
        .order_by(Application.reference)
        .limit(AT_ONCE)
    )
    return [Waiting(*row) for row in work.session.execute(statement)]


def lock_waiting(work: Work, decision_ids: Collection[UUID]) -> dict[UUID, list[Decision]]:
    """Programme → those of the decisions that wait, locked in one order so that two acts never block each other."""
    statement = (
        select(Call.programme_id, Decision)
        .join(Application, Decision.application_id == Application.id)
        .join(Call, Application.call_id == Call.id)
        .where(Decision.id.in_(decision_ids), *_seen(work))
        .order_by(Decision.id)
        .with_for_update(of=Decision)
        .execution_options(populate_existing=True)
    )
    found: dict[UUID, list[Decision]] = {}
    for programme_id, decision in work.session.execute(statement):
        found.setdefault(programme_id, []).append(decision)
    return found


def _seen(work: Work) -> tuple[ColumnElement[bool], ...]:
    return (*_UNREAD, policy.handles(work.actor), applications_visible_to(work.actor))
