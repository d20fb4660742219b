"""Writing a reply: which kind, its form, the letter it makes, submission."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response

from app.accounts.rules import Actor
from app.letters.rendering import render_pdf
from app.lib import forms
from app.lib.clock import local_date
from app.lib.db import Database
from app.lib.errors import FormInvalid
from app.lib.i18n import gettext
from app.lib.i18n import gettext_noop as _
from app.lib.pages import flash, render, see_other
from app.replies import drafting
from app.replies.facts import FACTS, TAKES_BASES, check_content
from app.replies.forms import DraftForm
from app.replies.models import Reply
from app.replies.routes.pages import (
    Answer,
    Asked,
    act,
    as_invalid,
    base_of,
    heading,
    kind_choices,
    link_of,
    reply_page,
)
from app.replies.rules import BASES, KINDS, AgencyMissing, BasisMissing, RemedyUnfit, ReplyKind
from app.replies.showing import preview
from app.replies.storing import list_files, read_content, unpack
from app.replies.suggesting import Hint, suggest
from app.replies.wording import suggest_body
from app.requests.queries import get_staff_request

R = "/requests/{request_id:uuid}/reply"


@get(R, name="replies.show")
async def show(request: Asked, database: Database, viewer: Actor, request_id: UUID) -> Answer:
    """Where the reply stands; without one, the kinds to choose from."""
    return await reply_page(request, database, viewer, request_id)


@get(f"{R}/kinds", name="replies.kinds")
async def kinds(request: Asked, database: Database, viewer: Actor, request_id: UUID) -> Answer:
    """All kinds with their meaning, and what speaks for one of them."""
    async with database.read() as db:
        found = await get_staff_request(db, request_id, viewer, to_edit=True)
        hints = await suggest(db, found)
    return render(
        request, "replies/kinds.html", r=heading(found), groups=kind_choices(), hints=_shown(hints, request_id)
    )


@get(f"{R}/edit", name="replies.edit")
async def edit(
    request: Asked,
    database: Database,
    viewer: Actor,
    request_id: UUID,
    kind: ReplyKind | None = None,
    find: str = "",
) -> Answer:
    """The form of one kind: only the fields that it needs. Values in the address fill it, as a suggestion does."""
    given = {name: value for name, value in request.query_params.items() if name in DraftForm.__struct_fields__}
    return await _form(request, database, viewer, request_id, kind, given=given, find=find.strip()[:100])


@post(R, name="replies.draft_reply")
async def draft_reply(request: Asked, database: Database, now: datetime, viewer: Actor, request_id: UUID) -> Answer:
    """Keep the reply. Complete, unless it was asked to keep it as it is."""
    form: DraftForm | None = None
    try:
        form = await forms.read(request, DraftForm)
        async with database.write() as tx:
            found = await get_staff_request(tx, request_id, viewer, to_edit=True, lock=True)
            if not form.is_rough:
                check_content(form.content(await _titles(tx, request_id)))
            await drafting.draft_reply(tx, found, form.content(), actor=viewer, now=now)
    except (FormInvalid, BasisMissing, AgencyMissing, RemedyUnfit) as refused:
        invalid = await as_invalid(request, refused)
        kind = form.kind if form else None
        return await _form(request, database, viewer, request_id, kind, invalid, status=refused.status)
    flash(request, _("Kept. This is the letter as it would be."))
    return see_other(base_of(request_id))


async def _titles(db: Any, request_id: UUID) -> tuple[str, ...]:
    reply = await drafting.find_reply(db, request_id)
    return tuple(file.title for file, _stored in await list_files(db, reply)) if reply else ()


@post(f"{R}/submit", name="replies.submit_reply")
async def submit_reply(request: Asked, database: Database, now: datetime, viewer: Actor, request_id: UUID) -> Answer:
    async def step(tx: Any, found: Any) -> None:
        await drafting.submit_reply(tx, found, actor=viewer, now=now)

    return await act(request, database, viewer, request_id, step, _("Sent to the reviewers."), to_edit=True)


@get(f"{R}/preview.pdf", name="replies.preview")
async def preview_pdf(request: Asked, database: Database, now: datetime, viewer: Actor, request_id: UUID) -> Answer:
    """The letter as it would be printed, without a number."""
    async with database.read() as db:
        found = await get_staff_request(db, request_id, viewer)
        reply = await drafting.get_reply(db, request_id)
        letter = await preview(db, found, await read_content(db, reply), today=local_date(now))
    made = await render_pdf(letter, fonts=request.app.state.settings.fonts_dir)
    headers = {"cache-control": "no-store", "content-disposition": 'inline; filename="preview.pdf"'}
    return Response(made, media_type="application/pdf", headers=headers)


async def _form(
    request: Asked,
    database: Database,
    viewer: Actor,
    request_id: UUID,
    kind: ReplyKind | None,
    invalid: FormInvalid | None = None,
    *,
    given: dict[str, str] | None = None,
    find: str = "",
    status: int = 200,
) -> Answer:
    async with database.read() as db:
        found = await get_staff_request(db, request_id, viewer, to_edit=True)
        reply = await drafting.find_reply(db, request_id)
        kind = kind or (ReplyKind(reply.kind) if reply else None)
        if kind is None:
            return see_other(f"{base_of(request_id)}/kinds")
        hints = await suggest(db, found, kind=kind, find=find)
    is_own = "own" in request.query_params
    return render(
        request,
        "replies/edit.html",
        invalid=invalid,
        status_code=status,
        r=heading(found),
        kind={"value": kind.value, "name": KINDS[kind].name, "about": KINDS[kind].about,
              "article": KINDS[kind].article},
        facts=[{"name": one.name, "label": one.label, "hint": one.hint, "widget": one.widget,
                "is_required": one.is_required} for one in FACTS[kind]],
        bases_shown=[{"value": one.value, "text": gettext(law.name)} for one, law in BASES.items()],
        takes_bases=kind in TAKES_BASES,
        hints=_shown(hints, request_id),
        find=find,
        is_own=is_own,
        values=_values(reply, kind, is_own=is_own) | (given or {}) | (invalid.typed if invalid else {}),
    )  # fmt: skip


def _shown(hints: list[Hint], request_id: UUID) -> list[dict[str, Any]]:
    return [
        {"kind": one.kind.value, "kind_name": KINDS[one.kind].name, "text": one.text, "detail": one.detail,
         "path": one.path, "href": link_of(request_id, one.kind, one.given)}
        for one in hints
    ]  # fmt: skip


def _values(reply: Reply | None, kind: ReplyKind, *, is_own: bool) -> dict[str, Any]:
    """What stands in the form: the draft's, where it says something of this kind. The text itself only where it was
    edited or is about to be: else it follows the fields."""
    empty: dict[str, Any] = {name: "" for name in DraftForm.__struct_fields__} | {"bases": []}
    if reply is None:
        return empty
    content = unpack(reply)
    body = content.body or (suggest_body(content) if is_own else "")
    return empty | dict(content.facts) | {
        "bases": [one.value for one in content.bases],
        "is_override": content.is_override,
        "body": body if content.kind is kind else "",
    }  # fmt: skip


handlers = [show, kinds, edit, draft_reply, submit_reply, preview_pdf]
