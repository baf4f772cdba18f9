"""Calls as the API shows them."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel

from app.calls.queries import CallRow, StageSheet


class StageOut(BaseModel):
    """One step of a call; the form's JSON Schema is at `/api/v1/calls/{slug}/stages/{position}/form`."""

    position: int
    name: dict[str, Any]
    form_version: int
    rubric: dict[str, Any] | None


class CallOut(BaseModel):
    """A call. Texts are {language: text}; times are UTC instants, `zone` is how they were meant."""

    id: UUID
    slug: str
    title: dict[str, Any]
    summary: dict[str, Any]
    phase: str
    provenance: str
    opens_at: datetime | None
    closes_at: datetime | None
    zone: str

    @classmethod
    def of(cls, row: CallRow) -> Self:
        """From a row of a list."""
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class CallDetail(CallOut):
    """A call with its stages."""

    eligibility: dict[str, Any]
    process: dict[str, Any]
    stages: list[StageOut]


class FormOut(BaseModel):
    """A stage's form: the definition people fill in, and the JSON Schema 2020-12 its answers satisfy."""

    version: int
    definition: dict[str, Any]
    schema_: dict[str, Any]

    @classmethod
    def of(cls, sheet: StageSheet) -> Self:
        """From a stage with its form."""
        return cls(version=sheet.form_version, definition=sheet.form or {}, schema_=sheet.schema or {})
