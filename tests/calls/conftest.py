"""A programme, a call and the people who run it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app.calls.models import Call, Stage
from app.calls.service import calls, forms, programmes, rubrics, stages
from app.calls.types import CallFacts
from app.kernel.ids import new_id
from app.kernel.principals import Person, Principal, System
from app.kernel.work import Work

NOW = datetime(2027, 1, 15, 12, 0, tzinfo=UTC)

FORM: dict[str, Any] = {
    "sections": [
        {
            "key": "project",
            "title": {"en": "Your project", "fr": "Votre projet"},
            "questions": [
                {"key": "summary", "type": "long_text", "label": {"en": "What will you do?"}, "required": True,
                 "max_words": 200},
                {"key": "country", "type": "country", "label": {"en": "Where?"}, "required": False},
            ],
        }
    ]
}  # fmt: skip
RUBRIC: dict[str, Any] = {
    "scale": {"min": 0, "max": 5, "step": 1},
    "criteria": [
        {"key": "value", "title": {"en": "Public value"}, "weight": "60", "kind": "marks",
         "anchors": {"0": {"en": "None"}, "5": {"en": "Outstanding"}}},
        {"key": "team", "title": {"en": "Team"}, "weight": "40", "kind": "marks"},
    ],
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scene:
    """A draft call that is ready to be published, and who may do what with it."""

    programme_id: UUID
    call: Call
    stage: Stage
    manager: Person
    observer: Person
    stranger: Person
    administrator: Person


def work_of(session: Session, actor: Principal, now: datetime = NOW) -> Work:
    """A work in the test's session, at a fixed moment."""
    return Work(session, actor, now)


def facts(**changes: Any) -> CallFacts:
    """What is said about a whole call."""
    given: dict[str, Any] = {
        "title": {"en": "First round", "fr": "Premier tour"},
        "summary": {"en": "For **public-interest** projects."},
        "eligibility": {"en": "Any organisation."},
        "process": {"en": "A panel scores, two managers decide."},
        "opens_at": NOW - timedelta(days=10),
        "closes_at": NOW + timedelta(days=20),
        "zone": "Europe/Paris",
    }
    return CallFacts(**(given | changes))


def person(*roles: tuple[str, UUID | None]) -> Person:
    """Someone with roles, who is signed in."""
    return Person(id=new_id(), roles=frozenset(roles), name="Ada Example", session_id=new_id())


@pytest.fixture
def scene(session: Session) -> Scene:
    """A complete draft call with one stage."""
    work = work_of(session, System("test"))
    programme = programmes.create(work, slug="programme-of-tests", name={"en": "Programme of tests"}, summary={})
    call = calls.create(
        work, programme_id=programme.id, slug="first-round-of-tests", prefix="TST", year=2027, facts=facts()
    )
    stage = stages.add(work, call.id, name={"en": "Proposal"})
    forms.change(work, stage.id, FORM)
    rubrics.change(work, stage.id, RUBRIC)
    session.commit()
    return Scene(
        programme_id=programme.id,
        call=call,
        stage=stage,
        manager=person(("manager", programme.id)),
        observer=person(("observer", programme.id)),
        stranger=person(),
        administrator=person(("administrator", None)),
    )


@pytest.fixture
def desk(client_as: Callable[..., TestClient], scene: Scene) -> TestClient:
    """A browser in which a manager of the programme is signed in, with the token of their pages."""
    client = client_as(scene.manager)
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/manage/calls/new").text)
    client.headers["x-csrf-token"] = token[1] if token else ""
    return client
