"""Makes and drops databases beside the main one, for tests."""

import time
from urllib.parse import quote, urlsplit

import psycopg
from psycopg import sql

from app.kernel.postgres.addresses import Addresses
from app.kernel.postgres.errors import PostgresError

_TIDYING = 10.0  # seconds that a database being dropped may still be cleaned up by PostgreSQL itself


def create(addresses: Addresses, name: str, template: str | None = None) -> Addresses:
    """See app.kernel.postgres.create_database."""
    copied = sql.SQL(" TEMPLATE {}").format(sql.Identifier(template)) if template else sql.SQL("")
    statement = sql.SQL("CREATE DATABASE {}{}").format(sql.Identifier(name), copied)
    with _maintenance(addresses) as connection:
        try:
            connection.execute(statement)
        except psycopg.Error as error:
            raise PostgresError(f"The database {name} was not made: {error}") from error
    return Addresses(owner=_to(addresses.owner, name), app=_to(addresses.app, name))


def drop(addresses: Addresses, name: str) -> None:
    """See app.kernel.postgres.drop_database."""
    statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    deadline = time.monotonic() + _TIDYING
    with _maintenance(addresses) as connection:
        while True:
            try:
                connection.execute(statement)
            except psycopg.Error as error:
                # PostgreSQL itself may be tidying that database up: its workers are not the owner's to end.
                if not isinstance(error, psycopg.errors.InsufficientPrivilege) or time.monotonic() > deadline:
                    raise PostgresError(f"The database {name} was not dropped: {error}") from error
                time.sleep(0.1)
            else:
                return


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
