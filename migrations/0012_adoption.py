"""Tables of adoption."""

import sqlalchemy as sa
from advanced_alchemy.types import GUID, DateTimeUTC
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "adoption_report",
        sa.Column("id", GUID(length=16), nullable=False),
        sa.Column("agency_id", GUID(length=16), nullable=False),
        sa.Column("consultation_id", GUID(length=16), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("preface", sa.Text(), nullable=False),
        sa.Column("next_steps", sa.Text(), nullable=False),
        sa.Column("returned_note", sa.Text(), nullable=False),
        sa.Column("submitted_by_id", GUID(length=16), nullable=True),
        sa.Column("submitted_at", DateTimeUTC(timezone=True), nullable=True),
        sa.Column("approved_by_id", GUID(length=16), nullable=True),
        sa.Column("published_at", DateTimeUTC(timezone=True), nullable=True),
        sa.Column("summary", sa.JSON(), nullable=True),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("notified_at", DateTimeUTC(timezone=True), nullable=True),
        sa.Column("sa_orm_sentinel", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "approved_by_id IS NULL OR approved_by_id <> submitted_by_id", name=op.f("ck_adoption_report_four_eyes")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_adoption_report_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["person.id"], name=op.f("fk_adoption_report_approved_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_adoption_report_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["person.id"], name=op.f("fk_adoption_report_submitted_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adoption_report")),
        sa.UniqueConstraint("consultation_id", name=op.f("uq_adoption_report_consultation_id")),
    )
    op.create_table(
        "answer",
        sa.Column("id", GUID(length=16), nullable=False),
        sa.Column("group_id", GUID(length=16), nullable=False),
        sa.Column("consultation_id", GUID(length=16), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("clause_id", GUID(length=16), nullable=True),
        sa.Column("new_text", sa.Text(), nullable=False),
        sa.Column("answered_by_id", GUID(length=16), nullable=False),
        sa.Column("answered_at", DateTimeUTC(timezone=True), nullable=False),
        sa.Column("sa_orm_sentinel", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["answered_by_id"], ["person.id"], name=op.f("fk_answer_answered_by_id_person")),
        sa.ForeignKeyConstraint(["clause_id"], ["clause.id"], name=op.f("fk_answer_clause_id_clause")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_answer_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(["group_id"], ["opinion_group.id"], name=op.f("fk_answer_group_id_opinion_group")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
        sa.UniqueConstraint("group_id", name=op.f("uq_answer_group_id")),
    )
    op.create_index(op.f("ix_answer_consultation_id"), "answer", ["consultation_id"], unique=False)
    op.create_table(
        "report_item",
        sa.Column("report_id", GUID(length=16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("group_id", GUID(length=16), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("clause_ref", sa.String(length=40), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["opinion_group.id"], name=op.f("fk_report_item_group_id_opinion_group")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["adoption_report.id"], name=op.f("fk_report_item_report_id_adoption_report")
        ),
        sa.PrimaryKeyConstraint("report_id", "position", name=op.f("pk_report_item")),
    )
    op.create_index(op.f("ix_report_item_group_id"), "report_item", ["group_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_report_item_group_id"), table_name="report_item")
    op.drop_table("report_item")
    op.drop_index(op.f("ix_answer_consultation_id"), table_name="answer")
    op.drop_table("answer")
    op.drop_table("adoption_report")
