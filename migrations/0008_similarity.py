"""Tables of similarity."""

import sqlalchemy as sa
from advanced_alchemy.types import DateTimeUTC
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "similar_space",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("token", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("merged_upto", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_similar_space")),
        sa.UniqueConstraint("name", name=op.f("uq_similar_space_name")),
    )
    op.create_table(
        "sketch",
        sa.Column("space_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("gram", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("space_id", "gram", "text_id", name=op.f("pk_sketch")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "cluster",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("leader_id", sa.BigInteger(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("merged_into", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["merged_into"], ["cluster.id"], name=op.f("fk_cluster_merged_into_cluster")),
        sa.ForeignKeyConstraint(["space_id"], ["similar_space.id"], name=op.f("fk_cluster_space_id_similar_space")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cluster")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_cluster_merged_into", "cluster", ["merged_into"], unique=False)
    op.create_table(
        "cluster_event",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("cluster_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("from_cluster_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("text_id", sa.BigInteger(), nullable=True),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", DateTimeUTC(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cluster_id"], ["cluster.id"], name=op.f("fk_cluster_event_cluster_id_cluster")),
        sa.ForeignKeyConstraint(
            ["from_cluster_id"], ["cluster.id"], name=op.f("fk_cluster_event_from_cluster_id_cluster")
        ),
        sa.ForeignKeyConstraint(
            ["space_id"], ["similar_space.id"], name=op.f("fk_cluster_event_space_id_similar_space")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_cluster_event")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_cluster_event_space", "cluster_event", ["space_id", "seq"], unique=False)
    op.create_table(
        "similar_text",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("key_hash", sa.BigInteger(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("norm_version", sa.Integer(), nullable=False),
        sa.Column("cluster_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("nearest_id", sa.BigInteger(), nullable=True),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("is_exemplar", sa.Boolean(), nullable=False),
        sa.Column("created_at", DateTimeUTC(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cluster_id"], ["cluster.id"], name=op.f("fk_similar_text_cluster_id_cluster")),
        sa.ForeignKeyConstraint(
            ["space_id"], ["similar_space.id"], name=op.f("fk_similar_text_space_id_similar_space")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_similar_text")),
        sa.UniqueConstraint("space_id", "key_hash", name=op.f("uq_similar_text_space_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_similar_text_cluster", "similar_text", ["cluster_id"], unique=False)
    op.create_index("ix_similar_text_exemplar", "similar_text", ["space_id", "is_exemplar", "id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_similar_text_exemplar", table_name="similar_text")
    op.drop_index("ix_similar_text_cluster", table_name="similar_text")
    op.drop_table("similar_text")
    op.drop_index("ix_cluster_event_space", table_name="cluster_event")
    op.drop_table("cluster_event")
    op.drop_index("ix_cluster_merged_into", table_name="cluster")
    op.drop_table("cluster")
    op.drop_table("sketch")
    op.drop_table("similar_space")
