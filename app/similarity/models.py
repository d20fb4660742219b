"""Tables of the grouping: whole numbers only, the same on SQLite and PostgreSQL."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.lib.db import DateTimeUTC, Table

_Id = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows by itself only for INTEGER


class SimilarSpace(Table):
    """What may be grouped together. Its row is the lock of its writers, so texts of a space commit in order of id."""

    __tablename__ = "similar_space"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    token: Mapped[int] = mapped_column(BigInteger)
    """Random at birth: an index in memory never takes another database's space, or a rolled-back one, for this one."""
    version: Mapped[int] = mapped_column(BigInteger, default=0)
    """Counts the writers; its update is what locks the row."""
    merged_upto: Mapped[int] = mapped_column(BigInteger, default=0)
    """Exemplars up to this text have been through the merge pass."""


class Cluster(Table):
    """Texts of one campaign. Ids are never reused; a merged cluster points straight to the one that lives on."""

    __tablename__ = "cluster"
    __table_args__ = (Index("ix_cluster_merged_into", "merged_into"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(_Id, primary_key=True, autoincrement=True)
    space_id: Mapped[int] = mapped_column(ForeignKey("similar_space.id"))
    leader_id: Mapped[int | None] = mapped_column(BigInteger)
    """Its first text (no foreign key: the two rows are born together)."""
    size: Mapped[int]
    """Distinct texts, those of clusters merged into it included."""
    state: Mapped[str] = mapped_column(String(10))
    """``open`` or ``merged``."""
    merged_into: Mapped[int | None] = mapped_column(ForeignKey("cluster.id"))


class SimilarText(Table):
    """A distinct normalised text of one space. Written once, except that a move changes its cluster."""

    __tablename__ = "similar_text"
    __table_args__ = (
        UniqueConstraint("space_id", "key_hash"),
        Index("ix_similar_text_exemplar", "space_id", "is_exemplar", "id"),
        Index("ix_similar_text_cluster", "cluster_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(_Id, primary_key=True, autoincrement=True)
    space_id: Mapped[int] = mapped_column(ForeignKey("similar_space.id"))
    key: Mapped[str] = mapped_column(Text)
    key_hash: Mapped[int] = mapped_column(BigInteger)
    length: Mapped[int]
    norm_version: Mapped[int]
    cluster_id: Mapped[int] = mapped_column(ForeignKey("cluster.id"))
    """The cluster it was placed in; follow `Cluster.merged_into` for the one that lives."""
    nearest_id: Mapped[int | None] = mapped_column(BigInteger)
    """The text it was matched with; None for the leader of its cluster."""
    score: Mapped[float]
    """0..100 against the nearest; 100 for a leader."""
    is_exemplar: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(DateTimeUTC(timezone=True))


class GramWeights(Table):
    """The frozen weights of a version (see weights.py). Written once, never changed."""

    __tablename__ = "gram_weights"

    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the table: two programs never mean different weights by one version."""
    packed: Mapped[bytes] = mapped_column(LargeBinary)


class SketchSet(Table):
    """Sketches of all exemplars of a space, made with one version of the weights.

    Weights of another version make another set beside the old one: writers keep all sets of a space, readers take a
    ready one of their own version, and an old one goes when nobody needs it.
    """

    __tablename__ = "sketch_set"
    __table_args__ = (UniqueConstraint("space_id", "weights_version"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    space_id: Mapped[int] = mapped_column(ForeignKey("similar_space.id"))
    weights_version: Mapped[int] = mapped_column(ForeignKey("gram_weights.version"))
    is_ready: Mapped[bool]
    """Whether it holds every exemplar."""
    upto: Mapped[int] = mapped_column(BigInteger)
    """While it is built: exemplars up to this text are in it, and those that came after the building began."""


class Sketch(Table):
    """The grams by which an exemplar is found; other texts have none, their exemplars answer for them.

    Derived from the key and written sixteen rows at a time, hence no foreign keys.
    """

    __tablename__ = "sketch"
    __table_args__ = ({"sqlite_with_rowid": False},)

    set_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    """`SketchSet`, which knows the space and the version of the weights."""
    gram: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    text_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


class SimilarClause(Table):
    """Clauses of long exemplars, hashed (see clauses.py). Derived from the key, hence no foreign keys."""

    __tablename__ = "similar_clause"
    __table_args__ = ({"sqlite_with_rowid": False},)

    space_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    hash: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    text_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


class ClusterEvent(Table):
    """What changed an assignment after the text was placed: merge, split, move; or was proposed: propose.

    Being placed (new, join) is no event of its own: the row of the text says when, where, next to which, how near.
    """

    __tablename__ = "cluster_event"
    __table_args__ = (Index("ix_cluster_event_space", "space_id", "seq"), {"sqlite_autoincrement": True})

    seq: Mapped[int] = mapped_column(_Id, primary_key=True, autoincrement=True)
    space_id: Mapped[int] = mapped_column(ForeignKey("similar_space.id"))
    kind: Mapped[str] = mapped_column(String(10))
    cluster_id: Mapped[int] = mapped_column(ForeignKey("cluster.id"))
    """Where it led to."""
    from_cluster_id: Mapped[int | None] = mapped_column(ForeignKey("cluster.id"))
    text_id: Mapped[int | None] = mapped_column(BigInteger)
    score: Mapped[float]
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(DateTimeUTC(timezone=True))
