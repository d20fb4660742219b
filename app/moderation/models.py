"""Tables of moderation."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.lib.db import DateTimeUTC, Noun, Table


class ModerationAct(Noun):
    """One act on one or many comments (审核操作); undoing adds the reverse act."""

    __tablename__ = "moderation_act"
    __table_args__ = (Index("ix_moderation_act_all", "consultation_id", "id"),)

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"))
    at: Mapped[datetime] = mapped_column(DateTimeUTC(timezone=True))
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    """None: the scanner, when its patterns had changed."""
    actor_name: Mapped[str] = mapped_column(String(100))
    verb: Mapped[str] = mapped_column(String(10))
    """clear, hide, hold, rescan, undo."""
    category: Mapped[str] = mapped_column(String(20))
    """Why they were hidden (comments.rules.HiddenCategory); empty for other verbs."""
    reason: Mapped[str] = mapped_column(Text)
    n: Mapped[int]
    """How many comments it changed."""
    group_number: Mapped[int | None]
    """The opinion group that was taken as a whole."""
    undone_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("moderation_act.id"))


class ModerationMove(Table):
    """One comment changed by one act, and what it was before. Rows are never changed or deleted (triggers)."""

    __tablename__ = "moderation_move"
    __table_args__ = (Index("ix_moderation_move_comment", "comment_id", "act_id"),)

    act_id: Mapped[UUID] = mapped_column(ForeignKey("moderation_act.id"), primary_key=True)
    comment_id: Mapped[UUID] = mapped_column(ForeignKey("comment.id"), primary_key=True)
    was_visibility: Mapped[str] = mapped_column(String(10))
    was_category: Mapped[str] = mapped_column(String(20))
    was_reason: Mapped[str] = mapped_column(Text)
    was_findings: Mapped[list[dict[str, object]]] = mapped_column(JSON)


class ScanRun(Table):
    """How far the scanner of one version has gone through older comments (重新识别)."""

    __tablename__ = "scan_run"

    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    started_at: Mapped[datetime] = mapped_column(DateTimeUTC(timezone=True))
    last_id: Mapped[UUID | None]
    looked_at: Mapped[int]
    held: Mapped[int]
    finished_at: Mapped[datetime | None] = mapped_column(DateTimeUTC(timezone=True))
