"""The guide to disclosure (政府信息公开指南): read, and published anew; every version stays."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.models import Agency
from app.accounts.rules import Actor, Role
from app.disclosures.guide_forms import GuideForm
from app.disclosures.models import DisclosureGuide
from app.history.services import record
from app.lib.errors import Forbidden


def may_publish_guide(viewer: Actor) -> bool:
    return viewer.has(Role.OPENNESS_OFFICER, Role.OPENNESS_CHIEF)


async def publish_guide(db: AsyncSession, form: GuideForm, *, actor: Actor, now: datetime) -> DisclosureGuide:
    """Publish a version of the guide (发布公开指南). The agency's row is locked, so that no number comes twice."""
    if not may_publish_guide(actor) or actor.agency_id is None:
        raise Forbidden
    await db.execute(select(Agency.id).where(Agency.id == actor.agency_id).with_for_update())
    last = select(func.max(DisclosureGuide.number)).where(DisclosureGuide.agency_id == actor.agency_id)
    guide = DisclosureGuide(
        agency_id=actor.agency_id,
        number=(await db.scalar(last) or 0) + 1,
        content=msgspec.to_builtins(form),
        published_by_id=actor.id,
        published_at=now,
    )
    db.add(guide)
    await db.flush()
    subject = f"disclosure_guide:{actor.agency_id}"
    record(
        db, "disclosure:publish_guide", subject, agency_id=actor.agency_id, actor=actor, now=now, number=guide.number
    )
    return guide


async def list_guides(db: AsyncSession, *, agency_id: UUID | None = None) -> list[dict[str, Any]]:
    """The newest guide of each agency, or of one: content, number, published_at, agency."""
    newest = select(DisclosureGuide.agency_id, func.max(DisclosureGuide.number).label("number")).group_by(
        DisclosureGuide.agency_id
    )
    if agency_id is not None:
        newest = newest.where(DisclosureGuide.agency_id == agency_id)
    last = newest.subquery()
    return await _list(
        db,
        (DisclosureGuide.agency_id == last.c.agency_id) & (DisclosureGuide.number == last.c.number),
        joined=last,
    )


async def list_guide_versions(db: AsyncSession, agency_id: UUID) -> list[dict[str, Any]]:
    """All of them, newest first."""
    return await _list(db, DisclosureGuide.agency_id == agency_id)


async def _list(db: AsyncSession, wanted: Any, joined: Any = None) -> list[dict[str, Any]]:
    g = DisclosureGuide
    query = select(g.content, g.number, g.published_at, g.agency_id, Agency.name, Agency.name_en).join(
        Agency, Agency.id == g.agency_id
    )
    query = query.join(joined, wanted) if joined is not None else query.where(wanted)
    return [dict(row) for row in (await db.execute(query.order_by(Agency.name, g.number.desc()))).mappings()]
