"""What programs send is kept as sent or refused by name: never dropped, never a fault."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.calls.models import FormVersion
from app.calls.rules import forms
from app.kernel.principals import Client
from tests.applications.conftest import FORM, PROJECT, TEAM, Scene

PLACE = "/api/v1/applications"
CHOICE = {
    "key": "kind", "type": "single_choice", "label": {"en": "Kind"}, "options": [{"key": "a", "label": {"en": "A"}}],
}  # fmt: skip
ODD = [
    *("true", "12", "-1.5", "1e300", '""', '"x"', "[]", "[[]]", '["x"]', '[["x"]]', '[{"a": 1}]', "{}", '{"a": [1]}'),
    *('{"amount": ["1"], "currency": {"a": 1}}', '{"amount": "1", "currency": ["EUR"]}', "[null]", "[1, 1]"),
]


@pytest.fixture
def send(scene: Scene, client_as: Callable[..., TestClient]) -> Callable[..., Any]:
    """Sends JSON as text, as a client that may write."""
    scopes = frozenset({"applications:read", "applications:write"})
    program = client_as(Client(scene.person().id, scene.organisation().id, scopes))
    keys = iter(range(1000))

    def sent(method: str, path: str, text: str, **headers: str) -> Any:
        told = {"content-type": "application/json", "idempotency-key": f'"key {next(keys)}"'}
        return program.request(method, path, content=text, headers=told | headers)

    return sent


@pytest.fixture
def made(scene: Scene, send: Callable[..., Any]) -> Any:
    """An application that could be sent, as the answer that made it."""
    return send("POST", PLACE, json.dumps({"call": scene.call.slug, "answers": PROJECT | TEAM}))


def place(made: Any) -> str:
    return f"{PLACE}/{made.json()['reference']}"


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ('{"call": "a\\u0000b"}', {"body.call": "not_text"}),
        ('{"call": "SLUG", "locale": "\\u0000"}', {"body.locale": "not_text"}),
        ('{"call": "SLUG", "locale": "\\ud800"}', {"body.locale": "not_text"}),
        ('{"call": "SLUG", "answers": {"title": "\\u0000"}}', {"body.answers.title": "not_text"}),
        ('{"call": "SLUG", "answers": {"people": NaN}}', {"body.answers.people": "not_a_number"}),
        ('{"call": "SLUG", "answers": {"people": 1e400}}', {"body.answers.people": "not_a_number"}),
        ('{"call": "SLUG", "answers": {"plan": [{"a": 1}]}}', {"plan": "wrong_shape"}),
        ('{"call": "SLUG", "answers": {"plan": [["x"]]}}', {"plan": "wrong_shape"}),
        ('{"call": "SLUG", "answers": {"plan": "x"}}', {"plan": "wrong_shape"}),
        ('{"call": "SLUG", "answers": {"nonexistent": 1}}', {"nonexistent": "unknown_question"}),
        ('{"call": "SLUG", "answers": {"self": 1}}', {"self": "unknown_question"}),
    ],
)
def test_what_cannot_be_kept_is_refused_by_name(scene: Scene, send: Any, made: Any, body: str, wrong: Any) -> None:
    body = body.replace("SLUG", scene.call.slug)
    refused = send("POST", PLACE, body)
    assert (refused.status_code, refused.json()["code"], refused.json()["errors"]) == (422, "invalid", wrong)
    if "answers" in body:
        changed = send("PATCH", place(made), json.dumps({"answers": json.loads(body)["answers"]}))
        assert (changed.status_code, changed.json()["errors"]) == (422, wrong)
        assert send("GET", place(made), "").json() == made.json()


@pytest.mark.parametrize("answer", ODD)
def test_an_odd_answer_to_any_question_is_no_fault(scene: Scene, send: Any, answer: str) -> None:
    sections = [*FORM["sections"], {"key": "more", "title": {"en": "More"}, "questions": [CHOICE]}]
    definition = {"sections": sections}
    kept = {"definition": definition, "schema": forms.compile_schema(definition, title="Form")}
    scene.add(FormVersion(stage_id=scene.stage.id, number=2, created_at=scene.now, **kept))
    scene.stage.form_version = 2
    scene.session.flush()
    place = PLACE + "/" + send("POST", PLACE, json.dumps({"call": scene.call.slug})).json()["reference"]
    for question in forms.questions(definition):
        status = send("PATCH", place, f'{{"answers": {{"{question["key"]}": {answer}}}}}').status_code
        assert status == 200 or (status, question["type"]) == (422, "file")
    assert send("POST", f"{place}/submit", "").status_code == 422


def test_what_is_sent_is_the_version_that_was_read(send: Any, made: Any) -> None:
    read = made.headers["etag"]
    assert send("PATCH", place(made), '{"answers": {"title": "Springs"}}').json()["title"] == "Springs"
    stale = send("POST", f"{place(made)}/submit", "", **{"if-match": read})
    assert (stale.status_code, stale.json()["code"]) == (412, "stale")
    assert send("GET", place(made), "").json()["state"] == "draft"
    now = send("GET", place(made), "").headers["etag"]
    assert send("POST", f"{place(made)}/submit", "", **{"if-match": now}).status_code == 200


def test_what_is_known_is_not_sent_again(send: Any, made: Any) -> None:
    for known in (made.headers["etag"], "W/" + made.headers["etag"], "*", '"x", ' + made.headers["etag"]):
        again = send("GET", place(made), "", **{"if-none-match": known})
        assert (again.status_code, again.content) == (304, b"")


def test_nul_in_an_address_is_no_fault(send: Any) -> None:
    for path in ("/a%00b", "?state=%00"):
        assert send("GET", PLACE + path, "").status_code == 400


def test_a_refused_method_hears_of_the_others(send: Any, made: Any) -> None:
    refused = send("DELETE", place(made), "")
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD, PATCH")
