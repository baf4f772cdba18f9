"""Who may give roles, and who sees them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity import policy
from app.identity.models import Person as PersonRow
from app.identity.models import RoleGrant
from app.identity.types import Role
from app.kernel.access import Ruling
from app.kernel.principals import Person, Principal
from app.kernel.work import Work
from tests.cast import CAST, NEIGHBOUR, PERSONS, PROGRAMME, STRANGER, nothing, only, rulings
from tests.identity.test_policy import NOW

NOT_PERSONS = {name: "sign_in_required" for name in CAST if name not in (*PERSONS, "system")}


def table(session: Session, role: Role, scope: UUID | None, ago: timedelta | None) -> dict[str, str]:
    """What each of the cast, who signed in so long ago, is told."""

    def rule(actor: Principal) -> Ruling:
        if isinstance(actor, Person) and ago is not None:
            actor = replace(actor, signed_in_at=NOW - ago)
        return policy.can_give_role(Work(session, actor, NOW), role, scope)

    return rulings(rule)


@pytest.mark.parametrize(
    ("role", "scope", "givers"),
    [
        (Role.MANAGER, PROGRAMME, ["manager", "administrator"]),
        (Role.OBSERVER, PROGRAMME, ["manager", "administrator"]),
        (Role.OBSERVER, NEIGHBOUR, ["neighbour manager", "administrator"]),
        (Role.ADMINISTRATOR, None, ["administrator"]),
        (Role.ADMINISTRATOR, PROGRAMME, ["administrator"]),
        (Role.MANAGER, None, ["administrator"]),
    ],
)
def test_who_may_give_a_role(session: Session, role: Role, scope: UUID | None, givers: list[str]) -> None:
    fresh = only(*givers, "system", otherwise="may_not_give_roles") | NOT_PERSONS
    assert table(session, role, scope, timedelta(minutes=15)) == fresh
    stale = fresh | dict.fromkeys(givers, "fresh_sign_in_needed")
    assert table(session, role, scope, timedelta(minutes=16)) == stale
    assert table(session, role, scope, None) == stale


def test_who_sees_roles(session: Session) -> None:
    session.add(PersonRow(id=STRANGER, name="Eve", sort_key="eve", created_at=NOW))
    session.flush()
    given = {"ours": PROGRAMME, "theirs": NEIGHBOUR, "platform": None}
    for scope in given.values():
        session.add(RoleGrant(person_id=STRANGER, role="observer", scope_id=scope, granted_at=NOW))
    session.flush()

    def shown(actor: Any) -> set[str]:
        scopes = set(session.scalars(select(RoleGrant.scope_id).where(policy.roles_visible_to(actor))))
        return {name for name, scope in given.items() if scope in scopes}

    assert {name: shown(actor) for name, actor in CAST.items()} == nothing() | {
        "manager": {"ours"},
        "observer": {"ours"},
        "neighbour manager": {"theirs"},
        "administrator": set(given),
        "system": set(given),
    }
