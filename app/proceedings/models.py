"""Tables of procedural steps. What people wrote is encrypted; plain are states, days and numbers."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.lib.crypto import encrypted_text
from app.lib.db import DateTimeUTC, Noun


class Proceeding(Noun):
    """One procedural step on a request (办理程序) with its letter, its period and its answer."""

    __tablename__ = "proceeding"
    __table_args__ = (
        Index("ix_proceeding_request", "request_id", "id"),
        Index("ix_proceeding_running", "state", "answer_by"),
    )

    request_id: Mapped[UUID] = mapped_column(ForeignKey("information_request.id"))
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))
    workdays: Mapped[int]
    """How long the other side has, or how much is added."""
    other_side: Mapped[str] = mapped_column(encrypted_text(), default="")
    """Who is asked: a third party, a joint maker."""
    asked: Mapped[str] = mapped_column(encrypted_text(), default="")
    """What to correct, what the opinion is asked about, why it takes longer, why a fee is charged."""
    answer: Mapped[str] = mapped_column(encrypted_text(), default="")
    outcome: Mapped[str | None] = mapped_column(String(30))
    decision: Mapped[str | None] = mapped_column(String(20))
    decision_reason: Mapped[str] = mapped_column(encrypted_text(), default="")
    fee_basis: Mapped[str | None] = mapped_column(String(20))
    fee_count: Mapped[int | None]
    fee_amount: Mapped[int | None]
    opened_on: Mapped[date]
    served_on: Mapped[date | None]
    """The day on which the letter arrived: the other side's period runs from the next day on."""
    answer_by: Mapped[date | None]
    """None until the letter has arrived."""
    answered_on: Mapped[date | None]
    letter_id: Mapped[UUID | None] = mapped_column(ForeignKey("letter.id"))
    clock_event_id: Mapped[UUID | None] = mapped_column(ForeignKey("clock_event.id"))
    opened_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    approved_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(DateTimeUTC(timezone=True))
