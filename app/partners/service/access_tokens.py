"""Giving out and taking back bearer tokens (RFC 6749 client credentials, RFC 7009)."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import update

from app.kernel.access import authorize
from app.kernel.ids import new_id
from app.kernel.work import Work
from app.partners import policy, queries, rules
from app.partners.errors import InvalidClient, InvalidScope
from app.partners.models import AccessToken

LASTS = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Issued:
    """A token as handed out; it is kept only as a hash. `expires_in` is in seconds."""

    token: str
    expires_in: int
    scope: str


def issue(work: Work, client_id: UUID | None, secret: str, asked: str) -> Issued:
    """A token for a client that proves its secret; raises InvalidClient or InvalidScope."""
    client = queries.find_client(work.session, client_id) if client_id else None
    proven = rules.proves(secret, client.secret_hash if client else rules.digest(""))
    if client is None or not policy.can_take_token(client, proven=proven):
        raise InvalidClient
    authorize(policy.can_take_token(client, proven=proven))
    scopes = rules.granted(asked, client.scopes)
    if scopes is None:
        raise InvalidScope
    token = secrets.token_urlsafe(32)
    row = AccessToken(
        id=new_id(),
        client_id=client.id,
        token_hash=rules.digest(token),
        scopes=scopes,
        issued_at=work.now,
        expires_at=work.now + LASTS,
        revoked_at=None,
    )
    work.session.add(row)
    return Issued(token, int(LASTS.total_seconds()), " ".join(scopes))


def revoke(work: Work, client_id: UUID | None, secret: str, token: str) -> None:
    """Take back a token of a client that proves its secret; an unknown token is no error."""
    client = queries.find_client(work.session, client_id) if client_id else None
    proven = client is not None and rules.proves(secret, client.secret_hash)
    if not proven:
        raise InvalidClient
    authorize(policy.can_take_token(client, proven=proven))
    held = (AccessToken.token_hash == rules.digest(token)) & (AccessToken.client_id == client_id)
    work.session.execute(update(AccessToken).where(held, AccessToken.revoked_at.is_(None)).values(revoked_at=work.now))
