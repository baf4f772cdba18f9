"""One unit of work: one transaction, one actor, one clock. The only place that commits."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.kernel import clock, queue, statements
from app.kernel.db import Database
from app.kernel.events import Event, EventRecord, record
from app.kernel.prepared import Rows
from app.kernel.principals import Principal


@dataclass(slots=True)
class Work:
    """What a deed has in hand: the session, who acts, and what time it is."""

    session: Session
    actor: Principal
    now: datetime
    news: int = field(default=0)
    _asker: statements.Asker = field(init=False)

    def __post_init__(self) -> None:
        self._asker = statements.asker_of(self.actor)

    def read(self, build: statements.Build, *shape: Hashable, **values: Any) -> Rows:
        """Rows of columns: the statement `build(actor, *shape)`, made once for each kind of actor and shape.

        `values` are its `bindparam`s; app.kernel.statements says what `build` may do.
        """
        return statements.made(build, self._asker, *shape).rows(self.session, {**self._asker.ids, **values})

    def read_one(self, build: statements.Build, *shape: Hashable, **values: Any) -> tuple[Any, ...] | None:
        """The first row that `read` would give; None without one."""
        return next(iter(self.read(build, *shape, **values)), None)

    def load(self, build: statements.Build, *shape: Hashable, **values: Any) -> Any | None:
        """The first entity of the statement `build(actor, *shape)`, made as `read` makes it; None without one."""
        statement = statements.made(build, self._asker, *shape).statement
        return self.session.scalar(statement, {**self._asker.ids, **values})

    def emit(self, event: Event) -> None:
        """Write `event` in this transaction; subscribers hear of it after the commit."""
        self.session.add(record(event, self.actor, self.now))
        self.news += 1

    def emit_all(self, events: list[Event]) -> None:
        """Write many events in one statement: for acts in bulk."""
        rows = [record(event, self.actor, self.now) for event in events]
        columns = ("name", "subject_id", "trail", "actor_kind", "actor_id", "occurred_at", "facts")
        self.session.flush()
        if rows:
            self.session.execute(insert(EventRecord), [{c: getattr(row, c) for c in columns} for row in rows])
        self.news += len(rows)


Authenticate = Callable[[Session], Principal]


@contextmanager
def reading(database: Database, authenticate: Authenticate) -> Iterator[Work]:
    """A work that cannot write: the server refuses, and nothing is kept."""
    with database.reading() as session:
        yield Work(session, authenticate(session), clock.wall())


@contextmanager
def writing(database: Database, authenticate: Authenticate) -> Iterator[Work]:
    """A work that commits once, at the end; any exception rolls it back whole."""
    with database.writing() as session:
        now = clock.database(session)
        work = Work(session, authenticate(session), now)
        yield work
        if work.news:
            session.flush()
            queue.wake(session)
        session.commit()


def acting_as(actor: Principal) -> Authenticate:
    """For jobs and commands, which know who they are."""
    return lambda _session: actor
