"""Tables of moderation: acts that can be taken back, why a comment is hidden, how many are; what a report quotes."""

import sqlalchemy as sa
from advanced_alchemy.types import GUID, DateTimeUTC
from alembic import op

from app.lib.append_only import append_only, drop_append_only

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("comment", sa.Column("hidden_category", sa.String(length=20), server_default="", nullable=False))
    op.execute("UPDATE comment SET hidden_category = 'other' WHERE visibility = 'hidden'")
    op.add_column("adoption_report", sa.Column("seal", sa.String(length=64), nullable=True))
    with op.batch_alter_table("report_item") as batch:
        batch.add_column(sa.Column("example_id", GUID(length=16), nullable=True))
        batch.add_column(sa.Column("is_title_quoted", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch.create_foreign_key(op.f("fk_report_item_example_id_comment"), "comment", ["example_id"], ["id"])
    _find_what_was_quoted()
    op.create_table(
        "hidden_count",
        sa.Column("consultation_id", GUID(length=16), nullable=False),
        sa.Column("category", sa.String(length=20), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_hidden_count_consultation_id_consultation")
        ),
        sa.PrimaryKeyConstraint("consultation_id", "category", name=op.f("pk_hidden_count")),
    )
    op.execute(
        "INSERT INTO hidden_count (consultation_id, category, n) SELECT consultation_id, 'other', count(*) "
        "FROM comment WHERE visibility = 'hidden' GROUP BY consultation_id"
    )
    op.create_table(
        "moderation_act",
        sa.Column("id", GUID(length=16), nullable=False),
        sa.Column("consultation_id", GUID(length=16), nullable=False),
        sa.Column("at", DateTimeUTC(timezone=True), nullable=False),
        sa.Column("actor_id", GUID(length=16), nullable=True),
        sa.Column("actor_name", sa.String(length=100), nullable=False),
        sa.Column("verb", sa.String(length=10), nullable=False),
        sa.Column("category", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("group_number", sa.Integer(), nullable=True),
        sa.Column("undone_by_id", GUID(length=16), nullable=True),
        sa.Column("sa_orm_sentinel", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_moderation_act_actor_id_person")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_moderation_act_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(
            ["undone_by_id"], ["moderation_act.id"], name=op.f("fk_moderation_act_undone_by_id_moderation_act")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_act")),
    )
    op.create_index("ix_moderation_act_all", "moderation_act", ["consultation_id", "id"])
    op.create_table(
        "moderation_move",
        sa.Column("act_id", GUID(length=16), nullable=False),
        sa.Column("comment_id", GUID(length=16), nullable=False),
        sa.Column("was_visibility", sa.String(length=10), nullable=False),
        sa.Column("was_category", sa.String(length=20), nullable=False),
        sa.Column("was_reason", sa.Text(), nullable=False),
        sa.Column("was_findings", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["act_id"], ["moderation_act.id"], name=op.f("fk_moderation_move_act_id_moderation_act")
        ),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_moderation_move_comment_id_comment")),
        sa.PrimaryKeyConstraint("act_id", "comment_id", name=op.f("pk_moderation_move")),
    )
    op.create_index("ix_moderation_move_comment", "moderation_move", ["comment_id", "act_id"])
    append_only("moderation_move")
    op.create_table(
        "scan_run",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("started_at", DateTimeUTC(timezone=True), nullable=False),
        sa.Column("last_id", GUID(length=16), nullable=True),
        sa.Column("looked_at", sa.Integer(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("finished_at", DateTimeUTC(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_scan_run")),
    )


def _find_what_was_quoted() -> None:
    """Reports of before quoted the group's representative; without a name of its own its words were the title too."""
    op.execute(
        "UPDATE report_item SET example_id = "
        "(SELECT representative_id FROM opinion_group WHERE opinion_group.id = report_item.group_id)"
    )
    op.execute(
        "UPDATE report_item SET is_title_quoted = EXISTS "
        "(SELECT 1 FROM opinion_group WHERE opinion_group.id = report_item.group_id AND opinion_group.title = '')"
    )


def downgrade() -> None:
    op.drop_table("scan_run")
    drop_append_only("moderation_move")
    op.drop_index("ix_moderation_move_comment", table_name="moderation_move")
    op.drop_table("moderation_move")
    op.drop_index("ix_moderation_act_all", table_name="moderation_act")
    op.drop_table("moderation_act")
    op.drop_table("hidden_count")
    with op.batch_alter_table("report_item") as batch:
        batch.drop_constraint(op.f("fk_report_item_example_id_comment"), type_="foreignkey")
        batch.drop_column("is_title_quoted")
        batch.drop_column("example_id")
    op.drop_column("adoption_report", "seal")
    op.drop_column("comment", "hidden_category")
