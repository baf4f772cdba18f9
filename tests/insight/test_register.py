"""The public register and the public figures: the same for everybody, and of what is decided alone."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.insight import queries
from app.kernel import paging
from app.kernel.errors import Refusal
from app.kernel.principals import Anonymous
from tests.applications.conftest import Scene

Browser = Callable[..., TestClient]


@pytest.fixture
def scene(session: Any) -> Scene:
    """An open call."""
    return Scene(session)


@pytest.fixture
def projects(scene: Scene) -> Scene:
    """One application in each state, and accepted ones of a call that is not public."""
    body = scene.organisation()
    for state in ("draft", "submitted", "in_review", "accepted", "declined", "waitlisted", "withdrawn", "ineligible"):
        scene.application(title=f"{state} 100%", state=state, organisation_id=body.id)
    scene.application(title="Springs", state="accepted", submitted_at=scene.now)
    scene.application(title="Secret", state="accepted", call=scene.make_call(published_at=None))
    return scene


def titles(scene: Scene, **asked: Any) -> list[str]:
    return [row.title for row in queries.list_projects(scene.work(Anonymous()), **asked).rows]


def test_only_accepted_projects_of_public_calls_are_there(projects: Scene) -> None:
    assert titles(projects) == ["Springs", "accepted 100%"]
    for actor in (projects.manager(), projects.person("Ada", ("administrator", None))):
        assert len(queries.list_projects(projects.work(actor)).rows) == 2


@pytest.mark.parametrize(
    ("word", "found"), [("spring", ["Springs"]), ("%", ["accepted 100%"]), ("_", []), ("secret", [])]
)
def test_a_word_is_sought_as_it_is(projects: Scene, word: str, found: list[str]) -> None:
    assert titles(projects, word=word) == found


def test_a_page_leads_to_the_next(projects: Scene) -> None:
    work = projects.work(Anonymous())
    first = queries.list_projects(work, size=1)
    assert first.next is not None
    second = queries.list_projects(work, size=1, after=first.next)
    assert ([row.title for row in first.rows], [row.title for row in second.rows], second.next) == (
        ["Springs"],
        ["accepted 100%"],
        None,
    )
    for cursor in ("x", paging.encode(["x"]), paging.encode(["1", "2"])):
        with pytest.raises(Refusal):
            queries.list_projects(work, after=cursor)


def test_figures_count_no_drafts(projects: Scene) -> None:
    figures = queries.get_figures(projects.work(Anonymous()))
    assert (figures.calls, figures.submitted, figures.accepted, figures.countries) == (1, 7, 2, [("FRA", 1)])


def test_the_public_pages(projects: Scene, client_as: Browser) -> None:
    visitor = client_as()
    for path in (
        "/projects",
        "/insight",
        "/accessibility",
        "/privacy",
        "/source",
        "/developers",
        "/developers/reference",
    ):
        page = visitor.get(path)
        assert (path, page.status_code, page.text.count("<h1")) == (path, 200, 1)
    page = visitor.get("/projects", params={"word": "spring"}).text
    assert ("Springs" in page, "accepted 100%" in page, "Secret" in page) == (True, False, False)
    listed = visitor.get("/api/v1/projects").json()["items"]
    assert [(one["title"], one["country"]) for one in listed] == [("Springs", None), ("accepted 100%", "FRA")]
    for path in ("/projects", "/api/v1/projects"):
        for cursor in ("x", paging.encode(["x"])):
            assert visitor.get(path, params={"after": cursor}).status_code == 422
