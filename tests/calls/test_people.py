"""Roles on a programme are given and ended by those who may, soon after a sign-in, and are never all given up."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app.calls.models import Programme
from app.identity import policy
from app.identity.models import Person as PersonRow
from app.identity.models import RoleGrant
from app.identity.types import Role
from app.kernel import clock
from app.kernel.events import EventRecord
from app.kernel.ids import new_id
from app.kernel.principals import Person, System
from app.kernel.work import Work
from tests.calls.conftest import Scene

PLACE = "/manage/programmes/programme-of-tests/people"


@pytest.fixture
def known(session: Session, scene: Scene) -> PersonRow:
    """Somebody with a confirmed address, and the scene's manager in the database."""
    now = clock.database(session)
    session.add(PersonRow(id=scene.manager.id, name="Ada", sort_key="ada", created_at=now))
    session.flush()
    session.add(RoleGrant(person_id=scene.manager.id, role="manager", scope_id=scene.programme_id, granted_at=now))
    row = PersonRow(name="نور <b>", sort_key="n", email="nour@example.org", email_confirmed_at=now, created_at=now)
    session.add(row)
    session.commit()
    return row


def fresh(person: Person) -> Person:
    """The person, just signed in, by a test's shorter way: without a session there is no token to post."""
    return replace(person, signed_in_at=clock.wall(), session_id=None)


def roles(session: Session, scene: Scene) -> set[tuple[Any, str]]:
    """Who has which role on the programme."""
    held = select(RoleGrant.person_id, RoleGrant.role).where(RoleGrant.scope_id == scene.programme_id)
    return {(row[0], row[1]) for row in session.execute(held)}


def told(session: Session) -> list[tuple[str, Any]]:
    """What the log says of roles."""
    found = select(EventRecord).where(EventRecord.name.like("role.%")).order_by(EventRecord.id)
    return [(event.name, event.facts) for event in session.scalars(found)]


@pytest.mark.parametrize("who", ["manager", "administrator"])
def test_a_role_is_given_and_ended(
    scene: Scene, known: PersonRow, session: Session, client_as: Callable[..., TestClient], who: str
) -> None:
    desk = client_as(fresh(getattr(scene, who)))
    assert "نور" not in desk.get(PLACE).text
    given = desk.post(PLACE, data={"email": " Nour@Example.org ", "role": "observer"})
    assert (given.status_code, given.headers["location"]) == (303, f"{PLACE}?note=role_granted")
    page = desk.get(PLACE).text
    assert ("نور &lt;b&gt;" in page, "nour@example.org" in page) == (True, True)
    assert roles(session, scene) == {(scene.manager.id, "manager"), (known.id, "observer")}
    again = desk.post(PLACE, data={"email": "nour@example.org", "role": "observer"})
    assert again.status_code == 303
    ended = desk.post(f"{PLACE}/end", data={"person": str(known.id), "role": "observer"})
    assert ended.headers["location"] == f"{PLACE}?note=role_ended"
    assert roles(session, scene) == {(scene.manager.id, "manager")}
    assert desk.post(f"{PLACE}/end", data={"person": str(known.id), "role": "observer"}).status_code == 303
    facts = {"subject_id": str(known.id), "role": "observer", "scope_id": str(scene.programme_id)}
    assert told(session) == [("role.granted", facts), ("role.ended", facts)]


def test_what_is_wrong_is_said_beside_what_was_typed(
    scene: Scene, known: PersonRow, client_as: Callable[..., TestClient], session: Session
) -> None:
    desk = client_as(fresh(scene.manager))
    answer = desk.post(PLACE, data={"email": "nobody@example.org", "role": "administrator"})
    assert (answer.status_code, 'value="nobody@example.org"' in answer.text) == (422, True)
    assert ("Choose a role" in answer.text, "ask them to sign in once" in answer.text) == (True, True)
    assert told(session) == []


def test_the_last_manager_stays(
    scene: Scene, known: PersonRow, client_as: Callable[..., TestClient], session: Session
) -> None:
    desk, own = client_as(fresh(scene.manager)), {"person": str(scene.manager.id), "role": "manager"}
    refused = desk.post(f"{PLACE}/end", data=own)
    assert (refused.status_code, "A programme needs a manager" in refused.text) == (409, True)
    desk.post(PLACE, data={"email": "nour@example.org", "role": "manager"})
    assert desk.post(f"{PLACE}/end", data=own).headers["location"] == "/manage?note=role_ended"
    assert roles(session, scene) == {(known.id, "manager")}


def test_who_sees_and_who_may(
    scene: Scene, known: PersonRow, client_as: Callable[..., TestClient], session: Session
) -> None:
    wish = {"email": "nour@example.org", "role": "manager"}
    neighbour = Person(new_id(), frozenset({("manager", new_id())}))
    stale = replace(fresh(scene.manager), signed_in_at=clock.wall() - timedelta(minutes=16))
    cases = ((scene.stranger, 404, 404), (neighbour, 404, 404), (scene.observer, 200, 403), (stale, 200, 403))
    for actor, seen, done in cases:
        who = actor if actor is stale else fresh(actor)
        found = (client_as(who).get(PLACE).status_code, client_as(who).post(PLACE, data=wish).status_code)
        assert found == (seen, done), actor
    assert "sign in again first" in client_as(stale).get(PLACE).text
    assert roles(session, scene) == {(scene.manager.id, "manager")}


@pytest.mark.parametrize(
    ("held", "role", "reason"),
    [
        (("manager", 1), Role.MANAGER, ""),
        (("manager", 1), Role.OBSERVER, ""),
        (("manager", 1), Role.ADMINISTRATOR, "may_not_give_roles"),
        (("manager", 2), Role.OBSERVER, "may_not_give_roles"),
        (("observer", 1), Role.OBSERVER, "may_not_give_roles"),
        (("administrator", None), Role.ADMINISTRATOR, ""),
    ],
)
def test_the_rule(session: Session, held: tuple[str, int | None], role: Role, reason: str) -> None:
    scopes = {1: new_id(), 2: new_id(), None: None}
    now = clock.wall()
    actor = Person(new_id(), frozenset({(held[0], scopes[held[1]])}), signed_in_at=now)
    scope = None if held[0] == "administrator" else scopes[1]
    assert policy.can_give_role(Work(session, actor, now), role, scope).reason == reason
    later = Work(session, actor, now + timedelta(minutes=15, seconds=1))
    assert policy.can_give_role(later, role, scope).reason == (reason or "fresh_sign_in_needed")
    assert policy.can_give_role(Work(session, System("x"), now), role, scope)
    assert session.query(Programme).count() == 0
