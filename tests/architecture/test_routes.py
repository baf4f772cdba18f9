"""Every route declares its access, a GET never writes, and who gets what where is written down."""

import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from app import wiring
from app.kernel.http import deps
from app.kernel.ids import new_id
from app.kernel.principals import Client, Person

SNAPSHOT = Path(__file__).with_name("routes.json")
UNKNOWN = str(new_id())


def routes() -> Iterator[APIRoute]:
    """Every route of ours, as wired."""

    def walk(router: Any) -> Iterator[APIRoute]:
        for route in router.routes:
            if isinstance(route, APIRoute):
                yield route
            elif hasattr(route, "original_router"):
                yield from walk(route.original_router)

    for router in wiring.ROUTERS:
        yield from walk(router)


def accesses(route: APIRoute) -> list[deps.Access]:
    """What a route's own slots declare."""
    return [slot.access for slot in (one.call for one in route.dependant.dependencies) if hasattr(slot, "access")]


def test_the_walk_sees_the_routes() -> None:
    assert len(list(routes())) == len(json.loads(SNAPSHOT.read_text()))


def test_every_route_declares_its_access_once() -> None:
    assert [route.path for route in routes() if len(accesses(route)) != 1] == []


def test_a_get_never_writes() -> None:
    writing = {deps.Access.WRITING, deps.Access.VISITOR_WRITING}
    safe = [route for route in routes() if route.methods <= deps.SAFE]
    assert [route.path for route in safe if set(accesses(route)) & writing] == []


@pytest.fixture
def everyone() -> dict[str, Person | Client | None]:
    """One principal of each kind, none of whom owns anything."""
    programme = new_id()
    return {
        "anonymous": None,
        "person": Person(new_id()),
        "manager": Person(new_id(), frozenset({("manager", programme)})),
        "administrator": Person(new_id(), frozenset({("administrator", None)})),
        "client": Client(new_id(), new_id(), frozenset()),
    }


def test_who_gets_what_is_written_down(
    client_as: Callable[..., TestClient], everyone: dict[str, Person | Client | None]
) -> None:
    found: dict[str, dict[str, Any]] = {}
    for route in routes():
        for method in sorted(route.methods):
            path = re.sub(r"{(\w+)(:\w+)?}", lambda name: UNKNOWN if "id" in name[1] else "unknown", route.path)
            row: dict[str, Any] = {"access": str(accesses(route)[0]), "name": route.name}
            for who, actor in everyone.items():
                if (actor is not None and actor.kind == "client") == path.startswith("/api/") or actor is None:
                    row[who] = client_as(actor).request(method, path).status_code
            found[f"{method} {route.path}"] = row
    if os.environ.get("COMMONWEAL_SNAPSHOT") == "write":
        SNAPSHOT.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n")
    assert found == json.loads(SNAPSHOT.read_text())
