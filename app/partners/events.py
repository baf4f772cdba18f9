"""What happens to API clients."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from app.kernel.events import Event, listed


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class ApiClientCreated(Event):
    """A partner's program was registered."""

    name: ClassVar[str] = "api_client.created"
    organisation_id: UUID


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class ApiClientRevoked(Event):
    """A partner's program and its tokens were shut out."""

    name: ClassVar[str] = "api_client.revoked"
    organisation_id: UUID
