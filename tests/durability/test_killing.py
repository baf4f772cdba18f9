"""Nothing acknowledged is lost or doubled, and no letter is forgotten, whenever web and worker are killed."""

import random
import threading
import time
from pathlib import Path

import pytest

from app.kernel import seals
from app.kernel import work as works
from app.kernel.principals import System
from tests.durability.applicant import Applicant
from tests.durability.conftest import wait_for

KILLS = 20
SEED = 20_261_123

SUBMISSIONS = """
SELECT application.reference, submission.number FROM submission JOIN application ON application.id = application_id
"""
TOLD = """
SELECT facts ->> 'submission_id', count(*) FROM event WHERE name = 'application.submitted' GROUP BY 1
"""
OWED = """
SELECT facts ->> 'submission_id', template, recipient, count(*), count(sent_at), count(failed_at)
FROM mail GROUP BY 1, 2, 3
"""
RECEIPTS = """
SELECT submission.id::text, 'application_submitted', person.email, 1, 1, 0
FROM submission JOIN person ON person.id = submitted_by
"""
UNSENT = "SELECT id FROM mail WHERE sent_at IS NULL"
NOTICES = "SELECT facts ->> 'reference', code, count(*) FROM notice GROUP BY 1, 2"


def kill_again_and_again(site, box, clients, chance) -> None:
    """At random moments, but only while submissions and letters are under way."""
    for _ in range(KILLS):
        received = sum(len(client.acknowledged) for client in clients)
        letters = box.taken.total()

        def is_busy(received: int = received, letters: int = letters) -> bool:
            assert all(client.is_alive() for client in clients), [client.surprises for client in clients]
            return sum(len(client.acknowledged) for client in clients) > received and box.taken.total() > letters

        wait_for(is_busy, 120, "the site to work again")
        victims = ["web", "worker"]
        chance.shuffle(victims)
        for victim in victims:
            time.sleep(chance.uniform(0, 0.4))
            site.kill(victim)
        for victim in victims:
            site.start(victim)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_what_was_acknowledged_is_there_once_and_its_letter_sent(site, box, live, look, call, cookies, tmp_path):
    for program in ("web", "worker"):
        site.start(program)
    wait_for(site.answers, 120, "the site")
    stopping = threading.Event()
    clients = [Applicant(site.base, cookie, call, stopping) for cookie in cookies]
    for client in clients:
        client.start()
    try:
        kill_again_and_again(site, box, clients, random.Random(SEED))
    finally:
        stopping.set()
        for client in clients:
            client.join(200)
    assert [client.surprises for client in clients] == [[] for _ in clients], site.log.read_text("utf-8")[-4000:]
    acknowledged = sorted(reference for client in clients for reference in client.acknowledged)
    assert sum(client.repeated for client in clients) > 0

    assert sorted(look(SUBMISSIONS)) == [(reference, 1) for reference in acknowledged]
    sent = sorted(submission for (submission,) in look("SELECT id::text FROM submission"))
    assert sorted(look(TOLD)) == [(submission, 1) for submission in sent]

    wait_for(lambda: len(look("SELECT id FROM mail")) == len(sent) and look(UNSENT) == [], 120, "the last letter")
    assert sorted(look(OWED)) == sorted(look(RECEIPTS))
    assert sorted(box.taken) == sorted(mail for (mail,) in look("SELECT id::text FROM mail"))
    assert sorted(look(NOTICES)) == [(reference, "application_submitted", 1) for reference in acknowledged]
    assert look("SELECT * FROM parked_event") == []
    check_the_chain(live, tmp_path / "anchors")


def check_the_chain(live, anchors: Path) -> None:
    """The log is sealed without a gap, and every anchor handed out is one of its seals."""
    with works.writing(live, works.acting_as(System("test"))) as work:
        while seals.seal(work) is not None:
            pass
    kept = [line.split() for line in anchors.read_text("utf-8").splitlines()]
    with live.reading() as session:
        for number, digest in kept:
            found = seals.verify(session, seals.Anchor(int(number), digest))
            assert (found.unsealed, found.faults) == (0, ())
    assert len(kept) > 1
