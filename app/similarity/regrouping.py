"""All texts grouped once more, in memory, by the engine as it is now (重新归并). In turns: others work in between."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from app.similarity.engine import Assigned, Placer, sketch_keys
from app.similarity.normalise import key_hash
from app.similarity.pairs import JOIN_FROM, alike_clusters
from app.similarity.ready import in_turns

_TURN = 10
_TOLD_EVERY = 2_000


@dataclass(slots=True)
class Stood:
    """Where a text stands in the shadow; `label` is the id of the first text of its cluster."""

    label: int
    nearest_id: int | None
    score: float
    is_exemplar: bool


async def group_again(
    texts: Sequence[tuple[int, str]], told: Callable[[int], Awaitable[None]] | None = None
) -> dict[int, Stood]:
    """Group texts, given as (id, key) in order of id. `told` is told now and then how many are placed.

    The same texts give the same answer. Two texts whose keys are one by now (the normalisation has learned) stand
    together.
    """
    placer = Placer([], {})
    stood: dict[int, Stood] = {}
    placed: list[int] = []
    first: dict[int, int] = {}
    labels: dict[int, int] = {}
    async for part in in_turns(texts, _TURN):
        for (text_id, key), sketched in zip(part, sketch_keys([key for _, key in part]), strict=True):
            twin = first.setdefault(key_hash(key), text_id)
            if twin != text_id:
                stood[text_id] = Stood(stood[twin].label, twin, 100.0, False)
                continue
            placed.append(text_id)
            stood[text_id] = _stood(placer.place(sketched), text_id, placed, labels)
        if told is not None and len(stood) % _TOLD_EVERY < _TURN:
            await told(len(stood))
    home = await _merged(placer)
    alive = {label: labels[_living(home, cluster)] for cluster, label in labels.items()}
    for one in stood.values():
        one.label = alive[one.label]
    return stood


def _stood(assigned: Assigned, text_id: int, placed: Sequence[int], labels: dict[int, int]) -> Stood:
    label = labels.setdefault(assigned.cluster_id, text_id)
    if assigned.found is None:
        return Stood(label, None, 100.0, assigned.is_exemplar)
    nearest = placed[assigned.found.exemplar.text_id - Placer.FIRST_NEW]
    return Stood(label, nearest, round(assigned.found.score, 1), assigned.is_exemplar)


async def _merged(placer: Placer) -> dict[int, int]:
    """Clusters that went into another, each with that one; the older, which has the greater number here, lives on."""
    home: dict[int, int] = {}
    for pair in alike_clusters([placer.fresh], {}, placer.fresh.exemplars):
        if pair is None:
            await asyncio.sleep(0)
        elif pair.score >= JOIN_FROM:
            one, other = _living(home, pair.older), _living(home, pair.younger)
            if one != other:
                home[min(one, other)] = max(one, other)
    return home


def _living(home: dict[int, int], cluster: int) -> int:
    while cluster in home:
        cluster = home[cluster]
    return cluster
