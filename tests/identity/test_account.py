"""The account: ways to sign in are taken away but never the last, and times are shown as in one's own place."""

import re

import pytest
from sqlalchemy import select, update

from app.identity import rules
from app.identity.models import Identity, Person, SignInSession
from app.kernel import clock
from tests.identity.conftest import Browser


def identities(session):
    return session.scalars(select(Identity).order_by(Identity.linked_at)).all()


def test_of_two_accounts_one_is_taken_away_and_the_last_stays(browser, session, log, provider):
    browser.sign_in()
    browser.sign_in(link="yes")
    provider.subject = "another-account"
    browser.get(browser.callback_of(browser.depart("second", link="yes")))
    session.execute(update(Person).values(email_confirmed_at=None))
    session.commit()
    first, second = (one.id for one in identities(session))
    page = browser.get("/account").text
    assert re.findall(r"/account/identities/([0-9a-f-]{36})/remove", page) == [str(first), str(second)]
    answer = browser.post(f"/account/identities/{first}/remove")
    assert (answer.status_code, answer.headers["location"]) == (303, "/account?note=identity_unlinked#identities")
    assert [one.id for one in identities(session)] == [second]
    assert [event.facts["subject_id"] for event in log.events("identity.unlinked")] == [str(first)]
    assert "/account/identities/" not in browser.get("/account").text
    refused = browser.post(f"/account/identities/{second}/remove")
    assert (refused.status_code, "only way to sign in" in refused.text) == (409, True)
    assert [one.id for one in identities(session)] == [second]


def test_a_link_by_email_is_a_way_in_too(browser, session):
    browser.sign_in()
    session.execute(update(Person).values(email="a@example.org", email_confirmed_at=clock.wall()))
    session.commit()
    (only,) = identities(session)
    assert browser.post(f"/account/identities/{only.id}/remove").status_code == 303
    assert identities(session) == []


def test_nobody_takes_away_anothers_account_nor_after_a_while(browser, app, provider, session, visitor):
    browser.sign_in()
    (mine,) = identities(session)
    provider.subject = "somebody-else"
    other = Browser(app, provider)
    other.sign_in()
    assert other.post(f"/account/identities/{mine.id}/remove").status_code == 404
    session.execute(update(SignInSession).values(signed_in_at=clock.wall() - 2 * rules.FRESH))
    session.commit()
    assert browser.post(f"/account/identities/{mine.id}/remove").status_code == 403
    assert "/account/identities/" not in browser.get("/account").text
    assert len(identities(session)) == 2


@pytest.mark.parametrize(
    ("count", "confirmed", "last"), [(1, False, True), (1, True, False), (2, False, False), (2, True, False)]
)
def test_what_the_last_way_in_is(count, confirmed, last):
    assert rules.is_last_way_in(count, has_confirmed_email=confirmed) is last


def test_times_are_shown_in_the_place_one_chose(browser, session):
    browser.sign_in()
    assert 'value="UTC" selected' in browser.get("/account").text
    wrong = browser.post("/account", {"name": "Éva", "locale": "fr", "zone": "Mars/Olympus"})
    assert (wrong.status_code, 'value="Éva"' in wrong.text, 'value="fr" selected' in wrong.text) == (422, True, True)
    assert browser.post("/account", {"name": "Éva", "locale": "en", "zone": "Asia/Kathmandu"}).status_code == 303
    page = browser.get("/account?lang=en").text
    assert ('value="Asia/Kathmandu" selected' in page, "(Asia/Kathmandu)" in page, " UTC<" in page) == (
        True,
        True,
        False,
    )
    assert browser.post("/account", {"name": "Éva", "locale": "en"}).status_code == 303
    assert session.scalars(select(Person.zone)).one() == "Asia/Kathmandu"


def test_signing_out_clears_what_scripts_kept_and_one_can_sign_in_again(browser):
    browser.sign_in()
    before = browser.cookie
    answer = browser.post("/sign-out")
    assert (answer.status_code, answer.headers["clear-site-data"]) == (303, '"storage"')
    assert browser.cookie is None
    assert browser.sign_in().status_code == 303
    assert browser.cookie not in {None, before}
    assert browser.get("/account").status_code == 200
