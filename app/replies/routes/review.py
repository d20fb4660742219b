"""Reviewing and issuing. How the letter was served is recorded on its own page."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import post

from app.accounts.rules import Actor
from app.lib import forms
from app.lib.db import Database
from app.lib.i18n import gettext_noop as _
from app.replies import reviewing, services
from app.replies.forms import ReviewForm
from app.replies.routes.pages import Answer, Asked, act

R = "/requests/{request_id:uuid}/reply"


@post(f"{R}/approve", name="replies.approve_reply")
async def approve_reply(request: Asked, database: Database, now: datetime, viewer: Actor, request_id: UUID) -> Answer:
    async def step(tx: Any, found: Any) -> None:
        form = await forms.read(request, ReviewForm)
        await reviewing.approve_reply(tx, found, form, actor=viewer, now=now)

    return await act(request, database, viewer, request_id, step, _("Approved."))


@post(f"{R}/return", name="replies.return_reply")
async def return_reply(request: Asked, database: Database, now: datetime, viewer: Actor, request_id: UUID) -> Answer:
    async def step(tx: Any, found: Any) -> None:
        form = await forms.read(request, ReviewForm)
        await reviewing.return_reply(tx, found, form, actor=viewer, now=now)

    return await act(request, database, viewer, request_id, step, _("Returned to whoever wrote it."))


@post(f"{R}/issue", name="replies.issue_reply")
async def issue_reply(request: Asked, database: Database, now: datetime, viewer: Actor, request_id: UUID) -> Answer:
    async def step(tx: Any, found: Any) -> None:
        await services.issue_reply(tx, found, actor=viewer, now=now)

    done = _("Issued. The applicant sees the reply with his receipt from now on.")
    return await act(request, database, viewer, request_id, step, done, to_edit=True)


handlers = [approve_reply, return_reply, issue_reply]
