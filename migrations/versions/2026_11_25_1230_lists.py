"""What managers' lists stand on: words sought and values sorted by, labels, saved views, acts on many."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_25_1230_lists"
down_revision = "2026_11_25_1125_left_teams"
branch_labels = None
depends_on = None

TABLES = ("application_index", "application_value", "application_label", "act_item", "saved_view", "act", "label")


def upgrade() -> None:
    """Make the tables."""
    _labels()
    _views()
    _acts()
    _index()


def downgrade() -> None:
    """Drop them."""
    for table in TABLES:
        op.drop_table(table)


def _labels() -> None:
    op.create_table(
        "label",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_label_programme_id_programme")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label")),
        sa.UniqueConstraint("programme_id", "name", name=op.f("uq_label_programme_id_name")),
    )
    op.create_table(
        "application_label",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("label_id", sa.Uuid(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_application_label_application_id_application")
        ),
        sa.ForeignKeyConstraint(["label_id"], ["label.id"], name=op.f("fk_application_label_label_id_label")),
        sa.PrimaryKeyConstraint("application_id", "label_id", name=op.f("pk_application_label")),
    )
    op.create_index("ix_application_label_label_id_application_id", "application_label", ["label_id", "application_id"])


def _views() -> None:
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_saved_view_call_id_call")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_saved_view_owner_id_person")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_saved_view_programme_id_programme")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
    )
    op.create_index("ix_saved_view_owner_id", "saved_view", ["owner_id"])
    op.create_index("ix_saved_view_programme_id", "saved_view", ["programme_id"])


def _acts() -> None:
    op.create_table(
        "act",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=True),
        sa.Column("started_by", sa.Uuid(), nullable=False),
        sa.Column("arguments", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_act_call_id_call")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_act_programme_id_programme")),
        sa.ForeignKeyConstraint(["started_by"], ["person.id"], name=op.f("fk_act_started_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_act")),
    )
    op.create_index("ix_act_programme_id_id", "act", ["programme_id", "id"])
    op.create_index("ix_act_unfinished", "act", ["id"], postgresql_where=sa.text("ended_at IS NULL"))
    op.create_table(
        "act_item",
        sa.Column("act_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name=op.f("fk_act_item_act_id_act")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_act_item_application_id_application")
        ),
        sa.PrimaryKeyConstraint("act_id", "application_id", name=op.f("pk_act_item")),
    )
    key = ["act_id", "application_id"]
    op.create_index("ix_act_item_waiting", "act_item", key, postgresql_where=sa.text("outcome IS NULL"))
    refused = sa.text("outcome IS NOT NULL AND outcome <> 'done'")
    op.create_index("ix_act_item_refused", "act_item", key, postgresql_where=refused)


def _index() -> None:
    op.create_table(
        "application_value",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(collation="C"), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_application_value_application_id_application")
        ),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_application_value_call_id_call")),
        sa.PrimaryKeyConstraint("application_id", "field", name=op.f("pk_application_value")),
    )
    op.create_index("ix_application_value_order", "application_value", ["call_id", "field", "key", "application_id"])
    op.create_table(
        "application_index",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("heads", postgresql.TSVECTOR(), nullable=False),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
        sa.Column("blind_heads", postgresql.TSVECTOR(), nullable=False),
        sa.Column("blind_words", postgresql.TSVECTOR(), nullable=False),
        sa.Column("facets", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_application_index_application_id_application")
        ),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_application_index_call_id_call")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_application_index_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_application_index")),
    )
    op.create_index("ix_application_index_call_id_application_id", "application_index", ["call_id", "application_id"])
    op.create_index("ix_application_index_language", "application_index", ["language"])
    op.create_index(op.f("ix_application_index_revision"), "application_index", ["revision"])
    for column in ("words", "blind_words", "facets"):
        op.create_index(f"ix_application_index_{column}", "application_index", [column], postgresql_using="gin")
