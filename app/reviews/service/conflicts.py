"""Reasons why a reviewer must not see an application: declared by them, or found."""

from uuid import UUID

from app.applications.service import sight
from app.applications.types import IN_HAND, State
from app.kernel.access import Ruling, authorize
from app.kernel.ids import new_id
from app.kernel.work import Work
from app.reviews import policy, queries
from app.reviews.events import ConflictDeclared, ConflictFound
from app.reviews.models import Conflict, Review
from app.reviews.types import COUNTED_STATES, ConflictKind, ReviewState

_UNDECIDED = IN_HAND | {State.WAITLISTED}


def declare(work: Work, review_id: UUID, kind: ConflictKind) -> None:
    """The reviewer says they must not see the application: from now on it does not exist for them. Safe to repeat."""
    own = queries.lock_own(work, review_id)
    if own is not None and own.state == ReviewState.DECLINED and _is_declared(work, own.application_id):
        return
    review, reviewer_id = queries.lock_review(work, review_id)
    ruling = policy.can_answer(work.actor, reviewer_id)
    authorize(ruling)
    assert reviewer_id is not None
    conflict_id = _keep(work, ruling, review.application_id, reviewer_id, kind, source="declared")
    _end(work, ruling, review)
    work.emit(ConflictDeclared(subject_id=conflict_id, application_id=review.application_id, kind=kind))


def find_joining(work: Work, application_id: UUID, person_id: UUID) -> None:
    """Somebody who was to review an application joined its team: their reviews of it end. Safe to repeat.

    A review that counted in a final decision stays as it was sent; its writer sees it no more either.
    """
    ruling = policy.can_find_conflicts(work.actor)
    authorize(ruling)
    reviews = queries.lock_of_reviewer(work, application_id, person_id)
    if not reviews or queries.has_conflict(work, application_id, person_id, ConflictKind.TEAM):
        return
    conflict_id = _keep(work, ruling, application_id, person_id, ConflictKind.TEAM, source="found")
    for review, state in reviews:
        if state in _UNDECIDED or review.state not in COUNTED_STATES:
            _end(work, ruling, review)
    work.emit(ConflictFound(subject_id=conflict_id, application_id=application_id, kind=ConflictKind.TEAM))


def _keep(
    work: Work, ruling: Ruling, application_id: UUID, person_id: UUID, kind: ConflictKind, *, source: str
) -> UUID:
    conflict = Conflict(
        id=new_id(),
        application_id=application_id,
        person_id=person_id,
        kind=kind,
        source=source,
        found_at=work.now,
        dismissed_at=None,
    )
    work.session.add(conflict)
    sight.bar(work, ruling, application_id, person_id, cause_id=conflict.id)
    return conflict.id


def _end(work: Work, ruling: Ruling, review: Review) -> None:
    review.state = ReviewState.DECLINED
    sight.ungrant(work, ruling, review.id)


def _is_declared(work: Work, application_id: UUID) -> bool:
    return work.actor.id is not None and queries.is_barred(work, application_id, work.actor.id)
