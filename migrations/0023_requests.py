"""Tables of applicants and of requests for information."""

import sqlalchemy as sa
from advanced_alchemy.types import GUID, DateTimeUTC
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_applicant()
    _create_application()
    _create_request()
    _create_clock_event()
    op.create_table(
        "deflection",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("ref", sa.String(length=80), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "ref", "day", name=op.f("pk_deflection")),
    )


def _create_applicant() -> None:
    op.create_table(
        "applicant",
        sa.Column("id", GUID(length=16), nullable=False),
        sa.Column("agency_id", GUID(length=16), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("id_kind", sa.String(length=20), nullable=False),
        sa.Column("id_number", sa.Text(), nullable=True),
        sa.Column("id_hash", sa.String(length=64), nullable=True),
        sa.Column("id_masked", sa.String(length=40), nullable=False),
        sa.Column("contact_name", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("postcode", sa.Text(), nullable=True),
        sa.Column("erased_at", DateTimeUTC(timezone=True), nullable=True),
        sa.Column("sa_orm_sentinel", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_applicant_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applicant")),
    )
    op.create_index("ix_applicant_same", "applicant", ["agency_id", "id_hash"], unique=False)


def _create_application() -> None:
    op.create_table(
        "application",
        sa.Column("id", GUID(length=16), nullable=False),
        sa.Column("agency_id", GUID(length=16), nullable=False),
        sa.Column("receipt_id", GUID(length=16), nullable=False),
        sa.Column("applicant_id", GUID(length=16), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("submitted_at", DateTimeUTC(timezone=True), nullable=False),
        sa.Column("arrived_on", sa.Date(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("confirmed_by_id", GUID(length=16), nullable=True),
        sa.Column("confirmed_at", DateTimeUTC(timezone=True), nullable=True),
        sa.Column("form_wanted", sa.String(length=20), nullable=False),
        sa.Column("way_wanted", sa.String(length=20), nullable=False),
        sa.Column("help_wanted", sa.Text(), nullable=True),
        sa.Column("entered_by_id", GUID(length=16), nullable=True),
        sa.Column("suggests_disclosure", sa.Boolean(), nullable=False),
        sa.Column("suggestion_reason", sa.Text(), nullable=True),
        sa.Column("suggested_at", DateTimeUTC(timezone=True), nullable=True),
        sa.Column("sa_orm_sentinel", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_application_agency_id_agency")),
        sa.ForeignKeyConstraint(["applicant_id"], ["applicant.id"], name=op.f("fk_application_applicant_id_applicant")),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["person.id"], name=op.f("fk_application_confirmed_by_id_person")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["person.id"], name=op.f("fk_application_entered_by_id_person")),
        sa.ForeignKeyConstraint(["receipt_id"], ["receipt.id"], name=op.f("fk_application_receipt_id_receipt")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application")),
        sa.UniqueConstraint("receipt_id", name=op.f("uq_application_receipt_id")),
    )
    op.create_index(op.f("ix_application_agency_id"), "application", ["agency_id"], unique=False)
    op.create_index("ix_application_applicant", "application", ["applicant_id"], unique=False)
    op.create_table(
        "application_file",
        sa.Column("application_id", GUID(length=16), nullable=False),
        sa.Column("file_id", GUID(length=16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_application_file_application_id_application")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_application_file_file_id_stored_file")),
        sa.PrimaryKeyConstraint("application_id", "file_id", name=op.f("pk_application_file")),
        sa.UniqueConstraint("file_id", name=op.f("uq_application_file_file_id")),
    )


def _create_request() -> None:
    running = sa.text("closed_at IS NULL")
    op.create_table(
        "information_request",
        sa.Column("id", GUID(length=16), nullable=False),
        sa.Column("agency_id", GUID(length=16), nullable=False),
        sa.Column("application_id", GUID(length=16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("register_no", sa.String(length=30), nullable=True),
        sa.Column("division_id", GUID(length=16), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("doc_no", sa.Text(), nullable=True),
        sa.Column("text_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_is_provisional", sa.Boolean(), nullable=False),
        sa.Column("is_extended", sa.Boolean(), nullable=False),
        sa.Column("replied_at", DateTimeUTC(timezone=True), nullable=True),
        sa.Column("reply_kind", sa.String(length=30), nullable=True),
        sa.Column("closed_at", DateTimeUTC(timezone=True), nullable=True),
        sa.Column("created_at", DateTimeUTC(timezone=True), nullable=False),
        sa.Column("sa_orm_sentinel", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_information_request_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_information_request_application_id_application")
        ),
        sa.ForeignKeyConstraint(
            ["division_id"], ["division.id"], name=op.f("fk_information_request_division_id_division")
        ),
        sa.ForeignKeyConstraint(
            ["text_id"], ["similar_text.id"], name=op.f("fk_information_request_text_id_similar_text")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_information_request")),
        sa.UniqueConstraint("agency_id", "register_no", name=op.f("uq_information_request_agency_id")),
        sa.UniqueConstraint("application_id", "position", name=op.f("uq_information_request_application_id")),
    )
    op.create_index(
        "ix_information_request_division",
        "information_request",
        ["agency_id", "division_id", "due_on", "id"],
        unique=False,
        sqlite_where=running,
        postgresql_where=running,
    )
    op.create_index(
        "ix_information_request_due",
        "information_request",
        ["agency_id", "due_on", "id"],
        unique=False,
        sqlite_where=running,
        postgresql_where=running,
    )
    op.create_index("ix_information_request_state", "information_request", ["agency_id", "state", "id"], unique=False)
    op.create_index("ix_information_request_text", "information_request", ["text_id"], unique=False)


def _create_clock_event() -> None:
    op.create_table(
        "clock_event",
        sa.Column("id", GUID(length=16), nullable=False),
        sa.Column("request_id", GUID(length=16), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("served_on", sa.Date(), nullable=True),
        sa.Column("end_on", sa.Date(), nullable=True),
        sa.Column("workdays", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor_id", GUID(length=16), nullable=True),
        sa.Column("recorded_at", DateTimeUTC(timezone=True), nullable=False),
        sa.Column("sa_orm_sentinel", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_clock_event_actor_id_person")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["information_request.id"], name=op.f("fk_clock_event_request_id_information_request")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_event")),
    )
    op.create_index("ix_clock_event_request", "clock_event", ["request_id", "id"], unique=False)


def downgrade() -> None:

    op.drop_index("ix_clock_event_request", table_name="clock_event")
    op.drop_table("clock_event")
    op.drop_index("ix_information_request_text", table_name="information_request")
    op.drop_index("ix_information_request_state", table_name="information_request")
    op.drop_index("ix_information_request_due", table_name="information_request")
    op.drop_index("ix_information_request_division", table_name="information_request")
    op.drop_table("information_request")
    op.drop_table("application_file")
    op.drop_index("ix_application_applicant", table_name="application")
    op.drop_index(op.f("ix_application_agency_id"), table_name="application")
    op.drop_table("application")
    op.drop_index("ix_applicant_same", table_name="applicant")
    op.drop_table("applicant")
    op.drop_table("deflection")
