"""Beginning an application."""

from uuid import UUID

from app.applications import policy, queries
from app.applications.events import ApplicationStarted
from app.applications.models import Application, Member
from app.applications.types import Role, State
from app.calls import queries as call_queries
from app.calls.rules import dates
from app.calls.service import references as call_references
from app.kernel.access import authorize
from app.kernel.principals import Client, Person
from app.kernel.work import Work


def start(work: Work, call_slug: str, *, locale: str = "en") -> str:
    """Begin a draft for an open call and return its reference; a draft still untouched is given again.

    The call is locked first, so that a double click begins one application.

    Raises NotFound, CallNotOpen, DeadlinePassed, Forbidden.
    """
    authorize(policy.can_start(work.actor))
    call = queries.get_open_call(work, call_slug)
    dates.check_open(call.opens_at, call.closes_at, work.now)
    call_queries.lock_call(work, call.id)
    untouched = queries.find_untouched(work, call.id)
    if untouched is not None:
        return untouched
    application = _made(work, call, locale)
    work.session.add(application)
    work.session.flush()
    if isinstance(work.actor, Person):
        _add_lead(work, application.id, work.actor.id)
    work.emit(ApplicationStarted(subject_id=application.id, call_id=call.id))
    return application.reference


def _made(work: Work, call: queries.OpenCall, locale: str) -> Application:
    client = work.actor if isinstance(work.actor, Client) else None
    return Application(
        call_id=call.id,
        stage_id=call.stage_id,
        organisation_id=client.organisation_id if client else None,
        client_id=client.id if client else None,
        reference=call_references.take_reference(work, call.id),
        title="",
        state=State.DRAFT,
        locale=locale,
        created_at=work.now,
        changed_at=work.now,
        facts={},
        version=1,
    )


def _add_lead(work: Work, application_id: UUID, person_id: UUID) -> None:
    member = Member(application_id=application_id, person_id=person_id, role=Role.LEAD, joined_at=work.now)
    work.session.add(member)
