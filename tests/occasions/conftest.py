"""Browsers of the cast, and forms as the desk sends them."""

from uuid import UUID

from sqlalchemy import select

from app.lib.db import Database
from app.occasions.models import Occasion
from tests.consultations.conftest import sign_in

__all__ = ["HEARING", "SYMPOSIUM", "desk", "occasions", "sign_in"]

SYMPOSIUM = {
    "is_held": "1",
    "method": "symposium",
    "held_on": "2026-09-09",
    "starts_at": "14:00",
    "place": "某市某路1号三楼会议室",
    "organiser": "养老保险处",
    "n_npc_delegate": "2",
    "n_resident": "11",
    "summary": "到会居民普遍希望放宽补缴期限。",
    "note": "会议记录存档号 12",
}
HEARING = {
    "held_on": "2026-10-16",
    "starts_at": "9：30",
    "place": "某市某路1号大礼堂",
    "organiser": "养老保险处",
    "n_stakeholder": "2",
    "n_npc_delegate": "1",
    "n_expert": "1",
    "selection_rule": "按报名先后确定；报名人数超过席位的，抽签确定。",
    "sign_up": "到某市某路1号报名。",
    "sign_up_until": "2026-09-25",
}


def desk(consultation_id: UUID) -> str:
    return f"/staff/consultations/{consultation_id}"


async def occasions(database: Database) -> list[Occasion]:
    async with database.read() as db:
        return list(await db.scalars(select(Occasion).order_by(Occasion.id)))
