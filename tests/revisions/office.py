"""A reported consultation and a final text, for tests of the comparison."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.adoption.rules import Outcome
from app.consultations.models import Consultation
from app.drafts.importing import from_text
from app.lib.db import Database
from app.revisions import pairing, services
from app.revisions.models import ClauseLink, Revision
from tests.adoption.office import Said, answer, make_studied, publish
from tests.cast import Cast

FINAL = """某市灵活就业人员缴费办法
第一章　总则
第一条（目的）为了方便灵活就业人员缴费，制定本办法。
第二条（原则）缴费服务遵循自愿、公开、便民的原则。
第三条（适用范围）本市行政区域内灵活就业人员缴费，适用本办法。
　　前款所称灵活就业人员包括：
（一）无雇工的个体工商户；
（二）未在用人单位参加社会保险的非全日制从业人员。
第二章　缴费
第四条（宽限期）未按时缴费的，可以在六十日内补缴。
第五条（施行日期）本办法自2027年1月1日起施行。
"""
"""Of tests.make.DRAFT: a2 became a3, a3 is gone, a4 stayed a4 in other words, a2 is new."""
GROUPS = [Said(6, "a4", "宽限期太短，希望延长"), Said(2, "a3", "希望可以按年缴费"), Said(1, "a4", "六十日就好")]


async def make_reported(database: Database, cast: Cast, *, now: datetime, copies: int = 1, **more: object) -> UUID:
    """Groups 1 and 3 gave article 4 another wording; group 2 was not adopted. The same again for each copy."""
    c = await make_studied(database, cast, *(GROUPS * copies), now=now, **more)
    numbers = range(1, 3 * copies + 1)
    change = {"outcome": Outcome.ADOPTED, "reason": "改为六十日。", "clause": "a4", "new_text": "可以在六十日内补缴。"}
    await answer(database, cast, c, *(n for n in numbers if n % 3 != 2), now=now, **change)  # type: ignore[arg-type]
    await answer(database, cast, c, *numbers[1::3], now=now)
    await publish(database, cast, c, now=now)
    return c


async def compare(
    database: Database, cast: Cast, consultation_id: UUID, *, now: datetime, text: str = FINAL, is_settled: bool = False
) -> None:
    """Import and confirm the final text; with `is_settled` also everything doubtful."""
    imported = from_text(text)
    async with database.write() as db:
        c = await db.get_one(Consultation, consultation_id)
        await services.import_final_text(
            db, c, imported.parsed, source_name="final.txt", source_digest="1" * 64, actor=cast["chen"], now=now
        )
        await services.confirm_final_text(db, c, actor=cast["chen"], now=now)
    if is_settled:
        await settle(database, cast, consultation_id, now=now)


async def settle(database: Database, cast: Cast, consultation_id: UUID, *, now: datetime) -> None:
    async with database.write() as db:
        c = await db.get_one(Consultation, consultation_id)
        query = (
            select(ClauseLink.id)
            .join(Revision, Revision.id == ClauseLink.revision_id)
            .where(Revision.consultation_id == consultation_id, ClauseLink.needs_look.is_(True))
        )
        await pairing.confirm_pairs(db, c, (await db.scalars(query)).all(), actor=cast["chen"], now=now)


async def publish_final(
    database: Database, cast: Cast, consultation_id: UUID, *, now: datetime, by: str = "chen", approved_by: str = "deng"
) -> None:
    async with database.write() as db:
        c = await db.get_one(Consultation, consultation_id)
        await services.submit_revision(db, c, actor=cast[by], now=now)
        await services.publish_revision(db, c, actor=cast[approved_by], now=now)


async def make_compared(database: Database, cast: Cast, *, now: datetime, text: str = FINAL, **more: object) -> UUID:
    """All the way to the published comparison."""
    c = await make_reported(database, cast, now=now, **more)
    await compare(database, cast, c, now=now, text=text, is_settled=True)
    await publish_final(database, cast, c, now=now)
    return c
