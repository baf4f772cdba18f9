"""Makes and drops databases beside the main one, for tests."""

import time
from urllib.parse import quote, urlsplit

import psycopg
from psycopg import sql

from app.kernel.postgres.addresses import Addresses
from app.kernel.postgres.errors import PostgresError

BUSY_SECONDS = 10.0


def create(addresses: Addresses, name: str, template: str | None = None) -> Addresses:
    """A new database on the same server, a copy of `template` when one is named.

    Nobody may be connected to the template; it is tried for ten seconds. Raises PostgresError.
    """
    copied = sql.SQL(" TEMPLATE {}").format(sql.Identifier(template)) if template else sql.SQL("")
    deadline = time.monotonic() + BUSY_SECONDS
    with _maintenance(addresses) as connection:
        while True:
            try:
                connection.execute(sql.SQL("CREATE DATABASE {}{}").format(sql.Identifier(name), copied))
            except psycopg.errors.ObjectInUse as error:
                if time.monotonic() > deadline:
                    raise PostgresError(
                        f"Somebody is connected to the database {template}; it cannot be copied."
                    ) from error
                time.sleep(0.05)
            except psycopg.Error as error:
                raise PostgresError(f"The database {name} was not made: {error}") from error
            else:
                return Addresses(owner=_to(addresses.owner, name), app=_to(addresses.app, name))


def drop(addresses: Addresses, name: str) -> None:
    """Drops a database if it is there, ending every connection to it. Raises PostgresError."""
    with _maintenance(addresses) as connection:
        try:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        except psycopg.Error as error:
            raise PostgresError(f"The database {name} was not dropped: {error}") from error


def wait_until_answers(addresses: Addresses, seconds: float) -> None:
    """Returns once the program's role gets a connection; raises PostgresError after so many seconds."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            psycopg.connect(conninfo(addresses.app), connect_timeout=5).close()
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline:
                raise PostgresError(f"The database does not answer: {error}") from error
            time.sleep(0.02)
        else:
            return


def _maintenance(addresses: Addresses) -> psycopg.Connection:
    """A connection of the owner to a database that nobody copies or drops."""
    try:
        return psycopg.connect(conninfo(_to(addresses.owner, "postgres")), autocommit=True)
    except psycopg.OperationalError as error:
        raise PostgresError(f"The database does not answer: {error}") from error


def conninfo(url: str) -> str:
    """A SQLAlchemy URL as psycopg itself reads it."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def _to(url: str, database: str) -> str:
    return urlsplit(url)._replace(path=f"/{quote(database, safe='')}").geturl()
