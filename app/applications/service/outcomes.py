"""What a panel and a decision do to an application's state."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select

from app.applications import queries
from app.applications.errors import StillOpen, WrongState
from app.applications.models import Application
from app.applications.rules import states
from app.applications.types import IN_HAND, State
from app.calls.rules import dates
from app.kernel import clock
from app.kernel.access import Ruling, authorize
from app.kernel.errors import NotFound
from app.kernel.work import Work


def take_in_review(work: Work, ruling: Ruling, application_id: UUID) -> None:
    """The first assignment brings a submitted application into review; safe to repeat.

    Raises StillOpen while its team may change it, by the database's clock, and WrongState where it is not sent or over.
    """
    authorize(ruling)
    application = _locked(work, application_id)
    if application.state not in IN_HAND:
        raise WrongState
    if application.state == State.SUBMITTED:
        _check_closed(work, application_id)
        application.state = states.move(State(application.state), State.IN_REVIEW)
        application.changed_at = work.now


def _check_closed(work: Work, application_id: UUID) -> None:
    entry = queries.get_entry(work, application_id)
    if closes_at := dates.open_until(entry.closes_at, entry.cancelled_at, clock.database(work.session)):
        raise StillOpen(closes_at)


def check(work: Work, ruling: Ruling, application_id: UUID, state: State) -> None:
    """Raise WrongState unless a decision could now lead to `state`; the application stays locked."""
    authorize(ruling)
    states.move(State(_locked(work, application_id).state), state)


def settle(work: Work, ruling: Ruling, wanted: Mapping[UUID, State]) -> dict[UUID, State]:
    """Released decisions take effect: application → state. Returns those left as they were, with their state."""
    authorize(ruling)
    statement = select(Application).where(Application.id.in_(wanted)).order_by(Application.id)
    left: dict[UUID, State] = {}
    for application in work.session.scalars(statement.with_for_update().execution_options(populate_existing=True)):
        state = State(application.state)
        if not states.can_move(state, wanted[application.id]):
            left[application.id] = state
            continue
        application.state = wanted[application.id]
        application.changed_at = work.now
        application.version += 1
    return left


def _locked(work: Work, application_id: UUID) -> Application:
    statement = select(Application).where(Application.id == application_id).with_for_update()
    found = work.session.scalar(statement.execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return found
