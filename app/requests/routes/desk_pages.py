"""The page of one request, shared by the handlers: shown as it is, or with a form that was sent back."""

from datetime import date
from typing import Any
from uuid import UUID

from litestar import Request, Response
from litestar.response import Redirect

from app.accounts.rules import Actor
from app.applicants.rules import ID_LABELS
from app.clocks.telling import provisional_warnings, tell_all
from app.lib.clock import local_date
from app.lib.db import Database
from app.lib.errors import FormInvalid
from app.lib.i18n import gettext
from app.lib.pages import render
from app.requests.arrivals import confirm_until, is_confirmation_late
from app.requests.desk_queries import CaseFile, get_case_file, list_divisions
from app.requests.lamp_words import tell
from app.requests.lamps import Case, read_clock
from app.requests.rules import (
    CHANNEL_LABELS,
    CLOSED_STATES,
    FORM_LABELS,
    NOT_YET_RECEIVED,
    STATE_LABELS,
    WAY_LABELS,
    RequestChannel,
    RequestState,
    may_edit,
    may_register,
)
from app.requests.steps import STEPS

Asked = Request[Any, Any, Any]
Answer = Response[Any] | Redirect
BASE = "/staff/requests"


async def with_typed(request: Asked, invalid: FormInvalid) -> FormInvalid:
    """A refusal that came from a service knows no form: give it what was typed."""
    if not invalid.typed:
        sent = await request.form()
        for name in dict.fromkeys(sent.keys()):
            many = [one for one in sent.getall(name) if isinstance(one, str)]
            if many and name != "_csrf_token":
                invalid.typed[name] = many[0] if len(many) == 1 else many
    return invalid


async def case_page(
    request: Asked, database: Database, viewer: Actor, request_id: UUID, invalid: FormInvalid | None = None
) -> Answer:
    """Where the request stands, who asked for what, why it is due on that day, and the next steps."""
    async with database.read() as db:
        case = await get_case_file(db, request_id, viewer)
        divisions = await list_divisions(db, viewer)
    today = local_date(request.app.state.clock())
    row, application = case.request, case.application
    arrived_on = application.arrived_on or local_date(application.submitted_at)
    channel = RequestChannel(application.channel)
    waits = row.state in NOT_YET_RECEIVED
    return render(
        request,
        "requests/desk_show.html",
        invalid=invalid,
        r=_row(case),
        a=_application(case) | {"arrived_on": arrived_on},
        applicant=case.applicant,
        missing=case.missing if row.state not in CLOSED_STATES else (),
        may_correct=not case.is_corrected,
        files=case.files,
        siblings=[{"id": one.id, "position": one.position, "register_no": one.register_no, "state": one.state,
                   "title": one.title or one.description[:40]} for one in case.siblings],
        clock=case.clock,
        days=tell_all(case.clock) if case.clock else [],
        warnings=provisional_warnings(case.clock) if case.clock else [],
        standing=_standing(case, arrived_on, today),
        waits=waits,
        confirm_by=confirm_until(channel, arrived_on, calendar=case.calendar) if waits else None,
        is_alarm=waits and is_confirmation_late(channel, arrived_on, today=today, calendar=case.calendar),
        today=today,
        id_kinds=[{"value": one.value, "text": gettext(label)} for one, label in ID_LABELS.items()],
        divisions=divisions,
        steps=STEPS,
        is_closed=row.state in CLOSED_STATES,
        may_register=may_register(viewer, agency_id=row.agency_id),
        may_edit=may_edit(viewer, agency_id=row.agency_id, division_id=row.division_id),
        state_labels=STATE_LABELS,
        channel_labels=CHANNEL_LABELS,
        form_labels=FORM_LABELS,
        way_labels=WAY_LABELS,
    )  # fmt: skip


def _standing(case: CaseFile, arrived_on: date, today: date) -> dict[str, str]:
    row = case.request
    read = Case(
        RequestState(row.state), RequestChannel(case.application.channel), arrived_on, row.due_on,
        row.due_is_provisional, row.replied_at, row.closed_at,
    )  # fmt: skip
    reading = read_clock(read, today=today, calendar=case.calendar)
    return {"shape": reading.shape, "text": tell(read, reading)}


def _row(case: CaseFile) -> dict[str, Any]:
    row = case.request
    names = ("id", "position", "register_no", "title", "description", "doc_no", "state", "received_on", "due_on",
             "due_is_provisional", "is_extended", "replied_at", "closed_at", "division_id")  # fmt: skip
    found = {name: getattr(row, name) for name in names}
    return found | {"division": case.division, "base": f"{BASE}/{row.id}", "receipt_number": case.receipt_number}


def _application(case: CaseFile) -> dict[str, Any]:
    one = case.application
    names = ("channel", "submitted_at", "received_on", "confirmed_at", "form_wanted", "way_wanted", "help_wanted",
             "suggests_disclosure", "suggestion_reason", "original_words")  # fmt: skip
    return {name: getattr(one, name) for name in names} | {
        "confirmed_by": case.people.get(one.confirmed_by_id, "") if one.confirmed_by_id else "",
        "entered_by": case.people.get(one.entered_by_id, "") if one.entered_by_id else "",
    }


def facts_of(details: dict[str, Any]) -> list[str]:
    """What the record keeps of an act, as far as it has words."""
    facts = [gettext(STATE_LABELS[RequestState(details["to"])])] if "to" in details else []
    if day := details.get("received_on"):
        facts.append(str(day))
    return facts + [str(details[name]) for name in ("number", "division", "reason", "note") if details.get(name)]
