"""The embedded PostgreSQL: a server of our own for a machine that has none, started on first use."""

from app.kernel.postgres.addresses import Addresses
from app.kernel.postgres.databases import create_database, drop_database
from app.kernel.postgres.errors import PostgresError
from app.kernel.postgres.holding import remove, running

__all__ = [
    "Addresses",
    "PostgresError",
    "create_database",
    "drop_database",
    "remove",
    "running",
]
