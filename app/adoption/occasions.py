"""What the report says of symposiums, visits and hearings: frozen with it (意见收集情况)."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.comments.models import Comment
from app.consultations.rules import METHOD_LABELS, Method
from app.lib.i18n import gettext
from app.lib.pages import show_date
from app.occasions.queries import list_held
from app.occasions.rules import CATEGORY_LABELS, Category


async def list_reported(db: AsyncSession, consultation_id: UUID) -> list[dict[str, Any]]:
    """Occasions that took place, the first one first, with the comments in time that were said at each."""
    held = await list_held(db, consultation_id)
    query = (
        select(Comment.occasion_id, func.count())
        .where(Comment.occasion_id.in_([UUID(one["id"]) for one in held]), ~Comment.is_late)
        .group_by(Comment.occasion_id)
    )
    counted = dict((await db.execute(query)).tuples().all()) if held else {}
    return [
        {
            "method": one["method"],
            "held_on": one["held_on"].isoformat(),
            "place": one["place"],
            "organiser": one["organiser"],
            "participants": {row["category"]: row["n"] for row in one["participants"]},
            "comments": counted.get(UUID(one["id"]), 0),
        }
        for one in held
    ]


def show_reported(one: Mapping[str, Any]) -> dict[str, Any]:
    """One frozen occasion in words."""
    counts = {name: one["participants"].get(name.value, 0) for name in Category}
    return {
        "method": gettext(METHOD_LABELS[Method(one["method"])]),
        "day": show_date(date.fromisoformat(one["held_on"])),
        "place": one["place"],
        "organiser": one["organiser"],
        "who": gettext("; ").join(f"{gettext(CATEGORY_LABELS[name])} {n:,}" for name, n in counts.items() if n),
        "people": sum(counts.values()),
        "comments": one["comments"],
    }
