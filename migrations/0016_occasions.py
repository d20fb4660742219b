"""Tables of occasions."""

import sqlalchemy as sa
from advanced_alchemy.types import GUID, DateTimeUTC
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "occasion",
        sa.Column("id", GUID(length=16), nullable=False),
        sa.Column("agency_id", GUID(length=16), nullable=False),
        sa.Column("consultation_id", GUID(length=16), nullable=False),
        sa.Column("created_by_id", GUID(length=16), nullable=False),
        sa.Column("created_at", DateTimeUTC(timezone=True), nullable=False),
        sa.Column("method", sa.String(length=30), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.String(length=5), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("organiser", sa.String(length=200), nullable=False),
        sa.Column("participants", sa.JSON(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("announced_at", DateTimeUTC(timezone=True), nullable=True),
        sa.Column("cancelled_note", sa.Text(), nullable=False),
        sa.Column("sa_orm_sentinel", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_occasion_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_occasion_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(["created_by_id"], ["person.id"], name=op.f("fk_occasion_created_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occasion")),
    )
    op.create_index("ix_occasion_consultation", "occasion", ["consultation_id", "held_on"])
    op.create_table(
        "hearing",
        sa.Column("occasion_id", GUID(length=16), nullable=False),
        sa.Column("is_rule_making", sa.Boolean(), nullable=False),
        sa.Column("seats", sa.JSON(), nullable=False),
        sa.Column("selection_rule", sa.Text(), nullable=False),
        sa.Column("sign_up", sa.Text(), nullable=False),
        sa.Column("sign_up_until", sa.Date(), nullable=False),
        sa.Column("attendees", sa.JSON(), nullable=False),
        sa.Column("listed_at", DateTimeUTC(timezone=True), nullable=True),
        sa.Column("materials", sa.Text(), nullable=False),
        sa.Column("materials_sent_on", sa.Date(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("signed_count", sa.Integer(), nullable=False),
        sa.Column("unsigned_note", sa.Text(), nullable=False),
        sa.CheckConstraint("signed_count >= 0", name=op.f("ck_hearing_signed_count")),
        sa.ForeignKeyConstraint(["occasion_id"], ["occasion.id"], name=op.f("fk_hearing_occasion_id_occasion")),
        sa.PrimaryKeyConstraint("occasion_id", name=op.f("pk_hearing")),
    )
    op.create_table(
        "comment_upload",
        sa.Column("id", GUID(length=16), nullable=False),
        sa.Column("agency_id", GUID(length=16), nullable=False),
        sa.Column("consultation_id", GUID(length=16), nullable=False),
        sa.Column("occasion_id", GUID(length=16), nullable=True),
        sa.Column("method", sa.String(length=30), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("uploaded_by_id", GUID(length=16), nullable=False),
        sa.Column("uploaded_at", DateTimeUTC(timezone=True), nullable=False),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("sa_orm_sentinel", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_comment_upload_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_comment_upload_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(["occasion_id"], ["occasion.id"], name=op.f("fk_comment_upload_occasion_id_occasion")),
        sa.ForeignKeyConstraint(
            ["uploaded_by_id"], ["person.id"], name=op.f("fk_comment_upload_uploaded_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_upload")),
    )
    op.create_index(op.f("ix_comment_upload_consultation_id"), "comment_upload", ["consultation_id"])
    op.add_column(
        "comment",
        sa.Column(
            "occasion_id",
            GUID(length=16),
            sa.ForeignKey("occasion.id", name=op.f("fk_comment_occasion_id_occasion")),
            nullable=True,
        ),
        inline_references=True,
    )
    op.create_index(
        "ix_comment_occasion",
        "comment",
        ["occasion_id", "id"],
        sqlite_where=sa.text("occasion_id IS NOT NULL"),
        postgresql_where=sa.text("occasion_id IS NOT NULL"),
    )
    op.add_column("consultation", sa.Column("occasion_count", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    op.drop_column("consultation", "occasion_count")
    op.drop_index("ix_comment_occasion", table_name="comment")
    if op.get_bind().dialect.name == "sqlite":  # which drops no column with a reference: the table is built anew
        with op.batch_alter_table("comment") as batch:
            batch.drop_column("occasion_id")
    else:
        op.drop_column("comment", "occasion_id")
    op.drop_table("comment_upload")
    op.drop_table("hearing")
    op.drop_table("occasion")
