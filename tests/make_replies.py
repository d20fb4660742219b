"""Plain helpers that bring replies into a test's database: reviewers, and a reply in the wanted state."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.accounts.models import Person
from app.accounts.rules import Actor, Role
from app.lib.db import Database
from app.replies.drafting import draft_reply, get_reply, submit_reply
from app.replies.facts import FACTS, ReplyContent
from app.replies.forms import ReviewForm
from app.replies.models import Reply
from app.replies.reviewing import approve_reply
from app.replies.rules import Basis, ReplyKind
from app.replies.services import issue_reply
from app.requests.models import InformationRequest
from tests.cast import _HASH, Cast

REVIEWERS = {
    "bao": ("鲍密", Role.SECRECY_REVIEWER),
    "fan": ("范法", Role.LEGAL_REVIEWER),
    "gu": ("顾局", Role.BUREAU_LEADER),
}
SIGNER = {
    Role.DIVISION_HEAD: "deng",
    Role.OPENNESS_OFFICER: "ouyang",
    Role.SECRECY_REVIEWER: "bao",
    Role.LEGAL_REVIEWER: "fan",
    Role.OPENNESS_CHIEF: "qian",
    Role.BUREAU_LEADER: "gu",
}
DAYS = {"notice_on": "2026-09-01", "answer_by": "2026-09-08", "earlier_on": "2026-05-20", "withdrawn_on": "2026-09-09"}


async def add_reviewers(database: Database, cast: Cast) -> None:
    """The people of the chain whom the cast does not have, in the openness office's division."""
    async with database.write() as db:
        for username, (name, role) in REVIEWERS.items():
            if username in cast.actors or await db.scalar(select(Person.id).where(Person.username == username)):
                continue
            home = cast.divisions["office"]
            person = Person(
                agency_id=cast.agency.id, division_id=home.id, username=username, full_name=name,
                password_hash=_HASH, roles=[role.value],
            )  # fmt: skip
            db.add(person)
            await db.flush()
            cast.people[username] = person
            cast.actors[username] = Actor(
                kind="staff", id=person.id, name=name, agency_id=cast.agency.id, division_id=home.id,
                roles=frozenset({role}),
            )  # fmt: skip


def complete(kind: ReplyKind, **changes: object) -> ReplyContent:
    """A reply of this kind that says all that it must."""
    facts = {one.name: DAYS.get(one.name, f"某项{one.name}") for one in FACTS[kind] if one.widget != "yes"}
    bases = (Basis.EX16_PROCESS,) if kind in (ReplyKind.DENIED, ReplyKind.PARTIAL) else ()
    return ReplyContent(**{"kind": kind, "facts": facts, "bases": bases, **changes})  # type: ignore[arg-type]


async def make_reply(
    database: Database,
    cast: Cast,
    request_id: UUID,
    content: ReplyContent | ReplyKind = ReplyKind.GRANTED,
    *,
    now: datetime,
    state: str = "approved",
    by: str = "chen",
) -> Reply:
    """A reply in the wanted state (drafting, under_review, approved, issued), through the real verbs."""
    await add_reviewers(database, cast)
    written = complete(content) if isinstance(content, ReplyKind) else content
    async with database.write() as db:
        request = await db.get_one(InformationRequest, request_id)
        reply = await draft_reply(db, request, written, actor=cast[by], now=now)
        if state == "drafting":
            return reply
        await submit_reply(db, request, actor=cast[by], now=now)
        while state != "under_review" and reply.next_role:
            await approve_next(db, cast, request, now=now)
        if state == "issued":
            await issue_reply(db, request, actor=cast["ouyang"], now=now)
        return reply


async def approve_next(db: object, cast: Cast, request: InformationRequest, *, now: datetime) -> None:
    """Whoever's turn it is approves."""
    reply = await get_reply(db, request.id)  # type: ignore[arg-type]
    signer = cast[SIGNER[Role(reply.next_role or "")]]
    await approve_reply(db, request, ReviewForm(seen=reply.digest), actor=signer, now=now)  # type: ignore[arg-type]
