"""Who may do what with accounts: people see and change their own."""

from uuid import UUID

from sqlalchemy import ColumnElement, false, or_, true

from app.identity import rules
from app.identity.models import Person as PersonRow
from app.identity.models import RoleGrant
from app.identity.types import Role
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
    """What administrators and the platform itself do, such as keeping the list of organisations."""
    if isinstance(actor, System) or (isinstance(actor, Person) and actor.holds("administrator")):
        return ALLOW
    return deny("not_an_administrator")


def can_give_role(work: Work, role: Role, scope_id: UUID | None) -> Ruling:
    """Administrators and the platform any role; managers those of their own programme, soon after a sign-in only."""
    actor = work.actor
    if isinstance(actor, System):
        return ALLOW
    if not isinstance(actor, Person):
        return deny("sign_in_required")
    runs = scope_id is not None and role != Role.ADMINISTRATOR and actor.holds(Role.MANAGER, scope_id)
    if not (runs or actor.holds(Role.ADMINISTRATOR)):
        return deny("may_not_give_roles")
    return ALLOW if rules.is_fresh(actor.signed_in_at, work.now) else deny("fresh_sign_in_needed")


def roles_visible_to(actor: Principal) -> ColumnElement[bool]:
    """Roles on the programmes one manages or observes; every role for administrators."""
    match actor:
        case System():
            return true()
        case Person() if actor.holds(Role.ADMINISTRATOR):
            return true()
        case Person():
            return RoleGrant.scope_id.in_(actor.scopes_of(Role.MANAGER, Role.OBSERVER))
        case _:
            return false()


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
