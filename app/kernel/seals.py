"""Seals make the log tamper-evident: ordered batches, each hashed together with the seal before it."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import structlog
from sqlalchemy import BigInteger, Select, func, literal, select, tuple_
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kernel.db import Base
from app.kernel.events import SETTLED, EventRecord
from app.kernel.work import Work

FIRST = "0" * 64
BATCH = 5000
log = structlog.get_logger()


class Seal(Base):
    """A batch of the log in its order, and the hash (SHA-256, hexadecimal) of `previous` and the batch."""

    __tablename__ = "seal"
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    first_transaction: Mapped[int] = mapped_column(BigInteger)
    first_event_id: Mapped[UUID]
    last_transaction: Mapped[int] = mapped_column(BigInteger)
    last_event_id: Mapped[UUID]
    count: Mapped[int]
    hash: Mapped[str]
    previous: Mapped[str]
    sealed_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Anchor:
    """What is kept away from this machine: a seal's number and hash."""

    number: int
    hash: str

    def line(self) -> str:
        """As written to a file: number and hash."""
        return f"{self.number} {self.hash}"

    @classmethod
    def last(cls, lines: str) -> "Anchor | None":
        """The one of the highest number among such lines. Raises ValueError on others."""
        kept = (line.split() for line in lines.splitlines() if line.strip())
        return max((cls(int(number), digest) for number, digest in kept), key=lambda one: one.number, default=None)


@dataclass(frozen=True, slots=True)
class Verification:
    """What a recomputation found: how much is sealed, how much is not yet, and what does not agree."""

    seals: int
    sealed: int
    unsealed: int
    faults: tuple[str, ...]


def seal(work: Work) -> Anchor | None:
    """Seal the next batch of settled events; None when there is none, or another process is at it."""
    session = work.session
    if not session.scalar(select(func.pg_try_advisory_xact_lock(func.hashtextextended("seal", 0)))):
        return None
    last = session.scalars(select(Seal).order_by(Seal.number.desc()).limit(1)).first()
    events = list(session.scalars(_ordered(last).where(SETTLED).limit(BATCH)))
    if not events:
        return None
    made = Seal(
        number=last.number + 1 if last else 1,
        first_transaction=events[0].transaction,
        first_event_id=events[0].id,
        last_transaction=events[-1].transaction,
        last_event_id=events[-1].id,
        count=len(events),
        previous=last.hash if last else FIRST,
        hash=digest(last.hash if last else FIRST, events),
        sealed_at=work.now,
    )
    session.add(made)
    session.flush()
    log.info("sealed", number=made.number, count=made.count, hash=made.hash)
    return Anchor(made.number, made.hash)


def digest(previous: str, events: Iterable[EventRecord]) -> str:
    """SHA-256 over the previous hash and one line of canonical JSON an event."""
    total = hashlib.sha256(bytes.fromhex(previous))
    for event in events:
        total.update(_line(event))
    return total.hexdigest()


def _line(event: EventRecord) -> bytes:
    said = {
        "id": str(event.id),
        "transaction": event.transaction,
        "name": event.name,
        "subject_id": str(event.subject_id),
        "trail": [str(entry) for entry in event.trail],
        "actor_kind": event.actor_kind,
        "actor_id": str(event.actor_id) if event.actor_id else None,
        "occurred_at": event.occurred_at.astimezone(UTC).isoformat(),
        "facts": event.facts,
    }
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"


def _ordered(last: Seal | None) -> Select[EventRecord]:
    query = select(EventRecord).order_by(EventRecord.transaction, EventRecord.id)
    if last is None:
        return query
    end = tuple_(literal(last.last_transaction, BigInteger), literal(last.last_event_id))
    return query.where(tuple_(EventRecord.transaction, EventRecord.id) > end)


def tail(session: Session) -> tuple[int, datetime | None]:
    """How many events are not sealed yet, and when the first of them was written."""
    last = session.scalars(select(Seal).order_by(Seal.number.desc()).limit(1)).first()
    rest = _ordered(last).order_by(None).subquery()
    columns = (func.count(), func.min(func.uuid_extract_timestamp(rest.c.id)))
    count, since = session.execute(select(*columns).select_from(rest)).one()
    return count, since


def verify(session: Session, anchor: Anchor | None = None) -> Verification:
    """Recompute every seal, and compare with an anchor kept elsewhere if one is given.

    Without an anchor a cut tail, an emptied log or a rebuilt chain cannot be told from the truth.
    """
    faults: list[str] = []
    known: dict[int, str] = {}
    last: Seal | None = None
    sealed = 0
    for entry in session.scalars(select(Seal).order_by(Seal.number)):
        faults += _faults(session, entry, last)
        known[entry.number] = entry.hash
        sealed += entry.count
        last = entry
    if anchor is not None and known.get(anchor.number) != anchor.hash:
        faults.append(f"seal {anchor.number} is not the one that was anchored")
    unsealed = session.scalar(select(func.count()).select_from(_ordered(last).order_by(None).subquery())) or 0
    return Verification(len(known), sealed, unsealed, tuple(faults))


def _faults(session: Session, entry: Seal, last: Seal | None) -> Iterator[str]:
    if entry.number != (last.number + 1 if last else 1):
        yield f"seals before number {entry.number} are missing"
    if entry.previous != (last.hash if last else FIRST):
        yield f"seal {entry.number} does not follow the one before it"
    end = tuple_(literal(entry.last_transaction, BigInteger), literal(entry.last_event_id))
    batch = _ordered(last).where(tuple_(EventRecord.transaction, EventRecord.id) <= end)
    events = list(session.scalars(batch))
    if len(events) != entry.count:
        yield f"seal {entry.number} counts {entry.count} events, the log has {len(events)}"
    if digest(entry.previous, events) != entry.hash:
        yield f"the events of seal {entry.number} are not those that were sealed"
    session.expunge_all()
