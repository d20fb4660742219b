"""A consultation with comments in three groups, as the tests of the verbs find it."""

from uuid import UUID

from sqlalchemy import select

from app.comments.models import Comment
from app.lib.db import Database
from app.opinion_groups.jobs import group_new_comments
from app.opinion_groups.models import GroupMember, OpinionGroup
from tests.cast import Cast
from tests.conftest import Clock
from tests.make import make_comment, make_consultation

GRACE = "建议把补缴的宽限期从十五日延长到六十日，十五天实在太短，很多人来不及办理。"
GRACE_TOO = "建议把补缴的宽限期从十五日延长到六十日，十五天实在太短了，好多人来不及办理手续。"
ONLINE = "希望增加手机缴费渠道，不要让老人跑到窗口排队。"
REFUND = "按年缴费的人换了工作怎么退费，请在办法里写清楚退费的手续。"


async def make_scene(database: Database, cast: Cast, clock: Clock, **changes: str) -> UUID:
    """Group 1: the grace period (4 comments, two clauses), group 2: mobile payment (2), group 3: refunds (1)."""
    c = await make_consultation(database, cast, now=clock(), **changes)
    for words, clause, person in (
        (GRACE, "a4", "p1"),
        (GRACE, "a4", "p2"),
        (GRACE_TOO, "a4", "p3"),
        (GRACE, "a3", "p4"),
        (ONLINE, "a3", "p1"),
        (ONLINE, "a3", "p5"),
        (REFUND, "", None),
    ):
        await make_comment(database, c, words, now=clock(), clause_ref=clause, person=person)
    await group_new_comments(database, str(c), now=clock())
    return c


async def say(database: Database, c: UUID, words: str, clock: Clock, clause: str = "a4") -> UUID:
    """One more comment comes in and is placed."""
    comment = await make_comment(database, c, words, now=clock(), clause_ref=clause)
    await group_new_comments(database, str(c), now=clock())
    return comment


async def members(database: Database, c: UUID) -> dict[int, list[tuple[str, str]]]:
    """Group number -> words and clause of its members, sorted."""
    query = (
        select(OpinionGroup.number, Comment.text, Comment.clause_ref)
        .join(GroupMember, GroupMember.group_id == OpinionGroup.id)
        .join(Comment, Comment.id == GroupMember.comment_id)
        .where(OpinionGroup.consultation_id == c)
    )
    found: dict[int, list[tuple[str, str]]] = {}
    async with database.read() as db:
        for number, words, clause in (await db.execute(query)).tuples():
            found.setdefault(number, []).append((words, clause))
    return {number: sorted(listed) for number, listed in sorted(found.items())}


async def group(database: Database, c: UUID, number: int) -> OpinionGroup:
    query = select(OpinionGroup).where(OpinionGroup.consultation_id == c, OpinionGroup.number == number)
    async with database.read() as db:
        return (await db.execute(query)).scalar_one()


async def comment_of(database: Database, c: UUID, words: str) -> UUID:
    """The first comment with these words."""
    query = select(Comment.id).where(Comment.consultation_id == c, Comment.text == words).order_by(Comment.id)
    async with database.read() as db:
        return (await db.execute(query.limit(1))).scalar_one()


async def seen(database: Database, c: UUID, number: int) -> str:
    """What a form would carry of a group."""
    one = await group(database, c, number)
    return f"{one.number}.{one.revision}.{one.size}"
