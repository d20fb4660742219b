"""Reviewing what applicants suggest to disclose (主动公开建议), 条例 art. 44(2)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.conversions.models import Conversion, SuggestionReview
from app.conversions.rules import AlreadyReviewed, NotGrouped, SuggestionState, may_convert
from app.history.services import record
from app.lib.errors import Forbidden, FormInvalid, NotFound
from app.lib.i18n import gettext, in_locale
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
    await decide_suggestion(db, application, SuggestionState.ACCEPTED, reason, actor=actor, now=now)
    return group


async def reject_suggestion(
    db: AsyncSession, application_id: UUID, reason: str, *, actor: Actor, now: datetime
) -> None:
    """Say why it does not become public (不予采纳). Raises AlreadyReviewed, NotFound, Forbidden."""
    application = await _load(db, application_id, reason, actor)
    await decide_suggestion(db, application, SuggestionState.REJECTED, reason, actor=actor, now=now)


async def settle_suggestions(
    db: AsyncSession, group: RequestGroup, conversion: Conversion, *, actor: Actor, now: datetime
) -> None:
    """What the group's applicants suggested has happened: accepted ones led here, waiting ones are accepted by it."""
    await db.flush()
    of_group = (
        select(InformationRequest.application_id)
        .join(RequestPlace, RequestPlace.request_id == InformationRequest.id)
        .where(RequestPlace.group_id == group.id)
    )
    query = (
        select(Application, SuggestionReview)
        .outerjoin(SuggestionReview, SuggestionReview.application_id == Application.id)
        .where(Application.id.in_(of_group), Application.suggests_disclosure)
    )
    for application, review in (await db.execute(query)).tuples().all():
        if review is None:
            with in_locale("zh-CN"):
                reason = gettext("It has been published, index number {index}.", index=conversion.index_no or "")
            review = await decide_suggestion(db, application, SuggestionState.ACCEPTED, reason, actor=actor, now=now)
        if review.state == SuggestionState.ACCEPTED.value and review.conversion_id is None:
            review.conversion_id = conversion.id
    await db.flush()


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


async def decide_suggestion(
    db: AsyncSession, application: Application, state: SuggestionState, reason: str, *, actor: Actor, now: datetime
) -> SuggestionReview:
    """Keep what was decided, and by whom, for the applicant to read."""
    assert actor.id is not None
    review = SuggestionReview(
        application_id=application.id,
        state=state.value,
        reason=reason.strip(),
        decided_by_id=actor.id,
        decided_at=now,
    )
    db.add(review)
    record(
        db,
        f"conversion:{'accept' if state is SuggestionState.ACCEPTED else 'reject'}_suggestion",
        f"application:{application.id}",
        agency_id=application.agency_id,
        actor=actor,
        now=now,
    )
    await db.flush()
    return review
