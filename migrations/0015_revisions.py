"""Tables of revisions; what the clauses of a draft became, and since when the public knows it."""

import sqlalchemy as sa
from advanced_alchemy.types import GUID, DateTimeUTC
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("consultation", sa.Column("final_published_at", DateTimeUTC(timezone=True), nullable=True))
    op.add_column("clause", sa.Column("lineage_id", GUID(length=16), nullable=True))
    op.add_column("clause", sa.Column("became", sa.String(length=200), nullable=True))
    op.create_table(
        "revision",
        sa.Column("id", GUID(length=16), nullable=False),
        sa.Column("agency_id", GUID(length=16), nullable=False),
        sa.Column("consultation_id", GUID(length=16), nullable=False),
        sa.Column("draft_id", GUID(length=16), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("returned_note", sa.Text(), nullable=False),
        sa.Column("submitted_by_id", GUID(length=16), nullable=True),
        sa.Column("submitted_at", DateTimeUTC(timezone=True), nullable=True),
        sa.Column("approved_by_id", GUID(length=16), nullable=True),
        sa.Column("published_at", DateTimeUTC(timezone=True), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=True),
        sa.Column("sa_orm_sentinel", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "approved_by_id IS NULL OR approved_by_id <> submitted_by_id", name=op.f("ck_revision_four_eyes")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_revision_agency_id_agency")),
        sa.ForeignKeyConstraint(["approved_by_id"], ["person.id"], name=op.f("fk_revision_approved_by_id_person")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_revision_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_revision_draft_id_draft")),
        sa.ForeignKeyConstraint(["submitted_by_id"], ["person.id"], name=op.f("fk_revision_submitted_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
        sa.UniqueConstraint("consultation_id", name=op.f("uq_revision_consultation_id")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_revision_draft_id")),
    )
    op.create_table(
        "clause_link",
        sa.Column("id", GUID(length=16), nullable=False),
        sa.Column("revision_id", GUID(length=16), nullable=False),
        sa.Column("before_id", GUID(length=16), nullable=True),
        sa.Column("after_id", GUID(length=16), nullable=True),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("needs_look", sa.Boolean(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=True),
        sa.Column("sa_orm_sentinel", sa.Integer(), nullable=True),
        sa.CheckConstraint("before_id IS NOT NULL OR after_id IS NOT NULL", name=op.f("ck_clause_link_has_a_side")),
        sa.ForeignKeyConstraint(["after_id"], ["clause.id"], name=op.f("fk_clause_link_after_id_clause")),
        sa.ForeignKeyConstraint(["before_id"], ["clause.id"], name=op.f("fk_clause_link_before_id_clause")),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_clause_link_revision_id_revision")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clause_link")),
        sa.UniqueConstraint("revision_id", "before_id", "after_id", name="uq_clause_link_sides"),
    )
    op.create_index(op.f("ix_clause_link_after_id"), "clause_link", ["after_id"])
    op.create_index(op.f("ix_clause_link_before_id"), "clause_link", ["before_id"])
    op.create_table(
        "change_cause",
        sa.Column("revision_id", GUID(length=16), nullable=False),
        sa.Column("clause_id", GUID(length=16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["clause_id"], ["clause.id"], name=op.f("fk_change_cause_clause_id_clause")),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_change_cause_revision_id_revision")),
        sa.PrimaryKeyConstraint("revision_id", "clause_id", "position", name=op.f("pk_change_cause")),
    )
    op.create_table(
        "comparison_row",
        sa.Column("revision_id", GUID(length=16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("is_moved", sa.Boolean(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_comparison_row_revision_id_revision")),
        sa.PrimaryKeyConstraint("revision_id", "position", name=op.f("pk_comparison_row")),
    )


def downgrade() -> None:
    op.drop_table("comparison_row")
    op.drop_table("change_cause")
    op.drop_table("clause_link")
    op.drop_table("revision")
    op.drop_column("clause", "became")
    op.drop_column("clause", "lineage_id")
    op.drop_column("consultation", "final_published_at")
