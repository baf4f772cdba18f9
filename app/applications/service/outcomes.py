"""What a panel and a decision do to an application's state."""

from uuid import UUID

from sqlalchemy import select

from app.applications.models import Application
from app.applications.rules import states
from app.applications.types import State
from app.kernel.access import Ruling, authorize
from app.kernel.errors import NotFound
from app.kernel.work import Work


def take_in_review(work: Work, ruling: Ruling, application_id: UUID) -> None:
    """The first assignment brings a submitted application into review; safe to repeat."""
    authorize(ruling)
    application = _locked(work, application_id)
    if application.state == State.SUBMITTED:
        application.state = states.move(State(application.state), State.IN_REVIEW)
        application.changed_at = work.now


def settle(work: Work, ruling: Ruling, application_id: UUID, state: State) -> None:
    """A released decision takes effect; raises WrongState where the state does not allow it."""
    authorize(ruling)
    application = _locked(work, application_id)
    application.state = states.move(State(application.state), state)
    application.changed_at = work.now
    application.version += 1


def _locked(work: Work, application_id: UUID) -> Application:
    found = work.session.scalar(select(Application).where(Application.id == application_id).with_for_update())
    if found is None:
        raise NotFound
    return found
