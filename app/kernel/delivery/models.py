"""Tables of how far each subscriber has heard the log, and of what it could not take yet."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base


class EventCursor(Base):
    """The last event a subscriber was given, by the log's order."""

    __tablename__ = "event_cursor"
    subscriber: Mapped[str] = mapped_column(primary_key=True)
    transaction: Mapped[int] = mapped_column(BigInteger)
    event_id: Mapped[UUID]
    moved_at: Mapped[datetime]


class ParkedEvent(Base):
    """An event a subscriber failed on, or that waits behind such a one of the same subject."""

    __tablename__ = "parked_event"
    subscriber: Mapped[str] = mapped_column(primary_key=True)
    event_id: Mapped[UUID] = mapped_column(primary_key=True)
    transaction: Mapped[int] = mapped_column(BigInteger)
    subject_id: Mapped[UUID]
    attempts: Mapped[int]
    error: Mapped[str]
    parked_at: Mapped[datetime]
    next_try_at: Mapped[datetime]

    __table_args__ = (
        Index("ix_parked_event_subject", "subscriber", "subject_id", "transaction", "event_id"),
        Index("ix_parked_event_next_try_at", "next_try_at"),
    )
