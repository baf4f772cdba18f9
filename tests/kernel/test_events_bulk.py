"""A bulk act of 10,000 reaches every subscriber within a minute, though one fails and the worker is killed."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from app.kernel import work as works
from app.kernel.db import Database, connect
from app.kernel.ids import new_id
from app.kernel.principals import System
from app.reviews.events import DecisionReleased

MANY = 10_000
SCRIPT = Path(__file__).with_name("failing_worker.py")
ROOT = SCRIPT.parents[2]

TABLES = """
CREATE TABLE heard (subscriber text, event_id uuid, PRIMARY KEY (subscriber, event_id));
CREATE TABLE broken (id uuid PRIMARY KEY)
"""
ENTRIES = """
WITH p AS (INSERT INTO programme (id, slug, name, summary, created_at)
           VALUES (uuidv7(), 'p', '{}', '{}', now()) RETURNING id),
 c AS (INSERT INTO call (id, programme_id, slug, title, summary, eligibility, process, notice, provenance, prefix,
                         year, last_number, zone, created_at, version)
       SELECT uuidv7(), p.id, 'c', '{}', '{}', '{}', '{}', '{}', 'live', 'PIA', 2026, 0, 'UTC', now(), 1
       FROM p RETURNING id),
 s AS (INSERT INTO stage (id, call_id, position, name, policy, form_version, rubric_version)
       SELECT uuidv7(), c.id, 1, '{}', '{}', 1, 1 FROM c RETURNING id, call_id),
 w AS (INSERT INTO person (id, name, sort_key, email, email_confirmed_at, created_at)
       VALUES (uuidv7(), 'Ada', 'ada', 'ada@example.org', now(), now()) RETURNING id),
 a AS (INSERT INTO application (id, call_id, stage_id, reference, title, state, locale, created_at, changed_at,
                                facts, version)
       SELECT uuidv7(), s.call_id, s.id, 'PIA-' || n, 'Title', 'accepted', 'en', now(), now(), '{}', 1
       FROM s, generate_series(1, :many) AS n RETURNING id)
INSERT INTO member (id, application_id, person_id, role, joined_at)
SELECT uuidv7(), a.id, w.id, 'lead', now() FROM a, w RETURNING application_id
"""


@pytest.fixture
def live(fresh_addresses) -> Iterator[Database]:
    owner = connect(fresh_addresses.owner, pool_size=1, application_name="setup")
    with owner.writing() as session:
        session.execute(text(TABLES))
        session.commit()
    owner.dispose()
    made = connect(fresh_addresses.app, pool_size=2, application_name="test")
    yield made
    made.dispose()


@pytest.fixture
def start(fresh_addresses, tmp_path):
    """Start a worker process; whatever still runs at the end is ended."""
    running = []

    def started() -> subprocess.Popen[bytes]:
        with (tmp_path / f"worker-{len(running)}.log").open("wb") as log:
            environment = os.environ | {"COMMONWEAL_ENV": "test", "PYTHONPATH": str(ROOT)}
            process = subprocess.Popen(
                [sys.executable, str(SCRIPT), fresh_addresses.app], env=environment, stdout=log, stderr=log
            )
        running.append(process)
        return process

    yield started
    for process in running:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def counts(live: Database) -> dict[str, int]:
    query = (
        "SELECT subscriber, count(*) FROM heard GROUP BY 1"
        " UNION ALL SELECT 'notices', count(*) FROM notice UNION ALL SELECT 'mails', count(*) FROM mail"
        " UNION ALL SELECT 'parked', count(*) FROM parked_event"
    )
    with live.reading() as session:
        return {name: count for name, count in session.execute(text(query)) if count}


def wait_for(live: Database, reached, seconds: float) -> None:
    ends = time.monotonic() + seconds
    while not reached(found := counts(live)):
        assert time.monotonic() < ends, found
        time.sleep(0.2)


def act(live: Database) -> list[DecisionReleased]:
    """10,000 decisions released at once; every hundredth meets a fault."""
    with works.writing(live, works.acting_as(System("test"))) as work:
        entries = list(work.session.execute(text(ENTRIES), {"many": MANY}).scalars())
        events = []
        for entry in entries:
            decision = new_id()
            events.append(
                DecisionReleased(subject_id=decision, application_id=entry, decision_id=decision, outcome="accepted")
            )
        work.session.execute(
            text("INSERT INTO broken VALUES (:id)"), [{"id": event.decision_id} for event in events[::100]]
        )
        work.emit_all(events)
    return events


def crowding() -> float:
    """How many times more work than processors the machine has had in the last minute; 1 at least."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


@pytest.mark.slow
@pytest.mark.timeout(2400)
def test_ten_thousand_events_drain_within_a_minute_with_failures_and_two_kills(live, start):
    act(live)
    began, crowd = time.monotonic(), crowding()
    for share in (0.2, 0.6):
        worker = start()
        wait_for(live, lambda found, least=share * MANY: found.get("steady", 0) >= least, 600)
        worker.kill()
        worker.wait()
    start()
    drained = {"steady": MANY, "failing": MANY - MANY // 100, "notices": MANY, "mails": MANY, "parked": MANY // 100}
    wait_for(live, lambda found: found == drained, 600)
    took, crowd = time.monotonic() - began, max(crowd, crowding())
    with live.writing() as session:
        session.execute(text("DELETE FROM broken"))
        session.execute(text("UPDATE parked_event SET next_try_at = now()"))
        session.commit()
    drained = {"steady": MANY, "failing": MANY, "notices": MANY, "mails": MANY}
    wait_for(live, lambda found: found == drained, 300)
    assert took < 60 * crowd, f"{took:.0f} s where {crowd:.1f} share a processor"
