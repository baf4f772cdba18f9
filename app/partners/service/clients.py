"""Registering and shutting out API clients."""

import secrets
from uuid import UUID

from sqlalchemy import update

from app.kernel.access import authorize
from app.kernel.errors import NotFound
from app.kernel.ids import new_id
from app.kernel.work import Work
from app.partners import policy, rules
from app.partners.events import ApiClientCreated, ApiClientRevoked
from app.partners.models import AccessToken, ApiClient
from app.partners.types import Scope


def create(work: Work, organisation_id: UUID, name: str, scopes: list[Scope]) -> tuple[UUID, str]:
    """A new client; returns its id and its secret, which is shown this once."""
    authorize(policy.can_register(work.actor))
    secret = secrets.token_urlsafe(32)
    client = ApiClient(
        id=new_id(),
        organisation_id=organisation_id,
        name=name,
        secret_hash=rules.digest(secret),
        scopes=list(scopes),
        created_at=work.now,
        revoked_at=None,
    )
    work.session.add(client)
    work.emit(ApiClientCreated(subject_id=client.id, organisation_id=organisation_id))
    return client.id, secret


def revoke(work: Work, client_id: UUID) -> None:
    """Shut a client out, with every token it holds, at once."""
    authorize(policy.can_register(work.actor))
    client = work.session.get(ApiClient, client_id, with_for_update=True)
    if client is None:
        raise NotFound
    if client.revoked_at is None:
        client.revoked_at = work.now
        held = AccessToken.client_id == client_id
        work.session.execute(update(AccessToken).where(held).values(revoked_at=work.now))
        work.emit(ApiClientRevoked(subject_id=client.id, organisation_id=client.organisation_id))
