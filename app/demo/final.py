"""The final text in the demonstration (正式文本): weeks after the report, compared, checked, approved by another."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from app.accounts.rules import Actor
from app.demo.consultations import TEXTS, consultation
from app.demo.seed import consultation_row, pair_of
from app.drafts import importing
from app.lib.db import Database
from app.revisions import pairing, services
from app.revisions.models import ClauseLink

DAYS_AFTER_THE_REPORT = 25
NOTE = (
    "本措施已于近日印发，自公布之日起施行（演示）。新增的来电人信息保护一项没有对应的公众意见，依据个人信息保护的法律规定补充；"
    "窗口减少材料一项移到第三部分之首。"
)


async def play_final_text(
    database: Database, key: str, consultation_id: UUID, actors: dict[str, Actor], *, now: datetime
) -> None:
    """Where the folder of a consultation holds a final text: import it, settle what is doubtful, publish."""
    told, path = consultation(key), TEXTS / key / "final.txt"
    if told.reported is None or not path.exists():
        return
    clerk, head = pair_of(told, actors)
    at = now + timedelta(days=told.reported + DAYS_AFTER_THE_REPORT)
    imported = importing.from_text(path.read_text("utf-8"))
    source = {"source_name": f"{imported.parsed.title}.txt", "source_digest": imported.source_digest}
    async with database.write() as db:
        row = await consultation_row(db, consultation_id)
        await services.import_final_text(db, row, imported.parsed, **source, actor=clerk, now=at - timedelta(days=3))
        await services.confirm_final_text(db, row, actor=clerk, now=at - timedelta(days=3))
        doubtful = (await db.scalars(select(ClauseLink.id).where(ClauseLink.needs_look.is_(True)))).all()
        await pairing.confirm_pairs(db, row, doubtful, actor=clerk, now=at - timedelta(days=2))
        await services.save_note(db, row, NOTE, actor=clerk, now=at - timedelta(days=2))
        await services.submit_revision(db, row, actor=clerk, now=at - timedelta(days=2))
        await services.publish_revision(db, row, actor=head, now=at)
