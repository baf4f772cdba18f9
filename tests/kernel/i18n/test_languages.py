"""Which language a reader gets."""

import pytest

from app.kernel import i18n


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, "en"),
        ("", "en"),
        ("fr", "fr"),
        ("fr-CA,fr;q=0.9,en;q=0.8", "fr"),
        ("de,en;q=0.5,fr;q=0.7", "fr"),
        ("fr;q=0,en", "en"),
        ("xx;q=abc,fr", "fr"),
        ("ar", "en"),
        ("en-XA", "en"),
    ],
)
def test_the_browser_decides_when_nobody_chose(header, expected):
    assert i18n.negotiate(header) == expected


def test_a_choice_beats_the_browser_and_the_latest_choice_beats_the_profile():
    assert i18n.negotiate("en", person="fr") == "fr"
    assert i18n.negotiate("en", cookie="en", person="fr") == "en"
    assert i18n.negotiate("en", cookie="en", person="en", asked="fr") == "fr"


def test_the_test_language_must_be_opened():
    assert i18n.negotiate("en", asked="en-XA") == "en"
    assert i18n.negotiate("en", asked="en-XA", pseudo=True) == "en-XA"
    assert i18n.negotiate("en", cookie="en-XA", pseudo=True) == "en-XA"
    assert i18n.negotiate("en", person="en-XA", pseudo=True) == "en"


def test_a_language_is_in_force_for_its_block_only():
    with i18n.use("fr"):
        with i18n.use("nonsense"):
            assert i18n.current() == "en"
        assert i18n.current() == "fr"
    assert i18n.current() == "en"


def test_directions():
    directions = {code: language.direction for code, language in i18n.KNOWN.items()}
    assert directions == {
        "en": "ltr", "fr": "ltr", "es": "ltr", "ar": "rtl", "zh": "ltr", "ru": "ltr", "en-XA": "rtl",
    }  # fmt: skip


def test_who_asks_for_nothing_we_offer_gets_the_operators_choice():
    assert i18n.negotiate("xx", otherwise="fr") == "fr"
    assert i18n.negotiate("en", otherwise="fr") == "en"
    assert i18n.negotiate(None, otherwise="xx") == "en"
