"""The main job over HTTP, as every kind of user in turn: apply, review, decide, work in a space, read by API."""

import re
from base64 import b64encode
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app.calls.models import RubricVersion
from app.identity.models import Person as PersonRow
from app.kernel.principals import Person, System
from app.kernel.work import Work
from app.partners.service import clients
from app.partners.types import Scope
from app.reviews.models import Decision, Panellist, Review
from tests.applications.conftest import Scene

RUBRIC: dict[str, Any] = {
    "scale": {"min": 0, "max": 5, "step": 1},
    "criteria": [
        {"key": "need", "title": {"en": "Need"}, "weight": "60", "kind": "marks", "anchors": {"5": {"en": "Great"}}},
        {"key": "team", "title": {"en": "Team"}, "weight": "40", "kind": "marks", "allow_not_applicable": True},
    ],
}


@pytest.fixture
def scene(session: Session) -> Scene:
    """An open call with a form and a rubric."""
    made = Scene(session)
    made.add(RubricVersion(stage_id=made.stage.id, number=1, definition=RUBRIC, created_at=made.now))
    session.commit()
    return made


def location(answer: Any) -> str:
    """Where a successful post sends the browser, without its note."""
    assert answer.status_code == 303, (answer.status_code, answer.text[:600])
    return str(re.sub(r"[?&]note=\w+", "", answer.headers["location"]))


def apply_as(lead: TestClient, slug: str) -> str:
    """Begin, fill in and submit an application; its reference."""
    place = location(lead.post(f"/calls/{slug}/apply"))
    project = {"a-title": "Wells", "title": "Wells", "about": "Water for all", "version": "0"}
    team = {"country": "FRA", "version": "0"}
    for key, answers in (("project", project), ("team", team)):
        page = lead.get(f"{place}/sections/{key}")
        assert page.status_code == 200, page.text[:500]
        names = re.findall(r'name="([\w.-]+)"', page.text)
        sent = {name: answers[name.split("-")[-1]] for name in names if name.split("-")[-1] in answers}
        location(lead.post(f"{place}/sections/{key}", data=sent))
    assert lead.get(f"{place}/check").status_code == 200
    location(lead.post(f"{place}/submit", data={"declaration": "yes", "confirm": "yes"}))
    return place.rsplit("/", 1)[-1]


def test_from_an_open_call_to_a_space(
    scene: Scene, app: FastAPI, client_as: Callable[..., TestClient], session: Session
) -> None:
    lead, expert = scene.person("Awa"), scene.person("Nadia")
    first, second = scene.manager(), scene.manager()
    slug, programme = scene.call.slug, scene.programme.id
    emails = {person.id: email for person, email in _emails(session, expert)}
    session.commit()

    reference = apply_as(client_as(lead), slug)
    assert client_as(lead).get(f"/applications/{reference}/receipt").status_code == 200

    desk = client_as(first)
    early = desk.get(f"/manage/calls/{slug}/assign")
    assert ("until the call closes" in early.text, "<select" in early.text) == (True, False)
    scene.call.closes_at = scene.now
    session.commit()
    added = desk.post(
        f"/manage/calls/{slug}/panel", data={"email": emails[expert.id], "constituency": "academia", "capacity": "3"}
    )
    location(added)
    panellist = session.scalars(select(Panellist.id)).one()
    location(desk.post(f"/manage/calls/{slug}/assign", data={"reference": reference, "panellist": str(panellist)}))
    again = desk.post(f"/manage/calls/{slug}/assign", data={"reference": reference, "panellist": str(panellist)})
    assert again.status_code == 422

    review = session.scalars(select(Review.id)).one()
    _review(client_as(expert), review, reference)
    assert client_as(lead).get(f"/reviews/{review}").status_code == 404

    desk = client_as(first)
    board = desk.get(f"/manage/calls/{slug}/deliberation")
    assert (board.status_code, reference in board.text, "88.0" in board.text) == (200, True, True)
    _decide(client_as, first, second, reference, session)

    told = client_as(lead).get(f"/applications/{reference}")
    assert ("A fine plan" in told.text, "Nadia" in told.text, "Reviewer 1" in told.text) == (True, False, False)

    space = location(client_as(second).post(f"/manage/applications/{reference}/space"))
    member = client_as(lead)
    thread = location(member.post(f"{space}/threads", data={"title": "Hello", "body": "**Hi** <script>x</script>"}))
    assert "<strong>Hi</strong>" in member.get(thread).text
    assert "<script>x" not in member.get(thread).text
    location(member.post(f"{space}/milestones", data={"title": "First well", "due_on": "2027-03-31"}))
    assert "First well" in member.get(space).text
    assert client_as(expert).get(space).status_code == 404

    public = client_as().get("/api/v1/projects").json()
    assert [one["reference"] for one in public["items"]] == [reference]
    assert programme is not None


def _emails(session: Session, *people: Person) -> list[tuple[Person, str]]:
    found = {row[0]: row[1] for row in session.execute(select(PersonRow.id, PersonRow.email))}
    return [(person, found[person.id] or "") for person in people]


def _review(expert: TestClient, review: Any, reference: str) -> None:
    queue = expert.get("/reviews")
    assert (queue.status_code, reference in queue.text) == (200, True)
    location(expert.post(f"/reviews/{review}/accept"))
    assert "Water for all" in expert.get(f"/reviews/{review}").text
    half = {"version": "0", "mark-need": "4", "comment": "A fine plan", "confidential": "Hm"}
    location(expert.post(f"/reviews/{review}/save", data=half))
    location(expert.post(f"/reviews/{review}/save", data=half))
    assert expert.post(f"/reviews/{review}/save", data=half | {"comment": "Other words"}).status_code == 409
    assert expert.post(f"/reviews/{review}/submit", data=half).status_code == 422
    whole = half | {"version": "1"} | {"mark-team": "5", "recommendation": "accept"}
    location(expert.post(f"/reviews/{review}/submit", data=whole))
    location(expert.post(f"/reviews/{review}/submit", data=whole))


def _decide(
    client_as: Callable[..., TestClient], first: Person, second: Person, reference: str, session: Session
) -> None:
    place = f"/manage/applications/{reference}/decision"
    proposal = {"outcome": "accepted", "reason": "Best of all", "feedback": "A fine plan", "conditions": ""}
    location(client_as(first).post(place, data=proposal))
    decision = session.scalars(select(Decision.id)).one()
    own = client_as(first).post(f"/manage/decisions/{decision}/confirm", data={"reference": reference})
    assert own.status_code == 403
    early = client_as(second).post(f"/manage/decisions/{decision}/release", data={"reference": reference})
    assert early.status_code == 409
    location(client_as(second).post(f"/manage/decisions/{decision}/confirm", data={"reference": reference}))
    location(client_as(second).post(f"/manage/decisions/{decision}/release", data={"reference": reference}))


def test_a_partner_applies_by_program(scene: Scene, app: FastAPI, browser_client: TestClient, session: Session) -> None:
    organisation = scene.organisation()
    work = Work(session, System("test"), scene.now)
    client_id, secret = clients.create(work, organisation.id, "Robot", list(Scope))
    session.commit()
    basic = {"authorization": "Basic " + b64encode(f"{client_id}:{secret}".encode()).decode()}
    grant = {"grant_type": "client_credentials"}
    assert browser_client.post("/oauth/token", data=grant).status_code == 401
    token = browser_client.post("/oauth/token", data=grant, headers=basic).json()["access_token"]
    bearer = {"authorization": f"Bearer {token}"}

    body = {"call": scene.call.slug, "answers": {"title": "Wells", "about": "Water", "country": "FRA"}}
    assert browser_client.post("/api/v1/applications", json=body).status_code == 401
    assert browser_client.post("/api/v1/applications", json=body, headers=bearer).status_code == 400
    keyed = bearer | {"idempotency-key": '"one"'}
    made = browser_client.post("/api/v1/applications", json=body, headers=keyed)
    assert (made.status_code, made.json()["problems"]) == (201, {}), made.text
    again = browser_client.post("/api/v1/applications", json=body, headers=keyed)
    assert (again.status_code, again.json()) == (201, made.json())
    other = browser_client.post("/api/v1/applications", json=body | {"locale": "fr"}, headers=keyed)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")

    reference = made.json()["reference"]
    place = f"/api/v1/applications/{reference}"
    stale = browser_client.patch(place, json={"answers": {"title": "New"}}, headers=bearer | {"if-match": '"old"'})
    assert stale.status_code == 412
    tag = browser_client.get(place, headers=bearer).headers["etag"]
    changed = browser_client.patch(place, json={"answers": {"title": "New"}}, headers=bearer | {"if-match": tag})
    assert (changed.status_code, changed.json()["title"]) == (200, "New")
    partly = browser_client.post(
        "/api/v1/applications", json={"call": scene.call.slug}, headers=bearer | {"idempotency-key": '"p"'}
    )
    unready = f"/api/v1/applications/{partly.json()['reference']}"
    refused = browser_client.post(f"{unready}/submit", headers=bearer | {"idempotency-key": '"r"'})
    missing = {"title": "required", "about": "required", "country": "required"}
    assert (refused.status_code, refused.json()["errors"]) == (422, missing)
    sent = browser_client.post(f"{place}/submit", headers=bearer | {"idempotency-key": '"two"'})
    assert (sent.status_code, sent.json()["number"]) == (200, 1)
    listed = browser_client.get("/api/v1/applications", headers=bearer).json()
    assert reference in [row["reference"] for row in listed["items"]]
    assert browser_client.get(place).status_code == 401
    assert browser_client.post("/oauth/revoke", data={"token": token}, headers=basic).status_code == 200
    assert browser_client.get(place, headers=bearer).status_code == 401
