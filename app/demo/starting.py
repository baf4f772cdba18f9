"""Starts what the demo is made of, in the order in which one needs the other.

The database is all that the web waits for, so what else takes time to load is loaded after it got that.
"""

import json
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from typing import Any

from app.demo import parts
from app.demo.places import CLIENT_ID, CLIENT_SECRET, PROVIDER, Places, free_port
from app.kernel import postgres, schema

Tell = Callable[[str], None]


def start(stack: ExitStack, running: parts.Parts, places: Places, port: int, tell: Tell) -> dict[str, Any]:
    """Everything up and ready; `running` has the web, loading. Returns what demo.json says."""
    tell("Starting PostgreSQL")
    found = stack.enter_context(postgres.running(places.data))
    # What uses the database ends before it does.
    stack.callback(parts.stop, running)
    _migrate(found.owner, tell)
    ports = _ports(port, tell)
    issuer = f"http://localhost:{ports['oidc']}"
    environment = _environment(places, issuer, ports, found.app)
    tell("Starting the site")
    # It starts while the rest is prepared; what it needs of that is there before it is announced.
    parts.begin(running["web"], environment, ports["web"])
    facts = _surround(stack, places, ports, found.app, tell)
    parts.wait_until_ready(running, places, ports["web"])
    running["worker"] = parts.load(places, "worker")
    parts.begin(running["worker"], environment)
    _write_facts(places, facts)
    return facts


def _surround(stack: ExitStack, places: Places, ports: Mapping[str, int], url: str, tell: Tell) -> dict[str, Any]:
    """The provider, the mailbox and the data; returns what demo.json says."""
    from app.demo import mail, personas, preparing, provider

    issuer = f"http://localhost:{ports['oidc']}"
    stack.enter_context(provider.serving(ports["oidc"]))
    stack.enter_context(mail.serving(places.mail, ports["smtp"], ports["mail"]))
    return {
        "base_url": f"http://localhost:{ports['web']}",
        "oidc_issuer": issuer,
        "mail_url": f"http://localhost:{ports['mail']}",
        "personas": [
            {"name": one.name, "role": one.role, "email": one.email, "subject": one.subject}
            for one in personas.PERSONAS
        ],
        "api_client": preparing.prepare(url, issuer, _read_facts(places).get("api_client", {}), tell),
    }


def _migrate(url: str, tell: Tell) -> None:
    """Migrating loads the whole program, so a later start only looks."""
    try:
        schema.check(url)
    except schema.NotAtHeadError:
        tell("Bringing the database up to date")
        schema.migrate(url)


def _ports(port: int, tell: Tell) -> dict[str, int]:
    ports: dict[str, int] = {}
    for name, first in (("web", port), ("oidc", 9400), ("mail", 8025), ("smtp", 2525)):
        ports[name] = free_port(first, ports.values())
    if ports["web"] != port:
        tell(f"Port {port} is taken; using {ports['web']}.")
    return ports


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


def _environment(places: Places, issuer: str, ports: Mapping[str, int], url: str) -> dict[str, str]:
    sign_in = {
        "slug": PROVIDER,
        "name": "Demo sign-in",
        "issuer": issuer,
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
    }
    return {
        "COMMONWEAL_ENV": "demo",
        "COMMONWEAL_BASE_URL": f"http://localhost:{ports['web']}",
        "COMMONWEAL_ALLOWED_HOSTS": json.dumps(["127.0.0.1"]),
        "COMMONWEAL_SECRET": places.read_secret(),
        "COMMONWEAL_DATA": str(places.data),
        "COMMONWEAL_PROVIDERS": json.dumps([sign_in]),
        "COMMONWEAL_SMTP_URL": f"smtp://127.0.0.1:{ports['smtp']}",
        "COMMONWEAL_MAIL_FROM": "Commonweal demo <no-reply@demo.example>",
        "DATABASE_URL": url,
    }
