"""Opening spaces, bringing people in, talking and milestones: what each does, and whom it refuses."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.kernel.errors import Forbidden, Invalid, NotFound
from app.kernel.events import EventRecord
from app.kernel.ids import new_id
from app.kernel.principals import Anonymous, Client, System
from app.kernel.work import Work
from app.spaces import queries
from app.spaces.errors import InvitationOver, NotAccepted, NothingWritten
from app.spaces.models import Milestone, Post, Space, SpaceInvitation, Thread
from app.spaces.service import milestones, spaces, threads
from app.spaces.types import SpaceRole
from tests.spaces.conftest import Opened, Scene


def happened(scene: Scene) -> list[str]:
    scene.session.flush()
    return list(scene.session.scalars(select(EventRecord.name).order_by(EventRecord.id)))


def members(scene: Scene, space: Space) -> dict[str, str]:
    found = queries.list_members(scene.work(System("tests")), space.id)
    return {row.name: row.role for row in found}


def test_a_space_opens_with_its_team(scene: Scene) -> None:
    people = [scene.person(name) for name in ("Lea", "Ed", "Vi")]
    team = tuple(zip(people, ("lead", "editor", "viewer"), strict=True))
    project, manager = scene.accepted(*team, title="Clean Wells"), scene.work(scene.manager())
    slug = spaces.open_space(manager, project.reference, "Water")
    assert slug == f"clean-wells-{project.reference.lower()}"
    space = scene.session.scalars(select(Space)).one()
    assert (space.name, space.summary, space.state, space.opened_at) == ("Clean Wells", "Water", "active", manager.now)
    assert members(scene, space) == {"Lea": "lead", "Ed": "contributor", "Vi": "observer"}
    assert sorted(happened(scene)) == ["space.member_joined"] * 3 + ["space.opened"]
    assert spaces.open_space(manager, project.reference) == slug
    assert len(happened(scene)) == 4


@pytest.mark.parametrize("state", ["draft", "submitted", "in_review", "waitlisted", "declined", "withdrawn"])
def test_only_an_accepted_project_has_a_space(scene: Scene, state: str) -> None:
    project = scene.application(state=state)
    with pytest.raises(NotAccepted):
        spaces.open_space(scene.work(scene.manager()), project.reference)
    assert scene.session.scalars(select(Space)).all() == []


def test_who_does_not_run_the_call_opens_no_space(scene: Scene) -> None:
    project = scene.accepted()
    client = Client(new_id(), new_id(), frozenset({"applications:read"}))
    others = (
        scene.person("Obi", ("observer", scene.programme.id)),
        Scene(scene.session).manager(),
        Anonymous(),
        client,
    )
    for actor in others:
        with pytest.raises(NotFound):
            spaces.open_space(scene.work(actor), project.reference)
    with pytest.raises(NotFound):
        spaces.open_space(scene.work(scene.manager()), "nowhere")


def test_an_invitation_is_used_once(scene: Scene, opened: Opened) -> None:
    lead, ada, eve = scene.work(opened.lead), scene.person("Ada"), scene.person("Eve")
    invitation_id = spaces.invite(lead, "wells", "ada@example.org", SpaceRole.MENTOR)
    scene.session.flush()
    invitation = scene.session.get_one(SpaceInvitation, invitation_id)
    told = (invitation.email, invitation.role, invitation.invited_by, invitation.expires_at - invitation.created_at)
    assert told == ("ada@example.org", "mentor", opened.lead.id, timedelta(days=14))
    assert spaces.join(scene.work(ada), invitation_id) == "wells"
    assert members(scene, opened.space)["Ada"] == "mentor"
    with pytest.raises(InvitationOver):
        spaces.join(scene.work(eve), invitation_id)
    assert happened(scene) == ["space.member_invited", "space.member_joined"]


@pytest.mark.parametrize("over", ["revoked_at", "expires_at"])
def test_an_invitation_that_is_over_lets_nobody_in(scene: Scene, opened: Opened, over: str) -> None:
    invitation_id = spaces.invite(scene.work(opened.lead), "wells", "ada@example.org", SpaceRole.MENTOR)
    scene.session.flush()
    setattr(scene.session.get_one(SpaceInvitation, invitation_id), over, scene.now - timedelta(seconds=1))
    scene.session.flush()
    with pytest.raises(InvitationOver):
        spaces.join(scene.work(scene.person("Ada")), invitation_id)
    assert "Ada" not in members(scene, opened.space)


def test_who_is_in_already_keeps_the_role_they_have(scene: Scene, opened: Opened) -> None:
    invitation_id = spaces.invite(scene.work(opened.lead), "wells", "cid@example.org", SpaceRole.LEAD)
    assert spaces.join(scene.work(opened.contributor), invitation_id) == "wells"
    assert members(scene, opened.space)["Cid"] == "contributor"
    assert happened(scene) == ["space.member_invited"]


def test_who_may_invite_and_join(scene: Scene, opened: Opened) -> None:
    manager = scene.manager()
    for actor in (opened.contributor, opened.mentor, opened.observer, manager):
        with pytest.raises(Forbidden) as caught:
            spaces.invite(scene.work(actor), "wells", "ada@example.org", SpaceRole.MENTOR)
        assert caught.value.reason == "not_the_lead"
    with pytest.raises(NotFound):
        spaces.invite(scene.work(scene.person("Eve")), "wells", "ada@example.org", SpaceRole.MENTOR)
    for actor in (Anonymous(), System("tests")):
        with pytest.raises(Forbidden):
            spaces.join(scene.work(actor), new_id())
    with pytest.raises(NotFound):
        spaces.join(scene.work(manager), new_id())


@pytest.mark.parametrize("email", ["", "ada", "ada@", "a b@example.org", "ada@example.org\nbcc: all@example.org"])
def test_an_invitation_needs_an_address(scene: Scene, opened: Opened, email: str) -> None:
    with pytest.raises(Invalid) as caught:
        spaces.invite(scene.work(opened.lead), "wells", email, SpaceRole.MENTOR)
    assert caught.value.fields == {"email": "not_an_email"}
    assert scene.session.scalars(select(SpaceInvitation)).all() == []


def test_people_talk(scene: Scene, opened: Opened) -> None:
    started = scene.work(opened.contributor)
    thread_id = threads.start(started, "wells", "Pumps", "Which **one**?")
    later = scene.work(opened.mentor)
    later.now += timedelta(minutes=1)
    post_id = threads.reply(later, "wells", thread_id, "The blue one")
    latest = scene.work(opened.mentor)
    latest.now += timedelta(minutes=2)
    threads.start(latest, "wells", "Pipes", "Long")
    scene.session.flush()
    rows = queries.list_threads(scene.work(opened.observer), opened.space.id)
    assert [(row.title, row.started_by, row.posts) for row in rows] == [("Pipes", "Mia", 1), ("Pumps", "Cid", 2)]
    posts = queries.list_posts(scene.work(opened.observer), thread_id)
    assert [(post.author, post.body) for post in posts] == [("Cid", "Which **one**?"), ("Mia", "The blue one")]
    assert [post.id for post in queries.list_posts(started, thread_id, after=posts[0].id)] == [post_id]
    assert scene.session.get_one(Thread, thread_id).last_post_at == later.now
    assert happened(scene) == ["thread.started", "post.added", "thread.started"]


Deed = Callable[[Work], object]
WRITES: dict[str, Deed] = {
    "start": lambda work: threads.start(work, "wells", "T", "B"),
    "milestone": lambda work: milestones.add(work, "wells", "First", None),
}


@pytest.mark.parametrize("name", WRITES)
def test_observers_managers_and_strangers_do_not_write(scene: Scene, opened: Opened, name: str) -> None:
    deed = WRITES[name]
    for actor in (opened.observer, scene.manager()):
        with pytest.raises(Forbidden) as caught:
            deed(scene.work(actor))
        assert caught.value.reason == "not_a_contributor"
    for stranger in (scene.person("Eve"), Anonymous()):
        with pytest.raises(NotFound):
            deed(scene.work(stranger))
    for writer in (opened.lead, opened.contributor, opened.mentor):
        deed(scene.work(writer))
    assert len(happened(scene)) == 3


def test_nothing_written_is_no_message(scene: Scene, opened: Opened) -> None:
    work = scene.work(opened.lead)
    thread_id = threads.start(work, "wells", "T", "B")
    for deed in (
        lambda: threads.start(work, "wells", "", "B"),
        lambda: threads.start(work, "wells", "T", ""),
        lambda: threads.reply(work, "wells", thread_id, ""),
        lambda: milestones.add(work, "wells", "", None),
    ):
        with pytest.raises(NothingWritten):
            deed()
    scene.session.flush()
    assert len(scene.session.scalars(select(Post)).all()) == 1
    assert scene.session.scalars(select(Milestone)).all() == []


def test_a_thread_and_a_milestone_are_of_one_space(scene: Scene, opened: Opened) -> None:
    other = scene.space(scene.accepted(title="Springs"), "springs", (opened.lead, "lead"))
    work = scene.work(opened.lead)
    thread_id, milestone_id = threads.start(work, "springs", "T", "B"), milestones.add(work, "springs", "M", None)
    with pytest.raises(NotFound):
        threads.reply(work, "wells", thread_id, "Hello")
    with pytest.raises(NotFound):
        milestones.reach(work, "wells", milestone_id)
    assert [row.title for row in queries.list_milestones(work, other.id)] == ["M"]
    assert queries.list_milestones(work, opened.space.id) == []


def test_milestones_are_reached_once_and_listed_by_day(scene: Scene, opened: Opened) -> None:
    work = scene.work(opened.mentor)
    someday = milestones.add(work, "wells", "Some day", None)
    milestones.add(work, "wells", "Late", date(2028, 1, 1))
    early = milestones.add(work, "wells", "Early", date(2027, 1, 1))
    milestones.reach(work, "wells", early)
    again = scene.work(opened.lead)
    again.now += timedelta(hours=1)
    milestones.reach(again, "wells", early)
    rows = queries.list_milestones(work, opened.space.id)
    assert [(row.title, row.done_at) for row in rows] == [("Early", work.now), ("Late", None), ("Some day", None)]
    with pytest.raises(Forbidden):
        milestones.reach(scene.work(opened.observer), "wells", someday)
    with pytest.raises(NotFound):
        milestones.reach(work, "wells", new_id())
    assert happened(scene) == ["milestone.added"] * 3 + ["milestone.reached"]


def test_what_strangers_read_of_a_space_is_nothing(scene: Scene, opened: Opened) -> None:
    thread_id = threads.start(scene.work(opened.lead), "wells", "T", "B")
    scene.session.flush()
    for stranger in (scene.person("Eve"), Anonymous(), Client(new_id(), new_id(), frozenset({"applications:read"}))):
        work = scene.work(stranger)
        found = (
            queries.list_mine(work),
            queries.list_members(work, opened.space.id),
            queries.list_threads(work, opened.space.id),
            queries.list_posts(work, thread_id),
            queries.list_milestones(work, opened.space.id),
            queries.find_by_application(work, opened.space.application_id),
        )
        assert found == ([], [], [], [], [], None)
        with pytest.raises(NotFound):
            queries.get_space(work, "wells")
        with pytest.raises(NotFound):
            queries.get_thread(work, opened.space.id, thread_id)


def test_a_space_is_found_by_its_project_and_says_what_one_is_in_it(scene: Scene, opened: Opened) -> None:
    roles = {}
    for person in (opened.lead, opened.contributor, opened.mentor, opened.observer, scene.manager()):
        work = scene.work(person)
        assert queries.find_by_application(work, opened.space.application_id) == "wells"
        roles[person.name] = queries.get_space(work, "wells").role
    assert roles == {"Lea": "lead", "Cid": "contributor", "Mia": "mentor", "Obi": "observer", "Manon": None}
    assert [row.slug for row in queries.list_mine(scene.work(opened.mentor))] == ["wells"]
