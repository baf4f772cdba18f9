"""Runs PostgreSQL in the foreground as our child, so that it cannot outlive us, and stops it."""

import ctypes
import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

import psutil

from app.kernel.postgres import locks
from app.kernel.postgres.binaries import Binaries
from app.kernel.postgres.errors import PostgresError, in_plain_words
from app.kernel.postgres.places import PORT, Account, Places

TIED: bool = sys.platform == "linux"  # a child can be told to end with us
PR_SET_PDEATHSIG = 1
START_SECONDS = 300.0  # replaying the log after a crash takes this long at worst
STOP_SECONDS = 60.0
LEFTOVER_SECONDS = 15.0
WAL_SEGMENT = 16 * 1024 * 1024  # bytes
STEP = 0.01

SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "log_destination": "stderr",
    "logging_collector": "off",
    # The detail of a broken constraint quotes the row: people's data stays out of the log.
    "log_error_verbosity": "terse",
    "cluster_name": "commonweal",
}
UNSAFE = {
    "fsync": "off",
    "full_page_writes": "off",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "1h",
}


def unsafe_fast() -> bool:
    """Whether writes may be lost in a power cut for speed: in tests alone, never elsewhere."""
    return os.environ.get("COMMONWEAL_ENV") == "test" and os.environ.get("COMMONWEAL_POSTGRES_UNSAFE_FAST") == "1"


def spawn(
    command: Sequence[str | Path],
    account: Account,
    *,
    server_lock: int,
    death_signal: signal.Signals,
    stdin: IO[bytes] | int = subprocess.DEVNULL,
    output: IO[bytes] | int,
) -> subprocess.Popen[bytes]:
    """Starts a PostgreSQL program under the server's account, tied to our life, holding the lock."""
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}
    return subprocess.Popen(  # noqa: S603 -- binaries we looked for ourselves
        [str(part) for part in command],
        stdin=stdin,
        stdout=output,
        stderr=subprocess.STDOUT,
        cwd="/",
        env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"} | kept,
        umask=0o077,
        pass_fds=(server_lock,),
        # Our one other thread only ever waits for a lock of the kernel, so nothing is half-held here.
        preexec_fn=_tie(os.getpid(), death_signal),  # noqa: PLW1509 -- see above
        user=account.uid if account.drops else None,
        group=account.gid if account.drops else None,
        extra_groups=() if account.drops else None,
    )


def _tie(parent: int, death_signal: signal.Signals) -> Callable[[], None]:
    """What the child does before it becomes PostgreSQL (after the change of user, which unties)."""
    prctl = ctypes.CDLL(None).prctl if TIED else None

    def tie() -> None:
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
        if prctl is not None:
            prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return tie


def start(places: Places, binaries: Binaries, account: Account, sockets: Path) -> subprocess.Popen[bytes]:
    """Starts the server and waits until it answers. Only for the holder of the supervisor's lock.

    Raises PostgresError when it ends before it is ready.
    """
    lock = clear_leftovers(places, sockets)
    try:
        with places.log.open("ab") as log:
            begins = log.tell()
            child = spawn(
                [binaries.folder / "postgres", "-D", places.cluster, *flags(places, sockets)],
                account,
                server_lock=lock,
                death_signal=signal.SIGINT,
                output=log,
            )
    finally:
        os.close(lock)
    _wait_until_ready(places, child, begins)
    return child


def flags(places: Places, sockets: Path) -> list[str]:
    """Every setting on the command line: a start always has today's, whatever made the cluster."""
    settings = SETTINGS | {
        "unix_socket_directories": str(sockets),
        "hba_file": str(places.hba),
        "ident_file": str(places.ident),
    }
    if unsafe_fast():
        settings |= UNSAFE
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]


def _wait_until_ready(places: Places, child: subprocess.Popen[bytes], begins: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while child.poll() is None:
        lines = _pid_file(places)
        if len(lines) >= 8 and lines[0] == str(child.pid) and lines[7].strip() == "ready":
            return
        if time.monotonic() > deadline:
            stop(child)
            raise PostgresError(
                f"The database in {places.base} was not ready after {START_SECONDS:.0f} seconds;"
                f" {places.log} says what it was doing."
            )
        time.sleep(STEP)
    raise PostgresError(in_plain_words(_last_words(places, begins), places.base))


def _last_words(places: Places, begins: int) -> str:
    """What the server wrote to its log since an offset in bytes; a full disk takes no words at all."""
    if shutil.disk_usage(places.base).free < WAL_SEGMENT:
        return os.strerror(errno.ENOSPC)
    with places.log.open("rb") as stream:
        stream.seek(max(begins, places.log.stat().st_size - 20_000))
        return stream.read().decode("utf-8", "replace")


def stop(child: subprocess.Popen[bytes]) -> None:
    """Stops our own child: cleanly, then at once (the log is replayed at the next start)."""
    for sign, seconds in (
        (signal.SIGINT, STOP_SECONDS),
        (signal.SIGQUIT, 10.0),
        (signal.SIGKILL, 10.0),
    ):
        if child.poll() is None:
            child.send_signal(sign)
        try:
            child.wait(seconds)
        except subprocess.TimeoutExpired:
            continue
        return


def clear_leftovers(places: Places, sockets: Path) -> int:
    """Sees to it that no PostgreSQL process of this cluster lives, then removes what one left behind.

    Returns the descriptor of the server's lock, taken. Every process of ours inherits that lock, so
    the process ids in the files decide nothing: they may belong to somebody else by now.
    """
    lock = locks.take(places.server, shared=False, wait=0)
    if lock is None:
        lock = _end_orphan(places)
    stranger = postmaster(places)
    if stranger is not None:
        os.close(lock)
        raise PostgresError(
            f"A PostgreSQL that was started by hand (process {stranger.pid}) uses"
            f" {places.cluster}. Stop it, then start again."
        )
    (places.cluster / "postmaster.pid").unlink(missing_ok=True)
    for left in sockets.glob(".s.PGSQL.*"):
        left.unlink(missing_ok=True)
    return lock


def _end_orphan(places: Places) -> int:
    for sign in (signal.SIGINT, signal.SIGQUIT):
        orphan = postmaster(places)
        if orphan is not None:
            orphan.send_signal(sign)
        lock = locks.take(places.server, shared=False, wait=LEFTOVER_SECONDS)
        if lock is not None:
            return lock
    raise PostgresError(
        f"Processes of an earlier PostgreSQL still use {places.cluster} and do not end."
        " End them (they are called `postgres`), then start again."
    )


def postmaster(places: Places) -> psutil.Process | None:
    """The living server that the pid file names, if it truly is PostgreSQL at work in our cluster.

    psutil keeps the time the process began, and refuses to signal another one under its number.
    """
    lines = _pid_file(places)
    if not lines or not lines[0].strip().isdigit():
        return None
    try:
        process = psutil.Process(int(lines[0]))
        ours = process.name() == "postgres" and Path(process.cwd()) == places.cluster
    except psutil.Error:
        return None
    return process if ours else None


def _pid_file(places: Places) -> list[str]:
    try:
        return (places.cluster / "postmaster.pid").read_text("utf-8", "replace").splitlines()
    except OSError:
        return []
