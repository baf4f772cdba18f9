"""Sight of an application, pushed down by a higher capability: grants for a cause, bars against a person."""

from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from app.applications.models import ApplicationBar, ApplicationGrant
from app.kernel.access import Ruling, authorize
from app.kernel.ids import new_id
from app.kernel.work import Work


def grant(
    work: Work, ruling: Ruling, application_id: UUID, person_id: UUID, *, cause_id: UUID, stage_id: UUID, sight: str
) -> None:
    """Let a person see an application for `cause_id`; the caller's policy ruled. Safe to repeat."""
    authorize(ruling)
    values = {
        "id": new_id(),
        "application_id": application_id,
        "person_id": person_id,
        "cause_id": cause_id,
        "stage_id": stage_id,
        "sight": sight,
    }
    work.session.execute(insert(ApplicationGrant).values(values).on_conflict_do_nothing())


def ungrant(work: Work, ruling: Ruling, cause_id: UUID) -> None:
    """Take away what `cause_id` gave, and nothing else."""
    authorize(ruling)
    work.session.execute(delete(ApplicationGrant).where(ApplicationGrant.cause_id == cause_id))


def bar(work: Work, ruling: Ruling, application_id: UUID, person_id: UUID, *, cause_id: UUID) -> None:
    """Hide an application from a person, whatever else they are. Safe to repeat."""
    authorize(ruling)
    values = {"id": new_id(), "application_id": application_id, "person_id": person_id, "cause_id": cause_id}
    work.session.execute(insert(ApplicationBar).values(values).on_conflict_do_nothing())


def unbar(work: Work, ruling: Ruling, cause_id: UUID) -> None:
    """Lift the bar that `cause_id` set."""
    authorize(ruling)
    work.session.execute(delete(ApplicationBar).where(ApplicationBar.cause_id == cause_id))
