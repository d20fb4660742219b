"""Tables of challenges."""

import sqlalchemy as sa
from advanced_alchemy.types import GUID, DateTimeUTC
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "challenge",
        sa.Column("id", GUID(length=16), nullable=False),
        sa.Column("agency_id", GUID(length=16), nullable=False),
        sa.Column("request_id", GUID(length=16), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("organ", sa.String(length=100), nullable=False),
        sa.Column("case_no", sa.String(length=80), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=False),
        sa.Column("result", sa.String(length=10), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_by_id", GUID(length=16), nullable=False),
        sa.Column("recorded_at", DateTimeUTC(timezone=True), nullable=False),
        sa.Column("sa_orm_sentinel", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(result = 'pending') = (decided_on IS NULL)", name=op.f("ck_challenge_a_result_has_its_day")
        ),
        sa.CheckConstraint(
            "decided_on IS NULL OR decided_on >= filed_on", name=op.f("ck_challenge_decided_after_filing")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_challenge_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["information_request.id"], name=op.f("fk_challenge_request_id_information_request")
        ),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["person.id"], name=op.f("fk_challenge_recorded_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenge")),
    )
    op.create_index("ix_challenge_agency", "challenge", ["agency_id", "filed_on"])
    op.create_index(op.f("ix_challenge_request_id"), "challenge", ["request_id"])


def downgrade() -> None:
    op.drop_table("challenge")
