"""The doctor shows what the worker has not done, and that it was made up for."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import text, update

from app import doctor, wiring
from app.identity.events import SignInLinkRequested
from app.identity.models import SignInLink
from app.kernel import delivery, seals
from app.kernel import work as works
from app.kernel.db import Database, connect
from app.kernel.ids import new_id
from app.kernel.postgres.doctor import Finding
from app.kernel.principals import System
from app.notifications.models import Mail

SYSTEM = works.acting_as(System("test"))
WORKER = "See that `commonweal worker` runs."
WELL = [
    Finding("ok", "notifications has 0 events to hear."),
    Finding("ok", "reviews has 0 events to hear."),
    Finding("ok", "0 letters are to be sent."),
    Finding("ok", "0 events are to be sealed."),
]


@pytest.fixture
def live(fresh_addresses) -> Iterator[Database]:
    made = connect(fresh_addresses.app, pool_size=3, application_name="test")
    yield made
    made.dispose()


@pytest.fixture
def age(fresh_addresses):
    """`age()`: all that is there happened an hour earlier than it did."""
    owner = connect(fresh_addresses.owner, pool_size=1, application_name="test")

    def made_older() -> None:
        with owner.writing() as session:
            for statement in (
                "UPDATE event SET id = uuidv7(interval '-65 minutes')",
                "UPDATE mail SET created_at = created_at - interval '65 minutes'",
                "UPDATE parked_event SET parked_at = parked_at - interval '65 minutes', next_try_at = now()",
            ):
                session.execute(text(statement))
            session.commit()

    yield made_older
    owner.dispose()


def ask_for_a_link(live) -> None:
    with works.writing(live, SYSTEM) as work:
        link = SignInLink(
            id=new_id(), purpose="sign_in", email="new@example.org", next_path="/", locale="en", created_at=work.now,
            expires_at=work.now + timedelta(hours=1),
        )  # fmt: skip
        work.session.add(link)
        work.emit(SignInLinkRequested(subject_id=link.id, link_id=link.id, purpose="sign_in"))


def findings(live) -> list[Finding]:
    with live.reading() as session:
        return list(doctor._background(session))


def test_an_idle_site_is_well(live):
    assert findings(live) == WELL


def test_a_stopped_worker_is_seen_and_what_it_left_is_made_up_for(live, age):
    ask_for_a_link(live)
    assert [finding.level for finding in findings(live)] == ["ok", "ok", "ok", "ok"]
    age()
    heard, reviews, letters, sealed = findings(live)
    assert (heard.level, heard.what) == ("problem", "notifications has 1 events to hear, the oldest for 65 minutes.")
    assert (reviews.level, reviews.what) == ("problem", "reviews has 1 events to hear, the oldest for 65 minutes.")
    assert letters.level == "ok"
    assert (sealed.level, sealed.what, sealed.mend) == (
        "problem",
        "1 events are to be sealed, the oldest for 65 minutes.",
        WORKER,
    )
    delivery.drain(live, wiring.SUBSCRIBERS)
    with works.writing(live, SYSTEM) as work:
        seals.seal(work)
    heard, reviews, letters, sealed = findings(live)
    assert (heard, reviews, letters.what, sealed) == (*WELL[:2], "1 letters are to be sent.", WELL[3])


def test_mail_that_waits_and_mail_that_was_given_up_is_told(live, age):
    ask_for_a_link(live)
    ask_for_a_link(live)
    delivery.drain(live, wiring.SUBSCRIBERS)
    with live.writing() as session:
        session.execute(update(Mail).values(last_error="the server answered 451"))
        session.commit()
    age()
    letters = findings(live)[2]
    said = "2 letters are to be sent: the server answered 451, the oldest for 65 minutes."
    assert (letters.level, letters.what) == ("problem", said)
    with live.writing() as session:
        session.execute(update(Mail).values(failed_at=text("now()")))
        session.commit()
    assert findings(live)[2:4] == [
        WELL[2],
        Finding("warning", "2 letters were given up.", "Their rows in `mail` say why."),
    ]


def test_what_a_subscriber_cannot_take_is_told(live, age, monkeypatch):
    def fail(*_given: object) -> None:
        raise LookupError

    failing = delivery.Subscriber("notifications", {SignInLinkRequested: fail})
    monkeypatch.setattr(wiring, "SUBSCRIBERS", (failing,))
    ask_for_a_link(live)
    delivery.drain(live, wiring.SUBSCRIBERS)
    age()
    heard, parked, *_ = findings(live)
    assert heard.level == "ok"
    assert (parked.level, parked.what) == (
        "problem",
        "1 events wait for notifications to take them again: LookupError, the oldest for 65 minutes.",
    )
