"""Decisions as the API shows them."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel

from app.reviews.queries import DecisionRow


class DecisionOut(BaseModel):
    """A released decision."""

    id: UUID
    reference: str
    outcome: str
    feedback: str
    conditions: str
    released_at: datetime | None

    @classmethod
    def of(cls, row: DecisionRow) -> Self:
        """From a row."""
        return cls(**{name: getattr(row, name) for name in cls.model_fields})
