"""Tables of conversions."""

import sqlalchemy as sa
from advanced_alchemy.types import GUID, DateTimeUTC
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conversion_clearance",
        sa.Column("group_id", GUID(length=16), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("person_id", GUID(length=16), nullable=False),
        sa.Column("person_name", sa.String(length=100), nullable=False),
        sa.Column("cleared_at", DateTimeUTC(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["request_group.id"], name=op.f("fk_conversion_clearance_group_id_request_group")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_conversion_clearance_person_id_person")),
        sa.PrimaryKeyConstraint("group_id", "digest", "person_id", name=op.f("pk_conversion_clearance")),
    )
    op.create_table(
        "conversion_draft",
        sa.Column("group_id", GUID(length=16), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("file_ids", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("findings", sa.Integer(), nullable=False),
        sa.Column("drafted_by_id", GUID(length=16), nullable=False),
        sa.Column("drafted_at", DateTimeUTC(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["drafted_by_id"], ["person.id"], name=op.f("fk_conversion_draft_drafted_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["request_group.id"], name=op.f("fk_conversion_draft_group_id_request_group")
        ),
        sa.PrimaryKeyConstraint("group_id", name=op.f("pk_conversion_draft")),
    )
    op.create_table(
        "conversion",
        sa.Column("id", GUID(length=16), nullable=False),
        sa.Column("agency_id", GUID(length=16), nullable=False),
        sa.Column("group_id", GUID(length=16), nullable=False),
        sa.Column("decision", sa.String(length=20), nullable=False),
        sa.Column("triggers", sa.JSON(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("first_asked_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("entry_id", GUID(length=16), nullable=True),
        sa.Column("index_no", sa.String(length=40), nullable=True),
        sa.Column("path", sa.String(length=200), nullable=True),
        sa.Column("decided_by_id", GUID(length=16), nullable=False),
        sa.Column("decided_at", DateTimeUTC(timezone=True), nullable=False),
        sa.Column("sa_orm_sentinel", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(decision = 'published') = (entry_id IS NOT NULL)", name=op.f("ck_conversion_published_with_entry")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_conversion_agency_id_agency")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_conversion_decided_by_id_person")),
        sa.ForeignKeyConstraint(["entry_id"], ["disclosure.id"], name=op.f("fk_conversion_entry_id_disclosure")),
        sa.ForeignKeyConstraint(["group_id"], ["request_group.id"], name=op.f("fk_conversion_group_id_request_group")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversion")),
    )
    op.create_index("ix_conversion_group", "conversion", ["group_id"], unique=False)
    op.create_index("ix_conversion_public", "conversion", ["decision", "decided_at"], unique=False)
    op.create_table(
        "conversion_reply",
        sa.Column("conversion_id", GUID(length=16), nullable=False),
        sa.Column("request_id", GUID(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversion_id"], ["conversion.id"], name=op.f("fk_conversion_reply_conversion_id_conversion")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["information_request.id"], name=op.f("fk_conversion_reply_request_id_information_request")
        ),
        sa.PrimaryKeyConstraint("conversion_id", "request_id", name=op.f("pk_conversion_reply")),
    )
    op.create_table(
        "suggestion_review",
        sa.Column("application_id", GUID(length=16), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by_id", GUID(length=16), nullable=False),
        sa.Column("decided_at", DateTimeUTC(timezone=True), nullable=False),
        sa.Column("conversion_id", GUID(length=16), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_suggestion_review_application_id_application")
        ),
        sa.ForeignKeyConstraint(
            ["conversion_id"], ["conversion.id"], name=op.f("fk_suggestion_review_conversion_id_conversion")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_suggestion_review_decided_by_id_person")
        ),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_suggestion_review")),
    )
    op.create_index(op.f("ix_suggestion_review_conversion_id"), "suggestion_review", ["conversion_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_suggestion_review_conversion_id"), table_name="suggestion_review")
    op.drop_table("suggestion_review")
    op.drop_table("conversion_reply")
    op.drop_index("ix_conversion_public", table_name="conversion")
    op.drop_index("ix_conversion_group", table_name="conversion")
    op.drop_table("conversion")
    op.drop_table("conversion_draft")
    op.drop_table("conversion_clearance")
