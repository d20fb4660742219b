"""The approval of a reply, step by step (签审). The caller holds the lock of the request."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.models import Person
from app.accounts.rules import Actor, Role
from app.lib.errors import Forbidden, FormInvalid
from app.lib.i18n import gettext_noop as _
from app.replies.approval import (
    STEP_ABOUT,
    Decision,
    Deputy,
    ReplyChanged,
    WrongReplyState,
    check_reviewer,
    next_step,
)
from app.replies.drafting import back_to_drafting, get_reply, list_batch, record_reply
from app.replies.forms import ReviewForm
from app.replies.models import Reply, ReplyReview, ReplyVersion
from app.replies.rules import ReplyState
from app.replies.storing import chain_of
from app.requests.models import InformationRequest


async def approve_reply(
    db: AsyncSession, request: InformationRequest, form: ReviewForm, *, actor: Actor, now: datetime
) -> Reply:
    """Approve the reply at the step whose turn it is (审核同意), in one's own right or for somebody else.

    Raises ReplyChanged, WrongReplyState, OwnReply, SignedAlready, NotYourStep, NoDelegation.
    """
    reply, step = await _check(db, request, form, actor=actor)
    for one in await list_batch(db, reply):
        approved = await _list_approved(db, one)
        _add_review(db, one, step, Decision.APPROVE, form, actor=actor, now=now)
        following = next_step(chain_of(one), [*(Role(role) for role, _person in approved), step])
        one.next_role = following.value if following else None
        if following is None:
            one.state = ReplyState.APPROVED.value
        record_reply(db, "approve_reply", one, actor, now, **_details(step, form))
    await db.flush()
    return reply


async def return_reply(
    db: AsyncSession, request: InformationRequest, form: ReviewForm, *, actor: Actor, now: datetime
) -> Reply:
    """Send the reply back to whoever wrote it (退回修改), with the reason. Every approval begins anew."""
    reply, step = await _check(db, request, form, actor=actor)
    if not form.comment:
        raise FormInvalid.of("comment", _("Say what is to be changed."))
    for one in await list_batch(db, reply):
        _add_review(db, one, step, Decision.RETURN, form, actor=actor, now=now)
        of = await db.get_one(InformationRequest, one.request_id)
        await back_to_drafting(db, of, one, actor=actor, now=now)
        record_reply(db, "return_reply", one, actor, now, **_details(step, form))
    await db.flush()
    return reply


async def _check(
    db: AsyncSession, request: InformationRequest, form: ReviewForm, *, actor: Actor
) -> tuple[Reply, Role]:
    if not actor.has(*STEP_ABOUT):
        raise Forbidden
    reply = await get_reply(db, request.id)
    await list_batch(db, reply)  # locks them all before anything is judged
    if reply.state != ReplyState.UNDER_REVIEW or reply.next_role is None:
        raise WrongReplyState
    if form.seen != reply.digest:
        raise ReplyChanged
    step = Role(reply.next_role)
    check_reviewer(
        actor,
        step,
        division_id=reply.division_id,
        authors=await list_authors(db, reply),
        signed={person for _role, person in await _list_approved(db, reply)},
        deputy=await _find_deputy(db, form, reply.agency_id),
    )
    return reply, step


async def list_authors(db: AsyncSession, reply: Reply) -> set[UUID]:
    """Everybody who wrote or submitted any version: none of them approves it."""
    query = select(ReplyVersion.drafted_by_id).where(ReplyVersion.reply_id == reply.id)
    authors = {reply.drafted_by_id, *(await db.scalars(query))}
    return authors | ({reply.submitted_by_id} if reply.submitted_by_id else set())


async def _list_approved(db: AsyncSession, reply: Reply) -> list[tuple[str, UUID]]:
    query = select(ReplyReview.role, ReplyReview.person_id).where(
        ReplyReview.reply_id == reply.id,
        ReplyReview.round == reply.round,
        ReplyReview.decision == Decision.APPROVE,
    )
    return [(role, person) for role, person in (await db.execute(query)).tuples()]


async def _find_deputy(db: AsyncSession, form: ReviewForm, agency_id: UUID) -> Deputy | None:
    if form.for_person is None:
        return None
    query = select(Person).where(Person.id == form.for_person, Person.agency_id == agency_id)
    if (person := await db.scalar(query)) is None:
        raise FormInvalid.of("for_person", _("Please choose whom you stand in for."))
    if not form.deputy_reason:
        raise FormInvalid.of("deputy_reason", _("Say why you stand in, for example: on leave."))
    roles = frozenset(Role(role) for role in person.roles)
    return Deputy(person.id, person.full_name, person.division_id, roles, form.deputy_reason)


def _add_review(
    db: AsyncSession,
    reply: Reply,
    step: Role,
    decision: Decision,
    form: ReviewForm,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    db.add(
        ReplyReview(
            reply_id=reply.id,
            round=reply.round,
            version=reply.version,
            digest=reply.digest,
            role=step.value,
            decision=decision.value,
            comment=form.comment,
            person_id=actor.id,
            for_person_id=form.for_person,
            deputy_reason=form.deputy_reason if form.for_person else "",
            decided_at=now,
        )
    )


def _details(step: Role, form: ReviewForm) -> dict[str, object]:
    return {"role": step.value, **({"for_person": str(form.for_person)} if form.for_person else {})}
