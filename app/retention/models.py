"""Table of what was erased when."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.lib.db import DateTimeUTC, Noun


class ErasureRun(Noun):
    """One run that erased something (清理记录)."""

    __tablename__ = "erasure_run"
    __table_args__ = (Index("ix_erasure_run_agency", "agency_id", "id"),)

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    kind: Mapped[str] = mapped_column(String(20))
    cutoff: Mapped[datetime] = mapped_column(DateTimeUTC(timezone=True))
    erased: Mapped[int]
    ran_at: Mapped[datetime] = mapped_column(DateTimeUTC(timezone=True))
