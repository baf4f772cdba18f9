"""A change to the log is seen: each way of tampering, and what an anchor adds."""

import pytest
from sqlalchemy import text

from app.kernel import seals
from app.kernel import work as works
from app.kernel.db import connect
from app.kernel.events import EventRecord
from app.kernel.ids import new_id
from app.kernel.principals import System

SYSTEM = works.acting_as(System("test"))


def write(database, count):
    with works.writing(database, SYSTEM) as work:
        for number in range(count):
            subject = new_id()
            work.session.add(
                EventRecord(
                    name="test.written",
                    subject_id=subject,
                    trail=[subject],
                    actor_kind="system",
                    actor_id=None,
                    occurred_at=work.now,
                    facts={"number": number, "word": "é"},
                )
            )


def seal(database):
    with works.writing(database, SYSTEM) as work:
        return seals.seal(work)


def verify(database, anchor=None):
    with database.reading() as session:
        return seals.verify(session, anchor)


@pytest.fixture
def sealed(fresh_addresses):
    """A log of two seals and a tail, and the owner's connection to tamper with it."""
    database = connect(fresh_addresses.app, pool_size=2, application_name="test")
    owner = connect(fresh_addresses.owner, pool_size=1, application_name="tamper")
    write(database, 3)
    seal(database)
    write(database, 2)
    anchor = seal(database)
    write(database, 1)
    yield database, owner, anchor
    database.dispose()
    owner.dispose()


def tamper(owner, statement):
    with owner.writing() as session:
        session.execute(text(statement))
        session.commit()


def test_an_untouched_log_agrees_and_its_tail_is_told(sealed):
    database, _, anchor = sealed
    assert verify(database, anchor) == seals.Verification(seals=2, sealed=5, unsealed=1, faults=())
    assert seal(database).number == 3
    assert seal(database) is None
    assert verify(database, anchor) == seals.Verification(seals=3, sealed=6, unsealed=0, faults=())


FIRST_EVENT = "(SELECT id FROM event ORDER BY transaction, id LIMIT 1)"
WAYS = {
    "changed": f"UPDATE event SET facts = '{{}}' WHERE id = {FIRST_EVENT}",
    "actor changed": f"UPDATE event SET actor_kind = 'person' WHERE id = {FIRST_EVENT}",
    "removed": f"DELETE FROM event WHERE id = {FIRST_EVENT}",
    "slipped in": "INSERT INTO event (id, transaction, name, subject_id, trail, actor_kind, occurred_at, facts)"
    " SELECT gen_random_uuid(), transaction, name, subject_id, trail, actor_kind, occurred_at, facts"
    f" FROM event WHERE id = {FIRST_EVENT}",
    "moved": f"UPDATE event SET transaction = (SELECT max(transaction) + 1 FROM event) WHERE id = {FIRST_EVENT}",
    "a seal removed": "DELETE FROM seal WHERE number = 1",
    "a seal rewritten": "UPDATE seal SET hash = repeat('a', 64) WHERE number = 1",
}


@pytest.mark.parametrize("way", WAYS)
def test_tampering_is_seen(sealed, way):
    database, owner, _ = sealed
    tamper(owner, WAYS[way])
    assert verify(database).faults != ()


def test_a_cut_tail_is_seen_only_against_the_anchor(sealed):
    database, owner, anchor = sealed
    tamper(
        owner,
        "DELETE FROM event WHERE (transaction, id) >"
        " (SELECT last_transaction, last_event_id FROM seal WHERE number = 1)",
    )
    tamper(owner, "DELETE FROM seal WHERE number = 2")
    assert verify(database).faults == ()
    assert verify(database, anchor).faults == ("seal 2 is not the one that was anchored",)
