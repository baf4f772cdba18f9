"""A program runs only on the schema it was made for."""

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

from app.kernel import postgres, schema


def test_the_head_is_what_alembic_takes_for_it() -> None:
    scripts = ScriptDirectory.from_config(schema.configuration("postgresql+psycopg://nobody@nowhere/nothing"))
    assert schema.head() == scripts.get_current_head()


def test_a_database_at_head_is_right_and_an_empty_one_is_not(cluster, fresh_addresses) -> None:
    schema.check(fresh_addresses.app)
    empty = postgres.create_database(cluster, "empty_schema")
    try:
        with pytest.raises(schema.NotAtHeadError, match=r"at revision None, .* run `commonweal migrate`"):
            schema.check(empty.owner)
    finally:
        postgres.drop_database(cluster, "empty_schema")


def test_a_database_of_another_version_is_left_alone(fresh_addresses) -> None:
    owner = create_engine(fresh_addresses.owner)
    with owner.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '2031_from_the_future'"))
    with pytest.raises(
        schema.NotAtHeadError, match=r"another version .* nothing in it was changed .*2031_from_the_future"
    ):
        schema.migrate(fresh_addresses.owner)
    with owner.connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "2031_from_the_future"
    owner.dispose()
