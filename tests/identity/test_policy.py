"""Who may see and do what with accounts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity import policy
from app.identity.models import Person as PersonRow
from app.kernel.access import Ruling
from app.kernel.principals import Person, Principal
from app.kernel.work import Work
from tests.cast import ADMINISTRATOR, CAST, MANAGER, PERSONS, STRANGER, nothing, only, rulings, word

NOW = datetime(2027, 1, 15, 12, tzinfo=UTC)


def test_who_may_sign_in() -> None:
    assert rulings(policy.can_sign_in) == only("anonymous", *PERSONS, "system", otherwise="sign_in_required")


@pytest.mark.parametrize(
    ("whose", "owner"), [(STRANGER, "stranger"), (ADMINISTRATOR, "administrator"), (UUID(int=999), None), (None, None)]
)
def test_people_change_their_own_account(whose: UUID | None, owner: str | None) -> None:
    allowed = [owner] if owner else []
    assert rulings(lambda actor: policy.can_change(actor, whose)) == only(*allowed, "system", otherwise="not_yours")


def test_who_may_give_roles() -> None:
    assert rulings(policy.can_grant) == only("administrator", "system", otherwise="not_an_administrator")


def test_who_may_load() -> None:
    assert rulings(policy.can_load) == only("system", otherwise="not_an_administrator")


def test_who_may_register() -> None:
    assert rulings(policy.can_register) == only("anonymous", *PERSONS, "system", otherwise="not_an_administrator")


def test_linking_needs_a_person(session: Session) -> None:
    def link(actor: Principal) -> Ruling:
        return policy.can_link(Work(session, actor, NOW))

    stale = dict.fromkeys(PERSONS, "fresh_sign_in_needed")
    assert rulings(link) == only(otherwise="sign_in_required") | stale


@pytest.mark.parametrize(
    ("ago", "said"),
    [(timedelta(0), "allowed"), (timedelta(minutes=15), "allowed"), (timedelta(minutes=16), "fresh_sign_in_needed")],
)
def test_linking_needs_a_fresh_sign_in(session: Session, ago: timedelta, said: str) -> None:
    actor = replace(Person(STRANGER), signed_in_at=NOW - ago)
    assert word(policy.can_link(Work(session, actor, NOW))) == said


def test_people_see_themselves_and_administrators_everybody(session: Session) -> None:
    known: dict[UUID, str] = {STRANGER: "stranger", MANAGER: "manager", ADMINISTRATOR: "administrator"}
    for key, name in known.items():
        session.add(PersonRow(id=key, name=name, sort_key=name, created_at=NOW))
    session.flush()

    def shown(actor: Any) -> set[str]:
        ours = PersonRow.id.in_(known)
        return set(session.scalars(select(PersonRow.name).where(ours, policy.visible_to(actor))))

    everybody = set(known.values())
    assert {name: shown(actor) for name, actor in CAST.items()} == nothing() | {
        "stranger": {"stranger"},
        "manager": {"manager"},
        "administrator": everybody,
        "system": everybody,
    }
