"""Roles, purposes of links, and what a provider says of a person."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """Roles given by grant: administrator on the platform, the others on a programme."""

    ADMINISTRATOR = "administrator"
    MANAGER = "manager"
    OBSERVER = "observer"


class Purpose(StrEnum):
    """What a one-time link is for; also the purpose its signature is good for."""

    SIGN_IN = "sign_in"
    CONFIRM_EMAIL = "confirm_email"


@dataclass(frozen=True, slots=True)
class Claims:
    """What a provider vouches for: `email` may be missing or not verified."""

    issuer: str
    subject: str
    provider: str
    name: str
    email: str | None
    email_verified: bool
    locale: str | None
