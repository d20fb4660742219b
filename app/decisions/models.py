"""Tables of decision matters."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.lib.db import DateTimeUTC, Noun, Table


class DecisionMatter(Noun):
    """One matter to be decided (决策事项)."""

    __tablename__ = "decision_matter"
    __table_args__ = (Index("ix_decision_matter_agency", "agency_id", "state"),)

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    division_id: Mapped[UUID] = mapped_column(ForeignKey("division.id"))
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20))
    """reform_plan, major_policy, key_project, annual_budget, other."""
    state: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime] = mapped_column(DateTimeUTC(timezone=True))
    conclusion: Mapped[str] = mapped_column(Text, default="")
    concluded_at: Mapped[datetime | None] = mapped_column(DateTimeUTC(timezone=True))


class MatterConsultation(Table):
    """Consultations held on a matter."""

    __tablename__ = "matter_consultation"

    matter_id: Mapped[UUID] = mapped_column(ForeignKey("decision_matter.id"), primary_key=True)
    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"), primary_key=True, unique=True)
