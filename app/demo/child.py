"""A process of the demo, web or worker: it ends when the demo that started it is gone, however that ended."""

import gc
import os
import signal
import sys
import threading
import time

from fastapi import FastAPI

from app.kernel.settings import Env, Settings

GRACE_SECONDS = 5


def main() -> None:
    """`python -m app.demo.child web PORT` or `python -m app.demo.child worker`."""
    # A start makes many objects and hardly any garbage: not looking for it saves a sixth of the time.
    gc.disable()
    parent = os.getppid()
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    settings = Settings()
    if settings.env is not Env.DEMO:
        sys.exit("This is started by `commonweal demo` only.")
    if sys.argv[1] == "web":
        _serve(int(sys.argv[2]))
    else:
        from app import worker  # noqa: PLC0415 - the web does not need it

        gc.enable()
        worker.run(settings, settings.database_url or "")


def _serve(port: int) -> None:
    import uvicorn  # noqa: PLC0415 - the worker does not need it

    from app.main import serve_app  # noqa: PLC0415 - as above

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


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGTERM)
    # The database went with the parent, so that a tidy end may wait for ever.
    time.sleep(GRACE_SECONDS)
    os._exit(1)


if __name__ == "__main__":
    main()
