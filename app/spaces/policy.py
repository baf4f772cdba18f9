"""Who may see and do what in a space."""

from uuid import UUID

from sqlalchemy import ColumnElement, false, or_, select, true

from app.applications.models import Application
from app.calls.models import Call
from app.kernel.access import ALLOW, Ruling, deny
from app.kernel.principals import Person, Principal, System
from app.spaces.models import Space, SpaceMember
from app.spaces.types import WRITERS, SpaceRole


def visible_to(actor: Principal) -> ColumnElement[bool]:
    """Spaces one is a member of, and those of the programmes one runs or observes."""
    match actor:
        case System():
            return true()
        case Person():
            member = Space.id.in_(select(SpaceMember.space_id).where(SpaceMember.person_id == actor.id))
            within = (
                select(Application.id)
                .join(Call, Application.call_id == Call.id)
                .where(Call.programme_id.in_(actor.scopes_of("manager", "observer")))
            )
            return or_(member, Space.application_id.in_(within))
        case _:
            return false()


def can_load(actor: Principal) -> Ruling:
    """Records made elsewhere are loaded by the platform itself."""
    return ALLOW if isinstance(actor, System) else deny("not_an_administrator")


def can_open(actor: Principal, programme_id: UUID) -> Ruling:
    """Managers open spaces."""
    if isinstance(actor, System) or (isinstance(actor, Person) and actor.holds("manager", programme_id)):
        return ALLOW
    return deny("not_the_manager")


def can_write(actor: Principal, role: str | None) -> Ruling:
    """Leads, contributors and mentors write; observers read."""
    return ALLOW if isinstance(actor, System) or role in WRITERS else deny("not_a_contributor")


def can_lead(actor: Principal, role: str | None) -> Ruling:
    """The lead invites people and keeps the milestones."""
    return ALLOW if isinstance(actor, System) or role == SpaceRole.LEAD else deny("not_the_lead")


def can_join(actor: Principal) -> Ruling:
    """Whoever is signed in and holds the link."""
    return ALLOW if isinstance(actor, Person) else deny("sign_in_required")
