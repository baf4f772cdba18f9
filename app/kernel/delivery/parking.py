"""Events a subscriber could not take: set aside with what follows on the same subject, and tried again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, delete, exists, func, insert, select, update
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from app.kernel.delivery.models import ParkedEvent
from app.kernel.delivery.reading import heard
from app.kernel.delivery.subscribers import Heard, Subscriber, Untaken, give
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


def park(work: Work, subscriber: str, untaken: Sequence[Untaken]) -> None:
    """Set events aside; each is tried again after a wait that doubles up to an hour."""
    rows = [
        {
            "subscriber": subscriber,
            "event_id": entry.event.id,
            "transaction": entry.event.transaction,
            "subject_id": entry.event.subject_id,
            "attempts": 1 if entry.error else 0,
            "error": entry.error or BEHIND,
            "parked_at": work.now,
            "next_try_at": work.now + wait(1 if entry.error else 0),
        }
        for entry in untaken
    ]
    if rows:
        work.session.execute(insert(ParkedEvent), rows)


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
    """Try up to `count` parked events of the subjects whose time has come; how many were taken at last."""
    due = _due(work.session, subscriber.name, count)
    wanted = [event for event, _ in due if subscriber.wants(event)]
    untaken = give(work, subscriber, wanted, set())
    attempts = {event.id: made for event, made in due}
    for entry in untaken:
        if entry.error:
            _put_off(work, subscriber.name, entry, attempts[entry.event.id] + 1)
    taken = set(attempts) - {entry.event.id for entry in untaken}
    if taken:
        mine = (ParkedEvent.subscriber == subscriber.name, ParkedEvent.event_id.in_(taken))
        work.session.execute(delete(ParkedEvent).where(*mine))
    return len(taken)


def _due(session: Session, subscriber: str, count: int) -> list[tuple[Heard, int]]:
    """In the log's order, with attempts made; what follows an event that is due comes with it."""
    heads = first_of_each().where(ParkedEvent.subscriber == subscriber).subquery()
    query = (
        heard()
        .add_columns(ParkedEvent.attempts)
        .join(ParkedEvent, ParkedEvent.event_id == EventRecord.id)
        .join(heads, heads.c.subject_id == ParkedEvent.subject_id)
        .where(ParkedEvent.subscriber == subscriber, heads.c.next_try_at <= func.clock_timestamp())
        .limit(count)
    )
    return [(Heard(*row[:-1]), row[-1]) for row in session.execute(query)]


def first_of_each() -> Select[str, UUID, datetime]:
    """Subscriber, subject and time of the next try of the first parked event of each subject."""
    order = (ParkedEvent.subscriber, ParkedEvent.subject_id, ParkedEvent.transaction, ParkedEvent.event_id)
    columns = (ParkedEvent.subscriber, ParkedEvent.subject_id, ParkedEvent.next_try_at)
    return select(*columns).ext(distinct_on(*order[:2])).order_by(*order)


def is_due(session: Session, subscribers: Iterable[str]) -> bool:
    """Whether the first parked event of some subject is due; those behind it wait for it."""
    heads = first_of_each().where(ParkedEvent.subscriber.in_(list(subscribers))).subquery()
    return bool(session.scalar(select(exists().where(heads.c.next_try_at <= func.clock_timestamp()))))


def _put_off(work: Work, subscriber: str, entry: Untaken, attempts: int) -> None:
    mine = (ParkedEvent.subscriber == subscriber, ParkedEvent.event_id == entry.event.id)
    values = {"attempts": attempts, "error": entry.error, "next_try_at": work.now + wait(attempts)}
    work.session.execute(update(ParkedEvent).where(*mine).values(values))


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
