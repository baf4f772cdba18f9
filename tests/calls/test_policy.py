"""Who may see and run programmes and calls."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.calls import policy
from app.calls.models import Call, Programme
from app.kernel.ids import new_id
from tests.calls.conftest import NOW
from tests.cast import CAST, NEIGHBOUR, PERSONS, PROGRAMME, nothing, only, rulings


def test_who_may_open_the_managers_pages() -> None:
    allowed = ("manager", "observer", "neighbour manager", "administrator", "system")
    assert rulings(policy.can_open_manage) == only(*allowed, otherwise="not_the_manager")


def test_who_may_create_a_programme() -> None:
    allowed = ("manager", "neighbour manager", "administrator", "system")
    assert rulings(policy.can_create_programme) == only(*allowed, otherwise="not_the_manager")


@pytest.mark.parametrize(("programme", "manager"), [(PROGRAMME, "manager"), (NEIGHBOUR, "neighbour manager")])
def test_who_may_run_a_programmes_calls(programme: UUID, manager: str) -> None:
    table = rulings(lambda actor: policy.can_run(actor, programme))
    assert table == only(manager, "administrator", "system", otherwise="not_the_manager")


def test_who_may_take_a_reference() -> None:
    clients = ("client", "client without scopes", "client without organisation")
    assert rulings(policy.can_take_reference) == only(*PERSONS, *clients, "system", otherwise="sign_in_required")


@pytest.fixture
def calls(session: Session) -> Session:
    """Each programme has a public call and a draft; a third programme has only a draft."""
    for key, name in ((PROGRAMME, "ours"), (NEIGHBOUR, "neighbour"), (UUID(int=9), "quiet")):
        session.add(Programme(id=key, slug=name, name={}, summary={}, created_at=NOW, archived_at=None))
        session.flush()
        for state in ("public", "draft"):
            if name != "quiet" or state == "draft":
                session.add(_call(key, f"{name} {state}", state == "public"))
    session.flush()
    return session


def _call(programme_id: UUID, slug: str, public: bool) -> Call:
    texts: dict[str, Any] = {name: {} for name in ("title", "summary", "eligibility", "process", "notice")}
    times = {"opens_at": NOW, "closes_at": NOW + timedelta(1), "created_at": NOW}
    published = NOW if public else None
    return Call(
        id=new_id(), programme_id=programme_id, slug=slug, prefix=slug, year=2027, last_number=0, provenance="live",
        zone="UTC", version=1, published_at=published, cancelled_at=None, archived_at=None, **texts, **times,
    )  # fmt: skip


PUBLIC = {"ours public", "neighbour public"}
EVERY = PUBLIC | {"ours draft", "neighbour draft", "quiet draft"}
OURS = {"ours public", "ours draft"}
THEIRS = {"neighbour public", "neighbour draft"}


def shown(session: Session, column: Any, condition: Any) -> dict[str, set[str]]:
    return {name: set(session.scalars(select(column).where(condition(actor)))) for name, actor in CAST.items()}


def test_seeing_calls(calls: Session) -> None:
    assert shown(calls, Call.slug, policy.visible_to) == dict.fromkeys(CAST, PUBLIC) | {
        "manager": PUBLIC | OURS,
        "observer": PUBLIC | OURS,
        "neighbour manager": PUBLIC | THEIRS,
        "administrator": EVERY,
        "system": EVERY,
    }


def test_seeing_calls_from_inside(calls: Session) -> None:
    assert shown(calls, Call.slug, policy.run_by) == nothing() | {
        "manager": OURS,
        "observer": OURS,
        "neighbour manager": THEIRS,
        "administrator": EVERY,
        "system": EVERY,
    }


def test_seeing_programmes(calls: Session) -> None:
    public, every = {"ours", "neighbour"}, {"ours", "neighbour", "quiet"}
    assert shown(calls, Programme.slug, policy.programme_visible_to) == dict.fromkeys(CAST, public) | {
        "administrator": every,
        "system": every,
    }
    assert shown(calls, Programme.slug, policy.programme_run_by) == nothing() | {
        "manager": {"ours"},
        "observer": {"ours"},
        "neighbour manager": {"neighbour"},
        "administrator": every,
        "system": every,
    }
