"""The language a text is sought in, and words for scripts without spaces."""

import pytest

from app.applications.rules import languages

ENGLISH = "The wells of the village are dug and kept by the people who drink from them"
FRENCH = "Les puits du village sont creusés et gardés par les gens qui en boivent"


@pytest.mark.parametrize(
    ("text", "told", "expected"),
    [
        (ENGLISH, "en", "en"),
        (ENGLISH, "fr", "en"),
        (FRENCH, "en", "fr"),
        (FRENCH, "en-XA", "fr"),
        ("Los pozos de la aldea y las escuelas con una bomba para los niños", "en", "es"),
        ("Os poços da aldeia não são para uma só família, com as escolas em volta", "fr", "pt"),
        ("Die Brunnen und der Hof sind nicht für das Vieh", "en", "de"),
        ("Wells 2026", "fr", "fr"),
        ("", "en", "en"),
        ("", "FR-ca", "fr"),
        ("Visima vya kijiji", "sw", "simple"),
        ("Колодцы деревни", "en", "ru"),
        ("Бунари у селу", "sr", "sr"),
        ("آبار القرية", "en", "ar"),
        ("Τα πηγάδια του χωριού", "en", "el"),
        ("गाँव के कुएँ", "ne", "ne"),
        ("கிணறுகள்", "en", "ta"),
        ("Գյուղի ջրհորները", "en", "hy"),
        ("בארות הכפר", "en", "simple"),
        ("村里的水井", "en", "simple"),
        ("บ่อน้ำในหมู่บ้าน", "th", "simple"),
        ("村里的水井 and wells of the people of the town", "en", "en"),
    ],
)
def test_the_language_of_a_text(text: str, told: str, expected: str) -> None:
    assert languages.language_of(text, told) == expected


@pytest.mark.parametrize(("times", "expected"), [(2, "en"), (3, "fr")])
def test_two_small_words_prove_nothing(times: int, expected: str) -> None:
    assert languages.language_of(" ".join(["wells", *["les"] * times]), "en") == expected


@pytest.mark.parametrize(("french", "expected"), [(6, "en"), (7, "fr")])
def test_another_language_than_told_needs_half_as_many_words_again(french: int, expected: str) -> None:
    assert languages.language_of("the " * 4 + "les " * french, "en") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("水资源", " 水资 资源 源 "),
        ("水", " 水 水 "),
        ("AI水资源x", "AI 水资 资源 源 x"),
        ("ｗｅｌｌｓ", "wells"),
        ("wells", "wells"),
    ],
)
def test_runs_without_spaces_become_pairs(text: str, expected: str) -> None:
    assert languages.spaced(text) == expected
