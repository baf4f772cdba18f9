"""Who holds a session, and what a person's account shows them."""

import functools
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import case, func, select, text
from sqlalchemy.orm import Session

from app.identity import policy, rules
from app.identity.models import Identity, Organisation, Person, RoleGrant, SignInLink, SignInSession
from app.identity.types import Role
from app.kernel import principals
from app.kernel.access import Ruling
from app.kernel.errors import NotFound
from app.kernel.prepared import Prepared
from app.kernel.work import Work


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session of a person, as the account page lists it."""

    id: UUID
    device: str
    signed_in_at: datetime | None
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class IdentityRow:
    """An account at a provider."""

    id: UUID
    provider: str
    issuer: str
    linked_at: datetime


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A person with a role on a programme; `email` is their confirmed address."""

    person_id: UUID
    name: str
    email: str | None
    role: str
    granted_at: datetime


_PRINCIPAL = (
    "SELECT s.id, s.signed_in_at, s.seen_at, p.id AS person_id, p.name, p.locale, p.zone, {news} AS news,"
    " (SELECT array_agg(ARRAY[g.role, g.scope_id::text]) FROM role_grant g WHERE g.person_id = p.id) AS roles,"
    " current_setting('transaction_read_only') = 'off' AS writable"
    " FROM sign_in_session s JOIN person p ON p.id = s.person_id"
    " WHERE s.token_hash = :token_hash AND s.revoked_at IS NULL AND s.expires_at > clock_timestamp()"
)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a session, when it was last noted, and whether this transaction can note it."""

    principal: principals.Person
    session_id: UUID
    seen_at: datetime
    writable: bool


@functools.cache
def _principal(news: str) -> Prepared:
    return Prepared(text(_PRINCIPAL.format(news=news)))


def find_holder(session: Session, token: str, news: str = "0") -> Holder | None:
    """Who is signed in by the session token, with name, language and roles; None where nobody is. One query.

    `news` is SQL of ours that counts what is new to the person `p`: a higher capability's, wired in.
    """
    row = next(iter(_principal(news).rows(session, {"token_hash": rules.digest(token)})), None)
    if row is None:
        return None
    roles = frozenset((role, UUID(scope) if scope else None) for role, scope in row.roles or ())
    person = principals.Person(row.person_id, roles, row.name, row.locale, row.zone, row.id, row.signed_in_at, row.news)
    return Holder(person, row.id, row.seen_at, row.writable)


def find_session(work: Work, token: str) -> SignInSession | None:
    """A live session by its token, signed in or not, locked."""
    statement = select(SignInSession).where(
        SignInSession.token_hash == rules.digest(token),
        SignInSession.revoked_at.is_(None),
        SignInSession.expires_at > func.clock_timestamp(),
    )
    return work.session.scalar(statement.with_for_update())


def get_me(work: Work) -> Person:
    """The actor's own row; NotFound for anyone who is no person."""
    me = work.session.get(Person, work.actor.id) if isinstance(work.actor, principals.Person) else None
    if me is None:
        raise NotFound
    return me


def lock_me(work: Work) -> Person:
    """The actor's own row, locked until the work ends; NotFound for anyone who is no person."""
    me = get_me(work)
    work.session.refresh(me, with_for_update=True)
    return me


def find_person_by_confirmed_email(work: Work, email: str) -> Person | None:
    """The one person who confirmed an address; for deeds, never shown to who asks."""
    return work.session.scalar(
        select(Person).where(
            func.lower(Person.email) == rules.normal_email(email), Person.email_confirmed_at.is_not(None)
        )
    )


def hold(work: Work, key: str) -> None:
    """Let nobody else pass here with this key until the transaction ends: two first sign-ins find one another."""
    work.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))


def find_identity(work: Work, issuer: str, subject: str) -> Identity | None:
    """The identity with exactly this key."""
    return work.session.scalar(select(Identity).where(Identity.issuer == issuer, Identity.subject == subject))


def list_sessions(work: Work) -> list[SessionRow]:
    """The actor's live sessions, the last used first."""
    statement = (
        select(SignInSession.id, SignInSession.device, SignInSession.signed_in_at, SignInSession.seen_at)
        .join(Person, SignInSession.person_id == Person.id)
        .where(SignInSession.person_id == work.actor.id, policy.visible_to(work.actor))
        .where(SignInSession.revoked_at.is_(None), SignInSession.expires_at > func.clock_timestamp())
        .order_by(SignInSession.seen_at.desc())
        .limit(100)
    )
    return [SessionRow(*row) for row in work.session.execute(statement)]


def list_identities(work: Work) -> list[IdentityRow]:
    """The actor's accounts at providers."""
    statement = (
        select(Identity.id, Identity.provider, Identity.issuer, Identity.linked_at)
        .join(Person, Identity.person_id == Person.id)
        .where(Identity.person_id == work.actor.id, policy.visible_to(work.actor))
        .order_by(Identity.linked_at)
    )
    return [IdentityRow(*row) for row in work.session.execute(statement)]


def list_roles(work: Work, scope_id: UUID) -> list[RoleRow]:
    """Who has a role on a programme, managers first, then by name."""
    email = case((Person.email_confirmed_at.is_not(None), Person.email))
    statement = (
        select(Person.id, Person.name, email, RoleGrant.role, RoleGrant.granted_at)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(RoleGrant.scope_id == scope_id, policy.roles_visible_to(work.actor))
        .order_by(RoleGrant.role, Person.sort_key, Person.id)
    )
    return [RoleRow(*row) for row in work.session.execute(statement)]


def may_give_roles(work: Work, scope_id: UUID) -> Ruling:
    """Whether the actor may give and end roles on a programme: for pages, which draw the form or say why not."""
    return policy.can_give_role(work, Role.OBSERVER, scope_id)


def get_link(work: Work, link_id: UUID | None, *, locked: bool = False) -> SignInLink:
    """A one-time link, `locked` for a deed that uses it; NotFound where there is none."""
    statement = select(SignInLink).where(SignInLink.id == link_id)
    found = work.session.scalar(statement.with_for_update() if locked else statement)
    if found is None:
        raise NotFound
    return found


def find_organisation(work: Work, name: str) -> Organisation | None:
    """An organisation by its exact name: for loaders."""
    return work.session.scalar(select(Organisation).where(Organisation.name == name).order_by(Organisation.id).limit(1))


def address_of(work: Work, person_id: UUID) -> tuple[str, str, str | None] | None:
    """(name, confirmed address, language) of a person who can be written to: for mail, which jobs send."""
    row: Any = work.session.execute(
        select(Person.name, Person.email, Person.locale).where(
            Person.id == person_id, Person.email_confirmed_at.is_not(None), policy.visible_to(work.actor)
        )
    ).one_or_none()
    return (row[0], row[1], row[2]) if row else None
