"""Secrets and scopes."""

import pytest

from app.partners import rules


def test_a_secret_is_kept_as_its_sha_256() -> None:
    kept = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert rules.digest("abc") == kept
    assert [rules.proves(secret, kept) for secret in ("abc", "abd", "", kept)] == [True, False, False, False]


@pytest.mark.parametrize(
    ("asked", "allowed", "granted"),
    [
        ("", ["b", "a"], ["a", "b"]),
        ("a", ["a", "b"], ["a"]),
        ("b a b", ["a", "b"], ["a", "b"]),
        ("a c", ["a", "b"], None),
        ("c", [], None),
        ("", [], []),
        ("  a \t", ["a"], ["a"]),
    ],
)
def test_a_token_has_what_was_asked_and_never_more_than_is_allowed(asked, allowed, granted) -> None:
    assert rules.granted(asked, allowed) == granted
