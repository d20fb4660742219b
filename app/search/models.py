"""Tables of the search. What is public is kept readable; the rest is numbers, the same on SQLite and PostgreSQL."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, Date, ForeignKey, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.lib.db import DateTimeUTC, Table

_Id = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows by itself only for INTEGER


class SearchText(Table):
    """A public text. A changed text is a new row, so that `id` stands for the same words for ever."""

    __tablename__ = "search_text"
    __table_args__ = (UniqueConstraint("kind", "ref"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(_Id, primary_key=True, autoincrement=True)
    kind: Mapped[str] = mapped_column(String(20))
    ref: Mapped[str] = mapped_column(String(80))
    """The room's own name of it, such as an id."""
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    dated_on: Mapped[date] = mapped_column(Date)
    path: Mapped[str] = mapped_column(Text)
    doc_no: Mapped[str] = mapped_column(String(120))
    validity: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(Text)
    facts: Mapped[str] = mapped_column(Text)
    """What its title names (year, place, fund ...) and the words left of it, as JSON: read once, when it is indexed."""
    body: Mapped[str] = mapped_column(Text)


class SearchFresh(Table):
    """A text that is in no segment yet, with all its keys (int64, sorted). Hangs on `search_text` by its id."""

    __tablename__ = "search_fresh"

    text_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    day: Mapped[int]
    """Its date as the number of a day (date.toordinal)."""
    keys: Mapped[bytes] = mapped_column(LargeBinary)


class SearchSegment(Table):
    """Up to 65,536 texts, the newest first; a text's place in it is what the postings name."""

    __tablename__ = "search_segment"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    stamp: Mapped[int] = mapped_column(BigInteger)
    """Random at birth: what a process remembers of a segment is never taken for another of the same number."""
    state: Mapped[str] = mapped_column(String(10))
    begun_at: Mapped[datetime] = mapped_column(DateTimeUTC(timezone=True))
    size: Mapped[int]
    chars: Mapped[int]
    """Characters of its texts: what it takes to write it anew."""
    texts: Mapped[bytes] = mapped_column(LargeBinary)
    """Ids by place, int64."""
    days: Mapped[bytes] = mapped_column(LargeBinary)
    """Dates by place, int32 (date.toordinal)."""


class SearchPosting(Table):
    """Which texts of one segment hold one key. Written once with its segment, in millions, hence no foreign key."""

    __tablename__ = "search_posting"

    id: Mapped[int] = mapped_column(_Id, primary_key=True, autoincrement=False)
    """key * 2**19 + segment: what belongs to a key lies together."""
    count: Mapped[int]
    places: Mapped[bytes] = mapped_column(LargeBinary)
    """Places: sorted uint16, or one bit a text where there are more than 4,096."""


class SearchGone(Table):
    """A text that was removed but whose place in a segment is still taken."""

    __tablename__ = "search_gone"

    text_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
