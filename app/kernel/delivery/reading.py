"""Reading the log in its order, up to the horizon below which no transaction is still open."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, Select, exists, literal, select, tuple_
from sqlalchemy.orm import Session

from app.kernel.delivery.models import EventCursor
from app.kernel.delivery.subscribers import Heard
from app.kernel.events import SETTLED, EventRecord

Position = tuple[int, UUID]
START: Position = (0, UUID(int=0))


def after(position: Position) -> ColumnElement[bool]:
    """Events behind `position` in the log's order."""
    transaction, event_id = position
    return tuple_(EventRecord.transaction, EventRecord.id) > tuple_(literal(transaction, BigInteger), literal(event_id))


def heard() -> Select[UUID, int, str, UUID, datetime, dict[str, Any]]:
    """The columns of a Heard, in the log's order."""
    record = EventRecord
    columns = (record.id, record.transaction, record.name, record.subject_id, record.occurred_at, record.facts)
    return select(*columns).order_by(record.transaction, record.id)


def next_events(session: Session, position: Position, count: int) -> list[Heard]:
    """Up to `count` settled events behind `position`."""
    query = heard().where(after(position), SETTLED).limit(count)
    return [Heard(*row) for row in session.execute(query)]


def cursors(session: Session, names: Iterable[str]) -> dict[str, Position]:
    """Where each of the subscribers is; one not seen before stands at the start."""
    kept = select(EventCursor.subscriber, EventCursor.transaction, EventCursor.event_id)
    found = {name: (transaction, event_id) for name, transaction, event_id in session.execute(kept)}
    return {name: found.get(name, START) for name in names}


def is_behind(session: Session, position: Position) -> bool:
    """Whether committed events wait behind `position`, below the horizon or above it."""
    return bool(session.scalar(select(exists().where(after(position)))))
