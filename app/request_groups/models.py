"""Tables of groups of requests. Guards and numbers stand in plain; what a citizen wrote is encrypted."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Float, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.lib.crypto import encrypted_text
from app.lib.db import DateTimeUTC, Noun, Table

_TextId = BigInteger().with_variant(Integer, "sqlite")


class RequestGroup(Noun):
    """Requests that ask for the same information (同类申请)."""

    __tablename__ = "request_group"
    __table_args__ = (
        UniqueConstraint("agency_id", "number"),
        Index("ix_request_group_size", "agency_id", "state", "size"),
    )

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    number: Mapped[int]
    """1, 2, 3 … within the agency; never reused."""
    title: Mapped[str] = mapped_column(String(200), default="")
    """What the information is, in the staff's words; the only words about a group that the public ever sees."""
    state: Mapped[str] = mapped_column(String(10))
    merged_into_id: Mapped[UUID | None] = mapped_column(ForeignKey("request_group.id"))
    guards: Mapped[dict[str, list[str]]] = mapped_column(JSON, default=dict)
    """What its members explicitly ask for: one value a guard, several only where a person overrode it."""
    size: Mapped[int] = mapped_column(default=0)
    """Requests in it."""
    people: Mapped[int] = mapped_column(default=0)
    """Different applicants among them (blind index)."""
    new_count: Mapped[int] = mapped_column(default=0)
    """Requests that joined since a person confirmed it."""
    is_wide_scope: Mapped[bool] = mapped_column(default=False)
    is_wide_awareness: Mapped[bool] = mapped_column(default=False)
    revision: Mapped[int] = mapped_column(default=0)
    """Counts its events: a form that carries an older number shows what is no longer there."""
    confirmed_at: Mapped[datetime | None] = mapped_column(DateTimeUTC(timezone=True))
    last_asked_on: Mapped[date | None]
    converted_on: Mapped[date | None]
    """Since when the information is public; kept by `mark_converted`."""
    index_no: Mapped[str | None] = mapped_column(String(40))
    path: Mapped[str | None] = mapped_column(String(200))


class RequestPlace(Table):
    """What was read from a request, and the group it is in; none where it asks for nothing or about the writer."""

    __tablename__ = "request_place"
    __table_args__ = (
        Index("ix_request_place_group", "group_id", "received_on"),
        Index("ix_request_place_text", "text_id"),
        Index("ix_request_place_document", "agency_id", "document"),
        Index("ix_request_place_applicant", "agency_id", "applicant_key"),
    )

    request_id: Mapped[UUID] = mapped_column(ForeignKey("information_request.id"), primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    group_id: Mapped[UUID | None] = mapped_column(ForeignKey("request_group.id"))
    guards: Mapped[dict[str, str]] = mapped_column(JSON)
    document: Mapped[str | None] = mapped_column(String(200))
    """Its document number, normalised: the same one leads here at once."""
    body: Mapped[str] = mapped_column(encrypted_text())
    """The words that are compared, personal data masked."""
    text_id: Mapped[int | None] = mapped_column(_TextId, ForeignKey("similar_text.id"))
    applicant_key: Mapped[str] = mapped_column(String(64))
    """The same for the same applicant (blind index; his row's id where he has no number)."""
    received_on: Mapped[date]
    score: Mapped[float] = mapped_column(Float)
    """How alike it was to its group when it was placed, 0-1."""
    placed_by: Mapped[str] = mapped_column(String(10))
    """``engine`` or ``person``: the engine never moves what a person placed."""
    is_new: Mapped[bool] = mapped_column(default=True)


class RequestGroupEvent(Noun):
    """One change of groups (归并记录); undoing adds the reverse event."""

    __tablename__ = "request_group_event"
    __table_args__ = (
        Index("ix_request_group_event_group", "group_id", "id"),
        Index("ix_request_group_event_other", "other_group_id", "id"),
    )

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    at: Mapped[datetime] = mapped_column(DateTimeUTC(timezone=True))
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    actor_name: Mapped[str] = mapped_column(String(100))
    verb: Mapped[str] = mapped_column(String(20))
    """confirm, rename, judge, merge, split, move, keep_apart, undo."""
    group_id: Mapped[UUID] = mapped_column(ForeignKey("request_group.id"))
    other_group_id: Mapped[UUID | None] = mapped_column(ForeignKey("request_group.id"))
    reason: Mapped[str] = mapped_column(String(500), default="")
    """Why a guard was overridden."""
    details: Mapped[dict[str, object]] = mapped_column(JSON)
    """What the reverse needs: moved requests and how they were placed, old title, state and guards."""
    undone_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("request_group_event.id"))


class RequestGroupApart(Table):
    """A person took these two apart (必须分开): nothing proposes them again. The smaller id stands first."""

    __tablename__ = "request_group_apart"

    group_id: Mapped[UUID] = mapped_column(ForeignKey("request_group.id"), primary_key=True)
    other_group_id: Mapped[UUID] = mapped_column(ForeignKey("request_group.id"), primary_key=True)
    event_id: Mapped[UUID] = mapped_column(ForeignKey("request_group_event.id"), index=True)


class RequestThreshold(Table):
    """An agency's own numbers for conversion (转化阈值); without a row the defaults of domain.md 2.6 hold."""

    __tablename__ = "request_threshold"

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    people: Mapped[int]
    requests: Mapped[int]
    days: Mapped[int]
