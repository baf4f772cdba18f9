"""Who may see and do what in a space."""

from uuid import UUID

import pytest
from sqlalchemy import select

from app.kernel.ids import new_id
from app.kernel.principals import Client
from app.spaces import policy
from app.spaces.models import Space
from tests.cast import CAST, CLIENTS, NEIGHBOUR, PERSONS, PROGRAMME, only, rulings
from tests.spaces.conftest import Opened, Scene


def test_who_may_load() -> None:
    assert rulings(policy.can_load) == only("system", otherwise="not_an_administrator")


@pytest.mark.parametrize(("programme", "manager"), [(PROGRAMME, "manager"), (NEIGHBOUR, "neighbour manager")])
def test_who_may_open(programme: UUID, manager: str) -> None:
    table = rulings(lambda actor: policy.can_open(actor, programme))
    assert table == only(manager, "system", otherwise="not_the_manager")


@pytest.mark.parametrize(
    ("role", "writes", "leads"),
    [
        ("lead", True, True),
        ("contributor", True, False),
        ("mentor", True, False),
        ("observer", False, False),
        (None, False, False),
    ],
)
def test_roles_write_and_lead(role: str | None, writes: bool, leads: bool) -> None:
    everybody = tuple(CAST)
    write = only(*(everybody if writes else ("system",)), otherwise="not_a_contributor")
    lead = only(*(everybody if leads else ("system",)), otherwise="not_the_lead")
    assert rulings(lambda actor: policy.can_write(actor, role)) == write
    assert rulings(lambda actor: policy.can_lead(actor, role)) == lead


def test_who_may_join() -> None:
    assert rulings(policy.can_join) == only(*PERSONS, otherwise="sign_in_required")


def test_seeing(scene: Scene, opened: Opened) -> None:
    neighbour = Scene(scene.session)
    other = neighbour.space(neighbour.accepted(title="Springs"), "springs", (opened.mentor, "mentor"))
    body = scene.organisation()
    people = {
        **CAST,
        "manager": scene.manager(),
        "observer": scene.person("Ola", ("observer", scene.programme.id)),
        "neighbour manager": neighbour.manager(),
        "client": Client(new_id(), body.id, frozenset({"applications:read"})),
        "lead": opened.lead,
        "mentor": opened.mentor,
        "watcher": opened.observer,
    }
    ours = Space.id.in_([opened.space.id, other.id])
    found = {
        name: set(scene.session.scalars(select(Space.slug).where(ours, policy.visible_to(actor))))
        for name, actor in people.items()
    }
    assert {name: slugs for name, slugs in found.items() if slugs} == {
        "manager": {"wells"},
        "observer": {"wells"},
        "neighbour manager": {"springs"},
        "lead": {"wells"},
        "mentor": {"wells", "springs"},
        "watcher": {"wells"},
        "system": {"wells", "springs"},
    }
    assert not any(found[name] for name in CLIENTS)
