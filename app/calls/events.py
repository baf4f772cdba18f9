"""What happens to programmes, calls, forms and rubrics."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from app.kernel.events import Event, listed


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class ProgrammeCreated(Event):
    """There is a new programme."""

    name: ClassVar[str] = "programme.created"


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class CallCreated(Event):
    """There is a new call, not yet public."""

    name: ClassVar[str] = "call.created"
    programme_id: UUID


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class CallPublished(Event):
    """A call became public."""

    name: ClassVar[str] = "call.published"
    programme_id: UUID


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class CallChanged(Event):
    """Something about a call changed; `changed` names the parts, such as "closes_at" or "stages"."""

    name: ClassVar[str] = "call.changed"
    programme_id: UUID
    changed: list[str]


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class CallCancelled(Event):
    """A public call was called off; its page says why."""

    name: ClassVar[str] = "call.cancelled"
    programme_id: UUID


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class CallArchived(Event):
    """A call that is over was put away."""

    name: ClassVar[str] = "call.archived"
    programme_id: UUID


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class FormChanged(Event):
    """A version of a stage's form came into force; the subject is the stage."""

    name: ClassVar[str] = "form.changed"
    call_id: UUID
    number: int


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class RubricChanged(Event):
    """A version of a stage's rubric came into force; the subject is the stage."""

    name: ClassVar[str] = "rubric.changed"
    call_id: UUID
    number: int
