"""Background jobs, deferred on the session's own connection: a rollback leaves none behind."""

from typing import Any

import procrastinate
from procrastinate import SyncPsycopgConnector
from sqlalchemy import text
from sqlalchemy.orm import Session

DRAIN = "drain_events"
_deferrals = procrastinate.App(connector=SyncPsycopgConnector())
_WAITING = text(
    "SELECT EXISTS (SELECT 1 FROM procrastinate_jobs"
    " WHERE status = 'todo' AND task_name = :task AND (scheduled_at IS NULL OR scheduled_at <= clock_timestamp()))"
)


def defer(session: Session, task: str, *, lock: str | None = None, wait_seconds: int = 0, **arguments: Any) -> None:
    """Add a job for `task` to this transaction; jobs with the same `lock` run one at a time."""
    connection = session.connection().connection.driver_connection
    options: dict[str, Any] = {"schedule_in": {"seconds": wait_seconds}} if wait_seconds else {}
    _deferrals.configure_task(task, lock=lock, connection=connection, **options).defer(**arguments)


def wake(session: Session) -> None:
    """See to it that events of this transaction are delivered.

    A drain that waits already will find them, or, should it start before our commit, the worker's
    sweep will: so writers never queue behind one another for a unique key.
    """
    if not session.execute(_WAITING, {"task": DRAIN}).scalar_one():
        defer(session, DRAIN, lock=DRAIN)
