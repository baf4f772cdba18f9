"""Loading people whom a provider already vouches for, without telling anybody."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from app.identity import policy, rules
from app.identity.models import Identity, Person
from app.identity.types import Claims
from app.kernel import text
from app.kernel.access import authorize
from app.kernel.ids import new_id
from app.kernel.work import Work


def load(work: Work, claims: Claims) -> UUID:
    """The person with this confirmed address, made if there is none, who signs in by this identity too."""
    authorize(policy.can_load(work.actor))
    assert claims.email is not None
    email = rules.normal_email(claims.email)
    known = select(Person.id).where(func.lower(Person.email) == email, Person.email_confirmed_at.is_not(None))
    person_id = work.session.scalar(known) or _add(work, claims, email)
    identity = {
        "id": new_id(),
        "person_id": person_id,
        "issuer": claims.issuer,
        "subject": claims.subject,
        "provider": claims.provider,
        "linked_at": work.now,
    }
    work.session.execute(insert(Identity).values(identity).on_conflict_do_nothing())
    return person_id


def _add(work: Work, claims: Claims, email: str) -> UUID:
    person = Person(
        id=new_id(),
        name=claims.name,
        sort_key=text.sort_key(claims.name),
        email=email,
        email_confirmed_at=work.now,
        locale=claims.locale,
        zone=None,
        created_at=work.now,
    )
    work.session.add(person)
    work.session.flush()
    return person.id
