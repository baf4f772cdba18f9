"""What happens to people, their identities and their sessions."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from app.kernel.events import Event, listed


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class PersonRegistered(Event):
    """Somebody has an account."""

    name: ClassVar[str] = "person.registered"


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class IdentityLinked(Event):
    """An account at a provider now signs a person in; the subject is the identity."""

    name: ClassVar[str] = "identity.linked"
    person_id: UUID


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class IdentityUnlinked(Event):
    """An account at a provider signs a person in no more; the subject is the identity."""

    name: ClassVar[str] = "identity.unlinked"
    person_id: UUID


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class SignedIn(Event):
    """A session began; the subject is the person."""

    name: ClassVar[str] = "person.signed_in"
    session_id: UUID
    by: str


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class SignInRefused(Event):
    """A sign-in was refused; the subject is the session it was tried in."""

    name: ClassVar[str] = "sign_in.refused"
    reason: str


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class SessionEnded(Event):
    """A session was ended; the subject is the session."""

    name: ClassVar[str] = "session.ended"
    person_id: UUID


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class SignInLinkRequested(Event):
    """Somebody asked for a link by e-mail."""

    name: ClassVar[str] = "sign_in_link.requested"
    link_id: UUID
    purpose: str


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class EmailConfirmed(Event):
    """A person showed that an address is theirs; the subject is the person."""

    name: ClassVar[str] = "person.email_confirmed"


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class RoleGranted(Event):
    """A person got a role; the subject is the person, `scope_id` the programme (None: the platform)."""

    name: ClassVar[str] = "role.granted"
    role: str
    scope_id: UUID | None


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class RoleEnded(Event):
    """A person has a role no more; the subject is the person, `scope_id` the programme."""

    name: ClassVar[str] = "role.ended"
    role: str
    scope_id: UUID
