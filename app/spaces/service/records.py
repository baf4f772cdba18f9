"""Loading spaces with what is in them: with their dates, and without telling anybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.kernel.access import authorize
from app.kernel.ids import new_id
from app.kernel.work import Work
from app.spaces import policy, queries, rules
from app.spaces.models import Milestone, Post, Space, SpaceMember, Thread
from app.spaces.types import SpaceRole, SpaceState


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A space to be; `milestones` are (title, due, done), `posts` (title, [(author, Markdown)])."""

    reference: str
    summary: str
    opened_at: datetime
    members: Sequence[tuple[UUID, SpaceRole]] = ()
    milestones: Sequence[tuple[str, date | None, datetime | None]] = ()
    threads: Sequence[tuple[str, Sequence[tuple[UUID, str]]]] = ()


def load(work: Work, given: Record) -> str:
    """Open the space of an accepted application as the record says; returns its slug."""
    authorize(policy.can_load(work.actor))
    project = queries.get_project(work, given.reference)
    space = Space(
        id=new_id(),
        application_id=project.id,
        slug=rules.slug_for(project.title, project.reference),
        name=project.title,
        summary=given.summary,
        state=SpaceState.ACTIVE,
        opened_at=given.opened_at,
    )
    work.session.add(space)
    work.session.flush()
    for person_id, role in given.members:
        work.session.add(SpaceMember(space_id=space.id, person_id=person_id, role=role, joined_at=given.opened_at))
    for title, due_on, done_at in given.milestones:
        milestone = Milestone(
            space_id=space.id, title=title, due_on=due_on, done_at=done_at, created_at=given.opened_at
        )
        work.session.add(milestone)
    for title, posts in given.threads:
        _add_thread(work, space.id, given.opened_at, title, posts)
    work.session.flush()
    return space.slug


def _add_thread(work: Work, space_id: UUID, at: datetime, title: str, posts: Sequence[tuple[UUID, str]]) -> None:
    thread = Thread(id=new_id(), space_id=space_id, title=title, started_by=posts[0][0], started_at=at, last_post_at=at)
    work.session.add(thread)
    work.session.flush()
    for author, body in posts:
        work.session.add(Post(thread_id=thread.id, author_id=author, body=body, posted_at=at))
