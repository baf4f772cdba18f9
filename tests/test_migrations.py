"""The migrations make what the models say, and can be taken back."""

from collections.abc import Iterator

import pytest
from alembic import command
from sqlalchemy import create_engine, text

from app.kernel import postgres, schema
from app.kernel.ids import new_id

LEFT = """
SELECT relkind::text || ' ' || relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
UNION ALL
SELECT 'f ' || proname FROM pg_proc JOIN pg_language ON pg_language.oid = prolang
WHERE pronamespace = 'public'::regnamespace AND lanname <> 'c' AND proname ~ '^(event|application)'
UNION ALL
SELECT 't ' || cfgname FROM pg_ts_config WHERE cfgnamespace = 'public'::regnamespace
"""

pytestmark = pytest.mark.slow


@pytest.fixture
def owner(cluster) -> Iterator[str]:
    """The owner's address of an empty database."""
    name = f"migrated_{new_id().hex[-12:]}"
    yield postgres.create_database(cluster, name).owner
    postgres.drop_database(cluster, name)


def objects(url: str) -> list[str]:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = sorted(connection.scalars(text(LEFT)))
    engine.dispose()
    return found


def test_the_models_are_what_the_migrations_make(owner):
    schema.migrate(owner)
    command.check(schema.configuration(owner))


def test_up_down_and_up_again_is_the_same(owner):
    schema.migrate(owner)
    once = objects(owner)
    command.downgrade(schema.configuration(owner), "base")
    assert objects(owner) == ["i alembic_version_pkc", "r alembic_version"]
    schema.migrate(owner)
    assert objects(owner) == once
