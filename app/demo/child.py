"""A process of the demo, web or worker: it ends when the demo that started it is gone, however that ended."""

import gc
import json
import os
import signal
import sys
import threading
import time

GRACE_SECONDS = 5


def main() -> None:
    """`python -m app.demo.child web PORT` or `python -m app.demo.child worker`.

    Loads the program, and only then reads its environment, one line of JSON on standard input: whoever
    starts it can start a database meanwhile.
    """
    # A start makes many objects and hardly any garbage: not looking for it saves a sixth of the time.
    gc.disable()
    # structlog would load it, a twentieth of all there is to load, for tracebacks in colour that nobody asks for.
    sys.modules["rich"] = None  # type: ignore[assignment] # Python's own way to say that a module is not there
    parent = os.getppid()
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    {"web": _serve, "worker": _work}[sys.argv[1]]()


def _work() -> None:
    from app import worker
    from app.kernel.settings import Settings

    _take_environment()
    settings = Settings()
    gc.enable()
    worker.run(settings, settings.database_url or "")


def _serve() -> None:
    import uvicorn
    from fastapi import FastAPI

    from app.main import serve_app

    port = _take_environment()

    def serve() -> FastAPI:
        made = serve_app()
        gc.freeze()
        gc.enable()
        return made

    uvicorn.run(
        serve,
        factory=True,
        host="127.0.0.1",
        port=port,
        loop="uvloop",
        http="httptools",
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=5,
    )


def _take_environment() -> int:
    """Sets the variables given, and returns the port; ends the process when there is nothing to read."""
    line = sys.stdin.readline()
    given = json.loads(line) if line else {"environment": {}}
    os.environ.update(given["environment"])
    if os.environ.get("COMMONWEAL_ENV") != "demo":
        sys.exit("This is started by `commonweal demo` only.")
    return int(given["port"])


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGTERM)
    # The database went with the parent, so that a tidy end may wait for ever.
    time.sleep(GRACE_SECONDS)
    os._exit(1)


if __name__ == "__main__":
    main()
