"""What an office meets besides comments (待核与不予展示): made-up advertising, insults, personal data of the writer."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from app.accounts.rules import Actor
from app.comments.models import Comment
from app.comments.queries import get_open_for, list_targets
from app.comments.rules import HiddenCategory, PersonBasis, Said, Speaker
from app.comments.storing import comment_row, store_comments
from app.demo.seed import consultation_row
from app.lib.crypto import keyed_hash
from app.lib.db import Database
from app.moderation.rules import Chosen
from app.moderation.services import clear_comments, hide_comments

ADS = (
    "专业代缴社保，当天到账，加微信号：daijiao_demo01，名额有限。",
    "代缴社保代办补贴，加微信号：daijiao_demo01，先办后付。",
    "社保断缴怎么办？找我们代缴，加微信号：daijiao_demo02。",
)
INSULTS = ("定这种规定的人脑子都进水了，一群饭桶。", "一群饭桶，白拿工资。")
HELD = (
    "我叫赵晓禾，住在某某路88弄6号501室，窗口三次都说系统故障，请回电13800000000。",
    "我的社保卡号A00000001，扣款总是失败，希望能换一张银行卡扣款。",
    "孩子的身份证11010519491231002X录错了，改了两个月，手续应当网上能办。",
    "停在门口的沪A00000天天堵着窗口的通道，办事的人进不去。",
)
CLEARED = ("希望缴费成功后发短信，我的号码13900000000一直没收到过。",)


async def play_moderation(
    database: Database, consultation_id: UUID, actors: Mapping[str, Actor], *, now: datetime
) -> None:
    """Some of them wait, some are shown masked, some are hidden, each kind in one act."""
    texts = [*ADS, *INSULTS, *HELD, *CLEARED]
    async with database.write() as db:
        target = await get_open_for(db, consultation_id)
        clauses = await list_targets(db, target.draft_id)
        said_at = now - timedelta(days=1)
        rows = [
            comment_row(
                target,
                Said(text),
                clauses,
                Speaker(keyed_hash("person", f"demo:trouble:{n}"), PersonBasis.COOKIE),
                said_at=said_at + timedelta(minutes=7 * n),
                now=said_at + timedelta(minutes=7 * n),
            )
            for n, text in enumerate(texts)
        ]
        await store_comments(db, rows)
    async with database.write() as db:
        row = await consultation_row(db, consultation_id)
        ids = {
            text: id_
            for id_, text in (
                await db.execute(
                    select(Comment.id, Comment.text).where(
                        Comment.consultation_id == consultation_id, Comment.text.in_(texts)
                    )
                )
            ).tuples()
        }
        who = {"actor": actors["lu.wenjing"], "now": now}
        for chosen, category, reason in (
            (ADS, HiddenCategory.ADVERTISING, "内容为代缴业务推销，与草案无关，且代缴社会保险费涉嫌违法。"),
            (INSULTS, HiddenCategory.ABUSE, "使用侮辱性语言。欢迎就草案内容重新提出意见。"),
        ):
            await hide_comments(db, row, Chosen([ids[text] for text in chosen]), category, reason, **who)
        await clear_comments(db, row, Chosen([ids[text] for text in CLEARED]), **who)
