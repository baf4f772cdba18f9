"""Applications as the API takes and shows them."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.applications.queries import ListRow


class ApplicationIn(BaseModel):
    """A new application for an open call, with answers {question key: answer}."""

    model_config = ConfigDict(extra="forbid")
    call: str = Field(description="The slug of an open call", max_length=200)
    answers: dict[str, Any] = {}
    locale: str = Field(default="en", max_length=20)


class AnswersIn(BaseModel):
    """Answers to change; questions that are not named keep theirs."""

    model_config = ConfigDict(extra="forbid")
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
    """A receipt: anyone can take the SHA-256 of the content's canonical JSON again."""

    reference: str
    number: int
    sha256: str
    submitted_at: datetime
