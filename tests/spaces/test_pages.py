"""The pages of a space, read and posted as people do."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from app.kernel import tokens
from app.kernel.ids import new_id
from app.kernel.principals import Anonymous
from app.spaces.models import Milestone, SpaceInvitation, Thread
from app.spaces.service import threads
from tests.spaces.conftest import Opened, Scene

Browser = Callable[..., TestClient]


def test_an_invitation_is_shown_before_it_is_taken_up(
    scene: Scene, opened: Opened, client_as: Browser, settings
) -> None:
    asked = client_as(opened.lead).post("/spaces/wells/members", data={"email": "ada@example.org", "role": "mentor"})
    assert (asked.status_code, asked.headers["location"]) == (303, "/spaces/wells?note=invited")
    invitation = scene.session.scalars(select(SpaceInvitation)).one()
    link = f"/spaces/join/{tokens.sign(settings, 'join_space', invitation.id)}"
    ada = client_as(scene.person("Ada"))
    assert ada.get("/spaces/wells").status_code == 404
    shown = ada.get(link)
    assert (shown.status_code, "Wells" in shown.text, "Mentor" in shown.text) == (200, True, True)
    assert ada.get("/spaces/wells").status_code == 404
    assert ada.post(link).headers["location"] == "/spaces/wells?note=joined"
    assert ada.get("/spaces/wells").status_code == 200
    assert client_as(scene.person("Eve")).post(link).status_code == 409
    visitor = client_as(Anonymous())
    assert visitor.get(link).headers["location"].startswith("/sign-in?next=/spaces/join/")


def test_a_link_of_another_kind_or_none_invites_nobody(scene: Scene, client_as: Browser, settings: Any) -> None:
    ada = client_as(scene.person("Ada"))
    for token in (
        tokens.sign(settings, "join_team", new_id()),
        tokens.sign(settings, "join_space", new_id()),
        "x",
        "é",
    ):
        assert ada.get(f"/spaces/join/{token}").status_code == 404
        assert ada.post(f"/spaces/join/{token}").status_code == 404


def test_an_unknown_role_is_a_contributor_and_an_address_is_needed(
    scene: Scene, opened: Opened, client_as: Browser
) -> None:
    lead = client_as(opened.lead)
    assert lead.post("/spaces/wells/members", data={"email": "nobody", "role": "mentor"}).status_code == 422
    assert lead.post("/spaces/wells/members", data={"email": "a@example.org", "role": "king"}).status_code == 303
    assert scene.session.scalars(select(SpaceInvitation.role)).all() == ["contributor"]
    assert client_as(opened.mentor).post("/spaces/wells/members", data={"email": "a@example.org"}).status_code == 403


def test_what_each_may_do_is_what_each_is_shown(scene: Scene, opened: Opened, client_as: Browser) -> None:
    shown = {}
    for person in (opened.lead, opened.contributor, opened.observer, scene.manager()):
        text = client_as(person).get("/spaces/wells").text
        shown[person.name] = [f'action="/spaces/wells/{form}"' in text for form in ("threads", "milestones", "members")]
    assert shown == {
        "Lea": [True, True, True],
        "Cid": [True, True, False],
        "Obi": [False, False, False],
        "Manon": [False, False, False],
    }


def test_a_conversation_is_read_fifty_at_a_time(scene: Scene, opened: Opened, client_as: Browser) -> None:
    member = client_as(opened.contributor)
    started = member.post("/spaces/wells/threads", data={"title": "Pumps", "body": "Message 0"})
    thread = scene.session.scalars(select(Thread)).one()
    place = f"/spaces/wells/threads/{thread.id}"
    assert started.headers["location"] == f"{place}?note=posted"
    for number in range(1, 51):
        threads.reply(scene.work(opened.mentor), "wells", thread.id, f"Message {number}.")
    scene.session.commit()
    first = member.get(place).text
    assert ("Message 49." in first, "Message 50." in first) == (True, False)
    following = first.split("?after=")[1].split('"')[0]
    second = member.get(f"{place}?after={following}").text
    assert ("Message 49." in second, "Message 50." in second) == (False, True)
    answered = member.post(place, data={"body": "Yes"})
    assert answered.headers["location"].startswith(f"{place}?note=posted#")
    assert member.post(place, data={"body": "  "}).status_code == 422
    assert client_as(opened.observer).post(place, data={"body": "No"}).status_code == 403
    assert member.get(f"/spaces/wells/threads/{new_id()}").status_code == 404


@pytest.mark.parametrize(("typed", "day"), [("2027-03-31", "2027-03-31"), ("", "None"), ("soon", "None")])
def test_milestones_are_set_and_reached(scene: Scene, opened: Opened, client_as: Browser, typed: str, day: str) -> None:
    member = client_as(opened.contributor)
    made = member.post("/spaces/wells/milestones", data={"title": "First well", "due_on": typed})
    assert made.headers["location"] == "/spaces/wells?note=milestone_added#milestones"
    milestone = scene.session.scalars(select(Milestone)).one()
    assert str(milestone.due_on) == day
    reached = member.post(f"/spaces/wells/milestones/{milestone.id}/reach")
    assert reached.headers["location"] == "/spaces/wells?note=milestone_reached#milestones"
    scene.session.refresh(milestone)
    assert milestone.done_at is not None


def test_a_space_is_opened_from_the_managers_page(scene: Scene, client_as: Browser) -> None:
    project = scene.accepted(title="Springs")
    desk = client_as(scene.manager())
    made = desk.post(f"/manage/applications/{project.reference}/space")
    place = f"/spaces/springs-{project.reference.lower()}"
    assert made.headers["location"] == f"{place}?note=space_opened"
    assert desk.get(place).status_code == 200
    assert "Springs" in desk.get("/spaces").text
    assert desk.post(f"/manage/applications/{scene.application(state='declined').reference}/space").status_code == 409
    assert "Springs" not in client_as(scene.person("Eve")).get("/spaces").text
