"""Settling a conversion: what would be published, who cleared it, which replies go out with it."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.response import Redirect
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.conversions import queries, services
from app.conversions.answering import answer_group
from app.conversions.forms import ContentForm, DigestForm, SettleForm
from app.conversions.rules import NotGrouped, may_clear, may_convert
from app.conversions.showing import choices, work_card
from app.disclosures.scanning import places_of, scan_files
from app.lib import forms
from app.lib.clock import local_date
from app.lib.db import Database
from app.lib.errors import FormInvalid, NotFound
from app.lib.i18n import gettext_noop as _
from app.lib.pages import flash, render, see_other
from app.request_groups.membership import lock_agency
from app.request_groups.models import RequestGroup
from app.request_groups.queries import first_words, get_group, get_group_of
from app.request_groups.reaching import get_thresholds, reach_groups
from app.request_groups.showing import group_card
from app.requests.queries import get_staff_request

Asked = Request[Any, Any, Any]
Answer = Response[Any] | Redirect
HERE = "/request-groups/{number:int}/conversion"


@get("/requests/{request_id:uuid}/conversion", name="conversions.of_request")
async def of_request(request: Asked, database: Database, viewer: Actor, request_id: UUID) -> Answer:
    """Leads from a case to the conversion of its group."""
    async with database.read() as db:
        found = await get_staff_request(db, request_id, viewer)
        group = await get_group_of(db, found.id)
    if group is None:
        raise NotGrouped
    return see_other(f"/staff/request-groups/{group.number}/conversion")


@get(HERE, name="conversions.show")
async def show(request: Asked, database: Database, viewer: Actor, now: datetime, number: int) -> Answer:
    return await conversion_page(request, database, viewer, now, number)


async def conversion_page(
    request: Asked,
    database: Database,
    viewer: Actor,
    now: datetime,
    number: int,
    invalid: FormInvalid | None = None,
) -> Answer:
    """The text with every place that looks like personal data, the clearances, the replies that wait."""
    async with database.read() as db:
        group = await get_group(db, viewer, number)
        work = await queries.get_work(db, group, viewer)
        law = await get_thresholds(db, group.agency_id)
        approved = [one.id for one in work.approved]
        reach = (await reach_groups(db, [group], on=local_date(now), answering=approved))[group.id]
        words = await first_words(db, [group.id])
        stored = await queries.list_chosen(db, work.draft)
    scanned = await scan_files(request.app.state.files, stored)
    return render(
        request,
        "conversions/desk.html",
        invalid=invalid,
        group=group_card(group, words.get(group.id, ""), reach, law),
        work=work_card(work, places_of(stored, scanned)),
        choices=choices(),
        today=local_date(now),
        issuer=request.app.state.settings.agency_name,
        may_change=may_convert(viewer),
        may_clear=may_clear(viewer),
    )


async def _act(
    database: Database, viewer: Actor, number: int, verb: Callable[[AsyncSession, RequestGroup], Awaitable[object]]
) -> None:
    """One act in one transaction, the agency's groups locked."""
    if viewer.agency_id is None:
        raise NotFound
    async with database.write() as tx:
        await lock_agency(tx, viewer.agency_id)
        await verb(tx, await get_group(tx, viewer, number))


def _back(number: int) -> Redirect:
    return see_other(f"/staff/request-groups/{number}/conversion")


@post(HERE, name="conversions.draft_conversion")
async def draft(request: Asked, database: Database, viewer: Actor, now: datetime, number: int) -> Answer:
    try:
        form = await forms.read(request, ContentForm)
        content, file_ids = form.content(), form.file_ids()
        await _act(
            database,
            viewer,
            number,
            lambda db, group: services.draft_conversion(db, group, content, file_ids, actor=viewer, now=now),
        )
    except FormInvalid as invalid:
        return await conversion_page(request, database, viewer, now, number, invalid)
    flash(request, _("Kept. Look at every place marked below before you clear it."))
    return _back(number)


@post(f"{HERE}/clear", name="conversions.clear_conversion")
async def clear(request: Asked, database: Database, viewer: Actor, now: datetime, number: int) -> Answer:
    form = await forms.read(request, DigestForm)
    await _act(
        database,
        viewer,
        number,
        lambda db, group: services.clear_conversion(db, group, form.digest, actor=viewer, now=now),
    )
    flash(request, _("Cleared in your name."))
    return _back(number)


@post(f"{HERE}/publish", name="conversions.publish_conversion")
async def publish(request: Asked, database: Database, viewer: Actor, now: datetime, number: int) -> Answer:
    form = await forms.read(request, SettleForm)
    chosen, base_url = form.request_ids(), request.app.state.settings.base_url

    async def step(db: AsyncSession, group: RequestGroup) -> None:
        replies = await queries.list_approved(db, group.id, chosen)
        await services.publish_conversion(db, group, replies, base_url=base_url, actor=viewer, now=now)

    await _act(database, viewer, number, step)
    flash(request, _("Published, and the replies are on their way."))
    return see_other(f"/staff/request-groups/{number}")


@post(f"{HERE}/decline", name="conversions.decline_conversion")
async def decline(request: Asked, database: Database, viewer: Actor, now: datetime, number: int) -> Answer:
    form = await forms.read(request, SettleForm)
    chosen = form.request_ids()

    async def step(db: AsyncSession, group: RequestGroup) -> None:
        replies = await queries.list_approved(db, group.id, chosen)
        await services.decline_conversion(db, group, replies, form.reason, actor=viewer, now=now)

    try:
        await _act(database, viewer, number, step)
    except FormInvalid as invalid:
        typed = FormInvalid(invalid.errors, {"reason": form.reason})
        return await conversion_page(request, database, viewer, now, number, typed)
    flash(request, _("The replies are on their way; why it is not published is on record."))
    return see_other(f"/staff/request-groups/{number}")


@post("/request-groups/{number:int}/replies", name="conversions.answer_group")
async def answer_all(request: Asked, database: Database, viewer: Actor, now: datetime, number: int) -> Answer:
    await forms.read(request, SettleForm)
    await _act(database, viewer, number, lambda db, group: answer_group(db, group, actor=viewer, now=now))
    flash(request, _("All open requests of the group have this reply now, a letter each. Send it to the reviewers."))
    return _back(number)


handlers = [of_request, show, draft, clear, publish, decline, answer_all]
