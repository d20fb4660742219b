"""Three people ask for one notice; two have it, the third's reply is approved and waits."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from app.conversions.queries import list_approved
from app.conversions.services import draft_conversion
from app.disclosures.rules import Content, FiveOpenness, Genre
from app.lib.db import Database
from app.replies.rules import ReplyKind
from app.request_groups.models import RequestGroup
from app.workdays.services import seed_calendar
from tests.cast import Cast
from tests.conftest import Clock
from tests.make_replies import make_reply
from tests.request_groups.scene import NOTICE, ask, place

DAY = date(2026, 8, 20)
BASE = "/staff/request-groups/1/conversion"


@dataclass
class Scene:
    given: list[UUID]
    waiting: UUID


def content(**changes: object) -> Content:
    facts = {
        "title": "关于企业新型学徒制补贴的通知",
        "topic": "12",
        "genre": Genre.NOTICE,
        "five_openness": FiveOpenness.EXECUTION,
        "proactive_basis": "19",
        "made_on": date(2025, 11, 3),
        "issuer": "某市人力资源和社会保障局",
        "doc_no": "沪人社职〔2025〕31号",
        "body": "各区人力资源和社会保障局：现就企业新型学徒制补贴的申领和拨付通知如下。",
        **changes,
    }
    return Content(**facts)  # type: ignore[arg-type]


def form(**changes: str) -> dict[str, str]:
    one = content()
    return {
        "title": one.title,
        "topic": one.topic,
        "genre": one.genre.value,
        "five_openness": one.five_openness.value,
        "proactive_basis": one.proactive_basis,
        "made_on": one.made_on.isoformat(),
        "issuer": one.issuer,
        "doc_no": one.doc_no,
        "body": one.body,
        **changes,
    }


async def make_scene(database: Database, cast: Cast, clock: Clock) -> Scene:
    async with database.write() as db:
        await seed_calendar(db, now=clock())
    given = [await ask(database, cast, NOTICE[n], n, on=DAY, now=clock(), kind="granted") for n in (0, 1)]
    waiting = await ask(database, cast, NOTICE[2], 2, on=DAY, now=clock())
    await place(database, cast, clock())
    await make_reply(database, cast, waiting, ReplyKind.GRANTED, now=clock())
    return Scene(given, waiting)


async def group(database: Database) -> RequestGroup:
    async with database.read() as db:
        return (await db.scalars(select(RequestGroup).where(RequestGroup.number == 1))).one()


async def drafted(database: Database, cast: Cast, clock: Clock, **changes: object) -> str:
    """The text that is to be published, by the openness officer; its digest."""
    async with database.write() as db:
        one = (await db.scalars(select(RequestGroup).where(RequestGroup.number == 1))).one()
        draft = await draft_conversion(db, one, content(**changes), actor=cast["ouyang"], now=clock())
        return draft.digest


async def approved(database: Database) -> list[UUID]:
    async with database.read() as db:
        one = (await db.scalars(select(RequestGroup).where(RequestGroup.number == 1))).one()
        return [request.id for request in await list_approved(db, one.id)]
