"""Screening what was sent: not eligible, with the reason, and back."""

from uuid import UUID

from app.applications import policy, queries
from app.applications.errors import StillOpen
from app.applications.events import ApplicationFoundIneligible, ApplicationReturnedToScreening
from app.applications.models import Application
from app.applications.rules import states
from app.applications.types import Entry, State
from app.calls.rules import dates
from app.kernel import clock
from app.kernel.access import authorize
from app.kernel.errors import Invalid
from app.kernel.work import Work


def find_ineligible(work: Work, application_id: UUID, reason: str) -> None:
    """End an application that may not take part; safe to repeat.

    Raises Invalid without a reason, WrongState, StillOpen while its team may change it.
    """
    application = queries.lock(work, application_id)
    entry = queries.get_entry(work, application_id)
    authorize(policy.can_screen(work.actor, entry))
    if not reason.strip():
        raise Invalid(reason="no_reason")
    if application.state == State.INELIGIBLE:
        return
    state = states.move(State(application.state), State.INELIGIBLE)
    if closes_at := dates.open_until(entry.closes_at, entry.cancelled_at, clock.database(work.session)):
        raise StillOpen(closes_at)
    _become(work, application, state, reason.strip())
    work.emit(ApplicationFoundIneligible(subject_id=entry.id, call_id=entry.call_id))


def return_to_screening(work: Work, application_id: UUID) -> None:
    """Look again at what was found not eligible; safe to repeat. Raises WrongState."""
    application = queries.lock(work, application_id)
    entry: Entry = queries.get_entry(work, application_id)
    authorize(policy.can_screen(work.actor, entry))
    if application.state == State.SUBMITTED:
        return
    _become(work, application, states.move(State(application.state), State.SUBMITTED), None)
    work.emit(ApplicationReturnedToScreening(subject_id=entry.id, call_id=entry.call_id))


def _become(work: Work, application: Application, state: State, reason: str | None) -> None:
    application.state, application.ended_reason = state, reason
    application.changed_at = work.now
    application.version += 1
