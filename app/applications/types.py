"""States of applications, roles in their teams, and what rulings and pages know of an application."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


class State(StrEnum):
    """Where an application stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    INVITED = "invited"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    WAITLISTED = "waitlisted"
    DECLINED = "declined"
    INELIGIBLE = "ineligible"
    WITHDRAWN = "withdrawn"


class Role(StrEnum):
    """What someone is in the team of an application."""

    LEAD = "lead"
    EDITOR = "editor"
    VIEWER = "viewer"


class Sight(StrEnum):
    """How much of an application someone may see."""

    TEAM = "team"
    STAFF = "staff"
    REVIEWERS = "reviewers"
    BLIND = "blind"


class Scan(StrEnum):
    """What the virus scanner said of a file; `unscanned` where there was none when it came."""

    UNSCANNED = "unscanned"
    WAITING = "waiting"
    CLEAN = "clean"
    INFECTED = "infected"


class Picture(StrEnum):
    """Whether a file has a small picture: of kinds that have one, `wanted` until it was tried."""

    NONE = "none"
    WANTED = "wanted"
    DRAWN = "drawn"


EDITABLE = frozenset({State.DRAFT, State.SUBMITTED, State.RETURNED, State.INVITED})
"""States in which the team may write, while the call is open."""

WITHDRAWABLE = EDITABLE | {State.IN_REVIEW, State.WAITLISTED}
"""States before a decision."""

IN_HAND = frozenset({State.SUBMITTED, State.IN_REVIEW})
"""States in which reviewers may be asked: sent, and not decided."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An application with its call and stage, as one actor sees it; `role` is the actor's in the team."""

    id: UUID
    reference: str
    title: str
    state: str
    locale: str
    version: int
    created_at: datetime
    changed_at: datetime
    submitted_at: datetime | None
    ended_reason: str | None
    facts: Mapping[str, Any]
    client_id: UUID | None
    organisation_id: UUID | None
    organisation: str | None
    country: str | None
    stage_id: UUID
    stage_name: Mapping[str, str]
    stage_policy: Mapping[str, Any]
    form_version: int
    call_id: UUID
    call_slug: str
    call_title: Mapping[str, str]
    provenance: str
    programme_id: UUID
    opens_at: datetime | None
    closes_at: datetime | None
    cancelled_at: datetime | None
    zone: str
    role: str | None


@dataclass(frozen=True, slots=True)
class Draft:
    """The answers of one section as last saved; version 0 was never saved."""

    section: str
    answers: Mapping[str, Any]
    version: int
    saved_at: datetime | None
    saved_by: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFile:
    """A file that was looked into and whose bytes are in the store; `facts` are what the look found."""

    name: str
    media_type: str
    size: int
    sha256: str
    facts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class File:
    """An attachment without its bytes."""

    id: UUID
    question: str
    name: str
    media_type: str
    size: int
    sha256: str
    key: str
    uploaded_at: datetime
