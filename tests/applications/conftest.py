"""A programme with an open call, people around it, and an application in the making."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from app.applications.models import Application, Member, Submission
from app.applications.service import indexing
from app.calls.models import Call, FormVersion, Programme, Stage
from app.calls.rules import forms
from app.identity.models import Organisation
from app.identity.models import Person as PersonRow
from app.kernel import clock
from app.kernel.access import ALLOW
from app.kernel.ids import new_id
from app.kernel.principals import Person, Principal, System
from app.kernel.work import Work

FORM: dict[str, Any] = {
    "sections": [
        {
            "key": "project",
            "title": {"en": "Your project", "fr": "Votre projet"},
            "questions": [
                {"key": "title", "type": "short_text", "label": {"en": "Title"}, "required": True},
                {"key": "about", "type": "long_text", "label": {"en": "What is it?"}, "required": True, "max_words": 9},
                {"key": "people", "type": "number", "label": {"en": "How many people?"}, "min": 1, "step": 1},
                {"key": "budget", "type": "money", "label": {"en": "Budget"}, "currencies": ["EUR"]},
                {"key": "start", "type": "date", "label": {"en": "Start"}},
                {"key": "open", "type": "yes_no", "label": {"en": "Is it open?"}},
            ],
        },
        {
            "key": "team",
            "title": {"en": "Your team"},
            "questions": [
                {"key": "country", "type": "country", "label": {"en": "Country"}, "required": True},
                {"key": "site", "type": "url", "label": {"en": "Site"}, "blind_hidden": True},
                {"key": "mail", "type": "email", "label": {"en": "Contact"}, "visibility": "staff"},
                {
                    "key": "areas",
                    "type": "multiple_choice",
                    "label": {"en": "Areas"},
                    "options": [{"key": "data", "label": {"en": "Data"}}, {"key": "audit", "label": {"en": "Audit"}}],
                },
                {"key": "plan", "type": "file", "label": {"en": "Plan"}, "max_files": 2, "max_bytes": 1_000_000},
            ],
        },
    ]
}
PROJECT = {"title": "Wells", "about": "Water for all", "people": 2500}
TEAM = {"country": "FRA", "areas": ["data"]}


class Scene:
    """One call and whoever is around it."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.now = clock.database(session)
        self.programme = self.add(
            Programme(slug=f"p-{new_id().hex[-8:]}", name={"en": "Programme"}, summary={}, created_at=self.now)
        )
        self.call = self.make_call()
        self.stage = self.stage_of(self.call)

    def add(self, row: Any) -> Any:
        self.session.add(row)
        self.session.flush()
        return row

    def make_call(self, *, programme: Programme | None = None, **given: Any) -> Call:
        """A call that opened yesterday and closes in ten days, unless told otherwise."""
        tail = new_id().hex[-8:]
        texts = {"title": {"en": "Call"}, "summary": {}, "eligibility": {}, "process": {}, "notice": {}}
        times = {"opens_at": self.now - timedelta(days=1), "closes_at": self.now + timedelta(days=10)}
        facts = {"provenance": "live", "prefix": f"T{tail}", "year": 2026, "last_number": 0, "zone": "Europe/Paris"}
        made = {"slug": f"c-{tail}", "created_at": self.now, "published_at": self.now, "version": 1}
        owner = (programme or self.programme).id
        call: Call = self.add(Call(programme_id=owner, **{**texts, **times, **facts, **made, **given}))
        self.stage_of(call)
        return call

    def stage_of(self, call: Call) -> Stage:
        found = self.session.query(Stage).filter_by(call_id=call.id).first()
        if found is not None:
            return found
        stage: Stage = self.add(
            Stage(call_id=call.id, position=1, name={"en": "One"}, policy={}, form_version=1, rubric_version=1)
        )
        schema = forms.compile_schema(FORM, title="Form")
        self.add(FormVersion(stage_id=stage.id, number=1, definition=FORM, schema=schema, created_at=self.now))
        return stage

    def person(self, name: str = "Awa", *roles: tuple[str, UUID | None]) -> Person:
        """A signed-in person with a confirmed address."""
        email = f"{name.lower()}-{new_id().hex[-8:]}@example.org"
        row = self.add(
            PersonRow(name=name, sort_key=name.lower(), email=email, email_confirmed_at=self.now, created_at=self.now)
        )
        return Person(id=row.id, name=name, roles=frozenset(roles))

    def manager(self, programme: Programme | None = None) -> Person:
        """A manager of the programme."""
        return self.person("Manon", ("manager", (programme or self.programme).id))

    def organisation(self) -> Organisation:
        """A body that clients act for."""
        made: Organisation = self.add(Organisation(name="Org", sort_key="org", country="FRA", created_at=self.now))
        return made

    def application(self, *team: tuple[Person, str], call: Call | None = None, **given: Any) -> Application:
        """A draft with a team."""
        call = call or self.call
        facts = {"title": "Wells", "state": "draft", "locale": "en", "facts": {}, "version": 1}
        times = {"created_at": self.now, "changed_at": self.now, "reference": f"T-{new_id().hex[-12:]}"}
        row: Application = self.add(
            Application(call_id=call.id, stage_id=self.stage_of(call).id, **{**facts, **times, **given})
        )
        for person, role in team:
            self.add(Member(application_id=row.id, person_id=person.id, role=role, joined_at=self.now))
        return row

    def sent(self, answers: dict[str, Any], *team: tuple[Person, str], call: Call | None = None, **given: Any) -> Any:
        """An application that was sent with these answers, as lists know it."""
        call = call or self.call
        said = {"title": str(answers.get("title", "")), "state": "submitted", "submitted_at": self.now}
        row = self.application(*team, call=call, **{**said, **given})
        content = {"answers": answers, "attachments": []}
        self.add(
            Submission(
                application_id=row.id,
                stage_id=row.stage_id,
                number=1,
                form_version=1,
                content=content,
                sha256="0" * 64,
                submitted_at=row.submitted_at,
            )
        )
        indexing.put_all(self.work(System("tests")), ALLOW, [row.id])
        return row

    def work(self, actor: Principal) -> Work:
        """A work as `actor` on the test's session, at the database's time."""
        return Work(self.session, actor, clock.database(self.session))


@pytest.fixture
def scene(session: Session) -> Scene:
    """An open call."""
    return Scene(session)


@pytest.fixture
def long_ago() -> datetime:
    """A moment when every call was closed."""
    return datetime(2020, 1, 1, tzinfo=UTC)


Works = Callable[[Principal], Work]
