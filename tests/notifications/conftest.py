"""A database that commits, a mailbox, and an application with a team to write to."""

import socket
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from types import SimpleNamespace

import pytest
from aiosmtpd.controller import Controller

from app.applications import models as applications
from app.calls import models as calls
from app.identity import models as identity
from app.kernel import work as works
from app.kernel.db import Database, connect
from app.kernel.ids import new_id
from app.kernel.principals import System
from app.kernel.settings import Settings
from app.reviews import models as reviews


class Box:
    """Keeps what arrives as parsed messages, and refuses addresses of `refused` with the words there."""

    def __init__(self):
        self.kept = []
        self.refused = {}

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802 - aiosmtpd's name
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd's name
        self.kept.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"


@pytest.fixture
def live(fresh_addresses) -> Iterator[Database]:
    made = connect(fresh_addresses.app, pool_size=4, application_name="test")
    yield made
    made.dispose()


@pytest.fixture
def box() -> Iterator[Box]:
    found = Box()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    controller = Controller(found, hostname="127.0.0.1", port=port)
    controller.start()
    found.url = f"smtp://127.0.0.1:{port}"
    yield found
    controller.stop()


@pytest.fixture
def posted(settings: Settings, box: Box) -> Settings:
    """Settings that lead to the box."""
    return settings.model_copy(update={"smtp_url": box.url, "mail_from": "Commonweal <no-reply@example.org>"})


def person(work, name, *, locale=None, confirmed=True):
    return identity.Person(
        id=new_id(),
        name=name,
        sort_key=name.lower(),
        email=f"{name.lower()}@example.org",
        email_confirmed_at=work.now if confirmed else None,
        locale=locale,
        zone=None,
        created_at=work.now,
    )


def assign(live, team, reviewer, *, state="accepted", application=None, **given):
    """A review of the team's application, or another, that somebody on the stage's panel is asked for; its id."""
    with works.writing(live, works.acting_as(System("test"))) as work:
        panel = work.session.query(reviews.Panel).first()
        if panel is None:
            panel = reviews.Panel(id=new_id(), stage_id=team.stage.id, name="", created_at=work.now)
            work.session.add(panel)
            work.session.flush()
        seat = work.session.query(reviews.Panellist).filter_by(person_id=reviewer.id).first()
        if seat is None:
            lists = {"languages": [], "countries": [], "expertise": []}
            seat = reviews.Panellist(
                id=new_id(), panel_id=panel.id, person_id=reviewer.id, pseudonym=reviewer.name, role="reviewer",
                constituency="academia", capacity=9, added_at=work.now, left_at=None, **lists,
            )  # fmt: skip
            work.session.add(seat)
            work.session.flush()
        blank = {"marks": {}, "comment": "", "confidential": "", "version": 0, "rubric_version": 1}
        review = reviews.Review(
            id=new_id(), application_id=(application or team.entry).id, stage_id=team.stage.id, panellist_id=seat.id,
            state=state, assigned_at=work.now, **(blank | given),
        )  # fmt: skip
        work.session.add(review)
    return review.id


@pytest.fixture
def team(live) -> SimpleNamespace:
    """An application of Ada (French) and Bob (address not confirmed), and Eve who has no part in it."""
    with works.writing(live, works.acting_as(System("test"))) as work:
        ada, bob, eve = person(work, "Ada", locale="fr"), person(work, "Bob", confirmed=False), person(work, "Eve")
        programme = calls.Programme(
            id=new_id(), slug="p", name={"en": "P"}, summary={}, created_at=work.now, archived_at=None
        )
        call = calls.Call(
            id=new_id(), programme_id=programme.id, slug="c", title={"en": "Water & light"}, summary={},
            eligibility={}, process={}, notice={}, provenance="live", prefix="PIA", year=2026, last_number=1,
            opens_at=None, closes_at=work.now + timedelta(days=1), zone="UTC", created_at=work.now,
            published_at=work.now, cancelled_at=None, archived_at=None, version=1,
        )  # fmt: skip
        stage = calls.Stage(
            id=new_id(), call_id=call.id, position=1, name={"en": "One"}, policy={}, form_version=1, rubric_version=1
        )
        entry = applications.Application(
            id=new_id(), call_id=call.id, stage_id=stage.id, organisation_id=None, client_id=None,
            reference="PIA-2026-0001", title="Clean\nwater <all> http://evil.example", state="submitted", locale="fr",
            created_at=work.now, changed_at=work.now, submitted_at=work.now, ended_reason=None, source_key=None,
            facts={}, version=1,
        )  # fmt: skip
        submission = applications.Submission(
            id=new_id(), application_id=entry.id, stage_id=stage.id, number=1, form_version=1, content={},
            sha256="ab" * 32, submitted_at=work.now, submitted_by=ada.id,
        )  # fmt: skip
        for rows in ([programme, ada, bob, eve], [call], [stage], [entry], [submission]):
            work.session.add_all(rows)
            work.session.flush()
        for who, role in ((ada, "lead"), (bob, "editor")):
            work.session.add(
                applications.Member(application_id=entry.id, person_id=who.id, role=role, joined_at=work.now)
            )
    return SimpleNamespace(ada=ada, bob=bob, eve=eve, call=call, stage=stage, entry=entry, submission=submission)
