"""Who may screen, label and save views, and of whose reviews one may know how they stand."""

import pytest
from sqlalchemy import select

from app.applications import policy
from app.applications.models import Application, ApplicationGrant, Label, SavedView
from app.kernel.ids import new_id
from app.kernel.principals import Principal
from tests.applications.conftest import Scene
from tests.applications.test_policy_table import entry
from tests.cast import CAST, MANAGER, NEIGHBOUR, OBSERVER, PROGRAMME, STRANGER, only, rulings


def test_who_may_screen() -> None:
    sent = entry(state="submitted")
    assert rulings(lambda actor: policy.can_screen(actor, sent)) == only(
        "manager", "system", otherwise="not_the_manager"
    )
    own = entry(state="submitted", role="viewer")
    assert rulings(lambda actor: policy.can_screen(actor, own)) == only("system", otherwise="not_the_manager")
    neighbour = entry(state="submitted", programme_id=NEIGHBOUR)
    assert rulings(lambda actor: policy.can_screen(actor, neighbour)) == only(
        "neighbour manager", "system", otherwise="not_the_manager"
    )


def test_who_may_label() -> None:
    assert rulings(lambda actor: policy.can_label(actor, PROGRAMME)) == only(
        "manager", "system", otherwise="not_the_manager"
    )


@pytest.mark.parametrize(("is_shared", "allowed"), [(True, ("manager",)), (False, ("manager", "observer"))])
def test_who_may_save_views(is_shared: bool, allowed: tuple[str, ...]) -> None:
    found = rulings(lambda actor: policy.can_save_view(actor, PROGRAMME, is_shared=is_shared))
    assert found == only(*allowed, otherwise="not_the_manager")


@pytest.mark.parametrize(
    ("owner", "allowed"),
    [(OBSERVER, ("manager", "observer")), (MANAGER, ("manager",)), (STRANGER, ("manager", "stranger"))],
)
def test_who_may_delete_views(owner, allowed: tuple[str, ...]) -> None:
    found = rulings(lambda actor: policy.can_delete_view(actor, PROGRAMME, owner))
    assert found == only(*allowed, otherwise="not_the_manager")


def names_seen(scene: Scene, actors: dict[str, Principal], column, condition) -> dict[str, set[str]]:
    found = {name: set(scene.session.scalars(column.where(condition(actor)))) for name, actor in actors.items()}
    return {name: seen for name, seen in found.items() if seen}


@pytest.fixture
def around(scene: Scene) -> dict[str, Principal]:
    return {
        **CAST,
        "manager": scene.manager(),
        "observer": scene.person("Obi", ("observer", scene.programme.id)),
        "owner": scene.person("Olga", ("observer", scene.programme.id)),
        "neighbour manager": Scene(scene.session).manager(),
    }


def test_who_sees_labels(scene: Scene, around) -> None:
    scene.add(Label(programme_id=scene.programme.id, name="ours", created_at=scene.now))
    seen = names_seen(scene, around, select(Label.name), policy.labels_visible_to)
    assert seen == {name: {"ours"} for name in ("manager", "observer", "owner", "system")}


def test_who_sees_views(scene: Scene, around) -> None:
    for name, is_shared in (("own", False), ("shared", True)):
        scene.add(
            SavedView(
                programme_id=scene.programme.id,
                owner_id=around["owner"].id,
                name=name,
                query="",
                is_shared=is_shared,
                created_at=scene.now,
            )
        )
    seen = names_seen(scene, around, select(SavedView.name), policy.views_visible_to)
    assert seen == {"manager": {"shared"}, "observer": {"shared"}, "owner": {"own", "shared"}}


def test_who_may_know_how_reviews_stand(scene: Scene, around) -> None:
    manager = around["manager"]
    scene.application((manager, "viewer"), title="team's", state="submitted")
    reviewed = scene.application(title="reviewed", state="submitted")
    scene.application(title="another", state="submitted")
    scene.add(ApplicationGrant(application_id=reviewed.id, person_id=manager.id, cause_id=new_id(), sight="reviewer"))
    known = names_seen(scene, around, select(Application.title), policy.standings_known_to)
    everything = {"team's", "reviewed", "another"}
    people = ("stranger", "observer", "owner", "neighbour manager", "administrator")
    assert known == dict.fromkeys((*people, "system"), everything) | {"manager": {"another"}}
