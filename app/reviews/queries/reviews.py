"""The reviewer's queue, one review with its sheet, and other reviews once one's own is sent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    DateTime,
    Integer,
    Select,
    Text,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    tuple_,
)

from app.applications.models import Application, Submission
from app.applications.policy import visible_to as applications_visible_to
from app.applications.types import State
from app.calls.models import Call, FormVersion, RubricVersion, Stage
from app.kernel import paging, statements
from app.kernel.errors import Invalid, NotFound
from app.kernel.paging import Page
from app.kernel.principals import Person, Principal
from app.kernel.work import Work
from app.reviews import policy
from app.reviews.models import Panellist, Review, ReviewVersion
from app.reviews.types import OPEN_STATES, ReviewState

_GONE = (State.WITHDRAWN, State.INELIGIBLE)  # of these, and of a cancelled call, nothing waits for a reviewer any more
_NEVER = "infinity"  # where a review without a deadline stands among those with one


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


def list_mine(work: Work, *, after: str = "", size: int = paging.SIZE) -> Page[QueueRow]:
    """The actor's reviews by cursor: open ones first, the oldest deadline on top."""
    if not isinstance(work.actor, Person):
        return Page([], None)
    is_over, due, key = _cursor(after) if after else (0, "", None)
    found = work.read(_mine, size, bool(after), after_over=is_over, after_due=due, after_id=key)
    return paging.cut([QueueRow(*row) for row in found], size, _place)


def count_open(work: Work) -> int:
    """How many reviews wait for the actor."""
    found = work.read_one(_counted) if isinstance(work.actor, Person) else None
    return int(found[0]) if found else 0


def _place(row: QueueRow) -> tuple[int, str, UUID]:
    return int(row.state not in OPEN_STATES), row.due_at.isoformat() if row.due_at else _NEVER, row.id


def _cursor(after: str) -> tuple[int, str, UUID]:
    is_over, due, key = paging.decode(after, 3)
    try:
        if due != _NEVER:
            datetime.fromisoformat(due)
        return int(is_over) & 1, due, UUID(key)
    except ValueError:
        raise Invalid(cursor="not_a_cursor") from None


def _counted(actor: Principal) -> statements.Statement:
    return _own(actor, func.count()).where(Review.state.in_(OPEN_STATES))


def _mine(actor: Principal, size: int, is_further: bool) -> Select[Any]:
    is_over = case((Review.state.in_(OPEN_STATES), 0), else_=1)
    never = cast(literal(_NEVER), DateTime(timezone=True))
    place = tuple_(is_over, func.coalesce(Review.due_at, never), Review.id)
    statement = (
        _own(
            actor,
            *(Review.id, Application.reference, Application.title, Call.title),
            *(Review.state, Review.due_at, Review.assigned_at, Review.submitted_at),
        )
        .order_by(*place)
        .limit(size + 1)
    )
    if not is_further:
        return statement
    due = cast(bindparam("after_due", type_=Text()), DateTime(timezone=True))
    return statement.where(
        place > tuple_(bindparam("after_over", type_=Integer()), due, bindparam("after_id", type_=Uuid()))
    )


def _own(actor: Principal, *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(Review)
        .join(Panellist, Review.panellist_id == Panellist.id)
        .join(Application, Review.application_id == Application.id)
        .join(Call, Application.call_id == Call.id)
        .where(Panellist.person_id == actor.id, Review.state != ReviewState.DECLINED)
        .where(
            or_(Review.state.not_in(OPEN_STATES), and_(Application.state.not_in(_GONE), Call.cancelled_at.is_(None)))
        )
        .where(policy.visible_to(actor), applications_visible_to(actor))
    )


def next_open(work: Work) -> UUID | None:
    """The review the actor should do next."""
    return next((row.id for row in list_mine(work, size=1).rows if row.state in OPEN_STATES), None)


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


def lock_own(work: Work, review_id: UUID) -> Review | None:
    """A review of the actor's own, locked, also where a bar hides it by now; None where it is nobody's or another's."""
    statement = (
        select(Review)
        .join(Panellist, Review.panellist_id == Panellist.id)
        .where(Review.id == review_id, Panellist.person_id == work.actor.id)
        .with_for_update(of=Review)
    )
    return work.session.scalar(statement.execution_options(populate_existing=True))


def get_rubric(work: Work, review: Review) -> dict[str, Any]:
    """The rubric a review is marked on."""
    statement = select(RubricVersion.definition).where(
        RubricVersion.stage_id == review.stage_id, RubricVersion.number == review.rubric_version
    )
    definition: dict[str, Any] = work.session.scalars(statement).one()
    return definition
