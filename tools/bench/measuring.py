"""Runs every scenario against the servers, and the bare pages after them."""

import http.client
import json
import statistics
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any
from urllib.parse import urlencode

import uvloop
from sqlalchemy import Engine, event
from starlette.testclient import TestClient

from app.kernel.settings import Settings
from app.main import create_app
from tools.bench import asking
from tools.bench.asking import HOST, Call, Tally
from tools.bench.bare import Recipe
from tools.bench.filling import World
from tools.bench.scenarios import TOKEN, Asker, Scenario, writers
from tools.bench.serving import Served

MANY = 16
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds each part of a scenario lasts."""

    warm: float = 0.7
    alone: float = 2.0
    together: float = 5.0


@dataclass(frozen=True, slots=True)
class Speed:
    """How fast answers came: requests a second, and percentiles in milliseconds."""

    rate: float
    p50: float
    p95: float
    p99: float


@dataclass(frozen=True, slots=True)
class Cost:
    """What a request took: CPU milliseconds of the server and of PostgreSQL."""

    server: float
    database: float

    @property
    def total(self) -> float:
        """Both together."""
        return self.server + self.database


@dataclass(slots=True)
class Measured:
    """One scenario; `size` is in bytes on the wire, without headers."""

    scenario: Scenario
    cost: Cost
    alone: Speed
    together: Speed
    requests: int
    size: int
    statements: Sequence[tuple[str, Any]] = field(default=(), repr=False)
    bare: Cost | None = None


def sign_in(served: Served, world: World) -> Asker:
    """Get the partner's access token, and the token of every writer's forms, as programs and browsers do."""
    client_id, secret = world.client
    form = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret}
    connection = http.client.HTTPConnection("127.0.0.1", served.ports[0])
    bearer = json.loads(_fetch(connection, Call("POST", "/oauth/token", body=urlencode(form).encode())))
    tokens = {}
    for session in writers(world):
        found = TOKEN.search(_fetch(connection, Call("GET", "/account", session)))
        assert found is not None
        tokens[session] = found[1].decode()
    connection.close()
    return Asker(world, bearer["access_token"], tokens, iter(world.drafts))


def run(
    served: Served, asker: Asker, scenario: Scenario, pace: Pace, statements: Sequence[tuple[str, Any]]
) -> Measured:
    """One scenario: a warm-up, one client, then many."""
    _drive(served, asker, scenario, 4, pace.warm)
    alone = _drive(served, asker, scenario, 1, pace.alone)
    before = served.times()
    together = _drive(served, asker, scenario, MANY, pace.together)
    cost = _cost(served, before, together)
    sizes = [*alone.sizes, *together.sizes]
    size = round(statistics.mean(sizes))
    return Measured(scenario, cost, _speed(alone), _speed(together), len(together.sizes), size, statements)


def run_bare(served: Served, path: str, pace: Pace) -> Cost:
    """The processor time of a bare page."""
    tracks = [cycle([Call("GET", path)]) for _ in range(MANY)]
    uvloop.run(asking.drive(served.ports, tracks, pace.warm))
    before = served.times()
    return _cost(served, before, uvloop.run(asking.drive(served.ports, tracks, pace.together)))


def recorded(asker: Asker, settings: Settings, scenarios: Sequence[Scenario]) -> dict[str, list[tuple[str, Any]]]:
    """The statements of each scenario's page, from one request inside this process.

    What only frames a transaction is not among them: readers have none, writers one BEGIN and one COMMIT.
    """
    app = create_app(settings)
    client = TestClient(app, base_url=f"https://{HOST}", follow_redirects=False)
    found = {}
    with client:
        for scenario in scenarios:
            calls = scenario.calls(asker, 0, MANY)
            # The first request of a process does more: it reads what is then remembered.
            _ask_inside(client, next(calls))
            with _statements() as seen:
                _ask_inside(client, next(calls))
            found[scenario.name] = seen
    return found


def recipes(measured: Sequence[Measured]) -> dict[str, Recipe]:
    """A bare page for each scenario that has one, at an address of its own."""
    return {
        f"/{at}": Recipe(one.scenario.bare, tuple(one.statements))
        for at, one in enumerate(measured)
        if one.scenario.bare
    }


@contextmanager
def _statements() -> Iterator[list[tuple[str, Any]]]:
    seen: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_rest: object) -> None:
        seen.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def _ask_inside(client: TestClient, call: Call) -> None:
    answer = client.request(call.method, call.path, headers=call.headers(), content=call.body)
    if answer.status_code != call.status:
        raise RuntimeError(f"{call.method} {call.path} answered {answer.status_code}: {answer.text[:300]}")


def _fetch(connection: http.client.HTTPConnection, call: Call) -> bytes:
    connection.request(call.method, call.path, call.body, {"host": HOST, **call.headers()})
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != call.status:
        raise RuntimeError(f"{call.method} {call.path} answered {answer.status}: {body[:300]!r}")
    return body


def _drive(served: Served, asker: Asker, scenario: Scenario, clients: int, seconds: float) -> Tally:
    tracks = [scenario.calls(asker, at, clients) for at in range(clients)]
    return uvloop.run(asking.drive(served.ports, tracks, seconds))


def _cost(served: Served, before: Any, tally: Tally) -> Cost:
    after, asked = served.times(), len(tally.sizes)
    if not asked:
        raise RuntimeError("nothing was left to ask for")
    return Cost(1000 * (after.server - before.server) / asked, 1000 * (after.database - before.database) / asked)


def _speed(tally: Tally) -> Speed:
    taken = sorted(tally.seconds)
    at = [1000 * taken[min(len(taken) - 1, int(share * len(taken)))] for share in (0.5, 0.95, 0.99)]
    return Speed(len(taken) / tally.lasted, *at)
