"""An accepted project with its space and its people."""

from dataclasses import dataclass

import pytest
from sqlalchemy.orm import Session

from app.applications.models import Application
from app.kernel.principals import Person
from app.spaces.models import Space, SpaceMember
from tests.applications.conftest import Scene as ApplicationScene


class Scene(ApplicationScene):
    """A call whose accepted projects have spaces."""

    def accepted(self, *team: tuple[Person, str], title: str = "Wells") -> Application:
        """An accepted application."""
        return self.application(*team, title=title, state="accepted", submitted_at=self.now)

    def space(self, application: Application, slug: str, *members: tuple[Person, str]) -> Space:
        """Its space."""
        made: Space = self.add(
            Space(
                application_id=application.id, slug=slug, name=application.title, summary="", state="active",
                opened_at=self.now,
            )
        )  # fmt: skip
        for person, role in members:
            self.add(SpaceMember(space_id=made.id, person_id=person.id, role=role, joined_at=self.now))
        return made


@dataclass(frozen=True, slots=True)
class Opened:
    """A space, and one person in each role of it."""

    space: Space
    lead: Person
    contributor: Person
    mentor: Person
    observer: Person


@pytest.fixture
def scene(session: Session) -> Scene:
    """A programme with a call."""
    return Scene(session)


@pytest.fixture
def opened(scene: Scene) -> Opened:
    """The space "wells"."""
    lead, contributor, mentor, observer = (scene.person(name) for name in ("Lea", "Cid", "Mia", "Obi"))
    roles = ((lead, "lead"), (contributor, "contributor"), (mentor, "mentor"), (observer, "observer"))
    space = scene.space(scene.accepted((lead, "lead")), "wells", *roles)
    return Opened(space, lead, contributor, mentor, observer)
