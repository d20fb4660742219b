"""What several people asked for in the demonstration: two groups public since then, one that must be settled."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor, Role
from app.conversions.queries import list_suggestions
from app.conversions.services import decline_conversion, draft_conversion, publish_conversion
from app.conversions.suggestions import accept_suggestion, reject_suggestion
from app.demo.asked import HOTLINE, SAME, SKILLS
from app.demo.replies import clerk_of, signer_of
from app.disclosures.rules import Content, DisclosureMethod, FiveOpenness, Genre
from app.lib.clock import local_date
from app.lib.db import Database
from app.replies.drafting import draft_reply, get_reply, submit_reply
from app.replies.facts import ReplyContent
from app.replies.forms import ReviewForm
from app.replies.reviewing import approve_reply
from app.replies.rules import ReplyKind
from app.request_groups.jobs import group_new_requests
from app.request_groups.models import RequestGroup, RequestPlace
from app.request_groups.services import confirm_group, rename_group
from app.requests.models import InformationRequest

OFFICER = "lu.wenjing"
ISSUER = "上海市人力资源和社会保障局"
LATER = "年度结算尚未完成，完成后一并公开。"
BODIES = {
    "灵活就业人员社会保险缴费补贴实施细则": (
        "第一条　为做好灵活就业人员社会保险缴费补贴工作，制定本细则（演示文本）。\n"
        "第二条　符合条件的灵活就业人员，按季度申领缴费补贴，补贴期限最长不超过三十六个月。\n"
        "第三条　申领材料包括申请表和缴费凭证，经办机构自受理之日起十个工作日内办结。"
    ),
    "2026年上半年12333热线高频咨询问题清单": (
        "一、灵活就业人员怎样参加社会保险？\n二、失业金怎样申领，多久到账？\n三、社保卡丢失怎样补办？\n"
        "四、养老金资格认证怎样办理？\n五、居住证积分材料怎样提交？\n（演示数据）"
    ),
    "2025年度职业技能提升补贴资金拨付明细": (
        "浦东新区　1,204人　361.2万元\n徐汇区　867人　260.1万元\n静安区　655人　196.5万元\n"
        "拨付联系人：王小明，电话13800001234（演示数据）"
    ),
}
"""What would be published; the last one still names somebody, so it waits to be cleared."""


async def play_conversions(database: Database, actors: Mapping[str, Actor], *, base_url: str, now: datetime) -> None:
    """Groups come about by themselves; the office names, confirms, answers and publishes some."""
    officer = actors[OFFICER]
    assert officer.agency_id is not None
    await group_new_requests(database, str(officer.agency_id), now=now)
    for matter in SAME:
        async with database.write() as db:
            requests = await _list_asked(db, matter.title)
            group = await _group_of(db, requests)
            if group is None:
                continue
            await rename_group(db, group, matter.title, actor=officer, now=now - timedelta(days=1))
            await confirm_group(db, group, actor=officer, now=now - timedelta(days=1))
            is_settled = matter.division != SKILLS
            for one in requests if is_settled else requests[:3]:
                await _approve(db, one, matter.title, actors, now=now - timedelta(hours=6))
            if not is_settled:
                await decline_conversion(db, group, requests[:2], LATER, actor=officer, now=now - timedelta(hours=3))
            await draft_conversion(db, group, _content(matter.title, matter.doc_no, now), actor=officer, now=now)
            if is_settled:
                moment = now - timedelta(hours=2 if matter.division == HOTLINE else 5)
                await publish_conversion(db, group, requests, base_url=base_url, actor=officer, now=moment)
    await _review_suggestions(database, officer, now=now)


async def _list_asked(db: AsyncSession, title: str) -> Sequence[InformationRequest]:
    query = select(InformationRequest).where(InformationRequest.title == title)
    return list(await db.scalars(query.order_by(InformationRequest.received_on, InformationRequest.id)))


async def _group_of(db: AsyncSession, requests: Sequence[InformationRequest]) -> RequestGroup | None:
    """The group of the first of them that has one."""
    query = (
        select(RequestGroup)
        .join(RequestPlace, RequestPlace.group_id == RequestGroup.id)
        .where(RequestPlace.request_id.in_([one.id for one in requests]))
        .order_by(RequestGroup.size.desc(), RequestGroup.number)
        .limit(1)
    )
    return await db.scalar(query)


async def _approve(
    db: AsyncSession, request: InformationRequest, title: str, actors: Mapping[str, Actor], *, now: datetime
) -> None:
    """A reply that discloses it, through everybody's hands."""
    clerk = clerk_of(request, actors)
    facts = {
        "given": f"《{title}》，共1份。",
        "obtain_how": "在本机关网站查阅、下载",
        "obtain_when": "自本答复书送达之日起",
    }
    written = ReplyContent(ReplyKind.GRANTED, facts)
    await draft_reply(db, request, written, actor=clerk, now=now)
    await submit_reply(db, request, actor=clerk, now=now)
    reply = await get_reply(db, request.id)
    while reply.next_role:
        signer = signer_of(Role(reply.next_role), request, actors)
        if signer is None:
            return
        await approve_reply(db, request, ReviewForm(seen=reply.digest), actor=signer, now=now)


def _content(title: str, doc_no: str, now: datetime) -> Content:
    return Content(
        title=title,
        topic="15-02" if "保险" in title else "15-01",
        genre=Genre.NOTICE if doc_no else Genre.STATISTICS,
        five_openness=FiveOpenness.EXECUTION if doc_no else FiveOpenness.RESULT,
        proactive_basis="20-11",
        made_on=local_date(now - timedelta(days=200)),
        issuer=ISSUER,
        doc_no=doc_no,
        body=BODIES[title],
        disclosure_method=DisclosureMethod.FROM_REQUEST,
    )


async def _review_suggestions(database: Database, officer: Actor, *, now: datetime) -> None:
    """One accepted, one not; the others wait."""
    async with database.read() as db:
        waiting = [
            (application.id, group)
            for application, _applicant, _request, group, _review in await list_suggestions(db, officer, is_open=True)
        ]
    grouped = [application_id for application_id, group in waiting if group is not None]
    async with database.write() as db:
        if grouped:
            await accept_suggestion(db, grouped[0], "统计数据，公众普遍关心，予以采纳。", actor=officer, now=now)
        for application_id in grouped[1:2]:
            reason = "属于内部管理材料，不涉及公众利益调整，暂不纳入主动公开范围。"
            await reject_suggestion(db, application_id, reason, actor=officer, now=now)
