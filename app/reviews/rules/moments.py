"""Which moments a decision or a deadline can be given."""

from datetime import UTC, datetime

from app.kernel.errors import Invalid

FIRST, LAST = 1990, 2199


def check(moment: datetime | None, field: str) -> None:
    """Raise Invalid for a year outside 1990 to 2199: the ends of the calendar exist in some zones only."""
    if moment is not None and not FIRST <= moment.year <= LAST:
        raise Invalid(**{field: "not_a_date"})


def read(typed: str, field: str) -> datetime | None:
    """The instant that was typed, in UTC unless it says another; None for none, Invalid for what is no such date."""
    try:
        found = datetime.fromisoformat(typed) if typed else None
    except ValueError:
        raise Invalid(**{field: "not_a_date"}) from None
    check(found, field)
    return found if found is None or found.tzinfo else found.replace(tzinfo=UTC)
