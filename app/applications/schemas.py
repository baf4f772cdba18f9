"""Applications as the API takes and shows them."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, Field

from app.applications.queries import ListRow, SubmissionRow
from app.kernel.http.api import Given


class ApplicationIn(Given):
    """A new application for an open call, with answers {question key: answer}."""

    call: str = Field(description="The slug of an open call", max_length=200)
    answers: dict[str, Any] = Field(default_factory=dict)
    locale: str = Field(default="en", max_length=20)


class AnswersIn(Given):
    """Answers to change; questions that are not named keep theirs."""

    answers: dict[str, Any]


class ApplicationOut(BaseModel):
    """An application."""

    id: UUID
    reference: str
    title: str
    state: str
    organisation: str | None
    country: str | None
    submitted_at: datetime | None
    changed_at: datetime

    @classmethod
    def of(cls, row: ListRow) -> Self:
        """From a row of a list."""
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class ApplicationDetail(BaseModel):
    """An application with its answers, and what is still wrong with them (question → code)."""

    id: UUID
    reference: str
    title: str
    state: str
    answers: dict[str, Any]
    problems: dict[str, str]


class SubmissionOut(BaseModel):
    """A receipt with what was sent: `sha256` is of `content` in the JSON Canonicalization Scheme (RFC 8785)."""

    reference: str
    number: int
    sha256: str
    submitted_at: datetime
    content: dict[str, Any]

    @classmethod
    def of(cls, reference: str, row: SubmissionRow) -> Self:
        """From a submission of the application `reference`."""
        kept = {name: getattr(row, name) for name in ("number", "sha256", "submitted_at")}
        return cls(reference=reference, content=dict(row.content), **kept)
