"""Where everything meets: settings, database, features, middleware and error pages become one application."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from litestar import Litestar, Request
from litestar.config.csrf import CSRFConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.middleware import DefineMiddleware
from litestar.static_files import create_static_files_router

from app.accounts import routes as accounts
from app.accounts.queries import get_viewer
from app.accounts.rules import Actor
from app.adoption import routes as adoption
from app.allowances import routes as allowances
from app.allowances.gate import Gate
from app.allowances.rules import make_policy
from app.archives import routes as archives
from app.background import create_jobs
from app.casework import routes as casework
from app.challenges import routes as challenges
from app.clocks import routes as clocks
from app.comments import routes as comments
from app.comments.queries import read_ahead
from app.consultations import routes as consultations
from app.conversions.routes import public as conversion_pages
from app.conversions.routes import staff as conversion_desk
from app.decisions import routes as decisions
from app.disclosures import routes as disclosures
from app.files.store import FileStore, open_store
from app.follows import routes as follows
from app.home.routes import desk, front, letters, receipts, record, request_receipts
from app.letters import routes as letterhead
from app.lib import web
from app.lib.clock import Clock, system_clock
from app.lib.db import Database, open_database
from app.lib.errors import DomainError
from app.lib.guards import PasswordChangeNeeded, SignInNeeded
from app.lib.pages import STATIC, Pages
from app.lib.sessions import ViewerMiddleware, make_session_middleware
from app.lib.settings import Settings
from app.mailbox import routes as mailbox
from app.moderation import routes as moderation
from app.notices import routes as notices
from app.occasions import routes as occasions
from app.opinion_groups import routes as opinion_groups
from app.proceedings import routes as proceedings
from app.replies import routes as replies
from app.request_groups.routes import staff as request_group_desk
from app.requests.routes import public as request_pages
from app.requests.routes import staff as request_desk
from app.retention import routes as retention
from app.revisions import routes as revisions
from app.search import routes as search

log = logging.getLogger("daylight")

MAX_BODY = 25_000_000  # a draft of 20 MB in a form; smaller limits are checked where a file is read


ROUTERS: tuple[Any, ...] = (
    accounts.public,
    accounts.staff,
    allowances.public,
    consultations.public,
    consultations.staff,
    occasions.public,
    occasions.staff,
    follows.public,
    comments.public,
    moderation.staff,
    comments.heard,
    opinion_groups.public,
    opinion_groups.staff,
    adoption.public,
    adoption.staff,
    archives.public,
    archives.staff,
    request_group_desk,
    conversion_pages,
    conversion_desk,
    decisions.staff,
    disclosures.public,
    disclosures.staff,
    revisions.public,
    revisions.staff,
    notices.staff,
    clocks.staff,
    request_pages.public,
    request_desk.staff,
    proceedings.staff,
    replies.staff,
    casework.staff,
    search.public,
    front.public,
    receipts.public,
    request_receipts.public,
    challenges.staff,
    mailbox.staff,
    retention.staff,
    letters.public,
    letters.staff,
    letterhead.staff,
    desk.staff,
    record.staff,
)
"""Every feature's pages, public and staff."""


def make_gate(settings: Settings) -> Gate:
    """What limits this installation keeps."""
    return Gate(
        make_policy(
            comments=settings.comments_per_minute,
            plain=settings.plain_comments_per_minute,
            plain_site=settings.site_plain_comments_per_minute,
            is_limited=settings.has_limits,
            asks_for_work=settings.asks_for_work,
        )
    )


def create_app(settings: Settings, *, clock: Clock = system_clock, with_jobs: bool = True) -> Litestar:
    """One application of one installation. `with_jobs` is false in tests that run jobs by hand."""
    database = open_database(settings)

    @asynccontextmanager
    async def lifespan(_app: Litestar) -> AsyncIterator[None]:
        jobs = create_jobs(database, settings, clock)
        if with_jobs:
            await jobs.start(runs_jobs=settings.has_worker)
        ahead = asyncio.create_task(_read_ahead(database)) if with_jobs else None
        try:
            yield
        finally:
            if ahead:
                ahead.cancel()
            if with_jobs:
                await jobs.stop()
            await database.close()

    app = Litestar(
        route_handlers=[
            *ROUTERS,
            create_static_files_router(path="/static", directories=[STATIC], include_in_schema=False),
        ],
        dependencies={
            "database": Provide(_provide_database, sync_to_thread=False),
            "files": Provide(_provide_files, sync_to_thread=False),
            "gate": Provide(_provide_gate, sync_to_thread=False),
            "now": Provide(_provide_now, sync_to_thread=False),
            "viewer": Provide(_provide_viewer, sync_to_thread=False),
        },
        middleware=[
            DefineMiddleware(web.SameOriginMiddleware),
            make_session_middleware(idle_minutes=settings.idle_minutes, secure=settings.is_secure),
            DefineMiddleware(ViewerMiddleware, load_viewer=get_viewer),
        ],
        csrf_config=CSRFConfig(
            secret=settings.secret_key,
            cookie_name=web.CSRF,
            cookie_httponly=True,
            cookie_secure=settings.is_secure,
            exclude=["^/static/", "^/health$", "^/consultations/[^/]+/(embed|count.svg)$"],
        ),
        exception_handlers={
            DomainError: web.refuse,  # type: ignore[dict-item]
            SignInNeeded: web.ask_to_sign_in,  # type: ignore[dict-item]
            PasswordChangeNeeded: web.ask_for_password,  # type: ignore[dict-item]
            HTTPException: web.http_error,  # type: ignore[dict-item]
            Exception: web.fault,  # type: ignore[dict-item]
        },
        request_class=web.SoundRequest,
        before_request=web.use_locale,
        before_send=[web.secure_headers],
        lifespan=[lifespan],
        state=State(state_of(settings, database, clock), deep_copy=False),
        request_max_body_size=MAX_BODY,
        openapi_config=None,
        signature_types=[Actor, Database, FileStore, Gate],
    )
    app.asgi_handler = web.answer_head(app.asgi_handler)
    return app


def state_of(settings: Settings, database: Database, clock: Clock) -> dict[str, Any]:
    """What belongs to one installation: handlers find it in `app.state`, and nowhere else."""
    return {
        "settings": settings,
        "database": database,
        "files": open_store(settings),
        "clock": clock,
        "gate": make_gate(settings),
        "pages": Pages(settings),
    }


async def _read_ahead(database: Database) -> None:
    try:
        async with database.read() as db:
            await read_ahead(db)
    except Exception:  # whoever types first then waits a little; that must not keep the site from starting
        log.exception("reading ahead failed")


def _provide_database(state: State) -> Database:
    return state.database


def _provide_files(state: State) -> FileStore:
    return state.files


def _provide_gate(state: State) -> Gate:
    return state.gate


def _provide_now(state: State) -> datetime:
    return state.clock()


def _provide_viewer(request: Request[Any, Any, Any]) -> Actor | None:
    return request.scope.get("user")
