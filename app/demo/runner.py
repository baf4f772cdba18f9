"""Runs the demo: starts its parts, watches them, and leaves nothing running.

Loading the program takes most of a start, so the web loads beside everything else: this module
loads next to nothing itself.
"""

import shutil
import signal
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NoReturn

from app.demo import parts
from app.demo.places import Places


def run(data: Path, port: int) -> int:
    """Run until Ctrl-C or SIGTERM; returns the exit code. Raises ModuleNotFoundError without the demo's packages."""
    # SIGINT too: a shell starts what it puts in the background deaf to it.
    for told in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(told, _interrupt)
    places, began = Places(data), time.monotonic()
    running: parts.Parts = {}
    try:
        with ExitStack() as stack:
            stack.callback(parts.stop, running)
            running["web"] = parts.load(places, "web")
            from app.demo import starting

            facts = starting.start(stack, running, places, port, lambda words: _step(began, words))
            _show(facts, places.facts, time.monotonic() - began)
            return _watch(running, places)
    except KeyboardInterrupt:
        return 0
    finally:
        _tell("Everything is stopped; the data stay until `make demo-reset`.")


def reset(data: Path) -> None:
    """Delete what the demo made, the database included. Raises PostgresError while it runs."""
    from app.kernel import postgres

    places = Places(data)
    if not data.exists():
        return
    postgres.remove(data)
    for folder in (places.mail, places.logs, places.files):
        shutil.rmtree(folder, ignore_errors=True)
    for file in (places.facts, places.secret, data / "WHERE.txt"):
        file.unlink(missing_ok=True)
    if not any(data.iterdir()):
        data.rmdir()


def _watch(running: parts.Parts, places: Places) -> int:
    while True:
        time.sleep(0.5)
        parts.check_alive(running, places)


def _interrupt(_signal: int, _frame: object) -> NoReturn:
    raise KeyboardInterrupt


def _step(began: float, words: str) -> None:
    _tell(f"{time.monotonic() - began:5.1f} s  {words}")


def _show(facts: dict[str, Any], where: Path, seconds: float) -> None:
    widest = max(len(one["name"]) for one in facts["personas"])
    people = "\n".join(f"    {one['name']:{widest}}  {one['role']:32}{one['email']}" for one in facts["personas"])
    _tell(
        f"""
  Commonweal is ready ({seconds:.1f} s)

  Open       {facts["base_url"]}
  Mail       {facts["mail_url"]}  everything the demo sends arrives here

  Sign in with “Demo sign-in” and choose one of these, or ask for a link to an address:
{people}

  Scripts find the same in {where}. Ctrl-C stops everything.
"""
    )


def _tell(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()
