"""Grouping everything anew: what is proposed, what a person's work forbids, what is carried out, and the way back."""

import random
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from app.comments.models import Comment
from app.consultations.models import Consultation
from app.history.models import HistoryEntry
from app.lib.db import Database
from app.lib.errors import Forbidden, Refused
from app.opinion_groups import regroup_rules as rules
from app.opinion_groups import services, splitting
from app.opinion_groups.jobs import find_regroupings, group_new_comments, regroup_comments
from app.opinion_groups.membership import choose_representative, recount
from app.opinion_groups.models import ClusterHome, GroupEvent, GroupMember, OpinionGroup
from app.opinion_groups.placing import next_group, space_of
from app.opinion_groups.regroup_plans import plan_changes
from app.opinion_groups.regroup_rules import Effect, NotPossible, Plan, RegroupingChanged, Verdict, stamp
from app.opinion_groups.regrouping import accept_regrouping, end_regrouping, start_regrouping
from app.opinion_groups.rules import NothingChosen, Seen
from app.opinion_groups.undo import undo_event
from app.similarity.generations import GenerationGone, GenerationOpen, latest_generation
from app.similarity.models import Cluster, SimilarText
from tests.cast import Cast
from tests.conftest import Clock
from tests.make import make_comment, make_consultation
from tests.opinion_groups.scene import group, members
from tests.opinion_groups.test_laws import check_laws

GRACE = "建议把补缴的宽限期从十五日延长到六十日，十五天实在太短，很多人来不及办理"
ONLINE = "希望增加手机缴费渠道，不要让老人跑到窗口排队，大家都不方便"
TAILS = ("", "，等了很久", "，今年就办", "，别处早有了", "，孩子也需要")


async def make_scene(database: Database, cast: Cast, clock: Clock) -> UUID:
    """Group 1: five about the grace period, group 2: three about mobile payment; people p0 to p4."""
    c = await make_consultation(database, cast, now=clock())
    for words, tails in ((GRACE, TAILS), (ONLINE, TAILS[:3])):
        for n, tail in enumerate(tails):
            await make_comment(database, c, words + tail, now=clock(), clause_ref="a4", person=f"p{n}")
    await group_new_comments(database, str(c), now=clock())
    assert {n: len(said) for n, said in (await members(database, c)).items()} == {1: 5, 2: 3}
    return c


async def misplace(database: Database, c: UUID, words: Sequence[str], number: int = 0) -> int:
    """As an older engine might have seen it: these words stand in the group of that number, or in one of their own."""
    async with database.write() as db:
        consultation = await db.get_one(Consultation, c)
        query = select(Comment.id, Comment.text_id).where(Comment.consultation_id == c, Comment.text.in_(words))
        ids, texts = zip(*(await db.execute(query)).tuples(), strict=True)
        moving = select(GroupMember).where(GroupMember.comment_id.in_(ids))
        left = {one.group_id for one in await db.scalars(moving)}
        if number:
            home = select(OpinionGroup).where(OpinionGroup.consultation_id == c, OpinionGroup.number == number)
            group = (await db.execute(home)).scalar_one()
            cluster_id = await db.scalar(select(ClusterHome.cluster_id).where(ClusterHome.group_id == group.id))
        else:
            space_id = (await db.get_one(SimilarText, texts[0])).space_id
            cluster = Cluster(space_id=space_id, leader_id=texts[0], size=len(texts), state="open")
            group = await next_group(db, consultation, state="suggested", confirmed_at=None)
            db.add(cluster)
            await db.flush()
            cluster_id = cluster.id
            db.add(ClusterHome(cluster_id=cluster_id, group_id=group.id))
        there = update(SimilarText).where(SimilarText.id.in_(texts))
        await db.execute(there.values(cluster_id=cluster_id, nearest_id=None, is_exemplar=True))
        lean = update(SimilarText).where(SimilarText.nearest_id.in_(texts), SimilarText.id.not_in(texts))
        await db.execute(lean.values(nearest_id=None))
        await db.execute(update(GroupMember).where(GroupMember.comment_id.in_(ids)).values(group_id=group.id))
        await recount(db, [group.id, *left])
        for one in await db.scalars(select(OpinionGroup).where(OpinionGroup.id.in_([group.id, *left]))):
            await choose_representative(db, one)
        return group.number


async def regroup(database: Database, c: UUID, cast: Cast, clock: Clock) -> None:
    async with database.write() as db:
        await start_regrouping(db, await db.get_one(Consultation, c), actor=cast["chen"], now=clock())
    await regroup_comments(database, str(c), now=clock())


async def plans(database: Database, c: UUID) -> list[Plan]:
    async with database.read() as db:
        generation = await latest_generation(db, space_of(c))
        assert generation is not None
        return await plan_changes(db, c, generation)


def shown(some: Sequence[Plan]) -> list[tuple[str, str, int, int, int]]:
    return [
        (
            one.effect.value,
            one.verdict.value,
            one.source.number if one.source else 0,
            one.target.number if one.target else 0,
            one.comments,
        )
        for one in some
    ]


async def accept(
    database: Database, c: UUID, cast: Cast, clock: Clock, chosen: list[int] | None = None, seen: str = ""
) -> int:
    seen = seen or stamp(await plans(database, c))
    async with database.write() as db:
        consultation = await db.get_one(Consultation, c)
        return await accept_regrouping(db, consultation, chosen, seen=seen, actor=cast["chen"], now=clock())


async def laws(database: Database, c: UUID) -> None:
    async with database.read() as db:
        await check_laws(db, c)


async def act(database: Database, c: UUID, cast: Cast, clock: Clock, verb, *args) -> None:  # type: ignore[no-untyped-def]
    async with database.write() as db:
        await verb(db, await db.get_one(Consultation, c), *args, actor=cast["chen"], now=clock())


async def seen(database: Database, c: UUID, number: int) -> Seen:
    one = await group(database, c, number)
    return Seen(one.number, one.revision, one.size)


async def test_an_unchanged_engine_proposes_nothing(database: Database, cast: Cast, clock: Clock) -> None:
    c = await make_scene(database, cast, clock)
    await regroup(database, c, cast, clock)
    assert await plans(database, c) == []


async def test_a_group_that_was_cut_is_joined_again(database: Database, cast: Cast, clock: Clock) -> None:
    c = await make_scene(database, cast, clock)
    before = await members(database, c)
    assert await misplace(database, c, [GRACE + TAILS[1], GRACE + TAILS[2]]) == 3
    await regroup(database, c, cast, clock)
    assert shown(await plans(database, c)) == [("merge", "free", 3, 1, 2)]
    assert await accept(database, c, cast, clock) == 1
    assert await members(database, c) == before
    await laws(database, c)
    merged = await group(database, c, 3)
    assert (merged.state, merged.merged_into_id) == ("merged", (await group(database, c, 1)).id)
    async with database.read() as db:
        generation = await latest_generation(db, space_of(c))
        assert generation is not None
        assert generation.state == "closed", "nothing is left to decide"
        verbs = [one.verb for one in await db.scalars(select(HistoryEntry).order_by(HistoryEntry.id))]
        assert {"opinion_group:start_regrouping", "opinion_group:accept_regrouping"} <= set(verbs)
        assert "opinion_group:merge_groups" in verbs


async def test_a_group_of_two_matters_is_split_and_newcomers_find_both(
    database: Database, cast: Cast, clock: Clock
) -> None:
    c = await make_scene(database, cast, clock)
    await misplace(database, c, [ONLINE + tail for tail in TAILS[:3]], 1)
    await regroup(database, c, cast, clock)
    assert shown(await plans(database, c)) == [("split", "free", 1, 0, 3)]
    await accept(database, c, cast, clock)
    await laws(database, c)
    found = await members(database, c)
    assert {n: len(said) for n, said in found.items()} == {1: 5, 3: 3}
    assert all(words.startswith("希望增加手机") for words, _ in found[3])
    assert (await group(database, c, 3)).state == "suggested"
    for words in (GRACE + "，盼复", ONLINE + "，急需办理"):
        await make_comment(database, c, words, now=clock(), clause_ref="a4")
    await group_new_comments(database, str(c), now=clock())
    assert {n: len(said) for n, said in (await members(database, c)).items()} == {1: 6, 3: 4}
    await laws(database, c)


async def test_some_comments_go_over_and_what_came_in_meanwhile_goes_along(
    database: Database, cast: Cast, clock: Clock
) -> None:
    c = await make_scene(database, cast, clock)
    await misplace(database, c, [ONLINE + TAILS[1]], 1)
    await regroup(database, c, cast, clock)
    await make_comment(database, c, ONLINE + TAILS[1] + "呀", now=clock(), clause_ref="a3")
    await make_comment(database, c, GRACE + "，盼复", now=clock(), clause_ref="a3")
    await group_new_comments(database, str(c), now=clock())
    await accept(database, c, cast, clock)
    await laws(database, c)
    found = await members(database, c)
    assert {n: len(said) for n, said in found.items()} == {1: 6, 2: 4}


async def test_what_was_accepted_can_be_taken_back(database: Database, cast: Cast, clock: Clock) -> None:
    c = await make_scene(database, cast, clock)
    await misplace(database, c, [ONLINE + TAILS[1], ONLINE + TAILS[2]], 1)
    await misplace(database, c, [GRACE + TAILS[4]])
    before = await members(database, c)
    clock.advance(timedelta(minutes=1))
    await regroup(database, c, cast, clock)
    await accept(database, c, cast, clock)
    assert {n: len(said) for n, said in (await members(database, c)).items()} == {1: 5, 2: 3}
    async with database.read() as db:
        events = list(await db.scalars(select(GroupEvent.id).order_by(GroupEvent.id.desc())))
    assert len(events) == 2
    for event_id in events:
        await act(database, c, cast, clock, undo_event, event_id)
        await laws(database, c)
    assert await members(database, c) == before


async def test_confirmed_groups_are_asked_about_one_by_one(database: Database, cast: Cast, clock: Clock) -> None:
    c = await make_scene(database, cast, clock)
    await misplace(database, c, [GRACE + TAILS[1]])
    await act(database, c, cast, clock, services.confirm_groups, [await seen(database, c, 1)])
    await regroup(database, c, cast, clock)
    (one,) = await plans(database, c)
    assert shown([one]) == [("merge", "ask", 3, 1, 1)]
    assert one.why == rules.CONFIRMED
    with pytest.raises(NothingChosen):
        await accept(database, c, cast, clock)
    await accept(database, c, cast, clock, [one.change_id])
    assert (await group(database, c, 1)).size == 5


async def test_what_a_person_took_apart_or_put_together_is_not_undone_silently(
    database: Database, cast: Cast, clock: Clock
) -> None:
    c = await make_scene(database, cast, clock)
    async with database.read() as db:
        query = select(Comment.id).where(Comment.consultation_id == c, Comment.text == GRACE + TAILS[1])
        moved = list(await db.scalars(query))
    await act(database, c, cast, clock, splitting.split_group, await seen(database, c, 1), moved)
    await misplace(database, c, [GRACE + TAILS[2]])
    await act(database, c, cast, clock, services.merge_groups, await seen(database, c, 4), [await seen(database, c, 2)])
    await regroup(database, c, cast, clock)
    assert [(one.verdict, one.why) for one in await plans(database, c)] == [(Verdict.ASK, rules.HANDMADE)]
    before = await members(database, c)
    await act(database, c, cast, clock, end_regrouping)
    assert await members(database, c) == before


async def test_a_comment_that_a_person_placed_stays(database: Database, cast: Cast, clock: Clock) -> None:
    c = await make_scene(database, cast, clock)
    async with database.read() as db:
        query = select(Comment.id).where(Comment.consultation_id == c, Comment.text == ONLINE + TAILS[1])
        moved = list(await db.scalars(query))
    await act(database, c, cast, clock, splitting.move_comments, await seen(database, c, 2), moved, 1)
    async with database.write() as db:
        text_id = await db.scalar(query.with_only_columns(Comment.text_id))
        cluster = await db.scalar(
            select(ClusterHome.cluster_id).where(ClusterHome.group_id == (await group(database, c, 1)).id)
        )
        there = update(SimilarText).where(SimilarText.id == text_id)
        await db.execute(there.values(cluster_id=cluster, nearest_id=None))
    await regroup(database, c, cast, clock)
    (one,) = await plans(database, c)
    assert (one.verdict, one.why, dict(one.params)) == (Verdict.BLOCKED, rules.BY_HAND, {"number": 1})
    with pytest.raises(NotPossible):
        await accept(database, c, cast, clock, [one.change_id])


async def test_an_answered_group_keeps_its_comments(database: Database, cast: Cast, clock: Clock) -> None:
    c = await make_scene(database, cast, clock)
    await misplace(database, c, [ONLINE + TAILS[1]], 1)
    async with database.write() as db:
        await db.execute(update(OpinionGroup).where(OpinionGroup.number == 1).values(outcome="adopted"))
    await regroup(database, c, cast, clock)
    (one,) = await plans(database, c)
    assert (one.effect, one.verdict, one.why) == (Effect.MOVE, Verdict.BLOCKED, rules.ANSWERED)
    async with database.write() as db:
        await db.execute(update(OpinionGroup).where(OpinionGroup.number == 1).values(outcome=""))
        await db.execute(update(OpinionGroup).where(OpinionGroup.number == 2).values(outcome="adopted"))
    (one,) = await plans(database, c)
    assert (one.verdict, one.why) == (Verdict.ASK, rules.TAKES_OVER)


async def test_a_stale_page_and_groups_changed_by_hand_since(database: Database, cast: Cast, clock: Clock) -> None:
    c = await make_scene(database, cast, clock)
    await misplace(database, c, [GRACE + TAILS[1]])
    await regroup(database, c, cast, clock)
    old = stamp(await plans(database, c))
    clock.advance(timedelta(minutes=1))
    await act(database, c, cast, clock, services.merge_groups, await seen(database, c, 1), [await seen(database, c, 2)])
    with pytest.raises(RegroupingChanged):
        await accept(database, c, cast, clock, seen=old)
    (one,) = await plans(database, c)
    assert (one.verdict, one.why, dict(one.params)) == (Verdict.BLOCKED, rules.SINCE, {"number": 1})


async def test_who_may_and_when(database: Database, cast: Cast, clock: Clock) -> None:
    c = await make_scene(database, cast, clock)
    await regroup(database, c, cast, clock)
    async with database.write() as db:
        consultation = await db.get_one(Consultation, c)
        with pytest.raises(Forbidden):
            await start_regrouping(db, consultation, actor=cast["shen"], now=clock())
        with pytest.raises(GenerationOpen):
            await start_regrouping(db, consultation, actor=cast["chen"], now=clock())
        with pytest.raises(Forbidden):
            await accept_regrouping(db, consultation, None, seen="", actor=cast["shen"], now=clock())
        with pytest.raises(Forbidden):
            await end_regrouping(db, consultation, actor=cast["shen"], now=clock())
    await act(database, c, cast, clock, end_regrouping)
    with pytest.raises(GenerationGone):
        await act(database, c, cast, clock, end_regrouping)
    async with database.write() as db:
        consultation = await db.get_one(Consultation, c)
        await start_regrouping(db, consultation, actor=cast["chen"], now=clock())
        assert await find_regroupings(db, clock()) == [(str(c),)]
        consultation.state = "report_published"
        with pytest.raises(Refused):
            await end_regrouping(db, consultation, actor=cast["chen"], now=clock())


@pytest.mark.parametrize("seed", range(4))
async def test_laws_hold_whatever_is_accepted(database: Database, cast: Cast, clock: Clock, seed: int) -> None:
    rng = random.Random(seed)
    c = await make_scene(database, cast, clock)
    words = [GRACE + tail for tail in TAILS] + [ONLINE + tail for tail in TAILS[:3]]
    for _ in range(3):
        some = rng.sample(words, rng.randint(1, 3))
        await misplace(database, c, some, rng.choice([0, *(await members(database, c))]))
    await laws(database, c)
    await regroup(database, c, cast, clock)
    await make_comment(database, c, rng.choice(words) + "，盼复", now=clock(), clause_ref="a3")
    await group_new_comments(database, str(c), now=clock())
    before = {said for some in (await members(database, c)).values() for said in some}
    open_ = [one.change_id for one in await plans(database, c) if one.verdict in (Verdict.FREE, Verdict.UNSEEN)]
    if open_:
        await accept(database, c, cast, clock, rng.sample(open_, 1))
        await laws(database, c)
    if any(one.verdict in (Verdict.FREE, Verdict.UNSEEN) for one in await plans(database, c)):
        await accept(database, c, cast, clock)
    await laws(database, c)
    assert {said for some in (await members(database, c)).values() for said in some} == before
