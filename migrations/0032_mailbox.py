"""Tables of mailbox."""

import sqlalchemy as sa
from advanced_alchemy.types import GUID, DateTimeUTC
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "incoming_mail",
        sa.Column("id", GUID(length=16), nullable=False),
        sa.Column("agency_id", GUID(length=16), nullable=False),
        sa.Column("request_id", GUID(length=16), nullable=True),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("found_by", sa.String(length=10), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("faults", sa.JSON(), nullable=False),
        sa.Column("sent_at", DateTimeUTC(timezone=True), nullable=True),
        sa.Column("received_at", DateTimeUTC(timezone=True), nullable=False),
        sa.Column("read_at", DateTimeUTC(timezone=True), nullable=True),
        sa.Column("handled_by_id", GUID(length=16), nullable=True),
        sa.Column("handled_at", DateTimeUTC(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("sa_orm_sentinel", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(state = 'on_case') = (request_id IS NOT NULL)", name=op.f("ck_incoming_mail_on_case_means_a_case")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_incoming_mail_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["information_request.id"], name=op.f("fk_incoming_mail_request_id_information_request")
        ),
        sa.ForeignKeyConstraint(["handled_by_id"], ["person.id"], name=op.f("fk_incoming_mail_handled_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incoming_mail")),
        sa.UniqueConstraint("key", name=op.f("uq_incoming_mail_key")),
    )
    op.create_index("ix_incoming_mail_state", "incoming_mail", ["agency_id", "state", "id"])
    op.create_index(op.f("ix_incoming_mail_request_id"), "incoming_mail", ["request_id"])
    op.create_table(
        "incoming_file",
        sa.Column("mail_id", GUID(length=16), nullable=False),
        sa.Column("file_id", GUID(length=16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["mail_id"], ["incoming_mail.id"], name=op.f("fk_incoming_file_mail_id_incoming_mail")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_incoming_file_file_id_stored_file")),
        sa.PrimaryKeyConstraint("mail_id", "file_id", name=op.f("pk_incoming_file")),
        sa.UniqueConstraint("file_id", name=op.f("uq_incoming_file_file_id")),
    )


def downgrade() -> None:
    op.drop_table("incoming_file")
    op.drop_table("incoming_mail")
