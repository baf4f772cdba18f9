"""Who may see notices, and who may write news to people."""

from sqlalchemy import ColumnElement, false

from app.kernel.access import ALLOW, Ruling, deny
from app.kernel.principals import Person, Principal, System
from app.notifications.models import Notice


def visible_to(actor: Principal) -> ColumnElement[bool]:
    """One's own notices and no others."""
    return Notice.person_id == actor.id if isinstance(actor, Person) else false()


def can_read(actor: Principal) -> Ruling:
    """Whoever is signed in has notices."""
    return ALLOW if isinstance(actor, Person) else deny("sign_in_required")


def can_notify(actor: Principal) -> Ruling:
    """Only the platform itself writes to people, because of an event."""
    return ALLOW if isinstance(actor, System) else deny("only_the_platform")
