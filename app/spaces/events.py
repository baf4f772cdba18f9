"""What happens in spaces."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from app.kernel.events import Event, listed


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class SpaceOpened(Event):
    """An accepted project got its space."""

    name: ClassVar[str] = "space.opened"
    application_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class SpaceEvent(Event):
    """Something in one space; the subject is the thing itself."""

    space_id: UUID


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class SpaceMemberInvited(SpaceEvent):
    """Somebody was invited."""

    name: ClassVar[str] = "space.member_invited"
    invitation_id: UUID


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class SpaceMemberJoined(SpaceEvent):
    """Somebody joined; the subject is the membership."""

    name: ClassVar[str] = "space.member_joined"
    role: str


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class ThreadStarted(SpaceEvent):
    """A conversation began."""

    name: ClassVar[str] = "thread.started"


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class PostAdded(SpaceEvent):
    """Somebody wrote in a conversation."""

    name: ClassVar[str] = "post.added"
    thread_id: UUID


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class MilestoneAdded(SpaceEvent):
    """A milestone was set."""

    name: ClassVar[str] = "milestone.added"


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class MilestoneReached(SpaceEvent):
    """A milestone was reached."""

    name: ClassVar[str] = "milestone.reached"
