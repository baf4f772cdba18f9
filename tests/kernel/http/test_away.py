"""While the database is away the site says so, asks to come back, and keeps what was typed."""

import pytest
from starlette.testclient import TestClient

from app.kernel.db import connect
from app.kernel.files import Store
from app.main import create_app


@pytest.fixture
def client(settings, tmp_path):
    nowhere = connect("postgresql+psycopg://nobody@127.0.0.1:9/nothing", pool_size=1, application_name="test")
    app = create_app(settings, database=nowhere, store=Store((tmp_path / "files").as_uri()))
    yield TestClient(app, follow_redirects=False, headers={"origin": "http://testserver"})
    nowhere.dispose()


def test_a_page_asks_to_come_back(client) -> None:
    page = client.get("/calls")
    assert (page.status_code, page.headers["retry-after"], page.headers["cache-control"]) == (503, "30", "no-cache")
    assert "The database does not answer just now." in page.text


def test_what_was_typed_is_in_the_answer(client) -> None:
    page = client.post("/sign-in/link", data={"email": "amina@example.org"})
    assert (page.status_code, 'value="amina@example.org"' in page.text) == (503, True)


def test_a_program_gets_a_problem(client) -> None:
    answer = client.get("/api/v1/calls")
    assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")
    assert (answer.headers["retry-after"], answer.json()["status"]) == ("30", 503)
