"""Tokens, addresses and freshness, purely."""

import hashlib
from datetime import datetime, timedelta

FRESH = timedelta(minutes=15)


def digest(token: str) -> str:
    """SHA-256 in hexadecimal of a session's random token."""
    return hashlib.sha256(token.encode()).hexdigest()


def normal_email(text: str) -> str:
    """An address as it is compared: without surrounding space, in lower case."""
    return text.strip().lower()


def is_fresh(signed_in_at: datetime | None, now: datetime) -> bool:
    """Whether the sign-in is recent enough for what changes who can sign in."""
    return signed_in_at is not None and now - signed_in_at <= FRESH


def confirmed(email: str | None, *, verified: bool, taken: bool) -> bool:
    """Whether an address from a provider counts: vouched for, and nobody else's."""
    return bool(email) and verified and not taken


def is_last_way_in(identities: int, *, has_confirmed_email: bool) -> bool:
    """Whether taking one identity away would leave no way to sign in: neither another nor a link by e-mail."""
    return identities <= 1 and not has_confirmed_email


_BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def browser_name(user_agent: str) -> str:
    """What people call the browser, such as "Firefox, Android"; its own first words if we do not know it."""
    found = [next((name for mark, name in marks if mark in user_agent), "") for marks in (_BROWSERS, _SYSTEMS)]
    return ", ".join(name for name in found if name) or user_agent[:40]
