"""Requests of the demonstration (演示申请): some hundred, by every channel and in every state, played back in time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.models import Division
from app.accounts.rules import CITIZEN, Actor
from app.applicants.rules import ApplicantKind, IdKind, NewApplicant
from app.demo.asked import COMPANIES, DISTRICTS, GIVEN, SAME, SINGLES, SURNAMES, Matter
from app.demo.steps import extend, propose, take_step
from app.lib.clock import day_start, local_date
from app.lib.crypto import keyed_hash
from app.lib.db import Database
from app.requests import intake
from app.requests.models import InformationRequest
from app.requests.past import Past, enter_past_request
from app.requests.queries import list_of_receipt
from app.requests.rules import NewApplication, NewItem, RequestChannel, RequestState, WayWanted
from app.requests.services import submit_application, withdraw_request
from app.workdays.queries import load_calendar
from app.workdays.rules import Calendar, is_workday

SEED = 20190515  # the day on which the amended regulation came into force
PAST, FRESH, UNCONFIRMED, UNREGISTERED, RUNNING = 90, 8, 5, 8, 84
BATCH = 40
DICTATED = "申请人阅读书写有困难，由窗口工作人员代为填写。"
SUGGESTED = "很多人关心，建议主动公开。"
OFFICER, CHIEF = "lu.wenjing", "tang.zhiyuan"
ASKS = {
    RequestState.CORRECTION_PENDING: 7,
    RequestState.THIRD_PARTY_CONSULTING: 6,
    RequestState.JOINT_CONSULTING: 3,
    RequestState.REASON_PENDING: 2,
    RequestState.FEE_PENDING: 2,
}
KINDS = ("granted", "granted", "granted", "already_public", "already_public", "partial", "not_exist",
         "not_our_agency", "petition", "needs_processing", "special_law")  # fmt: skip


@dataclass(frozen=True)
class Office:
    """What every step needs."""

    actors: Mapping[str, Actor]
    divisions: Mapping[str, UUID]
    calendar: Calendar
    rng: Random
    now: datetime

    @property
    def agency_id(self) -> UUID:
        agency_id = self.actors[OFFICER].agency_id
        assert agency_id is not None
        return agency_id

    @property
    def officer(self) -> Actor:
        return self.actors[OFFICER]

    def workday(self, back: int) -> date:
        """The working day that lies `back` working days before today."""
        day = local_date(self.now)
        while back or not is_workday(self.calendar, day):
            day -= timedelta(days=1)
            back -= is_workday(self.calendar, day) and back > 0
        return day

    def at(self, day: date, hour: int) -> datetime:
        """Some moment of that hour, never one that has not come yet."""
        return min(day_start(day) + timedelta(hours=hour, minutes=self.rng.randrange(55)), self.now)


async def play_requests(database: Database, actors: Mapping[str, Actor], *, now: datetime) -> None:
    """Last year's register brought along, and this season's requests from handing in to waiting, step by step."""
    async with database.read() as db:
        query = select(Division.name, Division.id).where(Division.agency_id == actors[OFFICER].agency_id)
        divisions = dict((await db.execute(query)).tuples().all())
        office = Office(actors, divisions, await load_calendar(db), Random(SEED), now)
    matters = _matters(office.rng)
    work = [*_plan(office, matters)]
    for start in range(0, len(work), BATCH):
        async with database.write() as db:
            for one in work[start : start + BATCH]:
                await one.play(db, office)


@dataclass(frozen=True)
class Asked:
    """One request: what, by whom, how, when it came, and how far it gets."""

    matter: Matter
    text: str
    applicant: NewApplicant
    channel: RequestChannel
    back: int
    """Working days ago."""
    goal: str = "in_process"
    n: int = 0

    async def play(self, db: AsyncSession, office: Office) -> None:
        if self.goal == "past":
            await self._bring_along(db, office)
            return
        came_on = office.workday(self.back)
        came = office.at(came_on, 9 + office.rng.randrange(7))
        request = await self._hand_in(db, office, came_on, came)
        if self.goal in ("fresh", "unconfirmed"):
            return
        received_on = came_on
        if request.received_on is None:
            received_on = office.workday(max(self.back - 1, 0))
            moment = office.at(received_on, 9 if received_on != came_on else 17)
            await intake.confirm_receipt(db, request.application_id, received_on, actor=office.officer, now=moment)
        if self.goal == "received":
            return
        moment = office.at(received_on, 17)
        await intake.register_request(db, request, title=self.matter.title, actor=office.officer, now=moment)
        division_id = office.divisions[self.matter.division]
        await intake.assign_request(db, request, division_id, actor=office.officer, now=moment)
        await self._go_on(db, office, request, received_on)

    async def _hand_in(self, db: AsyncSession, office: Office, came_on: date, came: datetime) -> InformationRequest:
        is_online = self.channel is RequestChannel.ONLINE
        new = NewApplication(
            office.agency_id, self.channel, self.applicant, (NewItem(self.text, self.matter.doc_no),),
            way_wanted=WayWanted.ONLINE if is_online else WayWanted.POST, arrived_on=None if is_online else came_on,
            help_wanted=DICTATED if self.channel is RequestChannel.ORAL_ASSISTED else "",
            suggests_disclosure=self.n % 9 == 0, suggestion_reason=SUGGESTED if self.n % 9 == 0 else "",
        )  # fmt: skip
        token = keyed_hash("demo request", f"{self.goal}:{self.n}")
        enter = submit_application if is_online else intake.enter_application
        actor = CITIZEN if is_online else office.officer
        issued = await enter(db, new, token=token, contact_email="", locale="zh-CN", actor=actor, now=came)
        return (await list_of_receipt(db, issued.receipt_id))[0]

    async def _go_on(self, db: AsyncSession, office: Office, request: InformationRequest, received_on: date) -> None:
        clerk = next(one for one in office.actors.values() if one.division == self.matter.division)
        day = office.workday(max(self.back - 4, 0))
        moment = office.at(day, 14)
        if self.goal == RequestState.WITHDRAWN:
            await withdraw_request(db, request, actor=CITIZEN, now=moment)
            return
        goal, chief = RequestState(self.goal), office.actors[CHIEF]
        if goal in ASKS:
            await take_step(db, request, goal, clerk=clerk, chief=chief, now=moment)
        elif self.n % 11 == 0:
            await extend(db, request, clerk=clerk, chief=chief, now=moment)
        elif self.n % 23 == 0:
            await propose(db, request, clerk=clerk, now=moment)

    async def _bring_along(self, db: AsyncSession, office: Office) -> None:
        day = office.workday(self.back)
        late = self.n % 17 == 0
        replied_on = office.workday(max(self.back - (23 if late else 6 + self.n % 14), 0))
        new = NewApplication(office.agency_id, self.channel, self.applicant, (NewItem(self.text, self.matter.doc_no),),
                             arrived_on=None if self.channel is RequestChannel.ONLINE else day)  # fmt: skip
        past = Past(
            submitted_at=office.at(day, 10), received_on=day, division_id=office.divisions[self.matter.division],
            title=self.matter.title, replied_at=office.at(replied_on, 15), reply_kind=KINDS[self.n % len(KINDS)],
        )  # fmt: skip
        token = keyed_hash("demo request", f"past:{self.n}")
        await enter_past_request(
            db, new, past, token=token, calendar=office.calendar, actor=office.officer, now=office.now
        )


def _plan(office: Office, matters: Iterator[tuple[Matter, str]]) -> Iterator[Asked]:
    rng, channels = office.rng, tuple(RequestChannel)

    def asked(n: int, back: int, goal: str, channel: RequestChannel | None = None) -> Asked:
        matter, text = next(matters)
        return Asked(matter, text, _applicant(rng, n), channel or rng.choice(channels), back, goal, n)

    for n in range(PAST):
        yield asked(n, 230 - 2 * n, "past")
    for n, (matter, text) in enumerate((one, text) for one in SAME for text in one.texts):
        back = 12 - n
        yield Asked(matter, text, _applicant(rng, 900 + n), channels[n % len(channels)], max(back, 2), n=900 + n)
    for n in range(RUNNING):
        yield asked(1000 + n, 3 + (n * 20) // RUNNING, "in_process")
    for goal, many in ASKS.items():
        for n in range(many):
            yield asked(2000 + 20 * list(ASKS).index(goal) + n, 9 + n % 6, goal.value)
    for n in range(5):
        yield asked(3000 + n, 6 + n, RequestState.WITHDRAWN.value)
    for n in range(UNREGISTERED):
        yield asked(4000 + n, 1 + n % 2, "received")
    for n in range(FRESH):
        yield asked(5000 + n, n % 3, "fresh", RequestChannel.ONLINE)
    for n in range(UNCONFIRMED):
        channel = (RequestChannel.POST_ORDINARY, RequestChannel.FAX, RequestChannel.EMAIL)[n % 3]
        yield asked(6000 + n, n % 2, "unconfirmed", channel)


def _matters(rng: Random) -> Iterator[tuple[Matter, str]]:
    """Single matters without end, each with its year and district."""
    while True:
        for matter in rng.sample(SINGLES, len(SINGLES)):
            places = {"year": str(rng.choice((2023, 2024, 2025))), "district": rng.choice(DISTRICTS)}
            filled = Matter(matter.division, matter.title.format(**places), matter.texts, matter.doc_no)
            yield filled, rng.choice(matter.texts).format(**places)


def _applicant(rng: Random, n: int) -> NewApplicant:
    """Somebody made up; every seventh is an organisation, and some come again."""
    phone = f"138{rng.randrange(10**8):08d}"
    if n % 7 == 3:
        company = rng.randrange(len(COMPANIES))
        kind = (ApplicantKind.COMMERCIAL_ENTERPRISE, ApplicantKind.COMMERCIAL_ENTERPRISE,
                ApplicantKind.RESEARCH_INSTITUTION, ApplicantKind.LEGAL_SERVICE_ORG,
                ApplicantKind.SOCIAL_WELFARE_ORG, ApplicantKind.OTHER_ORG)[company]  # fmt: skip
        name = COMPANIES[company]
        return NewApplicant(kind, name, IdKind.OTHER, f"DEMO{company:04d}{n % 5}", "王某", phone=phone)
    who = n if n >= 900 else rng.randrange(400)
    name = SURNAMES[who % len(SURNAMES)] + GIVEN[who % len(GIVEN)]
    number = "" if n % 29 == 5 else _id_number(who)
    address = f"上海市{rng.choice(DISTRICTS)}某路{1 + who % 300}号"
    return NewApplicant(ApplicantKind.NATURAL_PERSON, name, IdKind.RESIDENT_ID, number, phone=phone, address=address)


def _id_number(n: int) -> str:
    """The nth of many made-up identity numbers with right check characters; their place does not exist."""
    head = f"99999919{60 + n % 40:02d}0101{n % 1000:03d}"
    weights: Sequence[int] = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return head + "10X98765432"[sum(int(c) * w for c, w in zip(head, weights, strict=True)) % 11]
