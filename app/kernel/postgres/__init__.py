"""The embedded PostgreSQL: a server of our own for a machine that has none, started on first use."""

from app.kernel.postgres.addresses import Addresses
from app.kernel.postgres.errors import PostgresError
from app.kernel.postgres.holding import remove, running

# The supervisor imports this package too: without psycopg it is up half a second sooner.


def create_database(addresses: Addresses, name: str, template: str | None = None) -> Addresses:
    """A new database on the same server, a copy of `template` when one is named.

    Nobody may be connected to the template; the server waits five seconds for it. Raises PostgresError.
    """
    from app.kernel.postgres import databases  # noqa: PLC0415 -- see above

    return databases.create(addresses, name, template)


def drop_database(addresses: Addresses, name: str) -> None:
    """Drops a database if it is there, ending every connection to it. Raises PostgresError."""
    from app.kernel.postgres import databases  # noqa: PLC0415 -- see above

    databases.drop(addresses, name)


__all__ = [
    "Addresses",
    "PostgresError",
    "create_database",
    "drop_database",
    "remove",
    "running",
]
