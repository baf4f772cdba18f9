"""What can be read of spaces."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ScalarSelect, func, select

from app.applications.models import Application, Member
from app.calls.models import Call
from app.identity.models import Person
from app.kernel import principals
from app.kernel.errors import NotFound
from app.kernel.work import Work
from app.spaces import policy
from app.spaces.models import Milestone, Post, Space, SpaceInvitation, SpaceMember, Thread


@dataclass(frozen=True, slots=True)
class SpaceRow:
    """A space, and what the actor is in it (None: they look on)."""

    id: UUID
    slug: str
    name: str
    summary: str
    state: str
    opened_at: datetime
    role: str | None


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member of a space."""

    name: str
    role: str
    joined_at: datetime


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """A conversation with its size."""

    id: UUID
    title: str
    started_by: str
    last_post_at: datetime
    posts: int


@dataclass(frozen=True, slots=True)
class PostRow:
    """A message."""

    id: UUID
    author: str
    body: str
    posted_at: datetime


@dataclass(frozen=True, slots=True)
class MilestoneRow:
    """A milestone."""

    id: UUID
    title: str
    due_on: date | None
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class Project:
    """An accepted application without a space yet, or with one."""

    id: UUID
    reference: str
    title: str
    state: str
    programme_id: UUID
    team: list[tuple[UUID, str]]


_SPACE = (Space.id, Space.slug, Space.name, Space.summary, Space.state, Space.opened_at)


def list_mine(work: Work) -> list[SpaceRow]:
    """Spaces the actor may see, those last opened first; at most 200."""
    statement = select(*_SPACE, _my_role(work)).where(policy.visible_to(work.actor))
    return [SpaceRow(*row) for row in work.session.execute(statement.order_by(Space.id.desc()).limit(200))]


def get_space(work: Work, slug: str) -> SpaceRow:
    """A space by its slug; NotFound for whoever may not see it."""
    statement = select(*_SPACE, _my_role(work)).where(Space.slug == slug, policy.visible_to(work.actor))
    row = work.session.execute(statement).one_or_none()
    if row is None:
        raise NotFound
    return SpaceRow(*row)


def list_members(work: Work, space_id: UUID) -> list[MemberRow]:
    """The members, by name."""
    statement = (
        select(Person.name, SpaceMember.role, SpaceMember.joined_at)
        .join(Person, SpaceMember.person_id == Person.id)
        .join(Space, SpaceMember.space_id == Space.id)
        .where(Space.id == space_id, policy.visible_to(work.actor))
        .order_by(Person.sort_key)
    )
    return [MemberRow(*row) for row in work.session.execute(statement)]


def list_threads(work: Work, space_id: UUID, *, size: int = 50) -> list[ThreadRow]:
    """Conversations, the liveliest first."""
    posts = select(func.count()).where(Post.thread_id == Thread.id).scalar_subquery()
    statement = (
        select(Thread.id, Thread.title, Person.name, Thread.last_post_at, posts)
        .join(Person, Thread.started_by == Person.id)
        .join(Space, Thread.space_id == Space.id)
        .where(Space.id == space_id, policy.visible_to(work.actor))
        .order_by(Thread.last_post_at.desc(), Thread.id)
        .limit(size)
    )
    return [ThreadRow(*row) for row in work.session.execute(statement)]


def get_thread(work: Work, space_id: UUID, thread_id: UUID) -> Thread:
    """A conversation of a space the actor may see."""
    statement = (
        select(Thread)
        .join(Space, Thread.space_id == Space.id)
        .where(Thread.id == thread_id, Space.id == space_id, policy.visible_to(work.actor))
    )
    found = work.session.scalar(statement)
    if found is None:
        raise NotFound
    return found


def list_posts(work: Work, thread_id: UUID, *, after: UUID | None = None, size: int = 50) -> list[PostRow]:
    """Messages in the order they were written, `size` + 1 at most, after one."""
    statement = (
        select(Post.id, Person.name, Post.body, Post.posted_at)
        .join(Person, Post.author_id == Person.id)
        .join(Thread, Post.thread_id == Thread.id)
        .join(Space, Thread.space_id == Space.id)
        .where(Post.thread_id == thread_id, policy.visible_to(work.actor))
        .order_by(Post.id)
        .limit(size + 1)
    )
    if after is not None:
        statement = statement.where(Post.id > after)
    return [PostRow(*row) for row in work.session.execute(statement)]


def list_milestones(work: Work, space_id: UUID) -> list[MilestoneRow]:
    """Milestones by day, those without a day last."""
    statement = (
        select(Milestone.id, Milestone.title, Milestone.due_on, Milestone.done_at)
        .join(Space, Milestone.space_id == Space.id)
        .where(Space.id == space_id, policy.visible_to(work.actor))
        .order_by(Milestone.due_on.asc().nulls_last(), Milestone.id)
    )
    return [MilestoneRow(*row) for row in work.session.execute(statement)]


def get_milestone(work: Work, space_id: UUID, milestone_id: UUID) -> Milestone:
    """A milestone, locked."""
    statement = (
        select(Milestone)
        .join(Space, Milestone.space_id == Space.id)
        .where(Milestone.id == milestone_id, Space.id == space_id, policy.visible_to(work.actor))
        .with_for_update(of=Milestone)
    )
    found = work.session.scalar(statement)
    if found is None:
        raise NotFound
    return found


def get_project(work: Work, reference: str) -> Project:
    """An application of a call the actor runs, with its team; NotFound otherwise."""
    runs = work.actor.scopes_of("manager") if isinstance(work.actor, principals.Person) else []
    statement = (
        select(Application.id, Application.reference, Application.title, Application.state, Call.programme_id)
        .join(Call, Application.call_id == Call.id)
        .where(Application.reference == reference)
    )
    if not isinstance(work.actor, principals.System):
        statement = statement.where(Call.programme_id.in_(runs))
    row = work.session.execute(statement).one_or_none()
    if row is None:
        raise NotFound
    team = select(Member.person_id, Member.role).where(Member.application_id == row[0])
    return Project(*row, [(person, role) for person, role in work.session.execute(team)])


def find_by_application(work: Work, application_id: UUID) -> str | None:
    """The slug of an application's space, if it has one the actor may see."""
    statement = select(Space.slug).where(Space.application_id == application_id, policy.visible_to(work.actor))
    return work.session.scalar(statement)


def get_invitation(work: Work, invitation_id: UUID) -> tuple[SpaceInvitation, str, str]:
    """An invitation, locked, with the slug and the name of its space."""
    statement = (
        select(SpaceInvitation, Space.slug, Space.name)
        .join(Space, SpaceInvitation.space_id == Space.id)
        .where(SpaceInvitation.id == invitation_id)
    )
    row = work.session.execute(statement).one_or_none()
    if row is None:
        raise NotFound
    return row[0], row[1], row[2]


def _my_role(work: Work) -> ScalarSelect[str]:
    mine = SpaceMember.person_id == work.actor.id
    return select(SpaceMember.role).where(SpaceMember.space_id == Space.id, mine).scalar_subquery()
