"""Tables of letters: numbered without gaps, frozen when issued."""

import sqlalchemy as sa
from advanced_alchemy.types import GUID, DateTimeUTC
from alembic import op

from app.lib.append_only import drop_frozen, frozen

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "letterhead",
        sa.Column("agency_id", GUID(length=16), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("prefix", sa.String(length=40), nullable=False),
        sa.Column("codes", sa.JSON(), nullable=False),
        sa.Column("reconsideration_organ", sa.String(length=100), nullable=False),
        sa.Column("court", sa.String(length=100), nullable=False),
        sa.Column("contact", sa.String(length=300), nullable=False),
        sa.Column("complaints", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_letterhead_agency_id_agency")),
        sa.PrimaryKeyConstraint("agency_id", name=op.f("pk_letterhead")),
    )
    op.create_table(
        "letter_series",
        sa.Column("agency_id", GUID(length=16), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_letter_series_agency_id_agency")),
        sa.PrimaryKeyConstraint("agency_id", "kind", "year", name=op.f("pk_letter_series")),
    )
    op.create_table(
        "letter",
        sa.Column("id", GUID(length=16), nullable=False),
        sa.Column("agency_id", GUID(length=16), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("legal_version", sa.String(length=60), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("issued_at", DateTimeUTC(timezone=True), nullable=False),
        sa.Column("issued_by_id", GUID(length=16), nullable=True),
        sa.Column("sa_orm_sentinel", sa.Integer(), nullable=True),
        sa.CheckConstraint("serial > 0", name=op.f("ck_letter_serial_counts_from_one")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_letter_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint("agency_id", "kind", "year", "serial", name="uq_letter_serial"),
        sa.UniqueConstraint("agency_id", "number", name="uq_letter_number"),
    )
    op.create_index("ix_letter_subject", "letter", ["subject"])
    frozen("letter", but="content")
    op.create_table(
        "letter_service",
        sa.Column("id", GUID(length=16), nullable=False),
        sa.Column("letter_id", GUID(length=16), nullable=False),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.Column("served_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_at", DateTimeUTC(timezone=True), nullable=False),
        sa.Column("recorded_by_id", GUID(length=16), nullable=True),
        sa.Column("sa_orm_sentinel", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_letter_service_letter_id_letter")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_service")),
    )
    op.create_index(op.f("ix_letter_service_letter_id"), "letter_service", ["letter_id"])
    frozen("letter_service", but="note")


def downgrade() -> None:
    drop_frozen("letter_service")
    op.drop_table("letter_service")
    drop_frozen("letter")
    op.drop_table("letter")
    op.drop_table("letter_series")
    op.drop_table("letterhead")
