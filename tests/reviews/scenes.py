"""A call in review: applications, a panel, reviews and decisions, and everybody around them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.applications.models import Application, ApplicationBar, ApplicationGrant, Submission
from app.calls.models import RubricVersion
from app.identity.models import Organisation
from app.kernel.ids import new_id
from app.kernel.principals import Person
from app.reviews.models import Decision, Panel, Panellist, Review
from tests.applications import conftest as applications

RUBRIC: dict[str, Any] = {
    "scale": {"min": 0, "max": 5, "step": 1},
    "criteria": [
        {"key": "value", "title": {"en": "Value"}, "weight": "60", "allow_not_applicable": True},
        {"key": "open", "title": {"en": "Open"}, "weight": "40", "kind": "yes_no_confidence"},
    ],
}
MARKS: dict[str, Any] = {"value": {"mark": "4"}, "open": {"yes": True, "confidence": 4}}


class Scene(applications.Scene):
    """A call that has closed, with a rubric and a panel, and what reviewers and managers made of its applications."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.call.closes_at = self.now - timedelta(hours=1)
        self.add(RubricVersion(stage_id=self.stage.id, number=1, definition=RUBRIC, created_at=self.now))
        self.panel: Panel = self.add(Panel(stage_id=self.stage.id, name="", created_at=self.now))

    def seat(self, person: Person | None, **given: Any) -> Panellist:
        """A seat on the panel."""
        number = self.session.query(Panellist).filter_by(panel_id=self.panel.id).count() + 1
        facts = {"pseudonym": f"Reviewer {number}", "role": "reviewer", "constituency": "academia", "capacity": 20}
        lists: dict[str, Any] = {"languages": [], "countries": [], "expertise": []}
        whose = person.id if person else None
        keys = {"panel_id": self.panel.id, "person_id": whose, "added_at": self.now, "left_at": None}
        made: Panellist = self.add(Panellist(**(keys | facts | lists | given)))
        return made

    def sent(self, *team: tuple[Person, str], **given: Any) -> Application:
        """An application that was sent."""
        facts = {"state": "submitted", "submitted_at": self.now}
        made = self.application(*team, **(facts | given))
        content = {"answers": {"title": made.title}, "attachments": []}
        self.add(
            Submission(
                application_id=made.id, stage_id=made.stage_id, number=1, form_version=1, content=content,
                sha256="ab" * 32, submitted_at=self.now, submitted_by=None,
            )
        )  # fmt: skip
        return made

    def review(self, application: Application, seat: Panellist, state: str = "accepted", **given: Any) -> Review:
        """An assignment, with the sight it gives."""
        facts: dict[str, Any] = {"marks": {}, "comment": "", "confidential": "", "version": 0, "rubric_version": 1}
        made: Review = self.add(
            Review(
                application_id=application.id, stage_id=application.stage_id, panellist_id=seat.id, state=state,
                assigned_at=self.now, **(facts | given),
            )
        )  # fmt: skip
        if seat.person_id is not None and state != "declined_to_review":
            self.add(
                ApplicationGrant(
                    application_id=application.id, person_id=seat.person_id, cause_id=made.id, sight="reviewer"
                )
            )
        return made

    def decision(self, application: Application, **given: Any) -> Decision:
        """A proposal."""
        facts: dict[str, Any] = {"outcome": "accepted", "reason": "Best", "feedback": "Fine", "conditions": ""}
        made: Decision = self.add(
            Decision(
                application_id=application.id, stage_id=application.stage_id, proposed_at=self.now,
                **({"evidence": {}} | facts | given),
            )
        )  # fmt: skip
        return made

    def bar(self, application: Application, person: Person) -> None:
        """A conflict."""
        self.add(ApplicationBar(application_id=application.id, person_id=person.id, cause_id=new_id()))

    def fresh(self, row: Any) -> Any:
        """A row as the database has it now, whoever changed it."""
        self.session.refresh(row)
        return row

    @property
    def soon(self) -> Any:
        """Tomorrow."""
        return self.now + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Reviewed:
    """Two applications in review with their reviewers."""

    lead: Person
    reviewer: Person
    other: Person
    body: Organisation
    first: Application
    second: Application
    mine: Review
    theirs: Review
    alone: Review


def make_reviewed(scene: Scene) -> Reviewed:
    """Rita and Otto both have the first application; Otto alone has the second."""
    lead, reviewer, other = scene.person("Lea"), scene.person("Rita"), scene.person("Otto")
    body = scene.organisation()
    first = scene.sent((lead, "lead"), title="first", state="in_review", organisation_id=body.id)
    second = scene.sent(title="second", state="in_review")
    hers, his = scene.seat(reviewer), scene.seat(other)
    return Reviewed(
        lead=lead,
        reviewer=reviewer,
        other=other,
        body=body,
        first=first,
        second=second,
        mine=scene.review(first, hers),
        theirs=scene.review(first, his),
        alone=scene.review(second, his),
    )
