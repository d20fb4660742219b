"""One reply for all who asked (批量答复): each applicant gets his own letter."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.conversions.rules import NoModel, may_convert
from app.lib.errors import Forbidden
from app.replies.drafting import draft_replies
from app.replies.models import Reply
from app.replies.storing import read_content
from app.request_groups.models import RequestGroup, RequestPlace
from app.requests.models import InformationRequest
from app.requests.rules import OPEN_STATES


async def answer_group(db: AsyncSession, group: RequestGroup, *, actor: Actor, now: datetime) -> list[Reply]:
    """Use the reply drafted last in a group for all its open requests (批量答复): approved as one, a letter each."""
    if not may_convert(actor):
        raise Forbidden
    query = (
        select(Reply)
        .join(RequestPlace, RequestPlace.request_id == Reply.request_id)
        .where(RequestPlace.group_id == group.id)
        .order_by(Reply.drafted_at.desc())
        .limit(1)
    )
    model = await db.scalar(query)
    if model is None:
        raise NoModel
    content = await read_content(db, model)
    waiting = (
        select(InformationRequest)
        .join(RequestPlace, RequestPlace.request_id == InformationRequest.id)
        .where(RequestPlace.group_id == group.id, InformationRequest.state.in_([s.value for s in OPEN_STATES]))
        .where(InformationRequest.received_on.is_not(None))
        .order_by(InformationRequest.received_on, InformationRequest.id)
        .with_for_update(of=InformationRequest)
    )
    return await draft_replies(db, list(await db.scalars(waiting)), content, actor=actor, now=now)
