"""The buttons of the staff's pages: each runs one verb in one transaction and leads back to a page."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from litestar import Request, Response, post
from litestar.response import Redirect
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor, local_path
from app.consultations.models import Consultation
from app.consultations.queries import get_staff_consultation
from app.lib import forms
from app.lib.db import Database
from app.lib.errors import FormInvalid
from app.lib.i18n import gettext_noop as _
from app.lib.pages import flash, see_other
from app.opinion_groups import services, splitting
from app.opinion_groups.forms import ChosenForm, MembersForm, MergeForm, PairForm, SeenForm, TitleForm, read_seen
from app.opinion_groups.routes.pages import group_page
from app.opinion_groups.undo import undo_event

Asked = Request[Any, Any, Any]
Answer = Response[Any] | Redirect
T = TypeVar("T")


async def _act(
    database: Database,
    viewer: Actor,
    consultation_id: UUID,
    verb: Callable[[AsyncSession, Consultation], Awaitable[T]],
) -> T:
    """One act in one transaction, the consultation locked."""
    async with database.write() as tx:
        return await verb(tx, await get_staff_consultation(tx, consultation_id, viewer, to_edit=True, lock=True))


def _board(consultation_id: UUID, back: str = "") -> str:
    return local_path(back, f"/staff/consultations/{consultation_id}/groups")


@post("/consultations/{consultation_id:uuid}/groups/confirm", name="opinion_groups.confirm_groups")
async def confirm_groups(
    request: Asked, database: Database, viewer: Actor, now: datetime, consultation_id: UUID, only: str = ""
) -> Answer:
    form = await forms.read(request, ChosenForm)
    seen = [read_seen(only)] if only else form.groups()
    done = await _act(
        database, viewer, consultation_id, lambda db, c: services.confirm_groups(db, c, seen, actor=viewer, now=now)
    )
    flash(request, _("Confirmed: {n}."), n=len(done))
    return see_other(_board(consultation_id, form.back))


@post("/consultations/{consultation_id:uuid}/groups/merge", name="opinion_groups.merge_groups")
async def merge_groups(
    request: Asked, database: Database, viewer: Actor, now: datetime, consultation_id: UUID
) -> Answer:
    form = await forms.read(request, ChosenForm)
    seen = form.groups()
    into = await _act(
        database, viewer, consultation_id, lambda db, c: services.merge_chosen(db, c, seen, actor=viewer, now=now)
    )
    flash(request, _("{n} groups are now group {number}."), n=len(seen), number=into.number)
    return see_other(_board(consultation_id, form.back))


@post("/consultations/{consultation_id:uuid}/groups/answer", name="opinion_groups.choose_for_answer")
async def choose_for_answer(request: Asked, database: Database, viewer: Actor, consultation_id: UUID) -> Answer:
    """Takes the ticked groups to the page where they get one answer."""
    form = await forms.read(request, ChosenForm)
    numbers = ",".join(str(one.number) for one in form.groups())
    return see_other(f"/staff/consultations/{consultation_id}/answers/new?groups={numbers}")


@post("/consultations/{consultation_id:uuid}/groups/proposals/{decision:str}", name="opinion_groups.decide_proposal")
async def decide_proposal(
    request: Asked, database: Database, viewer: Actor, now: datetime, consultation_id: UUID, decision: str
) -> Answer:
    form = await forms.read(request, PairForm)
    one, other, is_accepted = read_seen(form.one), read_seen(form.other), decision == "accept"
    await _act(
        database,
        viewer,
        consultation_id,
        lambda db, c: services.decide_proposal(db, c, one, other, is_accepted=is_accepted, actor=viewer, now=now),
    )
    flash(request, _("The two groups are merged.") if is_accepted else _("The two groups stay apart."))
    return see_other(_board(consultation_id))


@post("/consultations/{consultation_id:uuid}/groups/{number:int}/rename", name="opinion_groups.rename_group")
async def rename_group(
    request: Asked, database: Database, viewer: Actor, now: datetime, consultation_id: UUID, number: int
) -> Answer:
    try:
        form = await forms.read(request, TitleForm)
    except FormInvalid as invalid:
        return await group_page(request, database, viewer, consultation_id, number, invalid=invalid)
    await _act(
        database,
        viewer,
        consultation_id,
        lambda db, c: services.rename_group(db, c, number, form.title, actor=viewer, now=now),
    )
    flash(request, _("The name is changed."))
    return see_other(f"{_board(consultation_id)}/{number}")


@post("/consultations/{consultation_id:uuid}/groups/{number:int}/merge", name="opinion_groups.merge_into_group")
async def merge_into_group(
    request: Asked, database: Database, viewer: Actor, now: datetime, consultation_id: UUID, number: int
) -> Answer:
    form = await forms.read(request, MergeForm)
    into, other = form.group(), read_seen(form.other)
    await _act(
        database,
        viewer,
        consultation_id,
        lambda db, c: services.merge_groups(db, c, into, [other], actor=viewer, now=now),
    )
    flash(request, _("Group {other} is now part of group {number}."), other=other.number, number=number)
    return see_other(f"{_board(consultation_id)}/{number}")


@post("/consultations/{consultation_id:uuid}/groups/{number:int}/split", name="opinion_groups.split_group")
async def split_group(
    request: Asked, database: Database, viewer: Actor, now: datetime, consultation_id: UUID, number: int
) -> Answer:
    form = await forms.read(request, MembersForm)
    source, ids = form.group(), form.comment_ids()
    new = await _act(
        database,
        viewer,
        consultation_id,
        lambda db, c: splitting.split_group(db, c, source, ids, actor=viewer, now=now),
    )
    flash(request, _("They are now group {number}."), number=new.number)
    return see_other(f"{_board(consultation_id)}/{number}")


@post(
    "/consultations/{consultation_id:uuid}/groups/{number:int}/split-by-clause", name="opinion_groups.split_by_clause"
)
async def split_by_clause(
    request: Asked, database: Database, viewer: Actor, now: datetime, consultation_id: UUID, number: int
) -> Answer:
    source = (await forms.read(request, SeenForm)).group()
    made = await _act(
        database,
        viewer,
        consultation_id,
        lambda db, c: splitting.split_by_clause(db, c, source, actor=viewer, now=now),
    )
    flash(request, _("Split by clause: {n} new groups."), n=len(made))
    return see_other(f"{_board(consultation_id)}/{number}")


@post("/consultations/{consultation_id:uuid}/groups/{number:int}/move", name="opinion_groups.move_comments")
async def move_comments(
    request: Asked, database: Database, viewer: Actor, now: datetime, consultation_id: UUID, number: int
) -> Answer:
    form = await forms.read(request, MembersForm)
    try:
        source, ids, target = form.group(), form.comment_ids(), form.target_number()
        await _act(
            database,
            viewer,
            consultation_id,
            lambda db, c: splitting.move_comments(db, c, source, ids, target, actor=viewer, now=now),
        )
    except FormInvalid as invalid:
        typed = FormInvalid(invalid.errors, {"target": form.target})
        return await group_page(request, database, viewer, consultation_id, number, invalid=typed)
    flash(request, _("They are now in group {number}."), number=target)
    return see_other(f"{_board(consultation_id)}/{number}")


@post("/consultations/{consultation_id:uuid}/events/{event_id:uuid}/undo", name="opinion_groups.undo_event")
async def undo(
    request: Asked, database: Database, viewer: Actor, now: datetime, consultation_id: UUID, event_id: UUID
) -> Answer:
    form = await forms.read(request, ChosenForm)
    await _act(database, viewer, consultation_id, lambda db, c: undo_event(db, c, event_id, actor=viewer, now=now))
    flash(request, _("It is taken back."))
    return see_other(local_path(form.back, f"/staff/consultations/{consultation_id}/events"))


handlers = [
    confirm_groups,
    merge_groups,
    choose_for_answer,
    decide_proposal,
    rename_group,
    merge_into_group,
    split_group,
    split_by_clause,
    move_comments,
    undo,
]
