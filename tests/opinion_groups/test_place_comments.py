"""Comments come in, are counted and find their groups."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import SYSTEM
from app.comments.models import Comment, CommentIntake
from app.consultations.models import Consultation, Tally
from app.lib.db import Database
from app.opinion_groups.jobs import count_new_supports, find_new_supports, find_unplaced, group_new_comments
from app.opinion_groups.membership import recount
from app.opinion_groups.merging import join_groups
from app.opinion_groups.models import GroupClause, GroupEvent, GroupMember, OpinionGroup
from app.opinion_groups.undo import undo_event
from tests.cast import Cast
from tests.conftest import Clock
from tests.make import make_comment, make_consultation

GRACE = "建议把补缴的宽限期从十五日延长到六十日，十五天实在太短，很多人来不及办理。"
GRACE_TOO = "建议把补缴的宽限期从十五日延长到六十日，十五天实在太短了，好多人来不及办理手续。"
ONLINE = "希望增加手机缴费渠道，不要让老人跑到窗口排队。"


async def place(database: Database, consultation_id: UUID, clock: Clock) -> None:
    await group_new_comments(database, str(consultation_id), now=clock())


async def groups_of(db: AsyncSession, consultation_id: UUID) -> dict[int, set[str]]:
    """Group number -> words of its members."""
    query = (
        select(OpinionGroup.number, Comment.text)
        .join(GroupMember, GroupMember.group_id == OpinionGroup.id)
        .join(Comment, Comment.id == GroupMember.comment_id)
        .where(OpinionGroup.consultation_id == consultation_id)
    )
    found: dict[int, set[str]] = {}
    for number, words in (await db.execute(query)).tuples():
        found.setdefault(number, set()).add(words)
    return found


async def test_it_works(database: Database, cast: Cast, clock: Clock) -> None:
    c = await make_consultation(database, cast, now=clock())
    for words, clause, person in (
        (GRACE, "a4", "p1"),
        (ONLINE, "a3", "p2"),
        (GRACE_TOO, "a4", "p1"),
        (GRACE, "", None),
    ):
        await make_comment(database, c, words, now=clock(), clause_ref=clause, person=person)
    async with database.read() as db:
        assert await find_unplaced(db, clock()) == [(str(c),)]
    await place(database, c, clock)
    async with database.read() as db:
        assert await groups_of(db, c) == {1: {GRACE, GRACE_TOO}, 2: {ONLINE}}
        first = (await db.execute(select(OpinionGroup).where(OpinionGroup.number == 1))).scalar_one()
        assert (first.size, first.people, first.clause_ref, first.state) == (3, 2, "a4", "suggested")
        spread = select(GroupClause.clause_ref, GroupClause.n).where(GroupClause.group_id == first.id)
        assert dict((await db.execute(spread)).tuples().all()) == {"a4": 2, "": 1}
        consultation = await db.get_one(Consultation, c)
        assert (consultation.collected_count, consultation.people_count) == (4, 3)
        assert await db.scalar(select(func.sum(Tally.n))) == 4
        assert not (await db.get_one(CommentIntake, c)).is_grouping_requested
        assert await find_unplaced(db, clock()) == []


async def test_twice_changes_nothing(database: Database, cast: Cast, clock: Clock) -> None:
    c = await make_consultation(database, cast, now=clock())
    for words in (GRACE, ONLINE, GRACE_TOO):
        await make_comment(database, c, words, now=clock())
    await place(database, c, clock)
    async with database.read() as db:
        before = await groups_of(db, c)
    await place(database, c, clock)
    async with database.read() as db:
        assert await groups_of(db, c) == before
        assert (await db.get_one(Consultation, c)).collected_count == 3


async def test_many_batches_count_as_one(database: Database, cast: Cast, clock: Clock) -> None:
    c = await make_consultation(database, cast, now=clock())
    for n in range(230):
        await make_comment(database, c, GRACE, now=clock(), person=f"p{n % 50}", clause_ref="a4")
    await place(database, c, clock)
    async with database.read() as db:
        group = (await db.execute(select(OpinionGroup))).scalar_one()
        assert (group.size, group.people) == (230, 50)
        assert (await db.get_one(Consultation, c)).people_count == 50


async def test_a_late_comment_is_kept_and_not_counted(database: Database, cast: Cast, clock: Clock) -> None:
    c = await make_consultation(database, cast, now=clock())
    late = await make_comment(database, c, GRACE, now=clock(), is_late=True)
    await place(database, c, clock)
    async with database.read() as db:
        assert (await db.get_one(Comment, late)).placed_at is not None
        assert await db.scalar(select(func.count()).select_from(GroupMember)) == 0
        consultation = await db.get_one(Consultation, c)
        assert (consultation.collected_count, consultation.late_count, consultation.people_count) == (0, 1, 0)


async def test_two_consultations_do_not_meet(database: Database, cast: Cast, clock: Clock) -> None:
    one = await make_consultation(database, cast, now=clock())
    other = await make_consultation(database, cast, now=clock())
    for c in (one, other):
        await make_comment(database, c, GRACE, now=clock() + timedelta(minutes=1))
        await place(database, c, clock)
    async with database.read() as db:
        assert await db.scalar(select(func.count()).select_from(OpinionGroup)) == 2


async def test_the_most_frequent_wording_speaks_for_the_group(database: Database, cast: Cast, clock: Clock) -> None:
    c = await make_consultation(database, cast, now=clock())
    for words in (GRACE, GRACE_TOO, GRACE_TOO):
        await make_comment(database, c, words, now=clock())
    await place(database, c, clock)
    async with database.read() as db:
        group = (await db.execute(select(OpinionGroup))).scalar_one()
        assert (await db.get_one(Comment, group.representative_id)).text == GRACE_TOO


async def test_supports_reach_the_group(database: Database, cast: Cast, clock: Clock) -> None:
    c = await make_consultation(database, cast, now=clock())
    comment = await make_comment(database, c, GRACE, now=clock())
    await place(database, c, clock)
    async with database.write() as db:
        (await db.get_one(Comment, comment)).support_count = 7
    async with database.read() as db:
        assert await find_new_supports(db, clock()) == [(str(c),)]
    await count_new_supports(database, str(c), now=clock())
    async with database.read() as db:
        assert await find_new_supports(db, clock()) == []
        assert await db.scalar(select(OpinionGroup.supports)) == 7


async def test_groups_of_one_campaign_are_merged_and_logged(database: Database, cast: Cast, clock: Clock) -> None:
    """Two clusters that the engine joins later: the groups follow, as an event that can be taken back."""
    c = await make_consultation(database, cast, now=clock())
    for words in (GRACE, ONLINE):
        await make_comment(database, c, words, now=clock())
    await place(database, c, clock)
    async with database.write() as db:
        one, other = (await db.scalars(select(OpinionGroup).order_by(OpinionGroup.number))).all()
        await join_groups(db, one, other, actor=SYSTEM, now=clock())
        await recount(db, [one.id, other.id])
    async with database.read() as db:
        assert await groups_of(db, c) == {1: {GRACE, ONLINE}}
        event = (await db.execute(select(GroupEvent))).scalar_one()
        assert (event.verb, event.actor_id) == ("merge", None)
        event_id = event.id
    async with database.write() as db:
        await undo_event(db, await db.get_one(Consultation, c), event_id, actor=cast["chen"], now=clock())
    async with database.read() as db:
        assert await groups_of(db, c) == {1: {GRACE}, 2: {ONLINE}}
