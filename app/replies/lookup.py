"""Finding the reply of a request, and those that are approved with it."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.lib.errors import NotFound
from app.proceedings.queries import list_proceedings
from app.proceedings.rules import Decision
from app.replies.models import Reply
from app.replies.rules import ReplyState
from app.requests.models import InformationRequest
from app.requests.rules import CLOSED_STATES


async def is_overridden(db: AsyncSession, request_id: UUID) -> bool:
    """Whether it was decided to disclose for the public interest what a third party objected to (art. 15)."""
    steps = await list_proceedings(db, request_id)
    return any(step.decision == Decision.OVERRIDE for step in steps)


async def find_reply(db: AsyncSession, request_id: UUID) -> Reply | None:
    """The reply of a request, whatever its state."""
    return await db.scalar(select(Reply).where(Reply.request_id == request_id))


async def get_reply(db: AsyncSession, request_id: UUID) -> Reply:
    """The same. Raises NotFound."""
    reply = await find_reply(db, request_id)
    if reply is None:
        raise NotFound
    return reply


async def list_batch(db: AsyncSession, reply: Reply) -> list[Reply]:
    """The reply and all that were written with the same words and wait with it, locked; in the order of requests."""
    if reply.batch_id is None:
        return [reply]
    query = (
        select(Reply)
        .join(InformationRequest, InformationRequest.id == Reply.request_id)
        .where(
            Reply.batch_id == reply.batch_id,
            Reply.state != ReplyState.ISSUED,
            InformationRequest.state.not_in(CLOSED_STATES),
        )
        .order_by(Reply.request_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(await db.scalars(query))
