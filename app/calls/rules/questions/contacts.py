"""Countries, web addresses and e-mail addresses."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from app.calls.rules.countries import ALPHA2, ALPHA3
from app.calls.rules.problems import Problem
from app.calls.rules.questions.base import (
    UNSET,
    Fields,
    MaybeAnswer,
    Question,
    QuestionType,
    first,
    is_storable,
    problem,
)

LONGEST_URL = 2048
LONGEST_EMAIL = 254  # RFC 5321, 4.5.3.1.3, less the angle brackets

_UNSEEN = re.compile(r"[\s\x00-\x20\x7f<>\"\\^`{|}\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})+")
_LOCAL = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*")


class Country(QuestionType):
    """A country by its ISO 3166-1 alpha-3 code."""

    def check(self, question: Question, answer: object) -> Iterator[Problem]:
        """Codes: not_a_country."""
        if not isinstance(answer, str) or answer not in ALPHA2:
            yield problem(question, "not_a_country")

    def schema(self, question: Question) -> dict[str, Any]:
        """Three capitals; the list itself is ISO's."""
        return {"type": "string", "pattern": "^[A-Z]{3}$"}

    def clean(self, question: Question, fields: Fields) -> MaybeAnswer:
        """From an alpha-2 or alpha-3 code in any case."""
        code = first(fields).upper()
        return ALPHA3.get(code, code) or UNSET


def is_url(text: str) -> bool:
    """Whether a text is an address with a named host, whatever its scheme."""
    if len(text) > LONGEST_URL or _UNSEEN.search(text) or not is_storable(text):
        return False
    try:
        parts = urlsplit(text)
        _ = parts.port  # raises where it is no number
    except ValueError:
        return False
    # A user name in front of the host is how addresses pretend to be others'.
    return "@" not in parts.netloc and _HOST.fullmatch(parts.hostname or "") is not None


class Url(QuestionType):
    """An absolute http or https address with a named host."""

    def check(self, question: Question, answer: object) -> Iterator[Problem]:
        """Codes: not_a_url."""
        whole = isinstance(answer, str) and answer.startswith(("http://", "https://"))
        if not whole or not is_url(str(answer)):
            yield problem(question, "not_a_url")

    def schema(self, question: Question) -> dict[str, Any]:
        """Scheme and length; hosts with letters of every script are let through."""
        return {"type": "string", "pattern": "^https?://", "maxLength": LONGEST_URL}

    def clean(self, question: Question, fields: Fields) -> MaybeAnswer:
        """The address, with https:// in front of one typed without a scheme."""
        typed = first(fields)
        scheme, mark, rest = typed.partition("://")
        if mark:
            return f"{scheme.lower()}://{rest}"
        return f"https://{typed}" if _HOST.fullmatch(typed.partition("/")[0]) else typed or UNSET


class Email(QuestionType):
    """An e-mail address; letters of every script are let through (RFC 6531)."""

    def check(self, question: Question, answer: object) -> Iterator[Problem]:
        """Codes: not_an_email."""
        if not isinstance(answer, str) or not is_email(answer):
            yield problem(question, "not_an_email")

    def schema(self, question: Question) -> dict[str, Any]:
        """Something on both sides of one @."""
        return {"type": "string", "pattern": "^[^@ ]+@[^@ ]+$", "maxLength": LONGEST_EMAIL}


def is_email(text: str) -> bool:
    """Whether a text has the form of an address: dot-atom, @, host of two labels or more."""
    local, _, host = text.rpartition("@")
    fits = len(text) <= LONGEST_EMAIL and len(local) <= 64
    return fits and _LOCAL.fullmatch(local) is not None and _HOST.fullmatch(host) is not None
