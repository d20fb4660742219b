"""Joining by the engine counts what is gained; counting everything anew gives the same."""

import random

import pytest
from sqlalchemy import select

from app.accounts.rules import SYSTEM
from app.lib.db import Database
from app.opinion_groups.absorbing import absorb
from app.opinion_groups.jobs import group_new_comments
from app.opinion_groups.membership import recount
from app.opinion_groups.merging import join_groups
from app.opinion_groups.models import GroupClause, GroupText, OpinionGroup
from app.opinion_groups.rules import GroupState
from tests.cast import Cast
from tests.conftest import Clock
from tests.make import make_consultation
from tests.opinion_groups.test_laws import say

NUMBERS = ("size", "people", "supports", "new_count", "texts", "shared", "clause_ref")


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("is_confirmed", [False, True])
async def test_absorbing_counts_as_counting_anew_does(
    database: Database, cast: Cast, clock: Clock, seed: int, is_confirmed: bool
) -> None:
    c = await make_consultation(database, cast, now=clock())
    await say(database, c, random.Random(seed), clock, 30)
    await group_new_comments(database, str(c), now=clock())
    async with database.write() as db:
        into, other = (await db.scalars(select(OpinionGroup).where(OpinionGroup.size > 0).limit(2))).all()
        if is_confirmed:
            into.state = GroupState.CONFIRMED.value
        await absorb(db, into, other, as_new=is_confirmed)
        await join_groups(db, into, other, actor=SYSTEM, now=clock())
        counted = [await numbers(db, group) for group in (into, other)]
        await recount(db, [into.id, other.id])
        assert counted == [await numbers(db, group) for group in (into, other)]
        assert into.size > 0
        assert other.size == 0


async def numbers(db, group) -> dict:  # type: ignore[no-untyped-def,type-arg]
    await db.flush()
    texts = await db.execute(select(GroupText.text_id, GroupText.n).where(GroupText.group_id == group.id))
    clauses = await db.execute(select(GroupClause.clause_ref, GroupClause.n).where(GroupClause.group_id == group.id))
    kept = {name: getattr(group, name) for name in NUMBERS}
    return kept | {"spread": dict(clauses.tuples().all()), "said": dict(texts.tuples().all())}
