"""When a call is cancelled, everybody who applies to it or reviews for it hears why, once."""

import pytest
from sqlalchemy import select, update

from app.applications.models import Application, Member
from app.calls.models import Call
from app.calls.service import calls
from app.kernel import delivery
from app.kernel import work as works
from app.kernel.ids import new_id
from app.kernel.principals import System
from app.notifications import jobs
from app.notifications.models import Notice
from tests.notifications.conftest import assign, person

SYSTEM = works.acting_as(System("test"))
REASON = {"en": "The money is gone.\n\nWe are <sorry>.", "fr": "L’argent manque."}


def cancel(live, team):
    with works.writing(live, SYSTEM) as work:
        calls.cancel(work, team.call.id, REASON)
    for _ in range(2):
        with live.writing() as session:
            session.execute(update(delivery.models.EventCursor).values(transaction=0))
            session.commit()
        delivery.drain(live, [jobs.SUBSCRIBER])


def enter(live, team, state, *people, call=None):
    """Another application in `state`, of new people or of those given."""
    with works.writing(live, SYSTEM) as work:
        number = new_id().hex[-12:]
        entry = Application(
            call_id=(call or team.call).id, stage_id=team.stage.id, reference=f"PIA-{number}", title="Secret wells",
            state=state, locale="en", created_at=work.now, changed_at=work.now, facts={}, version=1,
        )  # fmt: skip
        people = people or (person(work, f"In {state} {number}".replace(" ", "-")),)
        work.session.add(entry)
        work.session.add_all(people)
        work.session.flush()
        for one in people:
            work.session.add(Member(application_id=entry.id, person_id=one.id, role="lead", joined_at=work.now))
    return entry, people[0]


def told(live):
    with live.reading() as session:
        rows = session.execute(select(Notice.person_id, Notice.code, Notice.path, Notice.facts).order_by(Notice.id))
        return sorted((row.code, row.person_id, row.path, row.facts["call"]) for row in rows)


def elsewhere(live, team):
    """A neighbouring call of the same programme."""
    with works.writing(live, SYSTEM) as work:
        facts = {"summary": {}, "eligibility": {}, "process": {}, "notice": {}, "provenance": "live", "zone": "UTC"}
        call = Call(
            programme_id=team.call.programme_id, slug="d", title={"en": "Other"}, prefix="PIB", year=2026,
            last_number=0, created_at=work.now, published_at=work.now, version=1, **facts,
        )  # fmt: skip
        work.session.add(call)
    return call


def test_everybody_who_applies_or_reviews_hears_of_it_once(live, team, posted, box):
    waiting = [enter(live, team, state)[1].id for state in ("draft", "returned", "invited", "in_review", "waitlisted")]
    enter(live, team, "draft", team.ada)
    for state in ("accepted", "declined", "ineligible", "withdrawn"):
        enter(live, team, state)
    enter(live, team, "draft", call=elsewhere(live, team))
    second, _ = enter(live, team, "in_review")
    with works.writing(live, SYSTEM) as work:
        done = person(work, "Dan")
        work.session.add(done)
    assign(live, team, done, state="submitted")
    assign(live, team, done, state="declined_to_review", application=second)
    for application in (team.entry, second):
        assign(live, team, team.eve, state="invited", application=application)
    last = second_lead(live, second)
    cancel(live, team)
    applying = {team.ada.id, team.bob.id, last, *waiting}
    assert told(live) == sorted(
        [("call_cancelled", one, "/calls/c", "Water & light") for one in applying]
        + [("reviews_cancelled", team.eve.id, "/calls/c", "Water & light")]
    )
    assert jobs.send_mail(live, posted) == len(applying)  # Bob's address is not confirmed, Eve gets hers


def second_lead(live, application):
    with live.reading() as session:
        return session.scalars(select(Member.person_id).where(Member.application_id == application.id)).one()


@pytest.mark.parametrize(
    ("locale", "subject", "said"),
    [
        ("en", "A call to which you apply was cancelled", ["The money is gone.\n\nWe are <sorry>."]),
        ("fr", "Un appel auquel vous candidatez a été annulé", ["L’argent manque."]),
    ],
)
def test_the_letter_gives_the_reason_in_its_readers_language(live, team, posted, box, locale, subject, said):
    with live.writing() as session:
        session.execute(update(type(team.ada)).values(locale=locale))
        session.commit()
    cancel(live, team)
    assert jobs.send_mail(live, posted) == 1
    [sent] = box.kept
    plain, html = (part.get_content().replace("\r\n", "\n") for part in sent.iter_parts())
    assert (sent["To"], sent["Subject"]) == ("ada@example.org", subject)
    assert [text in plain for text in (*said, "Water & light", "http://testserver/calls/c")] == [True] * 3
    assert [text in html for text in ("Water &amp; light", "<sorry>")] == [True, False]
    assert [text in html for text in (f'<html lang="{locale}"', 'href="http://testserver/calls/c"')] == [True] * 2


def test_a_reviewer_reads_nothing_of_who_applies(live, team, posted, box):
    assign(live, team, team.eve)
    cancel(live, team)
    jobs.send_mail(live, posted)
    [sent] = [one for one in box.kept if one["To"] == "eve@example.org"]
    whole = sent.as_string() + "".join(part.get_content() for part in sent.iter_parts())
    assert sent["Subject"] == "A call whose applications you review was cancelled"
    assert [word in whole for word in ("Clean", "PIA-2026", "Ada", "ada@", "Bob")] == [False] * 5


def test_a_call_that_is_not_cancelled_after_all_sends_nothing(live, team, posted, box):
    cancel(live, team)
    with live.writing() as session:
        session.execute(update(Call).values(cancelled_at=None))
        session.commit()
    assert (jobs.send_mail(live, posted), box.kept) == (0, [])
