"""What the changes of a re-clustering would do to groups, as things are now: a fixed number of reads."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.comments.models import Comment
from app.opinion_groups.homes import chunks
from app.opinion_groups.membership import merged_groups
from app.opinion_groups.merging import acts_apart
from app.opinion_groups.models import GroupEvent, GroupMember, OpinionGroup
from app.opinion_groups.regroup_rules import Found, Plan, Side, plan
from app.opinion_groups.rules import GroupState, Verb, pairs_apart, root_of
from app.similarity.generation_models import Generation, GenerationChange, ShadowText
from app.similarity.models import Cluster, SimilarText
from app.similarity.switching import list_open, texts_of_changes

_CHANGING = (Verb.MERGE, Verb.SPLIT, Verb.MOVE, Verb.KEEP_APART, Verb.UNDO)


async def plan_changes(db: AsyncSession, consultation_id: UUID, generation: Generation) -> list[Plan]:
    """Every open change, the largest first."""
    changes = await list_open(db, generation.id)
    texts = await texts_of_changes(db, generation, [one.id for one in changes])
    stands = await _groups_of_texts(db, consultation_id, {text for some in texts.values() for text in some})
    targets = await _targets(db, consultation_id, generation, {one.label for one in changes})
    merged = await merged_groups(db, consultation_id)
    groups = await _sides(db, consultation_id, generation, merged)
    apart = pairs_apart(await acts_apart(db, consultation_id), merged)
    return [
        plan(one.id, one.label, _found(texts[one.id], stands), groups.get(targets.get(one.label, _NONE)), groups, apart)
        for one in changes
    ]


_NONE = UUID(int=0)

_Stands = Mapping[int, Sequence[tuple[UUID, bool, int]]]
"""Text -> (group, by a person, comments)."""


def _found(texts: Iterable[int], stands: _Stands) -> Found:
    placed: dict[UUID, int] = {}
    by_hand: dict[UUID, int] = {}
    for text in texts:
        for group_id, by_person, n in stands.get(text, ()):
            count = by_hand if by_person else placed
            count[group_id] = count.get(group_id, 0) + n
    return Found(placed, by_hand)


async def _groups_of_texts(db: AsyncSession, consultation_id: UUID, text_ids: Collection[int]) -> _Stands:
    stands: dict[int, list[tuple[UUID, bool, int]]] = {}
    query = (
        select(Comment.text_id, GroupMember.group_id, GroupMember.placed_by == "person", func.count())
        .join(GroupMember, GroupMember.comment_id == Comment.id)
        .where(Comment.consultation_id == consultation_id)
        .group_by(Comment.text_id, GroupMember.group_id, GroupMember.placed_by)
    )
    for ids in chunks(sorted(text_ids)):
        for text_id, group_id, by_person, n in (await db.execute(query.where(Comment.text_id.in_(ids)))).tuples():
            stands.setdefault(text_id or 0, []).append((group_id, bool(by_person), n))
    return stands


async def _targets(
    db: AsyncSession, consultation_id: UUID, generation: Generation, labels: Collection[int]
) -> dict[int, UUID]:
    """The group where most comments of each new cluster stand that stay, or were accepted before."""
    query = (
        select(ShadowText.label, GroupMember.group_id, func.count())
        .join(Comment, Comment.text_id == ShadowText.text_id)
        .join(GroupMember, GroupMember.comment_id == Comment.id)
        .outerjoin(GenerationChange, GenerationChange.id == ShadowText.change_id)
        .where(
            ShadowText.generation_id == generation.id,
            Comment.consultation_id == consultation_id,
            or_(ShadowText.change_id.is_(None), GenerationChange.state == "accepted"),
        )
        .group_by(ShadowText.label, GroupMember.group_id)
    )
    most: dict[int, tuple[int, UUID]] = {}
    for ids in chunks(sorted(labels)):
        for label, group_id, n in (await db.execute(query.where(ShadowText.label.in_(ids)))).tuples():
            most[label] = max(most.get(label, (0, group_id)), (n, group_id))
    return {label: group_id for label, (_, group_id) in most.items()}


async def _sides(
    db: AsyncSession, consultation_id: UUID, generation: Generation, merged: Mapping[UUID, UUID | None]
) -> dict[UUID, Side]:
    query = select(GroupEvent.group_id, GroupEvent.other_group_id, GroupEvent.verb, GroupEvent.details, GroupEvent.at)
    acts = query.where(
        GroupEvent.consultation_id == consultation_id,
        GroupEvent.actor_id.is_not(None),
        GroupEvent.undone_by_id.is_(None),
        GroupEvent.verb.in_(_CHANGING),
    )
    handmade: set[UUID] = set()
    since: set[UUID] = set()
    for one, other, verb, details, at in (await db.execute(acts)).tuples():
        if details.get("generation") or (verb == Verb.UNDO and details.get("undone") in (Verb.CONFIRM, Verb.RENAME)):
            continue
        touched = {root_of(group_id, merged) for group_id in (one, other) if group_id is not None}
        handmade |= touched
        if generation.built_at is not None and at > generation.built_at:
            since |= touched
    groups = await db.execute(
        select(
            OpinionGroup.id,
            OpinionGroup.number,
            OpinionGroup.size,
            OpinionGroup.revision,
            OpinionGroup.state == GroupState.CONFIRMED,
            OpinionGroup.outcome,
        ).where(OpinionGroup.consultation_id == consultation_id, OpinionGroup.size > 0)
    )
    return {
        row[0]: Side(row[0], row[1], row[2], row[3], bool(row[4]), row[5], row[0] in handmade, row[0] in since)
        for row in groups.tuples()
    }


async def groups_of_clusters(
    db: AsyncSession, consultation_id: UUID, change_ids: Sequence[int]
) -> tuple[set[int], set[UUID]]:
    """After changes were carried out: the texts that they moved, and every group that holds a text of a cluster that
    gained or lost one."""
    texts: set[int] = set()
    clusters: set[int] = set()
    for ids in chunks(change_ids):
        texts |= set(await db.scalars(select(ShadowText.text_id).where(ShadowText.change_id.in_(ids))))
        named = select(GenerationChange.from_cluster_id, GenerationChange.cluster_id)
        for two in (await db.execute(named.where(GenerationChange.id.in_(ids)))).tuples():
            clusters |= {one for one in two if one is not None}
    groups: set[UUID] = set()
    query = (
        select(GroupMember.group_id)
        .join(Comment, Comment.id == GroupMember.comment_id)
        .join(SimilarText, SimilarText.id == Comment.text_id)
        .join(Cluster, Cluster.id == SimilarText.cluster_id)
        .where(Comment.consultation_id == consultation_id)
        .distinct()
    )
    for ids in chunks(sorted(clusters)):
        groups |= set(await db.scalars(query.where(or_(Cluster.id.in_(ids), Cluster.merged_into.in_(ids)))))
    return texts, groups
