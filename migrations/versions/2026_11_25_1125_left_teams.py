"""Whoever left a team before leaving was a conflict is kept from the application too; the log knows who did."""

from alembic import op

revision = "2026_11_25_1125_left_teams"
down_revision = "2026_11_25_1120_section_versions"
branch_labels = None
depends_on = None

_LEFT = """
SELECT uuidv7(), subject_id, (facts ->> 'person_id')::uuid, id FROM event WHERE name = 'member.removed'
"""


def upgrade() -> None:
    """Go forward."""
    op.execute(f"INSERT INTO application_bar (id, application_id, person_id, cause_id) {_LEFT} ON CONFLICT DO NOTHING")


def downgrade() -> None:
    """Go back."""
    op.execute("DELETE FROM application_bar b USING event e WHERE e.id = b.cause_id AND e.name = 'member.removed'")
