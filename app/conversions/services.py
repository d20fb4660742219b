"""Settling a conversion: one transaction for the catalogue's entry, every reply and the record."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from uuid import UUID

import msgspec
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from app.accounts.rules import Actor
from app.conversions.models import (
    Conversion,
    ConversionClearance,
    ConversionDraft,
    ConversionReply,
)
from app.conversions.rules import (
    AlreadyConverted,
    ClearedAlready,
    Decision,
    NeverPublic,
    NothingDrafted,
    check_cleared,
    may_clear,
    may_convert,
)
from app.conversions.suggestions import settle_suggestions
from app.disclosures.findings import find_places
from app.disclosures.rules import Content, DisclosureSource, NewEntry
from app.disclosures.services import publish_entry
from app.history.services import record
from app.lib.clock import local_date
from app.lib.errors import Forbidden, FormInvalid
from app.lib.i18n import gettext_noop as _
from app.replies.rules import NotConverted, Resolution
from app.replies.services import issue_replies
from app.request_groups.membership import lock_agency
from app.request_groups.models import RequestGroup, RequestPlace
from app.request_groups.reaching import reach_groups
from app.request_groups.services import mark_converted
from app.requests.models import InformationRequest
from app.similarity.facts import never_public


def digest_of(content: Content, file_ids: Sequence[UUID]) -> str:
    """Of everything that would be published."""
    return sha256(msgspec.json.encode([content, sorted(map(str, file_ids))])).hexdigest()


def read_draft(draft: ConversionDraft) -> Content:
    return msgspec.json.decode(draft.content, type=Content)


async def draft_conversion(
    db: AsyncSession,
    group: RequestGroup,
    content: Content,
    file_ids: Sequence[UUID] = (),
    *,
    actor: Actor,
    now: datetime,
) -> ConversionDraft:
    """Write down what would be published (拟公开内容). Whoever cleared an earlier text did not clear this one.

    Raises NeverPublic, AlreadyConverted, Forbidden.
    """
    if not may_convert(actor) or actor.id is None:
        raise Forbidden
    _check_open(group)
    _check_class(content)
    digest = digest_of(content, file_ids)
    draft = await db.get(ConversionDraft, group.id)
    if draft is None:
        draft = ConversionDraft(group_id=group.id)
        db.add(draft)
    draft.content, draft.digest = msgspec.json.encode(content).decode(), digest
    draft.file_ids = [str(one) for one in file_ids]
    draft.findings = len(find_places(content)) + len(file_ids)
    draft.drafted_by_id, draft.drafted_at = actor.id, now
    _record(db, "draft_conversion", group, actor, now, findings=draft.findings, digest=digest)
    await db.flush()
    return draft


async def clear_conversion(db: AsyncSession, group: RequestGroup, digest: str, *, actor: Actor, now: datetime) -> None:
    """Say of this very text that nothing in it must stay closed (脱敏核定). Two people are needed (AT-43)."""
    if not may_clear(actor) or actor.id is None:
        raise Forbidden
    draft = await db.get(ConversionDraft, group.id)
    if draft is None or draft.digest != digest:
        raise NothingDrafted
    if await db.get(ConversionClearance, (group.id, digest, actor.id)):
        raise ClearedAlready
    db.add(
        ConversionClearance(
            group_id=group.id, digest=digest, person_id=actor.id, person_name=actor.name, cleared_at=now
        )
    )
    _record(db, "clear_conversion", group, actor, now, digest=digest)
    await db.flush()


async def publish_conversion(
    db: AsyncSession,
    group: RequestGroup,
    requests: Sequence[InformationRequest] = (),
    *,
    base_url: str,
    actor: Actor,
    now: datetime,
) -> Conversion:
    """Publish the information and issue the approved replies (同步转为主动公开): all or nothing (AT-42).

    Without requests it publishes what was answered before, as after a suggestion. Raises NothingDrafted, NotCleared,
    NeverPublic, AlreadyConverted, Forbidden, and what `issue_replies` raises.
    """
    if not may_convert(actor) or actor.id is None:
        raise Forbidden
    draft = await _get_cleared_draft(db, group)
    content, conversion_id = read_draft(draft), uuid7()
    reach = (await reach_groups(db, [group], on=local_date(now), answering=[one.id for one in requests]))[group.id]
    entry = await publish_entry(
        db,
        NewEntry(
            agency_id=group.agency_id,
            content=content,
            file_ids=tuple(UUID(one) for one in draft.file_ids),
            origin=f"conversion:{conversion_id}",
            is_cleared=draft.findings > 0,
        ),
        source=DisclosureSource.CONVERTED,
        actor=actor,
        now=now,
    )
    if requests:
        resolution = Resolution(entry.index_no, base_url.rstrip("/") + entry.path)
        await issue_replies(db, requests, conversion=resolution, actor=actor, now=now)
    conversion = await _settle(
        db,
        group,
        conversion_id,
        Decision.PUBLISHED,
        [kind.value for kind in reach.kinds],
        requests,
        actor=actor,
        now=now,
    )
    conversion.title, conversion.entry_id = group.title or content.title, entry.id
    conversion.index_no, conversion.path = entry.index_no, entry.path
    await mark_converted(db, group, index_no=entry.index_no, path=entry.path, on=local_date(now))
    await settle_suggestions(db, group, conversion, actor=actor, now=now)
    _record(db, "publish_conversion", group, actor, now, index_no=entry.index_no, replies=len(requests))
    return conversion


async def _get_cleared_draft(db: AsyncSession, group: RequestGroup) -> ConversionDraft:
    """What may be published of an open group. Raises NothingDrafted, NotCleared, NeverPublic or AlreadyConverted."""
    _check_open(group)
    draft = await db.get(ConversionDraft, group.id)
    if draft is None:
        raise NothingDrafted
    _check_class(read_draft(draft))
    cleared = await _list_clearances(db, group.id)
    check_cleared(has_findings=draft.findings > 0, digest=draft.digest, cleared=cleared)
    return draft


async def decline_conversion(
    db: AsyncSession,
    group: RequestGroup,
    requests: Sequence[InformationRequest],
    reason: str,
    *,
    actor: Actor,
    now: datetime,
) -> Conversion:
    """Issue the approved replies and say why the information does not become public (说明不转化理由)."""
    if not may_convert(actor) or actor.id is None:
        raise Forbidden
    _check_open(group)
    if not reason.strip():
        raise FormInvalid.of("reason", _("Please say why it does not become public."))
    reach = (await reach_groups(db, [group], on=local_date(now), answering=[one.id for one in requests]))[group.id]
    await issue_replies(db, requests, conversion=NotConverted(reason.strip()), actor=actor, now=now)
    kinds = [kind.value for kind in reach.kinds]
    conversion = await _settle(db, group, uuid7(), Decision.NOT_CONVERTED, kinds, requests, actor=actor, now=now)
    conversion.reason, conversion.title = reason.strip(), group.title
    _record(db, "decline_conversion", group, actor, now, replies=len(requests))
    await db.flush()
    return conversion


async def _settle(
    db: AsyncSession,
    group: RequestGroup,
    conversion_id: UUID,
    decision: Decision,
    triggers: list[str],
    requests: Sequence[InformationRequest],
    *,
    actor: Actor,
    now: datetime,
) -> Conversion:
    await lock_agency(db, group.agency_id)
    first = await db.scalar(select(func.min(RequestPlace.received_on)).where(RequestPlace.group_id == group.id))
    assert actor.id is not None
    conversion = Conversion(
        id=conversion_id,
        agency_id=group.agency_id,
        group_id=group.id,
        decision=decision.value,
        triggers=triggers,
        title=group.title,
        people=group.people,
        requests=group.size,
        first_asked_on=first or local_date(now),
        decided_by_id=actor.id,
        decided_at=now,
    )
    db.add(conversion)
    db.add_all(ConversionReply(conversion_id=conversion_id, request_id=one.id) for one in requests)
    return conversion


async def _list_clearances(db: AsyncSession, group_id: UUID) -> list[tuple[str, UUID]]:
    query = select(ConversionClearance.digest, ConversionClearance.person_id).where(
        ConversionClearance.group_id == group_id
    )
    return [(digest, person) for digest, person in (await db.execute(query)).tuples()]


def _check_open(group: RequestGroup) -> None:
    if group.converted_on is not None:
        raise AlreadyConverted


def _check_class(content: Content) -> None:
    if classes := never_public("\n".join((content.title, content.abstract, content.body))):
        raise NeverPublic(classes="、".join(sorted(classes)))


def _record(db: AsyncSession, verb: str, group: RequestGroup, actor: Actor, now: datetime, **details: object) -> None:
    record(
        db,
        f"conversion:{verb}",
        f"request_group:{group.id}",
        agency_id=group.agency_id,
        actor=actor,
        now=now,
        number=group.number,
        **details,
    )
