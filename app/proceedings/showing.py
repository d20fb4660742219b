"""What the pages of the procedural steps show, in a fixed number of queries."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.letters.models import Letter
from app.lib.clock import local_date
from app.lib.errors import Refused
from app.lib.i18n import gettext, in_locale
from app.proceedings.fees import FeeBasis
from app.proceedings.models import Proceeding
from app.proceedings.opening import law_of
from app.proceedings.queries import fee_hint, list_proceedings, standing_of
from app.proceedings.rules import (
    ARTICLES,
    DECISION_LABELS,
    JUDGED,
    KIND_LABELS,
    OPINIONS,
    OUTCOME_LABELS,
    STATE_LABELS,
    Decision,
    Outcome,
    ProceedingKind,
    ProceedingState,
    check_open,
    may_approve,
)
from app.requests.desk_queries import get_case_file
from app.requests.models import InformationRequest
from app.requests.rules import may_edit
from app.workdays.queries import load_calendar

CHIPS = {
    ProceedingState.PROPOSED: "mid",
    ProceedingState.OPEN: "brand",
    ProceedingState.ANSWERED: "ok",
    ProceedingState.SILENT: "mid",
    ProceedingState.LAPSED: "out",
    ProceedingState.GRANTED: "ok",
    ProceedingState.REFUSED: "no",
}


async def overview(db: AsyncSession, request: InformationRequest, viewer: Actor, *, now: datetime) -> dict[str, Any]:
    """The steps that were taken, and each kind with whether it is open today and why not."""
    rows = await list_proceedings(db, request.id)
    letters = await _letters(db, rows)
    standing, calendar = await standing_of(db, request), await load_calendar(db)
    offered = []
    for kind in ProceedingKind:
        refusal = ""
        try:
            check_open(kind, standing, today=local_date(now), calendar=calendar, law=law_of(request, now))
        except Refused as error:
            refusal = gettext(error.message, **error.params)
        offered.append({"kind": kind.value, "label": KIND_LABELS[kind], "article": ARTICLES[kind], "refusal": refusal})
    return {
        "request_id": request.id,
        "title": request.title or request.register_no or "",
        "due_on": request.due_on,
        "is_provisional": request.due_is_provisional,
        "today": local_date(now),
        "steps": [_shown(row, letters, now) for row in rows],
        "offered": offered,
        "may_edit": may_edit(viewer, agency_id=request.agency_id, division_id=request.division_id),
        "may_approve": may_approve(viewer),
        "opinions": [{"value": one.value, "text": gettext(OUTCOME_LABELS[one])} for one in OPINIONS],
        "judged": [{"value": one.value, "text": gettext(OUTCOME_LABELS[one])} for one in JUDGED],
    }


async def _letters(db: AsyncSession, rows: list[Proceeding]) -> dict[Any, str]:
    ids = [row.letter_id for row in rows if row.letter_id]
    query = select(Letter.id, Letter.number).where(Letter.id.in_(ids))
    return dict((await db.execute(query)).tuples().all())


def _shown(row: Proceeding, letters: dict[Any, str], now: datetime) -> dict[str, Any]:
    kind, state = ProceedingKind(row.kind), ProceedingState(row.state)
    outcome = Outcome(row.outcome) if row.outcome else None
    heard = kind is ProceedingKind.THIRD_PARTY and state in (ProceedingState.ANSWERED, ProceedingState.SILENT)
    objects = outcome is Outcome.OBJECTS_WITH_REASONS
    choices = [Decision.WITHHOLD, Decision.OVERRIDE] if objects else [Decision.DISCLOSE, Decision.WITHHOLD]
    names = ("id", "workdays", "other_side", "asked", "answer", "opened_on", "served_on", "answer_by", "answered_on",
             "decision_reason", "fee_amount", "fee_count", "fee_basis", "letter_id")  # fmt: skip
    return {name: getattr(row, name) for name in names} | {
        "kind": kind.value,
        "label": KIND_LABELS[kind],
        "state": state.value,
        "state_label": STATE_LABELS[state],
        "chip": CHIPS[state],
        "outcome": OUTCOME_LABELS[outcome] if outcome else "",
        "decision": DECISION_LABELS[Decision(row.decision)] if row.decision else "",
        "must_decide": heard and row.decision is None,
        "decisions": [{"value": one.value, "text": gettext(DECISION_LABELS[one])} for one in choices],
        "letter": letters.get(row.letter_id, "") if row.letter_id else "",
        "is_late": bool(state is ProceedingState.OPEN and row.answer_by and row.answer_by < local_date(now)),
    }


async def form_of(
    db: AsyncSession, request: InformationRequest, kind: ProceedingKind, viewer: Actor, *, now: datetime
) -> dict[str, Any]:
    """What the form of a step needs: what the paper lacks, what the tariff says, how long the law gives."""
    law = law_of(request, now)
    hint = await fee_hint(db, request) if kind is ProceedingKind.FEE else None
    workdays = {ProceedingKind.EXTENSION: law.extension.workdays}.get(kind, law.correction.workdays)
    case = await get_case_file(db, request.id, viewer)
    with in_locale("zh-CN"):  # the words of a letter
        lacks = [gettext(one) for one in case.missing]
    draft = "\n".join(f"{n}.请补充{one}。" for n, one in enumerate(lacks, start=1))
    return {
        "kind": kind.value,
        "label": KIND_LABELS[kind],
        "article": ARTICLES[kind],
        "title": request.title or request.register_no or "",
        "description": request.description,
        "due_on": request.due_on,
        "workdays": workdays,
        "draft": draft if kind is ProceedingKind.CORRECTION else "",
        "may_approve": may_approve(viewer),
        "hint": None if hint is None else {"nth": hint.nth, "amount": hint.amount, "total": hint.month_total},
        "bases": [
            {"value": FeeBasis.PER_ITEM.value, "text": gettext("Per item: the item of this applicant in the month")},
            {"value": FeeBasis.PER_PAGE.value, "text": gettext("Per page: the pages of this request")},
        ],
    }
