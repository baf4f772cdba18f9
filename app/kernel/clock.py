"""The time: the database's for whatever is written, this machine's for what is only shown."""

import functools
from datetime import UTC, datetime
from zoneinfo import available_timezones

from sqlalchemy import text
from sqlalchemy.orm import Session


def wall() -> datetime:
    """This machine's time in UTC: for pages that only read."""
    return datetime.now(UTC)


def database(session: Session) -> datetime:
    """The database's time in UTC at this moment: for deadlines and everything stored."""
    moment: datetime = session.execute(text("SELECT clock_timestamp()")).scalar_one()
    return moment.astimezone(UTC)


_LEFT_OUT = ("Etc/", "posix/", "right/", "SystemV/", "US/", "Canada/", "Brazil/", "Chile/", "Mexico/")


@functools.cache
def zones() -> tuple[str, ...]:
    """Every time zone with a place in its name, UTC first."""
    return ("UTC", *sorted(name for name in available_timezones() if "/" in name and not name.startswith(_LEFT_OUT)))
