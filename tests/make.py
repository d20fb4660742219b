"""Plain helpers that put a consultation, comments and groups into a test's database, through the real services."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from app.accounts.rules import Actor
from app.comments.heard import Choice
from app.comments.models import Comment, CommentIntake
from app.comments.queries import get_open_for
from app.comments.uploads import keep_upload
from app.consultations import services
from app.consultations.forms import ConsultationForm
from app.consultations.models import Attachment, Consultation
from app.consultations.rules import Method, State
from app.drafts.importing import from_text
from app.drafts.services import keep_original
from app.files.services import store_file
from app.files.store import FileStore
from app.lib.clock import local_date
from app.lib.db import Database
from app.occasions import hearings
from app.occasions import services as occasions
from app.occasions.forms import HearingForm, OccasionForm
from app.occasions.models import Hearing
from tests.cast import Cast

DRAFT = """某市灵活就业人员缴费办法（草案征求意见稿）
第一章　总则
第一条（目的）为了方便灵活就业人员缴费，制定本办法。
第二条（适用范围）本市行政区域内灵活就业人员缴费，适用本办法。
　　前款所称灵活就业人员包括：
（一）无雇工的个体工商户；
（二）未在用人单位参加社会保险的非全日制从业人员。
第二章　缴费
第三条（缴费方式）可以按月、按季或者按年缴费。
第四条（宽限期）未按时缴费的，可以在十五日内补缴。
第五条（施行日期）本办法自2027年1月1日起施行。
"""


def consultation_form(now: datetime, **changes: object) -> ConsultationForm:
    today = local_date(now)
    return ConsultationForm(
        **{  # type: ignore[arg-type]
            "title": "某市灵活就业人员缴费办法（草案征求意见稿）",
            "opens_on": today,
            "closes_on": today + timedelta(days=30),
            "summary": "怎样缴费、错过了怎么办。",
            "explanation": "为了方便缴费，起草本办法。",
            "basis": "《中华人民共和国社会保险法》",
            "methods": ["online_solicitation", "symposium"],
            "contact": "某市某路1号",
            **changes,
        }
    )


async def make_consultation(
    database: Database,
    cast: Cast,
    *,
    now: datetime,
    state: str = "open",
    by: str = "chen",
    approved_by: str = "deng",
    draft: str = DRAFT,
    **changes: object,
) -> UUID:
    """A consultation of the pension division in the wanted state: drafting, open, closed, analysing or withdrawn.

    It went through the real verbs up to `open`; later states are set, since only time leads there.
    """
    actor: Actor = cast[by]
    imported = from_text(draft)
    async with database.write() as db:
        c = await services.create_consultation(db, consultation_form(now, **changes), actor=actor, now=now)
        await services.import_draft(
            db, c, imported.parsed, source_name="draft.txt", source_digest="0" * 64, actor=actor, now=now
        )
        await services.confirm_draft(db, c, actor=actor, now=now)
        if state != "drafting":
            await services.submit_for_approval(db, c, actor=actor, now=now)
            await services.approve_publication(db, c, actor=cast[approved_by], now=now)
            if state != c.state:
                c.state = State(state).value
        return c.id


async def make_comment(
    database: Database,
    consultation_id: UUID,
    text: str,
    *,
    now: datetime,
    clause_ref: str = "",
    person: str | None = None,
    visibility: str = "public",
    method: str = "online_solicitation",
    is_late: bool = False,
    title: str = "",
) -> UUID:
    """A comment as if it had been handed in; it waits to be placed."""
    async with database.write() as db:
        consultation = await db.get_one(Consultation, consultation_id)
        comment = Comment(
            agency_id=consultation.agency_id,
            consultation_id=consultation_id,
            clause_ref=clause_ref,
            title=title,
            text=text,
            method=method,
            said_at=now,
            received_at=now,
            is_late=is_late,
            person_key=person,
            person_basis="import" if person else "none",
            visibility=visibility,
            findings=[],
        )
        db.add(comment)
        intake = await db.get(CommentIntake, consultation_id)
        if intake is None:
            db.add(CommentIntake(consultation_id=consultation_id, is_grouping_requested=True))
        else:
            intake.is_grouping_requested = True
        await db.flush()
        return comment.id


async def make_occasion(
    database: Database, cast: Cast, consultation_id: UUID, *, now: datetime, by: str = "chen", **changes: object
) -> UUID:
    """A symposium that took place today."""
    form = OccasionForm(
        **{  # type: ignore[arg-type]
            "is_held": True,
            "method": "symposium",
            "held_on": local_date(now),
            "place": "某市某路1号",
            "n_resident": 12,
            "summary": "到会居民希望放宽补缴期限。",
            **changes,
        }
    )
    async with database.write() as db:
        consultation = await db.get_one(Consultation, consultation_id)
        return (await occasions.enter_occasion(db, consultation, form, actor=cast[by], now=now)).id


async def make_hearing(
    database: Database, cast: Cast, consultation_id: UUID, *, now: datetime, by: str = "chen"
) -> UUID:
    """A hearing whose notice is public, thirty days ahead."""
    form = HearingForm(
        held_on=days_from(now, 30),
        sign_up_until=days_from(now, 10),
        starts_at="14:00",
        place="某市某路1号礼堂",
        selection_rule="按报名先后确定。",
        sign_up="到某市某路1号报名。",
        n_stakeholder=2,
        n_expert=1,
    )
    async with database.write() as db:
        consultation = await db.get_one(Consultation, consultation_id)
        occasion = await hearings.prepare_hearing(db, consultation, form, actor=cast[by], now=now)
        hearing = await db.get_one(Hearing, occasion.id)
        await hearings.announce_hearing(db, consultation, occasion, hearing, actor=cast[by], now=now)
        return occasion.id


async def make_upload(
    database: Database, cast: Cast, consultation_id: UUID, *, now: datetime, by: str = "chen"
) -> UUID:
    """A table of letters whose columns are not chosen yet."""
    content = "意见,条款\n建议延长补缴期限。,第四条\n".encode()
    async with database.write() as db:
        consultation = await get_open_for(db, consultation_id)
        choice = Choice(Method.WRITTEN.value, Method.WRITTEN)
        return await keep_upload(db, consultation, choice, content, "来信.csv", actor=cast[by], now=now)


def days_from(now: datetime, days: int) -> date:
    return local_date(now) + timedelta(days=days)


async def make_attachment(
    database: Database, store: FileStore, cast: Cast, consultation_id: Any, *, now: datetime, name: str = "测算表.txt"
) -> UUID:
    """A file attached in whatever state the consultation is; it is also the original of its draft."""
    async with database.write() as db:
        consultation = await db.get_one(Consultation, consultation_id)
        agency_id, actor = consultation.agency_id, cast["chen"]
        file = await store_file(db, store, name, name.encode(), agency_id=agency_id, actor=actor, now=now)
        attachment = Attachment(
            consultation_id=consultation_id, file_id=file.id, title=name, note="", is_supplement=False, added_at=now
        )
        db.add(attachment)
        if consultation.draft_id is not None:
            await keep_original(db, consultation.draft_id, file.id, is_clean=True)
        await db.flush()
        return attachment.id
