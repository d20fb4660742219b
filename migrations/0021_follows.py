"""Tables of follows, and what a mail needs that its receiver can stop."""

import sqlalchemy as sa
from advanced_alchemy.types import GUID, DateTimeUTC
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("mail", sa.Column("topic", sa.String(length=80), nullable=True))
    op.add_column("mail", sa.Column("stop_url", sa.Text(), nullable=True))
    op.add_column("mail", sa.Column("is_bulk", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index(op.f("ix_mail_topic"), "mail", ["topic"], unique=False)
    op.create_table(
        "follower",
        sa.Column("id", GUID(length=16), nullable=False),
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("asked_count", sa.Integer(), nullable=False),
        sa.Column("sa_orm_sentinel", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follower")),
        sa.UniqueConstraint("address_hash", name=op.f("uq_follower_address_hash")),
    )
    _create_follow()
    _create_announcement()


def _create_follow() -> None:
    of_agency = sa.text("consultation_id IS NULL")
    op.create_table(
        "follow",
        sa.Column("id", GUID(length=16), nullable=False),
        sa.Column("follower_id", GUID(length=16), nullable=False),
        sa.Column("agency_id", GUID(length=16), nullable=False),
        sa.Column("consultation_id", GUID(length=16), nullable=True),
        sa.Column("asked_at", DateTimeUTC(timezone=True), nullable=False),
        sa.Column("confirmed_at", DateTimeUTC(timezone=True), nullable=True),
        sa.Column("sa_orm_sentinel", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_follow_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_follow_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(["follower_id"], ["follower.id"], name=op.f("fk_follow_follower_id_follower")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow")),
        sa.UniqueConstraint("follower_id", "consultation_id", name=op.f("uq_follow_follower_id")),
    )
    op.create_index(
        "ix_follow_agency", "follow", ["follower_id", "agency_id"], unique=True,
        sqlite_where=of_agency, postgresql_where=of_agency,
    )  # fmt: skip
    op.create_index("ix_follow_consultation", "follow", ["consultation_id", "id"], unique=False)
    op.create_index(
        "ix_follow_of_agency", "follow", ["agency_id", "id"], unique=False,
        sqlite_where=of_agency, postgresql_where=of_agency,
    )  # fmt: skip
    op.create_index(op.f("ix_follow_asked_at"), "follow", ["asked_at"], unique=False)


def _create_announcement() -> None:
    untold = sa.text("told_at IS NULL")
    op.create_table(
        "announcement",
        sa.Column("id", GUID(length=16), nullable=False),
        sa.Column("agency_id", GUID(length=16), nullable=False),
        sa.Column("consultation_id", GUID(length=16), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("event", sa.String(length=20), nullable=False),
        sa.Column("at", DateTimeUTC(timezone=True), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("told_up_to", GUID(length=16), nullable=True),
        sa.Column("told_count", sa.Integer(), nullable=False),
        sa.Column("told_at", DateTimeUTC(timezone=True), nullable=True),
        sa.Column("sa_orm_sentinel", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_announcement_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_announcement_consultation_id_consultation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement")),
        sa.UniqueConstraint("consultation_id", "key", name=op.f("uq_announcement_consultation_id")),
    )
    op.create_index(
        "ix_announcement_untold", "announcement", ["consultation_id"], unique=False,
        sqlite_where=untold, postgresql_where=untold,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_announcement_untold", table_name="announcement")
    op.drop_table("announcement")
    op.drop_index(op.f("ix_follow_asked_at"), table_name="follow")
    op.drop_index("ix_follow_of_agency", table_name="follow")
    op.drop_index("ix_follow_consultation", table_name="follow")
    op.drop_index("ix_follow_agency", table_name="follow")
    op.drop_table("follow")
    op.drop_table("follower")
    op.drop_index(op.f("ix_mail_topic"), table_name="mail")
    op.drop_column("mail", "is_bulk")
    op.drop_column("mail", "stop_url")
    op.drop_column("mail", "topic")
