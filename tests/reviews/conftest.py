"""A call in review: an application or several, a panel, and two managers."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.applications.models import Application, Submission
from app.calls.models import RubricVersion
from app.kernel.principals import Person
from app.reviews.models import Decision, Panel, Panellist, Review
from tests.applications.conftest import PROJECT, TEAM, Scene
from tests.reviews import scenes

RUBRIC: dict[str, Any] = {
    "scale": {"min": 0, "max": 5, "step": 1},
    "criteria": [
        {"key": "need", "title": {"en": "Need"}, "weight": "60", "kind": "marks"},
        {"key": "team", "title": {"en": "Team"}, "weight": "40", "kind": "marks", "allow_not_applicable": True},
    ],
}


class Board(Scene):
    """What a decision needs around it."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.add(RubricVersion(stage_id=self.stage.id, number=1, definition=RUBRIC, created_at=self.now))
        self.first, self.second = self.manager(), self.manager()

    def sent(self, state: str = "in_review", *team: tuple[Person, str], **given: Any) -> Application:
        """An application that was sent, and is in `state` now."""
        application = self.application(*team, state=state, submitted_at=self.now, **given)
        content = {"answers": {**PROJECT, **TEAM}, "attachments": []}
        keys = {"application_id": application.id, "stage_id": self.stage.id, "form_version": 1}
        self.add(Submission(number=1, content=content, sha256="0" * 64, submitted_at=self.now, **keys))
        return application

    def decision(self, application: Application, outcome: str = "accepted", **given: Any) -> Decision:
        """A decision of the first manager, confirmed by the second unless told otherwise."""
        words = {"reason": "Good", "feedback": "Good", "conditions": "", "evidence": {}}
        seen = {"confirmed_by": self.second.id, "confirmed_at": self.now, "release_at": self.now}
        keys = {"application_id": application.id, "stage_id": self.stage.id, "outcome": outcome}
        proposed = {"proposed_by": self.first.id, "proposed_at": self.now}
        made: Decision = self.add(Decision(**{**words, **seen, **keys, **proposed, **given}))
        return made

    def reviewer(self, application: Application, person: Person, state: str = "accepted") -> Review:
        """A review of the application by a person, on the stage's panel."""
        panel = self.session.query(Panel).filter_by(stage_id=self.stage.id).first() or self.add(
            Panel(stage_id=self.stage.id, name="Panel", created_at=self.now)
        )
        facts = {"role": "reviewer", "languages": [], "countries": [], "expertise": [], "capacity": 9}
        panellist = self.add(
            Panellist(
                panel_id=panel.id,
                person_id=person.id,
                pseudonym=f"R {person.id}",
                constituency="academia",
                added_at=self.now,
                **facts,
            )
        )
        blank = {"marks": {}, "comment": "", "confidential": "", "version": 0, "rubric_version": 1}
        keys = {"application_id": application.id, "stage_id": self.stage.id, "panellist_id": panellist.id}
        made: Review = self.add(Review(state=state, assigned_at=self.now, **blank, **keys))
        return made


@pytest.fixture
def board(session: Session) -> Board:
    """An open call with a form, a rubric and two managers."""
    return Board(session)


@pytest.fixture
def scene(session: Session) -> scenes.Scene:
    """A call that has closed, with a panel."""
    return scenes.Scene(session)


@pytest.fixture
def reviewed(scene: scenes.Scene) -> scenes.Reviewed:
    """Rita and Otto both have the first application; Otto alone has the second."""
    return scenes.make_reviewed(scene)
