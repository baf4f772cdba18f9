"""Asking a reviewer to review, and the reviewer's answer."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select

from app.applications.errors import WrongState
from app.applications.service import outcomes, sight
from app.kernel.access import Ruling, authorize
from app.kernel.ids import new_id
from app.kernel.work import Work
from app.reviews import policy, queries
from app.reviews.errors import (
    AlreadyAssigned,
    NoCapacity,
    NotReviewable,
    ReviewerConflicted,
    ReviewerInTeam,
    WrongReviewState,
)
from app.reviews.events import ReviewAccepted, ReviewAssigned, ReviewDeclined
from app.reviews.models import Review
from app.reviews.rules import moments
from app.reviews.types import COUNTED_STATES, ReviewState


def assign(work: Work, reference: str, panellist_id: UUID, due_at: datetime | None) -> UUID:
    """Ask a reviewer of the stage's panel to review an application; returns the review's id.

    Raises AlreadyAssigned, ReviewerConflicted, ReviewerInTeam, NoCapacity, NotReviewable, or StillOpen while the team
    may change the application.
    """
    application_id, stage_id, programme_id = queries.stage_of(work, reference)
    ruling = policy.can_run_panel(work.actor, programme_id)
    authorize(ruling)
    moments.check(due_at, "due")
    panellist = queries.get_panellist(work, panellist_id, stage_id)
    known = exists().where(Review.application_id == application_id, Review.panellist_id == panellist_id)
    if work.session.scalar(select(known)):
        raise AlreadyAssigned
    if panellist.person_id and queries.is_barred(work, application_id, panellist.person_id):
        raise ReviewerConflicted
    if panellist.person_id and queries.is_of_team(work, application_id, panellist.person_id):
        raise ReviewerInTeam
    if queries.load_of(work, panellist_id) >= panellist.capacity:
        raise NoCapacity
    _take_in_review(work, ruling, application_id)
    stage = queries.get_stage(work, stage_id)
    review = _blank(work, application_id, stage, panellist_id, due_at)
    work.session.add(review)
    work.session.flush()
    if panellist.person_id:
        sight.grant(
            work,
            ruling,
            application_id,
            panellist.person_id,
            cause_id=review.id,
            stage_id=stage_id,
            sight="reviewer",
        )
    work.emit(ReviewAssigned(subject_id=review.id, application_id=application_id, review_id=review.id))
    return review.id


def _take_in_review(work: Work, ruling: Ruling, application_id: UUID) -> None:
    try:
        outcomes.take_in_review(work, ruling, application_id)
    except WrongState:
        raise NotReviewable from None


def accept(work: Work, review_id: UUID) -> None:
    """The reviewer agrees to review; repeating it changes nothing."""
    review, reviewer_id = queries.lock_review(work, review_id)
    authorize(policy.can_answer(work.actor, reviewer_id))
    if review.state == ReviewState.ACCEPTED:
        return
    if review.state != ReviewState.INVITED:
        raise WrongReviewState
    review.state = ReviewState.ACCEPTED
    work.emit(ReviewAccepted(subject_id=review.id, application_id=review.application_id))


def decline(work: Work, review_id: UUID) -> None:
    """The reviewer declines; what the assignment let them see goes with it. WrongReviewState once a review was sent."""
    review, reviewer_id = queries.lock_review(work, review_id)
    ruling = policy.can_answer(work.actor, reviewer_id)
    authorize(ruling)
    if review.state in COUNTED_STATES:
        raise WrongReviewState
    if review.state == ReviewState.DECLINED:
        return
    review.state = ReviewState.DECLINED
    sight.ungrant(work, ruling, review.id)
    work.emit(ReviewDeclined(subject_id=review.id, application_id=review.application_id))


def _blank(
    work: Work, application_id: UUID, stage: queries.StageFacts, panellist_id: UUID, due_at: datetime | None
) -> Review:
    return Review(
        id=new_id(),
        application_id=application_id,
        stage_id=stage.stage_id,
        panellist_id=panellist_id,
        state=ReviewState.INVITED,
        rubric_version=stage.rubric_version,
        marks={},
        comment="",
        confidential="",
        recommendation=None,
        version=0,
        assigned_at=work.now,
        due_at=due_at,
        saved_at=None,
        submitted_at=None,
        source_key=None,
    )
