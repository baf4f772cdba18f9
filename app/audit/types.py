"""What the timeline shows of an event."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Entry:
    """One event: when, what, and who; `person` is the actor's name where a person acted."""

    id: UUID
    occurred_at: datetime
    name: str
    facts: Mapping[str, Any]
    actor_kind: str
    person: str | None
