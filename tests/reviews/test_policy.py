"""Who may see and do what in review, asked of every actor and of the database."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.applications.models import Application
from app.calls.models import Call
from app.kernel.ids import new_id
from app.kernel.principals import Client, Person
from app.reviews import policy
from app.reviews.models import Decision, Review
from app.reviews.types import ReviewState
from tests.cast import CAST, CLIENTS, MANAGER, NEIGHBOUR, PROGRAMME, STRANGER, only, rulings
from tests.reviews.scenes import Reviewed, Scene


def test_who_may_load() -> None:
    assert rulings(policy.can_load) == only("system", otherwise="not_an_administrator")


@pytest.mark.parametrize(("programme", "manager"), [(PROGRAMME, "manager"), (NEIGHBOUR, "neighbour manager")])
def test_who_may_run_a_panel(programme: UUID, manager: str) -> None:
    table = rulings(lambda actor: policy.can_run_panel(actor, programme))
    assert table == only(manager, "system", otherwise="not_the_manager")


@pytest.mark.parametrize(
    ("reviewer", "allowed"), [(STRANGER, ["stranger"]), (MANAGER, ["manager"]), (UUID(int=99), []), (None, [])]
)
def test_only_the_reviewer_answers(reviewer: UUID | None, allowed: list[str]) -> None:
    table = rulings(lambda actor: policy.can_answer(actor, reviewer))
    assert table == only(*allowed, "system", otherwise="not_the_reviewer")


@pytest.mark.parametrize("state", list(ReviewState))
def test_a_review_is_written_while_it_is_the_reviewers_to_write(state: ReviewState) -> None:
    table = rulings(lambda actor: policy.can_write(actor, STRANGER, state))
    if state in {"accepted", "in_progress", "reopened"}:
        assert table == only("stranger", "system", otherwise="not_the_reviewer")
    else:
        assert table == only(otherwise="review_not_writable")


def test_a_second_pair_of_eyes_confirms() -> None:
    by_other = rulings(lambda actor: policy.can_confirm(actor, PROGRAMME, UUID(int=99)))
    assert by_other == only("manager", "system", otherwise="not_the_manager")
    by_the_same = rulings(lambda actor: policy.can_confirm(actor, PROGRAMME, MANAGER))
    assert by_the_same == only("system", otherwise="not_the_manager", manager="needs_another_person")
    by_a_loader = rulings(lambda actor: policy.can_confirm(actor, PROGRAMME, None))
    assert by_a_loader == by_other


@pytest.fixture
def people(scene: Scene, reviewed: Reviewed) -> dict[str, Any]:
    """The cast, as people of the scene."""
    neighbour = Scene(scene.session)
    scopes = frozenset({"decisions:read"})
    return {
        **CAST,
        "manager": scene.manager(),
        "observer": scene.person("Obi", ("observer", scene.programme.id)),
        "neighbour manager": neighbour.manager(),
        "lead": reviewed.lead,
        "reviewer": reviewed.reviewer,
        "other reviewer": reviewed.other,
        "chair": _chair(scene),
        "client": Client(new_id(), reviewed.body.id, scopes),
        "client without scopes": Client(new_id(), reviewed.body.id),
        "client without organisation": Client(new_id(), None, scopes),
    }


def _chair(scene: Scene) -> Person:
    chair = scene.person("Cho")
    scene.seat(chair, role="chair")
    return chair


def shown(scene: Scene, people: dict[str, Any], statement: Any, condition: Any) -> dict[str, set[Any]]:
    found = {name: set(scene.session.scalars(statement.where(condition(actor)))) for name, actor in people.items()}
    return {name: rows for name, rows in found.items() if rows}


def test_seeing_reviews(scene: Scene, reviewed: Reviewed, people: dict[str, Any]) -> None:
    mine, theirs, alone = reviewed.mine.id, reviewed.theirs.id, reviewed.alone.id
    every = {mine, theirs, alone}
    statement = select(Review.id).where(Review.stage_id == scene.stage.id)
    assert shown(scene, people, statement, policy.visible_to) == {
        "reviewer": {mine},
        "other reviewer": {theirs, alone},
        "manager": every,
        "observer": every,
        "system": every,
    }
    for name in ("reviewer", "other reviewer", "manager", "observer"):
        scene.bar(reviewed.first, people[name])
    assert shown(scene, people, statement, policy.visible_to) == {
        "other reviewer": {alone},
        "manager": {alone},
        "observer": {alone},
        "system": every,
    }


def test_seeing_panels_and_decisions_from_inside(scene: Scene, people: dict[str, Any]) -> None:
    statement = select(Call.slug).where(Call.id == scene.call.id)
    slug = {scene.call.slug}
    found = shown(scene, people, statement, policy.runs)
    assert found == {"manager": slug, "observer": slug, "system": slug}


def test_seeing_decisions(scene: Scene, reviewed: Reviewed, people: dict[str, Any]) -> None:
    waiting = scene.decision(reviewed.second).id
    released = scene.decision(reviewed.first, confirmed_at=scene.now, released_at=scene.now).id
    statement = (
        select(Decision.id)
        .join(Application, Decision.application_id == Application.id)
        .join(Call, Application.call_id == Call.id)
        .where(Decision.stage_id == scene.stage.id)
    )
    inside = {"manager": {waiting, released}, "observer": {waiting, released}, "system": {waiting, released}}
    assert shown(scene, people, statement, policy.decision_visible_to) == inside | {
        "lead": {released},
        "client": {released},
    }
    for name in ("manager", "observer", "lead"):
        scene.bar(reviewed.first, people[name])
    assert shown(scene, people, statement, policy.decision_visible_to) == {
        "manager": {waiting},
        "observer": {waiting},
        "lead": {released},
        "client": {released},
        "system": {waiting, released},
    }


def test_a_team_does_not_see_a_decision_before_its_release(scene: Scene, reviewed: Reviewed, people: Any) -> None:
    waiting = scene.decision(reviewed.first, confirmed_at=scene.now, release_at=scene.soon)
    statement = (
        select(Decision.id)
        .join(Application, Decision.application_id == Application.id)
        .join(Call, Application.call_id == Call.id)
        .where(Decision.id == waiting.id)
    )
    found = shown(scene, people, statement, policy.decision_visible_to)
    assert set(found) == {"manager", "observer", "system"}
    assert not set(CLIENTS) & set(found)


def test_a_client_of_no_organisation_does_not_see_what_belongs_to_none(scene: Scene, reviewed: Reviewed) -> None:
    released = scene.decision(reviewed.second, confirmed_at=scene.now, released_at=scene.now)
    client = Client(new_id(), None, frozenset({"decisions:read"}))
    statement = select(Decision.id).join(Application, Decision.application_id == Application.id)
    assert list(scene.session.scalars(statement.where(policy.decision_visible_to(client)))) == []
    assert reviewed.second.organisation_id is None
    assert released.released_at == scene.now
