"""Tables of acts on many applications at once: what was asked, and how each one went."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base
from app.kernel.ids import new_id


class Act(Base):
    """An act on many applications, done in batches in the background under the authority of who started it.

    `kind` is the act's code, `arguments` what was typed for it, `query` the list it was chosen from. `done` and
    `refused` count its items; it is over once `ended_at` is set, before its last item if `cancelled_at` is.
    """

    __tablename__ = "act"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    call_id: Mapped[UUID | None] = mapped_column(ForeignKey("call.id"))
    started_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    arguments: Mapped[dict[str, Any]]
    query: Mapped[str]
    total: Mapped[int]
    done: Mapped[int]
    refused: Mapped[int]
    started_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_act_unfinished", "id", postgresql_where=text("ended_at IS NULL")),
        Index("ix_act_programme_id_id", "programme_id", "id"),
    )


class ActItem(Base):
    """One application of an act; `outcome` is empty until its turn, then "done" or the code of the refusal."""

    __tablename__ = "act_item"
    act_id: Mapped[UUID] = mapped_column(ForeignKey("act.id"), primary_key=True)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id"), primary_key=True)
    outcome: Mapped[str | None]

    __table_args__ = (
        Index("ix_act_item_waiting", "act_id", "application_id", postgresql_where=text("outcome IS NULL")),
        Index(
            "ix_act_item_refused",
            "act_id",
            "application_id",
            postgresql_where=text("outcome IS NOT NULL AND outcome <> 'done'"),
        ),
    )
