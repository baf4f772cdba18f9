"""Who works on an application together: inviting, joining, leaving."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.applications import queries
from app.applications.errors import InvitationUsed, LastLead
from app.applications.models import Invitation, Member
from app.applications.service import team
from app.kernel.errors import Forbidden, Invalid, NotFound
from app.kernel.events import EventRecord
from app.kernel.ids import new_id
from app.kernel.principals import Anonymous, Client, System
from tests.applications.conftest import Scene


@pytest.fixture
def lead(scene: Scene):
    return scene.person("Lea")


@pytest.fixture
def application(scene: Scene, lead):
    return scene.application((lead, "lead"))


def happened(scene: Scene) -> list[str]:
    scene.session.flush()
    return list(scene.session.scalars(select(EventRecord.name).order_by(EventRecord.id)))


def team_of(scene: Scene, application) -> dict[str, str]:
    work = scene.work(System("tests"))
    return {row.name: row.role for row in queries.list_members(work, queries.get_entry(work, application.id))}


def waiting(scene: Scene, actor, application) -> list[tuple[str, str]]:
    work = scene.work(actor)
    found = queries.list_invitations(work, queries.get_entry(work, application.id))
    return [(row.email, row.role) for row in found]


@pytest.mark.parametrize(
    ("email", "role", "fields"),
    [
        ("nobody", "editor", {"email": "not_an_email"}),
        ("", "editor", {"email": "not_an_email"}),
        ("a@example.org", "king", {"role": "not_an_option"}),
        ("a@example.org", "", {"role": "not_an_option"}),
    ],
)
def test_an_invitation_needs_an_address_and_a_role(scene, lead, application, email, role, fields) -> None:
    with pytest.raises(Invalid) as caught:
        team.invite(scene.work(lead), application.id, email, role)
    assert caught.value.fields == fields
    assert scene.session.scalars(select(Invitation)).all() == []


def test_a_new_invitation_ends_the_one_before(scene, lead, application) -> None:
    first = team.invite(scene.work(lead), application.id, "Ed@example.org", "editor")
    team.invite(scene.work(lead), application.id, "vi@example.org", "viewer")
    second = team.invite(scene.work(lead), application.id, "ed@EXAMPLE.org", "viewer")
    assert waiting(scene, lead, application) == [("vi@example.org", "viewer"), ("ed@EXAMPLE.org", "viewer")]
    with pytest.raises(InvitationUsed):
        team.join(scene.work(scene.person("Ed")), first)
    assert team.join(scene.work(scene.person("Ed")), second) == application.reference
    assert team_of(scene, application) == {"Lea": "lead", "Ed": "viewer"}
    assert happened(scene) == ["member.invited"] * 3 + ["member.joined"]


def test_an_invitation_lasts_fourteen_days_and_can_be_taken_back(scene, lead, application) -> None:
    ed = scene.person("Ed")
    late = team.invite(scene.work(lead), application.id, "ed@example.org", "editor")
    work = scene.work(ed)
    work.now += timedelta(days=14)
    with pytest.raises(InvitationUsed):
        team.join(work, late)
    revoked = team.invite(scene.work(lead), application.id, "vi@example.org", "viewer")
    for _ in range(2):
        team.revoke(scene.work(lead), application.id, revoked)
    with pytest.raises(InvitationUsed):
        team.join(scene.work(ed), revoked)
    assert waiting(scene, lead, application) == [("ed@example.org", "editor")]
    assert queries.get_invitation(scene.work(ed), revoked).is_over is True
    with pytest.raises(NotFound):
        queries.get_invitation(scene.work(ed), new_id())


def test_an_invitation_is_revoked_only_in_its_own_application(scene, lead, application) -> None:
    other = scene.application((lead, "lead"), title="Other")
    invitation = team.invite(scene.work(lead), application.id, "ed@example.org", "editor")
    team.revoke(scene.work(lead), other.id, invitation)
    assert waiting(scene, lead, application) == [("ed@example.org", "editor")]


def test_who_may_invite(scene, lead, application) -> None:
    editor, viewer = scene.person("Ed"), scene.person("Vi")
    for person, role in ((editor, "editor"), (viewer, "viewer")):
        scene.add(Member(application_id=application.id, person_id=person.id, role=role, joined_at=scene.now))
    for actor in (editor, viewer):
        for deed in (
            lambda work: team.invite(work, application.id, "a@example.org", "editor"),
            lambda work: team.revoke(work, application.id, new_id()),
        ):
            with pytest.raises(Forbidden) as caught:
                deed(scene.work(actor))
            assert caught.value.reason == "not_the_lead"
        assert waiting(scene, actor, application) == []
    for actor in (scene.person("Eve"), Anonymous()):
        with pytest.raises(NotFound):
            team.invite(scene.work(actor), application.id, "a@example.org", "editor")
    with pytest.raises(Forbidden) as caught:
        team.invite(scene.work(System("tests")), application.id, "a@example.org", "editor")
    assert caught.value.reason == "sign_in_required"


def test_joining_needs_a_person_and_an_invitation(scene, application) -> None:
    for actor in (Anonymous(), System("tests"), Client(new_id())):
        with pytest.raises(Forbidden) as caught:
            team.join(scene.work(actor), new_id())
        assert caught.value.reason == "sign_in_required"
    with pytest.raises(NotFound):
        team.join(scene.work(scene.person("Eve")), new_id())


def test_who_is_in_the_team_already_uses_the_invitation_up_and_keeps_the_role(scene, lead, application) -> None:
    invitation = team.invite(scene.work(lead), application.id, "lea@example.org", "viewer")
    assert team.join(scene.work(lead), invitation) == application.reference
    assert team_of(scene, application) == {"Lea": "lead"}
    with pytest.raises(InvitationUsed):
        team.join(scene.work(scene.person("Eve")), invitation)
    assert happened(scene) == ["member.invited"]


def test_leaving_and_being_taken_out(scene, lead, application) -> None:
    second, editor = scene.person("Luc"), scene.person("Ed")
    for person, role in ((second, "lead"), (editor, "editor")):
        scene.add(Member(application_id=application.id, person_id=person.id, role=role, joined_at=scene.now))
    with pytest.raises(NotFound):
        team.remove(scene.work(lead), application.id, scene.person("Eve").id)
    with pytest.raises(Forbidden):
        team.remove(scene.work(editor), application.id, lead.id)
    team.remove(scene.work(editor), application.id, editor.id)
    team.remove(scene.work(lead), application.id, lead.id)
    with pytest.raises(LastLead):
        team.remove(scene.work(second), application.id, second.id)
    assert team_of(scene, application) == {"Luc": "lead"}
    assert happened(scene) == ["member.removed"] * 2
