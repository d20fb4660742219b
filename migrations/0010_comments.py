"""Tables of comments."""

import sqlalchemy as sa
from advanced_alchemy.types import GUID, DateTimeUTC
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "comment",
        sa.Column("id", GUID(length=16), nullable=False),
        sa.Column("agency_id", GUID(length=16), nullable=False),
        sa.Column("consultation_id", GUID(length=16), nullable=False),
        sa.Column("receipt_id", GUID(length=16), nullable=True),
        sa.Column("clause_id", GUID(length=16), nullable=True),
        sa.Column("clause_ref", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("method", sa.String(length=30), nullable=False),
        sa.Column("said_at", DateTimeUTC(timezone=True), nullable=False),
        sa.Column("received_at", DateTimeUTC(timezone=True), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("person_key", sa.String(length=64), nullable=True),
        sa.Column("person_basis", sa.String(length=10), nullable=False),
        sa.Column("visibility", sa.String(length=10), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("hidden_reason", sa.Text(), nullable=False),
        sa.Column("source_ref", sa.String(length=200), nullable=True),
        sa.Column("text_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("placed_at", DateTimeUTC(timezone=True), nullable=True),
        sa.Column("support_count", sa.Integer(), nullable=False),
        sa.Column("sa_orm_sentinel", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_comment_agency_id_agency")),
        sa.ForeignKeyConstraint(["clause_id"], ["clause.id"], name=op.f("fk_comment_clause_id_clause")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_comment_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(["receipt_id"], ["receipt.id"], name=op.f("fk_comment_receipt_id_receipt")),
        sa.ForeignKeyConstraint(["text_id"], ["similar_text.id"], name=op.f("fk_comment_text_id_similar_text")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
        sa.UniqueConstraint("consultation_id", "source_ref", name=op.f("uq_comment_consultation_id")),
    )
    op.create_index(
        "ix_comment_clause",
        "comment",
        ["consultation_id", "clause_ref", "id"],
        unique=False,
        sqlite_where=sa.text("visibility IN ('public', 'cleared')"),
        postgresql_where=sa.text("visibility IN ('public', 'cleared')"),
    )
    op.create_index("ix_comment_flagged", "comment", ["consultation_id", "visibility", "id"], unique=False)
    op.create_index(
        "ix_comment_late",
        "comment",
        ["consultation_id", "id"],
        unique=False,
        sqlite_where=sa.text("is_late"),
        postgresql_where=sa.text("is_late"),
    )
    op.create_index(
        "ix_comment_listed",
        "comment",
        ["consultation_id", "id"],
        unique=False,
        sqlite_where=sa.text("visibility IN ('public', 'cleared')"),
        postgresql_where=sa.text("visibility IN ('public', 'cleared')"),
    )
    op.create_index("ix_comment_person", "comment", ["consultation_id", "person_key"], unique=False)
    op.create_index("ix_comment_receipt", "comment", ["receipt_id"], unique=False)
    op.create_index(
        "ix_comment_supported",
        "comment",
        ["consultation_id"],
        unique=False,
        sqlite_where=sa.text("support_count > 0"),
        postgresql_where=sa.text("support_count > 0"),
    )
    op.create_index("ix_comment_text", "comment", ["text_id", "id"], unique=False)
    op.create_index(
        "ix_comment_unplaced",
        "comment",
        ["consultation_id", "id"],
        unique=False,
        sqlite_where=sa.text("placed_at IS NULL"),
        postgresql_where=sa.text("placed_at IS NULL"),
    )
    op.create_table(
        "comment_intake",
        sa.Column("consultation_id", GUID(length=16), nullable=False),
        sa.Column("is_grouping_requested", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_comment_intake_consultation_id_consultation")
        ),
        sa.PrimaryKeyConstraint("consultation_id", name=op.f("pk_comment_intake")),
    )
    op.create_table(
        "support",
        sa.Column("comment_id", GUID(length=16), nullable=False),
        sa.Column("person_key", sa.String(length=64), nullable=False),
        sa.Column("supported_at", DateTimeUTC(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_support_comment_id_comment")),
        sa.PrimaryKeyConstraint("comment_id", "person_key", name=op.f("pk_support")),
    )


def downgrade() -> None:
    op.drop_table("support")
    op.drop_table("comment_intake")
    op.drop_index(
        "ix_comment_unplaced",
        table_name="comment",
        sqlite_where=sa.text("placed_at IS NULL"),
        postgresql_where=sa.text("placed_at IS NULL"),
    )
    op.drop_index("ix_comment_text", table_name="comment")
    op.drop_index(
        "ix_comment_supported",
        table_name="comment",
        sqlite_where=sa.text("support_count > 0"),
        postgresql_where=sa.text("support_count > 0"),
    )
    op.drop_index("ix_comment_receipt", table_name="comment")
    op.drop_index("ix_comment_person", table_name="comment")
    op.drop_index(
        "ix_comment_listed",
        table_name="comment",
        sqlite_where=sa.text("visibility IN ('public', 'cleared')"),
        postgresql_where=sa.text("visibility IN ('public', 'cleared')"),
    )
    op.drop_index(
        "ix_comment_late", table_name="comment", sqlite_where=sa.text("is_late"), postgresql_where=sa.text("is_late")
    )
    op.drop_index("ix_comment_flagged", table_name="comment")
    op.drop_index(
        "ix_comment_clause",
        table_name="comment",
        sqlite_where=sa.text("visibility IN ('public', 'cleared')"),
        postgresql_where=sa.text("visibility IN ('public', 'cleared')"),
    )
    op.drop_table("comment")
