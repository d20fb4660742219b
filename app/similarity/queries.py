"""Reads of the grouping: similar texts while somebody types, proposed merges."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.similarity.clauses import clause_hash, clause_hashes, clauses_of
from app.similarity.engine import Sketched, similar, sketch_keys
from app.similarity.index import Index
from app.similarity.memory import indexes_of, is_near
from app.similarity.models import Cluster, ClusterEvent, SimilarClause, SimilarSpace, SimilarText
from app.similarity.normalise import flat, make_key
from app.similarity.sql_index import read_index

MIN_PREFIX = 4
_PREFIX_GRAMS = 64
_CANDIDATES = 24
_SHARING = 500
"""Texts with a common clause that are looked at."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A text like the one being typed; one a cluster, the best first. Score 0..100."""

    text_id: int
    cluster_id: int
    score: float


@dataclass(frozen=True, slots=True)
class Merge:
    """Two clusters that are, or might be, one; score is the mean over pairs of their exemplars, 0..100."""

    older_cluster: int
    younger_cluster: int
    score: float


@dataclass(frozen=True, slots=True)
class SharedClause:
    """A clause, as normalised, and exemplars that have it, the oldest first."""

    clause: str
    text_ids: list[int]


async def find_similar(db: AsyncSession, space: str, prefix: str, *, limit: int = 5) -> list[Hit]:
    """What others already said that this beginning of a text resembles (相似意见提示).

    Empty below four characters, and for a space nobody has written to.
    """
    key = make_key(prefix)
    if len(flat(key)) < MIN_PREFIX:
        return []
    found = (await db.execute(select(SimilarSpace.id, SimilarSpace.token).where(SimilarSpace.name == space))).first()
    if found is None:
        return []
    (text,) = sketch_keys([key], size=_PREFIX_GRAMS)
    best = similar(text, await _indexes(db, found.id, found.token, text), limit * 2)
    clusters = await clusters_of_texts(db, [f.exemplar.text_id for f in best])
    hits: dict[int, Hit] = {}
    for f in best:
        cluster_id = clusters[f.exemplar.text_id]
        hits.setdefault(cluster_id, Hit(f.exemplar.text_id, cluster_id, round(f.score, 1)))
    return list(hits.values())[:limit]


async def find_candidates(db: AsyncSession, space: str, text: str) -> list[int]:
    """Texts of a space that share rare words with this one, whatever the score: for callers with their own measure.

    Also texts that are so near to one of them that the index does not hold them.
    """
    found = (await db.execute(select(SimilarSpace.id, SimilarSpace.token).where(SimilarSpace.name == space))).first()
    if found is None:
        return []
    (sketched,) = sketch_keys([make_key(text)], size=_PREFIX_GRAMS)
    indexes = await _indexes(db, found.id, found.token, sketched)
    near = [
        index.exemplars[slot]
        for index in indexes
        for _, slot in index.candidates(sketched.grams, sketched.weights, _CANDIDATES)
    ]
    copies = select(SimilarText.id).where(
        SimilarText.cluster_id.in_({one.cluster_id for one in near}), ~SimilarText.is_exemplar
    )
    return [*(one.text_id for one in near), *await db.scalars(copies.limit(10 * _CANDIDATES))]


async def find_shared_clauses(db: AsyncSession, space: str, text: str) -> list[SharedClause]:
    """Clauses of a long text that texts of a space have too (相同段落), in its order, each with some that have it.

    Exemplars answer for the texts of their cluster. Found by hash, and compared by the words.
    """
    key = make_key(text)
    clauses = {clause_hash(clause): clause for clause in clauses_of(key)} if clause_hashes(key) else {}
    query = (
        select(SimilarClause.hash, SimilarText.id, SimilarText.key)
        .join(SimilarSpace, SimilarSpace.id == SimilarClause.space_id)
        .join(SimilarText, SimilarText.id == SimilarClause.text_id)
        .where(SimilarSpace.name == space, SimilarClause.hash.in_(clauses))
        .order_by(SimilarText.id)
        .limit(_SHARING)
    )
    sharing: dict[str, list[int]] = {}
    for h, text_id, other in await db.execute(query):
        if clauses[h] in clauses_of(other):
            sharing.setdefault(clauses[h], []).append(text_id)
    return [SharedClause(clause, sharing[clause]) for clause in clauses.values() if clause in sharing]


async def _indexes(db: AsyncSession, space_id: int, token: int, text: Sketched) -> list[Index]:
    """What to look a text up in: this process's copy, or where that lacks much, what SQL has for this text."""
    if await is_near(db, space_id, token):
        return (await indexes_of(db, space_id, token))[0]
    return [await read_index(db, space_id, [text], top=2 * _CANDIDATES)]


async def is_merge_due(db: AsyncSession, space: str) -> bool:
    """Whether exemplars have come that no merge pass has looked at."""
    query = (
        select(SimilarText.id)
        .join(SimilarSpace, SimilarSpace.id == SimilarText.space_id)
        .where(SimilarSpace.name == space, SimilarText.is_exemplar, SimilarText.id > SimilarSpace.merged_upto)
        .limit(1)
    )
    return await db.scalar(query) is not None


async def last_event(db: AsyncSession, space: str) -> int:
    """Number of the latest event of a space; 0 where nothing happened."""
    query = select(func.max(ClusterEvent.seq)).join(SimilarSpace, SimilarSpace.id == ClusterEvent.space_id)
    return await db.scalar(query.where(SimilarSpace.name == space)) or 0


async def propose_merges(db: AsyncSession, space: str, *, after: int = 0) -> list[Merge]:
    """Merges that merge passes thought possible and left to a person, since the event `after`; most alike first."""
    older, younger = aliased(Cluster), aliased(Cluster)
    rows = await db.execute(
        select(ClusterEvent.cluster_id, ClusterEvent.from_cluster_id, func.max(ClusterEvent.score).label("score"))
        .join(SimilarSpace, SimilarSpace.id == ClusterEvent.space_id)
        .join(older, older.id == ClusterEvent.cluster_id)
        .join(younger, younger.id == ClusterEvent.from_cluster_id)
        .where(SimilarSpace.name == space, ClusterEvent.kind == "propose", ClusterEvent.seq > after)
        .where(older.merged_into.is_(None), younger.merged_into.is_(None))
        .group_by(ClusterEvent.cluster_id, ClusterEvent.from_cluster_id)
        .order_by(func.max(ClusterEvent.score).desc(), ClusterEvent.cluster_id, ClusterEvent.from_cluster_id)
    )
    return [Merge(row.cluster_id, row.from_cluster_id, row.score) for row in rows]


async def clusters_of_texts(db: AsyncSession, text_ids: list[int]) -> dict[int, int]:
    """The living cluster of each text."""
    if not text_ids:
        return {}
    rows = await db.execute(
        select(SimilarText.id, func.coalesce(Cluster.merged_into, Cluster.id))
        .join(Cluster, Cluster.id == SimilarText.cluster_id)
        .where(SimilarText.id.in_(set(text_ids)))
    )
    return {row[0]: row[1] for row in rows}
