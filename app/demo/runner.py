"""Starts the parts of the demo, watches them, and leaves nothing running."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NoReturn

from app.demo import mail, personas, preparing, provider
from app.demo.places import Places, free_port
from app.kernel import postgres, schema
from app.kernel.settings import Env

READY_SECONDS = 60
STOP_SECONDS = 10
Children = dict[str, subprocess.Popen[bytes]]


class PartFailedError(RuntimeError):
    """A part did not start; says which and what it said."""


def run(data: Path, port: int) -> int:
    """Run until Ctrl-C or SIGTERM; returns the exit code."""
    for told in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(told, _interrupt)
    places, began = Places(data), time.monotonic()
    try:
        with ExitStack() as stack:
            children, facts = _start(stack, places, port, began)
            _show(facts, places.facts, time.monotonic() - began)
            return _watch(children, places)
    except KeyboardInterrupt:
        return 0
    finally:
        _tell("Everything is stopped; the data stay until `make demo-reset`.")


def reset(data: Path) -> None:
    """Delete what the demo made, the database included. Raises PostgresError while it runs."""
    places = Places(data)
    if not data.exists():
        return
    postgres.remove(data)
    for folder in (places.mail, places.logs, places.files):
        shutil.rmtree(folder, ignore_errors=True)
    for file in (places.facts, places.secret, data / "WHERE.txt"):
        file.unlink(missing_ok=True)
    if not any(data.iterdir()):
        data.rmdir()


def _start(stack: ExitStack, places: Places, port: int, began: float) -> tuple[Children, dict[str, Any]]:
    def step(words: str) -> None:
        _tell(f"{time.monotonic() - began:5.1f} s  {words}")

    places.logs.mkdir(parents=True, exist_ok=True)
    step("Starting PostgreSQL")
    found = stack.enter_context(postgres.running(places.data))
    _migrate(found.owner, step)
    ports = _ports(port)
    facts = _facts(ports)
    children: Children = {}
    stack.callback(_stop, children)
    environment = _environment(places, facts, ports, found.app)
    step("Starting the site")
    # It loads while the rest is prepared; what it needs of that is there before it is announced.
    children["web"] = _spawn(places, environment, "web", str(ports["web"]))
    stack.enter_context(provider.serving(ports["oidc"]))
    stack.enter_context(mail.serving(places.mail, ports["smtp"], ports["mail"]))
    known = _read_facts(places).get("api_client", {})
    facts["api_client"] = preparing.prepare(found.app, facts["oidc_issuer"], known, step)
    _wait_until_ready(children, places, ports["web"])
    children["worker"] = _spawn(places, environment, "worker")
    _write_facts(places, facts)
    return children, facts


def _migrate(url: str, step: Callable[[str], None]) -> None:
    """Migrating loads the whole program, so a later start only looks."""
    try:
        schema.check(url)
    except schema.NotAtHeadError:
        step("Bringing the database up to date")
        schema.migrate(url)


def _ports(port: int) -> dict[str, int]:
    ports: dict[str, int] = {}
    for name, first in (("web", port), ("oidc", 9400), ("mail", 8025), ("smtp", 2525)):
        ports[name] = free_port(first, ports.values())
    if ports["web"] != port:
        _tell(f"Port {port} is taken; using {ports['web']}.")
    return ports


def _facts(ports: dict[str, int]) -> dict[str, Any]:
    return {
        "base_url": f"http://localhost:{ports['web']}",
        "oidc_issuer": f"http://localhost:{ports['oidc']}",
        "mail_url": f"http://localhost:{ports['mail']}",
        "personas": [
            {"name": one.name, "role": one.role, "email": one.email, "subject": one.subject}
            for one in personas.PERSONAS
        ],
        "api_client": {},
    }


def _read_facts(places: Places) -> dict[str, Any]:
    try:
        facts: dict[str, Any] = json.loads(places.facts.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return facts


def _write_facts(places: Places, facts: dict[str, Any]) -> None:
    """Whole or not at all, and for this account only: it holds the API client's secret."""
    draft = places.facts.with_suffix(".new")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(facts, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    draft.replace(places.facts)


def _environment(places: Places, facts: dict[str, Any], ports: dict[str, int], url: str) -> dict[str, str]:
    sign_in = {
        "slug": personas.PROVIDER,
        "name": "Demo sign-in",
        "issuer": facts["oidc_issuer"],
        "client_id": provider.CLIENT_ID,
        "client_secret": provider.CLIENT_SECRET,
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COMMONWEAL_")}
    return kept | {
        "COMMONWEAL_ENV": Env.DEMO,
        "COMMONWEAL_BASE_URL": facts["base_url"],
        "COMMONWEAL_ALLOWED_HOSTS": json.dumps(["127.0.0.1"]),
        "COMMONWEAL_SECRET": places.read_secret(),
        "COMMONWEAL_DATA": str(places.data),
        "COMMONWEAL_PROVIDERS": json.dumps([sign_in]),
        "COMMONWEAL_SMTP_URL": f"smtp://127.0.0.1:{ports['smtp']}",
        "COMMONWEAL_MAIL_FROM": "Commonweal demo <no-reply@demo.example>",
        "DATABASE_URL": url,
    }


def _spawn(places: Places, environment: dict[str, str], *arguments: str) -> subprocess.Popen[bytes]:
    """A part in a session of its own, out of reach of the terminal's Ctrl-C: `_stop` ends it."""
    with (places.logs / f"{arguments[0]}.log").open("ab") as log:
        return subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", "app.demo.child", *arguments],
            env=environment,
            cwd=Path(__file__).resolve().parents[2],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def _stop(children: Children) -> None:
    for child in children.values():
        child.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for child in children.values():
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _wait_until_ready(children: Children, places: Places, port: int) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        _check_alive(children, places)
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.05)
    raise PartFailedError(f"The site was not ready after {READY_SECONDS} seconds; {places.logs} says why.")


def _check_alive(children: Children, places: Places) -> None:
    for name, child in children.items():
        if child.poll() is not None:
            said = (places.logs / f"{name}.log").read_text(encoding="utf-8", errors="replace").splitlines()[-8:]
            raise PartFailedError(f"The {name} process ended ({child.returncode}). It said:\n  " + "\n  ".join(said))


def _watch(children: Children, places: Places) -> int:
    while True:
        time.sleep(0.5)
        _check_alive(children, places)


def _interrupt(_signal: int, _frame: object) -> NoReturn:
    raise KeyboardInterrupt


def _show(facts: dict[str, Any], where: Path, seconds: float) -> None:
    widest = max(len(one["name"]) for one in facts["personas"])
    people = "\n".join(f"    {one['name']:{widest}}  {one['role']:32}{one['email']}" for one in facts["personas"])
    _tell(
        f"""
  Commonweal is ready ({seconds:.1f} s)

  Open       {facts["base_url"]}
  Mail       {facts["mail_url"]}  everything the demo sends arrives here

  Sign in with “Demo sign-in” and choose one of these, or ask for a link to an address:
{people}

  Scripts find the same in {where}. Ctrl-C stops everything.
"""
    )


def _tell(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()
