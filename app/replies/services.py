"""Issuing a reply: letter, state, notice and files in one transaction. The caller holds the lock of the request."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.letters.models import Letter
from app.letters.rules import LetterKind
from app.letters.services import issue_letter
from app.lib.clock import local_date
from app.lib.errors import Forbidden
from app.proceedings.queries import check_release
from app.proceedings.rules import Withheld
from app.replies.approval import NotApproved, WrongReplyState
from app.replies.drafting import ENDED_BY_SILENCE, get_reply, record_reply
from app.replies.facts import check_content
from app.replies.models import Reply
from app.replies.notifying import tell_applicant
from app.replies.rules import (
    DISCLOSES,
    Basis,
    ConversionUnresolved,
    NotConverted,
    ReplyKind,
    ReplyState,
    Resolution,
    annual_row,
)
from app.replies.storing import make_letter, read_content
from app.request_groups.reaching import find_trigger
from app.requests.models import InformationRequest
from app.requests.rules import RequestState, may_edit
from app.requests.services import change_state

CLOSES_AS = {
    ReplyKind.NOT_CORRECTED: RequestState.ABANDONED_NOT_CORRECTED,
    ReplyKind.FEE_UNPAID: RequestState.ABANDONED_FEE,
    ReplyKind.WITHDRAWN: RequestState.WITHDRAWN,
}

Conversion = Resolution | NotConverted | None


async def issue_reply(
    db: AsyncSession, request: InformationRequest, *, conversion: Conversion = None, actor: Actor, now: datetime
) -> Letter:
    """Issue an approved reply (制发答复): the frozen letter gets its number, files are released, the clock stops.

    Raises NotApproved, ConversionUnresolved where a trigger fires and `conversion` was not given, Forbidden.
    """
    return (await issue_replies(db, [request], conversion=conversion, actor=actor, now=now))[0]


async def issue_replies(
    db: AsyncSession,
    requests: Sequence[InformationRequest],
    *,
    conversion: Conversion = None,
    actor: Actor,
    now: datetime,
) -> list[Letter]:
    """Issue many in one transaction (批量制发): all, or none. What is answered here together counts together."""
    replies = [await _get_approved(db, request, actor) for request in requests]
    await _check_conversion(db, requests, replies, conversion, on=local_date(now))
    return [
        await _issue(db, request, reply, conversion, actor=actor, now=now)
        for request, reply in zip(requests, replies, strict=True)
    ]


async def _get_approved(db: AsyncSession, request: InformationRequest, actor: Actor) -> Reply:
    if not may_edit(actor, agency_id=request.agency_id, division_id=request.division_id):
        raise Forbidden
    reply = await get_reply(db, request.id)
    if reply.state == ReplyState.ISSUED:
        raise WrongReplyState
    if reply.state != ReplyState.APPROVED:
        raise NotApproved
    await _check_others(db, reply)
    return reply


async def _check_others(db: AsyncSession, reply: Reply) -> None:
    """Nothing goes out while others are asked, nor against what was decided; a partial reply leaves their part out."""
    try:
        await check_release(db, reply.request_id, discloses=reply.kind in DISCLOSES)
    except Withheld:
        if reply.kind != ReplyKind.PARTIAL:
            raise


async def _check_conversion(
    db: AsyncSession, requests: Sequence[InformationRequest], replies: Sequence[Reply], given: Conversion, *, on: date
) -> None:
    disclosed = [one.id for one, reply in zip(requests, replies, strict=True) if ReplyKind(reply.kind) in DISCLOSES]
    if given is None and disclosed and await find_trigger(db, disclosed, on=on):
        raise ConversionUnresolved


async def _issue(
    db: AsyncSession, request: InformationRequest, reply: Reply, conversion: Conversion, *, actor: Actor, now: datetime
) -> Letter:
    kind, today = ReplyKind(reply.kind), local_date(now)
    content = await read_content(db, reply)
    check_content(content)
    published = conversion if isinstance(conversion, Resolution) and kind in DISCLOSES else None
    letter = await issue_letter(
        db,
        agency_id=request.agency_id,
        kind=LetterKind.NOT_PROCESSED if kind in (ReplyKind.NOT_CORRECTED, ReplyKind.FEE_UNPAID) else LetterKind.REPLY,
        subject=f"request:{request.id}",
        content=await make_letter(db, request, content, dated_on=today, published=published),
        actor=actor,
        now=now,
    )
    reply.state, reply.letter_id = ReplyState.ISSUED.value, letter.id
    reply.issued_at, reply.issued_by_id = now, actor.id
    reply.due_on = request.due_on
    has_ended = request.state in ENDED_BY_SILENCE
    reply.is_late = not has_ended and request.due_on is not None and today > request.due_on
    reply.annual_row = annual_row(kind, [Basis(one) for one in reply.bases])
    request.replied_at, request.reply_kind = now, kind.value
    if not has_ended:
        await change_state(db, request, CLOSES_AS.get(kind, RequestState.REPLIED), actor=actor, now=now)
    record_reply(
        db, "issue_reply", reply, actor, now, kind=kind.value, number=letter.number, late=reply.is_late,
        digest=letter.digest,
    )  # fmt: skip
    await tell_applicant(db, request, letter, now=now)
    await db.flush()
    return letter
