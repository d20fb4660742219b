"""Verbs of allowances: one statement each, in the transaction of the act itself, which a refusal rolls back."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.allowances.gate import Gate, Visit, key_of
from app.allowances.models import Allowance, SpentChallenge
from app.allowances.proof import LIFE
from app.allowances.rules import EVERYBODY, Limit, refusal, ticks
from app.lib.db import InsertNew, metadata

# As plain tables and as text: the library would compile an insert with a conflict clause anew each time.
_ALLOWANCE, _SPENT = (metadata.tables[one.__tablename__] for one in (Allowance, SpentChallenge))
_USED = _ALLOWANCE.c["used_until"]
# `rules.after_act`; the greater of two is `max` on one database and `greatest` on the other. The row is locked by the
# statement that reads it, so acts at the same moment are counted one after the other.
_AFTER = "CASE WHEN allowance.used_until > :now THEN allowance.used_until ELSE :now END + :cost"
_TAKE = text(
    f"""INSERT INTO allowance ("key", used_until) VALUES (:name, :now + :cost)
    ON CONFLICT ("key") DO UPDATE SET used_until = {_AFTER} WHERE {_AFTER} - :now <= :room
    RETURNING used_until"""  # noqa: S608 - nothing in it was typed by anybody
)
_SPEND = InsertNew(_SPENT).returning(_SPENT.c["key"])


async def take(db: AsyncSession, limit: Limit, network: str, *, gate: Gate, now: datetime, count: int = 1) -> None:
    """Count `count` acts of a network. Raises TryAgain with the moment from which they will be taken."""
    if not gate.policy.is_limited:
        return
    key, at = key_of(limit, network, now), ticks(now)
    cost = count * limit.interval
    values = {"name": key, "now": at, "cost": cost, "room": limit.room}
    if await db.scalar(_TAKE, values) is not None:
        return
    used = await db.scalar(select(_USED).where(_ALLOWANCE.c.key == key)) or at
    gate.note(key, used, now=now)
    raise refusal(used, limit, count)


async def give_back(db: AsyncSession, limit: Limit, network: str, *, gate: Gate, now: datetime) -> None:
    """Take one act back that turned out to be none of those that are limited."""
    if gate.policy.is_limited:
        one = update(_ALLOWANCE).where(_ALLOWANCE.c.key == key_of(limit, network, now))
        await db.execute(one.values(used_until=_USED - limit.interval))


async def admit_comments(db: AsyncSession, visit: Visit, *, gate: Gate, now: datetime) -> None:
    """Let comments in (放行意见): the last thing in their transaction, so that nobody waits longer than for its end.

    A solution that has been used already is none: its bearer takes the narrow way. Raises TryAgain.
    """
    policy = gate.policy_of(visit)
    if not policy.is_limited:
        return
    if not policy.asks_for_work or (visit.solved and await spend(db, visit.solved, now=now)):
        await take(db, policy.proved, visit.network, gate=gate, now=now, count=visit.count)
    else:
        await take(db, policy.plain, visit.network, gate=gate, now=now, count=visit.count)
        await take(db, policy.plain_site, EVERYBODY, gate=gate, now=now, count=visit.count)


async def spend(db: AsyncSession, solved: str, *, now: datetime) -> bool:
    """Use up a solution; false where somebody did already, also at this very moment."""
    values = {"key": solved, "spent_at": ticks(now)}
    return await db.scalar(_SPEND, values) is not None


async def forget_allowances(db: AsyncSession, *, now: datetime) -> None:
    """Delete what says nothing any more (清理限额记录)."""
    await db.execute(delete(_ALLOWANCE).where(ticks(now) > _USED))
    spent = ticks(now - LIFE - timedelta(minutes=1))
    await db.execute(delete(_SPENT).where(_SPENT.c.spent_at < spent))
