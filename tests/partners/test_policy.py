"""Who may see and do what with API clients."""

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity.models import Organisation
from app.kernel.ids import new_id
from app.partners import policy
from app.partners.models import ApiClient
from tests.cast import CAST, CLIENT, ORGANISATION, nothing, only, rulings, word

NOW = datetime(2027, 1, 15, 12, tzinfo=UTC)


def client(**changes: object) -> ApiClient:
    facts = {"id": CLIENT, "organisation_id": ORGANISATION, "name": "own", "secret_hash": "x", "scopes": []}
    return ApiClient(**(facts | {"created_at": NOW, "revoked_at": None} | changes))


def test_who_may_register_clients() -> None:
    assert rulings(policy.can_register) == only("administrator", "system", otherwise="not_an_administrator")


def test_a_token_is_for_a_client_that_stands_and_proves_itself() -> None:
    assert word(policy.can_take_token(client(), proven=True)) == "allowed"
    assert word(policy.can_take_token(client(), proven=False)) == "invalid_client"
    assert word(policy.can_take_token(client(revoked_at=NOW), proven=True)) == "invalid_client"
    assert word(policy.can_take_token(None, proven=True)) == "invalid_client"


def test_a_client_sees_itself_and_administrators_see_all(session: Session) -> None:
    session.add(Organisation(id=ORGANISATION, name="Org", sort_key="org", created_at=NOW))
    session.flush()
    other = new_id()
    session.add_all([client(), client(id=other, name="other")])
    session.flush()
    ours = ApiClient.id.in_([CLIENT, other])
    shown = {
        name: set(session.scalars(select(ApiClient.name).where(ours, policy.visible_to(actor))))
        for name, actor in CAST.items()
    }
    assert shown == nothing() | {
        "client": {"own"},
        "client without scopes": {"own"},
        "client without organisation": {"own"},
        "administrator": {"own", "other"},
        "system": {"own", "other"},
    }
