"""Rate limits kept in the database, so that every process counts together."""

import hashlib
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kernel.db import Base
from app.kernel.errors import TooManyRequests


class RateWindow(Base):
    """How often a key was used in a window of time; the key is hashed, so no address is kept."""

    __tablename__ = "rate_window"
    key: Mapped[str] = mapped_column(primary_key=True)
    opened_at: Mapped[datetime]
    uses: Mapped[int]


_COUNT = text(
    "INSERT INTO rate_window AS w (key, opened_at, uses) VALUES (:key, clock_timestamp(), 1)"
    " ON CONFLICT (key) DO UPDATE SET"
    " uses = CASE WHEN w.opened_at < clock_timestamp() - make_interval(secs => :seconds) THEN 1 ELSE w.uses + 1 END,"
    " opened_at = CASE WHEN w.opened_at < clock_timestamp() - make_interval(secs => :seconds)"
    " THEN clock_timestamp() ELSE w.opened_at END"
    " RETURNING uses, ceil(extract(epoch FROM opened_at + make_interval(secs => :seconds) - clock_timestamp()))::int"
)


def count(session: Session, deed: str, subject: str, *, limit: int, seconds: int) -> None:
    """Count one use of `deed` by `subject`; raise TooManyRequests beyond `limit` in `seconds`.

    Count in a work of its own where the deed itself may fail: a rollback forgets the use.
    """
    key = hashlib.sha256(f"{deed}\0{subject}".encode()).hexdigest()
    uses, left = session.execute(_COUNT, {"key": key, "seconds": seconds}).one()
    if uses > limit:
        raise TooManyRequests(max(1, left))
