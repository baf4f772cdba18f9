"""Who is asking: plain facts, loaded once, never a database row."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Anonymous:
    """A visitor who is not signed in."""

    id: UUID | None = None
    kind: str = "anonymous"


@dataclass(frozen=True, slots=True)
class Person:
    """A signed-in person; `roles` holds (role, object id), with None for a platform role.

    `news` counts what is new to them, for the head of every page.
    """

    id: UUID
    roles: frozenset[tuple[str, UUID | None]] = frozenset()
    name: str = ""
    locale: str | None = None
    zone: str | None = None
    session_id: UUID | None = None
    signed_in_at: datetime | None = None
    news: int = 0
    kind: str = "person"

    def holds(self, role: str, scope: UUID | None = None) -> bool:
        """Whether the person has `role` on the object `scope` (None: the platform)."""
        return (role, scope) in self.roles

    def scopes_of(self, *roles: str) -> list[UUID]:
        """The objects on which the person has any of `roles`, in a stable order."""
        return sorted({scope for role, scope in self.roles if scope is not None and role in roles})


@dataclass(frozen=True, slots=True)
class Client:
    """A partner's program; it acts for one organisation within its scopes."""

    id: UUID
    organisation_id: UUID | None = None
    scopes: frozenset[str] = frozenset()
    kind: str = "client"


@dataclass(frozen=True, slots=True)
class System:
    """The platform itself: a job, a command, a loader."""

    job: str
    id: UUID | None = None
    kind: str = "system"


Principal = Person | Client | System | Anonymous
