"""Mails that came in, and what some applicants undertook against their replies (演示来信和复议诉讼)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.applicants.models import Applicant
from app.challenges.forms import ChallengeForm, DecisionForm
from app.challenges.rules import ChallengeKind, Result
from app.challenges.services import decide_challenge, record_challenge
from app.lib.clock import local_date
from app.lib.db import Database
from app.mailbox.models import IncomingMail
from app.mailbox.reading import read_mail
from app.mailbox.services import receive_mail, set_mail_aside
from app.receipts.models import Receipt
from app.requests.models import Application, InformationRequest

LOOSE = (
    ("关于补正的几点说明", "您好，我上周提交过申请，回执找不到了，补充说明：我要的是2025年度的数据。"),
    ("咨询灵活就业参保", "请问灵活就业人员可以按季缴费吗？去哪里办？"),
    ("再次询问办理进度", "我的申请已经过了很多天，请问什么时候能够答复？我姓王，电话已经登记。"),
)
JUNK = ("【推广】会议服务报价", "本公司承接各类会议服务，价格优惠。")
ANSWERS = (
    "补正如下：申请公开的年度为2025年度，其余不变。",
    "收到。请寄到原来登记的地址，谢谢。",
    "可以提供电子版，不需要纸质件。",
)
CHALLENGED = (
    (ChallengeKind.RECONSIDERATION, "上海市人民政府", Result.UPHELD),
    (ChallengeKind.RECONSIDERATION, "上海市人民政府", Result.PENDING),
    (ChallengeKind.LITIGATION_DIRECT, "上海铁路运输法院", Result.PENDING),
    (ChallengeKind.RECONSIDERATION, "上海市人民政府", Result.CORRECTED),
)


async def seed_correspondence(database: Database, actors: Mapping[str, Actor], *, now: datetime) -> None:
    """Answers by mail on their cases, three that wait for a person, an advertisement; reconsideration and lawsuits."""
    async with database.write() as db:
        running = await _cases(db, InformationRequest.closed_at.is_(None), len(ANSWERS))
        for n, ((_request, number, address), text) in enumerate(zip(running, ANSWERS, strict=False)):
            at = now - timedelta(hours=5 * n + 2)
            await _receive(db, f"回复：{number}", text, address or "applicant@example.org", at)
        for n, (subject, text) in enumerate(LOOSE):
            await _receive(db, subject, text, f"citizen{n}@example.org", now - timedelta(hours=7 * n + 1))
        junk = await _receive(db, *JUNK, "sales@example.com", now - timedelta(days=2))
        await set_mail_aside(
            db, junk, "商业广告，与政府信息公开无关。", actor=actors["lu.wenjing"], now=now - timedelta(days=1)
        )
        replied = await _cases(db, InformationRequest.replied_at < now - timedelta(days=20), len(CHALLENGED))
        for (request, _number, _address), (kind, organ, result) in zip(replied, CHALLENGED, strict=False):
            await _challenge(db, request, kind, organ, result, actors["lu.wenjing"], now=now)


async def _cases(db: AsyncSession, where: object, most: int) -> list[tuple[InformationRequest, str, str | None]]:
    query = (
        select(InformationRequest, Receipt.number, Applicant.email)
        .join(Application, Application.id == InformationRequest.application_id)
        .join(Receipt, Receipt.id == Application.receipt_id)
        .join(Applicant, Applicant.id == Application.applicant_id)
        .where(where, InformationRequest.received_on.is_not(None))  # type: ignore[arg-type]
        .order_by(InformationRequest.id.desc())
        .limit(most)
    )
    return [(request, number, email) for request, number, email in (await db.execute(query)).tuples()]


async def _receive(db: AsyncSession, subject: str, text: str, sender: str, at: datetime) -> IncomingMail:
    message = EmailMessage()
    message["From"], message["Subject"], message["Date"] = sender, subject, format_datetime(at)
    message.set_content(text)
    mail = await receive_mail(db, read_mail(bytes(message)), [], [], agency_code="", now=at)
    assert mail is not None
    return mail


async def _challenge(
    db: AsyncSession,
    request: InformationRequest,
    kind: ChallengeKind,
    organ: str,
    result: Result,
    actor: Actor,
    *,
    now: datetime,
) -> None:
    assert request.replied_at
    filed = request.replied_at + timedelta(days=9)
    form = ChallengeForm(kind=kind, organ=organ, filed_on=local_date(filed))
    challenge = await record_challenge(db, request, form, actor=actor, now=filed)
    if result is not Result.PENDING:
        decided = local_date(min(filed + timedelta(days=45), now))
        await decide_challenge(db, challenge, DecisionForm(result=result, decided_on=decided), actor=actor, now=now)
