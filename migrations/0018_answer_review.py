"""Distinct texts of a group, a second pair of eyes for answers, drafts of answers, and the look-up of earlier ones."""

import sqlalchemy as sa
from advanced_alchemy.types import GUID, DateTimeUTC
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

COUNT_TEXTS = """
INSERT INTO group_text (group_id, text_id, n)
SELECT m.group_id, c.text_id, count(*) FROM group_member m JOIN comment c ON c.id = m.comment_id
WHERE c.text_id IS NOT NULL GROUP BY m.group_id, c.text_id
"""
COUNT_GROUPS = """
UPDATE opinion_group SET
  texts = (SELECT count(*) FROM group_text t WHERE t.group_id = opinion_group.id),
  shared = (SELECT coalesce(sum(t.n), 0) FROM group_text t JOIN similar_text s ON s.id = t.text_id
            WHERE t.group_id = opinion_group.id AND s.length >= 30
            AND (t.n > 1 OR (s.nearest_id IS NOT NULL AND s.score >= 80)))
"""


def upgrade() -> None:
    op.create_table(
        "group_text",
        sa.Column("group_id", GUID(length=16), nullable=False),
        sa.Column("text_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["opinion_group.id"], name=op.f("fk_group_text_group_id_opinion_group")),
        sa.ForeignKeyConstraint(["text_id"], ["similar_text.id"], name=op.f("fk_group_text_text_id_similar_text")),
        sa.PrimaryKeyConstraint("group_id", "text_id", name=op.f("pk_group_text")),
    )
    op.create_index("ix_group_text_most", "group_text", ["group_id", "n", "text_id"])
    for name in ("texts", "shared"):
        op.add_column("opinion_group", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    op.execute(COUNT_TEXTS)
    op.execute(COUNT_GROUPS)
    op.add_column(
        "consultation", sa.Column("answer_review", sa.String(length=12), nullable=False, server_default="none")
    )
    op.add_column("answer", sa.Column("act_id", GUID(length=16), nullable=True))
    op.execute("UPDATE answer SET act_id = id")
    with op.batch_alter_table("answer") as batch:
        batch.alter_column("act_id", existing_type=GUID(length=16), nullable=False)
        batch.add_column(sa.Column("state", sa.String(length=10), nullable=False, server_default="given"))
        batch.add_column(sa.Column("approved_by_id", GUID(length=16), nullable=True))
        batch.add_column(sa.Column("approved_at", DateTimeUTC(timezone=True), nullable=True))
        batch.add_column(sa.Column("returned_note", sa.Text(), nullable=False, server_default=""))
        batch.add_column(sa.Column("text_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
        batch.create_foreign_key(op.f("fk_answer_approved_by_id_person"), "person", ["approved_by_id"], ["id"])
        batch.create_foreign_key(op.f("fk_answer_text_id_similar_text"), "similar_text", ["text_id"], ["id"])
        batch.create_check_constraint(
            op.f("ck_answer_four_eyes"), "approved_by_id IS NULL OR approved_by_id <> answered_by_id"
        )
        batch.create_check_constraint(
            op.f("ck_answer_approved_when_given"), "approved_by_id IS NULL OR state = 'given'"
        )
    op.create_index("ix_answer_waiting", "answer", ["consultation_id", "state", "answered_at"])
    op.create_index(op.f("ix_answer_text_id"), "answer", ["text_id"])
    op.create_index(op.f("ix_answer_act_id"), "answer", ["act_id"])
    op.create_table(
        "answer_draft",
        sa.Column("person_id", GUID(length=16), nullable=False),
        sa.Column("group_id", GUID(length=16), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("clause", sa.String(length=40), nullable=False),
        sa.Column("new_text", sa.Text(), nullable=False),
        sa.Column("saved_at", DateTimeUTC(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_answer_draft_person_id_person")),
        sa.ForeignKeyConstraint(
            ["group_id"], ["opinion_group.id"], name=op.f("fk_answer_draft_group_id_opinion_group")
        ),
        sa.PrimaryKeyConstraint("person_id", "group_id", name=op.f("pk_answer_draft")),
    )
    op.create_index(op.f("ix_answer_draft_group_id"), "answer_draft", ["group_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_answer_draft_group_id"), table_name="answer_draft")
    op.drop_table("answer_draft")
    op.drop_index(op.f("ix_answer_act_id"), table_name="answer")
    op.drop_index(op.f("ix_answer_text_id"), table_name="answer")
    op.drop_index("ix_answer_waiting", table_name="answer")
    with op.batch_alter_table("answer") as batch:
        batch.drop_constraint(op.f("ck_answer_approved_when_given"), type_="check")
        batch.drop_constraint(op.f("ck_answer_four_eyes"), type_="check")
        batch.drop_constraint(op.f("fk_answer_text_id_similar_text"), type_="foreignkey")
        batch.drop_constraint(op.f("fk_answer_approved_by_id_person"), type_="foreignkey")
        for name in ("text_id", "returned_note", "approved_at", "approved_by_id", "state", "act_id"):
            batch.drop_column(name)
    op.drop_column("consultation", "answer_review")
    for name in ("shared", "texts"):
        op.drop_column("opinion_group", name)
    op.drop_index("ix_group_text_most", table_name="group_text")
    op.drop_table("group_text")
