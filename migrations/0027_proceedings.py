"""Tables of proceedings, and the version of the calendar with which a due date was computed."""

import sqlalchemy as sa
from advanced_alchemy.types import GUID, DateTimeUTC
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "proceeding",
        sa.Column("id", GUID(length=16), nullable=False),
        sa.Column("request_id", GUID(length=16), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("workdays", sa.Integer(), nullable=False),
        sa.Column("other_side", sa.Text(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=30), nullable=True),
        sa.Column("decision", sa.String(length=20), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=False),
        sa.Column("fee_basis", sa.String(length=20), nullable=True),
        sa.Column("fee_count", sa.Integer(), nullable=True),
        sa.Column("fee_amount", sa.Integer(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("served_on", sa.Date(), nullable=True),
        sa.Column("answer_by", sa.Date(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("letter_id", GUID(length=16), nullable=True),
        sa.Column("clock_event_id", GUID(length=16), nullable=True),
        sa.Column("opened_by_id", GUID(length=16), nullable=True),
        sa.Column("approved_by_id", GUID(length=16), nullable=True),
        sa.Column("created_at", DateTimeUTC(timezone=True), nullable=False),
        sa.Column("sa_orm_sentinel", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["request_id"], ["information_request.id"], name=op.f("fk_proceeding_request_id_information_request")
        ),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_proceeding_letter_id_letter")),
        sa.ForeignKeyConstraint(
            ["clock_event_id"], ["clock_event.id"], name=op.f("fk_proceeding_clock_event_id_clock_event")
        ),
        sa.ForeignKeyConstraint(["opened_by_id"], ["person.id"], name=op.f("fk_proceeding_opened_by_id_person")),
        sa.ForeignKeyConstraint(["approved_by_id"], ["person.id"], name=op.f("fk_proceeding_approved_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proceeding")),
    )
    op.create_index("ix_proceeding_request", "proceeding", ["request_id", "id"], unique=False)
    op.create_index("ix_proceeding_running", "proceeding", ["state", "answer_by"], unique=False)
    op.add_column(
        "information_request", sa.Column("calendar_version", sa.Integer(), nullable=False, server_default="0")
    )


def downgrade() -> None:
    op.drop_column("information_request", "calendar_version")
    op.drop_index("ix_proceeding_running", table_name="proceeding")
    op.drop_index("ix_proceeding_request", table_name="proceeding")
    op.drop_table("proceeding")
