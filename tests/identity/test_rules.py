"""Freshness, addresses, and what browsers call themselves."""

from datetime import UTC, datetime, timedelta

import pytest

from app.identity import rules

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("signed_in_at", "fresh"),
    [(None, False), (NOW, True), (NOW - timedelta(minutes=15), True), (NOW - timedelta(minutes=15, seconds=1), False)],
)
def test_a_sign_in_is_fresh_for_fifteen_minutes(signed_in_at, fresh):
    assert rules.is_fresh(signed_in_at, NOW) is fresh


@pytest.mark.parametrize(
    ("email", "verified", "taken", "counts"),
    [
        ("a@example.org", True, False, True),
        ("a@example.org", True, True, False),
        ("a@example.org", False, False, False),
        (None, True, False, False),
        ("", True, False, False),
    ],
)
def test_an_address_counts_if_verified_and_free(email, verified, taken, counts):
    assert rules.confirmed(email, verified=verified, taken=taken) is counts


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "Chrome, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0", "Firefox, Android"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_browsers_are_called_what_people_call_them(user_agent, name):
    assert rules.browser_name(user_agent) == name


def test_a_token_is_kept_as_its_sha_256():
    assert rules.digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_addresses_are_compared_without_case_and_space_around_them():
    assert rules.normal_email("  Awa@Example.ORG\n") == "awa@example.org"


def test_an_unknown_browser_is_called_by_its_first_forty_letters():
    assert rules.browser_name("x" * 41) == "x" * 40
    assert rules.browser_name("Firefox only") == "Firefox"
