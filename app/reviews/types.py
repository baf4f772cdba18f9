"""States, kinds and constituencies of review."""

from enum import StrEnum


class ReviewState(StrEnum):
    """Where a review stands."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined_to_review"
    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    REOPENED = "reopened"


class Constituency(StrEnum):
    """The kind of stakeholder a reviewer speaks for."""

    GOVERNMENT = "government"
    PRIVATE_SECTOR = "private_sector"
    CIVIL_SOCIETY = "civil_society"
    ACADEMIA = "academia"
    TECHNICAL_COMMUNITY = "technical_community"
    INTERNATIONAL_ORGANISATION = "international_organisation"
    AFFECTED_COMMUNITY = "affected_community"
    NOT_RECORDED = "not_recorded"


class ConflictKind(StrEnum):
    """Why a reviewer must not see an application."""

    EMPLOYMENT = "employment"
    COLLABORATION = "collaboration"
    FINANCIAL = "financial"
    PERSONAL = "personal"
    COMPETITION = "competition"
    TEAM = "team"
    OTHER = "other"


class Outcome(StrEnum):
    """What a decision may say."""

    ACCEPTED = "accepted"
    WAITLISTED = "waitlisted"
    DECLINED = "declined"


class Recommendation(StrEnum):
    """A reviewer's overall advice."""

    ACCEPT = "accept"
    DISCUSS = "discuss"
    DECLINE = "decline"


class PanelRole(StrEnum):
    """What someone is on a panel."""

    CHAIR = "chair"
    REVIEWER = "reviewer"


OPEN_STATES = (ReviewState.INVITED, ReviewState.ACCEPTED, ReviewState.IN_PROGRESS, ReviewState.REOPENED)
WRITABLE_STATES = (ReviewState.ACCEPTED, ReviewState.IN_PROGRESS, ReviewState.REOPENED)
# A review that is open again still counts as it was sent, until it is sent anew.
COUNTED_STATES = (ReviewState.SUBMITTED, ReviewState.REOPENED)
