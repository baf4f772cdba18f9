"""What a panel made of the applications of a stage: rows for assignment and for deliberation."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, BindParameter, ScalarSelect, Select, Uuid, bindparam, case, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.sql.selectable import LateralFromClause

from app.applications.models import Application
from app.applications.policy import applicants_known_to
from app.applications.policy import visible_to as applications_visible_to
from app.applications.types import State
from app.calls.models import Call, Stage
from app.identity.models import Organisation
from app.kernel import statements
from app.kernel.errors import NotFound
from app.kernel.principals import Principal
from app.kernel.work import Work
from app.reviews import policy
from app.reviews.models import Decision, Panellist, Review, ReviewVersion
from app.reviews.queries.decisions import last_first
from app.reviews.types import COUNTED_STATES

REVIEWABLE = (State.SUBMITTED, State.IN_REVIEW, State.ACCEPTED, State.WAITLISTED, State.DECLINED)


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    """An application with who is asked to review it; nobody of `team` can be."""

    application_id: UUID
    reference: str
    title: str
    state: str
    reviewers: list[dict[str, str]]
    team: list[UUID]


@dataclass(frozen=True, slots=True)
class Standing:
    """An application with the reviews that count and its decisions.

    `reviews` are {review_id, version_id, pseudonym, constituency, content}, by pseudonym; `decisions` are
    {outcome, confirmed, released}, the last one first.
    """

    application_id: UUID
    reference: str
    title: str
    state: str
    organisation: str | None
    country: str | None
    reviews: list[dict[str, Any]]
    decisions: list[dict[str, Any]]


def list_assignments(work: Work, stage_id: UUID, *, after: str = "", size: int = 50) -> list[AssignmentRow]:
    """Applications of a stage in review by reference, `size` + 1 at most, after a reference."""
    return [AssignmentRow(*row) for row in work.read(_assignments, size, stage_id=stage_id, after=after)]


def _assignments(actor: Principal, size: int) -> Select[Any]:
    stage_id = bindparam("stage_id", type_=Uuid())
    reviewer = func.json_build_object(
        "id", Review.id, "pseudonym", Panellist.pseudonym, "constituency", Panellist.constituency, "state", Review.state
    )
    reviewers = (
        select(func.coalesce(func.json_agg(reviewer), func.json_build_array()))
        .join(Panellist, Review.panellist_id == Panellist.id)
        .where(Review.application_id == Application.id, Review.stage_id == stage_id)
        .scalar_subquery()
    )
    team = func.array(policy.team_of(Application.id).scalar_subquery(), type_=ARRAY(Uuid()))
    return (
        select(Application.id, Application.reference, Application.title, Application.state, reviewers, team)
        .join(Call, Application.call_id == Call.id)
        .where(Application.stage_id == stage_id, Application.state.in_(REVIEWABLE))
        .where(Application.reference > bindparam("after"))
        .where(policy.handles(actor), applications_visible_to(actor))
        .order_by(Application.reference)
        .limit(size + 1)
    )


def list_standings(work: Work, stage_id: UUID) -> list[Standing]:
    """Every application of a stage that can be decided, with the latest version sent of each review."""
    return [Standing(*row) for row in work.read(_all, stage_id=stage_id)]


def _all(actor: Principal) -> Select[Any]:
    return standings_of(actor).where(Application.state.in_(REVIEWABLE))


def get_standing(work: Work, stage_id: UUID, application_id: UUID) -> Standing:
    """One application of a stage; NotFound for whoever does not run the call or has a conflict."""
    row = work.read_one(_one, stage_id=stage_id, application_id=application_id)
    if row is None:
        raise NotFound
    return Standing(*row)


def _one(actor: Principal) -> Select[Any]:
    return standings_of(actor).where(Application.id == bindparam("application_id"))


def may_read_reviews(work: Work, application_id: UUID) -> bool:
    """Whether the actor may read what the reviewers of an application wrote, as one who runs its call."""
    return work.read_one(_readable, application_id=application_id) is not None


def _readable(actor: Principal) -> Select[Any]:
    return (
        select(Application.id)
        .join(Call, Application.call_id == Call.id)
        .where(Application.id == bindparam("application_id"))
        .where(policy.reviews_open_to(actor), applications_visible_to(actor))
    )


def latest_version() -> LateralFromClause:
    """The version of a review that counts: the last one sent, also while the review is open again."""
    return (
        select(ReviewVersion.id, ReviewVersion.content)
        .where(ReviewVersion.review_id == Review.id)
        .order_by(ReviewVersion.number.desc())
        .limit(1)
        .lateral("latest")
    )


def standings_of(actor: Principal) -> Select[Any]:
    """Standings of a stage, its id to be given as `stage_id`: the columns of Standing, in order."""
    stage_id = bindparam("stage_id", type_=Uuid())
    latest = latest_version()
    entry = func.json_build_object(
        *("review_id", Review.id, "version_id", latest.c.id, "pseudonym", Panellist.pseudonym),
        *("constituency", Panellist.constituency, "content", latest.c.content),
    )
    in_order = func.json_agg(aggregate_order_by(entry, Panellist.pseudonym))
    reviews = (
        select(func.coalesce(in_order, func.json_build_array()))
        .select_from(Review)
        .join(Panellist, Review.panellist_id == Panellist.id)
        .join(latest, latest.c.id.is_not(None))
        .where(Review.application_id == Application.id, Review.stage_id == stage_id)
        .where(Review.state.in_(COUNTED_STATES))
        .scalar_subquery()
    )
    known = applicants_known_to(actor)
    return (
        select(
            *(Application.id, Application.reference, Application.title, Application.state),
            *(case((known, Organisation.name)), case((known, Organisation.country)), reviews, _decisions(stage_id)),
        )
        .join(Call, Application.call_id == Call.id)
        .outerjoin(Organisation, Application.organisation_id == Organisation.id)
        .where(Application.stage_id == stage_id)
        .where(policy.handles(actor), applications_visible_to(actor))
    )


def _decisions(stage_id: BindParameter[UUID]) -> ScalarSelect[Any]:
    one = func.json_build_object(
        *("outcome", Decision.outcome, "confirmed", Decision.confirmed_at.is_not(None)),
        *("released", Decision.released_at.is_not(None)),
    )
    in_order = func.json_agg(aggregate_order_by(one, *last_first()))
    return (
        select(func.coalesce(in_order, func.json_build_array()))
        .where(Decision.application_id == Application.id, Decision.stage_id == stage_id)
        .where(Decision.withdrawn_at.is_(None))
        .scalar_subquery()
    )


def stage_of(work: Work, reference: str) -> tuple[UUID, UUID, UUID]:
    """(application, stage, programme) of a reference the actor runs and has no conflict with."""
    row = work.read_one(_stage_of, reference=reference)
    if row is None:
        raise NotFound
    return row[0], row[1], row[2]


def _stage_of(actor: Principal) -> statements.Statement:
    return (
        select(Application.id, Application.stage_id, Call.programme_id)
        .join(Stage, Application.stage_id == Stage.id)
        .join(Call, Application.call_id == Call.id)
        .where(Application.reference == bindparam("reference"))
        .where(policy.handles(actor), applications_visible_to(actor))
    )
