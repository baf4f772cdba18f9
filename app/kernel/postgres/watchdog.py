"""Stops the server after its supervisor's death where the system has no PR_SET_PDEATHSIG (macOS)."""

import contextlib
import signal
import subprocess
import sys
from pathlib import Path

import psutil

from app.kernel.postgres import locks, places, server


def watch(where: places.Places) -> subprocess.Popen[bytes] | None:
    """Starts the watchdog at the other end of a pipe that only we hold; None where it is not needed."""
    if server.TIED:
        return None
    return start(where)


def start(where: places.Places) -> subprocess.Popen[bytes]:
    """Starts it whatever the system."""
    return subprocess.Popen(  # noqa: S603 -- our own module
        [sys.executable, "-m", "app.kernel.postgres.watchdog", str(where.data)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def dismiss(watching: subprocess.Popen[bytes] | None) -> None:
    """Ends it after the server has stopped in good order."""
    if watching is not None:
        watching.communicate()


def main() -> None:
    """Waits for the end of the pipe; then, unless a new supervisor is in charge, stops the server."""
    where = places.locate(Path(sys.argv[1]))
    sys.stdin.buffer.read()
    with locks.exclusive(where.supervisor, wait=0) as owned:
        orphan = server.postmaster(where) if owned else None
        if orphan is not None:
            orphan.send_signal(signal.SIGINT)
            with contextlib.suppress(psutil.TimeoutExpired):
                orphan.wait(server.STOP_SECONDS)


if __name__ == "__main__":
    main()
