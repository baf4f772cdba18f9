"""Stages with what their panels need, and the reviewers on them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, case, exists, func, select

from app.applications.models import Application
from app.applications.policy import visible_to as applications_visible_to
from app.calls.models import Call, RubricVersion, Stage
from app.calls.policy import visible_to as calls_visible_to
from app.identity.models import Person
from app.kernel.errors import NotFound
from app.kernel.principals import Principal
from app.kernel.work import Work
from app.reviews import policy
from app.reviews.models import Panel, Panellist, Review
from app.reviews.queries.standings import REVIEWABLE
from app.reviews.types import ReviewState


@dataclass(frozen=True, slots=True)
class StageFacts:
    """A stage with its call, its rubric and its panel (None before there is one)."""

    stage_id: UUID
    call_id: UUID
    programme_id: UUID
    call_slug: str
    call_title: dict[str, str]
    position: int
    name: dict[str, str]
    policy: dict[str, Any]
    rubric_version: int
    rubric: dict[str, Any]
    panel_id: UUID | None
    provenance: str
    notice: dict[str, str]
    closes_at: datetime | None
    cancelled_at: datetime | None
    zone: str


@dataclass(frozen=True, slots=True)
class AtHand:
    """The stage that a page works on, among the stages of its call."""

    stage: StageFacts
    stages: list[StageFacts]

    @property
    def kept(self) -> str:
        """How addresses name the stage, so that no deed falls to one that came into work since; "" for the only one."""
        return str(self.stage.position) if len(self.stages) > 1 else ""


@dataclass(frozen=True, slots=True)
class PanellistRow:
    """A reviewer with their load: how many reviews are open and how many are done."""

    id: UUID
    person_id: UUID | None
    name: str
    pseudonym: str
    role: str
    constituency: str
    languages: list[str]
    capacity: int
    open: int
    done: int


def _stages(actor: Principal) -> Select[Any]:
    return (
        select(
            Stage.id,
            Call.id,
            Call.programme_id,
            Call.slug,
            Call.title,
            Stage.position,
            Stage.name,
            Stage.policy,
            Stage.rubric_version,
            RubricVersion.definition,
            Panel.id,
            Call.provenance,
            Call.notice,
            Call.closes_at,
            Call.cancelled_at,
            Call.zone,
        )
        .join(Call, Stage.call_id == Call.id)
        .outerjoin(RubricVersion, (RubricVersion.stage_id == Stage.id) & (RubricVersion.number == Stage.rubric_version))
        .outerjoin(Panel, Panel.stage_id == Stage.id)
        .where(policy.runs(actor), calls_visible_to(actor))
    )


def _stages_of_call(actor: Principal) -> Select[Any]:
    return _stages(actor).where(Call.slug == bindparam("slug")).order_by(Stage.position)


def _stage(actor: Principal) -> Select[Any]:
    return _stages(actor).where(Stage.id == bindparam("stage_id"))


def list_stages(work: Work, call_slug: str) -> list[StageFacts]:
    """The stages of a call the actor runs or observes, in order; NotFound for anyone else."""
    found = [StageFacts(*row) for row in work.read(_stages_of_call, slug=call_slug)]
    if not found:
        raise NotFound
    return found


def stage_at_hand(work: Work, call_slug: str, asked: str = "") -> AtHand:
    """The stage of a call at the position `asked`, NotFound without it; asked for none, the one in work.

    That is the furthest stage to which something was sent, else the first. NotFound as `list_stages`.
    """
    stages = list_stages(work, call_slug)
    if not asked:
        return AtHand(_in_work(work, stages), stages)
    found = next((one for one in stages if str(one.position) == asked), None)
    if found is None:
        raise NotFound
    return AtHand(found, stages)


def _in_work(work: Work, stages: list[StageFacts]) -> StageFacts:
    if len(stages) == 1:
        return stages[0]
    sent = Application.stage_id.in_([one.stage_id for one in stages]) & Application.state.in_(REVIEWABLE)
    seen = select(Application.stage_id).where(sent, applications_visible_to(work.actor))
    reached = set(work.session.scalars(seen.distinct()))
    return next((one for one in reversed(stages) if one.stage_id in reached), stages[0])


def get_stage(work: Work, stage_id: UUID) -> StageFacts:
    """One stage of a call the actor runs or observes; NotFound for anyone else."""
    row = work.read_one(_stage, stage_id=stage_id)
    if row is None:
        raise NotFound
    return StageFacts(*row)


def list_panellists(work: Work, panel_id: UUID | None) -> list[PanellistRow]:
    """The reviewers of a panel by pseudonym, with their load; their names only for whoever may know them."""
    known = case((policy.names_reviewers_to(work.actor), Person.name))
    open_count = func.count(Review.id).filter(Review.state.not_in((ReviewState.SUBMITTED, ReviewState.DECLINED)))
    done_count = func.count(Review.id).filter(Review.state == ReviewState.SUBMITTED)
    statement = (
        select(
            Panellist.id,
            Panellist.person_id,
            func.coalesce(known, Panellist.pseudonym),
            Panellist.pseudonym,
            Panellist.role,
            Panellist.constituency,
            Panellist.languages,
            Panellist.capacity,
            open_count,
            done_count,
        )
        .join(Panel, Panellist.panel_id == Panel.id)
        .join(Stage, Panel.stage_id == Stage.id)
        .join(Call, Stage.call_id == Call.id)
        .outerjoin(Person, Panellist.person_id == Person.id)
        .outerjoin(Review, Review.panellist_id == Panellist.id)
        .where(Panellist.panel_id == panel_id, Panellist.left_at.is_(None))
        .group_by(Panellist.id, Person.name, Call.programme_id)
        .order_by(Panellist.pseudonym)
    )
    return [PanellistRow(*row) for row in work.session.execute(statement)]


def get_panellist(work: Work, panellist_id: UUID, stage_id: UUID) -> Panellist:
    """A reviewer of the stage's panel, locked so that two assignments cannot overrun the capacity."""
    statement = (
        select(Panellist)
        .join(Panel, Panellist.panel_id == Panel.id)
        .where(Panellist.id == panellist_id, Panel.stage_id == stage_id, Panellist.left_at.is_(None))
        .with_for_update(of=Panellist)
    )
    found = work.session.scalar(statement)
    if found is None:
        raise NotFound
    return found


def is_of_team(work: Work, application_id: UUID, person_id: UUID) -> bool:
    """Whether the person is in the application's team, or is asked into it."""
    team = policy.team_of(application_id).subquery("team")
    return bool(work.session.scalar(select(exists().where(team.c.person_id == person_id))))


def load_of(work: Work, panellist_id: UUID) -> int:
    """How many reviews a reviewer has, declined ones left out."""
    statement = select(func.count()).where(Review.panellist_id == panellist_id, Review.state != ReviewState.DECLINED)
    return work.session.scalar(statement) or 0


def person_on_panel(work: Work, panel_id: UUID, person_id: UUID) -> bool:
    """Whether the person is a reviewer of the panel, or was."""
    statement = select(exists().where(Panellist.panel_id == panel_id, Panellist.person_id == person_id))
    return bool(work.session.scalar(statement))
