"""API clients and their tokens: made, used, taken back, shut out."""

from base64 import b64encode
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app.identity.models import Organisation
from app.kernel import clock
from app.kernel.errors import Forbidden, NotFound
from app.kernel.events import EventRecord
from app.kernel.ids import new_id
from app.kernel.principals import Anonymous, Client, Person, Principal, System
from app.kernel.work import Work
from app.partners import queries
from app.partners.errors import InvalidClient, InvalidScope
from app.partners.models import AccessToken, ApiClient
from app.partners.service import access_tokens, clients
from app.partners.types import Scope

ADMINISTRATOR = Person(UUID(int=1), frozenset({("administrator", None)}))
READ = [Scope.CALLS_READ, Scope.DECISIONS_READ]


@pytest.fixture
def body(session: Session) -> UUID:
    row = Organisation(id=new_id(), name="Org", sort_key="org", created_at=clock.database(session))
    session.add(row)
    session.flush()
    return row.id


def work_of(session: Session, actor: Principal) -> Work:
    return Work(session, actor, clock.database(session))


@pytest.fixture
def made(session: Session, body: UUID) -> tuple[UUID, str]:
    found = clients.create(work_of(session, ADMINISTRATOR), body, "Robot", READ)
    session.commit()
    return found


def happened(session: Session) -> list[str]:
    session.flush()
    return list(session.scalars(select(EventRecord.name).order_by(EventRecord.id)))


def test_a_secret_is_shown_once_and_kept_as_a_digest(session: Session, made: tuple[UUID, str]) -> None:
    client_id, secret = made
    row = session.get_one(ApiClient, client_id)
    assert (row.name, row.scopes, len(secret) >= 43) == ("Robot", READ, True)
    assert secret not in (row.secret_hash, row.name)
    assert [one.id for one in queries.list_clients(work_of(session, ADMINISTRATOR))] == [client_id]
    assert queries.list_clients(work_of(session, Anonymous())) == []
    assert happened(session) == ["api_client.created"]


def test_who_may_make_and_shut_out(session: Session, body: UUID, made: tuple[UUID, str]) -> None:
    for actor in (Anonymous(), Person(UUID(int=2)), Client(made[0], body, frozenset(Scope))):
        for deed in (
            lambda work: clients.create(work, body, "Mine", list(Scope)),
            lambda work: clients.revoke(work, made[0]),
        ):
            with pytest.raises(Forbidden) as caught:
                deed(work_of(session, actor))
            assert caught.value.reason == "not_an_administrator"
    with pytest.raises(NotFound):
        clients.revoke(work_of(session, System("tests")), new_id())


def test_shutting_out_ends_every_token_at_once_and_is_told_once(session: Session, made: tuple[UUID, str]) -> None:
    client_id, secret = made
    visitor = work_of(session, Anonymous())
    tokens = [access_tokens.issue(visitor, client_id, secret, "").token for _ in range(2)]
    session.flush()
    assert [queries.find_holder(session, token) is None for token in tokens] == [False, False]
    for _ in range(2):
        clients.revoke(work_of(session, ADMINISTRATOR), client_id)
        session.flush()
    assert [queries.find_holder(session, token) for token in tokens] == [None, None]
    with pytest.raises(InvalidClient):
        access_tokens.issue(visitor, client_id, secret, "")
    assert happened(session) == ["api_client.created", "api_client.revoked"]


def test_a_token_holds_what_was_granted_for_an_hour(session: Session, body: UUID, made: tuple[UUID, str]) -> None:
    client_id, secret = made
    issued = access_tokens.issue(work_of(session, Anonymous()), client_id, secret, "calls:read")
    session.flush()
    assert (issued.expires_in, issued.scope) == (3600, "calls:read")
    assert queries.find_holder(session, issued.token) == Client(client_id, body, frozenset({"calls:read"}))
    row = session.scalars(select(AccessToken)).one()
    assert row.expires_at - row.issued_at == timedelta(hours=1)
    row.expires_at = row.issued_at - timedelta(seconds=1)
    session.flush()
    assert queries.find_holder(session, issued.token) is None
    assert queries.find_holder(session, "") is None


def test_what_gives_no_token(session: Session, made: tuple[UUID, str]) -> None:
    client_id, secret = made
    work = work_of(session, Anonymous())
    for who, word in ((None, secret), (new_id(), secret), (client_id, ""), (client_id, secret[:-1])):
        with pytest.raises(InvalidClient):
            access_tokens.issue(work, who, word, "")
        with pytest.raises(InvalidClient):
            access_tokens.revoke(work, who, word, "any")
    with pytest.raises(InvalidScope):
        access_tokens.issue(work, client_id, secret, "calls:read applications:write")
    assert session.scalars(select(AccessToken)).all() == []


def test_a_client_takes_back_its_own_tokens_only(session: Session, body: UUID, made: tuple[UUID, str]) -> None:
    other_id, other_secret = clients.create(work_of(session, ADMINISTRATOR), body, "Other", READ)
    work = work_of(session, Anonymous())
    token = access_tokens.issue(work, *made, "").token
    session.flush()
    access_tokens.revoke(work, other_id, other_secret, token)
    assert queries.find_holder(session, token) is not None
    for _ in range(2):
        access_tokens.revoke(work, *made, token)
    assert queries.find_holder(session, token) is None


def ask(browser: TestClient, path: str, *, basic: str = "", **fields: str) -> tuple[int, Any]:
    headers = {"authorization": f"Basic {b64encode(basic.encode()).decode()}"} if basic else {}
    answer = browser.post(path, data=fields, headers=headers)
    assert answer.headers["cache-control"] == "no-store"
    return answer.status_code, answer.json()


def test_tokens_over_the_wire(session: Session, made: tuple[UUID, str], browser_client: TestClient) -> None:
    client_id, secret = made
    grant, whole = {"grant_type": "client_credentials"}, f"{client_id}:{secret}"
    assert ask(browser_client, "/oauth/token", basic=whole) == (400, {"error": "unsupported_grant_type"})
    assert ask(browser_client, "/oauth/token", **grant) == (401, {"error": "invalid_client"})
    assert ask(browser_client, "/oauth/token", basic="x:y", **grant) == (401, {"error": "invalid_client"})
    wrong = ask(browser_client, "/oauth/token", basic=whole, scope="applications:write", **grant)
    assert wrong == (400, {"error": "invalid_scope"})
    status, told = ask(browser_client, "/oauth/token", client_id=str(client_id), client_secret=secret, **grant)
    assert (status, told["token_type"], told["expires_in"], told["scope"]) == (
        200,
        "Bearer",
        3600,
        "calls:read decisions:read",
    )
    assert ask(browser_client, "/oauth/revoke", basic=whole, token="unknown") == (200, {})
    assert ask(browser_client, "/oauth/revoke", token=told["access_token"]) == (401, {"error": "invalid_client"})


@pytest.mark.parametrize("header", ["Basic", "Basic é", "Basic !!!!", "Basic //8=", "Basic eA=="])
def test_odd_credentials_are_no_fault(browser_client: TestClient, header: str) -> None:
    answer = browser_client.post(
        "/oauth/token", data={"grant_type": "client_credentials"}, headers={"authorization": header.encode()}
    )
    assert (answer.status_code, answer.json()) == (401, {"error": "invalid_client"})
    assert answer.headers["www-authenticate"] == 'Basic realm="commonweal"'


def test_where_tokens_are_had(browser_client: TestClient) -> None:
    told = browser_client.get("/.well-known/oauth-authorization-server").json()
    assert {name: told[name] for name in ("issuer", "token_endpoint", "revocation_endpoint", "scopes_supported")} == {
        "issuer": "http://testserver",
        "token_endpoint": "http://testserver/oauth/token",
        "revocation_endpoint": "http://testserver/oauth/revoke",
        "scopes_supported": sorted(Scope, key=list(Scope).index),
    }
