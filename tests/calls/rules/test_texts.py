"""A missing translation falls back where one can see it."""

import pytest

from app.calls.rules.texts import is_text, translate

TEXT = {"fr": "bonjour", "en": "hello", "pt-BR": "oi", "ar": " "}


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("fr", ("bonjour", "fr")),
        ("fr-CA", ("bonjour", "fr")),
        ("pt-BR", ("oi", "pt-BR")),
        ("pt", ("hello", "en")),
        ("ar", ("hello", "en")),
        ("zh", ("hello", "en")),
    ],
)
def test_translate(language: str, shown: tuple[str, str]) -> None:
    assert translate(TEXT, language) == shown


def test_without_english_the_first_that_says_something() -> None:
    assert translate({"ar": "", "es": "hola", "fr": "salut"}, "zh") == ("hola", "es")


def test_nothing_at_all() -> None:
    assert translate({}, "fr") == ("", "fr")
    assert translate({"en": " "}, "fr") == ("", "fr")


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ({"en": "a"}, True), ({"en": "", "fr": "b"}, True), ({}, False), ({"en": " "}, False), ("a", False),
        (None, False), ({"en": 1}, False), ({"en": "a", "fr": None}, False), ({1: "a"}, False), ([], False),
    ],
)  # fmt: skip
def test_is_text(value: object, told: bool) -> None:
    assert is_text(value) is told
