"""The verbs of followers. None of them says whether an address is known: that goes to its mailbox only.

A follow is the record of itself, like a support: the history has no entry for each. What followers were told has one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, exists, select
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT DO NOTHING is SQLite's too
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from app.follows.letters import Letter, letter_to_confirm, letter_with_list, name_of
from app.follows.links import Links
from app.follows.models import Follow, Follower
from app.follows.queries import list_by_ids
from app.follows.rules import LinkOver, may_ask, normal_address
from app.lib.clock import local_date
from app.lib.crypto import keyed_hash
from app.lib.i18n import LOCALES
from app.notices.services import drop_mails, post_mail


@dataclass(frozen=True)
class Target:
    """What can be followed: a consultation, or (without one) what an agency publishes anew."""

    agency_id: UUID
    consultation_id: UUID | None = None


async def ask_to_follow(
    db: AsyncSession, address: str, targets: Sequence[Target], *, links: Links, locale: str, now: datetime
) -> None:
    """Ask to follow (申请关注): a mail goes to the address, and nothing more happens before its reader confirms.

    Who follows all of it already gets the link to the own list. Nothing is sent where the address was typed too
    often today; the caller says the same in each case.
    """
    follower = await _lock_follower(db, address, locale, now)
    if not may_ask(follower.asked_on, follower.asked_count, today=local_date(now)):
        return
    ids = [await _find_or_add(db, follower.id, target, now) for target in targets]
    waiting = [row for row in await list_by_ids(db, ids) if row["confirmed_at"] is None]
    if waiting:
        names = [name_of(row["title"], row[_agency(locale)], locale=locale) for row in waiting]
        letter = letter_to_confirm([row["id"] for row in waiting], names, links, locale=locale)
    else:
        letter = letter_with_list(follower.id, links, locale=locale)
    await _send(db, follower, targets[0].agency_id, letter, now)


async def send_overview(db: AsyncSession, address: str, *, links: Links, now: datetime) -> None:
    """Send the link to one's list (发送关注列表), where the address follows something."""
    query = select(Follower).where(Follower.address_hash == _hash(address)).with_for_update()
    follower = await db.scalar(query)
    if follower is None or not may_ask(follower.asked_on, follower.asked_count, today=local_date(now)):
        return
    query_agency = select(Follow.agency_id).where(Follow.follower_id == follower.id, Follow.confirmed_at.is_not(None))
    agency_id = await db.scalar(query_agency.limit(1))
    if agency_id is not None:
        letter = letter_with_list(follower.id, links, locale=follower.locale)
        await _send(db, follower, agency_id, letter, now)


async def confirm_follows(db: AsyncSession, follow_ids: Sequence[UUID], *, locale: str, now: datetime) -> None:
    """Confirm what a mail asked (确认关注). A second time changes nothing. LinkOver when nothing of it is there."""
    follows = list(await db.scalars(select(Follow).where(Follow.id.in_(follow_ids)).with_for_update()))
    if not follows:
        raise LinkOver
    follower = await db.get_one(Follower, follows[0].follower_id)
    of_others = exists().where(Follow.follower_id == follower.id, Follow.confirmed_at.is_not(None))
    if not await db.scalar(select(of_others)):
        follower.locale = locale
    for follow in follows:
        follow.confirmed_at = follow.confirmed_at or now


async def stop_follow(db: AsyncSession, follow_id: UUID, *, follower_id: UUID | None = None) -> None:
    """Stop one (取消关注): it is erased, with the mails about it that wait, and the address with the last one.

    What is not there is stopped already. `follower_id`: only if it is his.
    """
    query = select(Follow).where(Follow.id == follow_id)
    if follower_id is not None:
        query = query.where(Follow.follower_id == follower_id)
    if (follow := await db.scalar(query.with_for_update())) is None:
        return
    await db.execute(delete(Follow).where(Follow.id == follow.id))
    await drop_mails(db, topic_of_follow(follow.id))
    if not await db.scalar(select(exists().where(Follow.follower_id == follow.follower_id))):
        await _erase(db, follow.follower_id)


async def stop_all(db: AsyncSession, follower_id: UUID) -> None:
    """Stop everything (全部取消关注): follows, address and mails are erased."""
    ids = list(await db.scalars(select(Follow.id).where(Follow.follower_id == follower_id)))
    await db.execute(delete(Follow).where(Follow.follower_id == follower_id))
    for follow_id in ids:
        await drop_mails(db, topic_of_follow(follow_id))
    await _erase(db, follower_id)


async def choose_language(db: AsyncSession, follower_id: UUID, locale: str) -> None:
    """In which language the mails are written (选择语言). LinkOver for a follower who has stopped everything."""
    follower = await db.get(Follower, follower_id)
    if follower is None:
        raise LinkOver
    if locale in LOCALES:
        follower.locale = locale


def topic_of_follow(follow_id: UUID) -> str:
    return f"follow:{follow_id}"


def _topic_of_follower(follower_id: UUID) -> str:
    return f"follower:{follower_id}"


async def _erase(db: AsyncSession, follower_id: UUID) -> None:
    await drop_mails(db, _topic_of_follower(follower_id))
    await db.execute(delete(Follower).where(Follower.id == follower_id))


async def _lock_follower(db: AsyncSession, address: str, locale: str, now: datetime) -> Follower:
    row = {
        "id": uuid7(),
        "address_hash": _hash(address),
        "address": address,
        "locale": locale,
        "asked_on": local_date(now),
        "asked_count": 0,
    }
    await db.execute(insert(Follower).values(row).on_conflict_do_nothing())
    query = select(Follower).where(Follower.address_hash == row["address_hash"]).with_for_update()
    return (await db.scalars(query)).one()


async def _find_or_add(db: AsyncSession, follower_id: UUID, target: Target, now: datetime) -> UUID:
    row = {
        "id": uuid7(),
        "follower_id": follower_id,
        "agency_id": target.agency_id,
        "consultation_id": target.consultation_id,
        "asked_at": now,
    }
    await db.execute(insert(Follow).values(row).on_conflict_do_nothing())
    query = select(Follow).where(
        Follow.follower_id == follower_id,
        Follow.agency_id == target.agency_id,
        Follow.consultation_id == target.consultation_id,
    )
    follow = (await db.scalars(query)).one()
    follow.asked_at = now  # asked anew: the time to confirm begins anew
    return follow.id


async def _send(db: AsyncSession, follower: Follower, agency_id: UUID, letter: Letter, now: datetime) -> None:
    """A mail that somebody triggered by typing the address: counted."""
    today = local_date(now)
    follower.asked_count = follower.asked_count + 1 if follower.asked_on == today else 1
    follower.asked_on = today
    await post_mail(
        db,
        agency_id=agency_id,
        key=f"follow_asked:{follower.id}:{today.isoformat()}:{follower.asked_count}",
        to=follower.address,
        subject=letter.subject,
        body=letter.body,
        topic=_topic_of_follower(follower.id),
        now=now,
    )


def _hash(address: str) -> str:
    return keyed_hash("follower", normal_address(address))


def _agency(locale: str) -> str:
    return "agency" if locale == "zh-CN" else "agency_en"


async def erase_followers(db: AsyncSession, follower_ids: Sequence[UUID]) -> None:
    """Erase those of these who follow nothing any more (housekeeping)."""
    for follower_id in follower_ids:
        if not await db.scalar(select(exists().where(Follow.follower_id == follower_id))):
            await _erase(db, follower_id)
