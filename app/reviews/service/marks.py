"""Writing a review: drafts, sending, opening again."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from app.calls.rules import rubrics
from app.kernel.access import authorize
from app.kernel.errors import Stale
from app.kernel.ids import new_id
from app.kernel.work import Work
from app.reviews import policy, queries
from app.reviews.errors import IncompleteReview, WrongReviewState
from app.reviews.events import ReviewReopened, ReviewSubmitted
from app.reviews.models import Review, ReviewVersion
from app.reviews.types import Recommendation, ReviewState


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a reviewer wrote: marks by criterion, the two comments kept apart, and the advice."""

    marks: dict[str, Any]
    comment: str
    confidential: str
    recommendation: Recommendation | None


def save(work: Work, review_id: UUID, sheet: Sheet, version: int) -> int:
    """Keep a draft, whatever is in it; returns its version. The same sheet saved twice is one version.

    Raises Stale where another sheet was saved since `version`.
    """
    review, reviewer_id = queries.lock_review(work, review_id)
    authorize(policy.can_write(work.actor, reviewer_id, ReviewState(review.state)))
    if _is_kept(review, sheet):
        return review.version
    if review.version != version:
        raise Stale
    _write(work, review, sheet)
    if review.state == ReviewState.ACCEPTED:
        review.state = ReviewState.IN_PROGRESS
    return review.version


def submit(work: Work, review_id: UUID, sheet: Sheet, *, version: int | None = None) -> int:
    """Send the review; returns the number of the version. The same sheet sent twice is one version.

    `version` is the draft's that the sheet was opened with; None asks for no check. Raises Stale where
    another sheet was saved since, IncompleteReview (the caller saves the draft), Forbidden.
    """
    review, reviewer_id = queries.lock_review(work, review_id)
    state = ReviewState(review.state)
    number, latest = _latest(work, review.id)
    content = _content(sheet)
    if state is ReviewState.SUBMITTED and latest == content:
        authorize(policy.can_answer(work.actor, reviewer_id))
        return number
    authorize(policy.can_write(work.actor, reviewer_id, state))
    if version not in {None, review.version} and not _is_kept(review, sheet):
        raise Stale
    if problems := rubrics.check_marks(queries.get_rubric(work, review), sheet.marks, complete=True):
        raise IncompleteReview(problems)
    _write(work, review, sheet)
    review.state, review.submitted_at = ReviewState.SUBMITTED, work.now
    sent = ReviewVersion(
        id=new_id(),
        review_id=review.id,
        number=number + 1,
        rubric_version=review.rubric_version,
        content=content,
        submitted_at=work.now,
    )
    work.session.add(sent)
    work.emit(ReviewSubmitted(subject_id=review.id, application_id=review.application_id, number=sent.number))
    return sent.number


def reopen(work: Work, review_id: UUID) -> None:
    """Open a sent review again; the version that was sent stays on the record."""
    review, reviewer_id = queries.lock_review(work, review_id)
    authorize(policy.can_answer(work.actor, reviewer_id))
    if review.state == ReviewState.REOPENED:
        return
    if review.state != ReviewState.SUBMITTED:
        raise WrongReviewState
    review.state = ReviewState.REOPENED
    work.emit(ReviewReopened(subject_id=review.id, application_id=review.application_id))


def _is_kept(review: Review, sheet: Sheet) -> bool:
    """Whether the sheet is what was saved last."""
    kept = Sheet(review.marks, review.comment, review.confidential, _advice(review.recommendation))
    return review.saved_at is not None and kept == sheet


def _advice(text: str | None) -> Recommendation | None:
    return Recommendation(text) if text else None


def _write(work: Work, review: Review, sheet: Sheet) -> None:
    review.marks, review.comment, review.confidential = sheet.marks, sheet.comment, sheet.confidential
    review.recommendation = sheet.recommendation
    review.version += 1
    review.saved_at = work.now


def _content(sheet: Sheet) -> dict[str, Any]:
    return {
        "marks": sheet.marks,
        "comment": sheet.comment,
        "confidential": sheet.confidential,
        "recommendation": sheet.recommendation,
    }


def _latest(work: Work, review_id: UUID) -> tuple[int, dict[str, Any] | None]:
    highest = select(func.max(ReviewVersion.number)).where(ReviewVersion.review_id == review_id).scalar_subquery()
    statement = select(ReviewVersion.number, ReviewVersion.content).where(
        ReviewVersion.review_id == review_id, ReviewVersion.number == highest
    )
    row = work.session.execute(statement).one_or_none()
    return (row[0], row[1]) if row else (0, None)
