"""The job queue's own tables, as its library ships them."""

from alembic import op
from procrastinate import schema
from sqlalchemy import text

revision = "2026_11_23_1000_queue"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make tables, types, functions and triggers of the queue."""
    op.get_bind().connection.driver_connection.execute(schema.SchemaManager.get_schema())


def downgrade() -> None:
    """Drop whatever the queue made."""
    op.execute(
        text(
            "DO $$ DECLARE found record; BEGIN"
            " FOR found IN SELECT oid::regclass AS name FROM pg_class"
            " WHERE relkind = 'r' AND relname LIKE 'procrastinate\\_%' LOOP"
            " EXECUTE format('DROP TABLE %s CASCADE', found.name); END LOOP;"
            " FOR found IN SELECT oid::regprocedure AS name FROM pg_proc WHERE proname LIKE 'procrastinate\\_%' LOOP"
            " EXECUTE format('DROP FUNCTION %s CASCADE', found.name); END LOOP;"
            " FOR found IN SELECT oid::regtype AS name FROM pg_type"
            " WHERE typname LIKE 'procrastinate\\_%' AND typtype IN ('e', 'c') LOOP"
            " EXECUTE format('DROP TYPE %s CASCADE', found.name); END LOOP; END $$"
        )
    )
