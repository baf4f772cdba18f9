"""Signing in by a one-time link, signing out, choosing a language, and the account."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.identity import queries
from app.identity.models import Person, SignInLink, SignInSession
from app.identity.service import people, sessions
from app.kernel import tokens
from app.kernel import work as works
from app.kernel.db import connect
from app.kernel.principals import Anonymous
from tests.identity.conftest import Browser


def link_for(settings, session, email, purpose="sign_in"):
    """The newest link to an address, as its letter has it."""
    query = select(SignInLink.id).where(SignInLink.email == email, SignInLink.purpose == purpose)
    link_id = session.scalars(query.order_by(SignInLink.id.desc())).first()
    path = "/sign-in/link/" if purpose == "sign_in" else "/account/confirm/"
    return path + tokens.sign(settings, purpose, link_id)


@pytest.fixture
def enter(settings, session, browser):
    """Sign in by link with an address."""

    def by(email, who=browser, name="Somebody"):
        who.post("/sign-in/link", {"email": email})
        return who.post(link_for(settings, session, email), {"name": name})

    return by


def test_a_link_makes_an_account_and_later_finds_it(settings, session, browser, app, provider, enter):
    assert browser.post("/sign-in/link", {"email": "New@Example.org", "next": "/calls"}).status_code == 200
    link = link_for(settings, session, "new@example.org")
    page = browser.get(link)
    assert (page.status_code, "Your name" in page.text) == (200, True)
    answer = browser.post(link, {"name": "New Person"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/calls")
    (person,) = session.scalars(select(Person)).all()
    assert (person.name, person.email, person.email_confirmed_at is None) == ("New Person", "new@example.org", False)
    other = Browser(app, provider)
    assert enter("new@example.org", other).status_code == 303
    assert len(session.scalars(select(Person)).all()) == 1


def test_a_link_works_once(settings, session, browser, log, enter):
    enter("a@example.org")
    link = link_for(settings, session, "a@example.org")
    assert browser.get(link).status_code == 409
    assert browser.post(link).status_code == 409
    assert [event.facts["reason"] for event in log.events("sign_in.refused")] == ["link_over"]
    assert len(log.events("person.signed_in")) == 1


def test_a_link_grows_old(settings, session, browser):
    browser.post("/sign-in/link", {"email": "a@example.org"})
    session.execute(update(SignInLink).values(expires_at=SignInLink.created_at))
    session.commit()
    assert browser.post(link_for(settings, session, "a@example.org")).status_code == 409
    assert session.scalars(select(Person)).all() == []


def test_a_token_for_something_else_signs_nobody_in(settings, session, browser, owner):
    browser.post("/sign-in/link", {"email": "owner@example.org"})
    link_id = session.scalars(select(SignInLink.id)).one()
    forged = tokens.sign(settings, "confirm_email", link_id)
    assert browser.get(f"/sign-in/link/{forged}").status_code == 404
    assert browser.post(f"/sign-in/link/{forged}").status_code == 404
    assert browser.post("/sign-in/link/" + "a" * 43).status_code == 404


def test_the_answer_tells_nothing_of_who_is_known(browser, owner):
    known = browser.post("/sign-in/link", {"email": "owner@example.org"})
    unknown = browser.post("/sign-in/link", {"email": "nobody@example.org"})
    assert known.status_code == unknown.status_code == 200
    assert known.text.replace("owner@", "nobody@") == unknown.text


def test_what_is_no_address_is_said_at_the_field(browser, session):
    answer = browser.post("/sign-in/link", {"email": "not an address"})
    assert answer.status_code == 422
    assert 'href="#email">Enter an e-mail address' in answer.text
    assert session.scalars(select(SignInLink)).all() == []


def test_links_to_one_address_are_limited_wherever_asked_from(browser, session):
    answers = [browser.post("/sign-in/link", {"email": "a@example.org"}).status_code for _ in range(8)]
    assert answers == [200] * 6 + [429] * 2
    assert len(session.scalars(select(SignInLink)).all()) == 6
    assert browser.post("/sign-in/link", {"email": "b@example.org"}).status_code == 200


def test_links_from_one_place_are_limited_and_a_forged_header_does_not_help(browser):
    browser.client.headers["x-forwarded-for"] = "203.0.113.9"
    answers = [browser.post("/sign-in/link", {"email": f"p{n}@example.org"}).status_code for n in range(31)]
    assert answers == [200] * 30 + [429]


def test_signing_out_ends_the_session_itself(browser, app, provider, enter):
    enter("a@example.org")
    kept = browser.cookie
    answer = browser.post("/sign-out")
    assert (answer.headers["location"], browser.cookie) == ("/?note=signed_out", None)
    thief = Browser(app, provider)
    thief.client.cookies.set("session", kept)
    assert thief.get("/account").headers["location"] == "/sign-in?next=/account"


def test_posts_without_the_sessions_token_or_from_elsewhere_are_refused(browser, enter):
    enter("a@example.org")
    assert browser.client.post("/sign-out").status_code == 403
    assert browser.client.post("/sign-out", headers={"origin": "https://evil.example"}).status_code == 403
    assert browser.get("/account").status_code == 200


def test_a_language_is_kept_with_and_without_an_account(browser, session, enter):
    answer = browser.post("/language", {"language": "fr", "next": "/sign-in"})
    assert answer.headers["location"] == "/sign-in"
    assert '<html lang="fr"' in browser.get("/sign-in").text
    assert browser.post("/language", {"language": "xx", "next": "//evil.example"}).headers["location"] == "/"
    enter("a@example.org")
    browser.post("/language", {"language": "fr"})
    assert session.scalars(select(Person.locale)).all() == ["fr"]


def test_the_account_is_changed_and_says_what_is_missing(browser, session, enter):
    enter("a@example.org")
    assert browser.post("/account", {"name": "  ", "locale": "fr"}).status_code == 422
    assert browser.post("/account", {"name": "Éva Ruiz", "locale": "fr"}).status_code == 303
    assert session.execute(select(Person.name, Person.sort_key, Person.locale)).all() == [
        ("Éva Ruiz", "eva ruiz", "fr")
    ]


def test_an_address_is_confirmed_by_its_asker_alone(settings, session, browser, app, provider, enter):
    enter("old@example.org")
    asked = browser.post("/account/email", {"email": "New@example.org"})
    assert asked.headers["location"] == "/account?note=confirmation_sent"
    link = link_for(settings, session, "new@example.org", "confirm_email")
    stranger = Browser(app, provider)
    assert stranger.get(link).headers["location"].startswith("/sign-in")
    enter("stranger@example.org", stranger)
    assert (stranger.get(link).status_code, stranger.post(link).status_code) == (404, 403)
    assert browser.get(link).status_code == 200
    assert browser.post(link).headers["location"] == "/account?note=email_confirmed"
    assert browser.post(link).status_code == 409
    assert sorted(session.scalars(select(Person.email))) == ["new@example.org", "stranger@example.org"]


def test_an_address_of_somebody_else_is_not_confirmed(settings, session, browser, owner, enter):
    enter("a@example.org")
    browser.post("/account/email", {"email": "owner@example.org"})
    answer = browser.post(link_for(settings, session, "owner@example.org", "confirm_email"))
    assert answer.status_code == 409
    assert sorted(session.scalars(select(Person.email))) == ["a@example.org", "owner@example.org"]


def test_the_address_changes_only_after_a_fresh_sign_in(session, browser, enter):
    enter("a@example.org")
    session.execute(update(SignInSession).values(signed_in_at=None))
    session.commit()
    assert browser.post("/account/email", {"email": "b@example.org"}).status_code == 403
    assert session.scalars(select(SignInLink.email)).all() == ["a@example.org"]
    assert "Sign in again" in browser.get("/account").text


def test_sessions_are_listed_and_ended(session, browser, app, provider, enter):
    others = [Browser(app, provider) for _ in range(3)]
    for who in (browser, *others):
        enter("a@example.org", who)
    page = browser.get("/account").text
    assert page.count("Another browser") == 3
    ids = re.findall(r"/account/sessions/([0-9a-f-]{36})/end", page)
    mine = session.scalars(select(SignInSession.id).order_by(SignInSession.id)).all()
    assert sorted(ids) == sorted(str(session_id) for session_id in mine)
    stranger = Browser(app, provider)
    enter("stranger@example.org", stranger)
    assert stranger.post(f"/account/sessions/{ids[0]}/end").status_code == 404
    first_other = str(mine[1])
    assert browser.post(f"/account/sessions/{first_other}/end").status_code == 303
    assert others[0].get("/account").status_code == 303
    assert others[1].get("/account").status_code == 200
    browser.post("/account/sessions/end-others")
    assert [who.get("/account").status_code for who in (browser, *others, stranger)] == [200, 303, 303, 303, 200]


@pytest.mark.parametrize(("minutes", "noted"), [(4, False), (6, True)])
def test_a_visit_is_noted_every_five_minutes(session, browser, enter, minutes, noted):
    enter("a@example.org")
    mine = SignInSession.person_id.is_not(None)
    session.execute(update(SignInSession).values(seen_at=SignInSession.seen_at - timedelta(minutes=minutes)))
    session.commit()
    before = session.scalars(select(SignInSession.seen_at).where(mine)).one()
    browser.post("/account", {"name": "A", "locale": "en"})
    session.expire_all()
    after = session.scalars(select(SignInSession.seen_at).where(mine)).one()
    assert (after > before) is noted


def test_reading_notes_nothing(fresh_addresses, settings):
    """The pool of readers cannot write, and authenticating there does not try."""
    database = connect(fresh_addresses.app, pool_size=2, application_name="test")
    with works.writing(database, works.acting_as(Anonymous())) as work:
        person_id = people.register(work, "A", None, confirmed=False)
        token = sessions.sign_in(work, person_id, "link", "device")
        work.session.execute(update(SignInSession).values(seen_at=work.now - timedelta(hours=1)))
    with database.reading() as reading, database.writing() as writing:
        assert (queries.find_holder(reading, token).writable, queries.find_holder(writing, token).writable) == (
            False,
            True,
        )
    database.dispose()


def test_who_asks_is_known_in_one_query(browser, enter, statements):
    enter("a@example.org")
    statements.clear()
    browser.get("/sign-in")
    assert len(statements) == 1
