"""Tables of decisions."""

import sqlalchemy as sa
from advanced_alchemy.types import GUID, DateTimeUTC
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "decision_matter",
        sa.Column("id", GUID(length=16), nullable=False),
        sa.Column("agency_id", GUID(length=16), nullable=False),
        sa.Column("division_id", GUID(length=16), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("created_at", DateTimeUTC(timezone=True), nullable=False),
        sa.Column("conclusion", sa.Text(), nullable=False),
        sa.Column("concluded_at", DateTimeUTC(timezone=True), nullable=True),
        sa.Column("sa_orm_sentinel", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_decision_matter_agency_id_agency")),
        sa.ForeignKeyConstraint(["division_id"], ["division.id"], name=op.f("fk_decision_matter_division_id_division")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_matter")),
    )
    op.create_index("ix_decision_matter_agency", "decision_matter", ["agency_id", "state"], unique=False)
    op.create_table(
        "matter_consultation",
        sa.Column("matter_id", GUID(length=16), nullable=False),
        sa.Column("consultation_id", GUID(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_matter_consultation_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(
            ["matter_id"], ["decision_matter.id"], name=op.f("fk_matter_consultation_matter_id_decision_matter")
        ),
        sa.PrimaryKeyConstraint("matter_id", "consultation_id", name=op.f("pk_matter_consultation")),
        sa.UniqueConstraint("consultation_id", name=op.f("uq_matter_consultation_consultation_id")),
    )


def downgrade() -> None:
    op.drop_table("matter_consultation")
    op.drop_index("ix_decision_matter_agency", table_name="decision_matter")
    op.drop_table("decision_matter")
