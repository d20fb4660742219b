"""Tables of search."""

import sqlalchemy as sa
from advanced_alchemy.types import GUID, DateTimeUTC
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "search_text",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("ref", sa.String(length=80), nullable=False),
        sa.Column("agency_id", GUID(length=16), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("doc_no", sa.String(length=120), nullable=False),
        sa.Column("validity", sa.String(length=20), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_search_text_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_text")),
        sa.UniqueConstraint("kind", "ref", name=op.f("uq_search_text_kind")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "search_fresh",
        sa.Column("text_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("keys", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("text_id", name=op.f("pk_search_fresh")),
    )
    op.create_table(
        "search_segment",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("begun_at", DateTimeUTC(timezone=True), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("chars", sa.Integer(), nullable=False),
        sa.Column("texts", sa.LargeBinary(), nullable=False),
        sa.Column("days", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_segment")),
    )
    op.create_table(
        "search_posting",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("places", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_posting")),
    )
    op.create_table(
        "search_gone",
        sa.Column("text_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("text_id", name=op.f("pk_search_gone")),
    )
    if op.get_bind().dialect.name == "postgresql":  # bits do not get smaller by packing, and unpacking costs time
        op.execute("ALTER TABLE search_posting ALTER COLUMN places SET STORAGE EXTERNAL")


def downgrade() -> None:
    for table in ("search_gone", "search_posting", "search_segment", "search_fresh", "search_text"):
        op.drop_table(table)
