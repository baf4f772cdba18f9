"""Clients by id, and who holds a token."""

from uuid import UUID

from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import Session

from app.kernel import principals
from app.kernel.prepared import Prepared
from app.kernel.work import Work
from app.partners import policy, rules
from app.partners.models import AccessToken, ApiClient

_HOLDER = Prepared(
    select(ApiClient.id, ApiClient.organisation_id, AccessToken.scopes)
    .join(ApiClient, AccessToken.client_id == ApiClient.id)
    .where(AccessToken.revoked_at.is_(None), ApiClient.revoked_at.is_(None))
    .where(AccessToken.expires_at > text("clock_timestamp()"), AccessToken.token_hash == bindparam("token_hash"))
)


def find_holder(session: Session, token: str) -> principals.Client | None:
    """The client a live token was given to."""
    row = next(iter(_HOLDER.rows(session, {"token_hash": rules.digest(token)})), None)
    return principals.Client(row[0], row[1], frozenset(row[2])) if row else None


def find_client(session: Session, client_id: UUID) -> ApiClient | None:
    """A client by id, for proving its secret."""
    return session.get(ApiClient, client_id)


def list_clients(work: Work) -> list[ApiClient]:
    """The clients the actor may see, at most 200."""
    statement = select(ApiClient).where(policy.visible_to(work.actor)).order_by(ApiClient.id).limit(200)
    return list(work.session.scalars(statement))
