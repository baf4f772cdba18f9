"""The addresses of a database for its two roles."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from app.kernel.postgres.cluster import APP, DATABASE, OWNER
from app.kernel.postgres.places import PORT


@dataclass(frozen=True)
class Addresses:
    """SQLAlchemy URLs of one database: `owner` owns the tables and migrates, `app` is the program."""

    owner: str
    app: str


def through(sockets: Path, database: str = DATABASE) -> Addresses:
    """The addresses of a database whose server listens in the folder of sockets."""
    return Addresses(owner=_url(OWNER, database, sockets), app=_url(APP, database, sockets))


def _url(role: str, database: str, sockets: Path) -> str:
    where = f"host={quote(str(sockets))}&port={PORT}"
    return f"postgresql+psycopg://{role}@/{quote(database, safe='')}?{where}"
