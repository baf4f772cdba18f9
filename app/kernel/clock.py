"""The time: the database's for whatever is written, this machine's for what is only shown."""

from datetime import UTC, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session


def wall() -> datetime:
    """This machine's time in UTC: for pages that only read."""
    return datetime.now(UTC)


def database(session: Session) -> datetime:
    """The database's time in UTC at this moment: for deadlines and everything stored."""
    moment: datetime = session.execute(text("SELECT clock_timestamp()")).scalar_one()
    return moment.astimezone(UTC)
