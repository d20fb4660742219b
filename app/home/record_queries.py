"""The record of acts (办理记录) of an agency with the names of what was acted upon, in a fixed number of queries."""

from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.models import Person
from app.accounts.rules import Actor, Role
from app.comments.models import Comment
from app.consultations.models import Consultation
from app.decisions.models import DecisionMatter
from app.history.models import HistoryEntry
from app.lib.i18n import gettext_noop as _
from app.occasions.models import Occasion
from app.opinion_groups.models import OpinionGroup

PAGE = 50
OF_ACCOUNTS = ("account", "notice", "calendar")
"""What a sysadmin reads: acts on accounts and mails, nothing about what citizens said."""
NOUNS = {
    "consultation": _("Consultations"),
    "comment": _("What people wrote"),
    "opinion_group": _("Groups of comments"),
    "occasion": _("Symposiums and hearings"),
    "adoption": _("Answers and reports"),
    "revision": _("Final texts and comparisons"),
    "archive": _("Archives"),
    "decision": _("Decision matters"),
    "account": _("Accounts"),
    "follow": _("Mails to followers"),
    "notice": _("Outgoing mail"),
    "calendar": _("Working-day calendar"),
}


def readable_nouns(viewer: Actor) -> tuple[str, ...]:
    """Whose acts a person may read: the auditor all, the sysadmin those on accounts, others none."""
    if viewer.has(Role.AUDITOR):
        return tuple(NOUNS)
    return OF_ACCOUNTS if viewer.is_sysadmin else ()


async def list_acts(
    db: AsyncSession, viewer: Actor, *, noun: str = "", before: UUID | None = None
) -> list[dict[str, Any]]:
    """Acts in the viewer's agency, the latest recorded first; one more than PAGE where others follow."""
    nouns = [one for one in readable_nouns(viewer) if noun in ("", one)]
    query = (
        select(
            HistoryEntry.id,
            HistoryEntry.at,
            HistoryEntry.actor_kind,
            HistoryEntry.actor_name,
            HistoryEntry.verb,
            HistoryEntry.subject,
            HistoryEntry.details,
        )
        .where(
            HistoryEntry.agency_id == viewer.agency_id,
            or_(*(HistoryEntry.verb.startswith(f"{one}:") for one in nouns)),
        )
        .order_by(HistoryEntry.id.desc())
        .limit(PAGE + 1)
    )
    if before:
        query = query.where(HistoryEntry.id < before)
    rows = [dict(row) for row in (await db.execute(query)).mappings()]
    names = await _names(db, [row["subject"] for row in rows])
    return [row | {"about": names.get(row["subject"])} for row in rows]


async def _names(db: AsyncSession, subjects: list[str]) -> dict[str, dict[str, str]]:
    """What each subject is called, and where it is shown."""
    ids: dict[str, list[UUID]] = {}
    for noun, _colon, value in (subject.partition(":") for subject in set(subjects)):
        ids.setdefault(noun, []).append(UUID(value))
    desk = "/staff/consultations"
    title = (Consultation.id.label("place"), Consultation.title)
    of_comments = select(Comment.id, *title).join(Consultation, Consultation.id == Comment.consultation_id)
    of_groups = select(OpinionGroup.id, *title).join(Consultation, Consultation.id == OpinionGroup.consultation_id)
    of_occasions = select(Occasion.id, *title).join(Consultation, Consultation.id == Occasion.consultation_id)
    queries = {
        "occasion": (of_occasions, Occasion.id, desk),
        "consultation": (select(Consultation.id, *title), Consultation.id, desk),
        "comment": (of_comments, Comment.id, desk),
        "opinion_group": (of_groups, OpinionGroup.id, desk),
        "matter": (
            select(DecisionMatter.id, DecisionMatter.id.label("place"), DecisionMatter.title),
            DecisionMatter.id,
            "/staff/matters",
        ),
        "person": (select(Person.id, Person.id.label("place"), Person.full_name), Person.id, ""),
    }
    names: dict[str, dict[str, str]] = {}
    for noun, (query, key, address) in queries.items():
        if noun in ids:
            for one, place, text in (await db.execute(query.where(key.in_(ids[noun])))).tuples():
                names[f"{noun}:{one}"] = {"text": text, "href": f"{address}/{place}" if address else ""}
    return names
