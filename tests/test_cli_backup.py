"""The commands that back up, restore and verify, as an operator types them."""

import os
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

from app.cli import cli
from app.identity.events import SignInLinkRequested
from app.kernel import postgres, seals
from app.kernel import work as works
from app.kernel.db import connect
from app.kernel.ids import new_id
from app.kernel.postgres import PostgresError
from app.kernel.principals import System

SYSTEM = works.acting_as(System("test"))


@pytest.fixture
def run(monkeypatch) -> Callable[..., Result]:
    """`run(addresses, "backup", file)`: the command with that database."""

    def invoked(addresses: postgres.Addresses, *arguments: object) -> Result:
        monkeypatch.setenv("DATABASE_URL", addresses.app)
        monkeypatch.setenv("COMMONWEAL_MIGRATION_DATABASE_URL", addresses.owner)
        return CliRunner().invoke(cli, [str(argument) for argument in arguments])

    return invoked


@pytest.fixture
def sealed(fresh_addresses, tmp_path) -> postgres.Addresses:
    """A database with a sealed log of three events; its anchors are in the folder of the test."""
    database = connect(fresh_addresses.app, pool_size=1, application_name="test")
    with works.writing(database, SYSTEM) as work:
        for _ in range(3):
            link = new_id()
            work.emit(SignInLinkRequested(subject_id=link, link_id=link, purpose="sign_in"))
    with works.writing(database, SYSTEM) as work:
        anchor = seals.seal(work)
    assert anchor is not None
    (tmp_path / "anchors").write_text(f"{anchor.line()}\n", encoding="utf-8")
    database.dispose()
    return fresh_addresses


@pytest.fixture
def empty(cluster) -> Iterator[postgres.Addresses]:
    name = f"empty_{new_id().hex[-12:]}"
    yield postgres.create_database(cluster, name)
    postgres.drop_database(cluster, name)


def test_what_was_backed_up_is_restored_and_verified(run, sealed, empty, tmp_path):
    file, anchors = tmp_path / "site.dump", tmp_path / "anchors"
    done = run(sealed, "backup", file)
    assert (done.exit_code, done.output) == (0, f"The database is in {file}.{os.linesep}")
    assert run(empty, "restore", file).exit_code == 0
    assert run(empty, "migrate").output == "The database is up to date.\n"
    verified = run(empty, "verify", "--anchors", anchors)
    assert (verified.exit_code, verified.output.splitlines()) == (
        0,
        ["3 events in 1 seals, 0 not sealed yet.", "The log is as it was sealed."],
    )


def test_a_database_in_use_is_not_restored_into(run, sealed, tmp_path):
    file = tmp_path / "site.dump"
    run(sealed, "backup", file)
    refused = run(sealed, "restore", file)
    assert (refused.exit_code, type(refused.exception)) == (1, PostgresError)


def test_a_changed_log_is_told(run, sealed, tmp_path):
    owner = connect(sealed.owner, pool_size=1, application_name="tamper")
    with owner.writing() as session:
        session.execute(text("DELETE FROM seal"))
        session.commit()
    owner.dispose()
    without = run(sealed, "verify")
    assert (without.exit_code, without.output.splitlines()) == (
        0,
        ["0 events in 0 seals, 3 not sealed yet.", "No anchor was given: a log cut short would not show."],
    )
    told = run(sealed, "verify", "--anchors", tmp_path / "anchors")
    assert (told.exit_code, told.stderr) == (1, "The log was changed: seal 1 is not the one that was anchored.\n")
