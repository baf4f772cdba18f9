"""Routes are found by the first part of their path, as a router that tries each would find them."""

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.routing import Match
from starlette.testclient import TestClient

from app import wiring
from app.kernel.http import routing


def answering(words: str):
    async def endpoint() -> str:
        return words

    return endpoint


@pytest.fixture
def client() -> TestClient:
    first, second = APIRouter(), APIRouter(prefix="/calls")
    first.add_api_route("/", answering("home"))
    first.add_api_route("/calls", answering("all"))
    second.add_api_route("/new", answering("new"), methods=["GET"])
    second.add_api_route("/{slug}", answering("one"), methods=["GET"])
    second.add_api_route("/{slug}", answering("changed"), methods=["POST"])
    app = FastAPI()
    app.router.routes.append(routing.Index([first, second]))
    return TestClient(app, follow_redirects=False)


@pytest.mark.parametrize(
    ("method", "path", "status", "said"),
    [
        ("GET", "/", 200, "home"),
        ("GET", "/calls", 200, "all"),
        ("GET", "/calls/new", 200, "new"),
        ("GET", "/calls/x", 200, "one"),
        ("POST", "/calls/x", 200, "changed"),
        ("POST", "/calls/new", 200, "changed"),
    ],
)
def test_finds_the_first_route_for_path_and_method(client, method, path, status, said) -> None:
    answer = client.request(method, path)
    assert (answer.status_code, answer.json()) == (status, said)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("DELETE", "/calls/x", 405), ("POST", "/", 405), ("GET", "/other", 404), ("GET", "/calls/x/y", 404)],
)
def test_refuses_what_there_is_not(client, method, path, status) -> None:
    assert client.request(method, path).status_code == status


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [("DELETE", "/calls/x", "GET, HEAD, POST"), ("PUT", "/calls/new", "GET, HEAD, POST"), ("POST", "/", "GET, HEAD")],
)
def test_a_refusal_names_every_method_of_the_path(client, method, path, allowed) -> None:
    answer = client.request(method, path)
    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)


def test_head_is_answered_as_get_without_the_body(client) -> None:
    asked, told = client.get("/calls/x"), client.head("/calls/x")
    assert (told.status_code, told.content, told.headers) == (200, b"", asked.headers)
    assert client.head("/other").status_code == 404


def test_a_path_with_a_slash_too_many_leads_to_the_one_without(client) -> None:
    answer = client.get("/calls/x/")
    assert (answer.status_code, answer.headers["location"]) == (307, "http://testserver/calls/x")


def test_a_route_without_a_fixed_first_part_is_refused() -> None:
    router = APIRouter()
    router.add_api_route("/{anything}", answering("x"))
    with pytest.raises(TypeError):
        routing.Index([router])


def test_every_route_of_ours_is_found_by_its_own_path() -> None:
    index = routing.Index(wiring.ROUTERS)
    assert len(index.routes) > 100
    for route in index.routes:
        assert isinstance(route, APIRoute)
        kinds = dict.fromkeys(route.param_convertors, "01a208bc-43d5-734c-9d09-1920ee7b5a1a")
        path = route.path.format(**kinds)
        scope = {"type": "http", "method": next(iter(route.methods)), "path": path, "root_path": ""}
        tried = next(each for each in index.routes if each.matches(scope)[0] is Match.FULL)
        assert index.matches(scope)[1]["indexed"] is tried
