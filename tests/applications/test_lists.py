"""Lists cost the same number of statements however long they are, and come in pages."""

from collections.abc import Callable
from typing import Any

import pytest

from app.kernel.principals import Client, Person
from tests.applications.conftest import Scene

Given = tuple[Any, str]


def mine(scene: Scene, count: int) -> Given:
    lead = scene.person()
    for _ in range(count):
        scene.application((lead, "lead"))
    return lead, "/applications"


def managed(scene: Scene, count: int) -> Given:
    body = scene.organisation()
    for _ in range(count):
        scene.sent({"title": "Wells", "country": "FRA", "people": 3}, organisation_id=body.id)
    return scene.manager(), f"/manage/calls/{scene.call.slug}/applications"


def filtered(scene: Scene, count: int) -> Given:
    reader, address = managed(scene, count)
    return reader, address + "?state=submitted&country=FRA&from=2020-01-01&f.country=FRA"


def searched(scene: Scene, count: int) -> Given:
    reader, address = managed(scene, count)
    return reader, address + "?q=well"


def with_columns(scene: Scene, count: int) -> Given:
    reader, address = managed(scene, count)
    columns = ("q.people", "q.country", "labels", "stage", "reviews", "total", "changed")
    return reader, f"{address}?{'&'.join(f'column={one}' for one in columns)}"


def sorted_(scene: Scene, count: int) -> Given:
    reader, address = managed(scene, count)
    return reader, address + "?sort=-q.people"


def across_calls(scene: Scene, count: int) -> Given:
    reader, _ = managed(scene, count)
    return reader, f"/manage/programmes/{scene.programme.slug}/applications"


def by_program(scene: Scene, count: int) -> Given:
    body = scene.organisation()
    for _ in range(count):
        scene.application(state="submitted", organisation_id=body.id)
    return Client(scene.person().id, body.id, frozenset({"applications:read"})), "/api/v1/applications"


LISTS = (
    *((mine, 1), (managed, 2), (filtered, 3), (searched, 3), (with_columns, 7), (sorted_, 4), (across_calls, 3)),
    (by_program, 1),
)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("made", "expected"), LISTS, ids=[made.__name__ for made, _ in LISTS])
def test_costs_the_same_for_one_and_for_three(
    scene: Scene,
    client_as: Callable[..., Any],
    statements: list[str],
    made: Callable[[Scene, int], Given],
    expected: int,
    count: int,
) -> None:
    reader, address = made(scene, count)
    client = client_as(reader)
    statements.clear()
    answer = client.get(address)
    titles = answer.text.count("Wells</td>") or answer.text.count("Wells")
    assert (answer.status_code, titles, len(statements)) == (200, count, expected)


@pytest.mark.parametrize("cursor", ["x", "WyJ4Il0", "WyIxIiwiMiJd"])
def test_a_cursor_of_nobodys_is_refused(scene: Scene, client_as: Callable[..., Any], cursor: str) -> None:
    manager: Person = scene.manager()
    address = f"/manage/calls/{scene.call.slug}/applications"
    assert client_as(manager).get(address, params={"after": cursor}).status_code == 422
