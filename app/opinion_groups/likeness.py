"""Groups that speak of something like one of them: what the engine would offer to somebody who writes its words."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.comments.models import Comment
from app.opinion_groups.membership import merged_groups
from app.opinion_groups.models import ClusterHome, OpinionGroup
from app.opinion_groups.placing import space_of
from app.opinion_groups.rules import root_of
from app.similarity.queries import find_similar

_MOST = 40
_ALIKE = 55.0
_COMPARED = 300


async def groups_like(db: AsyncSession, consultation_id: UUID, number: int) -> set[UUID]:
    """Ids of living groups whose words are like those of this group, itself among them; at most some dozens."""
    query = (
        select(OpinionGroup.id, Comment.text)
        .join(Comment, Comment.id == OpinionGroup.representative_id)
        .where(OpinionGroup.consultation_id == consultation_id, OpinionGroup.number == number)
    )
    row = (await db.execute(query)).one_or_none()
    if row is None:
        return set()
    hits = await find_similar(db, space_of(consultation_id), row.text[:_COMPARED], limit=_MOST)
    clusters = [hit.cluster_id for hit in hits if hit.score >= _ALIKE]
    homes = await db.scalars(select(ClusterHome.group_id).where(ClusterHome.cluster_id.in_(clusters)))
    merged = await merged_groups(db, consultation_id)
    return {row.id, *(root_of(one, merged) for one in homes)}
