"""Events reach every subscriber in order and at least once, whatever fails between."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

import pytest
from sqlalchemy import create_engine, select, text
from sqlalchemy.exc import ProgrammingError

from app.kernel import delivery, seals
from app.kernel import work as works
from app.kernel.db import Database, connect
from app.kernel.delivery import draining, models
from app.kernel.events import REGISTRY, Event, listed
from app.kernel.ids import new_id
from app.kernel.principals import System

FORBIDDEN = (
    "UPDATE event SET name = 'x'",
    "DELETE FROM event",
    "TRUNCATE event",
    "DELETE FROM seal",
    "UPDATE log_place SET shift = 0",
    "DELETE FROM log_place",
)


@pytest.fixture(scope="module")
def noted() -> Iterator[type[Event]]:
    """An event of this test, forgotten afterwards."""

    @listed
    @dataclass(frozen=True, kw_only=True, slots=True)
    class Noted(Event):
        """Something to hear of."""

        name: ClassVar[str] = "test.noted"
        number: int

    yield Noted
    del REGISTRY[Noted.name]


@pytest.fixture
def live(fresh_addresses) -> Iterator[Database]:
    """A database that really commits."""
    made = connect(fresh_addresses.app, pool_size=4, application_name="test")
    yield made
    made.dispose()


class Ear:
    """A subscriber that remembers, and fails on the numbers it is told to."""

    def __init__(self, kind: type[Event], name: str = "ear") -> None:
        self.heard: list[int] = []
        self.fails: set[int] = set()
        self.subscriber = delivery.Subscriber(name, {kind: self.on_noted})

    def on_noted(self, work: works.Work, event: Event, event_id: UUID) -> None:
        assert isinstance(event_id, UUID)
        if event.number in self.fails:
            raise LookupError(event.number)
        self.heard.append(event.number)


def emit(live: Database, kind: type[Event], *numbers: int, subject: UUID | None = None) -> None:
    with works.writing(live, works.acting_as(System("test"))) as work:
        for number in numbers:
            work.emit(kind(subject_id=subject or new_id(), number=number))


def due_now(live: Database) -> None:
    with live.writing() as session:
        session.execute(text("UPDATE parked_event SET next_try_at = clock_timestamp()"))
        session.commit()


def test_each_subscriber_hears_every_event_once_in_order(live, noted):
    first, second = Ear(noted), Ear(noted, "second")
    emit(live, noted, *range(7))
    assert delivery.drain(live, [first.subscriber, second.subscriber], delivery.Limits(batch=3)) is False
    emit(live, noted, 7)
    delivery.drain(live, [first.subscriber, second.subscriber])
    delivery.drain(live, [first.subscriber, second.subscriber])
    assert (first.heard, second.heard) == (list(range(8)), list(range(8)))


def test_an_event_of_an_open_transaction_is_not_passed_over(live, noted):
    ear = Ear(noted)
    with works.writing(live, works.acting_as(System("test"))) as slow:
        slow.emit(noted(subject_id=new_id(), number=1))
        slow.session.flush()
        emit(live, noted, 2)
        assert delivery.drain(live, [ear.subscriber]) is True
        assert ear.heard == []
    assert delivery.drain(live, [ear.subscriber]) is False
    assert ear.heard == [1, 2]


def test_a_crash_before_the_commit_repeats_the_batch(live, noted, monkeypatch):
    ear = Ear(noted)
    emit(live, noted, 1, 2)

    def crash(*_arguments: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(draining, "_advance", crash)
        with pytest.raises(KeyboardInterrupt):
            delivery.drain(live, [ear.subscriber])
    delivery.drain(live, [ear.subscriber])
    assert ear.heard == [1, 2, 1, 2]


def test_a_failing_event_waits_with_its_subject_and_the_others_go_on(live, noted):
    ear, subject = Ear(noted), new_id()
    ear.fails = {1}
    emit(live, noted, 1, 2, subject=subject)
    emit(live, noted, 3)
    emit(live, noted, 4, subject=subject)
    delivery.drain(live, [ear.subscriber])
    assert ear.heard == [3]
    with live.reading() as session:
        parked = delivery.list_parked(session)
        assert delivery.is_waiting(session, ["ear"]) is False
    assert sorted((entry.attempts, entry.error) for entry in parked) == [
        (0, "waits behind an earlier event of its subject"),
        (0, "waits behind an earlier event of its subject"),
        (1, "LookupError"),
    ]
    due_now(live)
    delivery.drain(live, [ear.subscriber])
    assert ear.heard == [3]
    ear.fails = set()
    due_now(live)
    with live.reading() as session:
        assert delivery.is_waiting(session, ["ear"]) is True
    delivery.drain(live, [ear.subscriber])
    assert ear.heard == [3, 1, 2, 4]
    with live.reading() as session:
        assert delivery.list_parked(session) == []


class Crowd(Ear):
    """The same, told of many events at once; remembers what each call was about, failed ones too."""

    def __init__(self, kind: type[Event]) -> None:
        super().__init__(kind)
        self.calls: list[list[int]] = []
        self.subscriber = delivery.Subscriber("crowd", {kind: delivery.Together(self.on_many)})

    def on_many(self, work: works.Work, events: Sequence[tuple[Event, UUID]]) -> None:
        self.calls.append([event.number for event, _ in events])
        for event, event_id in events:
            self.on_noted(work, event, event_id)


def test_a_run_of_events_is_given_in_one_call(live, noted):
    crowd = Crowd(noted)
    emit(live, noted, *range(5))
    delivery.drain(live, [crowd.subscriber])
    assert crowd.calls == [[0, 1, 2, 3, 4]]


def test_one_failing_event_is_found_in_a_few_calls_and_the_rest_is_taken(live, noted):
    crowd = Crowd(noted)
    crowd.fails = {333}
    emit(live, noted, *range(500))
    delivery.drain(live, [crowd.subscriber])
    taken = [numbers for numbers in crowd.calls if 333 not in numbers]
    assert sorted(number for numbers in taken for number in numbers) == [n for n in range(500) if n != 333]
    assert len(crowd.calls) < 40
    with live.reading() as session:
        assert [(entry.attempts, entry.error) for entry in delivery.list_parked(session)] == [(1, "LookupError")]


def test_what_waited_behind_a_mended_event_is_taken_with_it(live, noted):
    crowd, subject = Crowd(noted), new_id()
    crowd.fails = {0, 50}
    emit(live, noted, *range(100), subject=subject)
    delivery.drain(live, [crowd.subscriber])
    crowd.fails = {50}
    crowd.calls.clear()
    due_now(live)
    delivery.drain(live, [crowd.subscriber])
    with live.reading() as session:
        assert len(delivery.list_parked(session)) == 50
        assert delivery.is_waiting(session, ["crowd"]) is False
    assert len(crowd.calls) < 40
    crowd.fails = set()
    due_now(live)
    delivery.drain(live, [crowd.subscriber])
    with live.reading() as session:
        assert delivery.list_parked(session) == []


def test_what_a_failing_subscriber_wrote_is_undone(live, noted):
    def write_and_fail(work: works.Work, event: Event, event_id: UUID) -> None:
        work.session.add(models.EventCursor(subscriber="trace", transaction=1, event_id=event_id, moved_at=work.now))
        work.session.flush()
        raise LookupError

    emit(live, noted, 1)
    delivery.drain(live, [delivery.Subscriber("writer", {noted: write_and_fail})])
    with live.reading() as session:
        assert list(session.scalars(select(models.EventCursor.subscriber))) == ["writer"]


def test_numbers_of_a_log_of_long_standing_fit(live, noted, fresh_addresses):
    owner = connect(fresh_addresses.owner, pool_size=1, application_name="test")
    with owner.writing() as session:
        session.execute(text("UPDATE log_place SET shift = shift + 5000000000"))
        session.commit()
    owner.dispose()
    ear = Ear(noted)
    emit(live, noted, 1)
    delivery.drain(live, [ear.subscriber])
    for number in (2, 3):
        emit(live, noted, number)
        with works.writing(live, works.acting_as(System("test"))) as work:
            assert seals.seal(work) is not None
    delivery.drain(live, [ear.subscriber])
    with live.reading() as session:
        assert seals.verify(session).faults == ()
        assert session.scalar(text("SELECT min(transaction) FROM event")) > 5_000_000_000
    assert ear.heard == [1, 2, 3]


def test_another_worker_at_the_same_subscriber_is_left_alone(live, noted):
    ear = Ear(noted)
    emit(live, noted, 1)
    with live.writing() as other:
        other.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('delivery:ear', 0))"))
        assert delivery.drain(live, [ear.subscriber]) is True
        assert ear.heard == []
        other.rollback()
    delivery.drain(live, [ear.subscriber])
    assert ear.heard == [1]


def test_history_that_a_loader_writes_is_told_only_to_those_who_want_it(live, noted):
    ear, deaf = Ear(noted), Ear(noted, "deaf")
    quiet = delivery.Subscriber("deaf", {noted: deaf.on_noted}, skips_backdated=True)
    emit(live, noted, 1)
    owner = live.writing
    with owner() as session:
        session.execute(
            text(
                "INSERT INTO event (id, name, subject_id, trail, actor_kind, occurred_at, facts)"
                " SELECT :id, name, subject_id, trail, actor_kind, '2021-01-01', facts FROM event"
            ),
            {"id": new_id()},
        )
        session.commit()
    delivery.drain(live, [ear.subscriber, quiet])
    assert (ear.heard, deaf.heard) == ([1, 1], [1])


def test_the_program_can_neither_change_nor_remove_events(live, noted, fresh_addresses):
    emit(live, noted, 1)
    engine = create_engine(fresh_addresses.app)
    refused = 0
    for statement in FORBIDDEN:
        with engine.connect() as connection:
            try:
                connection.execute(text(statement))
            except ProgrammingError as error:
                refused += "permission denied" in str(error)
    engine.dispose()
    assert refused == len(FORBIDDEN)
