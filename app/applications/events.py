"""What happens to applications; the subject is the application."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from app.kernel.events import Event, listed


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class ApplicationStarted(Event):
    """A draft was begun."""

    name: ClassVar[str] = "application.started"
    call_id: UUID


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class ApplicationSubmitted(Event):
    """A complete version was sent; `number` counts them."""

    name: ClassVar[str] = "application.submitted"
    call_id: UUID
    submission_id: UUID
    number: int


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class ApplicationWithdrawn(Event):
    """The team took its application back; `left` is the state it was in."""

    name: ClassVar[str] = "application.withdrawn"
    call_id: UUID
    left: str


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class WithdrawalUndone(Event):
    """The team entered its application again."""

    name: ClassVar[str] = "application.withdrawal_undone"
    call_id: UUID


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class ApplicationFoundIneligible(Event):
    """Screening ended an application."""

    name: ClassVar[str] = "application.found_ineligible"
    call_id: UUID


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class ApplicationReturnedToScreening(Event):
    """What was found not eligible is looked at again."""

    name: ClassVar[str] = "application.returned_to_screening"
    call_id: UUID


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class ApplicationLabelled(Event):
    """A label was put on an application."""

    name: ClassVar[str] = "application.labelled"
    label_id: UUID


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class ApplicationUnlabelled(Event):
    """A label was taken off an application."""

    name: ClassVar[str] = "application.unlabelled"
    label_id: UUID


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class ApplicationsExported(Event):
    """A list was taken out in a file; the subject is its call or programme. `is_blind`: without who applies."""

    name: ClassVar[str] = "applications.exported"
    kind: str
    is_blind: bool


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class ActStarted(Event):
    """An act on many applications was begun; the subject is the act."""

    name: ClassVar[str] = "act.started"
    programme_id: UUID
    kind: str
    total: int


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class ActCancelled(Event):
    """An act on many was stopped before its end."""

    name: ClassVar[str] = "act.cancelled"
    programme_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class TeamEvent(Event):
    """Something about the team of an application."""

    application_id: UUID


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class MemberInvited(TeamEvent):
    """Someone was asked to join the team."""

    name: ClassVar[str] = "member.invited"
    invitation_id: UUID


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class MemberJoined(TeamEvent):
    """Someone joined the team."""

    name: ClassVar[str] = "member.joined"
    person_id: UUID
    role: str


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class MemberRemoved(TeamEvent):
    """Someone left the team, or was taken out of it."""

    name: ClassVar[str] = "member.removed"
    person_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class AttachmentEvent(Event):
    """Something about a file of an application."""

    application_id: UUID
    attachment_id: UUID


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class AttachmentAdded(AttachmentEvent):
    """A file was added to an answer."""

    name: ClassVar[str] = "attachment.added"
    size: int


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class AttachmentRemoved(AttachmentEvent):
    """A file was taken out of an answer; its bytes stay while a submission names them."""

    name: ClassVar[str] = "attachment.removed"
