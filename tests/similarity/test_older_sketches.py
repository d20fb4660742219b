"""A database filled before sketches knew their weights: brought up it answers, brought down it is as it was."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, create_engine, text

from app.lib import migrations
from app.lib.db import open_database
from app.lib.settings import Settings
from app.similarity.clauses import clause_hashes
from app.similarity.engine import sketch_keys
from app.similarity.normalise import NORM_VERSION, flat, key_hash, make_key
from app.similarity.queries import find_shared_clauses, find_similar
from app.similarity.services import add_texts
from tests.similarity.test_clauses import CAMPAIGN, OWN

NOW = datetime(2026, 9, 10, 2, 0, tzinfo=UTC)
SAID = ["建议平台企业为骑手缴纳工伤保险", CAMPAIGN + OWN[0], "小区门口的路灯坏了三个月", CAMPAIGN + OWN[1]]
SPACES = (3, 5)
"""Numbers of the two spaces; each has two of the texts. Between them one is missing, as after a rollback."""


def fill(engine: Engine) -> dict[tuple[int, int, int], None]:
    """Rows as release 0034 wrote them; the sketches (space, gram, text) that are there."""
    sketches: dict[tuple[int, int, int], None] = {}
    with engine.begin() as db:
        for n, said in enumerate(SAID, 11):
            space, key = SPACES[n % 2], make_key(said)
            row: dict[str, Any] = {"id": n, "space": space, "key": key, "hash": key_hash(key), "length": len(flat(key))}
            row |= {"norm": NORM_VERSION, "now": NOW.isoformat(sep=" "), "name": f"c{space}", "yes": True}
            for statement in (
                "INSERT INTO similar_space (id, name, token, version, merged_upto) VALUES (:space, :name, :id, 1, 0) "
                "ON CONFLICT DO NOTHING",
                "INSERT INTO cluster (id, space_id, leader_id, size, state) VALUES (:id, :space, :id, 1, 'open')",
                "INSERT INTO similar_text (id, space_id, key, key_hash, length, norm_version, cluster_id, score, "
                "is_exemplar, created_at) VALUES (:id, :space, :key, :hash, :length, :norm, :id, 100, :yes, :now)",
            ):
                db.execute(text(statement), row)
            (one,) = sketch_keys([key])
            rows = [(space, gram, n) for gram in one.sketch]
            sketches |= dict.fromkeys(rows)
            insert = text("INSERT INTO sketch (space_id, gram, text_id) VALUES (:s, :g, :t)")
            db.execute(insert, [{"s": s, "g": g, "t": t} for s, g, t in rows])
        if engine.dialect.name == "postgresql":
            for table in ("similar_space", "cluster", "similar_text"):
                db.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), 20)"))
    return sketches


def read(engine: Engine, query: str) -> list[tuple[Any, ...]]:
    with engine.connect() as db:
        return sorted(tuple(row) for row in db.execute(text(query)))


async def test_old_sketches_and_long_texts_are_found_after_the_way_up_and_kept_on_the_way_down(
    database_url: str, settings: Settings
) -> None:
    migrations.downgrade(database_url, "0034")
    engine = create_engine(migrations.sync_url(database_url))
    held = fill(engine)
    migrations.upgrade(database_url)
    assert read(engine, "SELECT set_id, gram, text_id FROM sketch") == sorted(held)
    assert read(engine, "SELECT id, space_id, weights_version FROM sketch_set WHERE is_ready") == [(3, 3, 1), (5, 5, 1)]
    hashes = [(SPACES[n % 2], h, n) for n, said in enumerate(SAID, 11) for h in clause_hashes(make_key(said))]
    assert read(engine, "SELECT space_id, hash, text_id FROM similar_clause") == sorted(hashes) != []

    database = open_database(settings)
    async with database.write() as db:
        assert [hit.text_id for hit in await find_similar(db, "c5", SAID[0])] == [11]
        assert [one.text_ids for one in await find_shared_clauses(db, "c3", OWN[0] + CAMPAIGN)] != []
        joined, other = await add_texts(db, "c3", [SAID[1] + "谢谢你们", "图书馆周末开到晚上九点"], now=NOW)
        assert joined.cluster_id == 12
        assert other.is_new_cluster
        (elsewhere,) = await add_texts(db, "c9", ["图书馆周末开到晚上九点"], now=NOW)
        assert [hit.text_id for hit in await find_similar(db, "c9", "图书馆周末")] == [elsewhere.text_id]
    await database.close()

    spaces = dict(read(engine, "SELECT id, space_id FROM sketch_set"))
    now_held = read(engine, "SELECT set_id, gram, text_id FROM sketch")
    assert len(spaces) == 3
    migrations.downgrade(database_url, "0034")
    found = read(engine, "SELECT space_id, gram, text_id FROM sketch")
    assert found == sorted((spaces[set_id], gram, text_id) for set_id, gram, text_id in now_held)
    assert set(held) < set(found)
    migrations.upgrade(database_url)
    assert read(engine, "SELECT id FROM sketch_set") == read(engine, "SELECT id FROM similar_space")
    engine.dispose()
