"""A whole site as people meet it: uvicorn and the worker as processes, a mail server, PostgreSQL with demo data."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, TypeVar

import httpx2

from app.demo import mail, preparing
from app.kernel import postgres

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 180.0
T = TypeVar("T")


def awaited(find: Callable[[], T | None], what: str, seconds: float = PATIENCE) -> T:
    """What `find` gives once it gives something; fails with `what` when that takes too long."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = find()
        if found is not None:
            return found
        time.sleep(0.05)
    raise AssertionError(f"waited {seconds:.0f} s in vain for {what}")


@dataclass(frozen=True, slots=True)
class Site:
    """Where the site is and what surrounds it; `client` is the id and secret of the demo's API client."""

    url: str
    database: postgres.Addresses
    mail: Path
    client: tuple[str, str]
    opened: set[str] = field(default_factory=set)

    def letter_link(self, email: str, path: str, about: str = "") -> str:
        """The address below `path` in a letter nobody has opened yet, to `email` and with `about` in its subject.

        Waits for the letter; the address comes without the site's own part.
        """

        def find() -> str | None:
            for file in sorted(self.mail.glob("*.eml")):
                found = "" if file.name in self.opened else link_in(file.read_bytes(), email, self.url + path, about)
                if found:
                    self.opened.add(file.name)
                    return found.removeprefix(self.url)
            return None

        return awaited(find, f"a letter to {email} with a link to {path}")


def link_in(letter: bytes, email: str, start: str, about: str) -> str:
    """The first address that begins with `start` in a letter to `email` with `about` in its subject; "" without one."""
    read = message_from_bytes(letter, policy=policy.default)
    assert isinstance(read, EmailMessage)
    body = read.get_body(("plain",))
    if str(read["to"]).casefold() != email.casefold() or about not in str(read["subject"]) or body is None:
        return ""
    found = re.search(re.escape(start) + r"[^\s<>\"]*", str(body.get_content()))
    return found[0] if found else ""


def free_port() -> int:
    """A port nobody uses, from those the system gives to whoever asks for none."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(database: postgres.Addresses, folder: Path) -> Iterator[Site]:
    """The site over a migrated `database`, filled with the demo's data, until the block ends."""
    ports = {name: free_port() for name in ("web", "smtp", "mailbox")}
    known = preparing.prepare(database.app, "http://localhost:9400", {}, lambda _words: None)
    made = Site(f"http://127.0.0.1:{ports['web']}", database, folder / "mail", (known["id"], known["secret"]))
    environment = _environment(made, folder, ports["smtp"])
    with ExitStack() as stack:
        stack.enter_context(mail.serving(made.mail, ports["smtp"], ports["mailbox"]))
        uvicorn = ["-m", "uvicorn", "app.main:serve_app", "--factory", "--port", str(ports["web"])]
        quiet = ["--no-server-header", "--no-access-log", "--no-proxy-headers"]
        web = stack.enter_context(_process(folder / "web.log", environment, *uvicorn, *quiet))
        worker = [str(Path(sys.executable).with_name("commonweal")), "worker"]
        stack.enter_context(_process(folder / "worker.log", environment, *worker))
        awaited(lambda: _ready(made.url, web, folder / "web.log"), "the site")
        yield made


def _environment(site: Site, folder: Path, smtp_port: int) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COMMONWEAL_", "COV_"))}
    return kept | {
        "COMMONWEAL_ENV": "test",
        "COMMONWEAL_BASE_URL": site.url,
        "COMMONWEAL_SECRET": "a secret of tests, which is long enough",
        "COMMONWEAL_DATA": str(folder),
        "COMMONWEAL_SMTP_URL": f"smtp://127.0.0.1:{smtp_port}",
        "COMMONWEAL_MAIL_FROM": "Commonweal <no-reply@example.org>",
        # Each person of the tests comes from an address of their own: sign-in is counted by address.
        "COMMONWEAL_TRUSTED_PROXIES": json.dumps(["127.0.0.1"]),
        "DATABASE_URL": site.database.app,
    }


@contextmanager
def _process(log: Path, environment: dict[str, str], *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    command = arguments if arguments[0].startswith("/") else (sys.executable, *arguments)
    with log.open("wb") as said:
        running = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=said, stderr=said)
    try:
        yield running
    finally:
        running.terminate()
        try:
            running.wait(15)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()


def _ready(url: str, web: subprocess.Popen[bytes], log: Path) -> bool | None:
    if web.poll() is not None:
        raise AssertionError("the site ended: " + log.read_text(encoding="utf-8", errors="replace")[-2000:])
    try:
        return True if httpx2.get(f"{url}/readyz", timeout=5).status_code == 200 else None
    except httpx2.TransportError:
        return None


def api_token(site: Site) -> dict[str, Any]:
    """A fresh token of the demo's API client as a header."""
    answer = httpx2.post(f"{site.url}/oauth/token", auth=site.client, data={"grant_type": "client_credentials"})
    return {"authorization": f"Bearer {answer.json()['access_token']}"}
