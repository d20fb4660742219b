"""Laws of groups under any sequence of acts, with comments coming in between.

Every placed comment is in one living group; the numbers of a group are those of its members; what the engine placed
stands where its home leads; taking everything back in reverse order gives the groups that were there before.
"""

import random
from collections import Counter
from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.comments.models import Comment
from app.consultations.models import Consultation
from app.lib.db import Database
from app.lib.errors import Refused
from app.opinion_groups import services, splitting
from app.opinion_groups.homes import load_homes
from app.opinion_groups.jobs import group_new_comments
from app.opinion_groups.membership import merged_groups
from app.opinion_groups.models import GroupClause, GroupEvent, GroupMember, GroupText, OpinionGroup
from app.opinion_groups.rules import LIVE, Seen, Verb, root_of, shared_by
from app.opinion_groups.undo import undo_event
from app.similarity.models import SimilarText
from tests.cast import Cast
from tests.conftest import Clock
from tests.make import make_comment, make_consultation

STEMS = (
    "建议把补缴的宽限期从十五日延长到六十日，十五天实在太短，很多人来不及办理",
    "希望增加手机缴费渠道，不要让老人跑到窗口排队，大家都不方便",
    "按年缴费的人换了工作怎么退费，请在办法里写清楚退费的时间和手续",
    "个体工商户没有雇工的也应当可以按季缴费，不要一刀切只按年",
)
TAILS = ("。", "！", "，谢谢。", "，请认真考虑。", "，这是我和邻居们的共同意见。", "，盼复，辛苦了。")
CLAUSES = ("", "a3", "a4")


async def say(database: Database, c: UUID, rng: random.Random, clock: Clock, n: int) -> None:
    for _ in range(n):
        words = rng.choice(STEMS) + rng.choice(TAILS)
        person = rng.choice([None, "p1", "p2", "p3"])
        await make_comment(database, c, words, now=clock(), clause_ref=rng.choice(CLAUSES), person=person)
    await group_new_comments(database, str(c), now=clock())


async def partition(db: AsyncSession) -> dict[UUID, int]:
    query = select(GroupMember.comment_id, OpinionGroup.number).join(
        OpinionGroup, OpinionGroup.id == GroupMember.group_id
    )
    return dict((await db.execute(query)).tuples().all())


async def check_laws(db: AsyncSession, c: UUID) -> None:
    rows = (
        await db.execute(select(Comment, GroupMember).outerjoin(GroupMember, GroupMember.comment_id == Comment.id))
    ).all()
    groups = {group.id: group for group in await db.scalars(select(OpinionGroup))}
    merged = await merged_groups(db, c)
    homes = await load_homes(db, {comment.text_id for comment, _ in rows})
    members: dict[UUID, list[Comment]] = {}
    for comment, member in rows:
        assert member is not None, "a placed comment is in a group"
        assert groups[member.group_id].state in LIVE
        members.setdefault(member.group_id, []).append(comment)
        if member.placed_by == "engine":
            home = homes.group_of(comment.text_id, comment.clause_ref)
            assert home is not None
            assert root_of(home, merged) == member.group_id, (comment.text, comment.clause_ref)
    spread = Counter()
    for group_id, clause, n in await db.execute(select(GroupClause.group_id, GroupClause.clause_ref, GroupClause.n)):
        spread[group_id, clause] = n
    texts = {(one.group_id, one.text_id): one.n for one in await db.scalars(select(GroupText))}
    like = {one.id: one for one in await db.scalars(select(SimilarText))}
    for group_id, group in groups.items():
        mine = members.get(group_id, [])
        assert group.size == len(mine)
        assert group.people == len({m.person_key for m in mine if m.person_key}) + sum(
            m.person_key is None for m in mine
        )
        said = Counter(m.text_id for m in mine)
        assert said == Counter({text: n for (one, text), n in texts.items() if one == group_id})
        assert group.texts == len(said) <= group.size
        assert group.shared == sum(
            shared_by(n, length=like[t].length, score=like[t].score, has_nearest=like[t].nearest_id is not None)
            for t, n in said.items()
        )
        assert 0 <= group.shared <= group.size
        assert Counter(m.clause_ref for m in mine) == Counter(
            {clause: n for (one, clause), n in spread.items() if one == group_id}
        )
        if mine:
            assert group.representative_id in {m.id for m in mine}


async def act(db: AsyncSession, c: Consultation, rng: random.Random, cast: Cast, clock: Clock) -> None:
    query = select(OpinionGroup).where(OpinionGroup.state.in_(LIVE)).order_by(OpinionGroup.number)
    groups = list(await db.scalars(query))
    one = rng.choice(groups)
    seen = Seen(one.number, one.revision, one.size)
    verb = rng.choice(list(Verb))
    own = list(await db.scalars(select(GroupMember.comment_id).where(GroupMember.group_id == one.id)))
    some = rng.sample(sorted(own), rng.randint(1, len(own)))
    by = {"actor": cast["chen"], "now": clock()}
    if verb is Verb.CONFIRM:
        await services.confirm_groups(db, c, [seen], **by)
    elif verb is Verb.RENAME:
        await services.rename_group(db, c, one.number, f"名称{rng.random()}", **by)
    elif verb is Verb.MERGE:
        others = [Seen(g.number, g.revision, g.size) for g in rng.sample(groups, min(2, len(groups)))]
        await services.merge_groups(db, c, seen, others, **by)
    elif verb is Verb.SPLIT and rng.random() < 0.4:
        await splitting.split_by_clause(db, c, seen, **by)
    elif verb is Verb.SPLIT:
        await splitting.split_group(db, c, seen, some, **by)
    elif verb is Verb.MOVE:
        await splitting.move_comments(db, c, seen, some, rng.choice(groups).number, **by)
    else:
        events = list(await db.scalars(select(GroupEvent).where(GroupEvent.verb != Verb.UNDO)))
        if events:
            await undo_event(db, c, rng.choice(events).id, **by)


async def tried(database: Database, c: UUID, work: Callable) -> bool:
    """One act in a transaction of its own; a refusal changes nothing."""
    try:
        async with database.write() as db:
            await work(db, await db.get_one(Consultation, c))
    except Refused:
        return False
    return True


async def undo_all(database: Database, c: UUID, cast: Cast, clock: Clock) -> None:
    async with database.read() as db:
        query = select(GroupEvent.id).where(GroupEvent.verb != Verb.UNDO, GroupEvent.undone_by_id.is_(None))
        ids = list(await db.scalars(query.order_by(GroupEvent.id.desc())))
    for event_id in ids:
        async with database.write() as db:
            consultation = await db.get_one(Consultation, c)
            await undo_event(db, consultation, event_id, actor=cast["chen"], now=clock())


SQL_IS_THE_SAME = pytest.mark.one_database("two seeds show that both databases do the same; the law is one of rules")


@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(n, marks=SQL_IS_THE_SAME) for n in range(2, 8))])
async def test_undoing_all_gives_the_groups_back(database: Database, cast: Cast, clock: Clock, seed: int) -> None:
    rng = random.Random(seed)
    c = await make_consultation(database, cast, now=clock())
    await say(database, c, rng, clock, 25)
    async with database.read() as db:
        before = await partition(db)
        await check_laws(db, c)
    for _ in range(12):
        await tried(database, c, lambda db, consultation: act(db, consultation, rng, cast, clock))
        async with database.read() as db:
            await check_laws(db, c)
    await undo_all(database, c, cast, clock)
    async with database.read() as db:
        await check_laws(db, c)
        assert await partition(db) == before


@pytest.mark.parametrize("seed", [100, 101, *(pytest.param(n, marks=SQL_IS_THE_SAME) for n in range(102, 108))])
async def test_comments_coming_in_move_nobody(database: Database, cast: Cast, clock: Clock, seed: int) -> None:
    rng = random.Random(seed)
    c = await make_consultation(database, cast, now=clock())
    await say(database, c, rng, clock, 20)
    for _ in range(10):
        await tried(database, c, lambda db, consultation: act(db, consultation, rng, cast, clock))
        async with database.read() as db:
            before = await partition(db)
            logged = {e.other_group_id for e in await db.scalars(select(GroupEvent)) if e.verb == Verb.MERGE}
        await say(database, c, rng, clock, 5)
        async with database.read() as db:
            await check_laws(db, c)
            after = await partition(db)
            engine = {
                group.number
                for group in await db.scalars(select(OpinionGroup))
                if group.merged_into_id is not None and group.id not in logged
            }
            assert all(after[comment] == number or number in engine for comment, number in before.items())
    await undo_all(database, c, cast, clock)
    async with database.read() as db:
        await check_laws(db, c)
