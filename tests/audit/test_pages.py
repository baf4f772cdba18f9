"""The whole timeline of an application, for those who run its call."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.applications.service import withdrawals
from app.kernel import paging
from app.kernel.principals import Anonymous
from tests.applications.conftest import Scene

Browser = Callable[..., TestClient]


@pytest.fixture
def scene(session: Any) -> Scene:
    """An open call."""
    return Scene(session)


def test_a_timeline_is_read_a_page_at_a_time(scene: Scene, client_as: Browser) -> None:
    lead = scene.person("Lea")
    application = scene.application((lead, "lead"), state="submitted", submitted_at=scene.now)
    for _ in range(26):
        withdrawals.withdraw(scene.work(lead), application.id)
        withdrawals.undo(scene.work(lead), application.id)
    scene.session.commit()
    desk, place = client_as(scene.manager()), f"/manage/applications/{application.reference}/timeline"
    first = desk.get(place)
    assert (first.status_code, first.text.count("Application withdrawn"), first.text.count("Lea") >= 50) == (
        200,
        25,
        True,
    )
    following = first.text.split("?after=")[1].split('"')[0]
    assert desk.get(f"{place}?after={following}").text.count("Application withdrawn") == 1
    for cursor in ("x", paging.encode(["x"])):
        assert desk.get(place, params={"after": cursor}).status_code == 422


def test_it_is_for_nobody_else(scene: Scene, client_as: Browser) -> None:
    lead = scene.person("Lea")
    application = scene.application((lead, "lead"), state="submitted", submitted_at=scene.now)
    place = f"/manage/applications/{application.reference}/timeline"
    for actor in (
        lead,
        scene.person("Eve"),
        Scene(scene.session).manager(),
        scene.person("Ada", ("administrator", None)),
    ):
        assert client_as(actor).get(place).status_code == 404
    assert client_as(Anonymous()).get(place).headers["location"] == f"/sign-in?next={place}"
    assert client_as(scene.manager()).get("/manage/applications/nowhere/timeline").status_code == 404
