"""Two workers group at the same moment and are killed in the middle: nothing acknowledged is lost, nothing is half."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.lib.db import Database
from app.lib.settings import Settings
from app.similarity.clauses import clause_hashes
from app.similarity.models import Cluster, ClusterEvent, SimilarClause, SimilarText, Sketch
from app.similarity.normalise import key_hash, make_key
from app.similarity.services import add_texts
from tests.similarity.adding import NOW, SUBJECTS

ROOT = Path(__file__).parents[2]
ACKNOWLEDGED = 3
"""Batches of each worker before the kill."""


def start(settings: Settings, worker: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.similarity.adding", str(worker)]
    env = os.environ | {"DATA_DIR": str(settings.data_dir), "DATABASE_URL": settings.database_url}
    return subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)


def kill_after(workers: list[subprocess.Popen[str]]) -> dict[str, int]:
    """Kill them when each has acknowledged some batches; the number of each text that anybody was told is stored."""
    told: dict[str, int] = {}
    for worker in workers:
        assert worker.stdout is not None
        for _ in range(ACKNOWLEDGED):
            told |= {text: text_id for text_id, text in json.loads(worker.stdout.readline())}
    for worker in workers:
        worker.send_signal(signal.SIGKILL)
    for worker in workers:
        rest = worker.communicate()[0].splitlines(keepends=True)
        for line in rest:
            if line.endswith("\n"):
                told |= {text: text_id for text_id, text in json.loads(line)}
    return told


async def check_whole(db: AsyncSession) -> None:
    """Every row has the rows that belong to it."""
    texts = (await db.scalars(select(SimilarText))).all()
    ids, exemplars = {one.id for one in texts}, {one.id: one for one in texts if one.is_exemplar}
    assert set(await db.scalars(select(Sketch.text_id))) == exemplars.keys()
    clauses = {(h, one.id) for one in exemplars.values() for h in clause_hashes(one.key)}
    assert set((await db.execute(select(SimilarClause.hash, SimilarClause.text_id))).tuples()) == clauses
    into = aliased(Cluster)
    living = select(Cluster.id, func.coalesce(into.id, Cluster.id)).outerjoin(into, into.id == Cluster.merged_into)
    home = {row[0]: row[1] for row in await db.execute(living)}
    for cluster in await db.scalars(select(Cluster)):
        assert cluster.leader_id in ids
        own = [one for one in texts if home[one.cluster_id] == cluster.id]
        assert cluster.state == ("open" if cluster.merged_into is None else "merged")
        assert cluster.merged_into is not None or cluster.size == len(own)
    merged = set(await db.scalars(select(Cluster.id).where(Cluster.merged_into.is_not(None))))
    assert merged == set(await db.scalars(select(ClusterEvent.from_cluster_id).where(ClusterEvent.kind == "merge")))


async def test_two_workers_are_killed_and_a_third_goes_on(database: Database, settings: Settings) -> None:
    told = kill_after([start(settings, worker) for worker in (1, 2)])
    async with database.read() as db:
        await check_whole(db)
        stored = {row[0]: row[1] for row in await db.execute(select(SimilarText.key_hash, SimilarText.id))}
    assert len(told) >= ACKNOWLEDGED * len(SUBJECTS)
    assert {text: stored[key_hash(make_key(text))] for text in told} == told
    async with database.write() as db:
        again = await add_texts(db, "c1", [*told, "希望图书馆周末延长开放时间到晚上九点。"], now=NOW)
    assert [p.text_id for p in again[:-1]] == list(told.values())
    async with database.read() as db:
        await check_whole(db)
