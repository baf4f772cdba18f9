"""Who sees which application, and who may do what to it."""

import pytest
from sqlalchemy import select

from app.applications import policy, queries
from app.applications.models import Application, ApplicationBar, ApplicationGrant
from app.applications.rules.lists import Asked
from app.applications.types import Sight
from app.kernel.ids import new_id
from app.kernel.principals import Anonymous, Client, Principal, System
from tests.applications.conftest import Scene


def seen(scene: Scene, actor: Principal) -> set[str]:
    """The titles the actor may know of."""
    return set(scene.session.scalars(select(Application.title).where(policy.visible_to(actor))))


@pytest.fixture
def lead(scene: Scene):
    return scene.person("Lea")


@pytest.fixture
def applications(scene: Scene, lead):
    """One in each situation; the neighbour programme has one too."""
    other = type(scene)(scene.session)
    return {
        "draft": scene.application((lead, "lead"), title="draft"),
        "sent": scene.application((lead, "lead"), title="sent", state="submitted", submitted_at=scene.now),
        "gone": scene.application(title="gone", state="withdrawn"),
        "back": scene.application(title="back", state="withdrawn", submitted_at=scene.now),
        "neighbour": other.application(title="neighbour", state="submitted", submitted_at=scene.now),
    }


def test_a_team_sees_its_own_in_every_state(scene, lead, applications) -> None:
    assert seen(scene, lead) == {"draft", "sent"}


@pytest.mark.parametrize("role", ["manager", "observer"])
def test_who_runs_a_call_sees_what_was_sent_to_it(scene, applications, role) -> None:
    assert seen(scene, scene.person("Max", (role, scene.programme.id))) == {"sent", "back"}


def test_neither_visitors_nor_strangers_nor_administrators_see_any(scene, applications) -> None:
    assert seen(scene, Anonymous()) == set()
    assert seen(scene, scene.person("Eve")) == set()
    assert seen(scene, scene.person("Ada", ("administrator", None))) == set()


def test_a_grant_shows_one_application(scene, applications) -> None:
    reviewer = scene.person("Rita")
    grant = ApplicationGrant(
        application_id=applications["sent"].id, person_id=reviewer.id, cause_id=new_id(), sight="content"
    )
    scene.add(grant)
    assert seen(scene, reviewer) == {"sent"}


def test_a_bar_beats_office_and_grant_but_not_ones_own_team(scene, lead, applications) -> None:
    manager, sent = scene.manager(), applications["sent"].id
    scene.add(ApplicationGrant(application_id=sent, person_id=manager.id, cause_id=new_id(), sight="content"))
    for person in (manager, lead):
        scene.add(ApplicationBar(application_id=sent, person_id=person.id, cause_id=new_id()))
    assert seen(scene, manager) == {"back"}
    assert seen(scene, lead) == {"draft", "sent"}
    work = scene.work(manager)
    found = queries.list_applications(work, queries.call_scope(work, scene.call.slug), Asked())
    assert [row.title for row in found.rows] == ["back"]


def test_a_client_sees_its_organisations_with_the_scope(scene, lead, applications) -> None:
    body, client_id = scene.organisation(), new_id()
    scene.application(title="theirs", organisation_id=body.id, state="submitted", submitted_at=scene.now)
    scene.application((lead, "lead"), title="people's draft", organisation_id=body.id)
    scene.application(title="own draft", organisation_id=body.id, client_id=client_id)
    reader = Client(id=client_id, organisation_id=body.id, scopes=frozenset({"applications:read"}))
    assert seen(scene, reader) == {"theirs", "own draft"}
    assert seen(scene, Client(id=client_id, organisation_id=body.id)) == set()
    assert seen(scene, Client(id=client_id, scopes=frozenset({"applications:read"}))) == set()


def test_the_platform_sees_all(scene, applications) -> None:
    assert seen(scene, System("tests")) >= {"draft", "sent", "gone", "back", "neighbour"}


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("lead", {"edit": "", "submit": "", "withdraw": "", "invite": ""}),
        ("editor", {"edit": "", "submit": "", "withdraw": "not_the_lead", "invite": "not_the_lead"}),
        (
            "viewer",
            {
                "edit": "not_an_editor",
                "submit": "not_an_editor",
                "withdraw": "not_the_lead",
                "invite": "not_the_lead",
            },
        ),
    ],
)
def test_roles_in_a_team(scene, role, may) -> None:
    person = scene.person("Zoe")
    entry = queries.get_entry(scene.work(person), scene.application((person, role)).id)
    rulings = {
        "edit": policy.can_edit(person, entry, scene.now),
        "submit": policy.can_submit(person, entry, scene.now),
        "withdraw": policy.can_withdraw(person, entry),
        "invite": policy.can_invite(person, entry),
    }
    assert {deed: ruling.reason for deed, ruling in rulings.items()} == may


def test_sight(scene, lead, applications) -> None:
    manager, reviewer = scene.manager(), scene.person("Rita")
    sent = applications["sent"].id
    scene.add(ApplicationGrant(application_id=sent, person_id=reviewer.id, cause_id=new_id(), sight="content"))

    def sight(actor: Principal, *, blind: bool) -> Sight:
        return policy.sight_of(actor, queries.get_entry(scene.work(actor), sent), blind=blind)

    assert [sight(lead, blind=True), sight(manager, blind=True)] == [Sight.TEAM, Sight.STAFF]
    assert [sight(reviewer, blind=True), sight(reviewer, blind=False)] == [Sight.BLIND, Sight.REVIEWERS]
    assert queries.list_members(scene.work(reviewer), queries.get_entry(scene.work(reviewer), sent)) == []
