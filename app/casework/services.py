"""The verbs of casework: bring a register in, hand a register out."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.models import Division
from app.accounts.rules import Actor
from app.applicants.services import SHORTEST_REASON
from app.casework.importing import ImportedRequest, Outcome
from app.history.services import record
from app.lib.clock import local_date
from app.lib.crypto import keyed_hash
from app.lib.errors import FormInvalid
from app.lib.i18n import gettext_noop as _
from app.receipts.services import find_issued
from app.requests.past import Past, enter_past_request, find_numbers
from app.requests.rules import RECEIVED_ON_ARRIVAL, NewApplication, RequestChannel
from app.workdays.rules import Calendar


async def import_requests(
    db: AsyncSession,
    agency_id: UUID,
    rows: Sequence[ImportedRequest],
    *,
    divisions: Mapping[str, UUID],
    calendar: Calendar,
    actor: Actor,
    now: datetime,
) -> list[Outcome]:
    """Enter the lines of another register (导入申请): what is there already stays, a bad line is told."""
    taken = await find_numbers(db, agency_id, {row.register_no for row in rows if row.register_no})
    done = []
    for row in rows:
        token = keyed_hash("request import", f"{agency_id}:{row.ref}")
        if await find_issued(db, token) is not None:
            done.append(Outcome(row.number, "already"))
        elif row.division and row.division not in divisions:
            reason = _("There is no division of this name: {name}")
            done.append(Outcome(row.number, "refused", reason, {"name": row.division[:40]}))
        elif row.register_no and row.register_no in taken:
            reason = _("The register number {number} is taken.")
            done.append(Outcome(row.number, "refused", reason, {"number": row.register_no}))
        else:
            new, past = _both(agency_id, row, divisions.get(row.division), now)
            entered = await enter_past_request(db, new, past, token=token, calendar=calendar, actor=actor, now=now)
            number = entered.register_no or "" if entered else ""
            taken |= {number} - {""}
            done.append(Outcome(row.number, "stored", number))
    return done


def _both(
    agency_id: UUID, row: ImportedRequest, division_id: UUID | None, now: datetime
) -> tuple[NewApplication, Past]:
    submitted_at = row.submitted_at or now
    arrived_on = None if row.channel is RequestChannel.ONLINE else local_date(submitted_at)
    on_arrival = arrived_on if row.channel in RECEIVED_ON_ARRIVAL else None
    new = NewApplication(agency_id, row.channel, row.applicant, (row.item,), arrived_on=arrived_on)
    past = Past(
        submitted_at=submitted_at,
        received_on=row.received_on or on_arrival,
        register_no=row.register_no,
        division_id=division_id,
        title=row.title,
        replied_at=row.replied_at,
        reply_kind=row.reply_kind,
    )
    return new, past


async def find_divisions(db: AsyncSession, agency_id: UUID) -> dict[str, UUID]:
    """The divisions of an agency by name."""
    query = select(Division.name, Division.id).where(Division.agency_id == agency_id)
    return dict((await db.execute(query)).tuples().all())


async def export_register(db: AsyncSession, agency_id: UUID, *, reason: str, actor: Actor, now: datetime) -> None:
    """Note that the register is handed out in full (导出完整台账): refused without a reason, as a single number is."""
    if len(reason.strip()) < SHORTEST_REASON:
        raise FormInvalid.of("reason", _("Say for what you need the full register: it goes into the record."))
    record(
        db, "request:export_register", f"agency:{agency_id}", agency_id=agency_id, actor=actor, now=now,
        reason=reason.strip(),
    )  # fmt: skip
