"""Answers begun and not yet saved (答复草稿): each officer's own, kept until the group is answered."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert  # SQLite reads the same ON CONFLICT
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.adoption.forms import DraftForm
from app.adoption.models import AnswerDraft
from app.consultations.models import Consultation
from app.opinion_groups.acts import load_live
from app.opinion_groups.models import OpinionGroup

FIELDS = ("outcome", "reason", "clause", "new_text")


async def keep_draft(
    db: AsyncSession, consultation: Consultation, number: int, form: DraftForm, *, actor: Actor, now: datetime
) -> None:
    """Keep what this officer has typed so far (保存草稿). Empty: nothing is kept. Not an act: nobody else sees it."""
    (group,) = await load_live(db, consultation, [number], actor=actor)
    mine = (AnswerDraft.person_id == actor.id, AnswerDraft.group_id == group.id)
    typed = {name: getattr(form, name) for name in FIELDS}
    if not any(typed.values()):
        await db.execute(delete(AnswerDraft).where(*mine))
        return
    row = insert(AnswerDraft.__table__).values(person_id=actor.id, group_id=group.id, saved_at=now, **typed)
    await db.execute(
        row.on_conflict_do_update(index_elements=["person_id", "group_id"], set_={**typed, "saved_at": now})
    )


async def find_draft(db: AsyncSession, group_id: UUID, *, viewer: Actor) -> dict[str, Any] | None:
    """What the viewer had begun to answer: {outcome, reason, clause, new_text, saved_at}."""
    query = select(*(getattr(AnswerDraft, name) for name in (*FIELDS, "saved_at"))).where(
        AnswerDraft.person_id == viewer.id, AnswerDraft.group_id == group_id
    )
    row = (await db.execute(query)).mappings().one_or_none()
    return dict(row) if row else None


def typed(draft: Mapping[str, Any] | None) -> dict[str, Any]:
    """What a draft puts into the form."""
    return {name: draft[name] for name in FIELDS} if draft else {}


async def forget_drafts(db: AsyncSession, groups: Sequence[OpinionGroup]) -> None:
    """Answered: what anybody had begun is over."""
    ids = [group.id for group in groups]
    for start in range(0, len(ids), 500):
        await db.execute(delete(AnswerDraft).where(AnswerDraft.group_id.in_(ids[start : start + 500])))
