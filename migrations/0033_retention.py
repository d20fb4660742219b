"""Tables of retention."""

import sqlalchemy as sa
from advanced_alchemy.types import GUID, DateTimeUTC
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "erasure_run",
        sa.Column("id", GUID(length=16), nullable=False),
        sa.Column("agency_id", GUID(length=16), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("cutoff", DateTimeUTC(timezone=True), nullable=False),
        sa.Column("erased", sa.Integer(), nullable=False),
        sa.Column("ran_at", DateTimeUTC(timezone=True), nullable=False),
        sa.Column("sa_orm_sentinel", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_erasure_run_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure_run")),
    )
    op.create_index("ix_erasure_run_agency", "erasure_run", ["agency_id", "id"])


def downgrade() -> None:
    op.drop_table("erasure_run")
