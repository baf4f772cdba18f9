"""Texts in several languages, {language: text}, and what is shown where a translation is missing."""

from collections.abc import Mapping

FALLBACK = "en"


def translate(text: Mapping[str, str], language: str) -> tuple[str, str]:
    """(text, language it is in): the language asked for, its base, English, else the first there is.

    An edge marks a text whose language differs from the page's (`lang` attribute). Nothing at all
    gives ("", language).
    """
    for wanted in (language, language.partition("-")[0], FALLBACK, *text):
        if text.get(wanted, "").strip():
            return text[wanted], wanted
    return "", language


def is_text(value: object) -> bool:
    """Whether a value is {language: text} with at least one text that is not blank."""
    if not isinstance(value, Mapping):
        return False
    if not all(isinstance(key, str) and isinstance(text, str) for key, text in value.items()):
        return False
    return any(text.strip() for text in value.values())
