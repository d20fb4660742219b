"""Tables of request_groups."""

import sqlalchemy as sa
from advanced_alchemy.types import GUID, DateTimeUTC
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "request_group",
        sa.Column("id", GUID(length=16), nullable=False),
        sa.Column("agency_id", GUID(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("merged_into_id", GUID(length=16), nullable=True),
        sa.Column("guards", sa.JSON(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("new_count", sa.Integer(), nullable=False),
        sa.Column("is_wide_scope", sa.Boolean(), nullable=False),
        sa.Column("is_wide_awareness", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", DateTimeUTC(timezone=True), nullable=True),
        sa.Column("last_asked_on", sa.Date(), nullable=True),
        sa.Column("converted_on", sa.Date(), nullable=True),
        sa.Column("index_no", sa.String(length=40), nullable=True),
        sa.Column("path", sa.String(length=200), nullable=True),
        sa.Column("sa_orm_sentinel", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_request_group_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["request_group.id"], name=op.f("fk_request_group_merged_into_id_request_group")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_group")),
        sa.UniqueConstraint("agency_id", "number", name=op.f("uq_request_group_agency_id")),
    )
    op.create_index("ix_request_group_size", "request_group", ["agency_id", "state", "size"], unique=False)
    op.create_table(
        "request_threshold",
        sa.Column("agency_id", GUID(length=16), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_request_threshold_agency_id_agency")),
        sa.PrimaryKeyConstraint("agency_id", name=op.f("pk_request_threshold")),
    )
    op.create_table(
        "request_group_event",
        sa.Column("id", GUID(length=16), nullable=False),
        sa.Column("agency_id", GUID(length=16), nullable=False),
        sa.Column("at", DateTimeUTC(timezone=True), nullable=False),
        sa.Column("actor_id", GUID(length=16), nullable=True),
        sa.Column("actor_name", sa.String(length=100), nullable=False),
        sa.Column("verb", sa.String(length=20), nullable=False),
        sa.Column("group_id", GUID(length=16), nullable=False),
        sa.Column("other_group_id", GUID(length=16), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("undone_by_id", GUID(length=16), nullable=True),
        sa.Column("sa_orm_sentinel", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_request_group_event_actor_id_person")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_request_group_event_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["group_id"], ["request_group.id"], name=op.f("fk_request_group_event_group_id_request_group")
        ),
        sa.ForeignKeyConstraint(
            ["other_group_id"], ["request_group.id"], name=op.f("fk_request_group_event_other_group_id_request_group")
        ),
        sa.ForeignKeyConstraint(
            ["undone_by_id"],
            ["request_group_event.id"],
            name=op.f("fk_request_group_event_undone_by_id_request_group_event"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_group_event")),
    )
    op.create_index("ix_request_group_event_group", "request_group_event", ["group_id", "id"], unique=False)
    op.create_index("ix_request_group_event_other", "request_group_event", ["other_group_id", "id"], unique=False)
    op.create_table(
        "request_group_apart",
        sa.Column("group_id", GUID(length=16), nullable=False),
        sa.Column("other_group_id", GUID(length=16), nullable=False),
        sa.Column("event_id", GUID(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["request_group_event.id"], name=op.f("fk_request_group_apart_event_id_request_group_event")
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["request_group.id"], name=op.f("fk_request_group_apart_group_id_request_group")
        ),
        sa.ForeignKeyConstraint(
            ["other_group_id"], ["request_group.id"], name=op.f("fk_request_group_apart_other_group_id_request_group")
        ),
        sa.PrimaryKeyConstraint("group_id", "other_group_id", name=op.f("pk_request_group_apart")),
    )
    op.create_index(op.f("ix_request_group_apart_event_id"), "request_group_apart", ["event_id"], unique=False)
    op.create_table(
        "request_place",
        sa.Column("request_id", GUID(length=16), nullable=False),
        sa.Column("agency_id", GUID(length=16), nullable=False),
        sa.Column("group_id", GUID(length=16), nullable=True),
        sa.Column("guards", sa.JSON(), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("text_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("applicant_key", sa.String(length=64), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("placed_by", sa.String(length=10), nullable=False),
        sa.Column("is_new", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_request_place_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["group_id"], ["request_group.id"], name=op.f("fk_request_place_group_id_request_group")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["information_request.id"], name=op.f("fk_request_place_request_id_information_request")
        ),
        sa.ForeignKeyConstraint(["text_id"], ["similar_text.id"], name=op.f("fk_request_place_text_id_similar_text")),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_request_place")),
    )
    op.create_index("ix_request_place_applicant", "request_place", ["agency_id", "applicant_key"], unique=False)
    op.create_index("ix_request_place_document", "request_place", ["agency_id", "document"], unique=False)
    op.create_index("ix_request_place_group", "request_place", ["group_id", "received_on"], unique=False)
    op.create_index("ix_request_place_text", "request_place", ["text_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_request_place_text", table_name="request_place")
    op.drop_index("ix_request_place_group", table_name="request_place")
    op.drop_index("ix_request_place_document", table_name="request_place")
    op.drop_index("ix_request_place_applicant", table_name="request_place")
    op.drop_table("request_place")
    op.drop_index(op.f("ix_request_group_apart_event_id"), table_name="request_group_apart")
    op.drop_table("request_group_apart")
    op.drop_index("ix_request_group_event_other", table_name="request_group_event")
    op.drop_index("ix_request_group_event_group", table_name="request_group_event")
    op.drop_table("request_group_event")
    op.drop_table("request_threshold")
    op.drop_index("ix_request_group_size", table_name="request_group")
    op.drop_table("request_group")
