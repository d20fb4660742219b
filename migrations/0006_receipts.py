"""Tables of receipts."""

import sqlalchemy as sa
from advanced_alchemy.types import GUID, DateTimeUTC
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "receipt_try",
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("client_key", sa.String(length=64), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("since", DateTimeUTC(timezone=True), nullable=False),
        sa.Column("not_before", DateTimeUTC(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("number", "client_key", name=op.f("pk_receipt_try")),
    )
    op.create_index(op.f("ix_receipt_try_since"), "receipt_try", ["since"], unique=False)
    op.create_table(
        "receipt",
        sa.Column("id", GUID(length=16), nullable=False),
        sa.Column("agency_id", GUID(length=16), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("contact_email", sa.Text(), nullable=True),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("issued_at", DateTimeUTC(timezone=True), nullable=False),
        sa.Column("sa_orm_sentinel", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_receipt_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
        sa.UniqueConstraint("number", name=op.f("uq_receipt_number")),
        sa.UniqueConstraint("token", name=op.f("uq_receipt_token")),
    )
    op.create_index(op.f("ix_receipt_agency_id"), "receipt", ["agency_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_receipt_agency_id"), table_name="receipt")
    op.drop_table("receipt")
    op.drop_index(op.f("ix_receipt_try_since"), table_name="receipt_try")
    op.drop_table("receipt_try")
