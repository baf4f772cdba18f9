"""Signing in by a provider: the key is (issuer, subject), never an address."""

from uuid import UUID

from app.identity import policy, queries, rules
from app.identity.errors import IdentityTaken, LastWayIn
from app.identity.events import IdentityLinked, IdentityUnlinked
from app.identity.models import Identity
from app.identity.service import people
from app.identity.types import Claims
from app.kernel.access import authorize
from app.kernel.errors import NotFound
from app.kernel.ids import new_id
from app.kernel.work import Work


def sign_in(work: Work, claims: Claims) -> UUID:
    """The person whom an identity signs in, registered at the first time; returns the person's id."""
    authorize(policy.can_sign_in(work.actor))
    queries.hold(work, f"{claims.issuer} {claims.subject}")
    known = queries.find_identity(work, claims.issuer, claims.subject)
    if known is not None:
        return known.person_id
    if claims.email is not None:
        queries.hold(work, claims.email)
    taken = claims.email is not None and queries.find_person_by_confirmed_email(work, claims.email) is not None
    counts = rules.confirmed(claims.email, verified=claims.email_verified, taken=taken)
    person_id = people.register(work, claims.name, claims.email, confirmed=counts, locale=claims.locale)
    _add(work, person_id, claims)
    return person_id


def link(work: Work, claims: Claims) -> None:
    """Add an identity to the signed-in person; raises IdentityTaken where it is somebody else's."""
    authorize(policy.can_link(work))
    queries.hold(work, f"{claims.issuer} {claims.subject}")
    known = queries.find_identity(work, claims.issuer, claims.subject)
    if known is not None and known.person_id != work.actor.id:
        raise IdentityTaken
    if known is None and work.actor.id is not None:
        _add(work, work.actor.id, claims)


def unlink(work: Work, identity_id: UUID) -> None:
    """Take an identity away from the signed-in person; LastWayIn where nothing else would sign them in."""
    authorize(policy.can_link(work))
    me = queries.lock_me(work)
    identities = [one.id for one in queries.list_identities(work)]
    if identity_id not in identities:
        raise NotFound
    if rules.is_last_way_in(len(identities), has_confirmed_email=me.email_confirmed_at is not None):
        raise LastWayIn
    work.session.delete(work.session.get_one(Identity, identity_id))
    work.emit(IdentityUnlinked(subject_id=identity_id, person_id=me.id))


def _add(work: Work, person_id: UUID, claims: Claims) -> None:
    identity = Identity(
        id=new_id(),
        person_id=person_id,
        issuer=claims.issuer,
        subject=claims.subject,
        provider=claims.provider,
        linked_at=work.now,
    )
    work.session.add(identity)
    work.emit(IdentityLinked(subject_id=identity.id, person_id=person_id))
