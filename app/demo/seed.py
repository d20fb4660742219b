"""Fills an empty installation with the demonstration (演示数据): through the real verbs, with the days played back."""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts import services as accounts
from app.accounts.forms import NewPersonForm
from app.accounts.models import Agency, Division, Person
from app.accounts.rules import SYSTEM, Actor, Role
from app.comments.queries import get_open_for, list_targets
from app.comments.rules import PersonBasis, Said, Speaker
from app.comments.storing import comment_row, store_comments
from app.consultations import services as consultations
from app.consultations.forms import ConsultationForm
from app.consultations.models import Consultation
from app.consultations.rules import Method, State
from app.demo.consultations import KEYS, DemoConsultation, consultation, draft_text
from app.demo.crowd import Saying, crowd
from app.demo.office import AGENCY, DIVISIONS, ORG_CODE, STAFF
from app.drafts import importing
from app.letters.services import keep_letterhead
from app.lib.clock import day_end, day_start, local_date
from app.lib.crypto import keyed_hash
from app.lib.db import Database
from app.workdays.services import seed_calendar

CROWD = {"flexible_workers": 1400, "training_subsidy": 1900, "hotline": 900}
SEED = 20190122  # the day of the founding document
PASSWORD = "sunlight-2026-demo"  # noqa: S105  (printed on the console; the demonstration holds nothing real)
BATCH = 500

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Played:
    """One consultation of the demonstration as it was played back."""

    key: str
    id: UUID
    about: dict[UUID, Saying]
    """Comment id -> what the generator knows of it."""


async def is_empty(database: Database) -> bool:
    async with database.read() as db:
        return not await db.scalar(select(func.count()).select_from(Agency))


async def seed_office(database: Database, *, now: datetime) -> dict[str, Actor]:
    """The agency, its divisions and its people, all with the same password. Answers the actors by user name."""
    password_hash = await accounts.hash_password(PASSWORD)
    async with database.write() as db:
        await seed_calendar(db, now=now)
        agency_id = await accounts.create_agency(
            db,
            name=AGENCY,
            name_en="Shanghai Human Resources Bureau (demo)",
            code="rsj",
            org_code=ORG_CODE,
            actor=SYSTEM,
            now=now,
        )
        head = {"name": AGENCY, "prefix": "沪人社公开", "contact": "政务公开办公室，021-00000000"}
        await keep_letterhead(db, agency_id, **head, actor=SYSTEM, now=now)
        ids = {
            name: await accounts.create_division(db, agency_id, name=name, name_en=name, actor=SYSTEM, now=now)
            for name in DIVISIONS
        }
        for colleague in STAFF:
            form = NewPersonForm(
                username=colleague.username,
                full_name=colleague.name,
                division_id=ids[colleague.division],
                roles=[Role(role) for role in colleague.roles],
            )
            await accounts.create_person(
                db,
                agency_id,
                form,
                password_hash=password_hash,
                must_change_password=False,
                actor=SYSTEM,
                now=now,
            )
    async with database.read() as db:
        return await _actors(db)


async def _actors(db: AsyncSession) -> dict[str, Actor]:
    query = select(Person, Division.name).join(Division, Division.id == Person.division_id)
    return {
        person.username: Actor(
            kind="staff",
            id=person.id,
            name=person.full_name,
            agency_id=person.agency_id,
            division_id=person.division_id,
            division=division,
            roles=frozenset(Role(role) for role in person.roles),
        )
        for person, division in (await db.execute(query)).tuples()
    }


async def seed_consultation(database: Database, key: str, actors: dict[str, Actor], *, now: datetime) -> UUID:
    """Draft, notice, submission and approval by two people, on the day that the demonstration says."""
    told = consultation(key)
    today = local_date(now)
    opened = day_start(today + timedelta(days=told.opens)) + timedelta(hours=9)
    clerk, head = pair_of(told, actors)
    text = draft_text(key)
    imported = importing.from_text(text)
    async with database.write() as db:
        c = await consultations.create_consultation(db, _form(told, today), actor=clerk, now=opened - timedelta(days=3))
        await consultations.import_draft(
            db,
            c,
            imported.parsed,
            source_name=f"{told.title}.txt",
            source_digest=imported.source_digest,
            actor=clerk,
            now=opened - timedelta(days=3),
        )
        await consultations.confirm_draft(db, c, actor=clerk, now=opened - timedelta(days=2))
        await consultations.submit_for_approval(db, c, actor=clerk, now=opened - timedelta(days=2))
        await consultations.approve_publication(db, c, actor=head, now=opened)
        return c.id


def pair_of(told: DemoConsultation, actors: dict[str, Actor]) -> tuple[Actor, Actor]:
    own = [actor for actor in actors.values() if actor.division == told.division]
    clerk = next(actor for actor in own if actor.has(Role.DIVISION_CLERK))
    return clerk, next(actor for actor in own if actor.has(Role.DIVISION_HEAD))


def _form(told: DemoConsultation, today: date) -> ConsultationForm:
    contact = told.contact
    return ConsultationForm(
        title=told.title,
        summary=told.explanation.strip().split("\n")[0],
        explanation=told.explanation.strip(),
        basis="\n".join(told.basis),
        methods=list(told.methods),
        opens_on=today + timedelta(days=told.opens),
        closes_on=today + timedelta(days=told.closes),
        contact=f"{contact.person}\n{contact.address}\n{contact.phone}　{contact.email}",
    )


async def seed_comments(database: Database, key: str, consultation_id: UUID, *, now: datetime) -> Played:
    """What the crowd says, each comment scanned and flagged as if it had come through the form."""
    async with database.read() as db:
        target = await get_open_for(db, consultation_id)
        clauses = await list_targets(db, target.draft_id)
    sayings = list(
        crowd(
            key,
            seed=SEED,
            opens=day_start(target.opens_on) + timedelta(hours=9),
            closes=day_end(target.closes_on),
            n=CROWD[key],
            until=now if target.state == State.OPEN else None,
        )
    )
    about: dict[UUID, Saying] = {}
    for start in range(0, len(sayings), BATCH):
        async with database.write() as db:
            rows: list[tuple[dict[str, Any], Saying]] = []
            for saying in sayings[start : start + BATCH]:
                row = comment_row(
                    target,
                    Said(saying.text, saying.clause_ref or ""),
                    clauses,
                    _speaker(saying),
                    said_at=saying.said_at,
                    now=saying.said_at,
                    title=saying.title or "",
                    method=Method(saying.method),
                )
                rows.append((row | {"support_count": saying.supports}, saying))
            await store_comments(db, [row for row, _ in rows])
            about.update({row["id"]: saying for row, saying in rows})
    return Played(key, consultation_id, about)


def _speaker(saying: Saying) -> Speaker:
    is_online = saying.method == Method.ONLINE_SOLICITATION
    return Speaker(
        keyed_hash("person", f"demo:{saying.person}"), PersonBasis.COOKIE if is_online else PersonBasis.IMPORT
    )


async def close_past(database: Database, *, now: datetime) -> None:
    """Let the calendar catch up: what ended is closed."""
    async with database.write() as db:
        await consultations.close_due(db, now=now)


def main_matters(played: Played, members: dict[UUID, list[UUID]]) -> dict[str, list[UUID]]:
    """Groups by the matter that most of their comments are about: what a clerk would merge."""
    matters: dict[str, list[UUID]] = defaultdict(list)
    for group_id, comment_ids in members.items():
        counted = Counter(played.about[one].about or f"remark {played.about[one].remark}" for one in comment_ids)
        matters[counted.most_common(1)[0][0]].append(group_id)
    return matters


async def consultation_row(db: AsyncSession, consultation_id: UUID) -> Consultation:
    query = select(Consultation).where(Consultation.id == consultation_id).with_for_update(key_share=True)
    return (await db.execute(query)).scalar_one()


__all__ = ["KEYS", "PASSWORD", "close_past", "is_empty", "seed_comments", "seed_consultation", "seed_office"]
