"""Who may do what with accounts: people see and change their own."""

from uuid import UUID

from sqlalchemy import ColumnElement, false, or_, true

from app.identity import rules
from app.identity.models import Person as PersonRow
from app.kernel.access import ALLOW, Ruling, deny
from app.kernel.principals import Anonymous, Person, Principal, System
from app.kernel.work import Work


def visible_to(actor: Principal) -> ColumnElement[bool]:
    """Oneself; everybody for administrators."""
    match actor:
        case System():
            return true()
        case Person():
            return or_(PersonRow.id == actor.id, true() if actor.holds("administrator") else false())
        case _:
            return false()


def can_sign_in(actor: Principal) -> Ruling:
    """Anybody may try, signed in or not."""
    return deny("sign_in_required") if actor.kind == "client" else ALLOW


def can_change(actor: Principal, person_id: UUID | None) -> Ruling:
    """One's own account."""
    own = isinstance(actor, Person) and actor.id == person_id
    return ALLOW if own or isinstance(actor, System) else deny("not_yours")


def can_grant(actor: Principal) -> Ruling:
    """Administrators and the command line give roles."""
    if isinstance(actor, System) or (isinstance(actor, Person) and actor.holds("administrator")):
        return ALLOW
    return deny("not_an_administrator")


def can_load(actor: Principal) -> Ruling:
    """Records made elsewhere are loaded by the platform itself."""
    return ALLOW if isinstance(actor, System) else deny("not_an_administrator")


def can_register(actor: Principal) -> Ruling:
    """Sign-in and loaders make accounts."""
    return ALLOW if isinstance(actor, System | Anonymous | Person) else deny("not_an_administrator")


def can_link(work: Work) -> Ruling:
    """Another identity may be linked soon after a sign-in only."""
    actor = work.actor
    if not isinstance(actor, Person):
        return deny("sign_in_required")
    return ALLOW if rules.is_fresh(actor.signed_in_at, work.now) else deny("fresh_sign_in_needed")
