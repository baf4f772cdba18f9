"""Conflicts, and the reviews they end: read by deeds, never shown."""

from uuid import UUID

from sqlalchemy import exists, select

from app.applications.models import Application, ApplicationBar
from app.applications.policy import visible_to as applications_visible_to
from app.kernel.work import Work
from app.reviews import policy
from app.reviews.models import Conflict, Panellist, Review
from app.reviews.types import ConflictKind


def lock_of_reviewer(work: Work, application_id: UUID, person_id: UUID) -> list[tuple[Review, str]]:
    """A person's reviews of an application, locked, each with the application's state."""
    statement = (
        select(Review, Application.state)
        .join(Panellist, Review.panellist_id == Panellist.id)
        .join(Application, Review.application_id == Application.id)
        .where(Review.application_id == application_id, Panellist.person_id == person_id)
        .where(policy.visible_to(work.actor), applications_visible_to(work.actor))
        .order_by(Review.id)
        .with_for_update(of=Review)
    )
    return [(review, state) for review, state in work.session.execute(statement)]


def has_conflict(work: Work, application_id: UUID, person_id: UUID, kind: ConflictKind) -> bool:
    """Whether a conflict of this kind is on record."""
    theirs = (Conflict.application_id == application_id, Conflict.person_id == person_id)
    return bool(work.session.scalar(select(exists().where(*theirs, Conflict.kind == kind))))


def is_barred(work: Work, application_id: UUID, person_id: UUID) -> bool:
    """Whether a conflict keeps the person from the application."""
    bar = exists().where(ApplicationBar.application_id == application_id, ApplicationBar.person_id == person_id)
    return bool(work.session.scalar(select(bar)))
