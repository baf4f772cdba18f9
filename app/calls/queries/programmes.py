"""Programmes: the public ones, and those one runs."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select

from app.calls import policy
from app.calls.models import Call, Programme
from app.kernel.errors import NotFound
from app.kernel.principals import Principal
from app.kernel.work import Work


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """A programme and how many calls it has had."""

    id: UUID
    slug: str
    name: dict[str, Any]
    summary: dict[str, Any]
    calls: int


def get_programme(work: Work, programme_id: UUID) -> Programme:
    """The programme; NotFound where there is none for the actor."""
    found: Programme | None = work.load(_by_id, programme_id=programme_id)
    if found is None:
        raise NotFound
    return found


def _by_id(actor: Principal) -> Select[Any]:
    return select(Programme).where(Programme.id == bindparam("programme_id"), policy.programme_visible_to(actor))


def find_programme(work: Work, slug: str) -> Programme | None:
    """The programme with a slug, if the actor may see it."""
    condition = policy.programme_visible_to(work.actor)
    return work.session.scalar(select(Programme).where(Programme.slug == slug, condition))


def list_programmes(work: Work) -> list[ProgrammeRow]:
    """Every programme the actor may see, the newest first; with the calls they may see."""
    return _rows(work, policy.programme_visible_to(work.actor), policy.visible_to(work.actor))


def list_run_programmes(work: Work) -> list[ProgrammeRow]:
    """The programmes the actor manages or observes, the newest first."""
    return _rows(work, policy.programme_run_by(work.actor), policy.run_by(work.actor))


def _rows(work: Work, condition: Any, counted: Any) -> list[ProgrammeRow]:
    statement = (
        select(Programme.id, Programme.slug, Programme.name, Programme.summary, func.count(Call.id))
        .outerjoin(Call, (Call.programme_id == Programme.id) & counted)
        .where(condition, Programme.archived_at.is_(None))
        .group_by(Programme.id)
        .order_by(Programme.id.desc())
    )
    return [ProgrammeRow(*row) for row in work.session.execute(statement)]
