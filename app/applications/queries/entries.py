"""Applications, one by one and in lists."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, case, exists, func, literal, select
from sqlalchemy.sql.elements import SQLColumnExpression

from app.applications import policy
from app.applications.models import Application, Member, SectionDraft
from app.applications.types import Entry, Role, State
from app.calls import policy as call_policy
from app.calls.models import Call, Stage
from app.identity.models import Organisation
from app.kernel import paging, statements
from app.kernel.errors import NotFound
from app.kernel.paging import Page
from app.kernel.principals import Person, Principal
from app.kernel.work import Work


@dataclass(frozen=True, slots=True)
class MineRow:
    """One application of the actor's own teams."""

    id: UUID
    reference: str
    title: str
    state: str
    call_title: Mapping[str, str]
    closes_at: datetime | None
    zone: str
    role: str
    changed_at: datetime
    submitted_at: datetime | None


@dataclass(frozen=True, slots=True)
class ListRow:
    """One application in a manager's or program's list."""

    id: UUID
    reference: str
    title: str
    state: str
    organisation: str | None
    country: str | None
    submitted_at: datetime | None
    changed_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class OpenCall:
    """A call one may apply to, or may not yet or no more; `stage_id` is its first stage."""

    id: UUID
    slug: str
    title: Mapping[str, str]
    programme_id: UUID
    provenance: str
    opens_at: datetime | None
    closes_at: datetime | None
    zone: str
    stage_id: UUID


def get_entry(work: Work, application_id: UUID) -> Entry:
    """A visible application; NotFound otherwise."""
    return _entry(work, "id", application_id)


def get_by_reference(work: Work, reference: str) -> Entry:
    """A visible application by its reference; NotFound otherwise."""
    return _entry(work, "reference", reference)


def lock(work: Work, application_id: UUID) -> Application:
    """A visible application, locked until the work ends; NotFound otherwise."""
    statement = select(Application).where(Application.id == application_id, policy.visible_to(work.actor))
    found = work.session.scalar(statement.with_for_update(of=Application).execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return found


def _entry(work: Work, key: str, value: object) -> Entry:
    row = work.read_one(_entries, key, value=value)
    if row is None:
        raise NotFound
    return Entry(*row)


def _entries(actor: Principal, key: str) -> Select[Any]:
    role: SQLColumnExpression[str | None] = literal(None)
    if isinstance(actor, Person):
        mine = (Member.application_id == Application.id, Member.person_id == actor.id)
        role = select(Member.role).where(*mine).scalar_subquery()
    return (
        select(
            *(Application.id, Application.reference, Application.title, Application.state, Application.locale),
            *(Application.version, Application.created_at, Application.changed_at, Application.submitted_at),
            *(Application.ended_reason, Application.facts, Application.client_id),
            *(Application.organisation_id, *whose(actor)),
            *(Stage.id, Stage.name, Stage.policy, Stage.form_version),
            *(Call.id, Call.slug, Call.title, Call.provenance, Call.programme_id),
            *(Call.opens_at, Call.closes_at, Call.cancelled_at, Call.zone, role),
        )
        .join(Call, Application.call_id == Call.id)
        .join(Stage, Application.stage_id == Stage.id)
        .outerjoin(Organisation, Application.organisation_id == Organisation.id)
        .where(getattr(Application, key) == bindparam("value"), policy.visible_to(actor))
    )


def whose(actor: Principal) -> tuple[SQLColumnExpression[Any], ...]:
    """Name and country of the organisation, for those who may know them."""
    known = policy.applicants_known_to(actor)
    return case((known, Organisation.name)), case((known, Organisation.country))


def list_mine(work: Work, *, after: str | None = None, size: int = paging.SIZE) -> Page[MineRow]:
    """The applications of the actor's teams, the newest first."""
    if not isinstance(work.actor, Person):
        return Page([], None)
    found = work.read(_mine, size, bool(after), after=paging.decode_id(after) if after else None)
    return paging.cut([MineRow(*row) for row in found], size, lambda row: (row.id,))


def _mine(actor: Principal, size: int, is_further: bool) -> Select[Any]:
    statement = (
        select(
            *(Application.id, Application.reference, Application.title, Application.state),
            *(Call.title, Call.closes_at, Call.zone, Member.role),
            *(Application.changed_at, Application.submitted_at),
        )
        .join(Member, and_(Member.application_id == Application.id, Member.person_id == actor.id))
        .join(Call, Application.call_id == Call.id)
        .where(policy.visible_to(actor))
        .order_by(Application.id.desc())
        .limit(size + 1)
    )
    return statement.where(Application.id < bindparam("after")) if is_further else statement


def list_visible(
    work: Work,
    *,
    call_id: UUID | None = None,
    state: str = "",
    after: str | None = None,
    size: int = paging.SIZE,
) -> Page[ListRow]:
    """Every application the actor may know of, the newest first: for programs."""
    return _page(work, _visible, size, after, call_id is not None, bool(state), call_id=call_id, state=state)


def _visible(actor: Principal, size: int, is_further: bool, has_call: bool, has_state: bool) -> Select[Any]:
    statement = _listed(actor, size, is_further, has_state).where(policy.visible_to(actor))
    return statement.where(Application.call_id == bindparam("call_id")) if has_call else statement


def _listed(actor: Principal, size: int, is_further: bool, has_state: bool) -> Select[Any]:
    statement = (
        select(
            *(Application.id, Application.reference, Application.title, Application.state, *whose(actor)),
            *(Application.submitted_at, Application.changed_at, Application.version),
        )
        .outerjoin(Organisation, Application.organisation_id == Organisation.id)
        .order_by(Application.id.desc())
        .limit(size + 1)
    )
    if is_further:
        statement = statement.where(Application.id < bindparam("after"))
    return statement.where(Application.state == bindparam("state")) if has_state else statement


def _page(
    work: Work, build: statements.Build, size: int, after: str | None, *shape: bool, **values: object
) -> Page[ListRow]:
    values["after"] = paging.decode_id(after) if after else None
    rows = [ListRow(*row) for row in work.read(build, size, bool(after), *shape, **values)]
    return paging.cut(rows, size, lambda row: (row.id,))


def count_by_state(work: Work, call_id: UUID) -> dict[str, int]:
    """How many applications of a call the actor runs are in each state."""
    return {row[0]: row[1] for row in work.read(_counted, call_id=call_id)}


def _counted(actor: Principal) -> statements.Statement:
    counted = select(Application.state, func.count()).group_by(Application.state)
    return counted.where(Application.call_id == bindparam("call_id"), policy.run_by(actor))


def get_open_call(work: Work, slug: str) -> OpenCall:
    """A published call by its slug, whether open or not; NotFound otherwise."""
    return _call(work, _open_call, slug)


def get_managed_call(work: Work, slug: str) -> OpenCall:
    """A call of a programme the actor manages or observes; NotFound otherwise."""
    return _call(work, _managed_call, slug)


def _open_call(actor: Principal) -> Select[Any]:
    return _calls(actor).where(Call.published_at.is_not(None), Call.cancelled_at.is_(None))


def _managed_call(actor: Principal) -> Select[Any]:
    if not isinstance(actor, Person):
        return _calls(actor).where(call_policy.run_by(actor))
    return _calls(actor).where(Call.programme_id.in_(actor.scopes_of("manager", "observer")))


def _calls(actor: Principal) -> Select[Any]:
    return (
        select(
            *(Call.id, Call.slug, Call.title, Call.programme_id, Call.provenance),
            *(Call.opens_at, Call.closes_at, Call.zone, Stage.id),
        )
        .join(Stage, Stage.call_id == Call.id)
        .where(Call.slug == bindparam("slug"), call_policy.visible_to(actor))
        .order_by(Stage.position)
        .limit(1)
    )


def _call(work: Work, build: statements.Build, slug: str) -> OpenCall:
    row = work.read_one(build, slug=slug)
    if row is None:
        raise NotFound
    return OpenCall(*row)


def find_untouched(work: Work, call_id: UUID) -> str | None:
    """The reference of a draft the actor began for this call and never wrote in."""
    if not isinstance(work.actor, Person):
        return None
    written = exists().where(SectionDraft.application_id == Application.id)
    return work.session.scalar(
        select(Application.reference)
        .join(Member, Member.application_id == Application.id)
        .where(Member.person_id == work.actor.id, Member.role == Role.LEAD)
        .where(Application.call_id == call_id, Application.state == State.DRAFT, ~written)
        .limit(1)
    )
