"""Starts web and worker processes at once, for a test that kills them: what they need is loaded once, then forked.

A line `web` or `worker` on stdin is answered with the process id. What was started ends with this program.
"""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

import uvicorn
from sqlalchemy.orm import configure_mappers

from app import main, worker
from app.kernel.http import templating
from app.kernel.settings import Settings

PR_SET_PDEATHSIG = 1


def serve() -> None:
    """The web process, as `commonweal serve` runs it."""
    uvicorn.run(
        main.serve_app,
        factory=True,
        host="127.0.0.1",
        port=int(os.environ["TEST_PORT"]),
        loop="uvloop",
        http="httptools",
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
    )


def work() -> None:
    """The worker process, as `commonweal worker` runs it."""
    settings = Settings()
    assert settings.database_url
    worker.run(settings, settings.database_url)


PROGRAMS: dict[str, Callable[[], None]] = {"web": serve, "worker": work}


def start(run: Callable[[], None], parent: int) -> int:
    """A process of its own that does `run`; its id."""
    child = os.fork()
    if child:
        return child
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() == parent:
            run()
    finally:
        os._exit(0)


if __name__ == "__main__":
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    configure_mappers()
    templating.compile_all()
    for line in sys.stdin:
        sys.stdout.write(f"{start(PROGRAMS[line.strip()], os.getpid())}\n")
        sys.stdout.flush()
