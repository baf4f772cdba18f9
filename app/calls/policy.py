"""Who may see and run programmes and calls."""

from uuid import UUID

from sqlalchemy import ColumnElement, false, or_, select, true

from app.calls.models import Call, Programme
from app.kernel.access import ALLOW, Ruling, deny
from app.kernel.principals import Anonymous, Person, Principal, System


def visible_to(actor: Principal) -> ColumnElement[bool]:
    """Published calls for everyone; drafts for administrators and for those who run the programme."""
    published = Call.published_at.is_not(None)
    match actor:
        case System():
            return true()
        case Person() if actor.holds("administrator"):
            return true()
        case Person() if scopes := actor.scopes_of("manager", "observer"):
            return or_(published, Call.programme_id.in_(scopes))
        case _:
            return published


def run_by(actor: Principal) -> ColumnElement[bool]:
    """Calls whose inside the actor may see: what is behind /manage."""
    match actor:
        case System():
            return true()
        case Person() if actor.holds("administrator"):
            return true()
        case Person() if scopes := actor.scopes_of("manager", "observer"):
            return Call.programme_id.in_(scopes)
        case _:
            return false()


def programme_visible_to(actor: Principal) -> ColumnElement[bool]:
    """Programmes with a public call for everyone; the others for those who run them."""
    public = Programme.id.in_(select(Call.programme_id).where(Call.published_at.is_not(None)))
    return or_(public, programme_run_by(actor))


def programme_run_by(actor: Principal) -> ColumnElement[bool]:
    """Programmes whose inside the actor may see."""
    match actor:
        case System():
            return true()
        case Person() if actor.holds("administrator"):
            return true()
        case Person() if scopes := actor.scopes_of("manager", "observer"):
            return Programme.id.in_(scopes)
        case _:
            return false()


def can_open_manage(actor: Principal) -> Ruling:
    """The managers' pages are for whoever runs or observes something."""
    runs = isinstance(actor, Person) and (actor.holds("administrator") or bool(actor.scopes_of("manager", "observer")))
    return ALLOW if runs or isinstance(actor, System) else deny("not_the_manager")


def can_create_programme(actor: Principal) -> Ruling:
    """Administrators, and those who manage a programme already."""
    runs = isinstance(actor, Person) and (actor.holds("administrator") or bool(actor.scopes_of("manager")))
    return ALLOW if runs or isinstance(actor, System) else deny("not_the_manager")


def can_run(actor: Principal, programme_id: UUID) -> Ruling:
    """Administrators and the programme's managers change its calls; observers only look."""
    runs = isinstance(actor, Person) and (actor.holds("administrator") or actor.holds("manager", programme_id))
    return ALLOW if runs or isinstance(actor, System) else deny("not_the_manager")


def can_take_reference(actor: Principal) -> Ruling:
    """Whoever is signed in may get a number; whether they may apply is the application's question."""
    return deny("sign_in_required") if isinstance(actor, Anonymous) else ALLOW
