"""What runs again and again in the background, in one process at a time."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import func, select

from app.kernel import work as works
from app.kernel.db import Database
from app.kernel.principals import System
from app.kernel.work import Work


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A function that finds what is due by `work.now` and does it; called every few seconds, so cheap when idle."""

    name: str
    run: Callable[[Work], object]


def run(database: Database, scheduled: Scheduled) -> None:
    """Run it once in a work of its own, unless another process is at it."""
    with works.writing(database, works.acting_as(System(scheduled.name))) as work:
        key = func.hashtextextended(f"schedule:{scheduled.name}", 0)
        if work.session.scalar(select(func.pg_try_advisory_xact_lock(key))):
            scheduled.run(work)
