"""The drain: batch by batch, one transaction each, the effects and the cursor together."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.kernel import work as works
from app.kernel.db import Database
from app.kernel.delivery import parking, reading
from app.kernel.delivery.models import EventCursor
from app.kernel.delivery.subscribers import Heard, Subscriber, give
from app.kernel.principals import System
from app.kernel.work import Work


@dataclass(frozen=True, slots=True)
class Limits:
    """How many events a transaction takes; `stopping` is asked between two of them."""

    batch: int = 500
    stopping: Callable[[], bool] = lambda: False


def drain(database: Database, subscribers: Sequence[Subscriber], limits: Limits | None = None) -> bool:
    """Give every subscriber its parked events whose time has come, then what is new, in turns of a batch.

    Returns whether committed events are left: above the horizon because an older transaction is
    still open, or because it was told to stop. Safe to run in many processes: an advisory lock
    lets one at a time serve a subscriber.
    """
    limits = limits or Limits()
    for subscriber in subscribers:
        while not limits.stopping() and _retry_batch(database, subscriber, limits):
            pass
    active = list(subscribers)
    while active and not limits.stopping():
        active = [subscriber for subscriber in active if _deliver_batch(database, subscriber, limits)]
    with database.reading() as session:
        places = set(reading.cursors(session, [subscriber.name for subscriber in subscribers]).values())
        return any(reading.is_behind(session, place) for place in places)


def is_waiting(session: Session, names: Iterable[str]) -> bool:
    """Whether any of the subscribers has events to hear, or parked ones whose time has come."""
    places = reading.cursors(session, names)
    return any(reading.is_behind(session, place) for place in set(places.values())) or parking.is_due(session, places)


def _writing(database: Database) -> AbstractContextManager[Work]:
    return works.writing(database, works.acting_as(System("delivery")))


def _retry_batch(database: Database, subscriber: Subscriber, limits: Limits) -> bool:
    with _writing(database) as work:
        return _have_lock(work.session, subscriber) and parking.retry_due(work, subscriber, limits.batch) > 0


def _deliver_batch(database: Database, subscriber: Subscriber, limits: Limits) -> bool:
    """One batch; whether there may be another."""
    with _writing(database) as work:
        if not _have_lock(work.session, subscriber):
            return False
        position = reading.cursors(work.session, [subscriber.name])[subscriber.name]
        events = reading.next_events(work.session, position, limits.batch)
        if events:
            wanted = [event for event in events if subscriber.wants(event)]
            blocked = parking.blocked_subjects(work.session, subscriber.name, [event.subject_id for event in wanted])
            parking.park(work, subscriber.name, give(work, subscriber, wanted, blocked))
            _advance(work, subscriber.name, events[-1])
        return len(events) == limits.batch


def _advance(work: Work, subscriber: str, last: Heard) -> None:
    values = {"transaction": last.transaction, "event_id": last.id, "moved_at": work.now}
    statement = insert(EventCursor).values(subscriber=subscriber, **values)
    work.session.execute(statement.on_conflict_do_update(index_elements=["subscriber"], set_=values))


def _have_lock(session: Session, subscriber: Subscriber) -> bool:
    """Take the subscriber's lock for this transaction unless another process has it."""
    key = func.hashtextextended(f"delivery:{subscriber.name}", 0)
    return bool(session.scalar(select(func.pg_try_advisory_xact_lock(key))))
