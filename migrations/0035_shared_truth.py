"""Sketches know the weights they were made with; clauses of long exemplars."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

from app.similarity.clauses import clause_hashes
from app.similarity.weights import unpack

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

_WEIGHTS = Path(__file__).parents[1] / "app" / "similarity" / "data" / "background.npz"
_CHUNK = 2_000


def upgrade() -> None:
    weights = op.create_table(
        "gram_weights",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_gram_weights")),
    )
    first = unpack(1, _WEIGHTS.read_bytes())
    op.bulk_insert(weights, [{"version": 1, "digest": first.digest, "packed": first.packed}])
    op.create_table(
        "sketch_set",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("weights_version", sa.Integer(), nullable=False),
        sa.Column("is_ready", sa.Boolean(), nullable=False),
        sa.Column("upto", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["space_id"], ["similar_space.id"], name=op.f("fk_sketch_set_space_id_similar_space")),
        sa.ForeignKeyConstraint(
            ["weights_version"], ["gram_weights.version"], name=op.f("fk_sketch_set_weights_version_gram_weights")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sketch_set")),
        sa.UniqueConstraint("space_id", "weights_version", name=op.f("uq_sketch_set_space_id")),
        sqlite_autoincrement=True,
    )
    # The sketches that are there keep their number: the set of a space that exists has the number of the space.
    op.execute("ALTER TABLE sketch RENAME COLUMN space_id TO set_id")
    op.execute(
        "INSERT INTO sketch_set (id, space_id, weights_version, is_ready, upto) "
        "SELECT id, id, 1, true, 0 FROM similar_space"
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "SELECT setval(pg_get_serial_sequence('sketch_set', 'id'), coalesce(max(id), 0) + 1, false) FROM sketch_set"
        )
    clause = op.create_table(
        "similar_clause",
        sa.Column("space_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("space_id", "hash", "text_id", name=op.f("pk_similar_clause")),
        sqlite_with_rowid=False,
    )
    _find_clauses(clause)


def _find_clauses(clause: sa.Table) -> None:
    """Of the long exemplars that are there, some at a time."""
    last = 0
    query = sa.text(
        "SELECT id, space_id, key FROM similar_text WHERE is_exemplar AND length >= 80 AND id > :last "
        "ORDER BY id LIMIT :chunk"
    )
    while rows := op.get_bind().execute(query, {"last": last, "chunk": _CHUNK}).all():
        found = [{"space_id": s, "hash": h, "text_id": i} for i, s, key in rows for h in clause_hashes(key)]
        if found:
            op.bulk_insert(clause, found)
        last = rows[-1][0]


def downgrade() -> None:
    """Only sketches of the first weights stay, under the number of their space."""
    op.drop_table("similar_clause")
    op.execute("DELETE FROM sketch WHERE set_id NOT IN (SELECT id FROM sketch_set WHERE weights_version = 1)")
    op.execute("UPDATE sketch SET set_id = -(SELECT space_id FROM sketch_set WHERE sketch_set.id = sketch.set_id)")
    op.execute("UPDATE sketch SET set_id = -set_id")
    op.execute("ALTER TABLE sketch RENAME COLUMN set_id TO space_id")
    op.drop_table("sketch_set")
    op.drop_table("gram_weights")
