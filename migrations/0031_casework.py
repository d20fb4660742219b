"""Tables and indexes of casework: the numbers of the register, the order of the board, words before a split."""

import sqlalchemy as sa
from advanced_alchemy.types import GUID
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

RUNNING = sa.text("closed_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "register_count",
        sa.Column("agency_id", GUID(length=16), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_register_count_agency_id_agency")),
        sa.PrimaryKeyConstraint("agency_id", "year", name=op.f("pk_register_count")),
    )
    op.add_column("application", sa.Column("original_words", sa.Text(), nullable=True))
    op.create_index(
        "ix_information_request_board",
        "information_request",
        ["agency_id", "state", "due_on", "id"],
        sqlite_where=RUNNING,
        postgresql_where=RUNNING,
    )
    op.create_index("ix_information_request_closed", "information_request", ["agency_id", "closed_at", "id"])


def downgrade() -> None:
    op.drop_index("ix_information_request_closed", table_name="information_request")
    op.drop_index("ix_information_request_board", table_name="information_request")
    op.drop_column("application", "original_words")
    op.drop_table("register_count")
