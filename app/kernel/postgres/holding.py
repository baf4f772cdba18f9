"""Holds the embedded server: starts it or joins it, and lets go."""

import json
import logging
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.kernel.postgres import addresses, binaries, locks, places, server, state
from app.kernel.postgres.addresses import Addresses
from app.kernel.postgres.errors import PostgresError, from_os

log = logging.getLogger(__name__)

SOURCE_ROOT = Path(__file__).resolve().parents[3]
OTHERS_HOLD = 10  # looks, STEP apart, that find the lock shared: it is not ours alone to end
STEP = 0.01
LOOK_SECONDS = 0.5
LONGEST_PAUSE = 8.0


@contextmanager
def running(data: Path, *, bin_folder: Path | None = None) -> Iterator[Addresses]:
    """Starts the server of a data folder or joins it; it stops when its last holder leaves or dies.

    Should its supervisor die, which takes the server along, a holder starts both again.
    As root the data lie in a system folder, not in `data` (see docs/operators/database.md).
    Raises PostgresError.
    """
    from app.kernel.postgres import databases  # noqa: PLC0415 -- the supervisor does without psycopg

    where = places.locate(data)
    places.prepare(where)
    holding = _hold(where)
    try:
        found = _start_or_join(where, bin_folder)
        databases.wait_until_answers(found, seconds=30)
        with _looking_after(where, bin_folder):
            yield found
    finally:
        os.close(holding)
        _wait_for_stop(where)


@contextmanager
def _looking_after(where: places.Places, bin_folder: Path | None) -> Iterator[None]:
    """In a thread: starts a supervisor again wherever the last one has died."""
    leaving = threading.Event()
    looking = threading.Thread(target=_look_after, args=(where, bin_folder, leaving), daemon=True)
    looking.start()
    try:
        yield
    finally:
        leaving.set()
        looking.join()


def _look_after(where: places.Places, bin_folder: Path | None, leaving: threading.Event) -> None:
    pause = LOOK_SECONDS
    while not leaving.wait(pause):
        try:
            if locks.is_free(where.supervisor):
                log.warning("The database's supervisor has died; starting it again.")
                _start_or_join(where, bin_folder)
            pause = LOOK_SECONDS
        except (PostgresError, OSError) as error:
            log.warning("The database is not back yet: %s", error)
            pause = min(pause * 2, LONGEST_PAUSE)


def remove(data: Path) -> None:
    """Deletes the database of a data folder wherever it is kept. Raises PostgresError while it is in use."""
    where = places.locate(data)
    if not where.base.exists():
        return
    try:
        with locks.exclusive(where.starting, wait=5) as starting:
            if not starting or not locks.is_free(where.holders, shared=False):
                raise PostgresError(f"The database in {where.base} is in use. Stop what uses it, then try again.")
            if not locks.is_free(where.supervisor):
                _wait_for_stop(where)
            shutil.rmtree(where.base)
    except OSError as error:
        raise from_os(error, where.base) from error


def _hold(where: places.Places) -> int:
    """Waits while a server that its last holder left is being stopped."""
    try:
        holding = locks.take(where.holders, shared=True, wait=server.STOP_SECONDS + 20)
    except OSError as error:
        raise from_os(error, where.base) from error
    if holding is None:
        raise PostgresError(
            f"The earlier server of {where.base} is still stopping. Wait a moment and start again;"
            f" {where.log} says what it is doing."
        )
    return holding


def _start_or_join(where: places.Places, bin_folder: Path | None) -> Addresses:
    deadline = time.monotonic() + server.START_SECONDS
    with locks.exclusive(where.starting, wait=server.START_SECONDS) as ours:
        while ours and time.monotonic() < deadline:
            if locks.is_free(where.supervisor):
                _start_supervisor(where, bin_folder)
            now = state.read(where)
            if now is not None and not locks.is_free(where.supervisor):
                return _join(where, now)
            time.sleep(STEP)
    raise PostgresError(
        f"Another process has been starting the database in {where.base} for"
        f" {server.START_SECONDS:.0f} seconds; {where.log} says what it is doing."
    )


def _join(where: places.Places, now: state.State) -> Addresses:
    if now.failure:
        raise PostgresError(now.failure)
    if now.unsafe and not server.unsafe_fast():
        raise PostgresError(
            f"The database in {where.base} is running for tests, without safe writes."
            " Stop the tests, or use another data folder."
        )
    if now.major < binaries.WANTED:
        log.warning("PostgreSQL %s is used; Commonweal wants %s", now.major, binaries.WANTED)
    return addresses.through(Path(now.sockets))


def _start_supervisor(where: places.Places, bin_folder: Path | None) -> None:
    """Starts it in a session of its own, out of reach of Ctrl-C, and waits for its one report."""
    known = os.environ.get("PYTHONPATH")
    path = os.pathsep.join([str(SOURCE_ROOT), *([known] if known else [])])
    configured = str(bin_folder.resolve()) if bin_folder else ""
    try:
        with where.log.open("ab") as said:
            child = subprocess.Popen(  # noqa: S603 -- our own module
                [sys.executable, "-m", "app.kernel.postgres.supervisor", where.data, configured],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=said,
                start_new_session=True,
                env=os.environ | {"PYTHONPATH": path},
            )
    except OSError as error:
        raise from_os(error, where.base) from error
    report, _ = child.communicate()
    if not report:
        raise PostgresError(f"The database's supervisor ended; {where.log} says why.")
    failure = json.loads(report)["failure"]
    if failure:
        raise PostgresError(failure)


def _wait_for_stop(where: places.Places) -> None:
    """After letting go: returns when the server has stopped, or at once if others still hold it."""
    shared = 0
    deadline = time.monotonic() + server.STOP_SECONDS
    while not locks.is_free(where.supervisor) and time.monotonic() < deadline:
        shared = shared + 1 if locks.is_free(where.holders) else 0
        if shared >= OTHERS_HOLD:
            return
        time.sleep(STEP)
