"""An office in the middle of its work: consultations in every state, groups in every state, mails, people, a matter."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select

from app.adoption.rules import Outcome
from app.consultations.models import Consultation
from app.consultations.rules import State
from app.consultations.services import request_withdrawal, submit_for_approval
from app.conversions.services import draft_conversion
from app.follows.links import Links
from app.follows.models import Follow
from app.follows.services import Target, ask_to_follow, confirm_follows
from app.lib.db import Database
from app.notices.models import Mail
from app.notices.services import post_mail
from app.opinion_groups import services as groups
from app.opinion_groups.models import MergeProposal, OpinionGroup
from app.opinion_groups.rules import Seen
from app.proceedings.services import consult_third_party, propose_extension
from app.receipts.links import stop_link
from app.replies.rules import ReplyKind
from app.request_groups.models import RequestGroup
from app.requests.models import InformationRequest
from tests.adoption.office import Said, answer, make_studied, publish
from tests.cast import Cast
from tests.conftest import Clock
from tests.conversions.scene import content
from tests.decisions.test_conclude_matter import make_matter
from tests.disclosures.entries import make_catalogue
from tests.make import days_from, make_comment, make_consultation, make_hearing, make_occasion, make_upload
from tests.make_letters import make_correspondence
from tests.make_replies import make_reply
from tests.make_requests import id_number, make_request
from tests.request_groups.scene import FUND_2024, FUND_2025, FUND_OTHER, NOTICE, ask, group_of, place
from tests.revisions.office import compare, make_compared, make_reported

SAID = "宽限期只有十五日太短了，建议延长到三十日，很多人来不及补缴。"
HELD = "请打电话13812345678告诉我结果。"
WARNED = "某办法（草案）\n第一条　甲。\n第三条　乙。\n第三条　丙。"
OUTLINE = """关于早市的意见（草案）
一、总体要求
坚持便民。
二、主要任务
（一）定好地方。每个街道一处。
（二）管好卫生。
"""
STUDIED = [
    Said(24, "a4", SAID),
    Said(4, "a3", "希望可以按年缴费"),
    Said(2, "a3", "希望可以按季缴费"),
    Said(1, "", "这个办法很好"),
    Said(1, "a4", "宽限期太短"),
]


async def make_busy_office(database: Database, cast: Cast) -> dict[str, str]:
    """The ids, by the names that addresses use."""
    now = datetime.now(UTC)

    async def make(name: str, state: str = "open", **more: object) -> UUID:
        title = f"某市{name}办法（草案征求意见稿）"
        return await make_consultation(database, cast, now=now, state=state, title=title, **more)  # type: ignore[arg-type]

    ids = {
        state: await make(name, state) for state, name in [("drafting", "待拟"), ("closed", "已截止"), ("open", "公开")]
    }
    ids["withdrawn"] = await make("已撤回", "withdrawn", shorten_reason="")
    ids["warned"] = await make("跳号", "drafting", draft=WARNED)
    ids["bare"] = await make("缺依据", "drafting", explanation="", basis="")
    ids["submitted"] = await make("待批", "drafting")
    ids["outline"] = await make("分项", draft=OUTLINE)
    ids["approved"] = await make("待公布", "approved", opens_on=days_from(now, 3), closes_on=days_from(now, 40))
    async with database.write() as db:
        submitted = await db.get_one(Consultation, ids["submitted"])
        await submit_for_approval(db, submitted, actor=cast["chen"], now=now)
        closed = await db.get_one(Consultation, ids["closed"])
        await request_withdrawal(db, closed, "上位法已经修改。", actor=cast["chen"], now=now)
    for words, more in [
        (HELD, {"visibility": "held"}),
        ("不妥的话。", {"visibility": "hidden"}),
        ("已核的话。", {"visibility": "cleared"}),
        ("来晚了的话。", {"is_late": True}),
    ]:
        await make_comment(database, ids["open"], words, now=now, clause_ref="a4", **more)  # type: ignore[arg-type]
    ids |= await _answered(database, cast, now)
    ids["studied"] = await _studied(database, cast, now)
    ids["compared"] = await make_compared(database, cast, now=now, title="某市已对照办法（草案征求意见稿）")
    ids["paired"] = await make_reported(database, cast, now=now, title="某市对照中办法（草案征求意见稿）")
    await compare(database, cast, ids["paired"], now=now)
    ids["symposium"] = await make_occasion(database, cast, ids["open"], now=now)
    ids["hearing"] = await make_hearing(database, cast, ids["open"], now=now)
    ids["upload"] = await make_upload(database, cast, ids["open"], now=now)
    ids["matter"] = await make_matter(database, cast, Clock(now), ids["reported"])
    for name, state, days in (("new", "submitted", 0), ("case", "in_process", 30), ("asked", "correction_pending", 9),
                              ("registered", "received", 1), ("answered_case", "replied", 20)):  # fmt: skip
        received_on = days_from(now, -days)
        ids[name] = await make_request(database, cast, now=now, state=state, received_on=received_on)
    ids |= await _in_steps(database, cast, now)
    ids |= await _replies(database, cast, now)
    ids |= await make_correspondence(database, cast, ids["case"], now=now)
    await _post_mails(database, cast, now)
    entries = await make_catalogue(database, cast, now=now)
    same = await _asked_for_the_same(database, cast, now)
    links = await _follower(database, cast, ids["open"], now)
    named = {name: str(one) for name, one in ids.items()} | {"person": str(cast.people["luo"].id)}
    return named | links | entries | same


async def _replies(database: Database, cast: Cast, now: datetime) -> dict[str, UUID]:
    """Requests whose replies are being written, with the reviewers, approved and issued."""
    ids = {}
    for n, (state, kind) in enumerate((("drafting", "partial"), ("under_review", "denied"), ("approved", "not_exist"),
                                       ("issued", "repeat"))):  # fmt: skip
        person = {"name": "李四", "id_number": id_number(800 + n)}
        ids[f"reply_{state}"] = await make_request(database, cast, "单独申请的信息", now=now, **person)
        await make_reply(database, cast, ids[f"reply_{state}"], ReplyKind(kind), now=now, state=state)
    return ids


async def _asked_for_the_same(database: Database, cast: Cast, now: datetime) -> dict[str, str]:
    """One group of three people, with a draft that names somebody; two of different years; one suggestion."""
    day = days_from(now, -20)
    asked = [
        await ask(database, cast, words, n, on=day, now=now, kind="granted" if n < 2 else None)
        for n, words in enumerate((*NOTICE[:3], FUND_2024, FUND_2025))
    ]
    await make_request(database, cast, FUND_OTHER, now=now, received_on=day, suggests_disclosure=True)
    await place(database, cast, now)
    number, other = [await group_of(database, one) for one in (asked[0], asked[3])]
    async with database.write() as db:
        one = (await db.scalars(select(RequestGroup).where(RequestGroup.number == number))).one()
        await draft_conversion(db, one, content(body="联系人王小明，电话13800001234。"), actor=cast["ouyang"], now=now)
    return {"same_group": str(number), "year_group": str(other)}


async def _follower(database: Database, cast: Cast, open_one: UUID, now: datetime) -> dict[str, str]:
    """Somebody who follows one and was asked about another; the tokens of the links in his mails."""
    links = Links("", now)
    targets = [Target(cast.agency.id), Target(cast.agency.id, open_one)]
    tokens = {}
    async with database.write() as db:
        for target in targets:
            await ask_to_follow(db, "wang.wu@example.org", [target], links=links, locale="zh-CN", now=now)
        of_agency, of_one = (await db.scalars(select(Follow).order_by(Follow.id))).all()
        await confirm_follows(db, [of_agency.id], locale="zh-CN", now=now)
        tokens["confirm"] = links.confirm([of_one.id])
        tokens["confirmed"] = links.confirm([of_agency.id])
        tokens["list"], tokens["stop"] = links.list(of_agency.follower_id), links.stop(of_agency.id)
        tokens["receipt"] = stop_link(UUID(int=0), "", now=now)
        tokens["stopped"] = links.stop(UUID(int=0))
    return {f"{name}_token": link.rpartition("/")[2] for name, link in tokens.items()}


async def _answered(database: Database, cast: Cast, now: datetime) -> dict[str, UUID]:
    """A report that waits for its approval, and published ones: with changes, without comments, filed away."""
    ids = {}
    adopted = {"outcome": Outcome.ADOPTED, "reason": "改为三十日。", "clause": "a4", "new_text": "三十日内补缴。"}
    for name, title, said in [
        ("answered", "待审报告", STUDIED[:2]),
        ("reported", "已报告", STUDIED),
        ("nil", "无意见", []),
        ("archived", "已归档", STUDIED[:1]),
    ]:
        one = await make_studied(database, cast, *said, now=now, title=f"某市{title}办法（草案征求意见稿）")
        if said:
            await answer(database, cast, one, 1, now=now, **adopted)  # type: ignore[arg-type]
        if len(said) > 1:
            await answer(database, cast, one, *range(2, len(said) + 1), now=now)
        if name != "answered":
            await publish(database, cast, one, now=now)
        ids[name] = one
    async with database.write() as db:
        (await db.get_one(Consultation, ids["archived"])).state = State.ARCHIVED.value
    return ids


async def _studied(database: Database, cast: Cast, now: datetime) -> UUID:
    """Groups: 1 confirmed with newcomers, 2 answered and named, 3 proposed to be merged with 4, 5 merged into 1."""
    one = await make_studied(database, cast, *STUDIED, now=now, title="某市研究中办法（草案征求意见稿）")
    await answer(database, cast, one, 2, now=now)
    actor = cast["chen"]

    async def seen(number: int) -> Seen:
        row = (await db.scalars(select(OpinionGroup).filter_by(consultation_id=one, number=number))).one()
        return Seen(row.number, row.revision, row.size)

    async with database.write() as db:
        c = await db.get_one(Consultation, one)
        await groups.merge_groups(db, c, await seen(1), [await seen(5)], actor=actor, now=now)
        await groups.confirm_groups(db, c, [await seen(1)], actor=actor, now=now)
        await groups.rename_group(db, c, 2, "按年缴费", actor=actor, now=now)
        first = (await db.scalars(select(OpinionGroup).filter_by(consultation_id=one, number=1))).one()
        first.new_count = 2
        pair = (await db.scalars(select(OpinionGroup.id).filter_by(consultation_id=one).where(OpinionGroup.number.in_([3, 4])))).all()  # fmt: skip  # noqa: E501
        db.add(MergeProposal(group_id=pair[0], other_group_id=pair[1], consultation_id=one, score=64.0, state="open"))
    return one


async def _post_mails(database: Database, cast: Cast, now: datetime) -> None:
    """One that waits, one sent, one refused."""
    async with database.write() as db:
        for key in ("waiting", "sent", "refused"):
            mail_id = await post_mail(
                db, agency_id=cast.agency.id, key=key, to="w@example.org", subject="报告已公布", body="…", now=now
            )
            mail = await db.get_one(Mail, mail_id)
            if key != "waiting":
                mail.next_try_at, mail.tries = None, 1
            if key == "sent":
                mail.sent_at = now
            if key == "refused":
                mail.last_error = "550 no mailbox"


async def _in_steps(database: Database, cast: Cast, now: datetime) -> dict[str, UUID]:
    """A request with a third party asked and an extension proposed, and one on which nothing was done yet."""
    stepped, steady = [await make_request(database, cast, now=now) for _ in range(2)]
    async with database.write() as db:
        request = await db.get_one(InformationRequest, stepped)
        await propose_extension(db, request, "资料多", workdays=10, actor=cast["chen"], now=now)
        await consult_third_party(db, request, "某公司", "该公司的申报材料", actor=cast["chen"], now=now)
    return {"stepped": stepped, "steady": steady}
