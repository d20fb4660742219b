"""Tables of answers and reports."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, false
from sqlalchemy.orm import Mapped, deferred, mapped_column
from uuid_utils.compat import uuid7

from app.lib.db import DateTimeUTC, Noun, Table


class Answer(Noun):
    """The decision on one group and its reason (采纳结果和理由)."""

    __tablename__ = "answer"
    __table_args__ = (
        CheckConstraint("approved_by_id IS NULL OR approved_by_id <> answered_by_id", name="four_eyes"),
        CheckConstraint("approved_by_id IS NULL OR state = 'given'", name="approved_when_given"),
        Index("ix_answer_waiting", "consultation_id", "state", "answered_at"),
    )

    group_id: Mapped[UUID] = mapped_column(ForeignKey("opinion_group.id"), unique=True)
    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"), index=True)
    outcome: Mapped[str] = mapped_column(String(20))
    """adopted, partly_adopted, not_adopted, out_of_scope."""
    reason: Mapped[str] = mapped_column(Text)
    """Why; for adopted: what changed."""
    clause_id: Mapped[UUID | None] = mapped_column(ForeignKey("clause.id"))
    new_text: Mapped[str] = mapped_column(Text)
    """New wording of the clause; empty where the answer changes none."""
    answered_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime] = mapped_column(DateTimeUTC(timezone=True))
    act_id: Mapped[UUID] = mapped_column(default=uuid7, index=True)
    """The act in which it was given: what was answered in one act is approved, returned or taken back in one."""
    state: Mapped[str] = mapped_column(String(10), default="given", server_default="given")
    """given, proposed (a second person looks at it first), returned."""
    approved_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    approved_at: Mapped[datetime | None] = mapped_column(DateTimeUTC(timezone=True))
    returned_note: Mapped[str] = mapped_column(Text, default="", server_default="")
    """What the second person wants otherwise."""
    text_id: Mapped[int | None] = mapped_column(ForeignKey("similar_text.id"), index=True)
    """What the group says, among all answered groups of the agency; None: not yet to be looked up."""


class AnswerDraft(Table):
    """What an officer has begun to answer and not yet saved (答复草稿): his alone, until the group is answered."""

    __tablename__ = "answer_draft"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    group_id: Mapped[UUID] = mapped_column(ForeignKey("opinion_group.id"), primary_key=True, index=True)
    outcome: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    clause: Mapped[str] = mapped_column(String(40))
    new_text: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime] = mapped_column(DateTimeUTC(timezone=True))


class AdoptionReport(Noun):
    """The report of one consultation (意见收集和采纳情况的说明); frozen when it is published."""

    __tablename__ = "adoption_report"
    __table_args__ = (CheckConstraint("approved_by_id IS NULL OR approved_by_id <> submitted_by_id", name="four_eyes"),)

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"), unique=True)
    state: Mapped[str] = mapped_column(String(10))
    """drafting, submitted, published."""
    preface: Mapped[str] = mapped_column(Text, default="")
    next_steps: Mapped[str] = mapped_column(Text, default="")
    returned_note: Mapped[str] = mapped_column(Text, default="")
    submitted_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    submitted_at: Mapped[datetime | None] = mapped_column(DateTimeUTC(timezone=True))
    approved_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[datetime | None] = mapped_column(DateTimeUTC(timezone=True))
    summary: Mapped[dict[str, object] | None] = mapped_column(JSON)
    """The frozen numbers: totals, outcomes, by method, by day, by clause."""
    document: Mapped[str | None] = deferred(mapped_column(Text))
    """The whole frozen report as canonical JSON: what `digest` is the SHA-256 of."""
    digest: Mapped[str | None] = mapped_column(String(64))
    seal: Mapped[str | None] = mapped_column(String(64))
    """Digest of the document with the words of citizens replaced by theirs (`document.seal`): it stays the same when
    words are withheld later. None in reports of before there was one."""
    notified_at: Mapped[datetime | None] = mapped_column(DateTimeUTC(timezone=True))
    """When the mails to the people who left an address were all in the outbox."""


class ReportItem(Table):
    """One group as the report froze it; pages read these, a page at a time."""

    __tablename__ = "report_item"

    report_id: Mapped[UUID] = mapped_column(ForeignKey("adoption_report.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[UUID] = mapped_column(ForeignKey("opinion_group.id"), index=True)
    outcome: Mapped[str] = mapped_column(String(20))
    clause_ref: Mapped[str] = mapped_column(String(40))
    data: Mapped[dict[str, object]] = mapped_column(JSON)
    example_id: Mapped[UUID | None] = mapped_column(ForeignKey("comment.id"))
    """The comment whose words are quoted; None where no words are."""
    is_title_quoted: Mapped[bool] = mapped_column(default=False, server_default=false())
    """The group has no name of its own: the title too is a citizen's words."""


class ReportFile(Table):
    """The report in one format (报告文件), made once after publication by a job."""

    __tablename__ = "report_file"

    report_id: Mapped[UUID] = mapped_column(ForeignKey("adoption_report.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    """csv, xlsx, docx, pdf."""
    source_digest: Mapped[str] = mapped_column(String(64))
    """Digest of the report as it could be read when this was made."""
    acts: Mapped[int]
    """How many acts of moderation there were then: after another one it is looked at anew before it is given out."""
    made_at: Mapped[datetime] = mapped_column(DateTimeUTC(timezone=True))
    fault: Mapped[str] = mapped_column(Text)
    """Why there is none (an English msgid); empty where it was made."""
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the content; empty where there is none."""
    note: Mapped[str] = mapped_column(Text)
    """Why it was made anew after publication; empty where it is the first."""
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
