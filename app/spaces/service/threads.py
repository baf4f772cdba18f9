"""Talking in a space."""

from uuid import UUID

from app.kernel.access import authorize
from app.kernel.ids import new_id
from app.kernel.work import Work
from app.spaces import policy, queries
from app.spaces.errors import NothingWritten
from app.spaces.events import PostAdded, ThreadStarted
from app.spaces.models import Post, Thread


def start(work: Work, slug: str, title: str, body: str) -> UUID:
    """Start a conversation with its first message, in Markdown; returns its id."""
    space = queries.get_space(work, slug)
    authorize(policy.can_write(work.actor, space.role))
    if not title or not body:
        raise NothingWritten
    assert work.actor.id is not None
    thread = Thread(
        id=new_id(),
        space_id=space.id,
        title=title,
        started_by=work.actor.id,
        started_at=work.now,
        last_post_at=work.now,
    )
    work.session.add(thread)
    work.session.flush()
    work.session.add(Post(id=new_id(), thread_id=thread.id, author_id=work.actor.id, body=body, posted_at=work.now))
    work.emit(ThreadStarted(subject_id=thread.id, space_id=space.id))
    return thread.id


def reply(work: Work, slug: str, thread_id: UUID, body: str) -> UUID:
    """Add a message to a conversation; returns its id."""
    space = queries.get_space(work, slug)
    authorize(policy.can_write(work.actor, space.role))
    thread = queries.get_thread(work, space.id, thread_id)
    if not body:
        raise NothingWritten
    assert work.actor.id is not None
    post = Post(id=new_id(), thread_id=thread.id, author_id=work.actor.id, body=body, posted_at=work.now)
    work.session.add(post)
    thread.last_post_at = work.now
    work.emit(PostAdded(subject_id=post.id, space_id=space.id, thread_id=thread.id))
    return post.id
