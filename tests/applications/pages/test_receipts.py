"""What was sent can be had whole, on paper and by program, and gives the receipt's SHA-256 again."""

import hashlib

import pytest

from app.applications.rules import receipts
from app.applications.service import drafts, submissions
from app.kernel.ids import new_id
from app.kernel.principals import Client
from tests.applications.conftest import PROJECT, TEAM

STRANGE = {
    "title": "مياه للجميع",
    "about": "€ \u2028 \U0001f30d",
    "people": 2500,
    "budget": {"amount": "0.10", "currency": "EUR"},
}


@pytest.fixture
def lead(scene):
    return scene.person("Lea")


@pytest.mark.parametrize("project", [PROJECT, STRANGE])
def test_the_downloaded_file_is_what_was_hashed(scene, lead, client_as, project) -> None:
    application = scene.application((lead, "lead"))
    drafts.save(scene.work(lead), application.id, "project", project, 0)
    drafts.save(scene.work(lead), application.id, "team", TEAM, 0)
    sent = submissions.submit(scene.work(lead), application.id)
    base = f"/applications/{application.reference}"
    client = client_as(lead)
    file = client.get(f"{base}/receipt.json")
    assert (file.status_code, hashlib.sha256(file.content).hexdigest()) == (200, sent.sha256)
    assert file.headers["content-disposition"] == f'attachment; filename="{application.reference}-submission-1.json"'
    assert file.json()["answers"] == {**project, **TEAM}
    page = client.get(f"{base}/receipt").text
    assert (page.count(sent.sha256), f'{base}/receipt.json"' in page) == (1, True)
    assert client_as(scene.person("Other")).get(f"{base}/receipt.json").status_code == 404


def test_a_program_can_take_the_hash_of_what_it_is_shown(scene, client_as) -> None:
    scopes = frozenset({"applications:read", "applications:write"})
    robot = Client(new_id(), scene.organisation().id, scopes)
    client = client_as(robot)
    body = {"call": scene.call.slug, "answers": {**STRANGE, **TEAM}}
    made = client.post("/api/v1/applications", json=body, headers={"idempotency-key": '"one"'}).json()
    place = f"/api/v1/applications/{made['reference']}"
    assert client.get(f"{place}/submission").status_code == 404
    sent = client.post(f"{place}/submit", headers={"idempotency-key": '"two"'}).json()
    shown = client.get(f"{place}/submission")
    assert shown.json() == sent
    assert receipts.sha256(shown.json()["content"]) == sent["sha256"]
    assert client.get(f"{place}/submission", headers={"if-none-match": shown.headers["etag"]}).status_code == 304
    assert client_as(Client(new_id(), new_id(), scopes)).get(f"{place}/submission").status_code == 404
