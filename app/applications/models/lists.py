"""Tables behind the lists of what was sent: what is sought and sorted, labels, saved views."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base
from app.kernel.ids import new_id


class ApplicationIndex(Base):
    """What of an application's last submission can be sought: one row an application that was ever sent.

    `words` has all of it, `blind_words` only what readers of a blind review may read; `heads` and `blind_heads` are
    their titles, names and short answers, small enough to rank thousands by. `facets` are "question=option".
    `revision` is that of the rules it was made by: what is older, or 0, is made anew in the background.
    """

    __tablename__ = "application_index"
    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id"), primary_key=True)
    call_id: Mapped[UUID] = mapped_column(ForeignKey("call.id"))
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id"))
    language: Mapped[str]
    heads: Mapped[str] = mapped_column(TSVECTOR)
    words: Mapped[str] = mapped_column(TSVECTOR)
    blind_heads: Mapped[str] = mapped_column(TSVECTOR)
    blind_words: Mapped[str] = mapped_column(TSVECTOR)
    facets: Mapped[list[str]] = mapped_column(ARRAY(Text))
    revision: Mapped[int] = mapped_column(index=True)

    __table_args__ = (
        Index("ix_application_index_call_id_application_id", "call_id", "application_id"),
        Index("ix_application_index_language", "language"),
        Index("ix_application_index_words", "words", postgresql_using="gin"),
        Index("ix_application_index_blind_words", "blind_words", postgresql_using="gin"),
        Index("ix_application_index_facets", "facets", postgresql_using="gin"),
    )


class ApplicationValue(Base):
    """One thing that lists sort by, as a key in the order of code points; what has no value has no row.

    `field` is a question's key, or one with a dot before it (rules.indexing), of which higher capabilities keep some.
    """

    __tablename__ = "application_value"
    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id"), primary_key=True)
    field: Mapped[str] = mapped_column(primary_key=True)
    call_id: Mapped[UUID] = mapped_column(ForeignKey("call.id"))
    key: Mapped[str] = mapped_column(Text(collation="C"))

    __table_args__ = (Index("ix_application_value_order", "call_id", "field", "key", "application_id"),)


class Label(Base):
    """A mark that a programme's managers put on applications; only those who run the programme see it."""

    __tablename__ = "label"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    name: Mapped[str]
    created_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("programme_id", "name"),)


class ApplicationLabel(Base):
    """A label on an application."""

    __tablename__ = "application_label"
    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id"), primary_key=True)
    label_id: Mapped[UUID] = mapped_column(ForeignKey("label.id"), primary_key=True)
    added_at: Mapped[datetime]
    added_by: Mapped[UUID | None]

    __table_args__ = (Index("ix_application_label_label_id_application_id", "label_id", "application_id"),)


class SavedView(Base):
    """A list as somebody wants to see it again: filters, columns and order, as they stand in the address.

    `call_id` is empty for lists across a programme's calls. Shared ones are seen by all who run the programme.
    """

    __tablename__ = "saved_view"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    call_id: Mapped[UUID | None] = mapped_column(ForeignKey("call.id"))
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str]
    query: Mapped[str]
    is_shared: Mapped[bool]
    created_at: Mapped[datetime]

    __table_args__ = (Index("ix_saved_view_programme_id", "programme_id"), Index("ix_saved_view_owner_id", "owner_id"))
