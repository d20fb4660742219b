"""An open consultation is found by the search (检索), with its notice and the text of its draft."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.consultations.models import Consultation
from app.consultations.rules import State
from app.drafts.models import Clause
from app.lib.clock import local_date
from app.search.rules import SearchKind
from app.search.services import index_text, remove_text


async def index_consultation(db: AsyncSession, consultation: Consultation, *, now: datetime) -> None:
    """Make it findable while it is open, and no longer; right for any state, so it may be called at any time."""
    if not _is_open(consultation, now):
        await remove_text(db, SearchKind.CONSULTATION, str(consultation.id))
        return
    query = select(Clause.heading, Clause.text).where(Clause.draft_id == consultation.draft_id)
    clauses = (await db.execute(query.order_by(Clause.position))).all()
    parts = [consultation.summary, consultation.explanation, *(part for clause in clauses for part in clause)]
    await index_text(
        db,
        kind=SearchKind.CONSULTATION,
        ref=str(consultation.id),
        agency_id=consultation.agency_id,
        title=consultation.title,
        body="\n".join(filter(None, parts)),
        path=f"/consultations/{consultation.id}",
        dated_on=consultation.opens_on,
    )


async def reindex_consultations(db: AsyncSession, *, now: datetime) -> int:
    """Put every open consultation into the search anew, and take the others out (重建索引). Answers how many."""
    everything = (await db.execute(select(Consultation))).scalars().all()
    for consultation in everything:
        await index_consultation(db, consultation, now=now)
    return sum(_is_open(consultation, now) for consultation in everything)


def _is_open(consultation: Consultation, now: datetime) -> bool:
    return consultation.state == State.OPEN.value and local_date(now) <= consultation.closes_on
