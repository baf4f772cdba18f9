"""A letter tells times in the zone of whoever it goes to, as far as that is known."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_1247_mail_zones"
down_revision = "2026_11_25_1231_search"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.add_column("mail", sa.Column("zone", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    """Go back."""
    op.drop_column("mail", "zone")
