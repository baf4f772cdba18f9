"""The demo's processes: load, be given an environment, be watched, and end."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from app.demo.places import Places

READY_SECONDS = 60
STOP_SECONDS = 10
Part = subprocess.Popen[bytes]
Parts = dict[str, Part]


class PartFailedError(RuntimeError):
    """A part did not start; says which and what it said."""


def load(places: Places, name: str) -> Part:
    """Start loading the program as `name`, web or worker; it waits for `begin`.

    It has a session of its own, out of reach of the terminal's Ctrl-C: `stop` ends it.
    """
    places.logs.mkdir(parents=True, exist_ok=True)
    with (places.logs / f"{name}.log").open("ab") as log:
        return subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", "app.demo.child", name],
            env={key: value for key, value in os.environ.items() if not key.startswith("COMMONWEAL_")},
            cwd=Path(__file__).resolve().parents[2],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def begin(part: Part, environment: Mapping[str, str], port: int = 0) -> None:
    """Give a loaded part its settings, and the web its port. Raises PartFailedError when it is gone."""
    assert part.stdin is not None
    try:
        with part.stdin as pipe:
            pipe.write(json.dumps({"environment": dict(environment), "port": port}).encode() + b"\n")
    except BrokenPipeError as error:
        raise PartFailedError("A process of the demo ended while it loaded.") from error


def stop(parts: Parts) -> None:
    """Ask all to end; those that do not within ten seconds are ended."""
    for part in parts.values():
        part.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for part in parts.values():
        try:
            part.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            part.kill()
            part.wait()


def wait_until_ready(parts: Parts, places: Places, port: int) -> None:
    """Return when the site says it is ready. Raises PartFailedError when it does not."""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        check_alive(parts, places)
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.05)
    raise PartFailedError(f"The site was not ready after {READY_SECONDS} seconds; {places.logs} says why.")


def check_alive(parts: Parts, places: Places) -> None:
    """Raise PartFailedError, with what it said last, if one has ended."""
    for name, part in parts.items():
        if part.poll() is not None:
            said = (places.logs / f"{name}.log").read_text(encoding="utf-8", errors="replace").splitlines()[-8:]
            raise PartFailedError(f"The {name} process ended ({part.returncode}). It said:\n  " + "\n  ".join(said))
