"""The process that owns the server: starts it, starts it again when it dies, stops it when nobody holds it."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

from app.kernel.postgres import binaries, cluster, locks, places, server, state, watchdog
from app.kernel.postgres.errors import PostgresError, from_os

LAST_HOLDER_LEFT = signal.SIGUSR1
STOPPING = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP, LAST_HOLDER_LEFT}
AGAIN_SECONDS = 2.0
LOG_BYTES = 5_000_000


def main() -> None:
    """Run by a holder with the data folder, the key and the bin folder (or ""); reports on stdout once."""
    if os.fork():
        os._exit(0)  # so that no holder is our parent: they leave in any order and owe us nothing
    os.chdir("/")
    signal.signal(signal.SIGCHLD, lambda _signal, _frame: None)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD, *STOPPING})
    where = places.locate(Path(sys.argv[1]))
    configured = Path(sys.argv[2]) if sys.argv[2] else None
    owned = locks.take(where.supervisor, shared=False, wait=2)
    if owned is None:
        _report("")
        return
    try:
        _own(where, configured)
    except PostgresError as error:
        _report(str(error))
    except OSError as error:
        _report(str(from_os(error, where.base)))


def _own(where: places.Places, configured: Path | None) -> None:
    state.clear(where)
    account = places.server_account()
    found = binaries.reachable(binaries.find(configured), account)
    _rotate(where.log)
    cluster.ensure(where, found, account)
    sockets = places.make_socket_folder(where, account)
    child = server.start(where, found, account, sockets)
    watched = watchdog.watch(where)
    now = state.State(str(sockets), found.source, found.major, server.unsafe_fast(), os.getpid())
    state.write(where, now)
    threading.Thread(target=_wait_for_last_holder, args=(where,), daemon=True).start()
    _report("")
    try:
        while not _told_to_stop():
            if child.poll() is not None:
                child = _start_again(where, found, account, now)
    finally:
        state.clear(where)
        server.stop(child)
        watchdog.dismiss(watched)
        with contextlib.suppress(OSError):
            sockets.rmdir()


def _told_to_stop() -> bool:
    """Sleeps until a signal says that the server ended (False) or that we are to stop (True)."""
    return signal.sigwait({signal.SIGCHLD, *STOPPING}) in STOPPING


def _start_again(
    where: places.Places, found: binaries.Binaries, account: places.Account, now: state.State
) -> subprocess.Popen[bytes]:
    """A new server in place of one that died. On a full disk this goes on until there is room again."""
    while True:
        try:
            child = server.start(where, found, account, Path(now.sockets))
        except (PostgresError, OSError) as error:
            with contextlib.suppress(OSError):
                state.write(where, replace(now, failure=str(error)))
            time.sleep(AGAIN_SECONDS)
            if signal.sigpending() & STOPPING:
                sys.exit()
        else:
            state.write(where, now)
            return child


def _wait_for_last_holder(where: places.Places) -> None:
    """In a thread: the lock is had when no holder is left, and kept until this process has ended."""
    locks.wait_for(where.holders)
    os.kill(os.getpid(), LAST_HOLDER_LEFT)


def _rotate(log: Path) -> None:
    if log.exists() and log.stat().st_size > LOG_BYTES:
        log.replace(log.with_suffix(".log.1"))


def _report(failure: str) -> None:
    """Tells the one who started us that the server answers (empty) or why it does not, and lets go."""
    with contextlib.suppress(OSError):
        os.write(1, json.dumps({"failure": failure}).encode() + b"\n")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 1)
    os.close(nowhere)


if __name__ == "__main__":
    main()
