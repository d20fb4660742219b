"""Groups that speak of one matter, found as a suggestion."""

import sqlalchemy as sa
from advanced_alchemy.types import GUID, DateTimeUTC
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _tables(
        "group_matter",
        "matter_suggestion",
        "matter_look",
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("event_id", GUID(length=16), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["group_event.id"], name="fk_matter_suggestion_event_id_group_event"),
        group="opinion_group",
        of="consultation",
    )
    with op.batch_alter_table("group_matter") as table:
        table.add_column(sa.Column("representative_id", GUID(length=16), nullable=True))
        table.create_foreign_key("fk_group_matter_representative_id_comment", "comment", ["representative_id"], ["id"])
    op.create_index("ix_matter_suggestion_event_id", "matter_suggestion", ["event_id"])
    _tables("request_matter", "request_matter_suggestion", "request_matter_look", group="request_group", of="agency")


def _tables(matter: str, suggestion: str, look: str, *more: sa.schema.SchemaItem, group: str, of: str) -> None:
    """The same three tables for comments and for requests; `of` is what holds the groups, `more` is of a suggestion."""
    op.create_table(
        matter,
        sa.Column("group_id", GUID(length=16), nullable=False),
        sa.Column(f"{of}_id", GUID(length=16), nullable=False),
        sa.Column("matter", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint([f"{of}_id"], [f"{of}.id"], name=f"fk_{matter}_{of}_id_{of}"),
        sa.ForeignKeyConstraint(["group_id"], [f"{group}.id"], name=f"fk_{matter}_group_id_{group}"),
        sa.PrimaryKeyConstraint("group_id", name=f"pk_{matter}"),
    )
    op.create_index(f"ix_{matter}_{of}_id", matter, [f"{of}_id"])
    op.create_table(
        suggestion,
        sa.Column("group_id", GUID(length=16), nullable=False),
        sa.Column("other_group_id", GUID(length=16), nullable=False),
        sa.Column(f"{of}_id", GUID(length=16), nullable=False),
        sa.Column("cosine", sa.Float(), nullable=False),
        sa.Column("guards", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint([f"{of}_id"], [f"{of}.id"], name=f"fk_{suggestion}_{of}_id_{of}"),
        sa.ForeignKeyConstraint(["group_id"], [f"{group}.id"], name=f"fk_{suggestion}_group_id_{group}"),
        sa.ForeignKeyConstraint(["other_group_id"], [f"{group}.id"], name=f"fk_{suggestion}_other_group_id_{group}"),
        *more,
        sa.PrimaryKeyConstraint("group_id", "other_group_id", name=f"pk_{suggestion}"),
    )
    op.create_index(f"ix_{suggestion}_{of}_id", suggestion, [f"{of}_id"])
    op.create_table(
        look,
        sa.Column(f"{of}_id", GUID(length=16), nullable=False),
        sa.Column("batch_at", DateTimeUTC(timezone=True), nullable=True),
        sa.ForeignKeyConstraint([f"{of}_id"], [f"{of}.id"], name=f"fk_{look}_{of}_id_{of}"),
        sa.PrimaryKeyConstraint(f"{of}_id", name=f"pk_{look}"),
    )


def downgrade() -> None:
    for table in (
        "request_matter_look", "request_matter_suggestion", "request_matter",
        "matter_look", "matter_suggestion", "group_matter",
    ):  # fmt: skip
        op.drop_table(table)
