"""Tables of replies."""

import sqlalchemy as sa
from advanced_alchemy.types import GUID, DateTimeUTC
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_reply()
    _create_reply_file()
    _create_reply_review()
    _create_reply_version()


def _create_reply() -> None:
    op.create_table(
        "reply",
        sa.Column("id", GUID(length=16), nullable=False),
        sa.Column("agency_id", GUID(length=16), nullable=False),
        sa.Column("request_id", GUID(length=16), nullable=False),
        sa.Column("division_id", GUID(length=16), nullable=True),
        sa.Column("batch_id", GUID(length=16), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("bases", sa.JSON(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("is_override", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("drafted_by_id", GUID(length=16), nullable=False),
        sa.Column("drafted_at", DateTimeUTC(timezone=True), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("next_role", sa.String(length=30), nullable=True),
        sa.Column("submitted_by_id", GUID(length=16), nullable=True),
        sa.Column("submitted_at", DateTimeUTC(timezone=True), nullable=True),
        sa.Column("letter_id", GUID(length=16), nullable=True),
        sa.Column("issued_at", DateTimeUTC(timezone=True), nullable=True),
        sa.Column("issued_by_id", GUID(length=16), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("annual_row", sa.String(length=40), nullable=True),
        sa.Column("sa_orm_sentinel", sa.Integer(), nullable=True),
        sa.CheckConstraint("(issued_at IS NULL) = (letter_id IS NULL)", name=op.f("ck_reply_issued_with_letter")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_reply_agency_id_agency")),
        sa.ForeignKeyConstraint(["division_id"], ["division.id"], name=op.f("fk_reply_division_id_division")),
        sa.ForeignKeyConstraint(["drafted_by_id"], ["person.id"], name=op.f("fk_reply_drafted_by_id_person")),
        sa.ForeignKeyConstraint(["issued_by_id"], ["person.id"], name=op.f("fk_reply_issued_by_id_person")),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_reply_letter_id_letter")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["information_request.id"], name=op.f("fk_reply_request_id_information_request")
        ),
        sa.ForeignKeyConstraint(["submitted_by_id"], ["person.id"], name=op.f("fk_reply_submitted_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply")),
        sa.UniqueConstraint("letter_id", name=op.f("uq_reply_letter_id")),
        sa.UniqueConstraint("request_id", name=op.f("uq_reply_request_id")),
    )
    op.create_index(op.f("ix_reply_annual_row"), "reply", ["annual_row"], unique=False)
    op.create_index("ix_reply_batch", "reply", ["batch_id"], unique=False)
    op.create_index("ix_reply_waiting", "reply", ["agency_id", "state", "next_role"], unique=False)


def _create_reply_file() -> None:
    op.create_table(
        "reply_file",
        sa.Column("id", GUID(length=16), nullable=False),
        sa.Column("reply_id", GUID(length=16), nullable=False),
        sa.Column("file_id", GUID(length=16), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("is_redacted", sa.Boolean(), nullable=False),
        sa.Column("sa_orm_sentinel", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_reply_file_file_id_stored_file")),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_reply_file_reply_id_reply")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply_file")),
    )
    op.create_index(op.f("ix_reply_file_file_id"), "reply_file", ["file_id"], unique=False)
    op.create_index(op.f("ix_reply_file_reply_id"), "reply_file", ["reply_id"], unique=False)


def _create_reply_review() -> None:
    op.create_table(
        "reply_review",
        sa.Column("id", GUID(length=16), nullable=False),
        sa.Column("reply_id", GUID(length=16), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("decision", sa.String(length=10), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("person_id", GUID(length=16), nullable=False),
        sa.Column("for_person_id", GUID(length=16), nullable=True),
        sa.Column("deputy_reason", sa.Text(), nullable=False),
        sa.Column("decided_at", DateTimeUTC(timezone=True), nullable=False),
        sa.Column("sa_orm_sentinel", sa.Integer(), nullable=True),
        sa.CheckConstraint("decision IN ('approve', 'return')", name=op.f("ck_reply_review_decision")),
        sa.ForeignKeyConstraint(["for_person_id"], ["person.id"], name=op.f("fk_reply_review_for_person_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reply_review_person_id_person")),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_reply_review_reply_id_reply")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply_review")),
    )
    op.create_index("ix_reply_review_reply", "reply_review", ["reply_id", "round"], unique=False)


def _create_reply_version() -> None:
    op.create_table(
        "reply_version",
        sa.Column("reply_id", GUID(length=16), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("bases", sa.JSON(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("drafted_by_id", GUID(length=16), nullable=False),
        sa.Column("drafted_at", DateTimeUTC(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["drafted_by_id"], ["person.id"], name=op.f("fk_reply_version_drafted_by_id_person")),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_reply_version_reply_id_reply")),
        sa.PrimaryKeyConstraint("reply_id", "version", name=op.f("pk_reply_version")),
    )


def downgrade() -> None:
    op.drop_table("reply_version")
    op.drop_index("ix_reply_review_reply", table_name="reply_review")
    op.drop_table("reply_review")
    op.drop_index(op.f("ix_reply_file_reply_id"), table_name="reply_file")
    op.drop_index(op.f("ix_reply_file_file_id"), table_name="reply_file")
    op.drop_table("reply_file")
    op.drop_index("ix_reply_waiting", table_name="reply")
    op.drop_index("ix_reply_batch", table_name="reply")
    op.drop_index(op.f("ix_reply_annual_row"), table_name="reply")
    op.drop_table("reply")
