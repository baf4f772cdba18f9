"""What a panel made of the applications of a stage: rows for assignment and for deliberation."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from app.applications.models import Application
from app.applications.policy import visible_to as applications_visible_to
from app.applications.types import State
from app.calls.models import Call, Stage
from app.identity.models import Organisation
from app.kernel.errors import NotFound
from app.kernel.work import Work
from app.reviews import policy
from app.reviews.models import Decision, Panellist, Review, ReviewVersion
from app.reviews.types import ReviewState

REVIEWABLE = (State.SUBMITTED, State.IN_REVIEW, State.ACCEPTED, State.WAITLISTED, State.DECLINED)


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    """An application with who is asked to review it."""

    application_id: UUID
    reference: str
    title: str
    state: str
    reviewers: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Standing:
    """An application with the reviews that count and its decision, if any."""

    application_id: UUID
    reference: str
    title: str
    state: str
    organisation: str | None
    country: str | None
    reviews: list[dict[str, Any]]
    decision_id: UUID | None
    outcome: str | None
    confirmed_at: datetime | None
    released_at: datetime | None


def list_assignments(work: Work, stage_id: UUID, *, after: str = "", size: int = 50) -> list[AssignmentRow]:
    """Applications of a stage in review by reference, `size` + 1 at most, after a reference."""
    reviewer = func.json_build_object(
        "id", Review.id, "pseudonym", Panellist.pseudonym, "constituency", Panellist.constituency, "state", Review.state
    )
    reviewers = (
        select(func.coalesce(func.json_agg(reviewer), func.json_build_array()))
        .join(Panellist, Review.panellist_id == Panellist.id)
        .where(Review.application_id == Application.id, Review.stage_id == stage_id)
        .scalar_subquery()
    )
    statement = (
        select(Application.id, Application.reference, Application.title, Application.state, reviewers)
        .join(Call, Application.call_id == Call.id)
        .where(Application.stage_id == stage_id, Application.state.in_(REVIEWABLE), Application.reference > after)
        .where(policy.runs(work.actor), applications_visible_to(work.actor))
        .order_by(Application.reference)
        .limit(size + 1)
    )
    return [AssignmentRow(*row) for row in work.session.execute(statement)]


def list_standings(work: Work, stage_id: UUID) -> list[Standing]:
    """Every application of a stage that can be decided, with the latest version of each sent review."""
    statement = _standings(work, stage_id).where(Application.state.in_(REVIEWABLE))
    return [Standing(*row) for row in work.session.execute(statement)]


def get_standing(work: Work, stage_id: UUID, application_id: UUID) -> Standing:
    """One application of a stage; NotFound for whoever does not run the call or has a conflict."""
    row = work.session.execute(_standings(work, stage_id).where(Application.id == application_id)).one_or_none()
    if row is None:
        raise NotFound
    return Standing(*row)


def _standings(work: Work, stage_id: UUID) -> Select[Any]:
    latest = (
        select(ReviewVersion.content)
        .where(ReviewVersion.review_id == Review.id)
        .order_by(ReviewVersion.number.desc())
        .limit(1)
        .lateral("latest")
    )
    entry = func.json_build_object(
        "review_id", Review.id, "constituency", Panellist.constituency, "content", latest.c.content
    )
    reviews = (
        select(func.coalesce(func.json_agg(entry), func.json_build_array()))
        .select_from(Review)
        .join(Panellist, Review.panellist_id == Panellist.id)
        .join(latest, latest.c.content.is_not(None))
        .where(Review.application_id == Application.id, Review.stage_id == stage_id)
        .where(Review.state == ReviewState.SUBMITTED)
        .scalar_subquery()
    )
    return (
        select(
            *(Application.id, Application.reference, Application.title, Application.state),
            *(Organisation.name, Organisation.country, reviews),
            *(Decision.id, Decision.outcome, Decision.confirmed_at, Decision.released_at),
        )
        .join(Call, Application.call_id == Call.id)
        .outerjoin(Organisation, Application.organisation_id == Organisation.id)
        .outerjoin(
            Decision,
            (Decision.application_id == Application.id)
            & (Decision.stage_id == stage_id)
            & Decision.withdrawn_at.is_(None),
        )
        .where(Application.stage_id == stage_id)
        .where(policy.runs(work.actor), applications_visible_to(work.actor))
    )


def stage_of(work: Work, reference: str) -> tuple[UUID, UUID, UUID]:
    """(application, stage, programme) of a reference the actor runs and has no conflict with."""
    statement = (
        select(Application.id, Application.stage_id, Call.programme_id)
        .join(Stage, Application.stage_id == Stage.id)
        .join(Call, Application.call_id == Call.id)
        .where(Application.reference == reference, policy.runs(work.actor), applications_visible_to(work.actor))
    )
    row = work.session.execute(statement).one_or_none()
    if row is None:
        raise NotFound
    return row[0], row[1], row[2]
