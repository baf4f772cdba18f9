"""Who may see and do what with API clients."""

from sqlalchemy import ColumnElement, false, true

from app.kernel.access import ALLOW, Ruling, deny
from app.kernel.principals import Person, Principal, System
from app.partners.models import ApiClient


def visible_to(actor: Principal) -> ColumnElement[bool]:
    """Administrators see every client."""
    if isinstance(actor, System) or (isinstance(actor, Person) and actor.holds("administrator")):
        return true()
    return ApiClient.id == actor.id if actor.kind == "client" else false()


def can_register(actor: Principal) -> Ruling:
    """Administrators register and revoke clients."""
    if isinstance(actor, System) or (isinstance(actor, Person) and actor.holds("administrator")):
        return ALLOW
    return deny("not_an_administrator")


def can_take_token(client: ApiClient | None, *, proven: bool) -> Ruling:
    """A client that is not revoked and proved its secret."""
    return ALLOW if client is not None and proven and client.revoked_at is None else deny("invalid_client")
