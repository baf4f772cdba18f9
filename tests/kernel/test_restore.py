"""A log that is restored into another cluster, which counts its transactions anew, loses and skips nothing."""

import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import text

from app.kernel import delivery, postgres, seals
from app.kernel import work as works
from app.kernel.db import Database, connect
from app.kernel.events import REGISTRY, Event, listed
from app.kernel.ids import new_id
from app.kernel.postgres import PostgresError, copying, databases
from app.kernel.principals import System

SYSTEM = works.acting_as(System("test"))
CONTENT = """
SELECT string_agg(md5(event::text), ',' ORDER BY event.id) || (SELECT md5(string_agg(seal::text, ',')) FROM seal)
  || (SELECT string_agg(c::text, ',') FROM event_cursor c)
FROM event
"""
BURN = "DO $$ BEGIN FOR i IN 1..2000 LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def noted() -> Iterator[type[Event]]:
    """An event of this test, forgotten afterwards."""

    @listed
    @dataclass(frozen=True, kw_only=True, slots=True)
    class Noted(Event):
        """Something to hear of."""

        name: ClassVar[str] = "test.restored"
        number: int

    yield Noted
    del REGISTRY[Noted.name]


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[postgres.Addresses]:
    """Another cluster, hardly used."""
    folder = tmp_path_factory.mktemp("other")
    with postgres.running(folder) as addresses:
        yield addresses
    postgres.remove(folder)


class Ear:
    """A subscriber that remembers."""

    def __init__(self, kind: type[Event]) -> None:
        self.heard: list[int] = []
        self.subscriber = delivery.Subscriber("ear", {kind: self.on_noted})

    def on_noted(self, _work: works.Work, event: Event, _event_id: UUID) -> None:
        self.heard.append(event.number)

    def listen(self, database: Database) -> list[int]:
        """What is heard on a database, from now."""
        self.heard.clear()
        delivery.drain(database, [self.subscriber])
        return list(self.heard)


def opened(addresses: postgres.Addresses) -> Database:
    return connect(addresses.app, pool_size=3, application_name="test")


def emit(work: works.Work, kind: type[Event], number: int) -> None:
    work.emit(kind(subject_id=new_id(), number=number))
    work.session.flush()


def say(database: Database, kind: type[Event], *numbers: int) -> None:
    for number in numbers:
        with works.writing(database, SYSTEM) as work:
            emit(work, kind, number)


def seal(database: Database) -> seals.Anchor | None:
    with works.writing(database, SYSTEM) as work:
        return seals.seal(work)


def value(database: Database, query: str) -> object:
    with database.reading() as session:
        return session.scalar(text(query))


@pytest.fixture
def dumped(fresh_addresses, noted, tmp_path) -> tuple[Path, seals.Anchor, object]:
    """A dump of a log of long standing (1 to 5; 4 and 5 not yet heard nor sealed), its anchor, its content."""
    database = opened(fresh_addresses)
    ear = Ear(noted)
    say(database, noted, 1, 2)
    with psycopg.connect(databases.conninfo(fresh_addresses.app), autocommit=True) as connection:
        connection.execute(BURN)
    say(database, noted, 3)
    assert ear.listen(database) == [1, 2, 3]
    anchor = seal(database)
    say(database, noted, 4, 5)
    file = tmp_path / "a dump"
    copying.dump(fresh_addresses.owner, file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    content = value(database, CONTENT)
    database.dispose()
    return file, anchor, content


@pytest.fixture(params=["another cluster", "the same cluster"])
def place(request, cluster, other) -> Iterator[postgres.Addresses]:
    """An empty database to restore into."""
    server = other if request.param == "another cluster" else cluster
    name = f"restored_{new_id().hex[-12:]}"
    yield postgres.create_database(server, name)
    postgres.drop_database(server, name)


def test_delivery_and_seals_go_on_where_they_were(dumped, place, noted):
    file, anchor, content = dumped
    copying.restore(place.owner, file)
    database, ear = opened(place), Ear(noted)
    assert value(database, CONTENT) == content
    with database.reading() as session:
        assert delivery.is_waiting(session, ["ear"]) is True
    assert ear.listen(database) == [4, 5]
    say(database, noted, 6, 7)
    assert ear.listen(database) == [6, 7]
    seal(database)
    with database.reading() as session:
        assert seals.verify(session, anchor) == seals.Verification(seals=2, sealed=7, unsealed=0, faults=())
    database.dispose()


def test_the_other_cluster_would_have_numbered_below_the_log(dumped, other, noted):
    """What the test above stands on: without a shift the new events would be behind the cursors."""
    file, _, _ = dumped
    place = postgres.create_database(other, "below")
    copying.restore(place.owner, file)
    database = opened(place)
    with database.writing() as session:
        assert session.scalar(text("SELECT max(transaction) > pg_current_xact_id()::text::bigint FROM event"))
    database.dispose()
    postgres.drop_database(other, "below")


def test_a_transaction_older_than_the_first_event_is_neither_passed_over_nor_put_before_the_restored(
    dumped, place, noted
):
    file, _, _ = dumped
    copying.restore(place.owner, file)
    database, ear = opened(place), Ear(noted)
    with works.writing(database, SYSTEM) as early:
        early.session.execute(text("SELECT pg_current_xact_id()"))
        say(database, noted, 7)
        assert ear.listen(database) == [4, 5]
        emit(early, noted, 6)
    assert ear.listen(database) == [6, 7]
    database.dispose()


def test_a_database_in_use_is_not_restored_into(dumped, fresh_addresses):
    with pytest.raises(PostgresError, match="not empty"):
        copying.restore(fresh_addresses.owner, dumped[0])


def test_a_broken_dump_leaves_nothing_behind(dumped, place, tmp_path):
    file, _, _ = dumped
    cut = tmp_path / "cut"
    cut.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    with pytest.raises(PostgresError, match="pg_restore stopped"):
        copying.restore(place.owner, cut)
    database = connect(place.owner, pool_size=1, application_name="test")
    assert value(database, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0
    database.dispose()


def test_a_dump_that_fails_leaves_no_file(fresh_addresses, tmp_path):
    with pytest.raises(PostgresError, match="pg_dump stopped"):
        copying.dump(fresh_addresses.owner.replace("fresh_", "never_"), tmp_path / "none")
    assert list(tmp_path.iterdir()) == []
