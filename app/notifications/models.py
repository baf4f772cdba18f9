"""Tables of in-app notices and of mail owed and sent."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base
from app.kernel.ids import new_id


class Notice(Base):
    """One line of news for one person; `code` is worded in the reader's language when shown."""

    __tablename__ = "notice"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    event_id: Mapped[UUID]
    code: Mapped[str]
    facts: Mapped[dict[str, Any]]
    path: Mapped[str]
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("event_id", "person_id", "code"),
        Index("ix_notice_person_id_id", "person_id", "id"),
        Index("ix_notice_unread", "person_id", postgresql_where=text("read_at IS NULL")),
    )


class Mail(Base):
    """A message owed to an address because of an event: sent at least once, recorded once. No zone is not known."""

    __tablename__ = "mail"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    event_id: Mapped[UUID]
    template: Mapped[str]
    recipient: Mapped[str]
    locale: Mapped[str]
    zone: Mapped[str] = mapped_column(server_default="")
    facts: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    attempts: Mapped[int]
    next_try_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    last_error: Mapped[str | None]

    __table_args__ = (
        UniqueConstraint("event_id", "template", "recipient"),
        Index("ix_mail_unsent", "next_try_at", postgresql_where=text("sent_at IS NULL AND failed_at IS NULL")),
    )
