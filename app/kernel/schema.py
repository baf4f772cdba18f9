"""The database's schema: migrate it, and refuse to run on one that is not at head."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


class NotAtHeadError(RuntimeError):
    """The database's schema is not the one this program was made for."""


def configuration(url: str) -> Config:
    """Alembic's configuration for the database at `url`."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["url"] = url
    return config


def migrate(url: str) -> None:
    """Bring the schema to head; safe to repeat and to race (an advisory lock decides)."""
    command.upgrade(configuration(url), "head")


def check(url: str) -> None:
    """Raise NotAtHeadError unless the schema is at head."""
    head = ScriptDirectory.from_config(configuration(url)).get_current_head()
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            found = MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()
    if found != head:
        raise NotAtHeadError(
            f"The database is at revision {found}, this program needs {head}: run `commonweal migrate`."
        )
