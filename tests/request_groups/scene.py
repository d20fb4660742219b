"""Requests of many people, placed in groups, as the tests of the verbs find them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from app.lib.db import Database
from app.request_groups.jobs import group_new_requests
from app.request_groups.models import RequestGroup, RequestPlace
from app.requests.models import InformationRequest
from tests.cast import Cast
from tests.make_requests import id_number, make_request

NOTICE = (
    "申请公开《关于企业新型学徒制补贴的通知》（沪人社职〔2025〕31号）全文及附件。",
    "请提供沪人社职[2025]31号文件，企业新型学徒制补贴那个通知的完整文本",
    "要求公开：沪人社职(2025)31号《关于企业新型学徒制补贴的通知》正文、附件。",
    "要求公开沪人社职〔２０２５〕３１号文及附件",
    "企業新型學徒制補貼的通知（滬人社職〔2025〕31號），請予公開",
)
"""Five ways to ask for one document."""

FUND_2024 = "申请公开2024年度上海市工伤保险基金收支情况。"
FUND_2025 = "申请公开2025年度上海市工伤保险基金收支情况。"
FUND_OTHER = "申请公开2024年度上海市生育保险基金收支情况。"


async def ask(
    database: Database, cast: Cast, words: str, person: int, *, on: date, now: datetime, kind: str | None = None
) -> UUID:
    """Somebody's request, received on a day; with `kind` it has that reply already."""
    state = "replied" if kind else "in_process"
    request_id = await make_request(
        database, cast, words, now=now, received_on=on, state=state, id_number=id_number(person),
        register_no=f"{on.year}-{words.__hash__() % 10**8}-{person}-{on:%m%d}",
    )  # fmt: skip
    if kind:
        async with database.write() as db:
            (await db.get_one(InformationRequest, request_id)).reply_kind = kind
    return request_id


async def place(database: Database, cast: Cast, now: datetime) -> None:
    await group_new_requests(database, str(cast.agency.id), now=now)


async def groups(database: Database) -> dict[int, RequestGroup]:
    async with database.read() as db:
        return {one.number: one for one in await db.scalars(select(RequestGroup))}


async def group_of(database: Database, request_id: UUID) -> int | None:
    """The number of a request's group."""
    query = select(RequestGroup.number).join(RequestPlace, RequestPlace.group_id == RequestGroup.id)
    async with database.read() as db:
        return await db.scalar(query.where(RequestPlace.request_id == request_id))
