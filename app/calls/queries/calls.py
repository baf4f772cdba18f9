"""Calls by slug, by phase and by who runs them."""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, DateTime, Select, and_, bindparam, or_, select

from app.calls import policy
from app.calls.models import Call, Programme
from app.calls.rules import dates
from app.calls.types import Provenance
from app.kernel import paging, statements
from app.kernel.errors import Invalid, NotFound
from app.kernel.paging import Page
from app.kernel.principals import Principal
from app.kernel.work import Work

_MOST_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class CallRow:
    """A call in a list; `phase` is read off its dates at the moment of the list."""

    id: UUID
    programme_id: UUID
    slug: str
    title: dict[str, Any]
    summary: dict[str, Any]
    programme: dict[str, Any]
    provenance: str
    opens_at: datetime | None
    closes_at: datetime | None
    zone: str
    version: int
    phase: dates.Phase


_SHOWN = 11


def phase_of(call: Call | Any, now: datetime) -> dates.Phase:
    """The phase of a call at `now`; a historical one is over, whatever is known of its dates."""
    if call.provenance == Provenance.HISTORICAL and call.published_at is not None:
        return dates.Phase.CLOSED
    return dates.phase(
        published=call.published_at is not None,
        opens_at=call.opens_at,
        closes_at=call.closes_at,
        archived=call.archived_at is not None,
        cancelled=call.cancelled_at is not None,
        now=now,
    )


def get_call(work: Work, call_id: UUID) -> Call:
    """The call; NotFound where there is none for the actor."""
    return _one(work, select(Call).where(Call.id == call_id, policy.visible_to(work.actor)))


def find_call(work: Work, slug: str) -> Call:
    """The call at an address; NotFound where there is none for the actor."""
    found: Call | None = work.load(_by_slug, slug=slug)
    return _there(found)


def _by_slug(actor: Principal) -> Select[Any]:
    return select(Call).where(Call.slug == bindparam("slug"), policy.visible_to(actor))


def get_run_call(work: Work, slug: str) -> Call:
    """A call from inside, for those who run it; NotFound for everyone else."""
    return _one(work, select(Call).where(Call.slug == slug, policy.run_by(work.actor)))


def lock_call(work: Work, call_id: UUID) -> Call:
    """The call, locked until the work ends; NotFound where there is none for the actor."""
    found = select(Call).where(Call.id == call_id, policy.visible_to(work.actor)).with_for_update()
    return _one(work, found.execution_options(populate_existing=True))


def list_open_calls(work: Work) -> list[CallRow]:
    """The calls one can apply to now, the first to close first; at most a hundred."""
    return _rows(work, _open)


def _open(actor: Principal) -> Select[Any]:
    return _in_phase(actor, "open").order_by(Call.closes_at, Call.id).limit(_MOST_AT_ONCE)


def list_upcoming_calls(work: Work) -> list[CallRow]:
    """The calls that are announced and not yet open, the first to open first; at most a hundred."""
    return _rows(work, _upcoming)


def _upcoming(actor: Principal) -> Select[Any]:
    return _in_phase(actor, "upcoming").order_by(Call.opens_at, Call.id).limit(_MOST_AT_ONCE)


def list_calls(work: Work, *, phase: str = "", after: str = "", size: int = paging.SIZE) -> Page[CallRow]:
    """Published calls, the newest first, by cursor; `phase` keeps those "open", "upcoming" or "closed".

    Raises Invalid for another phase, or a cursor that is not one of ours.
    """
    cursor = paging.decode_id(after) if after else None
    return paging.cut(_rows(work, _newest, size, phase, bool(after), after=cursor), size, lambda row: [row.id])


def _newest(actor: Principal, size: int, phase: str, is_further: bool) -> Select[Any]:
    statement = (_in_phase(actor, phase) if phase else _public(actor)).order_by(Call.id.desc()).limit(size + 1)
    return statement.where(Call.id < bindparam("after")) if is_further else statement


def _in_phase(actor: Principal, phase: str) -> Select[Any]:
    """Public calls by what agrees with `rules.dates.phase`; a historical call is over whatever its dates."""
    past, now = Call.provenance == "historical", bindparam("now", type_=DateTime(timezone=True))
    not_over = or_(Call.closes_at.is_(None), Call.closes_at >= now)
    phases: dict[str, ColumnElement[bool]] = {
        "open": and_(~past, Call.opens_at <= now, not_over),
        "upcoming": and_(~past, or_(Call.opens_at > now, Call.opens_at.is_(None)), not_over),
        "closed": or_(Call.closes_at < now, past),
    }
    if phase not in phases:
        raise Invalid(phase="unknown_phase")
    return _public(actor).where(phases[phase])


def list_run_calls(work: Work) -> list[CallRow]:
    """The calls of the programmes one runs, drafts first, then the newest; at most a hundred."""
    return _rows(work, _run)


def _run(actor: Principal) -> Select[Any]:
    order = (Call.published_at.is_not(None), Call.id.desc())
    return _selected().where(policy.run_by(actor)).order_by(*order).limit(_MOST_AT_ONCE)


def _one(work: Work, statement: Select[Call]) -> Call:
    return _there(work.session.scalar(statement))


def _there(found: Call | None) -> Call:
    if found is None:
        raise NotFound
    return found


def _selected() -> Select[Any]:
    return select(
        Call.id,
        Call.programme_id,
        Call.slug,
        Call.title,
        Call.summary,
        Programme.name.label("programme"),
        Call.provenance,
        Call.opens_at,
        Call.closes_at,
        Call.zone,
        Call.version,
        Call.published_at,
        Call.archived_at,
        Call.cancelled_at,
    ).join(Programme, Programme.id == Call.programme_id)


def _public(actor: Principal) -> Select[Any]:
    shown: tuple[ColumnElement[bool], ...] = (
        Call.published_at.is_not(None),
        Call.archived_at.is_(None),
        Call.cancelled_at.is_(None),
    )
    return _selected().where(policy.visible_to(actor), *shown)


def _rows(work: Work, build: statements.Build, *shape: Hashable, **values: Any) -> list[CallRow]:
    return [_row(row, work.now) for row in work.read(build, *shape, now=work.now, **values)]


def _row(row: Any, now: datetime) -> CallRow:
    values = [*row[:_SHOWN], phase_of(row, now)]
    return CallRow(*values)
