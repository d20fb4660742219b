"""The register of requests (依申请公开台账): a line each, without personal data, or in full."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, extract, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.models import Division
from app.applicants.models import Applicant
from app.applicants.rules import KIND_LABELS, ApplicantKind
from app.lib.clock import local_date
from app.lib.i18n import gettext
from app.lib.i18n import gettext_noop as _
from app.receipts.models import Receipt
from app.replies.rules import KINDS, ReplyKind
from app.requests.lamps import is_on_time
from app.requests.models import Application, InformationRequest
from app.requests.rules import CHANNEL_LABELS, STATE_LABELS, RequestChannel, RequestState

HEADINGS = {
    "register_no": _("Register number"),
    "receipt": _("Receipt number"),
    "title": _("What is asked for, in short"),
    "kind": _("Applicant"),
    "channel": _("How it came in"),
    "came": _("Came in on"),
    "received": _("Day of receipt"),
    "due": _("Reply due"),
    "division": _("Division"),
    "state": _("State"),
    "replied": _("Replied"),
    "reply_kind": _("Kind of reply"),
    "in_time": _("In time"),
}
FULL = {
    "name": _("Name of the applicant"),
    "id_number": _("Identity number"),
    "phone": _("Telephone"),
    "email": _("E-mail"),
    "address": _("Address"),
    "description": _("What was asked for, in full"),
}


async def list_register(
    db: AsyncSession,
    agency_id: UUID,
    *,
    year: int | None = None,
    is_full: bool = False,
    readable: Sequence[ColumnElement[bool]] = (),
) -> list[dict[str, Any]]:
    """The lines of the register, oldest first. `year` is that of the day of receipt; `readable` the viewer's right."""
    query = (
        select(InformationRequest, Application, Applicant, Receipt.number, Division.name)
        .join(Application, Application.id == InformationRequest.application_id)
        .join(Applicant, Applicant.id == Application.applicant_id)
        .join(Receipt, Receipt.id == Application.receipt_id)
        .outerjoin(Division, Division.id == InformationRequest.division_id)
        .where(InformationRequest.agency_id == agency_id, *readable)
        .order_by(InformationRequest.id)
    )
    if year is not None:
        query = query.where(extract("year", InformationRequest.received_on) == year)
    return [
        _line(request, application, applicant, number, division) | (_personal(request, applicant) if is_full else {})
        for request, application, applicant, number, division in (await db.execute(query)).tuples()
    ]


def _line(
    request: InformationRequest, application: Application, applicant: Applicant, number: str, division: str | None
) -> dict[str, Any]:
    replied = request.replied_at
    in_time = is_on_time(replied, request.due_on) if replied and request.due_on else None
    return {
        "register_no": request.register_no or "",
        "receipt": number,
        "title": request.title or gettext(_("(no title yet)")),  # the applicant's own words may name people
        "kind": gettext(KIND_LABELS[ApplicantKind(applicant.kind)]),
        "channel": gettext(CHANNEL_LABELS[RequestChannel(application.channel)]),
        "came": _day(application.arrived_on or local_date(application.submitted_at)),
        "received": _day(request.received_on),
        "due": _day(request.due_on),
        "division": division or "",
        "state": gettext(STATE_LABELS[RequestState(request.state)]),
        "replied": _day(local_date(replied)) if replied else "",
        "reply_kind": gettext(KINDS[ReplyKind(request.reply_kind)].name) if request.reply_kind else "",
        "in_time": "" if in_time is None else gettext(_("yes")) if in_time else gettext(_("no")),
    }


def _personal(request: InformationRequest, applicant: Applicant) -> dict[str, Any]:
    return {
        "name": applicant.name,
        "id_number": applicant.id_number or "",
        "phone": applicant.phone or "",
        "email": applicant.email or "",
        "address": applicant.address or "",
        "description": request.description,
    }


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
