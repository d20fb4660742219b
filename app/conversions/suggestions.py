"""Reviewing what applicants suggest to disclose (主动公开建议), 条例 art. 44(2)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.conversions.models import SuggestionReview
from app.conversions.rules import AlreadyReviewed, NotGrouped, SuggestionState, may_convert
from app.history.services import record
from app.lib.errors import Forbidden, FormInvalid, NotFound
from app.lib.i18n import gettext_noop as _
from app.request_groups.models import RequestGroup, RequestPlace
from app.requests.models import Application, InformationRequest


async def accept_suggestion(
    db: AsyncSession, application_id: UUID, reason: str, *, actor: Actor, now: datetime
) -> RequestGroup:
    """Accept that it belongs to everybody (采纳建议); the group whose information is to be published next.

    Raises NotGrouped where the request is about its writer, AlreadyReviewed, NotFound, Forbidden.
    """
    application = await _load(db, application_id, reason, actor)
    query = (
        select(RequestGroup)
        .join(RequestPlace, RequestPlace.group_id == RequestGroup.id)
        .join(InformationRequest, InformationRequest.id == RequestPlace.request_id)
        .where(InformationRequest.application_id == application.id)
        .order_by(InformationRequest.position)
        .limit(1)
    )
    group = await db.scalar(query)
    if group is None:
        raise NotGrouped
    await _decide(db, application, SuggestionState.ACCEPTED, reason, actor=actor, now=now)
    return group


async def reject_suggestion(
    db: AsyncSession, application_id: UUID, reason: str, *, actor: Actor, now: datetime
) -> None:
    """Say why it does not become public (不予采纳). Raises AlreadyReviewed, NotFound, Forbidden."""
    application = await _load(db, application_id, reason, actor)
    await _decide(db, application, SuggestionState.REJECTED, reason, actor=actor, now=now)


async def _load(db: AsyncSession, application_id: UUID, reason: str, actor: Actor) -> Application:
    if not may_convert(actor):
        raise Forbidden
    query = select(Application).where(
        Application.id == application_id,
        Application.agency_id == actor.agency_id,
        Application.suggests_disclosure,
    )
    application = await db.scalar(query.with_for_update())
    if application is None:
        raise NotFound
    if await db.get(SuggestionReview, application.id) is not None:
        raise AlreadyReviewed
    if not reason.strip():
        raise FormInvalid.of("reason", _("Please give the reason; the applicant reads it."))
    return application


async def _decide(
    db: AsyncSession, application: Application, state: SuggestionState, reason: str, *, actor: Actor, now: datetime
) -> None:
    assert actor.id is not None
    db.add(
        SuggestionReview(
            application_id=application.id,
            state=state.value,
            reason=reason.strip(),
            decided_by_id=actor.id,
            decided_at=now,
        )
    )
    record(
        db,
        f"conversion:{'accept' if state is SuggestionState.ACCEPTED else 'reject'}_suggestion",
        f"application:{application.id}",
        agency_id=application.agency_id,
        actor=actor,
        now=now,
    )
    await db.flush()
