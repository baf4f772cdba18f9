"""The worker with two more subscribers, one of which fails on what the table `broken` names: killed by a test."""

import ctypes
import signal
import sys
from uuid import UUID

from sqlalchemy import text

from app import wiring, worker
from app.kernel.delivery import Subscriber
from app.kernel.settings import Settings
from app.kernel.work import Work
from app.reviews.events import DecisionReleased

PR_SET_PDEATHSIG = 1


def note(work: Work, name: str, event_id: UUID) -> None:
    """Leave a trace that can be left only once."""
    work.session.execute(
        text("INSERT INTO heard (subscriber, event_id) VALUES (:name, :event)"), {"name": name, "event": event_id}
    )


def on_steady(work: Work, _event: DecisionReleased, event_id: UUID) -> None:
    """Hear."""
    note(work, "steady", event_id)


def on_failing(work: Work, event: DecisionReleased, event_id: UUID) -> None:
    """Hear, or fail after having written."""
    note(work, "failing", event_id)
    if work.session.execute(text("SELECT 1 FROM broken WHERE id = :id"), {"id": event.decision_id}).first():
        raise LookupError


def end_with_the_test() -> None:
    """However the test ends: Linux kills us with the process that started us."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


if __name__ == "__main__":
    end_with_the_test()
    wiring.SUBSCRIBERS = (
        *wiring.SUBSCRIBERS,
        Subscriber("steady", {DecisionReleased: on_steady}),
        Subscriber("failing", {DecisionReleased: on_failing}),
    )
    worker.run(Settings(), sys.argv[1])
