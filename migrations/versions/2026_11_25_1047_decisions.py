"""A decision that was released can be followed by another; one at a time waits."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_1047_decisions"
down_revision = "2026_11_23_1331_foundation"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_index("ix_decision_application_id_stage_id", "decision", ["application_id", "stage_id"])
    op.create_index(
        "uq_decision_waiting",
        "decision",
        ["application_id", "stage_id"],
        unique=True,
        postgresql_where=sa.text("withdrawn_at IS NULL AND released_at IS NULL"),
    )
    op.drop_index(
        "uq_decision_application_id_stage_id", table_name="decision", postgresql_where=sa.text("withdrawn_at IS NULL")
    )


def downgrade() -> None:
    """Go back; refused by the database once an application has two decisions that stand."""
    op.create_index(
        "uq_decision_application_id_stage_id",
        "decision",
        ["application_id", "stage_id"],
        unique=True,
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.drop_index("uq_decision_waiting", table_name="decision")
    op.drop_index("ix_decision_application_id_stage_id", table_name="decision")
