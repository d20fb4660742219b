"""Tables of consultations."""

import sqlalchemy as sa
from advanced_alchemy.types import GUID, DateTimeUTC
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "consultation",
        sa.Column("id", GUID(length=16), nullable=False),
        sa.Column("agency_id", GUID(length=16), nullable=False),
        sa.Column("division_id", GUID(length=16), nullable=False),
        sa.Column("created_by_id", GUID(length=16), nullable=False),
        sa.Column("created_at", DateTimeUTC(timezone=True), nullable=False),
        sa.Column("draft_id", GUID(length=16), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("methods", sa.JSON(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("shorten_reason", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("moderation_policy", sa.String(length=10), nullable=False),
        sa.Column("is_past", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("submitted_by_id", GUID(length=16), nullable=True),
        sa.Column("submitted_at", DateTimeUTC(timezone=True), nullable=True),
        sa.Column("approved_by_id", GUID(length=16), nullable=True),
        sa.Column("published_at", DateTimeUTC(timezone=True), nullable=True),
        sa.Column("returned_note", sa.Text(), nullable=False),
        sa.Column("withdrawal_by_id", GUID(length=16), nullable=True),
        sa.Column("withdrawn_note", sa.Text(), nullable=False),
        sa.Column("report_due_on", sa.Date(), nullable=True),
        sa.Column("collected_count", sa.Integer(), nullable=False),
        sa.Column("late_count", sa.Integer(), nullable=False),
        sa.Column("people_count", sa.Integer(), nullable=False),
        sa.Column("cookie_people_count", sa.Integer(), nullable=False),
        sa.Column("sa_orm_sentinel", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "approved_by_id IS NULL OR approved_by_id <> submitted_by_id", name=op.f("ck_consultation_four_eyes")
        ),
        sa.CheckConstraint("closes_on > opens_on", name=op.f("ck_consultation_period_runs_forward")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_consultation_agency_id_agency")),
        sa.ForeignKeyConstraint(["approved_by_id"], ["person.id"], name=op.f("fk_consultation_approved_by_id_person")),
        sa.ForeignKeyConstraint(["created_by_id"], ["person.id"], name=op.f("fk_consultation_created_by_id_person")),
        sa.ForeignKeyConstraint(["division_id"], ["division.id"], name=op.f("fk_consultation_division_id_division")),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_consultation_draft_id_draft")),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["person.id"], name=op.f("fk_consultation_submitted_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawal_by_id"], ["person.id"], name=op.f("fk_consultation_withdrawal_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_consultation_draft_id")),
    )
    op.create_index("ix_consultation_agency_state", "consultation", ["agency_id", "state"], unique=False)
    op.create_index(op.f("ix_consultation_division_id"), "consultation", ["division_id"], unique=False)
    op.create_table(
        "participant",
        sa.Column("consultation_id", GUID(length=16), nullable=False),
        sa.Column("person_key", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_participant_consultation_id_consultation")
        ),
        sa.PrimaryKeyConstraint("consultation_id", "person_key", name=op.f("pk_participant")),
    )
    op.create_table(
        "tally",
        sa.Column("consultation_id", GUID(length=16), nullable=False),
        sa.Column("clause_ref", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("method", sa.String(length=30), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_tally_consultation_id_consultation")
        ),
        sa.PrimaryKeyConstraint("consultation_id", "clause_ref", "day", "method", name=op.f("pk_tally")),
    )


def downgrade() -> None:
    op.drop_table("tally")
    op.drop_table("participant")
    op.drop_index(op.f("ix_consultation_division_id"), table_name="consultation")
    op.drop_index("ix_consultation_agency_state", table_name="consultation")
    op.drop_table("consultation")
