"""Tables and indexes of casework: the numbers of the register, the order of the board, words before a split."""

import sqlalchemy as sa
from advanced_alchemy.types import GUID
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

TABLE = "information_request"
RUNNING, CLOSED = sa.text("closed_at IS NULL"), sa.text("closed_at IS NOT NULL")
COVERED = ["state", "due_is_provisional", "closed_at"]


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
    for name in ("due", "division"):
        op.drop_index(f"ix_information_request_{name}", table_name=TABLE)
    _index("due", ["agency_id", "due_on", "id", *COVERED], RUNNING)
    _index("division", ["agency_id", "division_id", "due_on", "id", *COVERED], RUNNING)
    _index("board", ["agency_id", "state", "due_on", "id", "division_id", "closed_at"], RUNNING)
    _index("closed", ["agency_id", "closed_at", "id"], CLOSED)


def _index(name: str, columns: list[str], where: sa.TextClause) -> None:
    op.create_index(f"ix_information_request_{name}", TABLE, columns, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for name in ("closed", "board", "division", "due"):
        op.drop_index(f"ix_information_request_{name}", table_name=TABLE)
    _index("due", ["agency_id", "due_on", "id"], RUNNING)
    _index("division", ["agency_id", "division_id", "due_on", "id"], RUNNING)
    op.drop_column("application", "original_words")
    op.drop_table("register_count")
