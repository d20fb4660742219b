"""Tables of report files and archives."""

import sqlalchemy as sa
from advanced_alchemy.types import GUID, DateTimeUTC
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report_file",
        sa.Column("report_id", GUID(length=16), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("source_digest", sa.String(length=64), nullable=False),
        sa.Column("acts", sa.Integer(), nullable=False),
        sa.Column("made_at", DateTimeUTC(timezone=True), nullable=False),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["adoption_report.id"], name=op.f("fk_report_file_report_id_adoption_report")
        ),
        sa.PrimaryKeyConstraint("report_id", "kind", name=op.f("pk_report_file")),
    )
    op.create_table(
        "archive",
        sa.Column("consultation_id", GUID(length=16), nullable=False),
        sa.Column("file_id", GUID(length=16), nullable=False),
        sa.Column("acts", sa.Integer(), nullable=False),
        sa.Column("made_at", DateTimeUTC(timezone=True), nullable=False),
        sa.Column("manifest_digest", sa.String(length=64), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("comments", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_archive_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_archive_file_id_stored_file")),
        sa.PrimaryKeyConstraint("consultation_id", name=op.f("pk_archive")),
    )
    op.create_index(op.f("ix_archive_file_id"), "archive", ["file_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_archive_file_id"), table_name="archive")
    op.drop_table("archive")
    op.drop_table("report_file")
