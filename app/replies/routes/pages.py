"""What the handlers of replies share: the page, a step that may be refused, what a form shows again."""

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import Request, Response
from litestar.response import Redirect
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.letters.rules import METHOD_LABELS
from app.lib.clock import local_date
from app.lib.db import Database
from app.lib.errors import FieldError, FormInvalid, Refused
from app.lib.i18n import gettext
from app.lib.pages import flash, render, see_other
from app.replies.approval import DECISION_LABELS
from app.replies.drafting import ENDED_BY_SILENCE, find_reply
from app.replies.rules import (
    GROUP_LABELS,
    KINDS,
    STATE_LABELS,
    AgencyMissing,
    BasisMissing,
    RemedyUnfit,
    ReplyGroup,
    ReplyKind,
)
from app.replies.showing import show_reply
from app.requests.models import InformationRequest
from app.requests.queries import get_staff_request
from app.requests.rules import CLOSED_STATES, may_edit

Asked = Request[Any, Any, Any]
Answer = Response[Any] | Redirect
Step = Callable[[AsyncSession, InformationRequest], Awaitable[object]]

FIELD_OF = {BasisMissing: "bases", AgencyMissing: "agency_name", RemedyUnfit: "body"}
"""Where the form shows a refusal."""


def base_of(request_id: UUID) -> str:
    return f"/staff/requests/{request_id}/reply"


def heading(found: InformationRequest) -> dict[str, Any]:
    """What every page of a reply says of its request."""
    return {
        "id": str(found.id),
        "name": found.title or found.register_no or gettext("The request"),
        "register_no": found.register_no,
        "description": found.description,
        "doc_no": found.doc_no,
        "due_on": found.due_on,
        "path": f"/staff/requests/{found.id}",
        "base": base_of(found.id),
    }


async def reply_page(
    request: Asked,
    database: Database,
    viewer: Actor,
    request_id: UUID,
    invalid: FormInvalid | None = None,
    *,
    status: int = 200,
) -> Answer:
    """Where the reply stands, the letter, and what the viewer may do. Without a reply: the way to the kinds."""
    today = local_date(request.app.state.clock())
    async with database.read() as db:
        found = await get_staff_request(db, request_id, viewer)
        reply = await find_reply(db, request_id)
        shown = await show_reply(db, found, reply, viewer, today=today) if reply else None
    edits = may_edit(viewer, agency_id=found.agency_id, division_id=found.division_id)
    if shown is None:
        if edits and (found.state not in CLOSED_STATES or found.state in ENDED_BY_SILENCE) and invalid is None:
            return see_other(f"{base_of(request_id)}/kinds")
        return render(request, "replies/none.html", invalid=invalid, status_code=status, r=heading(found))
    return render(
        request,
        "replies/show.html",
        invalid=invalid,
        status_code=status,
        r=heading(found),
        may_edit=edits,
        is_closed=found.state in CLOSED_STATES,
        kind_name=KINDS[ReplyKind(shown["reply"]["kind"])].name,
        kind_names={kind.value: law.name for kind, law in KINDS.items()},
        state_labels=STATE_LABELS,
        decision_labels=DECISION_LABELS,
        method_labels=METHOD_LABELS,
        **shown,
    )


async def act(
    request: Asked,
    database: Database,
    viewer: Actor,
    request_id: UUID,
    step: Step,
    done: str,
    *,
    to_edit: bool = False,
) -> Answer:
    """Carry out one step, locked and whole. A refusal is shown on the page itself, with what was typed."""
    await request.form()  # the whole body arrives before anybody waits for the lock
    try:
        async with database.write() as tx:
            found = await get_staff_request(tx, request_id, viewer, to_edit=to_edit, lock=True)
            await step(tx, found)
    except (FormInvalid, Refused) as refused:
        invalid = await as_invalid(request, refused)
        return await reply_page(request, database, viewer, request_id, invalid, status=refused.status)
    flash(request, done)
    return see_other(base_of(request_id))


async def as_invalid(request: Asked, refused: FormInvalid | Refused) -> FormInvalid:
    """A refusal as an error of its field, so that nothing typed is lost."""
    sent = await request.form()
    typed: dict[str, object] = {}
    for name in dict.fromkeys(sent.keys()):
        many = [one for one in sent.getall(name) if isinstance(one, str)]
        if many and name != "_csrf_token":
            typed[name] = many if name == "bases" else many[-1]
    if isinstance(refused, FormInvalid):
        return FormInvalid(refused.errors, typed)
    return FormInvalid([FieldError(FIELD_OF.get(type(refused), ""), refused.message, refused.params)], typed)


def kind_choices() -> list[dict[str, Any]]:
    """All kinds by the part of the annual report in which they count."""
    return [
        {
            "label": GROUP_LABELS[group],
            "kinds": [
                {"value": kind.value, "name": law.name, "about": law.about, "article": law.article}
                for kind, law in KINDS.items()
                if law.group is group
            ],
        }
        for group in ReplyGroup
    ]


def link_of(request_id: UUID, kind: ReplyKind, given: dict[str, str]) -> str:
    """The form of a kind with what a suggestion puts into it."""
    return f"{base_of(request_id)}/edit?{urlencode({'kind': kind.value, **given})}"
