"""Tables of history."""

import sqlalchemy as sa
from advanced_alchemy.types import GUID, DateTimeUTC
from alembic import op

from app.lib.append_only import append_only, drop_append_only

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "history_entry",
        sa.Column("id", GUID(length=16), nullable=False),
        sa.Column("agency_id", GUID(length=16), nullable=True),
        sa.Column("at", DateTimeUTC(timezone=True), nullable=False),
        sa.Column("actor_kind", sa.String(length=10), nullable=False),
        sa.Column("actor_id", GUID(length=16), nullable=True),
        sa.Column("actor_name", sa.String(length=100), nullable=False),
        sa.Column("verb", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("sa_orm_sentinel", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history_entry")),
    )
    op.create_index(op.f("ix_history_entry_agency_id"), "history_entry", ["agency_id"], unique=False)
    op.create_index("ix_history_entry_subject", "history_entry", ["subject", "at"], unique=False)

    append_only("history_entry")


def downgrade() -> None:
    drop_append_only("history_entry")
    op.drop_index("ix_history_entry_subject", table_name="history_entry")
    op.drop_index(op.f("ix_history_entry_agency_id"), table_name="history_entry")
    op.drop_table("history_entry")
