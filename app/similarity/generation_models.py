"""Tables of a full re-clustering: a shadow of the grouping that nothing reads until it is switched."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.lib.db import DateTimeUTC, Table

_Id = BigInteger().with_variant(Integer, "sqlite")


class Generation(Table):
    """One re-clustering of a space (重新归并)."""

    __tablename__ = "generation"
    __table_args__ = (Index("ix_generation_space", "space_id", "state"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(_Id, primary_key=True, autoincrement=True)
    space_id: Mapped[int] = mapped_column(ForeignKey("similar_space.id"))
    state: Mapped[str] = mapped_column(String(10))
    """``building``, ``open`` (to be looked at), ``closed`` (some of it accepted) or ``dropped``."""
    norm_version: Mapped[int]
    upto: Mapped[int] = mapped_column(BigInteger)
    """The last text that it knows; later ones follow the text they were matched with."""
    started_at: Mapped[datetime] = mapped_column(DateTimeUTC(timezone=True))
    started_by: Mapped[str] = mapped_column(String(100))
    built_at: Mapped[datetime | None] = mapped_column(DateTimeUTC(timezone=True))
    closed_at: Mapped[datetime | None] = mapped_column(DateTimeUTC(timezone=True))
    closed_by: Mapped[str] = mapped_column(String(100), default="")
    texts: Mapped[int] = mapped_column(default=0)
    """Texts to be grouped."""
    done: Mapped[int] = mapped_column(default=0)
    """Of them grouped so far."""
    kept: Mapped[int] = mapped_column(default=0)
    """Texts that stand where they stood."""
    clusters: Mapped[int] = mapped_column(default=0)
    """Clusters in the shadow."""


class GenerationChange(Table):
    """One difference between the living grouping and its shadow: a merge, a split, or a move of some texts."""

    __tablename__ = "generation_change"
    __table_args__ = (Index("ix_generation_change_all", "generation_id", "state"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(_Id, primary_key=True, autoincrement=True)
    """In order of size, the largest first."""
    generation_id: Mapped[int] = mapped_column(ForeignKey("generation.id"))
    kind: Mapped[str] = mapped_column(String(10))
    from_cluster_id: Mapped[int] = mapped_column(ForeignKey("cluster.id"))
    cluster_id: Mapped[int | None] = mapped_column(ForeignKey("cluster.id"))
    """Where the texts go; None until the cluster of a split is made."""
    label: Mapped[int] = mapped_column(BigInteger)
    """The shadow cluster, named by its first text."""
    n: Mapped[int]
    """Texts concerned."""
    state: Mapped[str] = mapped_column(String(10))
    """``open``, ``accepted`` or ``left``."""


class ShadowText(Table):
    """Where a text stands in the shadow."""

    __tablename__ = "shadow_text"
    __table_args__ = (
        Index("ix_shadow_text_label", "generation_id", "label"),
        Index("ix_shadow_text_change", "change_id"),
    )

    generation_id: Mapped[int] = mapped_column(ForeignKey("generation.id"), primary_key=True)
    text_id: Mapped[int] = mapped_column(ForeignKey("similar_text.id"), primary_key=True)
    label: Mapped[int] = mapped_column(BigInteger)
    nearest_id: Mapped[int | None] = mapped_column(BigInteger)
    score: Mapped[float]
    is_exemplar: Mapped[bool]
    change_id: Mapped[int | None] = mapped_column(ForeignKey("generation_change.id"))
    """The change that moves it; None where it keeps its id."""
