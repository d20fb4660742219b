"""Tables of the public catalogue; what the database itself keeps unchanged in them; the code that heads its numbers."""

import sqlalchemy as sa
from advanced_alchemy.types import GUID, DateTimeUTC
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("agency", sa.Column("org_code", sa.String(length=20), server_default="", nullable=False))
    _create_counts()
    _create_entry()
    _create_version()
    _create_guide()
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgres()


def _create_counts() -> None:
    op.create_table(
        "disclosure_cell",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("agency_id", GUID(length=16), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=10), nullable=False),
        sa.Column("genre", sa.String(length=20), nullable=False),
        sa.Column("validity", sa.String(length=10), nullable=False),
        sa.Column("five_openness", sa.String(length=12), nullable=False),
        sa.Column("source", sa.String(length=12), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("head_at", DateTimeUTC(timezone=True), nullable=True),
        sa.Column("head_id", GUID(length=16), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_disclosure_cell_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure_cell")),
        sa.UniqueConstraint(
            "agency_id",
            "year",
            "topic",
            "genre",
            "validity",
            "five_openness",
            "source",
            name=op.f("uq_disclosure_cell_agency_id"),
        ),
    )
    op.create_table(
        "disclosure_serial",
        sa.Column("agency_id", GUID(length=16), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("touched", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_disclosure_serial_agency_id_agency")),
        sa.PrimaryKeyConstraint("agency_id", "year", name=op.f("pk_disclosure_serial")),
    )


def _create_entry() -> None:
    op.create_table(
        "disclosure",
        sa.Column("id", GUID(length=16), nullable=False),
        sa.Column("agency_id", GUID(length=16), nullable=False),
        sa.Column("division_id", GUID(length=16), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("index_no", sa.String(length=40), nullable=True),
        sa.Column("published_at", DateTimeUTC(timezone=True), nullable=True),
        sa.Column("changed_at", DateTimeUTC(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("cell_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("doc_no", sa.String(length=40), nullable=False),
        sa.Column("issuer", sa.String(length=200), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("topic", sa.String(length=10), nullable=False),
        sa.Column("genre", sa.String(length=20), nullable=False),
        sa.Column("five_openness", sa.String(length=12), nullable=False),
        sa.Column("abstract", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=12), nullable=False),
        sa.Column("origin", sa.String(length=80), nullable=False),
        sa.Column("validity", sa.String(length=10), nullable=False),
        sa.Column("repealed_on", sa.Date(), nullable=True),
        sa.Column("validity_reason", sa.Text(), nullable=False),
        sa.Column("created_by_id", GUID(length=16), nullable=True),
        sa.Column("created_at", DateTimeUTC(timezone=True), nullable=False),
        sa.Column("withdrawn_at", DateTimeUTC(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=False),
        sa.Column("sa_orm_sentinel", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(index_no IS NULL) = (published_at IS NULL) AND (index_no IS NULL) = (state = 'drafting')",
            name=op.f("ck_disclosure_published_has_number"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_disclosure_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["cell_id"], ["disclosure_cell.id"], name=op.f("fk_disclosure_cell_id_disclosure_cell")
        ),
        sa.ForeignKeyConstraint(["created_by_id"], ["person.id"], name=op.f("fk_disclosure_created_by_id_person")),
        sa.ForeignKeyConstraint(["division_id"], ["division.id"], name=op.f("fk_disclosure_division_id_division")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure")),
        sa.UniqueConstraint("index_no", name=op.f("uq_disclosure_index_no")),
    )
    op.create_index("ix_disclosure_cell", "disclosure", ["cell_id", "published_at", "id"], unique=False)
    op.create_index("ix_disclosure_desk", "disclosure", ["agency_id", "state", "id"], unique=False)
    op.create_index(op.f("ix_disclosure_origin"), "disclosure", ["origin"], unique=False)
    op.create_index("ix_disclosure_published", "disclosure", ["published_at", "id"], unique=False)
    op.create_table(
        "disclosure_relation",
        sa.Column("later_id", GUID(length=16), nullable=False),
        sa.Column("earlier_id", GUID(length=16), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["earlier_id"], ["disclosure.id"], name=op.f("fk_disclosure_relation_earlier_id_disclosure")
        ),
        sa.ForeignKeyConstraint(
            ["later_id"], ["disclosure.id"], name=op.f("fk_disclosure_relation_later_id_disclosure")
        ),
        sa.PrimaryKeyConstraint("later_id", "earlier_id", name=op.f("pk_disclosure_relation")),
    )
    op.create_index(op.f("ix_disclosure_relation_earlier_id"), "disclosure_relation", ["earlier_id"], unique=False)


def _create_version() -> None:
    op.create_table(
        "disclosure_version",
        sa.Column("id", GUID(length=16), nullable=False),
        sa.Column("disclosure_id", GUID(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("change_note", sa.Text(), nullable=False),
        sa.Column("created_by_id", GUID(length=16), nullable=True),
        sa.Column("created_at", DateTimeUTC(timezone=True), nullable=False),
        sa.Column("submitted_by_id", GUID(length=16), nullable=True),
        sa.Column("submitted_at", DateTimeUTC(timezone=True), nullable=True),
        sa.Column("approved_by_id", GUID(length=16), nullable=True),
        sa.Column("published_at", DateTimeUTC(timezone=True), nullable=True),
        sa.Column("returned_note", sa.Text(), nullable=False),
        sa.Column("sa_orm_sentinel", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "approved_by_id IS NULL OR approved_by_id <> submitted_by_id", name=op.f("ck_disclosure_version_four_eyes")
        ),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["person.id"], name=op.f("fk_disclosure_version_approved_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["person.id"], name=op.f("fk_disclosure_version_created_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["disclosure_id"], ["disclosure.id"], name=op.f("fk_disclosure_version_disclosure_id_disclosure")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["person.id"], name=op.f("fk_disclosure_version_submitted_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure_version")),
        sa.UniqueConstraint("disclosure_id", "number", name=op.f("uq_disclosure_version_disclosure_id")),
    )
    op.create_index(op.f("ix_disclosure_version_state"), "disclosure_version", ["state"], unique=False)
    op.create_table(
        "disclosure_clearance",
        sa.Column("version_id", GUID(length=16), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("cleared_by_id", GUID(length=16), nullable=False),
        sa.Column("cleared_at", DateTimeUTC(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["cleared_by_id"], ["person.id"], name=op.f("fk_disclosure_clearance_cleared_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["disclosure_version.id"],
            name=op.f("fk_disclosure_clearance_version_id_disclosure_version"),
        ),
        sa.PrimaryKeyConstraint("version_id", "mark", name=op.f("pk_disclosure_clearance")),
    )
    op.create_table(
        "disclosure_file",
        sa.Column("version_id", GUID(length=16), nullable=False),
        sa.Column("file_id", GUID(length=16), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_disclosure_file_file_id_stored_file")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["disclosure_version.id"], name=op.f("fk_disclosure_file_version_id_disclosure_version")
        ),
        sa.PrimaryKeyConstraint("version_id", "file_id", name=op.f("pk_disclosure_file")),
    )
    op.create_index(op.f("ix_disclosure_file_file_id"), "disclosure_file", ["file_id"], unique=False)


def _create_guide() -> None:
    op.create_table(
        "disclosure_guide",
        sa.Column("id", GUID(length=16), nullable=False),
        sa.Column("agency_id", GUID(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("published_by_id", GUID(length=16), nullable=True),
        sa.Column("published_at", DateTimeUTC(timezone=True), nullable=False),
        sa.Column("sa_orm_sentinel", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_disclosure_guide_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["person.id"], name=op.f("fk_disclosure_guide_published_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure_guide")),
        sa.UniqueConstraint("agency_id", "number", name=op.f("uq_disclosure_guide_agency_id")),
    )


NUMBER_MOVED = "NEW.index_no {other} OLD.index_no OR NEW.published_at {other} OLD.published_at"


def _guard_sqlite() -> None:
    """A number once given and a published version stay as they are; neither row goes."""
    moved = NUMBER_MOVED.format(other="IS NOT")
    for table, verb, when in (
        ("disclosure", "UPDATE", f"OLD.index_no IS NOT NULL AND ({moved})"),
        ("disclosure", "DELETE", "OLD.index_no IS NOT NULL"),
        ("disclosure_version", "UPDATE", "OLD.published_at IS NOT NULL"),
        ("disclosure_version", "DELETE", "OLD.published_at IS NOT NULL"),
    ):
        op.execute(
            f"CREATE TRIGGER {table}_keeps_{verb.lower()} BEFORE {verb} ON {table} WHEN {when} "
            f"BEGIN SELECT RAISE(ABORT, 'what was published in {table} stays'); END"
        )


def _guard_postgres() -> None:
    moved = NUMBER_MOVED.format(other="IS DISTINCT FROM")
    op.execute(
        "CREATE FUNCTION disclosure_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'what was published stays'; END $$"
    )
    for table, verb, when in (
        ("disclosure", "UPDATE", f"OLD.index_no IS NOT NULL AND ({moved})"),
        ("disclosure", "DELETE", "OLD.index_no IS NOT NULL"),
        ("disclosure_version", "UPDATE", "OLD.published_at IS NOT NULL"),
        ("disclosure_version", "DELETE", "OLD.published_at IS NOT NULL"),
    ):
        op.execute(
            f"CREATE TRIGGER {table}_keeps_{verb.lower()} BEFORE {verb} ON {table} FOR EACH ROW WHEN ({when}) "
            "EXECUTE FUNCTION disclosure_refuse()"
        )


def downgrade() -> None:
    for table in ("disclosure", "disclosure_version"):
        for verb in ("update", "delete"):
            on = "" if op.get_bind().dialect.name == "sqlite" else f" ON {table}"
            op.execute(f"DROP TRIGGER {table}_keeps_{verb}{on}")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION disclosure_refuse()")
    op.drop_index(op.f("ix_disclosure_file_file_id"), table_name="disclosure_file")
    op.drop_table("disclosure_file")
    op.drop_table("disclosure_clearance")
    op.drop_index(op.f("ix_disclosure_version_state"), table_name="disclosure_version")
    op.drop_table("disclosure_version")
    op.drop_index(op.f("ix_disclosure_relation_earlier_id"), table_name="disclosure_relation")
    op.drop_table("disclosure_relation")
    op.drop_table("disclosure_guide")
    op.drop_index("ix_disclosure_published", table_name="disclosure")
    op.drop_index(op.f("ix_disclosure_origin"), table_name="disclosure")
    op.drop_index("ix_disclosure_desk", table_name="disclosure")
    op.drop_index("ix_disclosure_cell", table_name="disclosure")
    op.drop_table("disclosure")
    op.drop_table("disclosure_serial")
    op.drop_table("disclosure_cell")
    op.drop_column("agency", "org_code")
