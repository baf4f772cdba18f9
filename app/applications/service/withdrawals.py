"""Taking an application back, and entering it again."""

from uuid import UUID

from sqlalchemy import select

from app.applications import policy, queries
from app.applications.events import ApplicationWithdrawn, WithdrawalUndone
from app.applications.models import Application
from app.applications.rules import states
from app.applications.types import State
from app.kernel import clock
from app.kernel.access import authorize
from app.kernel.events import EventRecord
from app.kernel.work import Work


def withdraw(work: Work, application_id: UUID) -> None:
    """Take an application back before a decision; what was sent is kept. Raises Forbidden."""
    application = queries.lock(work, application_id)
    entry = queries.get_entry(work, application_id)
    authorize(policy.can_withdraw(work.actor, entry))
    left = State(application.state)
    application.state = states.move(left, State.WITHDRAWN)
    application.changed_at = work.now
    application.version += 1
    work.emit(ApplicationWithdrawn(subject_id=application_id, call_id=entry.call_id, left=left))


def undo(work: Work, application_id: UUID) -> None:
    """Enter it again, in the state it was in, until the call closes. Raises Forbidden."""
    application = queries.lock(work, application_id)
    entry, now = queries.get_entry(work, application_id), clock.database(work.session)
    authorize(policy.can_undo_withdrawal(work.actor, entry, now))
    application.state = states.move(State(application.state), _left(work, application))
    application.changed_at = work.now
    application.version += 1
    work.emit(WithdrawalUndone(subject_id=application_id, call_id=entry.call_id))


def _left(work: Work, application: Application) -> State:
    """The state a withdrawn application was in: the log says it, since nothing else need know."""
    statement = (
        select(EventRecord.facts["left"].astext)
        .where(EventRecord.trail.contains([application.id]), EventRecord.name == ApplicationWithdrawn.name)
        .order_by(EventRecord.transaction.desc(), EventRecord.id.desc())
        .limit(1)
    )
    if left := work.session.scalar(statement):
        return State(left)
    # Loaded as withdrawn, so that nobody here withdrew it.
    return State.DRAFT if application.submitted_at is None else State.SUBMITTED
