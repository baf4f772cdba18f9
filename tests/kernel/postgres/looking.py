"""Looks at embedded servers from outside, for the tests of this folder."""

import time
from collections.abc import Callable
from pathlib import Path

import psutil
import psycopg

from app.kernel.postgres import locks, places, server, state


def wait_until_stopped(data: Path, seconds: float = 20) -> None:
    """Until neither the supervisor nor any process of PostgreSQL is left."""
    where = places.locate(data)
    wait_for(lambda: locks.is_free(where.supervisor) and locks.is_free(where.server), seconds)


def wait_for(condition: Callable[[], bool], seconds: float = 20) -> None:
    """Until it is so, looking often."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def supervisor_of(data: Path) -> psutil.Process:
    """The supervisor in charge of a data folder."""
    now = state.read(places.locate(data))
    assert now is not None
    return psutil.Process(now.supervisor)


def postmaster_of(data: Path) -> psutil.Process:
    """The server's first process."""
    found = server.postmaster(places.locate(data))
    assert found is not None
    return found


def connect(url: str) -> psycopg.Connection:
    """A connection that saves each statement."""
    return psycopg.connect(url.replace("+psycopg", ""), autocommit=True)


def owner(url: str) -> str:
    """The owner's address beside the program's."""
    return url.replace("commonweal_app@", "commonweal_owner@")


def remember(url: str, fact: str) -> None:
    """Saves a row that must not be lost."""
    with connect(owner(url)) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS fact (fact text)")
        connection.execute("INSERT INTO fact VALUES (%s)", [fact])


def facts(url: str) -> list[str]:
    """What was saved, and forgets it."""
    with connect(url) as connection:
        return sorted(row[0] for row in connection.execute("DELETE FROM fact RETURNING fact"))


def has_ended(process: psutil.Process) -> bool:
    """Whether it runs no more, be it that nobody has asked for its result yet."""
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
