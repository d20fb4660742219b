"""The page of challenges on the case, and table 4 of the year."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.response import Redirect

from app.accounts.rules import Actor
from app.challenges import queries, services
from app.challenges.forms import ChallengeForm, DecisionForm
from app.challenges.rules import KIND_LABELS, RESULT_LABELS, Result
from app.letters.queries import get_head
from app.lib import forms
from app.lib.clock import local_date
from app.lib.db import Database
from app.lib.errors import FormInvalid
from app.lib.guards import signed_in
from app.lib.i18n import gettext
from app.lib.i18n import gettext_noop as _
from app.lib.pages import flash, render, see_other
from app.requests.queries import get_staff_request
from app.requests.rules import may_edit

Asked = Request[Any, Any, Any]
Page = Response[Any] | Redirect
BASE = "/requests/{request_id:uuid}/challenges"


@get(BASE, name="challenges.index")
async def index(request: Asked, database: Database, viewer: Actor, now: datetime, request_id: UUID) -> Page:
    return await _page(request, database, viewer, now, request_id)


@post(BASE, name="challenges.record_challenge")
async def record_challenge(request: Asked, database: Database, viewer: Actor, now: datetime, request_id: UUID) -> Page:
    try:
        form = await forms.read(request, ChallengeForm)
        async with database.write() as tx:
            case = await get_staff_request(tx, request_id, viewer, to_edit=True, lock=True)
            await services.record_challenge(tx, case, form, actor=viewer, now=now)
    except FormInvalid as invalid:
        return await _page(request, database, viewer, now, request_id, await forms.keep_typed(request, invalid))
    flash(request, _("The challenge is recorded."))
    return see_other(f"/staff/requests/{request_id}/challenges")


@post(f"{BASE}/{{challenge_id:uuid}}", name="challenges.decide_challenge")
async def decide_challenge(
    request: Asked, database: Database, viewer: Actor, now: datetime, request_id: UUID, challenge_id: UUID
) -> Page:
    try:
        form = await forms.read(request, DecisionForm)
        async with database.write() as tx:
            await get_staff_request(tx, request_id, viewer, to_edit=True)
            challenge = await queries.get_challenge(tx, request_id, challenge_id, lock=True)
            await services.decide_challenge(tx, challenge, form, actor=viewer, now=now)
    except FormInvalid as invalid:
        invalid = await forms.keep_typed(request, invalid)
        return await _page(request, database, viewer, now, request_id, invalid, deciding=str(challenge_id))
    flash(request, _("The result is recorded."))
    return see_other(f"/staff/requests/{request_id}/challenges")


async def _page(
    request: Asked,
    database: Database,
    viewer: Actor,
    now: datetime,
    request_id: UUID,
    invalid: FormInvalid | None = None,
    deciding: str = "",
) -> Page:
    year = local_date(now).year
    async with database.read() as db:
        case = await get_staff_request(db, request_id, viewer, to_edit=invalid is not None)
        if deciding:
            await queries.get_challenge(db, request_id, UUID(deciding))
        challenges = await queries.list_challenges(db, request_id)
        table = await queries.get_table_4(db, case.agency_id, year)
        head = await get_head(db, case.agency_id)
    results = [one for one in Result if one is not Result.PENDING]
    return render(
        request,
        "challenges/index.html",
        invalid=invalid,
        deciding=deciding,
        case={"id": str(case.id), "name": case.title or case.register_no or ""},
        challenges=[{"id": str(one.id)} | {name: getattr(one, name) for name in _SHOWN} for one in challenges],
        table=table,
        year=year,
        organ=head.organ,
        today=local_date(now),
        kind_labels=KIND_LABELS,
        result_labels=RESULT_LABELS,
        kinds=[{"value": kind.value, "text": gettext(label)} for kind, label in KIND_LABELS.items()],
        results=[{"value": one.value, "text": gettext(RESULT_LABELS[one])} for one in results],
        may_edit=may_edit(viewer, agency_id=case.agency_id, division_id=case.division_id),
    )


_SHOWN = ("kind", "organ", "case_no", "filed_on", "result", "decided_on", "note")

staff = Router(path="/staff", guards=[signed_in], route_handlers=[index, record_challenge, decide_challenge])
