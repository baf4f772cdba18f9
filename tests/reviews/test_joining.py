"""A reviewer who joins the team of what they review, and leaves it again, is kept from it for good."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from starlette.testclient import TestClient

from app.applications.events import MemberJoined
from app.applications.models import Application, ApplicationBar, ApplicationGrant, Attachment, Member, Submission
from app.applications.service import team
from app.kernel.errors import Forbidden
from app.kernel.events import EventRecord
from app.kernel.principals import Person, System
from app.reviews import jobs, queries
from app.reviews.errors import ReviewerConflicted, ReviewerInTeam
from app.reviews.models import Conflict, Panellist, Review, ReviewVersion
from app.reviews.service import assignments, conflicts, marks
from tests.reviews.scenes import MARKS, Reviewed, Scene

Browser = Callable[..., TestClient]


def join(scene: Scene, application: Application, lead: Person, who: Person, *, heard: bool = True) -> None:
    """Lea asks somebody in, who comes; the platform hears of it."""
    invitation = team.invite(scene.work(lead), application.id, f"{who.name.lower()}@example.org", "viewer")
    team.join(scene.work(who), invitation)
    scene.session.flush()
    if heard:
        hear(scene)


def hear(scene: Scene) -> None:
    """The subscriber hears of every joining, as often as it likes."""
    for _ in range(2):
        for row in scene.session.scalars(select(EventRecord).where(EventRecord.name == MemberJoined.name)):
            jobs.on_member_joined(scene.work(System("delivery")), MemberJoined.read(row.facts), row.id)
        scene.session.flush()


def attach(scene: Scene, app: FastAPI, application: Application) -> Attachment:
    """A file that was sent with the application, in the store."""
    app.state.site.store.put("k", io.BytesIO(b"plan"))
    facts = {"question": "plan", "name": "plan.txt", "media_type": "text/plain", "size": 4, "sha256": "0" * 64}
    made: Attachment = scene.add(Attachment(application_id=application.id, key="k", uploaded_at=scene.now, **facts))
    sent = scene.session.scalars(select(Submission).where(Submission.application_id == application.id)).one()
    sent.content = {"answers": {"title": "first", "plan": [str(made.id)]}, "attachments": []}
    scene.session.flush()
    return made


def reached(client: TestClient, application: Application, review: Review, file: Attachment) -> dict[str, object]:
    """What a reviewer gets of one application, wherever they could meet it."""
    queue = client.get("/reviews").text
    place = f"/applications/{application.reference}"
    return {
        "queue": application.reference in queue,
        "review": client.get(f"/reviews/{review.id}").status_code,
        "accept": client.post(f"/reviews/{review.id}/accept").status_code,
        "file": client.get(f"{place}/files/{file.id}").status_code,
        "application": client.get(place).status_code,
        "mine": application.reference in client.get("/applications").text,
    }


GONE = {"queue": False, "review": 404, "accept": 404, "file": 404, "application": 404, "mine": False}


@pytest.mark.parametrize("heard", [True, False])
@pytest.mark.parametrize("removed", [True, False])
def test_who_joined_and_left_finds_nothing_of_it(
    scene: Scene, reviewed: Reviewed, app: FastAPI, client_as: Browser, heard: bool, removed: bool
) -> None:
    rita, other = reviewed.reviewer, scene.sent(state="in_review")
    scene.review(other, scene.session.get_one(Panellist, reviewed.mine.panellist_id))
    file = attach(scene, app, reviewed.first)
    before = reached(client_as(rita), reviewed.first, reviewed.mine, file)
    assert (before["queue"], before["review"], before["file"]) == (True, 200, 200)
    assert queries.count_open(scene.work(rita)) == 2
    join(scene, reviewed.first, reviewed.lead, rita, heard=heard)
    inside = reached(client_as(rita), reviewed.first, reviewed.mine, file)
    assert inside == {"queue": False, "review": 404, "accept": 404, "file": 200, "application": 200, "mine": True}
    team.remove(scene.work(reviewed.lead if removed else rita), reviewed.first.id, rita.id)
    for _ in range(2):
        scene.session.flush()
        assert reached(client_as(rita), reviewed.first, reviewed.mine, file) == GONE
        assert (queries.count_open(scene.work(rita)), other.reference in client_as(rita).get("/reviews").text) == (
            1,
            True,
        )
        hear(scene)


def test_the_others_are_not_touched(scene: Scene, reviewed: Reviewed) -> None:
    join(scene, reviewed.first, reviewed.lead, reviewed.reviewer)
    kept = {review.id: review.state for review in scene.session.scalars(select(Review))}
    assert kept == {
        reviewed.mine.id: "declined_to_review",
        reviewed.theirs.id: "accepted",
        reviewed.alone.id: "accepted",
    }
    conflict = scene.session.scalars(select(Conflict)).one()
    assert (conflict.person_id, conflict.kind, conflict.source) == (reviewed.reviewer.id, "team", "found")
    grants = set(scene.session.scalars(select(ApplicationGrant.cause_id)))
    assert grants == {reviewed.theirs.id, reviewed.alone.id}
    names = list(scene.session.scalars(select(EventRecord.name).order_by(EventRecord.id)))
    assert names == ["member.invited", "member.joined", "conflict.found"]


def test_who_reviews_nothing_of_it_has_no_conflict_on_record(scene: Scene, reviewed: Reviewed) -> None:
    join(scene, reviewed.second, make_lead(scene, reviewed.second), reviewed.reviewer)
    assert (scene.session.scalars(select(Conflict)).all(), scene.session.scalars(select(ApplicationBar)).all()) == (
        [],
        [],
    )


@pytest.mark.parametrize(
    ("state", "review", "after"),
    [
        ("in_review", "submitted", "declined_to_review"),
        ("waitlisted", "submitted", "declined_to_review"),
        ("accepted", "submitted", "submitted"),
        ("declined", "reopened", "reopened"),
        ("declined", "in_progress", "declined_to_review"),
    ],
)
def test_what_a_final_decision_rests_on_stays_as_it_was_sent(
    scene: Scene, reviewed: Reviewed, state: str, review: str, after: str
) -> None:
    reviewed.first.state, reviewed.mine.state = state, review
    scene.session.flush()
    join(scene, reviewed.first, reviewed.lead, reviewed.reviewer)
    assert scene.fresh(reviewed.mine).state == after


def test_a_letter_that_was_sent_stays_as_it_was(scene: Scene, reviewed: Reviewed) -> None:
    work, manager = scene.work(reviewed.reviewer), scene.work(scene.manager())
    marks.submit(work, reviewed.mine.id, marks.Sheet(MARKS, "Add a budget", "", None))
    scene.session.flush()
    saw = {"versions": [str(scene.session.scalars(select(ReviewVersion.id)).one())]}
    reviewed.first.state = "waitlisted"
    past = scene.now - timedelta(minutes=1)
    told = scene.decision(reviewed.first, outcome="waitlisted", evidence=saw, confirmed_at=past, released_at=past)
    waiting = scene.decision(reviewed.first, evidence=saw)
    join(scene, reviewed.first, reviewed.lead, reviewed.reviewer)
    assert queries.list_comments(manager, reviewed.first.id) == {told.id: ["Add a budget"]}
    assert queries.list_history(manager, reviewed.first.id)[0].id == waiting.id


def test_who_left_is_asked_for_no_review(scene: Scene, reviewed: Reviewed) -> None:
    nia, manager = scene.person("Nia"), scene.manager()
    seat = scene.seat(nia)
    join(scene, reviewed.first, reviewed.lead, nia)
    with pytest.raises(ReviewerInTeam):
        assignments.assign(scene.work(manager), reviewed.first.reference, seat.id, None)
    team.remove(scene.work(nia), reviewed.first.id, nia.id)
    with pytest.raises(ReviewerConflicted):
        assignments.assign(scene.work(manager), reviewed.first.reference, seat.id, None)


def test_a_manager_who_left_a_team_runs_all_but_its_application(
    scene: Scene, reviewed: Reviewed, client_as: Browser
) -> None:
    manager = scene.manager()
    place = f"/manage/applications/{reviewed.first.reference}"
    assert client_as(manager).get(place).status_code == 200
    join(scene, reviewed.first, reviewed.lead, manager)
    team.remove(scene.work(manager), reviewed.first.id, manager.id)
    scene.session.flush()
    desk = client_as(manager)
    assert [desk.get(place + page).status_code for page in ("", "/decision", "/timeline")] == [404, 404, 404]
    listed = desk.get(f"/manage/calls/{scene.call.slug}/deliberation").text
    assert (reviewed.first.reference in listed, reviewed.second.reference in listed) == (False, True)


def test_who_comes_back_sees_it_as_the_team_does(scene: Scene, reviewed: Reviewed, client_as: Browser) -> None:
    rita, place = reviewed.reviewer, f"/applications/{reviewed.first.reference}"
    join(scene, reviewed.first, reviewed.lead, rita)
    team.remove(scene.work(rita), reviewed.first.id, rita.id)
    join(scene, reviewed.first, reviewed.lead, rita)
    assert client_as(rita).get(place).status_code == 200
    assert len(scene.session.scalars(select(Conflict)).all()) == 1


@pytest.mark.parametrize("actor", ["reviewer", "lead"])
def test_only_the_platform_finds_conflicts(scene: Scene, reviewed: Reviewed, actor: str) -> None:
    with pytest.raises(Forbidden):
        conflicts.find_joining(scene.work(getattr(reviewed, actor)), reviewed.first.id, reviewed.reviewer.id)


def make_lead(scene: Scene, application: Application) -> Person:
    """Somebody who leads the application's team."""
    lead = scene.person("Lin")
    scene.add(Member(application_id=application.id, person_id=lead.id, role="lead", joined_at=scene.now))
    return lead
