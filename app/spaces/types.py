"""States and roles of spaces."""

from enum import StrEnum


class SpaceState(StrEnum):
    """Where a space stands."""

    ACTIVE = "active"
    PAUSED = "paused"
    COMPLETED = "completed"


class SpaceRole(StrEnum):
    """What someone is in a space."""

    LEAD = "lead"
    CONTRIBUTOR = "contributor"
    MENTOR = "mentor"
    OBSERVER = "observer"


WRITERS = (SpaceRole.LEAD, SpaceRole.CONTRIBUTOR, SpaceRole.MENTOR)
