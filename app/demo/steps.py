"""Procedural steps of the demonstration (演示办理程序): their letters, clocks and who is asked, all made up."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.letters.rules import ServiceMethod
from app.proceedings.answering import serve
from app.proceedings.fees import FeeBasis
from app.proceedings.services import (
    approve_extension,
    ask_reasons,
    charge_fee,
    consult_joint_maker,
    consult_third_party,
    issue_correction,
    propose_extension,
)
from app.requests.models import InformationRequest
from app.requests.rules import RequestState

ITEMS = "1.请明确所需信息的年度和区。\n2.请补充能够指向特定政府信息的文件名称或者文号。"
COMPANY, OTHER_BODY = "上海示例科技有限公司", "上海市示例管理局"
INFORMATION = "该单位在申报补贴时提交的材料中涉及本件申请的部分。"
JOINT = "由双方共同制发的通知及其附件。"
MANY = "该申请人本自然月内已提出多件申请，内容大多相近。"
PAGES = "所需信息经检索共计186页，数量明显超过合理范围。"
LONGER = "检索量大，需要汇总多个处室的资料"


async def take_step(
    db: AsyncSession, request: InformationRequest, goal: RequestState, *, clerk: Actor, chief: Actor, now: datetime
) -> None:
    """Bring a request into one of the waiting states as an office does; its letter arrives the same day."""
    if goal is RequestState.CORRECTION_PENDING:
        row = await issue_correction(db, request, ITEMS, workdays=10, actor=clerk, now=now)
    elif goal is RequestState.THIRD_PARTY_CONSULTING:
        row = await consult_third_party(db, request, COMPANY, INFORMATION, actor=clerk, now=now)
    elif goal is RequestState.JOINT_CONSULTING:
        row = await consult_joint_maker(db, request, OTHER_BODY, JOINT, actor=clerk, now=now)
    elif goal is RequestState.REASON_PENDING:
        row = await ask_reasons(db, request, MANY, workdays=10, actor=clerk, now=now)
    else:
        row = await charge_fee(db, request, PAGES, basis=FeeBasis.PER_PAGE, pages=186, actor=chief, now=now)
    if row.served_on is None:
        await serve(db, request, row, row.opened_on, ServiceMethod.REGISTERED_POST, actor=clerk, now=now)


async def extend(db: AsyncSession, request: InformationRequest, *, clerk: Actor, chief: Actor, now: datetime) -> None:
    """An extension with the chief's consent."""
    row = await propose_extension(db, request, LONGER, workdays=20, actor=clerk, now=now)
    await approve_extension(db, request, row, actor=chief, now=now)


async def propose(db: AsyncSession, request: InformationRequest, *, clerk: Actor, now: datetime) -> None:
    """An extension that waits for the chief."""
    await propose_extension(db, request, LONGER, workdays=15, actor=clerk, now=now)
