"""What a project means to reach, and by when."""

from datetime import date
from uuid import UUID

from app.kernel.access import authorize
from app.kernel.ids import new_id
from app.kernel.work import Work
from app.spaces import policy, queries
from app.spaces.errors import NothingWritten
from app.spaces.events import MilestoneAdded, MilestoneReached
from app.spaces.models import Milestone


def add(work: Work, slug: str, title: str, due_on: date | None) -> UUID:
    """Set a milestone; returns its id."""
    space = queries.get_space(work, slug)
    authorize(policy.can_write(work.actor, space.role))
    if not title:
        raise NothingWritten
    milestone = Milestone(id=new_id(), space_id=space.id, title=title, due_on=due_on, done_at=None, created_at=work.now)
    work.session.add(milestone)
    work.emit(MilestoneAdded(subject_id=milestone.id, space_id=space.id))
    return milestone.id


def reach(work: Work, slug: str, milestone_id: UUID) -> None:
    """Mark a milestone as reached; repeating it keeps the first time."""
    space = queries.get_space(work, slug)
    authorize(policy.can_write(work.actor, space.role))
    milestone = queries.get_milestone(work, space.id, milestone_id)
    if milestone.done_at is None:
        milestone.done_at = work.now
        work.emit(MilestoneReached(subject_id=milestone.id, space_id=space.id))
