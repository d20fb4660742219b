"""Tables of opinion groups."""

import sqlalchemy as sa
from advanced_alchemy.types import GUID, DateTimeUTC
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "opinion_group",
        sa.Column("id", GUID(length=16), nullable=False),
        sa.Column("agency_id", GUID(length=16), nullable=False),
        sa.Column("consultation_id", GUID(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("representative_id", GUID(length=16), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("merged_into_id", GUID(length=16), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("supports", sa.Integer(), nullable=False),
        sa.Column("new_count", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("clause_ref", sa.String(length=40), nullable=False),
        sa.Column("confirmed_at", DateTimeUTC(timezone=True), nullable=True),
        sa.Column("last_joined_at", DateTimeUTC(timezone=True), nullable=True),
        sa.Column("sa_orm_sentinel", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_opinion_group_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_opinion_group_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["opinion_group.id"], name=op.f("fk_opinion_group_merged_into_id_opinion_group")
        ),
        sa.ForeignKeyConstraint(
            ["representative_id"], ["comment.id"], name=op.f("fk_opinion_group_representative_id_comment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion_group")),
        sa.UniqueConstraint("consultation_id", "number", name=op.f("uq_opinion_group_consultation_id")),
    )
    op.create_index("ix_opinion_group_size", "opinion_group", ["consultation_id", "state", "size"], unique=False)
    op.create_table(
        "group_clause",
        sa.Column("group_id", GUID(length=16), nullable=False),
        sa.Column("clause_ref", sa.String(length=40), nullable=False),
        sa.Column("consultation_id", GUID(length=16), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_group_clause_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["opinion_group.id"], name=op.f("fk_group_clause_group_id_opinion_group")
        ),
        sa.PrimaryKeyConstraint("group_id", "clause_ref", name=op.f("pk_group_clause")),
    )
    op.create_index("ix_group_clause_clause", "group_clause", ["consultation_id", "clause_ref", "n"], unique=False)
    op.create_table(
        "group_event",
        sa.Column("id", GUID(length=16), nullable=False),
        sa.Column("consultation_id", GUID(length=16), nullable=False),
        sa.Column("at", DateTimeUTC(timezone=True), nullable=False),
        sa.Column("actor_id", GUID(length=16), nullable=True),
        sa.Column("actor_name", sa.String(length=100), nullable=False),
        sa.Column("verb", sa.String(length=20), nullable=False),
        sa.Column("group_id", GUID(length=16), nullable=False),
        sa.Column("other_group_id", GUID(length=16), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("undone_by_id", GUID(length=16), nullable=True),
        sa.Column("sa_orm_sentinel", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_group_event_actor_id_person")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_group_event_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(["group_id"], ["opinion_group.id"], name=op.f("fk_group_event_group_id_opinion_group")),
        sa.ForeignKeyConstraint(
            ["other_group_id"], ["opinion_group.id"], name=op.f("fk_group_event_other_group_id_opinion_group")
        ),
        sa.ForeignKeyConstraint(
            ["undone_by_id"], ["group_event.id"], name=op.f("fk_group_event_undone_by_id_group_event")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_event")),
    )
    op.create_index("ix_group_event_all", "group_event", ["consultation_id", "id"], unique=False)
    op.create_index("ix_group_event_group", "group_event", ["group_id", "id"], unique=False)
    op.create_index(op.f("ix_group_event_other_group_id"), "group_event", ["other_group_id"], unique=False)
    op.create_table(
        "group_member",
        sa.Column("comment_id", GUID(length=16), nullable=False),
        sa.Column("group_id", GUID(length=16), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("placed_by", sa.String(length=10), nullable=False),
        sa.Column("is_new", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_group_member_comment_id_comment")),
        sa.ForeignKeyConstraint(
            ["group_id"], ["opinion_group.id"], name=op.f("fk_group_member_group_id_opinion_group")
        ),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_group_member")),
    )
    op.create_index("ix_group_member_group", "group_member", ["group_id", "score", "comment_id"], unique=False)
    op.create_table(
        "merge_proposal",
        sa.Column("group_id", GUID(length=16), nullable=False),
        sa.Column("other_group_id", GUID(length=16), nullable=False),
        sa.Column("consultation_id", GUID(length=16), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_merge_proposal_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["opinion_group.id"], name=op.f("fk_merge_proposal_group_id_opinion_group")
        ),
        sa.ForeignKeyConstraint(
            ["other_group_id"], ["opinion_group.id"], name=op.f("fk_merge_proposal_other_group_id_opinion_group")
        ),
        sa.PrimaryKeyConstraint("group_id", "other_group_id", name=op.f("pk_merge_proposal")),
    )
    op.create_index(op.f("ix_merge_proposal_consultation_id"), "merge_proposal", ["consultation_id"], unique=False)
    op.create_table(
        "cluster_home",
        sa.Column("cluster_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("clause_ref", sa.String(length=40), nullable=False),
        sa.Column("group_id", GUID(length=16), nullable=False),
        sa.Column("event_id", GUID(length=16), nullable=True),
        sa.ForeignKeyConstraint(["cluster_id"], ["cluster.id"], name=op.f("fk_cluster_home_cluster_id_cluster")),
        sa.ForeignKeyConstraint(["event_id"], ["group_event.id"], name=op.f("fk_cluster_home_event_id_group_event")),
        sa.ForeignKeyConstraint(
            ["group_id"], ["opinion_group.id"], name=op.f("fk_cluster_home_group_id_opinion_group")
        ),
        sa.PrimaryKeyConstraint("cluster_id", "clause_ref", name=op.f("pk_cluster_home")),
    )
    op.create_index(op.f("ix_cluster_home_group_id"), "cluster_home", ["group_id"], unique=False)
    op.create_table(
        "group_move",
        sa.Column("event_id", GUID(length=16), nullable=False),
        sa.Column("comment_id", GUID(length=16), nullable=False),
        sa.Column("from_group_id", GUID(length=16), nullable=False),
        sa.Column("to_group_id", GUID(length=16), nullable=False),
        sa.Column("was_placed_by", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_group_move_comment_id_comment")),
        sa.ForeignKeyConstraint(["event_id"], ["group_event.id"], name=op.f("fk_group_move_event_id_group_event")),
        sa.ForeignKeyConstraint(
            ["from_group_id"], ["opinion_group.id"], name=op.f("fk_group_move_from_group_id_opinion_group")
        ),
        sa.ForeignKeyConstraint(
            ["to_group_id"], ["opinion_group.id"], name=op.f("fk_group_move_to_group_id_opinion_group")
        ),
        sa.PrimaryKeyConstraint("event_id", "comment_id", name=op.f("pk_group_move")),
    )
    op.create_table(
        "text_home",
        sa.Column("text_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("clause_ref", sa.String(length=40), nullable=False),
        sa.Column("group_id", GUID(length=16), nullable=False),
        sa.Column("event_id", GUID(length=16), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["group_event.id"], name=op.f("fk_text_home_event_id_group_event")),
        sa.ForeignKeyConstraint(["group_id"], ["opinion_group.id"], name=op.f("fk_text_home_group_id_opinion_group")),
        sa.ForeignKeyConstraint(["text_id"], ["similar_text.id"], name=op.f("fk_text_home_text_id_similar_text")),
        sa.PrimaryKeyConstraint("text_id", "clause_ref", name=op.f("pk_text_home")),
    )
    op.create_index(op.f("ix_text_home_event_id"), "text_home", ["event_id"], unique=False)
    op.create_index(op.f("ix_text_home_group_id"), "text_home", ["group_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_text_home_group_id"), table_name="text_home")
    op.drop_index(op.f("ix_text_home_event_id"), table_name="text_home")
    op.drop_table("text_home")
    op.drop_table("group_move")
    op.drop_index(op.f("ix_cluster_home_group_id"), table_name="cluster_home")
    op.drop_table("cluster_home")
    op.drop_index(op.f("ix_merge_proposal_consultation_id"), table_name="merge_proposal")
    op.drop_table("merge_proposal")
    op.drop_index("ix_group_member_group", table_name="group_member")
    op.drop_table("group_member")
    op.drop_index(op.f("ix_group_event_other_group_id"), table_name="group_event")
    op.drop_index("ix_group_event_group", table_name="group_event")
    op.drop_index("ix_group_event_all", table_name="group_event")
    op.drop_table("group_event")
    op.drop_index("ix_group_clause_clause", table_name="group_clause")
    op.drop_table("group_clause")
    op.drop_index("ix_opinion_group_size", table_name="opinion_group")
    op.drop_table("opinion_group")
