"""A re-clustering beside the living groups: its shadow, and what it would change."""

import sqlalchemy as sa
from advanced_alchemy.types import DateTimeUTC
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "generation",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("norm_version", sa.Integer(), nullable=False),
        sa.Column("upto", sa.BigInteger(), nullable=False),
        sa.Column("started_at", DateTimeUTC(timezone=True), nullable=False),
        sa.Column("started_by", sa.String(length=100), nullable=False),
        sa.Column("built_at", DateTimeUTC(timezone=True), nullable=True),
        sa.Column("closed_at", DateTimeUTC(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(length=100), nullable=False),
        sa.Column("texts", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.Column("clusters", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["space_id"], ["similar_space.id"], name=op.f("fk_generation_space_id_similar_space")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_generation")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_generation_space", "generation", ["space_id", "state"], unique=False)
    op.create_table(
        "generation_change",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("generation_id", _ID, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("from_cluster_id", _ID, nullable=False),
        sa.Column("cluster_id", _ID, nullable=True),
        sa.Column("label", sa.BigInteger(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["cluster_id"], ["cluster.id"], name=op.f("fk_generation_change_cluster_id_cluster")),
        sa.ForeignKeyConstraint(
            ["from_cluster_id"], ["cluster.id"], name=op.f("fk_generation_change_from_cluster_id_cluster")
        ),
        sa.ForeignKeyConstraint(
            ["generation_id"], ["generation.id"], name=op.f("fk_generation_change_generation_id_generation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_generation_change")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_generation_change_all", "generation_change", ["generation_id", "state"], unique=False)
    op.create_table(
        "shadow_text",
        sa.Column("generation_id", _ID, nullable=False),
        sa.Column("text_id", _ID, nullable=False),
        sa.Column("label", sa.BigInteger(), nullable=False),
        sa.Column("nearest_id", sa.BigInteger(), nullable=True),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("is_exemplar", sa.Boolean(), nullable=False),
        sa.Column("change_id", _ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["change_id"], ["generation_change.id"], name=op.f("fk_shadow_text_change_id_generation_change")
        ),
        sa.ForeignKeyConstraint(
            ["generation_id"], ["generation.id"], name=op.f("fk_shadow_text_generation_id_generation")
        ),
        sa.ForeignKeyConstraint(["text_id"], ["similar_text.id"], name=op.f("fk_shadow_text_text_id_similar_text")),
        sa.PrimaryKeyConstraint("generation_id", "text_id", name=op.f("pk_shadow_text")),
    )
    op.create_index("ix_shadow_text_change", "shadow_text", ["change_id"], unique=False)
    op.create_index("ix_shadow_text_label", "shadow_text", ["generation_id", "label"], unique=False)


def downgrade() -> None:
    op.drop_table("shadow_text")
    op.drop_table("generation_change")
    op.drop_table("generation")
