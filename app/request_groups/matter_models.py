"""Tables of matters among groups of requests (同一事项). Numbers only: what a citizen wrote is in none of them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, Float, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.lib.db import DateTimeUTC, Table


class RequestMatter(Table):
    """The matter a group of requests was found to belong to; a suggestion that later looks may change."""

    __tablename__ = "request_matter"

    group_id: Mapped[UUID] = mapped_column(ForeignKey("request_group.id"), primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    matter: Mapped[int]
    """Groups with one number within an agency are one matter."""
    revision: Mapped[int]
    """Of the group, when it was looked at: another one asks for another look."""


class RequestMatterSuggestion(Table):
    """Two groups of requests that ask for one matter in other words, or are close but name another year, place …"""

    __tablename__ = "request_matter_suggestion"

    group_id: Mapped[UUID] = mapped_column(ForeignKey("request_group.id"), primary_key=True)
    """The one with the smaller number."""
    other_group_id: Mapped[UUID] = mapped_column(ForeignKey("request_group.id"), primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    cosine: Mapped[float] = mapped_column(Float)
    guards: Mapped[list[str]] = mapped_column(JSON)
    """What keeps them apart; empty: the two are suggested as one."""


class RequestMatterLook(Table):
    """When all groups of requests of an agency were last compared at once."""

    __tablename__ = "request_matter_look"

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    batch_at: Mapped[datetime | None] = mapped_column(DateTimeUTC(timezone=True))
    """None: a person asks for it."""
