"""Signing in by a provider: the honest way, and every lie refused with a page and a record."""

import time
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.identity import queries
from app.identity.gateways import oidc
from app.identity.models import Identity, Person, SignInSession


def test_an_honest_provider_signs_in_and_the_session_changes(browser, log, provider):
    asked = browser.depart(next="/calls?open=1")
    before = browser.cookie
    answer = browser.get(browser.callback_of(asked))
    assert (answer.status_code, answer.headers["location"]) == (303, "/calls?open=1")
    assert browser.cookie != before
    attributes = answer.headers["set-cookie"].lower()
    assert [part for part in ("httponly", "samesite=lax", "path=/") if part not in attributes] == []
    (person,) = log.persons()
    assert (person.name, person.email) == ("Amina Diallo", None)
    assert browser.get("/account").status_code == 200
    assert [event.facts["by"] for event in log.events("person.signed_in")] == ["test"]


def test_the_same_account_comes_back_as_the_same_person(browser, app, log):
    browser.sign_in()
    browser.sign_in()
    assert len(log.persons()) == 1


def test_by_https_the_cookie_is_secure_and_of_this_host_alone(browser, app):
    app.state.site.settings = app.state.site.settings.model_copy(update={"base_url": "https://testserver"})
    app.state.site.settings.__dict__.pop("origin", None)
    browser.client.headers["origin"] = "https://testserver"
    cookie = browser.client.post("/sign-in/oidc/test").headers["set-cookie"]
    assert cookie.startswith("__Host-session=")
    assert "Secure" in cookie


def no_one_signed_in(answer, log, reason):
    assert 400 <= answer.status_code < 500
    assert "We could not sign you in" in answer.text
    assert [event.facts["reason"] for event in log.events("sign_in.refused")] == [reason]
    assert log.signed_in() == []
    assert log.persons() == []


CLAIMS = {
    "wrong nonce": ({"nonce": "another"}, "wrong_nonce"),
    "no nonce": ({"nonce": None}, "wrong_nonce"),
    "wrong issuer": ({"iss": "https://evil.example"}, "wrong_issuer"),
    "no issuer": ({"iss": None}, "wrong_issuer"),
    "wrong audience": ({"aud": "somebody-else"}, "wrong_audience"),
    "no audience": ({"aud": None}, "wrong_audience"),
    "audience among others, for another party": (
        {"aud": ["commonweal", "other"], "azp": "other"},
        "wrong_audience",
    ),
    "expired": ({"exp": int(time.time()) - 3600, "iat": int(time.time()) - 7200}, "token_expired"),
    "no expiry": ({"exp": None}, "token_invalid"),
    "issued in the future": ({"iat": int(time.time()) + 3600}, "token_invalid"),
    "no subject": ({"sub": None}, "token_invalid"),
    "empty subject": ({"sub": ""}, "token_invalid"),
    "subject that is no text": ({"sub": 7}, "token_invalid"),
    "subject of another in userinfo": ({"sub": "subject-2"}, "wrong_subject"),
}


@pytest.mark.parametrize("lie", CLAIMS, ids=str)
def test_a_false_claim_is_refused(browser, provider, log, lie):
    provider.claims, reason = CLAIMS[lie]
    no_one_signed_in(browser.sign_in(), log, reason)


@pytest.mark.parametrize(
    ("signing", "reasons"),
    [
        ("none", "bad_algorithm"),
        ("HS256", "bad_algorithm"),
        ("strange", "bad_signature"),
        ("garbage", "token_invalid"),
    ],
)
def test_a_false_signature_is_refused(browser, provider, log, signing, reasons):
    provider.signing = signing
    no_one_signed_in(browser.sign_in(), log, reasons)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"code": None}, "missing_code"),
        ({"code": ""}, "missing_code"),
        ({"iss": "https://evil.example"}, "wrong_issuer"),
        ({"iss": None}, "wrong_issuer"),
        ({"code": None, "error": "access_denied"}, "cancelled"),
        ({"code": None, "error": "server_error"}, "provider_error"),
        ({"code": "not-one-of-mine"}, "provider_error"),
        ({"state": "another"}, "attempt_unknown"),
        ({"state": None}, "attempt_unknown"),
    ],
)
def test_a_false_callback_is_refused(browser, provider, log, said, reason):
    provider.callback = said
    no_one_signed_in(browser.sign_in(), log, reason)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ((500, "<h1>down</h1>"), "provider_unreachable"),
        ((200, "<h1>hello</h1>"), "provider_malformed"),
        ((200, "[]"), "provider_malformed"),
        ((200, '{"access_token": "a", "token_type": "Bearer"}'), "provider_malformed"),
        ((400, '{"error": "invalid_client"}'), "provider_error"),
    ],
)
def test_a_broken_token_end_point_is_refused(browser, provider, log, answer, reason):
    provider.token_answer = answer
    no_one_signed_in(browser.sign_in(), log, reason)


@pytest.mark.parametrize(
    ("metadata", "reason"),
    [
        ({"issuer": "https://evil.example"}, "wrong_issuer"),
        ({"token_endpoint": None}, "provider_malformed"),
        ({"jwks_uri": "file:///etc/passwd"}, "provider_malformed"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "provider_malformed"),
    ],
)
def test_a_provider_that_misdescribes_itself_is_refused(browser, provider, log, metadata, reason):
    provider.metadata = metadata
    no_one_signed_in(browser.post("/sign-in/oidc/test"), log, reason)


def test_a_provider_that_is_away_is_refused(browser, provider, log, app):
    entries = app.state.site.settings.providers
    entries[0] = entries[0].model_copy(update={"issuer": "http://127.0.0.1:9"})
    no_one_signed_in(browser.post("/sign-in/oidc/test"), log, "provider_unreachable")


def test_a_provider_that_drips_is_given_up_in_time(browser, provider, log, monkeypatch):
    monkeypatch.setattr(oidc, "WHOLE_CALL_SECONDS", 0.6)
    provider.drip_seconds = 0.2
    began = time.monotonic()
    no_one_signed_in(browser.post("/sign-in/oidc/test"), log, "provider_unreachable")
    assert time.monotonic() - began < 3


def test_a_callback_counts_once(browser, log):
    callback = browser.callback_of(browser.depart())
    assert browser.get(callback).status_code == 303
    before = browser.cookie
    again = browser.get(callback)
    assert again.status_code == 400
    assert browser.cookie == before
    assert [event.facts["reason"] for event in log.events("sign_in.refused")] == ["attempt_unknown"]
    assert len(log.signed_in()) == 1


def test_a_callback_counts_once_even_when_it_failed(browser, provider, log):
    callback = browser.callback_of(browser.depart())
    provider.token_answer = (500, "")
    assert browser.get(callback).status_code == 400
    provider.token_answer = None
    assert browser.get(callback).status_code == 400
    assert log.persons() == []


def test_nobody_is_signed_in_to_somebody_elses_account(browser, app, provider, log):
    """Login CSRF: the attacker's callback, opened in the victim's browser."""
    attackers = browser.callback_of(browser.depart())
    victim = type(browser)(app, provider)
    no_one_signed_in(victim.get(attackers), log, "attempt_unknown")
    victim.depart()
    assert victim.get(attackers).status_code == 400
    assert log.signed_in() == []


def test_an_answer_for_one_provider_is_none_for_another(browser, log):
    callback = browser.callback_of(browser.depart())
    no_one_signed_in(browser.get(callback.replace("/test?", "/second?")), log, "attempt_unknown")


def test_an_attempt_too_old_is_refused(browser, session, log):
    callback = browser.callback_of(browser.depart())
    session.execute(update(SignInSession).values(expires_at=SignInSession.created_at))
    session.commit()
    no_one_signed_in(browser.get(callback), log, "attempt_unknown")


@pytest.mark.parametrize("said", [False, None, "true", 1, "yes"])
def test_an_unverified_address_never_reaches_who_owns_it(browser, provider, owner, log, said, visitor):
    provider.userinfo = {"name": "Thief", "email": "Owner@example.org", "email_verified": said}
    assert browser.sign_in().status_code == 303
    (sign_in,) = log.signed_in()
    assert sign_in.person_id != owner
    thief = next(person for person in log.persons() if person.id != owner)
    assert thief.email_confirmed_at is None
    assert queries.find_person_by_confirmed_email(visitor, "owner@example.org").id == owner


def test_even_a_verified_address_leads_to_no_account_that_exists(browser, provider, owner, log):
    provider.userinfo = {"name": "Other", "email": "owner@example.org", "email_verified": True}
    browser.sign_in()
    assert [person.email_confirmed_at is None for person in log.persons()] == [False, True]


def test_a_verified_address_counts_when_nobody_owns_it(browser, provider, log):
    provider.userinfo = {"name": "New", "email": "New@Example.org", "email_verified": True, "locale": "fr-CA"}
    browser.sign_in()
    (person,) = log.persons()
    assert (person.email, person.email_confirmed_at is None, person.locale) == ("new@example.org", False, "fr")


@pytest.mark.parametrize("path", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_no_one_is_sent_elsewhere(browser, path):
    assert browser.sign_in(next=path).headers["location"] == "/"


def test_another_identity_is_linked_just_after_signing_in(browser, provider, session):
    browser.sign_in()
    provider.subject = "subject-2"
    answer = browser.sign_in(link="yes", next="/account")
    assert answer.headers["location"] == "/account?note=identity_linked"
    assert sorted(session.scalars(select(Identity.subject))) == ["subject-1", "subject-2"]
    assert len(session.scalars(select(Person)).all()) == 1


def test_linking_needs_a_fresh_sign_in(browser, provider, session):
    browser.sign_in()
    session.execute(update(SignInSession).values(signed_in_at=SignInSession.signed_in_at - timedelta(minutes=16)))
    session.commit()
    answer = browser.post("/sign-in/oidc/test", {"link": "yes"})
    assert answer.status_code == 403
    assert "Sign in again before you change how you sign in." in answer.text


def test_an_identity_of_somebody_else_is_not_linked(browser, app, provider, session):
    browser.sign_in()
    other = type(browser)(app, provider)
    provider.subject = "subject-2"
    other.sign_in()
    provider.subject = "subject-1"
    assert other.sign_in(link="yes").status_code == 409
    owners = dict(session.execute(select(Identity.subject, Identity.person_id)).all())
    assert owners["subject-1"] != owners["subject-2"]


def test_an_unknown_provider_is_not_found(browser):
    assert browser.post("/sign-in/oidc/nobody").status_code == 404
    assert browser.get("/sign-in/callback/nobody").status_code == 404
