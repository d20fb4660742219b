"""Telling followers what happened, in batches, and erasing what nobody needs any more."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, exists, func, or_, select
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT DO NOTHING is SQLite's too
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from app.accounts.rules import SYSTEM
from app.consultations.models import Consultation
from app.consultations.rules import is_late
from app.follows.letters import News, letter_to_tell
from app.follows.links import Links
from app.follows.models import Announcement, Follow, Follower
from app.follows.queries import list_news, news_columns, to_tell
from app.follows.rules import CONFIRM_WITHIN, ENDED, KEPT_AFTER_END, MAILS_KEPT, Event
from app.follows.services import erase_followers, topic_of_follow
from app.history.services import record
from app.lib.db import Database
from app.notices.rules import NewMail
from app.notices.services import blank_mails, drop_mails, post_mails

BATCH = 200
"""Mails of one transaction: it holds SQLite's one writer for some hundredths of a second."""


async def tell_followers(
    database: Database, consultation_id: str, *, base_url: str, batch: int = BATCH, now: datetime
) -> None:
    """Put a mail into the outbox for every follower of what happened (通知关注者).

    Once for each event and follower: the event has a lasting key, and the batches go on where the last one ended.
    """
    wanted = UUID(consultation_id)
    async with database.write() as db:
        await _announce(db, wanted, now)
    while True:
        async with database.write() as db:
            if not await _tell_batch(db, wanted, Links(base_url, now), batch, now):
                return


async def _announce(db: AsyncSession, consultation_id: UUID, now: datetime) -> None:
    """A row for each event that has none yet."""
    query = news_columns().where(Consultation.id == consultation_id, Consultation.published_at.is_not(None))
    rows = (await db.execute(query)).all()
    happened = await list_news(db, rows, now=now)
    new = [
        {
            "id": uuid7(),
            "agency_id": row.agency_id,
            "consultation_id": row.id,
            "key": one.key,
            "event": one.event.value,
            "at": one.at,
            "details": one.details,
            "told_count": 0,
        }
        for row in rows
        for one in happened[row.id]
    ]
    if new:
        await db.execute(insert(Announcement).on_conflict_do_nothing(), new)


async def _tell_batch(db: AsyncSession, consultation_id: UUID, links: Links, batch: int, now: datetime) -> bool:
    """One batch of the first event that is not told to all; false when there is none."""
    query = select(Announcement).where(Announcement.consultation_id == consultation_id, Announcement.told_at.is_(None))
    announcement = await db.scalar(query.order_by(Announcement.at, Announcement.id).limit(1).with_for_update())
    if announcement is None:
        return False
    consultation = await db.get_one(Consultation, consultation_id)
    if announcement.event == Event.CLOSING and is_late(now, consultation.closes_on):
        followers: Sequence[Any] = []  # nobody is reminded of what is over
    else:
        followers = await _followers(db, announcement, batch)
    news = News(Event(announcement.event), consultation_id, consultation.title, announcement.details)
    await post_mails(db, [_mail(announcement, news, row, links) for row in followers], now=now)
    announcement.told_count += len(followers)
    if followers:
        announcement.told_up_to = followers[-1].id
    if len(followers) < batch:
        announcement.told_at = now
        if announcement.told_count:
            _record(db, announcement, now)
    return True


async def _followers(db: AsyncSession, announcement: Announcement, batch: int) -> Sequence[Any]:
    query = (
        select(Follow.id, Follow.follower_id, Follower.address, Follower.locale)
        .join(Follower, Follower.id == Follow.follower_id)
        .where(*to_tell(announcement))
    )
    return (await db.execute(query.order_by(Follow.id).limit(batch))).all()


def _mail(announcement: Announcement, news: News, row: Any, links: Links) -> NewMail:
    letter = letter_to_tell(news, links, follower_id=row.follower_id, follow_id=row.id, locale=row.locale)
    return NewMail(
        agency_id=announcement.agency_id,
        key=f"follow_told:{announcement.id}:{row.follower_id}",
        to=row.address,
        subject=letter.subject,
        body=letter.body,
        topic=topic_of_follow(row.id),
        stop_url=letter.stop_url,
        is_bulk=True,
    )


def _record(db: AsyncSession, announcement: Announcement, now: datetime) -> None:
    record(
        db,
        "follow:tell_followers",
        f"consultation:{announcement.consultation_id}",
        agency_id=announcement.agency_id,
        actor=SYSTEM,
        now=now,
        event=announcement.event,
        told=announcement.told_count,
    )


async def forget_follows(database: Database, *, batch: int = BATCH, now: datetime) -> None:
    """Erase what was never confirmed, follows of what ended long ago, addresses with the last one, and old mails."""
    async with database.write() as db:
        await blank_mails(db, sent_before=now - MAILS_KEPT)
    while True:
        async with database.write() as db:
            query = select(Follow.id, Follow.follower_id).where(_is_over(now)).order_by(Follow.id).limit(batch)
            over = (await db.execute(query)).all()
            await db.execute(delete(Follow).where(Follow.id.in_([row.id for row in over])))
            for row in over:
                await drop_mails(db, topic_of_follow(row.id))
            await erase_followers(db, list({row.follower_id for row in over}))
        if len(over) < batch:
            return


def _is_over(now: datetime) -> Any:
    never_confirmed = Follow.confirmed_at.is_(None) & (Follow.asked_at < now - CONFIRM_WITHIN)
    last = select(func.max(Announcement.at)).where(Announcement.consultation_id == Consultation.id).scalar_subquery()
    ended = exists().where(
        Consultation.id == Follow.consultation_id,
        Consultation.state.in_(ENDED),
        func.coalesce(last, Follow.confirmed_at) < now - KEPT_AFTER_END,
    )
    return or_(never_confirmed, ended)
