"""Commands: what each does, and how each says no."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from app.identity.service import people
from app.kernel import postgres, schema
from app.kernel import work as works
from app.kernel.db import connect
from app.kernel.principals import System
from tests.applications.conftest import Scene
from tests.cli.conftest import Said

Command = Callable[..., Said]


@pytest.fixture
def site(fresh_addresses: postgres.Addresses) -> Any:
    """A database with a programme, a call, and Awa, who confirmed her address."""
    database = connect(fresh_addresses.app, pool_size=1, application_name="tests")
    with works.writing(database, works.acting_as(System("tests"))) as work:
        scene = Scene(work.session)
        scene.programme.slug, scene.call.slug = "wells", "first-round"
        people.register(work, "Awa", "awa@example.org", confirmed=True)
        people.register(work, "Ben", "ben@example.org", confirmed=False)
    database.dispose()
    return fresh_addresses


def rows(url: str, statement: str) -> list[Any]:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(text(statement))]
    engine.dispose()
    return found


def test_migrating_makes_a_database_whole_and_may_be_repeated(commonweal: Command, empty: postgres.Addresses) -> None:
    urls = {"DATABASE_URL": empty.app, "COMMONWEAL_MIGRATION_DATABASE_URL": empty.owner}
    with pytest.raises(schema.NotAtHeadError):
        schema.check(empty.app)
    for _ in range(2):
        assert commonweal("migrate", **urls) == Said(0, "The database is up to date.\n", "")
    schema.check(empty.app)


def test_roles_are_given_and_may_be_given_again(commonweal: Command, site: postgres.Addresses) -> None:
    for _ in range(2):
        said = commonweal("grant-role", "Awa@Example.org", "manager", "--programme", "wells", DATABASE_URL=site.app)
        assert said == Said(0, "Awa@Example.org is now manager of wells.\n", "")
    said = commonweal("grant-role", "awa@example.org", "administrator", DATABASE_URL=site.app)
    assert said == Said(0, "awa@example.org is now administrator.\n", "")
    given = rows(site.app, "SELECT role, scope_id IS NULL FROM role_grant ORDER BY role")
    assert given == [("administrator", True), ("manager", False)]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("ben@example.org", "administrator"), 1, "Nobody has confirmed the address ben@example.org"),
        (("eve@example.org", "administrator"), 1, "have them sign in once, then try again."),
        (("awa@example.org", "king"), 2, "There is no role 'king'. Roles are: administrator, manager, observer."),
        (("awa@example.org", "manager"), 2, "managers and observers have one (--programme SLUG)."),
        (("awa@example.org", "administrator", "--programme", "wells"), 2, "An administrator has no programme"),
        (("awa@example.org", "manager", "--programme", "x"), 1, "There is no programme x. Programmes are: wells."),
    ],
)
def test_roles_that_cannot_be_given(
    commonweal: Command, site: postgres.Addresses, arguments: tuple[str, ...], code: int, words: str
) -> None:
    said = commonweal("grant-role", *arguments, DATABASE_URL=site.app)
    assert (said.code, said.out, words in said.err) == (code, "", True)
    assert rows(site.app, "SELECT count(*) FROM role_grant") == [(0,)]


PROJECT = {"id": "p1", "name": "Wells", "outcome": "dpg", "development_countries": ["XKX"], "organisations": []}


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "projects.jsonl"
    path.write_text(json.dumps(PROJECT) + "\n{broken\n", encoding="utf-8")
    return str(path)


def test_a_dry_run_reports_and_writes_nothing(commonweal: Command, site: postgres.Addresses, file: str) -> None:
    said = commonweal("import", "projects", file, "--call", "first-round", "--dry-run", DATABASE_URL=site.app)
    assert said.code == 0
    assert said.out.splitlines()[-1] == "projects: 2 rows read, 1 left out; nothing was written (dry run)."
    assert "row 1: development_countries: XKX is not in ISO 3166-1; kept as written" in said.out
    assert "row 2: : not JSON:" in said.out
    assert rows(site.app, "SELECT count(*) FROM application") == [(0,)]


def test_an_import_is_kept_and_is_not_made_twice(commonweal: Command, site: postgres.Addresses, file: str) -> None:
    first = commonweal("import", "projects", file, "--call", "first-round", DATABASE_URL=site.app)
    again = commonweal("import", "projects", file, "--call", "first-round", DATABASE_URL=site.app)
    told = [said.out.splitlines()[-1].split("; ")[0] for said in (first, again)]
    assert told == [
        "projects: 2 rows read, 1 loaded, 0 known from before, 1 left out",
        "projects: 2 rows read, 0 loaded, 1 known from before, 1 left out",
    ]
    assert rows(site.app, "SELECT title, state, source_key FROM application") == [("Wells", "accepted", "p1")]


def test_imports_that_cannot_be(commonweal: Command, site: postgres.Addresses, file: str) -> None:
    said = commonweal("import", "people", file, "--call", "first-round", DATABASE_URL=site.app)
    assert (said.code, said.err) == (2, "There is no kind 'people'. Kinds are: projects, reviews.\n")
    said = commonweal("import", "projects", file, "--call", "nowhere", DATABASE_URL=site.app)
    assert (said.code, said.err) == (1, "Refused: not_found\n")
    said = commonweal("import", "projects", "nothing.jsonl", "--call", "first-round", DATABASE_URL=site.app)
    assert said.code == 2


def test_what_is_wrong_is_said_in_words(commonweal: Command, empty: postgres.Addresses) -> None:
    said = commonweal("grant-role", "a@example.org", "administrator", DATABASE_URL=empty.app)
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("The database is not as this program needs it; run `commonweal migrate`. It said:")
    away = "postgresql+psycopg://nobody@127.0.0.1:1/nothing"
    said = commonweal("grant-role", "a@example.org", "administrator", DATABASE_URL=away)
    assert (said.code, said.err.startswith("The database does not answer:")) == (1, True)
    assert "Traceback" not in said.err


def test_settings_that_are_not_right_are_said_together(commonweal: Command) -> None:
    said = commonweal("migrate", COMMONWEAL_ENV="production", COMMONWEAL_SECRET="short")
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("The settings are not right.\n")
    assert "COMMONWEAL_SECRET" in said.err
    said = commonweal("migrate", COMMONWEAL_THREADS="many")
    assert said.err == (
        "The settings are not right.\n"
        "  threads: Input should be a valid integer, unable to parse string as an integer\n"
    )


@pytest.mark.parametrize("env", ["production", "test", "development"])
@pytest.mark.parametrize("command", ["demo", "demo-reset"])
def test_nothing_of_the_demo_is_started_elsewhere(commonweal: Command, env: str, command: str) -> None:
    said = commonweal(command, COMMONWEAL_ENV=env)
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith(f"COMMONWEAL_ENV is {env}: nothing of the demo is started there.")


def test_resetting_a_demo_that_never_was_is_no_error(commonweal: Command, tmp_path: Path) -> None:
    said = commonweal("demo-reset", COMMONWEAL_ENV="demo")
    assert said == Said(0, "The demo's data are gone.\n", "")
    assert not (tmp_path / "data").exists()


def test_an_error_of_ours_shows_where_it_is(commonweal: Command, monkeypatch: Any) -> None:
    def broken() -> None:
        raise KeyError("ours")

    monkeypatch.setattr("app.cli.cli", broken)
    with pytest.raises(KeyError):
        commonweal("migrate")

    def stopped() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("app.cli.cli", stopped)
    assert commonweal("migrate").code == 130


@pytest.mark.slow
def test_the_program_says_what_it_can_do(program: Any) -> None:
    ended = program()
    assert ended.returncode == 2
    known = ("migrate", "serve", "worker", "grant-role", "import", "doctor", "demo", "demo-reset", "backup", "restore")
    assert [name for name in known if name not in ended.stdout + ended.stderr] == []
