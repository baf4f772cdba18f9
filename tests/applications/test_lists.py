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
        scene.application(state="submitted", organisation_id=body.id)
    return scene.manager(), f"/manage/calls/{scene.call.slug}/applications"


def filtered(scene: Scene, count: int) -> Given:
    reader, address = managed(scene, count)
    return reader, address + "?q=well&state=submitted"


def by_program(scene: Scene, count: int) -> Given:
    body = scene.organisation()
    for _ in range(count):
        scene.application(state="submitted", organisation_id=body.id)
    return Client(scene.person().id, body.id, frozenset({"applications:read"})), "/api/v1/applications"


LISTS = ((mine, 1), (managed, 2), (filtered, 2), (by_program, 1))


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
    assert (answer.status_code, answer.text.count("Wells"), len(statements)) == (200, count, expected)


@pytest.mark.parametrize("word", ["100 %", "a_b", "\\", "É"])
def test_a_word_is_found_as_it_is_written(scene: Scene, client_as: Callable[..., Any], word: str) -> None:
    scene.application(state="submitted", title=f"Wells {word} here")
    scene.application(state="submitted", title="Wells 100 of aXb E")
    page = client_as(scene.manager()).get(f"/manage/calls/{scene.call.slug}/applications", params={"q": word}).text
    assert page.count("Wells") == 1


@pytest.mark.parametrize("cursor", ["x", "WyJ4Il0", "WyIxIiwiMiJd"])
def test_a_cursor_of_nobodys_is_refused(scene: Scene, client_as: Callable[..., Any], cursor: str) -> None:
    manager: Person = scene.manager()
    address = f"/manage/calls/{scene.call.slug}/applications"
    assert client_as(manager).get(address, params={"after": cursor}).status_code == 422
