"""Replies of the demonstration (演示答复): several kinds in every state, drafted, approved and issued by the verbs."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor, Role
from app.demo.asked import SAME
from app.files.store import FileStore
from app.letters.rules import ServiceMethod
from app.letters.services import record_service
from app.lib.db import Database
from app.replies.drafting import attach_file, draft_reply, get_reply, submit_reply
from app.replies.facts import ReplyContent
from app.replies.forms import ReviewForm
from app.replies.reviewing import approve_reply, return_reply
from app.replies.rules import Basis, ReplyKind
from app.replies.services import issue_reply
from app.requests.models import InformationRequest

K = ReplyKind
TABLE = "{title}\n（演示数据，非真实信息）\n\n区\t人数\t金额（万元）\n浦东新区\t1,204\t361.2\n徐汇区\t867\t260.1\n"
FACTS: Mapping[ReplyKind, Mapping[str, str]] = {
    K.GRANTED: {"given": "《{title}》，共1页。"},
    K.ALREADY_PUBLIC: {"way": "本机关网站“法定主动公开内容”栏目", "note": "也可以到本机关政府信息公开查阅点查阅。"},
    K.NOT_EXIST: {
        "search_where": "本机关公文系统、档案室和有关处室的业务系统",
        "search_how": "按标题、关键词和年份检索，并向有关处室书面核实",
    },
    K.NOT_OUR_AGENCY: {
        "reasons": "该信息由区人力资源和社会保障局在履行职责过程中制作。",
        "agency_name": "区人力资源和社会保障局",
        "agency_contact": "政府信息公开工作机构（演示电话021-00000000）",
    },
    K.DENIED: {"reasons": "该信息系本机关讨论过程中形成的测算稿，未作为决策的最终依据，公开会影响正常决策。"},
    K.PARTIAL: {
        "given": "《{title}》，共1页。",
        "withheld": "材料中的联系人姓名和手机号码。",
        "reasons": "上述内容属于个人隐私，公开会对第三方合法权益造成损害，且第三方未同意公开。",
    },
    K.PETITION: {"reasons": "您反映的是对服务质量的意见。", "channel": "12345市民服务热线、12333热线"},
    K.NEEDS_PROCESSING: {"reasons": "现有数据按年度汇总，按您要求的口径统计需要重新加工、分析。"},
}
BASES = {K.DENIED: (Basis.EX16_PROCESS,), K.PARTIAL: (Basis.EX15_THIRD_PARTY,)}
WITH_FILE = (K.GRANTED, K.PARTIAL)

ISSUED = (K.GRANTED, K.ALREADY_PUBLIC, K.NOT_EXIST, K.DENIED, K.GRANTED, K.PARTIAL, K.NOT_OUR_AGENCY, K.PETITION,
          K.GRANTED, K.NEEDS_PROCESSING)  # fmt: skip
WAITING = ((K.GRANTED, 0), (K.GRANTED, 1), (K.DENIED, 2), (K.PARTIAL, 3), (K.NOT_EXIST, 3), (K.NOT_EXIST, 9),
           (K.GRANTED, 9))  # fmt: skip
"""Kind, and how many have approved it."""
DRAFTED = (K.GRANTED, K.DENIED)


async def play_replies(database: Database, store: FileStore, actors: Mapping[str, Actor], *, now: datetime) -> None:
    """The oldest registered requests get their replies; the last ones are still on the way."""
    async with database.write() as db:
        heads = [one.division_id for one in actors.values() if one.has(Role.DIVISION_HEAD)]
        requests = await _list_open(db, heads, len(ISSUED) + len(WAITING) + len(DRAFTED) + 1)
        late = iter(requests)
        for n, kind in enumerate(ISSUED):
            moment = now - timedelta(days=len(ISSUED) - n, hours=2)
            await _issue(db, store, next(late), kind, actors, now=moment, is_served=n < 7)
        for kind, signed in WAITING:
            await _to_review(db, store, next(late), kind, actors, signed=signed, now=now - timedelta(hours=20))
        await _return(db, store, next(late), actors, now=now - timedelta(hours=6))
        for kind in DRAFTED:
            request = next(late)
            await _draft(db, store, request, kind, clerk_of(request, actors), now=now - timedelta(hours=3))


async def _list_open(db: AsyncSession, divisions: Sequence[UUID | None], many: int) -> Sequence[InformationRequest]:
    query = (
        select(InformationRequest)
        .where(
            InformationRequest.state == "in_process",
            InformationRequest.register_no.is_not(None),
            InformationRequest.division_id.in_(divisions),
            InformationRequest.title.not_in([matter.title for matter in SAME]),
        )
        .order_by(InformationRequest.received_on, InformationRequest.id)
        .limit(many)
    )
    return list(await db.scalars(query))


def clerk_of(request: InformationRequest, actors: Mapping[str, Actor]) -> Actor:
    """Who of the division writes it; where it has no clerk, the openness officer."""
    found = (a for a in actors.values() if a.division_id == request.division_id and a.has(Role.DIVISION_CLERK))
    return next(found, actors["lu.wenjing"])


def signer_of(step: Role, request: InformationRequest, actors: Mapping[str, Actor]) -> Actor | None:
    """Who takes this step in his own right."""
    own = step is Role.DIVISION_HEAD
    found = (a for a in actors.values() if a.has(step) and (not own or a.division_id == request.division_id))
    return next(found, None)


async def _draft(
    db: AsyncSession, store: FileStore, request: InformationRequest, kind: ReplyKind, by: Actor, *, now: datetime
) -> None:
    title = request.title or "申请公开的信息"
    facts = {name: text.format(title=title) for name, text in FACTS[kind].items()}
    await draft_reply(db, request, ReplyContent(kind, facts, BASES.get(kind, ())), actor=by, now=now)
    if kind in WITH_FILE:
        data = TABLE.format(title=title).encode()
        await attach_file(db, store, request, name="统计表.txt", data=data, title=title, actor=by, now=now)


async def _to_review(
    db: AsyncSession,
    store: FileStore,
    request: InformationRequest,
    kind: ReplyKind,
    actors: Mapping[str, Actor],
    *,
    signed: int,
    now: datetime,
) -> None:
    by = clerk_of(request, actors)
    await _draft(db, store, request, kind, by, now=now)
    reply = await submit_reply(db, request, actor=by, now=now)
    while reply.next_role and signed:
        signer = signer_of(Role(reply.next_role), request, actors)
        if signer is None or signer.id == by.id:
            return
        await approve_reply(db, request, ReviewForm(seen=reply.digest), actor=signer, now=now)
        signed -= 1


async def _issue(
    db: AsyncSession,
    store: FileStore,
    request: InformationRequest,
    kind: ReplyKind,
    actors: Mapping[str, Actor],
    *,
    now: datetime,
    is_served: bool,
) -> None:
    await _to_review(db, store, request, kind, actors, signed=9, now=now)
    if (await get_reply(db, request.id)).state != "approved":
        return
    officer = actors["lu.wenjing"]
    letter = await issue_reply(db, request, actor=officer, now=now)
    if is_served:
        await record_service(db, letter, method=ServiceMethod.ONLINE, served_on=letter.dated_on, actor=officer, now=now)


async def _return(
    db: AsyncSession, store: FileStore, request: InformationRequest, actors: Mapping[str, Actor], *, now: datetime
) -> None:
    await _to_review(db, store, request, K.NOT_EXIST, actors, signed=0, now=now)
    reply = await get_reply(db, request.id)
    head = signer_of(Role(reply.next_role or Role.SECRECY_REVIEWER), request, actors)
    if head is not None and head.id != reply.submitted_by_id:
        form = ReviewForm(seen=reply.digest, comment="请补充向档案室核实的情况。")
        await return_reply(db, request, form, actor=head, now=now)
