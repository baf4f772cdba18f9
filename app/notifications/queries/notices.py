"""One's own notices, and whether mail is waiting to be sent."""

from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from app.kernel import paging
from app.kernel.errors import Invalid
from app.kernel.principals import Person
from app.kernel.work import Work
from app.notifications import policy
from app.notifications.models import Mail, Notice
from app.notifications.types import NoticeRow, Unsent

GONE = "there is nothing to say any more"
"""The error of a letter that was dropped because what it was to tell is over."""
NEWS_OF_P = (
    "(SELECT count(*) FROM (SELECT FROM notice n WHERE n.person_id = p.id AND n.read_at IS NULL LIMIT 100) AS news)"
)
"""SQL: how many notices the person `p` has not read, 100 at most; asked with the session, in the same statement."""


def list_mine(work: Work, after: str | None = None) -> paging.Page[NoticeRow]:
    """A page of the actor's notices, newest first."""
    columns = (
        Notice.id,
        Notice.code,
        Notice.facts,
        Notice.path,
        Notice.created_at,
        Notice.read_at.is_not(None),
    )
    query = select(*columns).where(policy.visible_to(work.actor)).order_by(Notice.id.desc()).limit(paging.SIZE + 1)
    if after:
        query = query.where(Notice.id < _id(after))
    rows = [NoticeRow(*row) for row in work.session.execute(query)]
    return paging.cut(rows, paging.SIZE, lambda row: (row.id,))


def _id(cursor: str) -> UUID:
    try:
        return UUID(paging.decode(cursor, 1)[0])
    except ValueError:
        raise Invalid(cursor="not_a_cursor") from None


def unread(work: Work) -> int:
    """How many notices the actor has not read yet. Nobody signed in has none."""
    if not isinstance(work.actor, Person):
        return 0
    query = select(func.count()).where(policy.visible_to(work.actor), Notice.read_at.is_(None))
    return work.session.scalar(query) or 0


def due() -> tuple[ColumnElement[bool], ...]:
    """Mail that is to be sent now."""
    return Mail.sent_at.is_(None), Mail.failed_at.is_(None), Mail.next_try_at <= func.clock_timestamp()


def count_unsent(session: Session) -> Unsent:
    """Letters that are still owed, and those that were given up: for operators."""
    waits = (Mail.sent_at.is_(None), Mail.failed_at.is_(None))
    columns = (func.count(), func.min(Mail.created_at), func.max(Mail.last_error))
    waiting, oldest_at, error = session.execute(select(*columns).where(*waits)).one()
    lost = select(func.count()).where(Mail.failed_at.is_not(None), Mail.last_error != GONE)
    return Unsent(waiting, oldest_at, error, session.scalar(lost) or 0)


def is_mail_due(session: Session) -> bool:
    """Whether there is mail to send now."""
    return bool(session.scalar(select(exists().where(*due()))))
