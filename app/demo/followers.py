"""Who follows the demonstration (关注者): a few made-up addresses; the outbox then holds what they are told."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from app.consultations.models import Consultation
from app.follows.jobs import tell_followers
from app.follows.links import Links
from app.follows.models import Follow
from app.follows.services import Target, ask_to_follow, confirm_follows
from app.lib.db import Database

ADDRESSES = (("he.qing@example.com", "zh-CN"), ("luo.an@example.com", "zh-CN"), ("m.baker@example.com", "en"))
WAITS = "ding.yi@example.com"
"""Has not pressed the button yet."""


async def seed_followers(database: Database, ids: Sequence[UUID], *, base_url: str, now: datetime) -> None:
    """They follow everything a day after it opened, and are told what has happened since."""
    async with database.read() as db:
        rows = (await db.scalars(select(Consultation).where(Consultation.id.in_(ids)))).all()
    for row in rows:
        asked = min((row.published_at or now) + timedelta(days=1), now)
        for address, locale in ADDRESSES:
            await _follow(database, row, address, locale, Links(base_url, asked))
    async with database.write() as db:
        target = Target(rows[0].agency_id, rows[0].id)
        await ask_to_follow(db, WAITS, [target], links=Links(base_url, now), locale="zh-CN", now=now)
    for row in rows:
        await tell_followers(database, str(row.id), base_url=base_url, now=now)


async def _follow(database: Database, row: Consultation, address: str, locale: str, links: Links) -> None:
    """Ask, and press the button at once."""
    targets = [Target(row.agency_id, row.id), Target(row.agency_id)]
    async with database.write() as db:
        await ask_to_follow(db, address, targets, links=links, locale=locale, now=links.now)
        waiting = await db.scalars(select(Follow.id).where(Follow.confirmed_at.is_(None)))
        if ids := list(waiting):
            await confirm_follows(db, ids, locale=locale, now=links.now)
