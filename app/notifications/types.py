"""The letters we write, the purposes of the links in them, and what is needed to send one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


class Letter(StrEnum):
    """A kind of e-mail; its templates are templates/notifications/email/<value>.txt and .html."""

    SIGN_IN_LINK = "sign_in_link"
    CONFIRM_EMAIL = "confirm_email"
    MEMBER_INVITED = "member_invited"
    APPLICATION_SUBMITTED = "application_submitted"
    REVIEW_ASSIGNED = "review_assigned"
    DECISION_RELEASED = "decision_released"
    SPACE_OPENED = "space_opened"
    SPACE_MEMBER_INVITED = "space_member_invited"
    CALL_CANCELLED = "call_cancelled"
    REVIEWS_CANCELLED = "reviews_cancelled"


class Purpose(StrEnum):
    """What a signed link in a letter is for."""

    SIGN_IN = "sign_in"
    CONFIRM_EMAIL = "confirm_email"
    JOIN_TEAM = "join_team"
    JOIN_SPACE = "join_space"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Someone who hears of an event; `email` only if it is confirmed, `zone` if known. `facts` fill the notice."""

    person_id: UUID
    email: str | None
    locale: str
    facts: Mapping[str, str] = field(default_factory=dict)
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Addressee:
    """An address that someone typed and nobody has confirmed: for links alone."""

    email: str
    locale: str
    zone: str = ""
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """What a letter says, looked up when it is made ready; its link leads to `path` or is signed."""

    values: Mapping[str, Any]
    path: str = ""
    purpose: Purpose | None = None
    row_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Claimed:
    """A letter that this process is to send now, before others may try."""

    id: UUID
    letter: Letter
    email: str
    locale: str
    zone: str
    facts: Mapping[str, str]
    attempts: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Unsent:
    """Letters that wait, since when at most and why; and how many were given up."""

    waiting: int
    oldest_at: datetime | None
    error: str | None
    given_up: int


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One line of /notices."""

    id: UUID
    code: str
    facts: Mapping[str, Any]
    path: str
    created_at: datetime
    is_read: bool
