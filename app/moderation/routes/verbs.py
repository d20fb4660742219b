"""Forms of moderation: one comment, or many at once; taking back; reading an original."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, post
from litestar.response import Redirect
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor, local_path
from app.comments.queries import get_comment
from app.comments.rules import pieces
from app.consultations.models import Consultation
from app.consultations.queries import get_staff_consultation
from app.lib import forms
from app.lib.db import Database
from app.lib.errors import FieldError, FormInvalid
from app.lib.i18n import gettext_noop as _
from app.lib.pages import flash, render, see_other
from app.moderation import services
from app.moderation.forms import BackForm, ClearForm, HideForm, ManyForm
from app.moderation.models import ModerationAct
from app.moderation.queries import get_group
from app.moderation.routes.pages import flagged_page
from app.moderation.rules import Chosen, Verb, describe

Asked = Request[Any, Any, Any]
Answer = Response[Any] | Redirect
PATH = "/consultations/{consultation_id:uuid}"


@post(PATH + "/comments/{comment_id:uuid}/clear", name="moderation.clear_comment")
async def clear_comment(
    request: Asked, database: Database, now: datetime, viewer: Actor, consultation_id: UUID, comment_id: UUID
) -> Answer:
    form = await forms.read(request, ClearForm)
    async with database.write() as tx:
        consultation, chosen = await _one(tx, viewer, consultation_id, comment_id)
        await services.clear_comments(tx, consultation, chosen, as_written=form.as_written, actor=viewer, now=now)
    flash(request, _("The comment is public now."))
    return see_other(_back(form.back, consultation_id))


@post(PATH + "/comments/{comment_id:uuid}/hide", name="moderation.hide_comment")
async def hide_comment(
    request: Asked, database: Database, now: datetime, viewer: Actor, consultation_id: UUID, comment_id: UUID
) -> Answer:
    try:
        form = await forms.read(request, HideForm)
    except FormInvalid as invalid:
        back = str(invalid.typed.get("back", ""))
        wrong = _named(invalid, str(comment_id))
        return await flagged_page(request, database, viewer, consultation_id, back, now, wrong)
    async with database.write() as tx:
        consultation, chosen = await _one(tx, viewer, consultation_id, comment_id)
        await services.hide_comments(tx, consultation, chosen, form.category, form.reason, actor=viewer, now=now)
    flash(request, _("The comment is not shown. It is counted and answered all the same."))
    return see_other(_back(form.back, consultation_id))


@post(PATH + "/comments/{comment_id:uuid}/hold", name="moderation.hold_comment")
async def hold_comment(
    request: Asked, database: Database, now: datetime, viewer: Actor, consultation_id: UUID, comment_id: UUID
) -> Answer:
    form = await forms.read(request, BackForm)
    async with database.write() as tx:
        consultation, chosen = await _one(tx, viewer, consultation_id, comment_id)
        await services.hold_comments(tx, consultation, chosen, actor=viewer, now=now)
    flash(request, _("The comment waits for a check again."))
    return see_other(_back(form.back, consultation_id))


@post(PATH + "/moderate", name="moderation.moderate")
async def moderate(request: Asked, database: Database, now: datetime, viewer: Actor, consultation_id: UUID) -> Answer:
    """Many at once: the ticked ones, or a group as a whole, with one reason."""
    try:
        form = await forms.read(request, ManyForm)
        why = await forms.read(request, HideForm) if form.verb == Verb.HIDE else None
    except FormInvalid as invalid:
        back = str(invalid.typed.get("back", ""))
        return await flagged_page(request, database, viewer, consultation_id, back, now, _named(invalid, "many"))
    async with database.write() as tx:
        consultation = await get_staff_consultation(tx, consultation_id, viewer, to_edit=True, lock=True)
        act = await _do(tx, consultation, form, why, viewer, now)
        done = describe(act.verb, act.n)
    flash(request, _("{done}. It can be taken back under “What was done”."), done=done)
    return see_other(_back(form.back, consultation_id))


@post(PATH + "/moderation/{act_id:uuid}/undo", name="moderation.undo_act")
async def undo_act(
    request: Asked, database: Database, now: datetime, viewer: Actor, consultation_id: UUID, act_id: UUID
) -> Answer:
    async with database.write() as tx:
        consultation = await get_staff_consultation(tx, consultation_id, viewer, to_edit=True, lock=True)
        act = await services.undo_act(tx, consultation, act_id, actor=viewer, now=now)
        done = describe(act.verb, act.n)
    flash(request, _("{done}."), done=done)
    return see_other(f"/staff/consultations/{consultation_id}/moderation")


@post(PATH + "/comments/{comment_id:uuid}/reveal", name="moderation.reveal_comment", status_code=200)
async def reveal_comment(
    request: Asked, database: Database, now: datetime, viewer: Actor, consultation_id: UUID, comment_id: UUID
) -> Answer:
    """The text as it was written. It is a POST, because the look itself is put on record."""
    form = await forms.read(request, BackForm)
    async with database.write() as tx:
        await get_staff_consultation(tx, consultation_id, viewer, to_edit=True)
        comment = await get_comment(tx, consultation_id, comment_id, lock=True)
        text = services.reveal_comment(tx, comment, actor=viewer, now=now)
    return render(
        request,
        "moderation/reveal.html",
        back=_back(form.back, consultation_id),
        one={"id": str(comment_id), "title": comment.title},
        pieces=pieces(text, comment.findings),
    )


async def _one(db: AsyncSession, viewer: Actor, consultation_id: UUID, comment_id: UUID) -> tuple[Consultation, Chosen]:
    """The comment of a form as a choice, if the viewer may decide about it. Raises NotFound."""
    consultation = await get_staff_consultation(db, consultation_id, viewer, to_edit=True, lock=True)
    await get_comment(db, consultation_id, comment_id, lock=True)
    return consultation, Chosen([comment_id])


async def _do(
    db: AsyncSession, consultation: Consultation, form: ManyForm, why: HideForm | None, viewer: Actor, now: datetime
) -> ModerationAct:
    chosen = Chosen(form.comments)
    if form.whole and form.group:
        group = await get_group(db, consultation.id, form.group)
        chosen = Chosen(group_id=group["id"], group_number=form.group, until=form.made_at())
    if why:
        return await services.hide_comments(
            db, consultation, chosen, why.category, why.reason, actor=viewer, now=now
        )  # fmt: skip
    verb = services.clear_comments if form.verb == Verb.CLEAR else services.hold_comments
    return await verb(db, consultation, chosen, actor=viewer, now=now)


def _named(invalid: FormInvalid, of: str) -> FormInvalid:
    """The fields of one of the page's forms, by the ids that they have there."""
    typed = {f"{name}-{of}": value for name, value in invalid.typed.items()}
    return FormInvalid([FieldError(f"{one.field}-{of}", one.message, one.params) for one in invalid.errors], typed)


def _back(wanted: str, consultation_id: UUID) -> str:
    """The list as it was; only a page of this list."""
    page = f"/staff/consultations/{consultation_id}/flagged"
    return wanted if local_path(wanted, "").startswith((f"{page}?", f"{page}#")) else page


handlers = [clear_comment, hide_comment, hold_comment, moderate, undo_act, reveal_comment]
