"""What the doctor says of a database, well or ill."""

import os

import psycopg
import pytest

from app.kernel import postgres
from app.kernel.postgres import doctor, locks, places, state
from app.kernel.postgres.doctor import Finding
from tests.kernel.postgres.looking import connect

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _alone(monkeypatch):
    """Leaves out what depends on the machine: root, free room, other projects."""
    monkeypatch.setattr(doctor, "_account", lambda where: iter(()))
    monkeypatch.setattr(doctor, "_forgotten", lambda: iter(()))
    monkeypatch.setattr(doctor, "LOW", 0)
    monkeypatch.setattr("app.kernel.postgres.cluster.ROOM", 0)


def levels(found):
    return [finding.level for finding in found]


def test_all_is_well_before_while_and_after_it_runs(fresh, monkeypatch):
    monkeypatch.delenv("COMMONWEAL_POSTGRES_UNSAFE_FAST", raising=False)
    before = doctor.examine(fresh)
    assert before[1].what == f"No database yet in {places.locate(fresh).base}; the first start makes it."
    with postgres.running(fresh):
        while_running = doctor.examine(fresh)
    after = doctor.examine(fresh)
    assert before[-1] == after[-1] == Finding("ok", "The server is not running; it starts with Commonweal.")
    assert while_running[-1].what.startswith("The server runs (supervisor ")
    assert levels(before) == ["ok"] * 4
    assert levels(while_running) == levels(after) == ["ok"] * 3


def test_a_server_for_tests_and_a_failing_one_are_problems(data, monkeypatch):
    monkeypatch.setenv("COMMONWEAL_POSTGRES_UNSAFE_FAST", "1")
    with postgres.running(data):
        assert doctor.examine(data)[-1].what == "The server runs for tests, without safe writes."
    where = places.locate(data)
    lock = locks.take(where.supervisor, shared=False, wait=5)
    assert lock is not None
    state.write(where, state.State("/x", "wheel", 18, unsafe=False, supervisor=1, failure="The disk is full."))
    failing = doctor.examine(data)[-1]
    state.clear(where)
    os.close(lock)
    assert failing == Finding("problem", "The server died and does not start again.", "The disk is full.")


def test_data_of_another_version_and_binaries_that_are_missing_are_named(data, tmp_path):
    with postgres.running(data):
        pass
    version = places.locate(data).cluster / "PG_VERSION"
    version.write_text("17\n")
    found = doctor.examine(data)
    with pytest.raises(postgres.PostgresError, match=r"made by PostgreSQL 17, but .* holds version 18"):
        postgres.running(data).__enter__()
    version.write_text("18\n")
    assert found[1].what == "The data were made by another version."
    missing = doctor.examine(data, bin_folder=tmp_path)
    assert (missing[0].level, missing[0].what) == ("problem", "There is no PostgreSQL to run.")


def test_a_database_by_url_is_examined_for_version_extensions_and_rights(data):
    with postgres.running(data) as addresses:
        well = doctor.examine(data, database_url=addresses.app)
        bare = postgres.create_database(addresses, "bare", template="template0")
        without = doctor.examine(data, database_url=bare.owner)
        with connect(addresses.owner) as connection:
            connection.execute("CREATE TABLE event (id int)")
        loose = doctor.examine(data, database_url=addresses.app)
        with connect(addresses.owner) as connection:
            connection.execute("REVOKE UPDATE, DELETE ON event FROM commonweal_app")
        tight = doctor.examine(data, database_url=addresses.app)
        with connect(addresses.owner) as connection:
            connection.execute("DROP TABLE event")
    assert well == tight == [Finding("ok", "DATABASE_URL is set and used."), Finding("ok", "PostgreSQL 18 answers.")]
    assert without[2].what == "Extensions are missing: btree_gist, citext, pg_trgm, unaccent."
    assert loose[2].what == "The program's role may change what is only to be added to: event."


def test_a_url_nobody_answers_is_a_problem_without_its_password(data):
    url = "postgresql+psycopg://me:hunter2@127.0.0.1:1/x"
    (_, found) = doctor.examine(data, database_url=url)
    assert found.level == "problem"
    assert "hunter2" not in found.mend
    with pytest.raises(psycopg.OperationalError):
        connect(url)
