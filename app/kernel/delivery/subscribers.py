"""What a subscriber is, and how events are given to it so that one it fails on harms no other."""

import functools
import itertools
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
Reactions = Callable[[Work, Sequence[tuple[Any, UUID]]], None]
BACKDATED = timedelta(hours=1)
PARTS = 16
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


@dataclass(frozen=True, slots=True)
class Together:
    """A reaction `on_x(work, [(event, event_id), …])` to a run of events of one class, for what bulk acts tell."""

    react: Reactions


@dataclass(frozen=True)
class Subscriber:
    """Who hears what: a function `on_x(work, event, event_id)` for each event class, or one for a run of them.

    A reaction may be called again for the same event, so its effects carry the event's id as a
    unique key. One that `skips_backdated` is not told of history that a loader writes.
    """

    name: str
    reactions: Mapping[type[Event], Reaction | Together]
    skips_backdated: bool = False

    def wants(self, heard: Heard) -> bool:
        """Whether the event is for this subscriber."""
        return heard.name in self.by_name and not (self.skips_backdated and heard.backdated)

    @functools.cached_property
    def by_name(self) -> dict[str, tuple[type[Event], Reactions]]:
        """The reactions by the name of their event, each as one to a run of events."""
        return {kind.name: (kind, _to_a_run(reaction)) for kind, reaction in self.reactions.items()}


def _to_a_run(reaction: Reaction | Together) -> Reactions:
    if isinstance(reaction, Together):
        return reaction.react

    def react(work: Work, events: Sequence[tuple[Any, UUID]]) -> None:
        for event, event_id in events:
            reaction(work, event, event_id)

    return react


@dataclass(frozen=True, slots=True)
class Untaken:
    """An event the subscriber did not take; `error` is empty when it was not tried because an earlier one failed."""

    event: Heard
    error: str


def give(work: Work, subscriber: Subscriber, events: Sequence[Heard], blocked: set[UUID]) -> list[Untaken]:
    """Let the subscriber react to the events in their order; returns those it did not take.

    Whole if it can be, in one savepoint; else in PARTS, each likewise, down to the event that fails.
    Events of subjects in `blocked` are not tried; the subject of one that fails is added there.
    A lost connection is raised, because then nothing of the transaction stands.
    """
    untaken = [Untaken(event, "") for event in events if event.subject_id in blocked]
    clear = [event for event in events if event.subject_id not in blocked]
    error = _try(work, subscriber, clear)
    if error is None:
        return untaken
    if len(clear) == 1:
        said, where = _said(error)
        log.warning("event_parked", event_id=str(clear[0].id), error=said, at=where)
        blocked.add(clear[0].subject_id)
        return [*untaken, Untaken(clear[0], said)]
    size = -(-len(clear) // PARTS)
    for start in range(0, len(clear), size):
        untaken += give(work, subscriber, clear[start : start + size], blocked)
    return untaken


def _try(work: Work, subscriber: Subscriber, events: Sequence[Heard]) -> Exception | None:
    if not events:
        return None
    try:
        with work.session.begin_nested():
            for name, run in itertools.groupby(events, lambda heard: heard.name):
                kind, react = subscriber.by_name[name]
                react(work, [(kind.read(heard.facts), heard.id) for heard in run])
    except Exception as error:
        if isinstance(error, DBAPIError) and error.connection_invalidated:
            raise
        return error
    return None


def _said(error: Exception) -> tuple[str, str]:
    """The kind of error and where it arose, and no more: its text could quote people's data."""
    where = traceback.extract_tb(error.__traceback__)[-1]
    said = type(error).__name__ + (f": {error.reason}" if isinstance(error, Refusal) else "")
    return said, f"{where.filename}:{where.lineno}"
