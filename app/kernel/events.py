"""News goes up: an event is written with the change it tells of, and delivered later."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, ClassVar, Self, get_type_hints
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, SmallInteger, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Uuid

from app.kernel.db import Base
from app.kernel.ids import new_id
from app.kernel.principals import Principal

REGISTRY: dict[str, type["Event"]] = {}


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """Something that happened: ids and bare facts, never names, addresses or free text.

    Fields may be UUID, str, int, bool, datetime (each or None) or a list of str. Every UUID is put
    in the record's trail, which is how the timeline of any object is found.
    """

    name: ClassVar[str] = ""
    subject_id: UUID

    def facts(self) -> dict[str, Any]:
        """The fields as JSON values."""
        return {field.name: _plain(getattr(self, field.name)) for field in fields(self)}

    def trail(self) -> list[UUID]:
        """Every id the event names, without repetition, the subject first."""
        values = (getattr(self, field.name) for field in fields(self))
        return list(dict.fromkeys(value for value in values if isinstance(value, UUID)))

    @classmethod
    def read(cls, facts: Mapping[str, Any]) -> Self:
        """The event again from `facts`; facts this version does not know are passed over."""
        kinds = _kinds(cls)  # type: ignore[arg-type]  # mypy takes a class for its instances
        return cls(**{key: _typed(kinds[key], value) for key, value in facts.items() if key in kinds})


def listed(cls: type[Event]) -> type[Event]:
    """Class decorator: make an event known by its name, which no other may have."""
    if REGISTRY.setdefault(cls.name, cls) is not cls:
        raise ValueError(f"two events are called {cls.name}")
    return cls


def _plain(value: object) -> object:
    if isinstance(value, UUID):
        return str(value)
    return value.isoformat() if isinstance(value, datetime) else value


@functools.cache
def _kinds(cls: type[Event]) -> dict[str, tuple[Any, ...]]:
    """The types each field may have; looked up once, because it is slow."""
    hints = get_type_hints(cls)
    return {field.name: getattr(hints[field.name], "__args__", (hints[field.name],)) for field in fields(cls)}


def _typed(kinds: tuple[Any, ...], value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if UUID in kinds:
        return UUID(value)
    return datetime.fromisoformat(value) if datetime in kinds else value


SETTLED = text("event.transaction < (SELECT event_horizon())")
"""Events whose transaction, and every earlier one, is over: none can appear before them any more."""


class LogPlace(Base):
    """One row: the database cluster the log lives in, and what is added there to a transaction's id.

    Kept by the function event_number() of the migrations: another cluster counts transactions anew.
    """

    __tablename__ = "log_place"
    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    cluster: Mapped[int] = mapped_column(BigInteger)
    shift: Mapped[int] = mapped_column(BigInteger)
    since: Mapped[datetime]

    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)


class EventRecord(Base):
    """The append-only log: outbox and audit in one. Its order is (transaction, id).

    `transaction` is the writer's id with what makes it grow over the life of the log; see LogPlace.
    """

    __tablename__ = "event"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    transaction: Mapped[int] = mapped_column(BigInteger, server_default=text("event_number()"))
    name: Mapped[str]
    subject_id: Mapped[UUID]
    trail: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    actor_kind: Mapped[str]
    actor_id: Mapped[UUID | None]
    occurred_at: Mapped[datetime]
    facts: Mapped[dict[str, Any]]

    __table_args__ = (
        Index("ix_event_transaction_id", "transaction", "id"),
        Index("ix_event_trail", "trail", postgresql_using="gin"),
    )


def record(event: Event, actor: Principal, now: datetime) -> EventRecord:
    """The row that will tell of `event`."""
    return EventRecord(
        name=event.name,
        subject_id=event.subject_id,
        trail=event.trail(),
        actor_kind=actor.kind,
        actor_id=actor.id,
        occurred_at=now,
        facts=event.facts(),
    )
