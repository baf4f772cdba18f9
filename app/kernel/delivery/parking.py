"""Events a subscriber could not take: set aside with what follows on the same subject, and tried again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from app.kernel.delivery.models import ParkedEvent
from app.kernel.delivery.reading import heard
from app.kernel.delivery.subscribers import Heard, Subscriber, give
from app.kernel.events import EventRecord
from app.kernel.work import Work

BEHIND = "waits behind an earlier event of its subject"
LONGEST_WAIT = 3600


@dataclass(frozen=True, slots=True)
class Parked:
    """A parked event, for operators."""

    subscriber: str
    event_id: UUID
    name: str
    attempts: int
    error: str
    parked_at: datetime
    next_try_at: datetime


def park(work: Work, subscriber: str, event: Heard, error: str, attempts: int) -> None:
    """Set an event aside; it is tried again after a wait that doubles up to an hour."""
    row = ParkedEvent(
        subscriber=subscriber,
        event_id=event.id,
        transaction=event.transaction,
        subject_id=event.subject_id,
        attempts=attempts,
        error=error,
        parked_at=work.now,
        next_try_at=work.now + wait(attempts),
    )
    work.session.add(row)


def wait(attempts: int) -> timedelta:
    """How long to wait after so many attempts: 0, 2, 4, 8 … seconds, an hour at most."""
    return timedelta(seconds=min(2**attempts, LONGEST_WAIT) if attempts else 0)


def blocked_subjects(session: Session, subscriber: str, subjects: Iterable[UUID]) -> set[UUID]:
    """Those of `subjects` that have a parked event."""
    query = select(ParkedEvent.subject_id).where(
        ParkedEvent.subscriber == subscriber, ParkedEvent.subject_id.in_(set(subjects))
    )
    return set(session.scalars(query))


def retry_due(work: Work, subscriber: Subscriber, count: int) -> int:
    """Try the first parked event of each subject whose time has come; how many were taken at last."""
    return sum(_retry(work, subscriber, event, attempts) for event, attempts in _due(work, subscriber.name, count))


def _due(work: Work, subscriber: str, count: int) -> list[tuple[Heard, int]]:
    heads = (
        select(ParkedEvent.event_id, ParkedEvent.attempts, ParkedEvent.next_try_at)
        .ext(distinct_on(ParkedEvent.subject_id))
        .where(ParkedEvent.subscriber == subscriber)
        .order_by(ParkedEvent.subject_id, ParkedEvent.transaction, ParkedEvent.event_id)
        .subquery()
    )
    query = (
        heard()
        .add_columns(heads.c.attempts)
        .join(heads, heads.c.event_id == EventRecord.id)
        .where(heads.c.next_try_at <= func.clock_timestamp())
        .limit(count)
    )
    return [(Heard(*row[:-1]), row[-1]) for row in work.session.execute(query)]


def _retry(work: Work, subscriber: Subscriber, event: Heard, attempts: int) -> bool:
    error = give(work, subscriber, event) if subscriber.wants(event) else None
    mine = (ParkedEvent.subscriber == subscriber.name, ParkedEvent.event_id == event.id)
    if error is None:
        work.session.execute(delete(ParkedEvent).where(*mine))
        return True
    values = {"attempts": attempts + 1, "error": error, "next_try_at": work.now + wait(attempts + 1)}
    work.session.execute(update(ParkedEvent).where(*mine).values(values))
    return False


def list_parked(session: Session, count: int = 100) -> list[Parked]:
    """The parked events, oldest first: for operators."""
    columns = (
        ParkedEvent.subscriber,
        ParkedEvent.event_id,
        EventRecord.name,
        ParkedEvent.attempts,
        ParkedEvent.error,
        ParkedEvent.parked_at,
        ParkedEvent.next_try_at,
    )
    query = select(*columns).join(EventRecord, EventRecord.id == ParkedEvent.event_id)
    return [Parked(*row) for row in session.execute(query.order_by(ParkedEvent.parked_at).limit(count))]
