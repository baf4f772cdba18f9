"""Which rows each policy of applications lets each actor see, asked of the database."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from app.applications import policy
from app.applications.models import Application, ApplicationBar, ApplicationGrant
from app.kernel.ids import new_id
from app.kernel.principals import Client, Person
from tests.applications.conftest import Scene
from tests.cast import CAST, CLIENTS


@pytest.fixture
def world(scene: Scene) -> Any:
    """One application in each situation, and the cast around them, whose client made one of them."""
    neighbour = Scene(scene.session)
    lead = scene.person("Lea")
    reviewer = scene.person("Rita", ("observer", neighbour.programme.id))
    body, client_id = scene.organisation(), new_id()
    sent = {"state": "submitted", "submitted_at": scene.now}
    rows = {
        "draft": scene.application((lead, "lead"), title="draft"),
        "sent": scene.application((lead, "viewer"), title="sent", **sent),
        "never sent": scene.application(title="never sent", state="withdrawn"),
        "taken back": scene.application(title="taken back", state="withdrawn", submitted_at=scene.now),
        "neighbour": neighbour.application(title="neighbour", **sent),
        "body's draft": scene.application(title="body's draft", organisation_id=body.id),
        "body's": scene.application(title="body's", organisation_id=body.id, **sent),
        "client's draft": scene.application(title="client's draft", organisation_id=body.id, client_id=client_id),
    }
    scene.add(
        ApplicationGrant(application_id=rows["sent"].id, person_id=reviewer.id, cause_id=new_id(), sight="content")
    )
    scopes = frozenset({"applications:read", "applications:write"})
    people = {
        **CAST,
        "manager": scene.manager(),
        "observer": scene.person("Obi", ("observer", scene.programme.id)),
        "neighbour manager": neighbour.manager(),
        "lead": lead,
        "reviewer": reviewer,
        "client": Client(client_id, body.id, scopes),
        "client without scopes": Client(client_id, body.id),
        "client without organisation": Client(client_id, None, scopes),
        "another client": Client(new_id(), body.id, scopes),
        "a writing client": Client(client_id, body.id, frozenset({"applications:write"})),
    }
    return scene, rows, people


def shown(world: Any, condition: Any) -> dict[str, set[str]]:
    scene, rows, people = world
    ours = Application.id.in_([row.id for row in rows.values()])

    def titles(actor: Any) -> Iterator[str]:
        return scene.session.scalars(select(Application.title).where(ours, condition(actor)))

    found = {name: set(titles(actor)) for name, actor in people.items()}
    return {name: titles_seen for name, titles_seen in found.items() if titles_seen}


RUN = {"sent", "taken back", "body's"}


def test_seeing(world: Any) -> None:
    assert shown(world, policy.visible_to) == {
        "manager": RUN,
        "observer": RUN,
        "neighbour manager": {"neighbour"},
        "lead": {"draft", "sent"},
        "reviewer": {"sent", "neighbour"},
        "client": {"body's", "client's draft"},
        "another client": {"body's"},
        "system": set(world[1]),
    }


def test_reading_what_was_not_sent(world: Any) -> None:
    assert shown(world, policy.drafts_visible_to) == {
        "lead": {"draft", "sent"},
        "client": {"client's draft"},
        "system": set(world[1]),
    }


def test_running(world: Any) -> None:
    assert shown(world, policy.run_by) == {
        "manager": RUN,
        "observer": RUN,
        "neighbour manager": {"neighbour"},
        "reviewer": {"neighbour"},
        "system": set(world[1]),
    }
    assert not any(name in shown(world, policy.run_by) for name in CLIENTS)


@pytest.mark.parametrize("blind", [True, "double", False, "none"])
def test_observers_and_reviewers_do_not_know_whose_it_is_where_review_is_blind(world: Any, blind: object) -> None:
    scene, *_ = world
    scene.stage.policy = {"blind": blind}
    scene.session.flush()
    asked = ("manager", "observer", "lead", "reviewer", "client", "system")
    for name in asked:
        seen, known = (
            shown(world, which).get(name, set()) for which in (policy.visible_to, policy.applicants_known_to)
        )
        hidden = {"observer": RUN, "reviewer": {"sent"}}.get(name, set()) if blind in {True, "double"} else set()
        assert seen - known == hidden


def test_a_bar_hides_from_everybody_but_the_team(world: Any) -> None:
    scene, rows, people = world
    barred = [people[name] for name in ("manager", "observer", "reviewer", "lead")]
    for person in barred:
        scene.add(ApplicationBar(application_id=rows["sent"].id, person_id=person.id, cause_id=new_id()))
    after = shown(world, policy.visible_to)
    assert {name: after[name] for name in ("manager", "observer", "reviewer", "lead")} == {
        "manager": RUN - {"sent"},
        "observer": RUN - {"sent"},
        "reviewer": {"neighbour"},
        "lead": {"draft", "sent"},
    }
    run = shown(world, policy.run_by)
    assert (run["manager"], run["observer"]) == (RUN - {"sent"}, RUN - {"sent"})


def test_a_manager_who_is_in_a_team_sees_its_draft_and_runs_only_what_was_sent(world: Any) -> None:
    scene, _rows, people = world
    lead: Person = people["lead"]
    people["lead"] = replace(lead, roles=frozenset({("manager", scene.programme.id)}))
    assert shown(world, policy.visible_to)["lead"] == RUN | {"draft"}
    assert shown(world, policy.run_by)["lead"] == RUN
