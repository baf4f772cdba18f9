"""Organisations, made by loaders and later by their people."""

from uuid import UUID

from app.identity import policy, queries
from app.identity.models import Organisation
from app.kernel import text
from app.kernel.access import authorize
from app.kernel.ids import new_id
from app.kernel.work import Work


def ensure(work: Work, name: str, *, country: str | None = None, website: str | None = None) -> UUID:
    """The organisation of that name, made if there is none."""
    authorize(policy.can_grant(work.actor))
    known = queries.find_organisation(work, name)
    if known is not None:
        return known.id
    made = Organisation(
        id=new_id(),
        name=name,
        sort_key=text.sort_key(name),
        kind=None,
        country=country,
        ror=None,
        website=website,
        created_at=work.now,
    )
    work.session.add(made)
    work.session.flush()
    return made.id
