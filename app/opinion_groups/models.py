"""Tables of opinion groups: who belongs where, where newcomers go, and every change with its reverse."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, Float, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.lib.db import DateTimeUTC, Noun, Table


class OpinionGroup(Noun):
    """One group of comments (诉求). Its numbers are kept by whoever changes its members."""

    __tablename__ = "opinion_group"
    __table_args__ = (
        UniqueConstraint("consultation_id", "number"),
        Index("ix_opinion_group_size", "consultation_id", "state", "size"),
    )

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"))
    number: Mapped[int]
    """1, 2, 3 … within the consultation; never reused."""
    title: Mapped[str] = mapped_column(String(200), default="")
    """Name given by an officer; empty: the representative text stands for it."""
    representative_id: Mapped[UUID | None] = mapped_column(ForeignKey("comment.id"))
    state: Mapped[str] = mapped_column(String(10))
    merged_into_id: Mapped[UUID | None] = mapped_column(ForeignKey("opinion_group.id"))
    size: Mapped[int] = mapped_column(default=0)
    """Comments in time."""
    people: Mapped[int] = mapped_column(default=0)
    """Different people among them; comments of unknown persons count one each."""
    texts: Mapped[int] = mapped_column(default=0, server_default="0")
    """Different wordings among them (distinct normalised texts)."""
    shared: Mapped[int] = mapped_column(default=0, server_default="0")
    """Comments whose words others use too (`rules.shared_by`): what tells a campaign."""
    supports: Mapped[int] = mapped_column(default=0)
    new_count: Mapped[int] = mapped_column(default=0)
    """Comments that joined since a person last confirmed or answered it."""
    revision: Mapped[int] = mapped_column(default=0)
    """Counts the events of this group: a form that carries an older number shows what is no longer there."""
    outcome: Mapped[str] = mapped_column(String(20), default="")
    """Outcome of its answer, kept by `mark_answered`; empty while nobody has answered."""
    clause_ref: Mapped[str] = mapped_column(String(40), default="")
    """Article or section that most of its comments are about."""
    confirmed_at: Mapped[datetime | None] = mapped_column(DateTimeUTC(timezone=True))
    last_joined_at: Mapped[datetime | None] = mapped_column(DateTimeUTC(timezone=True))


class GroupMember(Table):
    """Membership: a comment is in exactly one group."""

    __tablename__ = "group_member"
    __table_args__ = (Index("ix_group_member_group", "group_id", "score", "comment_id"),)

    comment_id: Mapped[UUID] = mapped_column(ForeignKey("comment.id"), primary_key=True)
    group_id: Mapped[UUID] = mapped_column(ForeignKey("opinion_group.id"))
    score: Mapped[float] = mapped_column(Float)
    """Likeness to the text it was matched with, 0-100."""
    placed_by: Mapped[str] = mapped_column(String(10))
    """``engine`` or ``person``."""
    is_new: Mapped[bool] = mapped_column(default=False)


class GroupClause(Table):
    """Spread of a group over the clauses (条款分布)."""

    __tablename__ = "group_clause"
    __table_args__ = (Index("ix_group_clause_clause", "consultation_id", "clause_ref", "n"),)

    group_id: Mapped[UUID] = mapped_column(ForeignKey("opinion_group.id"), primary_key=True)
    clause_ref: Mapped[str] = mapped_column(String(40), primary_key=True)
    """Article or section, or empty for the whole draft."""
    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"))
    n: Mapped[int]


class GroupText(Table):
    """How many comments of a group use one wording: people and texts are counted apart, whatever their number."""

    __tablename__ = "group_text"
    __table_args__ = (Index("ix_group_text_most", "group_id", "n", "text_id"),)

    group_id: Mapped[UUID] = mapped_column(ForeignKey("opinion_group.id"), primary_key=True)
    text_id: Mapped[int] = mapped_column(ForeignKey("similar_text.id"), primary_key=True)
    n: Mapped[int]


class ClusterHome(Table):
    """The group that newcomers of a machine cluster join."""

    __tablename__ = "cluster_home"

    cluster_id: Mapped[int] = mapped_column(ForeignKey("cluster.id"), primary_key=True)
    clause_ref: Mapped[str] = mapped_column(String(40), primary_key=True, default="*")
    """``*`` for every clause; a person who split a group by clause made one home a clause."""
    group_id: Mapped[UUID] = mapped_column(ForeignKey("opinion_group.id"), index=True)
    event_id: Mapped[UUID | None] = mapped_column(ForeignKey("group_event.id"))
    """The split that made it; None where the cluster was born."""


class TextHome(Table):
    """A person put this very text elsewhere: it and what is matched with it go there (must be together, be apart)."""

    __tablename__ = "text_home"

    text_id: Mapped[int] = mapped_column(ForeignKey("similar_text.id"), primary_key=True)
    clause_ref: Mapped[str] = mapped_column(String(40), primary_key=True, default="*")
    group_id: Mapped[UUID] = mapped_column(ForeignKey("opinion_group.id"), index=True)
    event_id: Mapped[UUID | None] = mapped_column(ForeignKey("group_event.id"), index=True)
    """The act it rests on, also for a text that came later and was matched with one that was moved. None: the engine
    keeps it beside its neighbour, whose cluster was merged while the groups were not."""


class GroupEvent(Noun):
    """One change of groups (归并记录), by a person or the engine; undoing adds the reverse event."""

    __tablename__ = "group_event"
    __table_args__ = (
        Index("ix_group_event_group", "group_id", "id"),
        Index("ix_group_event_all", "consultation_id", "id"),
    )

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"))
    at: Mapped[datetime] = mapped_column(DateTimeUTC(timezone=True))
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    actor_name: Mapped[str] = mapped_column(String(100))
    verb: Mapped[str] = mapped_column(String(20))
    """confirm, rename, merge, split, move, keep_apart, undo."""
    group_id: Mapped[UUID] = mapped_column(ForeignKey("opinion_group.id"))
    other_group_id: Mapped[UUID | None] = mapped_column(ForeignKey("opinion_group.id"), index=True)
    details: Mapped[dict[str, object]] = mapped_column(JSON)
    """What the reverse needs: old title and state, moved clusters and text homes."""
    undone_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("group_event.id"))


class GroupMove(Table):
    """One comment moved by one event."""

    __tablename__ = "group_move"

    event_id: Mapped[UUID] = mapped_column(ForeignKey("group_event.id"), primary_key=True)
    comment_id: Mapped[UUID] = mapped_column(ForeignKey("comment.id"), primary_key=True)
    from_group_id: Mapped[UUID] = mapped_column(ForeignKey("opinion_group.id"))
    to_group_id: Mapped[UUID] = mapped_column(ForeignKey("opinion_group.id"))
    was_placed_by: Mapped[str] = mapped_column(String(10))


class MergeProposal(Table):
    """The engine thinks that two groups which a person confirmed say the same; a person decides."""

    __tablename__ = "merge_proposal"

    group_id: Mapped[UUID] = mapped_column(ForeignKey("opinion_group.id"), primary_key=True)
    other_group_id: Mapped[UUID] = mapped_column(ForeignKey("opinion_group.id"), primary_key=True)
    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"), index=True)
    score: Mapped[float] = mapped_column(Float)
    state: Mapped[str] = mapped_column(String(10))
    """open, accepted, rejected."""


class GroupMatter(Table):
    """The matter (同一事项) a group was found to belong to; a suggestion that later looks may change."""

    __tablename__ = "group_matter"

    group_id: Mapped[UUID] = mapped_column(ForeignKey("opinion_group.id"), primary_key=True)
    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"), index=True)
    matter: Mapped[int]
    """Groups with one number within a consultation are one matter."""
    revision: Mapped[int]
    representative_id: Mapped[UUID | None] = mapped_column(ForeignKey("comment.id"))
    """Of the group, when it was looked at: another revision or other words ask for another look."""


class MatterSuggestion(Table):
    """Two groups that speak of one matter in other words, or are close but name another year, place, document …"""

    __tablename__ = "matter_suggestion"

    group_id: Mapped[UUID] = mapped_column(ForeignKey("opinion_group.id"), primary_key=True)
    """The one with the smaller number."""
    other_group_id: Mapped[UUID] = mapped_column(ForeignKey("opinion_group.id"), primary_key=True)
    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"), index=True)
    cosine: Mapped[float] = mapped_column(Float)
    guards: Mapped[list[str]] = mapped_column(JSON)
    """What keeps them apart; empty: the two are suggested as one."""
    state: Mapped[str] = mapped_column(String(10))
    """open, close (kept apart by a guard), accepted, rejected; what a person decided is not asked again."""
    event_id: Mapped[UUID | None] = mapped_column(ForeignKey("group_event.id"), index=True)
    """The rejection; taking it back opens the suggestion again."""


class MatterLook(Table):
    """When all groups of a consultation were last compared at once."""

    __tablename__ = "matter_look"

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"), primary_key=True)
    batch_at: Mapped[datetime | None] = mapped_column(DateTimeUTC(timezone=True))
    """None: a person asks for it."""
