"""Tables of the public catalogue: entries, their versions, files and relations; what is counted; the guide."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.lib.db import DateTimeUTC, Noun, Table


class Disclosure(Noun):
    """One entry of the catalogue (目录条目): what lists and filters need of the newest published version.

    The database itself refuses a change of `index_no` and `published_at` once they are set, and the deletion of the
    row (triggers of the migration): a number is never given again, nothing is back-dated.
    """

    __tablename__ = "disclosure"
    __table_args__ = (
        Index("ix_disclosure_published", "published_at", "id"),
        Index("ix_disclosure_cell", "cell_id", "published_at", "id"),
        Index("ix_disclosure_desk", "agency_id", "state", "id"),
        CheckConstraint(
            "(index_no IS NULL) = (published_at IS NULL) AND (index_no IS NULL) = (state = 'drafting')",
            name="published_has_number",
        ),
    )

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    division_id: Mapped[UUID | None] = mapped_column(ForeignKey("division.id"))
    state: Mapped[str] = mapped_column(String(12))
    index_no: Mapped[str | None] = mapped_column(String(40), unique=True)
    published_at: Mapped[datetime | None] = mapped_column(DateTimeUTC(timezone=True))
    changed_at: Mapped[datetime] = mapped_column(DateTimeUTC(timezone=True))
    version: Mapped[int] = mapped_column(default=0)
    """Number of the version that the public reads; 0 before there is one."""
    cell_id: Mapped[int | None] = mapped_column(ForeignKey("disclosure_cell.id"))
    """Where it is counted; none while it is not listed."""
    title: Mapped[str] = mapped_column(String(300))
    doc_no: Mapped[str] = mapped_column(String(40))
    issuer: Mapped[str] = mapped_column(String(200))
    made_on: Mapped[date]
    topic: Mapped[str] = mapped_column(String(10))
    genre: Mapped[str] = mapped_column(String(20))
    five_openness: Mapped[str] = mapped_column(String(12))
    abstract: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(12))
    origin: Mapped[str] = mapped_column(String(80), index=True)
    validity: Mapped[str] = mapped_column(String(10))
    repealed_on: Mapped[date | None]
    validity_reason: Mapped[str] = mapped_column(Text, default="")
    created_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(DateTimeUTC(timezone=True))
    withdrawn_at: Mapped[datetime | None] = mapped_column(DateTimeUTC(timezone=True))
    withdrawn_reason: Mapped[str] = mapped_column(Text, default="")


class DisclosureVersion(Noun):
    """One version of an entry. Once published it never changes (triggers)."""

    __tablename__ = "disclosure_version"
    __table_args__ = (
        UniqueConstraint("disclosure_id", "number"),
        CheckConstraint("approved_by_id IS NULL OR approved_by_id <> submitted_by_id", name="four_eyes"),
    )

    disclosure_id: Mapped[UUID] = mapped_column(ForeignKey("disclosure.id"))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(12), index=True)
    content: Mapped[dict[str, object]] = mapped_column(JSON)
    """`rules.Content` without its body."""
    body: Mapped[str] = mapped_column(Text)
    change_note: Mapped[str] = mapped_column(Text, default="")
    """What is new in it, for readers; empty in the first."""
    created_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(DateTimeUTC(timezone=True))
    submitted_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    submitted_at: Mapped[datetime | None] = mapped_column(DateTimeUTC(timezone=True))
    approved_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[datetime | None] = mapped_column(DateTimeUTC(timezone=True))
    returned_note: Mapped[str] = mapped_column(Text, default="")
    """Why it came back from approval; empty otherwise."""


class DisclosureFile(Table):
    """A file of a version (附件)."""

    __tablename__ = "disclosure_file"

    version_id: Mapped[UUID] = mapped_column(ForeignKey("disclosure_version.id"), primary_key=True)
    file_id: Mapped[UUID] = mapped_column(ForeignKey("stored_file.id"), primary_key=True, index=True)
    title: Mapped[str] = mapped_column(String(120))
    position: Mapped[int]


class DisclosureClearance(Table):
    """Somebody looked at a place that looks like personal data and let it stand. `mark` hides what stands there."""

    __tablename__ = "disclosure_clearance"

    version_id: Mapped[UUID] = mapped_column(ForeignKey("disclosure_version.id"), primary_key=True)
    mark: Mapped[str] = mapped_column(String(64), primary_key=True)
    """Keyed hash of kind and text of the finding: the same words elsewhere in the version are cleared with it."""
    kind: Mapped[str] = mapped_column(String(30))
    reason: Mapped[str] = mapped_column(Text)
    cleared_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    cleared_at: Mapped[datetime] = mapped_column(DateTimeUTC(timezone=True))


class DisclosureRelation(Table):
    """What a later entry does to an earlier one (关联)."""

    __tablename__ = "disclosure_relation"

    later_id: Mapped[UUID] = mapped_column(ForeignKey("disclosure.id"), primary_key=True)
    earlier_id: Mapped[UUID] = mapped_column(ForeignKey("disclosure.id"), primary_key=True, index=True)
    kind: Mapped[str] = mapped_column(String(10))


class DisclosureSerial(Table):
    """The last number given by an agency in a year. Its row is the lock of everybody who publishes."""

    __tablename__ = "disclosure_serial"

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]
    touched: Mapped[int]
    """Counts every change of the counts: whoever keeps them in memory sees that they are stale."""


class DisclosureCell(Table):
    """How many entries are listed with these six properties: what every number of the catalogue is added up from.

    There are some thousands of them however many entries there are.
    """

    __tablename__ = "disclosure_cell"
    __table_args__ = (UniqueConstraint("agency_id", "year", "topic", "genre", "validity", "five_openness", "source"),)

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    year: Mapped[int]
    topic: Mapped[str] = mapped_column(String(10))
    genre: Mapped[str] = mapped_column(String(20))
    validity: Mapped[str] = mapped_column(String(10))
    five_openness: Mapped[str] = mapped_column(String(12))
    source: Mapped[str] = mapped_column(String(12))
    n: Mapped[int]
    head_at: Mapped[datetime | None] = mapped_column(DateTimeUTC(timezone=True))
    head_id: Mapped[UUID | None]
    """The newest entry in it, by moment and id."""


class DisclosureGuide(Noun):
    """One version of the guide to disclosure (政府信息公开指南), 条例 art. 12. The newest one counts; none changes."""

    __tablename__ = "disclosure_guide"
    __table_args__ = (UniqueConstraint("agency_id", "number"),)

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    number: Mapped[int]
    content: Mapped[dict[str, str]] = mapped_column(JSON)
    """`guide_forms.GuideForm`."""
    published_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[datetime] = mapped_column(DateTimeUTC(timezone=True))
