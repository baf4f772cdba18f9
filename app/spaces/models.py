"""Tables of spaces, their members, threads and milestones."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base
from app.kernel.ids import new_id


class Space(Base):
    """Where one accepted project and those who help it work."""

    __tablename__ = "space"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id"), unique=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    summary: Mapped[str]
    state: Mapped[str]
    opened_at: Mapped[datetime]


class SpaceMember(Base):
    """Someone in a space: lead, contributor, mentor or observer."""

    __tablename__ = "space_member"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    space_id: Mapped[UUID] = mapped_column(ForeignKey("space.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str]
    joined_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("space_id", "person_id"),)


class SpaceInvitation(Base):
    """An invitation into a space, sent by a signed link (kernel.tokens) that names this row."""

    __tablename__ = "space_invitation"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    space_id: Mapped[UUID] = mapped_column(ForeignKey("space.id"), index=True)
    email: Mapped[str]
    role: Mapped[str]
    invited_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class Thread(Base):
    """A conversation in a space."""

    __tablename__ = "thread"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    space_id: Mapped[UUID] = mapped_column(ForeignKey("space.id"))
    title: Mapped[str]
    started_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    started_at: Mapped[datetime]
    last_post_at: Mapped[datetime]

    __table_args__ = (Index("ix_thread_space_id_last_post_at", "space_id", "last_post_at"),)


class Post(Base):
    """One message in Markdown; rendered and sanitised when shown."""

    __tablename__ = "post"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    thread_id: Mapped[UUID] = mapped_column(ForeignKey("thread.id"), index=True)
    author_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    body: Mapped[str]
    posted_at: Mapped[datetime]


class Milestone(Base):
    """Something a project means to reach by a day."""

    __tablename__ = "milestone"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    space_id: Mapped[UUID] = mapped_column(ForeignKey("space.id"), index=True)
    title: Mapped[str]
    due_on: Mapped[date | None]
    done_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
