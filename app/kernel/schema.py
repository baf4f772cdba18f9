"""The database's schema: migrate it, and refuse to run on one that is not at head."""

import functools
import re
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, text
from sqlalchemy.exc import ProgrammingError

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
_LINKS = re.compile(r'^(down_)?revision\b[^=\n]*= "([^"]+)"', re.MULTILINE)
_UNDEFINED_TABLE = "42P01"


class NotAtHeadError(RuntimeError):
    """The database's schema is not the one this program was made for."""


def configuration(url: str) -> "Config":
    """Alembic's configuration for the database at `url`."""
    from alembic.config import Config  # noqa: PLC0415 - a tenth of the time it takes to start, and only migrating needs it

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["url"] = url
    return config


def migrate(url: str) -> None:
    """Bring the schema to head; safe to repeat and to race (an advisory lock decides).

    Raises NotAtHeadError for a database of a version that this program does not know.
    """
    from alembic import command  # noqa: PLC0415 - as above
    from alembic.util import CommandError  # noqa: PLC0415 - as above

    try:
        command.upgrade(configuration(url), "head")
    except CommandError as error:
        raise NotAtHeadError(
            f"The database is of another version of Commonweal, and nothing in it was changed ({error})."
            " Run the version that made it, or restore a backup of this one; for a demo, `make demo-reset`."
        ) from error


@functools.cache
def head() -> str:
    """The newest revision: the only one that no other stands on. Raises ValueError unless there is one."""
    named: set[str] = set()
    stood_on: set[str] = set()
    for file in (MIGRATIONS / "versions").glob("*.py"):
        for down, revision in _LINKS.findall(file.read_text(encoding="utf-8")):
            (stood_on if down else named).add(revision)
    (only,) = named - stood_on
    return only


def check(url: str) -> None:
    """Raise NotAtHeadError unless the schema is at head."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    except ProgrammingError as error:
        if getattr(error.orig, "sqlstate", None) != _UNDEFINED_TABLE:
            raise
        found = None
    finally:
        engine.dispose()
    if found != head():
        raise NotAtHeadError(
            f"The database is at revision {found}, this program needs {head()}: run `commonweal migrate`."
        )
