"""What a manager's list is of: one call or all calls of a programme, and how much of them the actor may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, Uuid, and_, bindparam, exists, false, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.applications import policy
from app.applications.models import SavedView
from app.applications.rules import lists
from app.applications.rules.lists import Asked
from app.calls import policy as call_policy
from app.calls.models import Call, FormVersion, Programme, Stage
from app.calls.rules import forms
from app.kernel.errors import NotFound
from app.kernel.principals import Person, Principal, System
from app.kernel.work import Work

Questions = Mapping[str, forms.Question]


@dataclass(frozen=True, slots=True)
class View:
    """A saved view: `query` is that of its list's address."""

    id: UUID
    name: str
    query: str
    is_shared: bool
    is_own: bool


@dataclass(frozen=True, slots=True)
class Scope:
    """The calls of a list. `is_blind`: not whose an application is, nor what is hidden from a blind review.

    `questions` are those of the forms, by key, that may be seen; they are loaded where the list asks for any. A list
    across calls has none.
    """

    programme_id: UUID
    calls: tuple[UUID, ...]
    zone: str
    is_blind: bool
    slug: str
    title: Mapping[str, str]
    is_one_call: bool = True
    views: tuple[View, ...] = ()
    questions: Questions = field(default_factory=dict)

    @property
    def call_id(self) -> UUID | None:
        """The one call; None across calls."""
        return self.calls[0] if self.is_one_call else None

    @property
    def path(self) -> str:
        """Where the list stands."""
        return f"/manage/{'calls' if self.is_one_call else 'programmes'}/{self.slug}/applications"

    def allows(self, asked: Asked) -> bool:
        """Whether the actor may know all that the list is filtered by."""
        return lists.is_allowed(asked, self.questions, is_blind=self.is_blind)


@dataclass(frozen=True, slots=True)
class ScopeCall:
    """A call in a list across calls."""

    id: UUID
    slug: str
    title: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class StageForm:
    """A stage with the form in force."""

    id: UUID
    name: Mapping[str, str]
    form: Mapping[str, Any]


def call_scope(work: Work, slug: str, asked: Asked | None = None) -> Scope:
    """A call the actor manages or observes; NotFound otherwise. With all questions where `asked` is None."""
    row = work.read_one(_call, slug=slug)
    if row is None:
        raise NotFound
    call_id, title, programme_id, zone, is_blind, views = row
    is_blind = is_blind and not _knows_all(work.actor, programme_id)
    questions: Questions = {}
    if asked is None or lists.asks_questions(asked):
        questions = lists.questions_of([one.form for one in list_stage_forms(work, [call_id])], is_blind=is_blind)
    return Scope(programme_id, (call_id,), zone, is_blind, slug, title, True, _views(views), questions)


def programme_scope(work: Work, slug: str) -> Scope:
    """All calls of a programme the actor manages or observes; NotFound otherwise."""
    row = work.read_one(_programme, slug=slug)
    if row is None:
        raise NotFound
    programme_id, name, calls, is_blind, views = row
    is_blind = is_blind and not _knows_all(work.actor, programme_id)
    return Scope(programme_id, tuple(calls), "UTC", is_blind, slug, name, False, _views(views))


def list_scope_calls(work: Work, scope: Scope) -> dict[UUID, ScopeCall]:
    """The calls of a list across calls, by id."""
    return {row[0]: ScopeCall(*row) for row in work.read(_calls, calls=list(scope.calls))}


def list_stage_forms(work: Work, calls: Sequence[UUID]) -> list[StageForm]:
    """The stages of calls in order, each with the form in force."""
    return [StageForm(*row) for row in work.read(_stages, calls=list(calls))]


def _knows_all(actor: Principal, programme_id: UUID) -> bool:
    """Where any stage is reviewed blind only managers see all: what is known at another stage would tell."""
    return isinstance(actor, System) or (isinstance(actor, Person) and actor.holds("manager", programme_id))


def _views(found: Any) -> tuple[View, ...]:
    return tuple(View(UUID(one["id"]), one["name"], one["query"], one["is_shared"], one["is_own"]) for one in found)


def _call(actor: Principal) -> Select[Any]:
    blind = exists().where(Stage.call_id == Call.id, policy.is_blind_stage()).correlate(Call)
    views = _views_of(actor, SavedView.call_id == Call.id)
    return (
        select(Call.id, Call.title, Call.programme_id, Call.zone, blind, views)
        .where(Call.slug == bindparam("slug"), call_policy.visible_to(actor))
        .where(_run_by(actor, Call.programme_id, call_policy.run_by(actor)))
    )


def _programme(actor: Principal) -> Select[Any]:
    within = Call.programme_id == Programme.id
    calls = func.array(
        select(Call.id).where(within, call_policy.visible_to(actor)).order_by(Call.id.desc()).scalar_subquery(),
        type_=ARRAY(Uuid()),
    )
    blind = exists().where(Stage.call_id == Call.id, within, policy.is_blind_stage()).correlate(Programme)
    views = _views_of(actor, and_(SavedView.call_id.is_(None), SavedView.programme_id == Programme.id))
    return (
        select(Programme.id, Programme.name, calls, blind, views)
        .where(Programme.slug == bindparam("slug"), call_policy.programme_visible_to(actor))
        .where(_run_by(actor, Programme.id, call_policy.programme_run_by(actor)))
    )


def _run_by(actor: Principal, programme_id: Any, otherwise: ColumnElement[bool]) -> ColumnElement[bool]:
    """Applications are for those with an office in the programme; administrators have none by that alone."""
    if isinstance(actor, Person):
        within: ColumnElement[bool] = programme_id.in_(actor.scopes_of("manager", "observer"))
        return within
    return otherwise


def _views_of(actor: Principal, condition: ColumnElement[bool]) -> Any:
    """The saved views as one column: a list would cost every page a statement."""
    is_own = SavedView.owner_id == actor.id if isinstance(actor, Person) else false()
    view = func.json_build_object(
        *("id", SavedView.id, "name", SavedView.name, "query", SavedView.query),
        *("is_shared", SavedView.is_shared, "is_own", is_own),
    )
    found = func.json_agg(aggregate_order_by(view, SavedView.name, SavedView.id))
    return (
        select(func.coalesce(found, func.json_build_array()))
        .select_from(SavedView)
        .where(condition, policy.views_visible_to(actor))
        .correlate(Call, Programme)
        .scalar_subquery()
    )


def _calls(actor: Principal) -> Select[Any]:
    within = Call.id == func.any(bindparam("calls", type_=ARRAY(Uuid())))
    return select(Call.id, Call.slug, Call.title).where(within, call_policy.visible_to(actor)).order_by(Call.id.desc())


def _stages(actor: Principal) -> Select[Any]:
    in_force = (FormVersion.stage_id == Stage.id) & (FormVersion.number == Stage.form_version)
    return (
        select(Stage.id, Stage.name, FormVersion.definition)
        .join(FormVersion, in_force)
        .join(Call, Stage.call_id == Call.id)
        .where(Stage.call_id == func.any(bindparam("calls", type_=ARRAY(Uuid()))), call_policy.visible_to(actor))
        .order_by(Stage.call_id, Stage.position)
    )
