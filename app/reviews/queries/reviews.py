"""The reviewer's queue, one review with its sheet, and other reviews once one's own is sent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Uuid, bindparam, case, exists, func, select

from app.applications.models import Application, ApplicationBar, Submission
from app.applications.policy import visible_to as applications_visible_to
from app.calls.models import Call, FormVersion, RubricVersion, Stage
from app.kernel.errors import NotFound
from app.kernel.principals import Person, Principal
from app.kernel.work import Work
from app.reviews import policy
from app.reviews.models import Panellist, Review, ReviewVersion
from app.reviews.types import OPEN_STATES, ReviewState


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One review in a reviewer's queue."""

    id: UUID
    reference: str
    title: str
    call_title: dict[str, str]
    state: str
    due_at: datetime | None
    assigned_at: datetime
    submitted_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReviewSheet:
    """A review with the application as sent and the rubric it is marked on."""

    id: UUID
    application_id: UUID
    stage_id: UUID
    state: str
    version: int
    marks: dict[str, Any]
    comment: str
    confidential: str
    recommendation: str | None
    due_at: datetime | None
    saved_at: datetime | None
    submitted_at: datetime | None
    reviewer_id: UUID | None
    pseudonym: str
    constituency: str
    reference: str
    title: str
    call_title: dict[str, str]
    policy: dict[str, Any]
    rubric: dict[str, Any]
    form: dict[str, Any]
    content: dict[str, Any] | None
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class OtherReview:
    """Somebody else's submitted review, under a pseudonym."""

    pseudonym: str
    constituency: str
    content: dict[str, Any]
    submitted_at: datetime


def list_mine(work: Work) -> list[QueueRow]:
    """The actor's reviews: open ones first, the oldest deadline on top; at most 200."""
    if not isinstance(work.actor, Person):
        return []
    return [QueueRow(*row) for row in work.read(_mine)]


def _mine(actor: Principal) -> Select[Any]:
    is_open = case((Review.state.in_(OPEN_STATES), 0), else_=1)
    return (
        select(
            Review.id,
            Application.reference,
            Application.title,
            Call.title,
            Review.state,
            Review.due_at,
            Review.assigned_at,
            Review.submitted_at,
        )
        .join(Panellist, Review.panellist_id == Panellist.id)
        .join(Application, Review.application_id == Application.id)
        .join(Call, Application.call_id == Call.id)
        .where(Panellist.person_id == actor.id, Review.state != ReviewState.DECLINED)
        .where(policy.visible_to(actor), applications_visible_to(actor))
        .order_by(is_open, Review.due_at.asc().nulls_last(), Review.id)
        .limit(200)
    )


def next_open(work: Work) -> UUID | None:
    """The review the actor should do next."""
    return next((row.id for row in list_mine(work) if row.state in OPEN_STATES), None)


def get_sheet(work: Work, review_id: UUID) -> ReviewSheet:
    """A review of the actor's own; NotFound for everybody else's and behind a bar."""
    row: Any = work.read_one(_sheet, review_id=review_id)
    if row is None:
        raise NotFound
    return ReviewSheet(*row)


def _sheet(actor: Principal) -> Select[Any]:
    latest = (
        select(Submission.content, Submission.submitted_at, Submission.form_version)
        .where(Submission.application_id == Review.application_id, Submission.stage_id == Review.stage_id)
        .order_by(Submission.number.desc())
        .limit(1)
        .lateral("latest")
    )
    return (
        select(
            *(Review.id, Review.application_id, Review.stage_id, Review.state, Review.version, Review.marks),
            *(Review.comment, Review.confidential, Review.recommendation, Review.due_at, Review.saved_at),
            *(Review.submitted_at, Panellist.person_id, Panellist.pseudonym, Panellist.constituency),
            *(Application.reference, Application.title, Call.title, Stage.policy, RubricVersion.definition),
            *(FormVersion.definition, latest.c.content, latest.c.submitted_at),
        )
        .join(Panellist, Review.panellist_id == Panellist.id)
        .join(Application, Review.application_id == Application.id)
        .join(Call, Application.call_id == Call.id)
        .join(Stage, Review.stage_id == Stage.id)
        .join(RubricVersion, (RubricVersion.stage_id == Stage.id) & (RubricVersion.number == Review.rubric_version))
        .outerjoin(latest, latest.c.form_version.is_not(None))
        .outerjoin(
            FormVersion,
            (FormVersion.stage_id == Stage.id)
            & (FormVersion.number == func.coalesce(latest.c.form_version, Stage.form_version)),
        )
        .where(Review.id == bindparam("review_id"), Panellist.person_id == actor.id)
        .where(policy.visible_to(actor), applications_visible_to(actor))
    )


def list_others(work: Work, review_id: UUID) -> list[OtherReview]:
    """Other submitted reviews of the same application and stage; none before one's own is sent."""
    return [OtherReview(*row) for row in work.read(_others, review_id=review_id)]


def _others(actor: Principal) -> Select[Any]:
    mine = bindparam("review_id", type_=Uuid())
    own = (
        select(Review.application_id, Review.stage_id)
        .join(Panellist, Review.panellist_id == Panellist.id)
        .where(Review.id == mine, Review.state == ReviewState.SUBMITTED, Panellist.person_id == actor.id)
        .where(policy.visible_to(actor))
        .subquery("own")
    )
    latest = (
        select(ReviewVersion.content, ReviewVersion.submitted_at)
        .where(ReviewVersion.review_id == Review.id)
        .order_by(ReviewVersion.number.desc())
        .limit(1)
        .lateral("sent")
    )
    return (
        select(Panellist.pseudonym, Panellist.constituency, latest.c.content, latest.c.submitted_at)
        .select_from(Review)
        .join(own, (own.c.application_id == Review.application_id) & (own.c.stage_id == Review.stage_id))
        .join(Panellist, Review.panellist_id == Panellist.id)
        .join(latest, latest.c.content.is_not(None))
        .where(Review.id != mine, Review.state == ReviewState.SUBMITTED)
        .order_by(Panellist.pseudonym)
    )


def lock_review(work: Work, review_id: UUID) -> tuple[Review, UUID | None]:
    """A visible review, locked, with the person whose it is; NotFound otherwise."""
    statement = (
        select(Review, Panellist.person_id)
        .join(Panellist, Review.panellist_id == Panellist.id)
        .where(Review.id == review_id, policy.visible_to(work.actor))
        .with_for_update(of=Review)
    )
    row = work.session.execute(statement).one_or_none()
    if row is None:
        raise NotFound
    return row[0], row[1]


def is_barred(work: Work, application_id: UUID, person_id: UUID) -> bool:
    """Whether a conflict keeps the person from the application."""
    bar = exists().where(ApplicationBar.application_id == application_id, ApplicationBar.person_id == person_id)
    return bool(work.session.scalar(select(bar)))


def get_rubric(work: Work, review: Review) -> dict[str, Any]:
    """The rubric a review is marked on."""
    statement = select(RubricVersion.definition).where(
        RubricVersion.stage_id == review.stage_id, RubricVersion.number == review.rubric_version
    )
    definition: dict[str, Any] = work.session.scalars(statement).one()
    return definition
