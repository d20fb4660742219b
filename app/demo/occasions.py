"""The demonstration's symposiums, visits and a hearing (演示活动): what the crowd said there hangs on them."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from msgspec import Struct, field, toml
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.comments.models import Comment
from app.consultations.rules import Method
from app.demo.consultations import TEXTS, consultation
from app.demo.seed import consultation_row, pair_of
from app.lib.clock import day_start, local_date
from app.lib.db import Database
from app.occasions import hearings, services
from app.occasions.forms import HearingForm, MaterialsForm, OccasionForm, ParticipantsForm, RecordForm
from app.occasions.models import Hearing, Occasion


class DemoOccasion(Struct, frozen=True, forbid_unknown_fields=True):
    """One occasion; `day` counts from today."""

    method: str
    day: int
    place: str
    organiser: str
    summary: str
    time: str = ""
    participants: dict[str, int] = field(default_factory=dict)


class DemoHearing(Struct, frozen=True, forbid_unknown_fields=True):
    """One hearing from its notice to its record; days count from today."""

    prepared: int
    day: int
    time: str
    place: str
    organiser: str
    sign_up_until: int
    selection_rule: str
    sign_up: str
    listed: int
    sent: int
    materials: str
    comments: int
    summary: str
    attendees: list[tuple[str, str, str, str]]


class DemoOccasions(Struct, frozen=True, forbid_unknown_fields=True):
    held: list[DemoOccasion]
    ahead: list[DemoOccasion] = field(default_factory=list)
    hearing: DemoHearing | None = None


async def play_occasions(
    database: Database, key: str, consultation_id: UUID, actors: dict[str, Actor], *, now: datetime
) -> None:
    """Enter them through the real verbs, before the comments are grouped."""
    told = toml.decode((TEXTS / key / "occasions.toml").read_bytes(), type=DemoOccasions)
    clerk, _head = pair_of(consultation(key), actors)
    for one in (*told.held, *told.ahead):
        await _play(database, consultation_id, one, clerk, now)
    if told.hearing:
        await _hear(database, consultation_id, told.hearing, clerk, now)


async def _play(database: Database, consultation_id: UUID, one: DemoOccasion, clerk: Actor, now: datetime) -> None:
    is_held = one.day <= 0
    held_on = local_date(now) + timedelta(days=one.day)
    entered = day_start(held_on) + timedelta(hours=17) if is_held else now
    form = OccasionForm(
        held_on=held_on, method=one.method, is_held=is_held, starts_at=one.time, place=one.place,
        organiser=one.organiser, summary=one.summary, **_counts(one.participants),
    )  # fmt: skip
    async with database.write() as db:
        row = await consultation_row(db, consultation_id)
        occasion = await services.enter_occasion(db, row, form, actor=clerk, now=min(entered, now))
        if is_held:
            mine = Comment.consultation_id == consultation_id, Comment.method == one.method
            await _said_there(db, occasion, list((await db.scalars(select(Comment.id).where(*mine))).all()))


async def _hear(database: Database, consultation_id: UUID, told: DemoHearing, clerk: Actor, now: datetime) -> None:
    today = local_date(now)
    seats: dict[str, int] = {}
    for category, *_rest in told.attendees:
        seats[category] = seats.get(category, 0) + 1
    notice = HearingForm(
        held_on=today + timedelta(days=told.day), sign_up_until=today + timedelta(days=told.sign_up_until),
        starts_at=told.time, place=told.place, organiser=told.organiser, selection_rule=told.selection_rule,
        sign_up=told.sign_up, **_counts(seats),
    )  # fmt: skip
    people = ParticipantsForm(**dict(zip(_PERSON, map(list, zip(*told.attendees, strict=True)), strict=True)))
    sent = MaterialsForm(materials_sent_on=today + timedelta(days=told.sent), materials=told.materials)
    signed = RecordForm(
        signed_on=notice.held_on, signed_count=len(told.attendees), steps=["1", "2", "3"], summary=told.summary,
        **_counts(seats),
    )  # fmt: skip
    async with database.write() as db:
        row = await consultation_row(db, consultation_id)
        began = day_start(today + timedelta(days=told.prepared)) + timedelta(hours=10)
        occasion = await hearings.prepare_hearing(db, row, notice, actor=clerk, now=began)
        hearing = await db.get_one(Hearing, occasion.id)
        await hearings.announce_hearing(db, row, occasion, hearing, actor=clerk, now=began)
        steps: tuple[tuple[int, Any, Any], ...] = (
            (told.listed, hearings.list_participants, people),
            (told.sent, hearings.record_materials, sent),
            (told.day, hearings.hold_hearing, signed),
        )
        for day, verb, form in steps:
            at = day_start(today + timedelta(days=day)) + timedelta(hours=17)
            await verb(db, row, occasion, hearing, form, actor=clerk, now=at)
        online = Comment.consultation_id == consultation_id, Comment.method == Method.ONLINE_SOLICITATION.value
        some = select(Comment.id).where(*online, Comment.said_at < day_start(notice.held_on))
        await _said_there(db, occasion, list(await db.scalars(some.order_by(Comment.id).limit(told.comments))))


_PERSON = ("category", "name", "represents", "agrees")


async def _said_there(db: AsyncSession, occasion: Occasion, comment_ids: list[UUID]) -> None:
    """What the crowd said by this method was said on this occasion."""
    hours, minutes = (int(part) for part in (occasion.starts_at or "12:00").split(":"))
    said_at = day_start(occasion.held_on) + timedelta(hours=hours, minutes=minutes)
    await db.execute(
        update(Comment)
        .where(Comment.id.in_(comment_ids))
        .values(occasion_id=occasion.id, method=occasion.method, said_at=said_at, received_at=said_at)
    )


def _counts(by_category: dict[str, int]) -> dict[str, Any]:
    return {f"n_{name}": n for name, n in by_category.items()}
