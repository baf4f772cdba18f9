"""What phase a call is in, and whether its deadline has passed."""

from datetime import datetime
from enum import StrEnum

from app.calls.errors import CallNotOpen, DeadlinePassed


class Phase(StrEnum):
    """The state of a call, read off its dates."""

    DRAFT = "draft"
    PUBLISHED = "published"
    OPEN = "open"
    CLOSED = "closed"
    ARCHIVED = "archived"
    CANCELLED = "cancelled"


def phase(
    *,
    published: bool,
    opens_at: datetime | None,
    closes_at: datetime | None,
    archived: bool,
    cancelled: bool,
    now: datetime,
) -> Phase:
    """The phase at `now`. Without `opens_at` a published call never opens; without `closes_at` it never closes.

    The instants themselves belong to the open time. Cancelling outweighs archiving, and both the dates.
    """
    if cancelled:
        return Phase.CANCELLED
    if archived:
        return Phase.ARCHIVED
    if not published:
        return Phase.DRAFT
    if closes_at is not None and now > closes_at:
        return Phase.CLOSED
    return Phase.OPEN if opens_at is not None and now >= opens_at else Phase.PUBLISHED


def open_until(closes_at: datetime | None, cancelled_at: datetime | None, now: datetime) -> datetime | None:
    """The end of the time in which what was sent may still change: None once it is over, and where there is no end."""
    over = closes_at is None or cancelled_at is not None or now > closes_at
    return None if over else closes_at


def check_open(opens_at: datetime | None, closes_at: datetime | None, now: datetime) -> None:
    """Raises CallNotOpen before the opening, DeadlinePassed after the closing; both instants are still in time."""
    if opens_at is None or now < opens_at:
        raise CallNotOpen
    if closes_at is not None and now > closes_at:
        raise DeadlinePassed
