"""Plain helpers that put requests for information into a test's database, through the real services."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import CITIZEN, Actor
from app.applicants.rules import ApplicantKind, IdKind, NewApplicant
from app.lib.clock import local_date
from app.lib.db import Database
from app.requests.models import Application, InformationRequest
from app.requests.queries import list_of_receipt
from app.requests.rules import NewApplication, NewItem, RequestChannel, RequestState
from app.requests.services import change_state, recompute_due, submit_application
from tests.cast import Cast

ID_NUMBER = "11010519491231002X"
"""The example of GB 11643: nobody's number, with a right check character."""


def id_number(n: int) -> str:
    """The nth of many made-up identity numbers with right check characters."""
    head = f"31010119900101{n:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return head + "10X98765432"[sum(int(c) * w for c, w in zip(head, weights, strict=True)) % 11]


def new_application(agency_id: UUID, *descriptions: str, **changes: Any) -> NewApplication:
    """An application through this site by somebody; `name`, `id_number`, `email` … go to the applicant."""
    own = {key: changes.pop(key) for key in list(changes) if key in NewApplicant.__dataclass_fields__}
    applicant = {
        "kind": ApplicantKind.NATURAL_PERSON,
        "name": "王小明",
        "id_kind": IdKind.RESIDENT_ID,
        "id_number": ID_NUMBER,
        "phone": "13800001234",
        **own,
    }
    items = tuple(NewItem(one) for one in descriptions or ("2025年度灵活就业人员社会保险补贴发放标准",))
    parts = {"channel": RequestChannel.ONLINE, "applicant": NewApplicant(**applicant), "items": items, **changes}
    return NewApplication(agency_id=agency_id, **parts)


async def make_request(
    database: Database,
    cast: Cast,
    *descriptions: str,
    now: datetime,
    state: str = "in_process",
    received_on: date | None = None,
    division: str | None = "pension",
    register_no: str | None = None,
    **changes: Any,
) -> UUID:
    """A request through this site in the wanted state; its id. Received today unless told otherwise.

    `division=None` leaves it with the openness office. `name`, `id_number`, `email` … change the applicant. Several
    descriptions make several requests of one application: the id is that of the first. States behind in_process are
    reached by `change_state` alone, without what the rooms that lead there would have stored.
    """
    path = {
        "submitted": (),
        "received": ("received",),
        "in_process": ("received", "in_process"),
        "replied": ("received", "in_process", "under_review", "replied"),
    }.get(state, ("received", "in_process", state))
    async with database.write() as db:
        issued = await submit_application(
            db,
            new_application(cast.agency.id, *descriptions, **changes),
            token=f"make request {uuid4()}",
            contact_email="",
            locale="zh-CN",
            actor=CITIZEN,
            now=now,
        )
        requests = await list_of_receipt(db, issued.receipt_id)
        for request in requests:
            await _lead(db, request, path, received_on or local_date(now), actor=cast["ouyang"], now=now)
            request.division_id = cast.divisions[division].id if division else None
        if path:
            requests[0].register_no = register_no
            (await db.get_one(Application, requests[0].application_id)).received_on = requests[0].received_on
        return requests[0].id


async def _lead(
    db: AsyncSession,
    request: InformationRequest,
    path: Sequence[str],
    received_on: date,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    for state in path:
        if state == "received":
            request.received_on = received_on
        await change_state(db, request, RequestState(state), actor=actor, now=now)
    if request.received_on:
        await recompute_due(db, request.id)
    if path and path[-1] == "replied":
        request.replied_at = now
