"""Public projects as the API shows them."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel

from app.insight.queries import ProjectRow


class ProjectOut(BaseModel):
    """An accepted project; `country` is ISO 3166-1 alpha-3."""

    id: UUID
    reference: str
    title: str
    organisation: str | None
    country: str | None
    call_slug: str
    call_title: dict[str, Any]
    provenance: str
    since: datetime | None

    @classmethod
    def of(cls, row: ProjectRow) -> Self:
        """From a row."""
        return cls(**{name: getattr(row, name) for name in cls.model_fields})
