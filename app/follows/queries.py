"""Reading what is followed, and what has happened to it."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.models import Agency
from app.consultations.models import Consultation
from app.follows.models import Announcement, Follow, Follower
from app.follows.rules import TOLD_BY_MAIL, TOLD_WITHIN, VERBS, Event, Happened, reminder_of
from app.history.models import HistoryEntry

_KEPT = ("before", "closes_on", "reason")


async def list_happened(
    db: AsyncSession, ids: Sequence[UUID], *, since: datetime | None = None
) -> dict[UUID, list[Happened]]:
    """What the record says of these consultations, the earliest first. Openings are known by `opening_of`."""
    subjects = {f"consultation:{one}": one for one in ids}
    query = select(
        HistoryEntry.id, HistoryEntry.subject, HistoryEntry.verb, HistoryEntry.at, HistoryEntry.details
    ).where(HistoryEntry.subject.in_(subjects), HistoryEntry.verb.in_(VERBS))
    if since is not None:
        query = query.where(HistoryEntry.at >= since)
    found: dict[UUID, list[Happened]] = defaultdict(list)
    for entry_id, subject, verb, at, details in (await db.execute(query.order_by(HistoryEntry.at))).tuples():
        event = VERBS[verb]
        kept = {name: str(details[name]) for name in _KEPT if details.get(name)}
        found[subjects[subject]].append(Happened(event, f"{event.value}:{entry_id}", at, kept))
    return found


def opening_of(published_at: datetime, closes_on: object, *, is_past: bool) -> Happened:
    """When it became public; one that took place elsewhere was entered."""
    event = Event.ENTERED if is_past else Event.OPENED
    return Happened(event, event.value, published_at, {"closes_on": str(closes_on)})


async def find_untold(db: AsyncSession, now: datetime) -> Sequence[tuple[str, ...]]:
    """Consultations with something that followers are not all told of (sweep)."""
    rows = (await db.execute(_followed(now))).all()
    happened = await list_news(db, rows, now=now)
    query = select(Announcement.consultation_id, Announcement.key, Announcement.told_at).where(
        Announcement.consultation_id.in_([row.id for row in rows])
    )
    told = {(cid, key): told_at for cid, key, told_at in (await db.execute(query)).tuples()}
    due = {cid for cid, news in happened.items() if any((cid, one.key) not in told for one in news)}
    due |= {cid for (cid, _key), told_at in told.items() if told_at is None}
    return [(str(cid),) for cid in due]


async def list_news(db: AsyncSession, rows: Sequence[Any], *, now: datetime) -> dict[UUID, list[Happened]]:
    """What mails tell of these rows of consultations: not older than two weeks, each with its lasting key."""
    since = now - TOLD_WITHIN
    news = await list_happened(db, [row.id for row in rows], since=since)
    for row in rows:
        one = opening_of(row.published_at, row.closes_on, is_past=row.is_past)
        found = [one] if one.at >= since else []
        reminder = reminder_of(row.state, row.closes_on, now=now)
        news[row.id] = [*found, *news.get(row.id, []), *([reminder] if reminder else [])]
    return {cid: [one for one in found if one.event in TOLD_BY_MAIL] for cid, found in news.items()}


def _followed(now: datetime) -> Select[Any]:
    confirmed = Follow.confirmed_at.is_not(None)
    followed = exists().where(Follow.consultation_id == Consultation.id, confirmed)
    of_agency = exists().where(Follow.agency_id == Consultation.agency_id, Follow.consultation_id.is_(None), confirmed)
    return news_columns().where(
        Consultation.published_at.is_not(None),
        or_(followed, and_(Consultation.published_at >= now - TOLD_WITHIN, of_agency)),
    )


def news_columns() -> Select[Any]:
    """What `list_news` needs of a consultation."""
    return select(
        Consultation.id,
        Consultation.agency_id,
        Consultation.title,
        Consultation.state,
        Consultation.closes_on,
        Consultation.published_at,
        Consultation.is_past,
    )


def to_tell(announcement: Announcement) -> list[ColumnElement[bool]]:
    """WHERE of the follows that are told of it: who had confirmed before it happened."""
    if announcement.event == Event.OPENED:
        which = [Follow.agency_id == announcement.agency_id, Follow.consultation_id.is_(None)]
    else:
        which = [Follow.consultation_id == announcement.consultation_id]
    if announcement.told_up_to is not None:
        which.append(Follow.id > announcement.told_up_to)
    return [*which, Follow.confirmed_at <= announcement.at]


def _with_names() -> Select[Any]:
    return (
        select(
            Follow.id,
            Follow.follower_id,
            Follow.agency_id,
            Follow.consultation_id,
            Follow.confirmed_at,
            Consultation.title,
            Consultation.state,
            Consultation.closes_on,
            Agency.name.label("agency"),
            Agency.name_en.label("agency_en"),
        )
        .join(Agency, Agency.id == Follow.agency_id)
        .outerjoin(Consultation, Consultation.id == Follow.consultation_id)
        .order_by(Follow.consultation_id.is_(None), Follow.id)
    )


async def list_by_ids(db: AsyncSession, ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """What a link names, as far as it is still there."""
    return [dict(row) for row in (await db.execute(_with_names().where(Follow.id.in_(ids)))).mappings()]


async def list_follows(db: AsyncSession, follower_id: UUID) -> list[dict[str, Any]]:
    """Everything that a follower has confirmed."""
    query = _with_names().where(Follow.follower_id == follower_id, Follow.confirmed_at.is_not(None))
    return [dict(row) for row in (await db.execute(query)).mappings()]


async def find_locale(db: AsyncSession, follower_id: UUID) -> str | None:
    """The language of a follower; None where he has stopped everything."""
    return await db.scalar(select(Follower.locale).where(Follower.id == follower_id))
