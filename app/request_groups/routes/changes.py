"""The buttons of the pages of groups: each runs one verb in one transaction and leads back to a page."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, post
from litestar.response import Redirect

from app.accounts.rules import Actor
from app.lib import forms
from app.lib.db import Database
from app.lib.errors import FormInvalid
from app.lib.i18n import gettext_noop as _
from app.lib.pages import flash, see_other
from app.request_groups import services
from app.request_groups.forms import MembersForm, OtherForm, ReachForm, SeenForm, ThresholdForm, TitleForm
from app.request_groups.queries import Filter
from app.request_groups.routes.pages import board_page, group_page
from app.request_groups.rules import GuardConflict
from app.request_groups.undo import undo_event

Asked = Request[Any, Any, Any]
Answer = Response[Any] | Redirect
BASE = "/staff/request-groups"


@post("/{number:int}/confirm", name="request_groups.confirm_group")
async def confirm(request: Asked, database: Database, viewer: Actor, now: datetime, number: int) -> Answer:
    form = await forms.read(request, SeenForm)
    async with database.write() as tx:
        group = await services.load_group(tx, number, actor=viewer, revision=form.revision)
        await services.confirm_group(tx, group, actor=viewer, now=now)
    flash(request, _("Group {number} is confirmed."), number=number)
    return see_other(f"{BASE}/{number}")


@post("/{number:int}/rename", name="request_groups.rename_group")
async def rename(request: Asked, database: Database, viewer: Actor, now: datetime, number: int) -> Answer:
    try:
        form = await forms.read(request, TitleForm)
    except FormInvalid as invalid:
        return await group_page(request, database, viewer, now, number, invalid)
    async with database.write() as tx:
        group = await services.load_group(tx, number, actor=viewer)
        await services.rename_group(tx, group, form.title.strip(), actor=viewer, now=now)
    flash(request, _("The title is changed."))
    return see_other(f"{BASE}/{number}")


@post("/{number:int}/reach", name="request_groups.judge_reach")
async def judge(request: Asked, database: Database, viewer: Actor, now: datetime, number: int) -> Answer:
    form = await forms.read(request, ReachForm)
    async with database.write() as tx:
        group = await services.load_group(tx, number, actor=viewer)
        await services.judge_reach(
            tx, group, wide_scope=form.wide_scope, wide_awareness=form.wide_awareness, actor=viewer, now=now
        )
    flash(request, _("The reach is noted."))
    return see_other(f"{BASE}/{number}")


@post("/{number:int}/merge", name="request_groups.merge_groups")
async def merge(request: Asked, database: Database, viewer: Actor, now: datetime, number: int) -> Answer:
    form = await forms.read(request, OtherForm)
    try:
        async with database.write() as tx:
            into = await services.load_group(tx, number, actor=viewer, revision=form.revision)
            other = await services.load_group(tx, form.other_number(), actor=viewer)
            await services.merge_groups(tx, into, other, reason=form.reason, actor=viewer, now=now)
    except (FormInvalid, GuardConflict) as refused:
        return await _again(request, database, viewer, now, number, form, refused)
    flash(request, _("Group {other} is now part of group {number}."), other=other.number, number=number)
    return see_other(f"{BASE}/{number}")


@post("/{number:int}/keep-apart", name="request_groups.keep_apart")
async def keep_apart(request: Asked, database: Database, viewer: Actor, now: datetime, number: int) -> Answer:
    form = await forms.read(request, OtherForm)
    async with database.write() as tx:
        group = await services.load_group(tx, number, actor=viewer)
        other = await services.load_group(tx, form.other_number(), actor=viewer)
        await services.keep_apart(tx, group, other, actor=viewer, now=now)
    flash(request, _("The two groups of requests stay apart."))
    return see_other(f"{BASE}/{number}")


@post("/{number:int}/split", name="request_groups.split_group")
async def split(request: Asked, database: Database, viewer: Actor, now: datetime, number: int) -> Answer:
    form = await forms.read(request, MembersForm)
    async with database.write() as tx:
        group = await services.load_group(tx, number, actor=viewer, revision=form.revision)
        other = await services.split_group(tx, group, form.request_ids(), actor=viewer, now=now)
    flash(request, _("They are now group {number} of requests."), number=other.number)
    return see_other(f"{BASE}/{other.number}")


@post("/{number:int}/move", name="request_groups.move_requests")
async def move(request: Asked, database: Database, viewer: Actor, now: datetime, number: int) -> Answer:
    form = await forms.read(request, MembersForm)
    try:
        async with database.write() as tx:
            group = await services.load_group(tx, number, actor=viewer, revision=form.revision)
            target = await services.load_group(tx, form.other_number(), actor=viewer)
            await services.move_requests(
                tx, group, form.request_ids(), target, reason=form.reason, actor=viewer, now=now
            )
    except (FormInvalid, GuardConflict) as refused:
        return await _again(request, database, viewer, now, number, form, refused)
    flash(request, _("They are now in group {number} of requests."), number=target.number)
    return see_other(f"{BASE}/{target.number}")


@post("/events/{event_id:uuid}/undo", name="request_groups.undo_event")
async def undo(request: Asked, database: Database, viewer: Actor, now: datetime, event_id: UUID) -> Answer:
    await forms.read(request, SeenForm)
    async with database.write() as tx:
        group = await undo_event(tx, event_id, actor=viewer, now=now)
    flash(request, _("The change of the group is taken back."))
    return see_other(f"{BASE}/{group.number}")


@post("/threshold", name="request_groups.set_thresholds")
async def set_thresholds(request: Asked, database: Database, viewer: Actor, now: datetime) -> Answer:
    services.check_may_set(viewer)
    try:
        form = await forms.read(request, ThresholdForm)
    except FormInvalid as invalid:
        return await board_page(request, database, viewer, now, Filter(), invalid)
    async with database.write() as tx:
        await services.set_thresholds(
            tx, people=form.people, requests=form.requests, days=form.days, actor=viewer, now=now
        )
    flash(request, _("The threshold is changed; it holds from now on."))
    return see_other(BASE)


async def _again(
    request: Asked,
    database: Database,
    viewer: Actor,
    now: datetime,
    number: int,
    form: OtherForm,
    refused: FormInvalid | GuardConflict,
) -> Answer:
    """The page once more, with what was typed; a guard's refusal stands at the field for the reason."""
    if isinstance(refused, GuardConflict):
        refused = FormInvalid.of("reason", refused.message, **refused.params)
    typed = {"other": form.other, "reason": form.reason}
    return await group_page(request, database, viewer, now, number, FormInvalid(refused.errors, typed))


handlers = [confirm, rename, judge, merge, keep_apart, split, move, undo, set_thresholds]
