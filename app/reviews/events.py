"""What happens in review and decision."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from app.kernel.events import Event, listed


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class PanelCreated(Event):
    """A stage got a panel."""

    name: ClassVar[str] = "panel.created"
    call_id: UUID


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class PanellistAdded(Event):
    """Someone joined a panel."""

    name: ClassVar[str] = "panellist.added"
    panel_id: UUID
    constituency: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewEvent(Event):
    """Something about one review of one application; the subject is the review."""

    application_id: UUID


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewAssigned(ReviewEvent):
    """A reviewer was asked to review."""

    name: ClassVar[str] = "review.assigned"
    review_id: UUID


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewAccepted(ReviewEvent):
    """The reviewer agreed to review."""

    name: ClassVar[str] = "review.accepted"


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewDeclined(ReviewEvent):
    """The reviewer declined."""

    name: ClassVar[str] = "review.declined"


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class ConflictDeclared(Event):
    """A reviewer said they must not see an application; the subject is the conflict."""

    name: ClassVar[str] = "conflict.declared"
    application_id: UUID
    kind: str


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class ConflictFound(Event):
    """The platform itself saw why a reviewer must not see an application; the subject is the conflict."""

    name: ClassVar[str] = "conflict.found"
    application_id: UUID
    kind: str


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewSubmitted(ReviewEvent):
    """A version of a review was sent."""

    name: ClassVar[str] = "review.submitted"
    number: int


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewReopened(ReviewEvent):
    """The reviewer opened a sent review again."""

    name: ClassVar[str] = "review.reopened"


@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionEvent(Event):
    """Something about the decision on one application; the subject is the decision."""

    application_id: UUID
    decision_id: UUID
    outcome: str


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionProposed(DecisionEvent):
    """An outcome was proposed."""

    name: ClassVar[str] = "decision.proposed"


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionConfirmed(DecisionEvent):
    """A second person confirmed the outcome."""

    name: ClassVar[str] = "decision.confirmed"


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionWithdrawn(DecisionEvent):
    """A proposal was taken back before its release."""

    name: ClassVar[str] = "decision.withdrawn"


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionReleased(DecisionEvent):
    """The applicant may read the decision."""

    name: ClassVar[str] = "decision.released"


@listed
@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionHeld(DecisionEvent):
    """A decision was due, but the application's state does not allow it; its date was taken off."""

    name: ClassVar[str] = "decision.held"
    state: str
