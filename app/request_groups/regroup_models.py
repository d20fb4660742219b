"""Tables of a full regrouping of requests: nothing reads them but its own page until a change is accepted."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.lib.db import DateTimeUTC, Noun


class RequestRegrouping(Noun):
    """All requests of an agency grouped once more (重新归并), beside the groups that live."""

    __tablename__ = "request_regrouping"
    __table_args__ = (Index("ix_request_regrouping_state", "agency_id", "state"),)

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    state: Mapped[str] = mapped_column(String(10))
    """``building``, ``open`` (to be looked at), ``closed`` (some of it accepted) or ``dropped``."""
    started_at: Mapped[datetime] = mapped_column(DateTimeUTC(timezone=True))
    started_by: Mapped[str] = mapped_column(String(100))
    built_at: Mapped[datetime | None] = mapped_column(DateTimeUTC(timezone=True))
    closed_at: Mapped[datetime | None] = mapped_column(DateTimeUTC(timezone=True))
    closed_by: Mapped[str] = mapped_column(String(100), default="")
    requests: Mapped[int] = mapped_column(default=0)
    """Requests to be grouped."""
    done: Mapped[int] = mapped_column(default=0)
    kept: Mapped[int] = mapped_column(default=0)
    """Requests that stand where they stood."""


class RequestRegroupingChange(Noun):
    """One difference between the groups that live and the new ones: a merge, a split, or a move of some requests."""

    __tablename__ = "request_regrouping_change"
    __table_args__ = (Index("ix_request_regrouping_change_all", "regrouping_id", "state"),)

    regrouping_id: Mapped[UUID] = mapped_column(ForeignKey("request_regrouping.id"))
    position: Mapped[int]
    """In order of size, the largest first."""
    kind: Mapped[str] = mapped_column(String(10))
    from_group_id: Mapped[UUID] = mapped_column(ForeignKey("request_group.id"))
    group_id: Mapped[UUID | None] = mapped_column(ForeignKey("request_group.id"))
    """Where the requests go; None until the group of a split is made."""
    label: Mapped[int]
    """The new group."""
    requests: Mapped[list[str]] = mapped_column(JSON)
    """Ids of the requests concerned."""
    neighbours: Mapped[list[str]] = mapped_column(JSON)
    """Ids of some requests that stand with them in the new group."""
    state: Mapped[str] = mapped_column(String(10))
    """``open``, ``accepted`` or ``left``."""
