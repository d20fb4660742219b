"""The report in the public catalogue (目录): numbers and the way to it. Words of citizens stay in the report, where
they can be withheld later; an entry of the catalogue never changes."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.models import Agency
from app.accounts.rules import Actor
from app.consultations.models import Consultation
from app.disclosures.rules import Content, DisclosureSource, FiveOpenness, Genre, NewEntry
from app.disclosures.services import Published, publish_entry
from app.lib.clock import local_date

TOPIC = "02-01"  # 政务公开: of what the consultation was about nobody chose a topic
BASIS = "19"  # 需要公众参与决策的政府信息


async def list_report(db: AsyncSession, consultation: Consultation, *, actor: Actor, now: datetime) -> Published:
    """Enter the report into the catalogue (列入公开目录), in the transaction that publishes it."""
    agency = await db.get_one(Agency, consultation.agency_id)
    n = consultation.collected_count
    content = Content(
        title=f"{consultation.title}意见采纳情况",
        topic=TOPIC,
        genre=Genre.REPORT,
        five_openness=FiveOpenness.DECISION,
        proactive_basis=BASIS,
        made_on=local_date(now),
        issuer=agency.name,
        keywords=("公开征求意见", "意见采纳情况"),
        abstract=f"收到意见{n}条，逐类说明是否采纳及理由。",
        body=f"公开征求意见期间收到意见{n}条。每类意见是否采纳、为什么，见意见采纳情况页面："
        f"/consultations/{consultation.id}/report",
    )
    new = NewEntry(
        agency_id=consultation.agency_id,
        division_id=consultation.division_id,
        content=content,
        origin=f"consultation:{consultation.id}",
        is_cleared=True,  # the title is public since the consultation opened; the rest is numbers
    )
    return await publish_entry(db, new, source=DisclosureSource.CONSULTATION, actor=actor, now=now)
