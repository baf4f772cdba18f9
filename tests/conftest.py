"""One PostgreSQL for the run, one database a worker, one rolled-back transaction a test."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import hypothesis
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app.kernel import postgres, schema
from app.kernel.db import Database
from app.kernel.files import Store
from app.kernel.principals import Anonymous, Principal
from app.kernel.settings import Settings
from app.main import create_app

# How long it takes to make up an example says how busy the machine is, and nothing of what is tested.
hypothesis.settings.register_profile("calm", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("calm")
os.environ.setdefault("COMMONWEAL_POSTGRES_UNSAFE_FAST", "1")
os.environ.setdefault("COMMONWEAL_ENV", "test")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what asks for the database; begin with what may take longest, so that nothing long is left to the end."""
    for item in items:
        if "cluster" in getattr(item, "fixturenames", ()):
            item.add_marker("database")
    items.sort(key=_patience, reverse=True)


def _patience(item: pytest.Item) -> int:
    given = item.get_closest_marker("timeout")
    return int(given.args[0]) if given else 0


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[postgres.Addresses]:
    """A PostgreSQL of this worker's own: another's open transactions would hold back what is delivered here."""
    folder = tmp_path_factory.getbasetemp() / "postgres"
    with postgres.running(folder) as addresses:
        yield addresses
    postgres.remove(folder)


@pytest.fixture(scope="session")
def template(cluster: postgres.Addresses) -> Iterator[tuple[postgres.Addresses, str]]:
    """A migrated database that nobody connects to, so that it can be copied at any time."""
    name = f"template_{uuid4().hex[:12]}"
    schema.migrate(postgres.create_database(cluster, name).owner)
    yield cluster, name
    postgres.drop_database(cluster, name)


@pytest.fixture(scope="session")
def addresses(template: tuple[postgres.Addresses, str]) -> Iterator[postgres.Addresses]:
    """A migrated database of this worker."""
    cluster, original = template
    name = f"test_{uuid4().hex[:12]}"
    yield postgres.create_database(cluster, name, template=original)
    postgres.drop_database(cluster, name)


@pytest.fixture
def fresh_addresses(template: tuple[postgres.Addresses, str]) -> Iterator[postgres.Addresses]:
    """A database of its own for a test that must really commit."""
    cluster, original = template
    name = f"fresh_{uuid4().hex[:12]}"
    yield postgres.create_database(cluster, name, template=original)
    postgres.drop_database(cluster, name)


@pytest.fixture(scope="session")
def engine(addresses: postgres.Addresses) -> Iterator[Engine]:
    """An engine as the program has it: the application's role."""
    made = create_engine(addresses.app)
    yield made
    made.dispose()


@pytest.fixture
def database(engine: Engine) -> Iterator[Database]:
    """Sessions inside one outer transaction that is rolled back after the test."""
    with engine.connect() as connection:
        outer = connection.begin()

        @contextmanager
        def opened() -> Iterator[Session]:
            with Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False) as session:
                yield session

        made = Database(opened, opened, lambda: None)
        yield made
        outer.rollback()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A session to set things up and look at them."""
    with database.writing() as opened:
        yield opened


@pytest.fixture
def statements(engine: Engine) -> Iterator[list[str]]:
    """Every statement sent, without those that only frame transactions."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "SET ")):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def settings(addresses: postgres.Addresses, tmp_path: Path) -> Settings:
    """Settings of a test site."""
    return Settings(
        env="test",
        base_url="http://testserver",
        secret="a secret of tests, which is long enough",
        data=tmp_path,
        DATABASE_URL=addresses.app,
    )


@pytest.fixture
def app(settings: Settings, database: Database, tmp_path: Path) -> FastAPI:
    """The site over the test's transaction, with files in a folder."""
    return create_app(settings, database=database, store=Store((tmp_path / "files").as_uri()))


@pytest.fixture
def client_as(app: FastAPI) -> Callable[..., TestClient]:
    """`client_as(actor)`: a client whose requests come from `actor` and from our own pages."""

    def make(actor: Principal | None = None) -> TestClient:
        who = actor or Anonymous()
        app.state.site.authenticators = {"page": lambda _r, _s: who, "api": lambda _r, _s: who}
        return TestClient(app, follow_redirects=False, headers={"origin": "http://testserver"})

    return make


@pytest.fixture
def browser_client(app: FastAPI) -> TestClient:
    """A client that signs in as people do: cookies and all."""
    return TestClient(app, follow_redirects=False, headers={"origin": "http://testserver"})
