"""A site of real processes to be killed: web, worker, mail server and database."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

import psutil
import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import text

from app.calls.models import Call, FormVersion, Programme, Stage
from app.calls.rules import forms
from app.identity.models import Person
from app.identity.service import sessions
from app.kernel import work as works
from app.kernel.db import Database, connect
from app.kernel.principals import System

FORGE = Path(__file__).with_name("forge.py")
ROOT = FORGE.parents[2]
PEOPLE = 8
FORM = {
    "sections": [
        {
            "key": "project",
            "title": {"en": "Your project"},
            "questions": [
                {"key": "title", "type": "short_text", "label": {"en": "Title"}, "required": True},
                {"key": "about", "type": "long_text", "label": {"en": "What is it?"}, "required": True},
            ],
        }
    ]
}


def free_port() -> int:
    """A port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    return port


def wait_for(condition: Callable[[], bool], seconds: float, what: str) -> None:
    """Until it is so, looking often."""
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends, f"waited {seconds:.0f} s in vain for {what}"
        time.sleep(0.05)


class Box:
    """A mail server that counts the messages it took, by their Message-ID."""

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd's name
        self.taken[message_from_bytes(envelope.content)["Message-ID"].strip("<>").partition("@")[0]] += 1
        return "250 OK"


@pytest.fixture
def box() -> Iterator[Box]:
    made = Box()
    controller = Controller(made, hostname="127.0.0.1", port=free_port())
    controller.start()
    made.url = f"smtp://127.0.0.1:{controller.port}"
    yield made
    controller.stop()


@pytest.fixture
def live(fresh_addresses) -> Iterator[Database]:
    made = connect(fresh_addresses.app, pool_size=3, application_name="test")
    yield made
    made.dispose()


@pytest.fixture
def call(live) -> str:
    """The slug of an open call."""
    with works.writing(live, works.acting_as(System("test"))) as work:
        programme = Programme(slug="p", name={"en": "Programme"}, summary={}, created_at=work.now)
        work.session.add(programme)
        work.session.flush()
        texts = {name: {} for name in ("summary", "eligibility", "process", "notice")}
        made = Call(
            programme_id=programme.id, slug="wells", title={"en": "Wells"}, provenance="live", prefix="PIA", year=2026,
            last_number=0, zone="UTC", opens_at=work.now - timedelta(days=1), closes_at=work.now + timedelta(days=1),
            created_at=work.now, published_at=work.now, version=1, **texts,
        )  # fmt: skip
        work.session.add(made)
        work.session.flush()
        stage = Stage(call_id=made.id, position=1, name={"en": "One"}, policy={}, form_version=1, rubric_version=1)
        work.session.add(stage)
        work.session.flush()
        schema = forms.compile_schema(FORM, title="Form")
        work.session.add(FormVersion(stage_id=stage.id, number=1, definition=FORM, schema=schema, created_at=work.now))
    return "wells"


@pytest.fixture
def cookies(live) -> list[str]:
    """The sessions of people who signed in."""
    made = []
    with works.writing(live, works.acting_as(System("test"))) as work:
        for number in range(PEOPLE):
            person = Person(
                name=f"Person {number}", sort_key=str(number), email=f"person{number}@example.org",
                email_confirmed_at=work.now, created_at=work.now,
            )  # fmt: skip
            work.session.add(person)
            work.session.flush()
            made.append(sessions.sign_in(work, person.id, "test", "test"))
    return made


class Site:
    """The web and worker processes, started and killed at will."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self.port = free_port()
        self.base = environment["COMMONWEAL_BASE_URL"] = f"http://127.0.0.1:{self.port}"
        self.log = log
        with log.open("wb") as said:
            self.forge = subprocess.Popen(
                [sys.executable, str(FORGE)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=said,
                text=True,
                env=os.environ | environment | {"TEST_PORT": str(self.port), "PYTHONPATH": str(ROOT)},
            )
        self.running: dict[str, int] = {}

    def start(self, program: str) -> None:
        assert self.forge.stdin is not None
        assert self.forge.stdout is not None
        self.forge.stdin.write(f"{program}\n")
        self.forge.stdin.flush()
        self.running[program] = int(self.forge.stdout.readline())

    def kill(self, program: str) -> None:
        """kill -9, and wait until the system has taken the process away."""
        process = psutil.Process(self.running.pop(program))
        process.send_signal(signal.SIGKILL)
        wait_for(lambda: not process.is_running(), 30, f"the end of {program}")

    def answers(self) -> bool:
        """Whether the web process listens."""
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=5).close()
        except OSError:
            return False
        return True

    def end(self) -> None:
        for program in list(self.running):
            self.kill(program)
        self.forge.communicate(timeout=30)


@pytest.fixture
def site(fresh_addresses, box, tmp_path) -> Iterator[Site]:
    made = Site(
        {
            "COMMONWEAL_ENV": "test",
            "COMMONWEAL_SECRET": "a secret of tests, which is long enough",
            "COMMONWEAL_DATA": str(tmp_path / "data"),
            "COMMONWEAL_SMTP_URL": box.url,
            "COMMONWEAL_MAIL_FROM": "Commonweal <no-reply@example.org>",
            "COMMONWEAL_ANCHOR_FILE": str(tmp_path / "anchors"),
            "DATABASE_URL": fresh_addresses.app,
        },
        tmp_path / "site.log",
    )
    yield made
    made.end()


@pytest.fixture
def look(live) -> Callable[..., list[tuple]]:
    """`look(sql, …)`: rows of the database as it stands."""

    def rows(statement: str, **given: object) -> list[tuple]:
        with live.reading() as session:
            return [tuple(row) for row in session.execute(text(statement), given)]

    return rows
