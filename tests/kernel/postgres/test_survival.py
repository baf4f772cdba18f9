"""The server outlives nothing it should not, and loses nothing, whatever is killed."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import psycopg
import pytest

from app.kernel import postgres
from app.kernel.postgres import binaries, places, server, watchdog
from tests.kernel.postgres.looking import (
    connect,
    facts,
    has_ended,
    postmaster_of,
    remember,
    supervisor_of,
    wait_for,
    wait_until_stopped,
)

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def _safe_writes(monkeypatch):
    """As in real use: what is saved is on the disk."""
    monkeypatch.delenv("COMMONWEAL_POSTGRES_UNSAFE_FAST", raising=False)


def end(process: psutil.Process) -> None:
    with contextlib.suppress(psutil.NoSuchProcess):  # gone with one that was ended before it
        process.send_signal(signal.SIGKILL)


def supervisors_of(data: Path) -> list[int]:
    """The ids of supervisors, known by a folder that is one test's own."""
    return [
        process.pid
        for process in psutil.process_iter(["cmdline"])
        if process.info["cmdline"] and process.info["cmdline"][2:4] == ["app.kernel.postgres.supervisor", str(data)]
    ]


def supervisor_at_work(data: Path) -> psutil.Process:
    """The supervisor before it has said who it is."""
    (found,) = supervisors_of(data)
    return psutil.Process(found)


def test_killing_the_one_holder_stops_the_server(data, hold):
    holder = hold(data)
    remember(holder.url, "before the holder was killed")
    end(psutil.Process(holder.process.pid))
    wait_until_stopped(data)
    assert facts(hold(data).url) == ["before the holder was killed"]


def test_killing_the_supervisor_ends_the_server_and_the_next_start_works(data, hold):
    holder = hold(data)
    remember(holder.url, "before the supervisor was killed")
    first = postmaster_of(data)
    end(supervisor_of(data))
    wait_for(lambda: has_ended(first))
    assert facts(hold(data).url) == ["before the supervisor was killed"]


def answers(url: str) -> bool:
    try:
        connect(url).close()
    except psycopg.OperationalError:
        return False
    return True


def test_a_holder_brings_back_the_server_of_a_killed_supervisor(data, hold):
    holder = hold(data)
    remember(holder.url, "before the supervisor was killed")
    for _ in range(2):
        killed = supervisor_of(data)
        server_before = postmaster_of(data)
        end(killed)
        wait_for(lambda gone=server_before: has_ended(gone), seconds=60)
        wait_for(lambda: answers(holder.url), seconds=60)
        assert supervisor_of(data).pid != killed.pid
    assert facts(holder.url) == ["before the supervisor was killed"]
    holder.leave()
    wait_until_stopped(data)


def test_many_holders_of_a_killed_supervisor_get_one_server_again(data, hold):
    holders = [hold(data) for _ in range(3)]
    first = postmaster_of(data)
    end(supervisor_of(data))
    wait_for(lambda: has_ended(first), seconds=60)
    wait_for(lambda: all(answers(holder.url) for holder in holders), seconds=60)
    assert supervisors_of(data) == [supervisor_of(data).pid]


def test_a_start_right_after_the_supervisor_was_killed_works(data, hold):
    holder = hold(data)
    remember(holder.url, "kept")
    end(supervisor_of(data))
    assert facts(hold(data).url) == ["kept"]


def test_killing_everything_at_once_loses_nothing(data, hold):
    holder = hold(data)
    remember(holder.url, "before all was killed")
    first = postmaster_of(data)
    everyone = [supervisor_of(data), psutil.Process(holder.process.pid), first, *first.children()]
    for process in everyone:
        end(process)
    assert facts(hold(data).url) == ["before all was killed"]


def test_killing_the_server_brings_it_back_by_itself(data, hold):
    holder = hold(data)
    remember(holder.url, "before the server was killed")
    first = postmaster_of(data)
    end(first)

    def is_back() -> bool:
        try:
            return facts(holder.url) == ["before the server was killed"]
        except psycopg.OperationalError:
            return False

    wait_for(is_back, seconds=15)
    assert postmaster_of(data).pid != first.pid


@pytest.mark.parametrize("command", ["sleep", "postgres"])
def test_a_recycled_pid_is_neither_believed_nor_killed(data, hold, tmp_path, command):
    holder = hold(data)
    remember(holder.url, "kept")
    first = postmaster_of(data)
    for process in (supervisor_of(data), first, psutil.Process(holder.process.pid)):
        end(process)
    wait_until_stopped(data)
    program = tmp_path / command
    program.symlink_to("/bin/sleep")
    stranger = subprocess.Popen([program, "60"])
    pid_file = places.locate(data).cluster / "postmaster.pid"
    lines = pid_file.read_text("utf-8").splitlines()
    pid_file.write_text("\n".join([str(stranger.pid), *lines[1:], ""]), encoding="utf-8")
    try:
        assert facts(hold(data).url) == ["kept"]
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_four_that_race_get_one_server_which_lives_as_long_as_any(fresh, hold):
    racing = [hold(fresh, wait=False) for _ in range(4)]
    urls = {holder.wait_until_holding() for holder in racing}
    assert len(urls) == 1
    only = postmaster_of(fresh)
    for holder in racing[:3]:
        end(psutil.Process(holder.process.pid))
        time.sleep(0.1)
    remember(racing[3].url, "still there")
    assert postmaster_of(fresh).pid == only.pid
    racing[3].leave()
    wait_until_stopped(fresh)
    assert has_ended(only)


def test_a_first_start_killed_half_way_is_begun_anew(fresh, hold):
    starting = hold(fresh, wait=False)
    where = places.locate(fresh)
    wait_for((where.staging / "base").exists)
    end(supervisor_at_work(fresh))
    starting.wait_until_holding()
    assert starting.url == f"ERROR The database's supervisor ended; {where.log} says why."
    assert not where.cluster.exists()
    with connect(hold(fresh).url) as connection:
        assert connection.execute("SELECT count(*) FROM pg_extension").fetchone() == (5,)


ORPHAN = """
import sys
from pathlib import Path
from app.kernel.postgres import binaries, places, server
server.TIED = False
where = places.locate(Path(sys.argv[1]))
account = places.server_account()
found = binaries.reachable(binaries.find(None), account)
print(server.start(where, found, account, places.make_socket_folder(where, account)).pid)
"""


def make_orphan(data: Path) -> psutil.Process:
    """A server whose parent ended without taking it along, as where no death signal exists."""
    said = subprocess.run(
        [sys.executable, "-c", ORPHAN, data], capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout
    return psutil.Process(int(said))


def test_an_orphaned_server_of_ours_is_stopped_and_replaced(data, hold):
    remember(hold(data).url, "kept")
    end(supervisor_of(data))
    wait_until_stopped(data)
    orphan = make_orphan(data)
    assert facts(hold(data).url) == ["kept"]
    assert has_ended(orphan)


def test_the_watchdog_stops_the_server_when_its_supervisor_is_gone(data, hold):
    hold(data).leave()
    orphan = make_orphan(data)
    watching = watchdog.start(places.locate(data))
    watching.communicate(timeout=20)
    assert has_ended(orphan)


def test_the_watchdog_leaves_a_server_alone_that_has_a_supervisor(data, hold):
    hold(data)
    kept = postmaster_of(data)
    watchdog.dismiss(watchdog.start(places.locate(data)))
    assert postmaster_of(data).pid == kept.pid


def test_a_server_started_by_hand_is_named_and_left_alone(data, hold):
    hold(data).leave()
    where = places.locate(data)
    account = places.server_account()
    found = binaries.reachable(binaries.find(None), account)
    sockets = places.make_socket_folder(where, account)
    by_hand = subprocess.Popen(
        [found.folder / "postgres", "-D", where.cluster, *server.flags(where, sockets)],
        stderr=subprocess.DEVNULL,
        user=account.uid if account.drops else None,
        group=account.gid if account.drops else None,
        extra_groups=() if account.drops else None,
    )
    try:
        wait_for(lambda: server.postmaster(where) is not None)
        with (
            pytest.raises(postgres.PostgresError, match=f"by hand \\(process {by_hand.pid}\\)"),
            postgres.running(data),
        ):
            pytest.fail("two servers on one cluster")
        assert by_hand.poll() is None
    finally:
        by_hand.send_signal(signal.SIGINT)
        by_hand.wait(20)


def test_ctrl_c_reaches_the_holder_alone_and_leaves_nothing_running(data, hold):
    holder = hold(data)
    supervising = supervisor_of(data)
    assert os.getsid(supervising.pid) != os.getsid(holder.process.pid)
    holder.process.send_signal(signal.SIGINT)
    holder.process.wait(20)
    assert has_ended(supervising)
    wait_until_stopped(data)
