"""Applicants at work while something is killed, and what must hold afterwards."""

import threading
from collections.abc import Callable
from pathlib import Path

from app.kernel import seals
from app.kernel import work as works
from app.kernel.db import Database
from app.kernel.principals import System
from tests.durability.applicant import Applicant
from tests.durability.conftest import Box, Site, wait_for

Look = Callable[..., list[tuple]]

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


def apply_while(
    site: Site, box: Box, cookies: list[str], slug: str, harm: Callable[[], None], *, rounds: int, excused: set[int]
) -> list[str]:
    """The references that eight applicants were acknowledged while harm was done so many times.

    Harm is done only while submissions and letters are under way. Applicants try again when there is
    no answer, or one of the `excused` statuses; any other surprise fails.
    """
    for program in ("web", "worker"):
        site.start(program)
    wait_for(site.answers, 300, "the site")
    stopping = threading.Event()
    clients = [Applicant(site.base, cookie, slug, stopping, excused) for cookie in cookies]
    for client in clients:
        client.start()
    try:
        for _ in range(rounds):
            received, letters = sum(len(client.acknowledged) for client in clients), box.taken.total()

            def is_busy(received: int = received, letters: int = letters) -> bool:
                assert all(client.is_alive() for client in clients), [client.surprises for client in clients]
                return sum(len(client.acknowledged) for client in clients) > received and box.taken.total() > letters

            wait_for(is_busy, 300, "the site to work again")
            harm()
    finally:
        stopping.set()
        for client in clients:
            client.join(300)
    assert [client.surprises for client in clients] == [[] for _ in clients], site.log.read_text("utf-8")[-4000:]
    assert sum(client.repeated for client in clients) > 0, "nobody noticed"
    return sorted(reference for client in clients for reference in client.acknowledged)


def check_all_is_there(acknowledged: list[str], box: Box, look: Look) -> None:
    """Every acknowledged submission once, its event once, its letter sent and recorded once, its notice once."""
    assert sorted(look(SUBMISSIONS)) == [(reference, 1) for reference in acknowledged]
    sent = sorted(submission for (submission,) in look("SELECT id::text FROM submission"))
    assert sorted(look(TOLD)) == [(submission, 1) for submission in sent]
    wait_for(lambda: len(look("SELECT id FROM mail")) == len(sent) and look(UNSENT) == [], 300, "the last letter")
    assert sorted(look(OWED)) == sorted(look(RECEIPTS))
    assert sorted(box.taken) == sorted(mail for (mail,) in look("SELECT id::text FROM mail"))
    assert sorted(look(NOTICES)) == [(reference, "application_submitted", 1) for reference in acknowledged]
    assert look("SELECT * FROM parked_event") == []


def check_the_chain(database: Database, anchors: Path) -> None:
    """The log is sealed without a gap, and every anchor handed out is one of its seals."""
    with works.writing(database, works.acting_as(System("test"))) as work:
        while seals.seal(work) is not None:
            pass
    lines = anchors.read_text("utf-8").splitlines()
    assert lines != []
    with database.reading() as session:
        for line in lines:
            found = seals.verify(session, seals.Anchor.last(line))
            assert (found.unsealed, found.faults) == (0, ())
