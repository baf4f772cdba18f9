"""The page of one's notices shows one's own, and marks them."""

import re

import pytest
from starlette.testclient import TestClient

from app.identity.models import Person as PersonRow
from app.identity.service import sessions
from app.kernel import work as works
from app.kernel.ids import new_id
from app.kernel.principals import Anonymous, Person, System
from app.notifications import queries
from app.notifications.service import news, notices
from app.notifications.types import Recipient


@pytest.fixture
def people(database):
    """Two people with two notices each."""
    with works.writing(database, works.acting_as(System("test"))) as work:
        rows = [
            PersonRow(
                id=new_id(),
                name=name,
                sort_key=name,
                email=None,
                email_confirmed_at=None,
                locale=None,
                zone=None,
                created_at=work.now,
            )
            for name in ("Ada", "Eve")
        ]
        work.session.add_all(rows)
        work.session.flush()
        for reference in ("PIA-2026-0001", "PIA-2026-0002"):
            event_id = new_id()
            told = [(event_id, Recipient(row.id, None, "en", {"reference": reference})) for row in rows]
            news.tell(work, told, code="decision_released", path="/applications/{reference}")
    return [Person(row.id, name=row.name, session_id=new_id()) for row in rows]


def unread(database, who):
    with works.reading(database, works.acting_as(who)) as work:
        return queries.unread(work)


def test_notices_are_listed_newest_first_in_the_readers_language(client_as, people):
    html = client_as(people[0]).get("/notices", headers={"accept-language": "fr"}).text
    first = html.index("La décision sur votre candidature PIA-2026-0002 peut être lue.")
    assert first < html.index("La décision sur votre candidature PIA-2026-0001 peut être lue.")
    assert html.count("/applications/PIA-2026-000") == 2


def test_a_visitor_has_none(client_as):
    answer = client_as().get("/notices")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/notices")


def test_marking_reaches_only_ones_own(database, people):
    ada, eve = people
    with works.reading(database, works.acting_as(eve)) as work:
        hers = queries.list_mine(work).rows[0].id
    with works.writing(database, works.acting_as(ada)) as work:
        notices.mark_read(work, hers)
    assert (unread(database, ada), unread(database, eve)) == (2, 2)
    with works.writing(database, works.acting_as(eve)) as work:
        notices.mark_read(work, hers)
    assert (unread(database, ada), unread(database, eve)) == (2, 1)
    with works.writing(database, works.acting_as(ada)) as work:
        notices.mark_read(work)
    assert (unread(database, ada), unread(database, eve)) == (0, 1)


@pytest.fixture
def signed_in(database, app):
    """`signed_in(person)`: a client with a session of theirs, known by its cookie alone."""

    def make(who):
        with works.writing(database, works.acting_as(Anonymous())) as work:
            token = sessions.sign_in(work, who.id, "test", "Firefox")
        return TestClient(app, cookies={"session": token})

    return make


def badge(client, language="en"):
    """What the head of a page says of news: what is seen, and what is read out."""
    link = re.search(r'<a href="/notices">(.*?)</a>', client.get("/calls", headers={"accept-language": language}).text)
    return [text for text in re.split(r"<[^>]+>", link.group(1)) if text.strip()]


def test_the_head_of_every_page_counts_what_is_new(database, people, signed_in, client_as, statements):
    ada, eve = people
    client = signed_in(ada)
    statements.clear()
    assert badge(client) == ["News ", "2", ": 2 new"]
    assert [number for number, statement in enumerate(statements) if "notice" in statement] == [0]
    with works.writing(database, works.acting_as(eve)) as work:
        notices.mark_read(work)
    assert (badge(client, "fr"), badge(signed_in(eve))) == (["Nouvelles ", "2", "\xa0: 2 nouvelles"], ["News"])
    with works.writing(database, works.acting_as(System("test"))) as work:
        told = [(new_id(), Recipient(ada.id, None, "en", {"slug": "s"})) for _ in range(120)]
        news.tell(work, told, code="space_opened", path="/spaces/{slug}")
    assert badge(client) == ["News ", "99+", ": more than 99 new"]
    assert 'href="/notices"' not in client_as().get("/calls").text
