"""Who may do what to an application: every actor, every role in a team, every state."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.applications import policy
from app.applications.types import Entry, Role, Sight, State
from app.kernel.principals import Client, Person, Principal, System
from tests.cast import CAST, CLIENT, ORGANISATION, PROGRAMME, STRANGER, only, rulings, word

NOW = datetime(2027, 1, 15, 12, tzinfo=UTC)
ME = Person(STRANGER)
OWN = Client(CLIENT, ORGANISATION, frozenset({"applications:read", "applications:write"}))


def entry(**changes: Any) -> Entry:
    """A draft to an open call, as somebody outside its team sees it."""
    unknown = ("submitted_at", "ended_reason", "client_id", "organisation_id", "organisation", "country")
    facts: dict[str, Any] = {
        "id": UUID(int=5), "reference": "R-1", "title": "Wells", "state": "draft", "locale": "en", "version": 1,
        "created_at": NOW, "changed_at": NOW, "facts": {}, "form_version": 1, "call_id": UUID(int=6),
        "stage_id": UUID(int=7), "stage_name": {}, "stage_policy": {}, "call_slug": "c", "call_title": {},
        "provenance": "live", "programme_id": PROGRAMME, "opens_at": NOW - timedelta(1), "zone": "UTC",
        "closes_at": NOW + timedelta(1), "cancelled_at": None, "role": None, **dict.fromkeys(unknown),
    }  # fmt: skip
    return Entry(**(facts | changes))


def test_who_may_load() -> None:
    assert rulings(policy.can_load) == only("system", otherwise="not_an_administrator")


def test_who_may_start() -> None:
    people = ("stranger", "manager", "observer", "neighbour manager", "administrator")
    assert rulings(policy.can_start) == only(*people, "client", "system", otherwise="cannot_apply")


def test_who_may_join() -> None:
    people = ("stranger", "manager", "observer", "neighbour manager", "administrator")
    assert rulings(policy.can_join) == only(*people, otherwise="sign_in_required")


def test_outside_the_team_nobody_but_the_platform_and_the_client_that_made_it_does_anything() -> None:
    mine, sent = entry(client_id=CLIENT), entry(client_id=CLIENT, state="withdrawn")
    writers = ("client", "client without organisation", "system")
    assert rulings(lambda actor: policy.can_edit(actor, mine, NOW)) == only(*writers, otherwise="not_an_editor")
    assert rulings(lambda actor: policy.can_submit(actor, mine, NOW)) == only(*writers, otherwise="not_an_editor")
    assert rulings(lambda actor: policy.can_withdraw(actor, mine)) == only(*writers, otherwise="not_the_lead")
    assert rulings(lambda actor: policy.can_undo_withdrawal(actor, sent, NOW)) == only(
        *writers, otherwise="not_the_lead"
    )
    assert rulings(lambda actor: policy.can_invite(actor, mine)) == only(*writers, otherwise="not_the_lead")
    other = entry(client_id=UUID(int=99))
    assert rulings(lambda actor: policy.can_edit(actor, other, NOW)) == only("system", otherwise="not_an_editor")
    assert rulings(lambda actor: policy.can_invite(actor, other)) == only("system", otherwise="not_the_lead")


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("role", [*Role, None])
def test_roles_and_states(role: str | None, state: str) -> None:
    seen = entry(role=role, state=state)
    writes, leads = role in {"lead", "editor"}, role == "lead"
    editable = state in {"draft", "submitted", "returned", "invited"}
    before_decision = editable or state in {"in_review", "waitlisted"}
    edit = "not_an_editor" if not writes else "allowed" if editable else "wrong_state"
    lead = "allowed" if leads else "not_the_lead"
    assert {
        "edit": word(policy.can_edit(ME, seen, NOW)),
        "submit": word(policy.can_submit(ME, seen, NOW)),
        "withdraw": word(policy.can_withdraw(ME, seen)),
        "undo": word(policy.can_undo_withdrawal(ME, seen, NOW)),
        "invite": word(policy.can_invite(ME, seen)),
    } == {
        "edit": edit,
        "submit": edit,
        "withdraw": lead if before_decision else "wrong_state",
        "undo": lead if state == "withdrawn" else "wrong_state",
        "invite": lead,
    }


@pytest.mark.parametrize(
    ("changes", "edit", "undo"),
    [
        ({"closes_at": NOW}, "allowed", "allowed"),
        ({"closes_at": NOW - timedelta(microseconds=1)}, "deadline_passed", "deadline_passed"),
        ({"closes_at": None}, "allowed", "allowed"),
        ({"cancelled_at": NOW}, "call_cancelled", "call_cancelled"),
        ({"cancelled_at": NOW, "closes_at": NOW - timedelta(1)}, "call_cancelled", "call_cancelled"),
    ],
)
def test_the_calls_clock(changes: dict[str, Any], edit: str, undo: str) -> None:
    assert word(policy.can_edit(ME, entry(role="lead", **changes), NOW)) == edit
    assert word(policy.can_undo_withdrawal(ME, entry(role="lead", state="withdrawn", **changes), NOW)) == undo


@pytest.mark.parametrize(
    ("actor", "person_id", "role", "said"),
    [
        (ME, ME.id, "viewer", "allowed"),
        (ME, ME.id, "editor", "allowed"),
        (ME, ME.id, "lead", "allowed"),
        (ME, ME.id, None, "not_the_lead"),
        (ME, UUID(int=50), "lead", "allowed"),
        (ME, UUID(int=50), "editor", "not_the_lead"),
        (System("tests"), UUID(int=50), None, "allowed"),
        (CAST["manager"], UUID(int=50), None, "not_the_lead"),
        (CAST["anonymous"], UUID(int=50), None, "not_the_lead"),
    ],
)
def test_leaving_and_being_taken_out(actor: Principal, person_id: UUID, role: str | None, said: str) -> None:
    assert word(policy.can_leave(actor, entry(role=role), person_id)) == said


@pytest.mark.parametrize("blind", [True, False])
def test_how_much_each_sees(blind: bool) -> None:
    outside = Sight.BLIND if blind else Sight.REVIEWERS
    observing = Sight.BLIND if blind else Sight.STAFF
    expected = dict.fromkeys(CAST, outside) | {"manager": Sight.STAFF, "observer": observing, "system": Sight.TEAM}
    expected |= dict.fromkeys(("client", "client without scopes", "client without organisation"), Sight.TEAM)
    assert {name: policy.sight_of(actor, entry(), blind=blind) for name, actor in CAST.items()} == expected
    in_team = {name: policy.sight_of(actor, entry(role="viewer"), blind=blind) for name, actor in CAST.items()}
    assert in_team == dict.fromkeys(CAST, Sight.TEAM)


def test_who_sees_the_team() -> None:
    shown = {name for name, actor in CAST.items() if policy.can_see_team(actor, entry())}
    blind = {name for name, actor in CAST.items() if policy.can_see_team(actor, entry(stage_policy={"blind": True}))}
    known = {"manager", "system", "client", "client without scopes", "client without organisation"}
    assert (shown, blind) == (known | {"observer"}, known)
    assert policy.can_see_team(ME, entry(role="viewer"))


def test_who_reads_as_one_who_runs_the_call() -> None:
    running = {name for name, actor in CAST.items() if policy.runs(actor, entry(stage_policy={"blind": True}))}
    assert running == {"manager", "observer"}
    assert not policy.runs(CAST["manager"], entry(role="viewer"))


def test_a_client_that_lost_its_scope_writes_no_more() -> None:
    reader = Client(CLIENT, ORGANISATION, frozenset({"applications:read"}))
    assert word(policy.can_edit(OWN, entry(client_id=CLIENT), NOW)) == "allowed"
    assert word(policy.can_edit(reader, entry(client_id=CLIENT), NOW)) == "not_an_editor"
    assert word(policy.can_withdraw(reader, entry(client_id=CLIENT))) == "not_the_lead"
