"""Which languages there are, and which one a person gets."""

import functools
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

SOURCE = "en"
PSEUDO = "en-XA"


@dataclass(frozen=True, slots=True)
class Language:
    """One language of the pages; `babel` is the Babel locale that formats its dates and numbers."""

    code: str
    name: str
    direction: str
    babel: str


_LANGUAGES = (
    Language("en", "English", "ltr", "en_GB"),
    Language("fr", "Français", "ltr", "fr"),
    Language("es", "Español", "ltr", "es"),
    Language("ar", "العربية", "rtl", "ar"),
    Language("zh", "中文", "ltr", "zh"),
    Language("ru", "Русский", "ltr", "ru"),
    Language(PSEUDO, "Right to left (test)", "rtl", "en_GB"),
)
KNOWN: Mapping[str, Language] = {entry.code: entry for entry in _LANGUAGES}
OFFERED: tuple[Language, ...] = (KNOWN["en"], KNOWN["fr"])
_OFFERED_CODES = frozenset(entry.code for entry in OFFERED)

_current: ContextVar[str] = ContextVar("locale", default=SOURCE)
current = _current.get
"""The language code in force in this thread of work."""
_zone: ContextVar[str] = ContextVar("zone", default="")
zone = _zone.get
"""The IANA name of the reader's own time zone; empty where it is not known."""


@contextmanager
def use(locale: str, place: str = "") -> Iterator[None]:
    """Put a language, and a time zone if given, in force for the block; an unknown language falls back to English."""
    token, there = _current.set(locale if locale in KNOWN else SOURCE), _zone.set(place or _zone.get())
    try:
        yield
    finally:
        _current.reset(token)
        _zone.reset(there)


def choose(locale: str) -> None:
    """Put a language in force for the rest of this thread's call: each request runs in a context of its own."""
    _current.set(locale if locale in KNOWN else SOURCE)


def language(locale: str) -> Language:
    """The language of that code; an unknown code is English."""
    return KNOWN.get(locale, KNOWN[SOURCE])


def negotiate(
    accept_language: str | None,
    cookie: str | None = None,
    person: str | None = None,
    *,
    asked: str | None = None,
    pseudo: bool = False,
    otherwise: str = SOURCE,
) -> str:
    """Choose a language code: what the address asks, then the cookie, the person, the browser, or `otherwise`.

    `pseudo` opens the right-to-left test language, which only `asked` and the cookie can choose.
    """
    if pseudo and PSEUDO in {asked, cookie} and asked in {PSEUDO, None}:
        return PSEUDO
    for choice in (asked, cookie, person):
        if choice in _OFFERED_CODES:
            return str(choice)
    for tag in _accepted(accept_language or ""):
        if tag in _OFFERED_CODES:
            return tag
    return otherwise if otherwise in _OFFERED_CODES else SOURCE


@functools.lru_cache(maxsize=512)
def _accepted(header: str) -> tuple[str, ...]:
    """Primary language tags of an Accept-Language header, best first (RFC 9110, 12.5.4)."""
    weighted: list[tuple[float, int, str]] = []
    for position, part in enumerate(header[:200].split(",")):
        tag, _, parameters = part.strip().partition(";")
        try:
            weight = float(parameters.strip().removeprefix("q=")) if parameters else 1.0
        except ValueError:
            continue
        if weight > 0:
            weighted.append((-weight, position, tag.split("-")[0].lower()))
    return tuple(tag for _, _, tag in sorted(weighted))
