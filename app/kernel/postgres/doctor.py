"""Examines the database, embedded or not, and says what is wrong and how to mend it."""

import os
import pwd
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import psycopg

from app.kernel.postgres import binaries, cluster, databases, locks, places, server, state
from app.kernel.postgres.errors import PostgresError, from_os

Level = Literal["ok", "warning", "problem"]
LOW = 1_000_000_000  # bytes
KEPT_TABLES = ("event", "seal")  # what the program may add to, and never change


@dataclass(frozen=True)
class Finding:
    """One thing seen; `mend` says what to do about it and is empty when there is nothing to do."""

    level: Level
    what: str
    mend: str = ""


def examine(data: Path, *, bin_folder: Path | None = None, database_url: str | None = None) -> list[Finding]:
    """Everything worth knowing about the database in use; changes nothing and starts nothing.

    With a `database_url` that database is looked at, else the embedded one of the data folder.
    """
    if database_url:
        return [Finding("ok", "DATABASE_URL is set and used."), *_examine_url(database_url)]
    try:
        return list(_examine_embedded(data, bin_folder))
    except PostgresError as error:
        return [Finding("problem", "The embedded database cannot be used.", str(error))]
    except OSError as error:
        words = str(from_os(error, data))
        return [Finding("problem", "The embedded database cannot be looked at.", words)]


def _examine_embedded(data: Path, bin_folder: Path | None) -> Iterator[Finding]:
    where = places.locate(data)
    yield from _account(where)
    yield from _binaries(where, bin_folder)
    yield from _folder(where)
    yield from _server(where)
    yield from _forgotten()


def _account(where: places.Places) -> Iterator[Finding]:
    account = places.server_account()
    try:
        pwd.getpwuid(os.geteuid())
    except KeyError:
        yield Finding(
            "problem",
            "This account has no name, and PostgreSQL needs one.",
            "Add it to /etc/passwd, run as a named user, or set DATABASE_URL.",
        )
    if account.drops:
        yield Finding(
            "ok",
            f"Run as root: the server runs as `nobody`, and its data are in {where.base}.",
        )


def _binaries(where: places.Places, bin_folder: Path | None) -> Iterator[Finding]:
    try:
        found = binaries.find(bin_folder)
    except PostgresError as error:
        yield Finding("problem", "There is no PostgreSQL to run.", str(error))
        return
    said = f"PostgreSQL {found.major} ({found.source}) in {found.folder}."
    if found.major < binaries.WANTED:
        yield Finding(
            "warning",
            said,
            f"Commonweal is made for PostgreSQL {binaries.WANTED}: install the requirements again"
            " to have it, or set DATABASE_URL.",
        )
    else:
        yield Finding("ok", said)
    try:
        cluster.check_version(where, found)
    except PostgresError as error:
        yield Finding("problem", "The data were made by another version.", str(error))


def _folder(where: places.Places) -> Iterator[Finding]:
    if not where.cluster.exists():
        yield Finding("ok", f"No database yet in {where.base}; the first start makes it.")
    elif where.base.stat().st_uid != os.geteuid():
        yield Finding(
            "problem",
            f"{where.base} belongs to another account.",
            "Run under the account that made it, or choose another data folder.",
        )
    beside = next(folder for folder in (where.base, *where.base.parents) if folder.exists())
    free = shutil.disk_usage(beside).free
    room = f"{free // 1_000_000} MB are free for {where.base}."
    if free < cluster.ROOM:
        yield Finding("problem", room, "Free some space: the database will soon refuse to write.")
    elif free < LOW:
        yield Finding("warning", room, "Free some space before the database needs it.")
    else:
        yield Finding("ok", room)


def _server(where: places.Places) -> Iterator[Finding]:
    if locks.is_free(where.supervisor):
        yield from _nobody_in_charge(where)
        return
    now = state.read(where)
    if now is None:
        yield Finding("ok", "The server is starting or stopping.")
    elif now.failure:
        yield Finding("problem", "The server died and does not start again.", now.failure)
    elif now.unsafe:
        yield Finding(
            "problem",
            "The server runs for tests, without safe writes.",
            "Stop the tests; nothing else should use this data folder.",
        )
    else:
        yield Finding("ok", f"The server runs (supervisor {now.supervisor}, sockets {now.sockets}).")


def _nobody_in_charge(where: places.Places) -> Iterator[Finding]:
    if not locks.is_free(where.server):
        yield Finding(
            "warning",
            "Processes of an earlier server have not ended.",
            "Start Commonweal: it stops them and takes over. If it cannot, it says so.",
        )
        return
    stranger = server.postmaster(where)
    if stranger is not None:
        yield Finding(
            "problem",
            f"A PostgreSQL started by hand (process {stranger.pid}) uses {where.cluster}.",
            "Stop it; Commonweal starts its own.",
        )
    else:
        yield Finding("ok", "The server is not running; it starts with Commonweal.")


def _forgotten() -> Iterator[Finding]:
    if os.geteuid() != 0 or not places.STATE_ROOT.exists():
        return
    for origin in sorted(places.STATE_ROOT.glob("*/origin")):
        data = origin.read_text("utf-8", "surrogateescape").rstrip("\n")
        if not Path(data).exists():
            yield Finding(
                "warning",
                f"{origin.parent} holds the database of {data}, which is gone.",
                f"If you moved the project, move it back; if not, delete {origin.parent}.",
            )


def _examine_url(url: str) -> Iterator[Finding]:
    try:
        with psycopg.connect(databases.conninfo(url), connect_timeout=5) as connection:
            yield from _examine_connection(connection)
    except psycopg.Error as error:
        yield Finding(
            "problem",
            "The database at DATABASE_URL does not answer as it should.",
            f"Check the address, the password and that the server runs. It said: {error}",
        )


def _examine_connection(connection: psycopg.Connection) -> Iterator[Finding]:
    major = connection.info.server_version // 10_000
    wanted = f"Move to PostgreSQL {binaries.WANTED}: its functions are used."
    yield Finding(
        "ok" if major >= binaries.WANTED else "problem",
        f"PostgreSQL {major} answers.",
        "" if major >= binaries.WANTED else wanted,
    )
    encoding = connection.execute("SHOW server_encoding").fetchone()
    if encoding != ("UTF8",):
        yield Finding("problem", "The database is not in UTF-8.", "Make it anew with ENCODING UTF8.")
    missing = connection.execute(
        "SELECT name FROM unnest(%s::text[]) name WHERE NOT EXISTS"
        " (SELECT FROM pg_extension WHERE extname = name) ORDER BY name",
        [list(cluster.EXTENSIONS)],
    ).fetchall()
    if missing:
        names = ", ".join(name for (name,) in missing)
        yield Finding(
            "warning",
            f"Extensions are missing: {names}.",
            "The migrations make them if their role may; if not, CREATE EXTENSION as a superuser.",
        )
    yield from _rights(connection)


def _rights(connection: psycopg.Connection) -> Iterator[Finding]:
    changeable = connection.execute(
        "SELECT relname FROM pg_class WHERE oid IN (SELECT to_regclass(name)"
        " FROM unnest(%s::text[]) name) AND has_table_privilege(oid, 'UPDATE, DELETE, TRUNCATE')"
        " ORDER BY relname",
        [list(KEPT_TABLES)],
    ).fetchall()
    if changeable:
        names = ", ".join(name for (name,) in changeable)
        yield Finding(
            "warning",
            f"The program's role may change what is only to be added to: {names}.",
            "The log of events is then no proof against somebody inside the program. Give migrations"
            " and program a role each, as docs/operators/database.md shows.",
        )
