"""Secrets and scopes, purely."""

import hashlib
import hmac
from collections.abc import Iterable


def digest(secret: str) -> str:
    """SHA-256 in hexadecimal; our secrets are 32 random bytes, so that no slow hash is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def proves(secret: str, kept: str) -> bool:
    """Whether `secret` is the one whose digest was kept, in constant time."""
    return hmac.compare_digest(digest(secret), kept)


def granted(asked: str, allowed: Iterable[str]) -> list[str] | None:
    """The scopes of a token: those asked for, or all allowed ones; None when more is asked than allowed."""
    wanted = asked.split()
    known = set(allowed)
    return sorted(set(wanted) or known) if set(wanted) <= known else None
