"""Reading the event log: what happened to one thing."""

from uuid import UUID

from sqlalchemy import select

from app.audit.types import Entry
from app.identity.models import Person
from app.kernel import paging
from app.kernel.errors import Invalid
from app.kernel.events import EventRecord
from app.kernel.work import Work


def timeline(work: Work, object_id: UUID, *, after: str | None = None, size: int = paging.SIZE) -> paging.Page[Entry]:
    """The events that name `object_id`, newest first.

    Whoever calls this has made sure that the actor may see everything about the object: names of
    reviewers are in it.
    """
    record = EventRecord
    columns = (record.id, record.occurred_at, record.name, record.facts, record.actor_kind, Person.name)
    query = (
        select(*columns)
        .outerjoin(Person, (Person.id == record.actor_id) & (record.actor_kind == "person"))
        .where(record.trail.contains([object_id]))
        .order_by(record.id.desc())
        .limit(size + 1)
    )
    if after:
        query = query.where(record.id < _id(after))
    rows = [Entry(*row) for row in work.session.execute(query)]
    return paging.cut(rows, size, lambda row: (row.id,))


def _id(cursor: str) -> UUID:
    try:
        return UUID(paging.decode(cursor, 1)[0])
    except ValueError:
        raise Invalid(cursor="not_a_cursor") from None
