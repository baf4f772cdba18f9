"""What a subscriber is, and how one event is given to it without harm to the others."""

import functools
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.exc import DBAPIError

from app.kernel.errors import Refusal
from app.kernel.events import Event
from app.kernel.work import Work

Reaction = Callable[[Work, Any, UUID], None]
BACKDATED = timedelta(hours=1)
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Heard:
    """One event as the log keeps it."""

    id: UUID
    transaction: int
    name: str
    subject_id: UUID
    occurred_at: datetime
    facts: Mapping[str, Any]

    @property
    def backdated(self) -> bool:
        """Whether it tells of something long past, as a loader writes it: its id says when it was written."""
        written = datetime.fromtimestamp((self.id.int >> 80) / 1000, self.occurred_at.tzinfo)
        return written - self.occurred_at > BACKDATED


@dataclass(frozen=True)
class Subscriber:
    """Who hears what: a function `on_x(work, event, event_id)` for each event class.

    A reaction may be called again for the same event, so its effects carry the event's id as a
    unique key. One that `skips_backdated` is not told of history that a loader writes.
    """

    name: str
    reactions: Mapping[type[Event], Reaction]
    skips_backdated: bool = False

    def wants(self, heard: Heard) -> bool:
        """Whether the event is for this subscriber."""
        return heard.name in self.by_name and not (self.skips_backdated and heard.backdated)

    @functools.cached_property
    def by_name(self) -> dict[str, tuple[type[Event], Reaction]]:
        """The reactions by the name of their event."""
        return {kind.name: (kind, reaction) for kind, reaction in self.reactions.items()}


def give(work: Work, subscriber: Subscriber, heard: Heard) -> str | None:
    """Let the subscriber react inside a savepoint; what went wrong, or None.

    The answer names the kind of error and no more: its text could quote people's data. A lost
    connection is raised, because then nothing of the batch stands.
    """
    kind, reaction = subscriber.by_name[heard.name]
    try:
        with work.session.begin_nested():
            reaction(work, kind.read(heard.facts), heard.id)
    except Exception as error:
        if isinstance(error, DBAPIError) and error.connection_invalidated:
            raise
        said = type(error).__name__ + (f": {error.reason}" if isinstance(error, Refusal) else "")
        where = traceback.extract_tb(error.__traceback__)[-1]
        log.warning("event_parked", event_id=str(heard.id), error=said, at=f"{where.filename}:{where.lineno}")
        return said
    return None


def give_together(work: Work, subscriber: Subscriber, events: Sequence[Heard]) -> bool:
    """Let the subscriber react to all of them inside one savepoint: a third of the round trips.

    Returns whether it took them; if not, nothing of it stands, and they are to be given one by one.
    """
    try:
        with work.session.begin_nested():
            for heard in events:
                kind, reaction = subscriber.by_name[heard.name]
                reaction(work, kind.read(heard.facts), heard.id)
    except Exception as error:
        if isinstance(error, DBAPIError) and error.connection_invalidated:
            raise
        return False
    return True
