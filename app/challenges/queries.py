"""Reading challenges. The right to them is the right to their request."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.challenges.models import Challenge
from app.challenges.rules import ChallengeKind, Recorded, Result, count_table_4
from app.lib.errors import NotFound


async def list_challenges(db: AsyncSession, request_id: UUID) -> list[Challenge]:
    """The challenges of a request, the first filed first."""
    query = select(Challenge).where(Challenge.request_id == request_id).order_by(Challenge.filed_on, Challenge.id)
    return list(await db.scalars(query))


async def get_challenge(db: AsyncSession, request_id: UUID, challenge_id: UUID, *, lock: bool = False) -> Challenge:
    """One challenge of a request. Raises NotFound."""
    query = select(Challenge).where(Challenge.id == challenge_id, Challenge.request_id == request_id)
    found = (await db.scalars(query.with_for_update() if lock else query)).one_or_none()
    if found is None:
        raise NotFound
    return found


async def get_table_4(db: AsyncSession, agency_id: UUID, year: int) -> dict[str, dict[str, int]]:
    """Table 4 of the annual report (年度报告表四): {kind: {upheld, corrected, other, pending, total}}."""
    query = select(Challenge.kind, Challenge.filed_on, Challenge.result, Challenge.decided_on).where(
        Challenge.agency_id == agency_id
    )
    rows = (await db.execute(query)).all()
    return count_table_4([Recorded(ChallengeKind(k), f, Result(r), d) for k, f, r, d in rows], year)


def recorded(challenge: Challenge) -> Recorded:
    """What the rules need of a row."""
    return Recorded(ChallengeKind(challenge.kind), challenge.filed_on, Result(challenge.result), challenge.decided_on)
