"""Taking an application back, and entering it again."""

from uuid import UUID

from app.applications import policy, queries
from app.applications.events import ApplicationWithdrawn, WithdrawalUndone
from app.applications.rules import states
from app.applications.types import State
from app.kernel.access import authorize
from app.kernel.work import Work


def withdraw(work: Work, application_id: UUID) -> None:
    """Take an application back before a decision; what was sent is kept. Raises Forbidden."""
    application = queries.lock(work, application_id)
    entry = queries.get_entry(work, application_id)
    authorize(policy.can_withdraw(work.actor, entry))
    application.state = states.move(State(application.state), State.WITHDRAWN)
    application.changed_at = work.now
    application.version += 1
    work.emit(ApplicationWithdrawn(subject_id=application_id, call_id=entry.call_id))


def undo(work: Work, application_id: UUID) -> None:
    """Enter it again, sent if it had been sent, until the call closes. Raises Forbidden."""
    application = queries.lock(work, application_id)
    entry = queries.get_entry(work, application_id)
    authorize(policy.can_undo_withdrawal(work.actor, entry, work.now))
    back = State.DRAFT if entry.submitted_at is None else State.SUBMITTED
    application.state = states.move(State(application.state), back)
    application.changed_at = work.now
    application.version += 1
    work.emit(WithdrawalUndone(subject_id=application_id, call_id=entry.call_id))
