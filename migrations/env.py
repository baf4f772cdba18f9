"""How migrations run: one connection, an advisory lock, short time-outs."""

from alembic import context
from sqlalchemy import create_engine, text

from app import wiring
from app.kernel.db import Base

_LOCK = 7_310_977_001


def _ours(_object: object, name: str | None, kind: str, reflected: bool, _compare: object) -> bool:
    """Leave the queue's own tables to the queue's own migrations."""
    return not (kind == "table" and reflected and (name or "").startswith("procrastinate_"))


def run() -> None:
    """Upgrade or compare over a connection of our own."""
    assert wiring.MODELS
    engine = create_engine(context.config.attributes["url"])
    try:
        with engine.connect() as connection:
            connection.execute(text("SET lock_timeout = '4s'"))
            connection.execute(text("SET statement_timeout = '60s'"))
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _LOCK})
            connection.execute(text("SET statement_timeout = '5s'"))
            connection.commit()
            context.configure(connection=connection, target_metadata=Base.metadata, include_object=_ours)
            with context.begin_transaction():
                context.run_migrations()
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _LOCK})
            connection.commit()
    finally:
        engine.dispose()


run()
