"""How far behind delivery is: for operators."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kernel.delivery import reading
from app.kernel.delivery.models import ParkedEvent
from app.kernel.events import EventRecord


@dataclass(frozen=True, slots=True)
class Lag:
    """What a subscriber has not heard: events behind its cursor, and those parked. The first's times are None at 0."""

    subscriber: str
    events: int
    oldest_at: datetime | None
    parked: int
    parked_at: datetime | None
    error: str | None


def lags(session: Session, subscribers: Iterable[str]) -> list[Lag]:
    """Each subscriber's, in the order given."""
    return [_lag(session, name, place) for name, place in reading.cursors(session, subscribers).items()]


def _lag(session: Session, subscriber: str, place: reading.Position) -> Lag:
    columns = (func.count(), func.min(func.uuid_extract_timestamp(EventRecord.id)))
    events, oldest_at = session.execute(select(*columns).where(reading.after(place))).one()
    failed = ParkedEvent.attempts > 0
    parked = (func.count(), func.min(ParkedEvent.parked_at), func.max(ParkedEvent.error).filter(failed))
    found = session.execute(select(*parked).where(ParkedEvent.subscriber == subscriber)).one()
    return Lag(subscriber, events, oldest_at, *found)
