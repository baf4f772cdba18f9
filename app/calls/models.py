"""Tables of programmes, calls, stages, form versions and rubric versions."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base
from app.kernel.ids import new_id


class Programme(Base):
    """A long-lived line of work that owns calls. Texts are {language: text}."""

    __tablename__ = "programme"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[dict[str, Any]]
    summary: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]


class Call(Base):
    """An invitation to apply. `opens_at` and `closes_at` are instants; `zone` is how they were meant."""

    __tablename__ = "call"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"), index=True)
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[dict[str, Any]]
    summary: Mapped[dict[str, Any]]
    eligibility: Mapped[dict[str, Any]]
    process: Mapped[dict[str, Any]]
    notice: Mapped[dict[str, Any]]
    provenance: Mapped[str]
    prefix: Mapped[str]
    year: Mapped[int]
    last_number: Mapped[int]
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    zone: Mapped[str]
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    archived_at: Mapped[datetime | None]
    version: Mapped[int]

    __table_args__ = (
        UniqueConstraint("prefix", "year"),
        CheckConstraint("closes_at > opens_at", name="closes_after_opening"),
        CheckConstraint("provenance IN ('live', 'generated', 'historical')", name="provenance"),
    )


class Stage(Base):
    """One step of a call; `policy` is its review policy as data."""

    __tablename__ = "stage"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    call_id: Mapped[UUID] = mapped_column(ForeignKey("call.id"))
    position: Mapped[int]
    name: Mapped[dict[str, Any]]
    policy: Mapped[dict[str, Any]]
    form_version: Mapped[int]
    rubric_version: Mapped[int]

    __table_args__ = (UniqueConstraint("call_id", "position"),)


class FormVersion(Base):
    """One version of a stage's form: the definition and the JSON Schema compiled from it."""

    __tablename__ = "form_version"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    stage_id: Mapped[UUID] = mapped_column(ForeignKey("stage.id"))
    number: Mapped[int]
    definition: Mapped[dict[str, Any]]
    schema: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("stage_id", "number"),)


class RubricVersion(Base):
    """One version of a stage's rubric."""

    __tablename__ = "rubric_version"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    stage_id: Mapped[UUID] = mapped_column(ForeignKey("stage.id"))
    number: Mapped[int]
    definition: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("stage_id", "number"),)
