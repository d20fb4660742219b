"""A request for the person who filed it: its state in plain words, what happened, every day of its period, its letters.

A fixed number of queries, whatever the number of matters. Of a third party nothing is shown but that one is asked.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.clocks.law import law_on
from app.clocks.rules import compute
from app.clocks.telling import provisional_warnings, tell_all
from app.conversions.queries import get_review
from app.conversions.rules import SUGGESTION_LABELS, SuggestionState
from app.history.models import HistoryEntry
from app.home.request_words import ASKED, HAPPENED, NOW
from app.letters.models import Letter
from app.letters.rules import KIND_LABELS, TO_OTHERS, LetterKind
from app.lib.clock import local_date
from app.proceedings.models import Proceeding
from app.proceedings.queries import list_for_applicant
from app.proceedings.rules import ProceedingKind, ProceedingState
from app.replies.periods import list_periods
from app.replies.queries import Released, list_released
from app.replies.rules import KIND_LABELS as REPLY_LABELS
from app.replies.rules import ReplyKind
from app.requests.models import Application, ApplicationFile, ClockEventRow, InformationRequest
from app.requests.queries import list_clock_events, list_of_receipt
from app.requests.rules import (
    CLOSED_STATES,
    FORM_LABELS,
    NOT_YET_RECEIVED,
    STATE_LABELS,
    WAY_LABELS,
    FormWanted,
    RequestState,
    WayWanted,
)
from app.requests.services import to_events
from app.workdays.queries import load_calendar
from app.workdays.rules import Calendar

CHIPS: Mapping[RequestState, str] = {
    RequestState.SUBMITTED: "brand",
    RequestState.AWAITING_CONFIRMATION: "brand",
    RequestState.CORRECTION_PENDING: "bad",
    RequestState.REASON_PENDING: "bad",
    RequestState.FEE_PENDING: "bad",
    RequestState.REPLIED: "ok",
    RequestState.WITHDRAWN: "out",
    RequestState.ABANDONED_NOT_CORRECTED: "out",
    RequestState.ABANDONED_FEE: "out",
}


async def show_application(db: AsyncSession, receipt_id: UUID, *, now: datetime) -> dict[str, Any] | None:
    """What was filed under a receipt and what became of it; None where it is a receipt for something else."""
    requests = await list_of_receipt(db, receipt_id)
    if not requests:
        return None
    ids = [request.id for request in requests]
    application = await db.get_one(Application, requests[0].application_id)
    files = await db.scalars(
        select(ApplicationFile.name)
        .where(ApplicationFile.application_id == application.id)
        .order_by(ApplicationFile.file_id)
    )
    acts = await _list_acts(db, ids)
    letters = await _list_letters(db, ids)
    replies = await list_released(db, ids)
    events = await list_clock_events(db, ids)
    calendar = await load_calendar(db)
    asked = await list_for_applicant(db, ids)
    return {
        "submitted_at": application.submitted_at,
        "form_wanted": FORM_LABELS[FormWanted(application.form_wanted)],
        "way_wanted": WAY_LABELS[WayWanted(application.way_wanted)],
        "help_wanted": application.help_wanted or "",
        "suggests_disclosure": application.suggests_disclosure,
        "suggestion_reason": application.suggestion_reason or "",
        "suggestion_answer": await _suggestion_answer(db, application.id) if application.suggests_disclosure else None,
        "files": list(files),
        "requests": [
            _shown(one, application, acts, letters, replies.get(one.id), _of(events, one), calendar, now)
            | {"asked": [_asked(step) for step in asked.get(one.id, ()) if step.state == ProceedingState.OPEN]}
            for one in requests
        ],
    }


async def _suggestion_answer(db: AsyncSession, application_id: UUID) -> dict[str, str] | None:
    """What became of the suggestion to publish, with its reason (条例 art. 44)."""
    review = await get_review(db, application_id)
    if review is None:
        return None
    return {"label": SUGGESTION_LABELS[SuggestionState(review.state)], "reason": review.reason}


async def _list_acts(db: AsyncSession, ids: Sequence[UUID]) -> list[HistoryEntry]:
    """The changes of state, as the record has them."""
    query = select(HistoryEntry).where(
        HistoryEntry.subject.in_([f"request:{one}" for one in ids]), HistoryEntry.verb == "request:change_state"
    )
    return list(await db.scalars(query.order_by(HistoryEntry.at, HistoryEntry.id)))


async def _list_letters(db: AsyncSession, ids: Sequence[UUID]) -> list[Letter]:
    query = select(Letter).where(
        Letter.subject.in_([f"request:{one}" for one in ids]),
        Letter.kind.not_in([kind.value for kind in TO_OTHERS]),
    )
    return list(await db.scalars(query.order_by(Letter.issued_at, Letter.id)))


def _of(events: Sequence[ClockEventRow], request: InformationRequest) -> list[ClockEventRow]:
    return [event for event in events if event.request_id == request.id]


def _shown(
    request: InformationRequest,
    application: Application,
    acts: Sequence[HistoryEntry],
    letters: Sequence[Letter],
    reply: Released | None,
    events: Sequence[ClockEventRow],
    calendar: Calendar,
    now: datetime,
) -> dict[str, Any]:
    state = RequestState(request.state)
    subject = f"request:{request.id}"
    is_open = state not in CLOSED_STATES
    return {
        "position": request.position,
        "register_no": request.register_no or "",
        "title": request.title or "",
        "description": request.description,
        "doc_no": request.doc_no or "",
        "state": state.value,
        "chip": CHIPS.get(state, "mid"),
        "state_label": STATE_LABELS[state],
        "now": NOW[state],
        "is_open": is_open,
        "due_on": request.due_on if is_open else None,
        "is_overdue": bool(is_open and request.due_on and request.due_on < local_date(now)),
        "timeline": _timeline(
            application,
            [act for act in acts if act.subject == subject],
            [letter for letter in letters if letter.subject == subject],
        ),
        "reply": _reply(reply, calendar) if reply else None,
        **_days(request, events, calendar),
    }


def _asked(step: Proceeding) -> dict[str, Any]:
    """What waits for the applicant himself: a correction, his reasons, a fee."""
    return {
        "kind": step.kind,
        "label": ASKED[ProceedingKind(step.kind)],
        "words": step.asked,
        "answer_by": step.answer_by,
        "workdays": step.workdays,
        "fee": step.fee_amount,
        "letter_id": str(step.letter_id) if step.letter_id else "",
    }


def _timeline(
    application: Application, acts: Sequence[HistoryEntry], letters: Sequence[Letter]
) -> list[dict[str, Any]]:
    """What happened, the oldest first. A letter and the state that it leads to stand together."""
    lines: list[tuple[datetime, int, dict[str, Any]]] = [
        (application.submitted_at, 0, {"what": HAPPENED[RequestState.SUBMITTED], "letter": None})
    ]
    if application.received_on and not any(act.details["to"] == RequestState.RECEIVED for act in acts):
        # over the counter or signed for: received as it was entered
        line = {"what": HAPPENED[RequestState.RECEIVED], "letter": None, "day": application.received_on}
        lines.append((application.confirmed_at or application.submitted_at, 1, line))
    for act in acts:
        to = RequestState(str(act.details["to"]))
        if to is RequestState.IN_PROCESS and act.details["was"] == RequestState.RECEIVED:
            continue  # registered: the citizen's next news is what comes of it
        day = application.received_on if to is RequestState.RECEIVED else None
        lines.append((act.at, 1, {"what": HAPPENED[to], "letter": None, "day": day}))
    for letter in letters:
        paper = {"id": str(letter.id), "number": letter.number, "can_read": bool(letter.content)}
        lines.append((letter.issued_at, 2, {"what": KIND_LABELS[LetterKind(letter.kind)], "letter": paper}))
    return [{"at": at, "day": None, **line} for at, _n, line in sorted(lines, key=lambda one: one[:2])]


def _days(request: InformationRequest, events: Sequence[ClockEventRow], calendar: Calendar) -> dict[str, Any]:
    """Every day of the period with its reason (逐日说明). Nothing before the day of receipt is known."""
    if request.received_on is None or RequestState(request.state) in NOT_YET_RECEIVED:
        return {"days": [], "warnings": [], "clock_due": None}
    clock = compute(calendar, request.received_on, to_events(events), law=law_on(request.received_on))
    return {
        "days": [vars(line) for line in tell_all(clock)],
        "warnings": provisional_warnings(clock),
        "clock_due": clock.due,
    }


def _reply(reply: Released, calendar: Calendar) -> dict[str, Any]:
    periods = list_periods(ReplyKind(reply.kind), reply.served_on, calendar)
    return {
        "served_on": reply.served_on,
        "periods": [{"what": one.what, "until": one.until} for one in periods],
        "kind_label": REPLY_LABELS[ReplyKind(reply.kind)],
        "number": reply.number,
        "letter_id": str(reply.letter_id),
        "issued_at": reply.issued_at,
        "files": [{"id": str(file_id), "title": title, "size": size} for file_id, title, size in reply.files],
    }
