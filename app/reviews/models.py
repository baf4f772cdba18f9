"""Tables of panels, conflicts, assignments, reviews and decisions."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base
from app.kernel.ids import new_id


class Panel(Base):
    """The reviewers of a stage."""

    __tablename__ = "panel"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    stage_id: Mapped[UUID] = mapped_column(ForeignKey("stage.id"), index=True)
    name: Mapped[str]
    created_at: Mapped[datetime]


class Panellist(Base):
    """A reviewer on a panel; a reviewer of an imported record has a pseudonym and no person."""

    __tablename__ = "panellist"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    panel_id: Mapped[UUID] = mapped_column(ForeignKey("panel.id"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    pseudonym: Mapped[str]
    role: Mapped[str]
    constituency: Mapped[str]
    languages: Mapped[list[Any]]
    countries: Mapped[list[Any]]
    expertise: Mapped[list[Any]]
    capacity: Mapped[int]
    added_at: Mapped[datetime]
    left_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("panel_id", "person_id"), UniqueConstraint("panel_id", "pseudonym"))


class Conflict(Base):
    """A declared or detected reason why a reviewer must not see an application."""

    __tablename__ = "conflict"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str]
    source: Mapped[str]
    found_at: Mapped[datetime]
    dismissed_at: Mapped[datetime | None]


class Review(Base):
    """An assignment and the review that answers it. Draft marks live here, sent ones in versions."""

    __tablename__ = "review"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id"))
    stage_id: Mapped[UUID] = mapped_column(ForeignKey("stage.id"))
    panellist_id: Mapped[UUID] = mapped_column(ForeignKey("panellist.id"))
    state: Mapped[str]
    rubric_version: Mapped[int]
    marks: Mapped[dict[str, Any]]
    comment: Mapped[str]
    confidential: Mapped[str]
    recommendation: Mapped[str | None]
    version: Mapped[int]
    assigned_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    saved_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    source_key: Mapped[str | None]

    __table_args__ = (
        UniqueConstraint("application_id", "stage_id", "panellist_id"),
        Index("ix_review_panellist_id_state", "panellist_id", "state"),
        Index("ix_review_stage_id_state", "stage_id", "state"),
        Index("uq_review_source_key", "source_key", unique=True, postgresql_where=text("source_key IS NOT NULL")),
    )


class ReviewVersion(Base):
    """A review as submitted once; the highest number counts, and none is ever changed."""

    __tablename__ = "review_version"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    review_id: Mapped[UUID] = mapped_column(ForeignKey("review.id"))
    number: Mapped[int]
    rubric_version: Mapped[int]
    content: Mapped[dict[str, Any]]
    submitted_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("review_id", "number"),)


class Decision(Base):
    """An outcome with its reason and evidence; it takes effect once confirmed and released.

    One at a time waits; those released before it stay, such as a place on the waiting list.
    """

    __tablename__ = "decision"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id"))
    stage_id: Mapped[UUID] = mapped_column(ForeignKey("stage.id"))
    outcome: Mapped[str]
    reason: Mapped[str]
    feedback: Mapped[str]
    conditions: Mapped[str]
    evidence: Mapped[dict[str, Any]]
    proposed_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[datetime]
    confirmed_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None]
    release_at: Mapped[datetime | None]
    released_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_decision_application_id_stage_id", "application_id", "stage_id"),
        Index(
            "uq_decision_waiting",
            "application_id",
            "stage_id",
            unique=True,
            postgresql_where=text("withdrawn_at IS NULL AND released_at IS NULL"),
        ),
        Index("ix_decision_release_at", "release_at", postgresql_where=text("released_at IS NULL")),
    )
