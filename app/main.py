"""Where everything meets: settings, database, features, middleware and error pages become one application."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
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
from app.adoption import file_jobs as report_file_jobs
from app.adoption import file_queries as report_file_queries
from app.adoption import jobs as adoption_jobs
from app.adoption import lookup as answer_lookup
from app.adoption import routes as adoption
from app.allowances import jobs as allowance_jobs
from app.allowances import routes as allowances
from app.allowances.gate import Gate
from app.allowances.rules import make_policy
from app.archives import jobs as archive_jobs
from app.archives import queries as archive_queries
from app.archives import routes as archives
from app.casework import routes as casework
from app.challenges import routes as challenges
from app.clocks import routes as clocks
from app.comments import jobs as comment_jobs
from app.comments import routes as comments
from app.comments.queries import read_ahead
from app.consultations import jobs as consultation_jobs
from app.consultations import routes as consultations
from app.conversions.routes import public as conversion_pages
from app.conversions.routes import staff as conversion_desk
from app.decisions import routes as decisions
from app.disclosures import routes as disclosures
from app.files import jobs as file_jobs
from app.files.store import FileStore, open_store
from app.follows import jobs as follow_jobs
from app.follows import routes as follows
from app.follows.queries import find_untold
from app.home.routes import desk, front, letters, receipts, record, request_receipts
from app.letters import routes as letterhead
from app.lib import web
from app.lib.clock import Clock, system_clock
from app.lib.db import Database, open_database
from app.lib.errors import DomainError
from app.lib.guards import PasswordChangeNeeded, SignInNeeded
from app.lib.housekeeping import tidy_up
from app.lib.jobs import Job, Jobs, Sweep, always_due
from app.lib.pages import STATIC, Pages
from app.lib.processes import set_up_log, settle
from app.lib.sessions import ViewerMiddleware, make_session_middleware
from app.lib.settings import Settings
from app.mailbox import jobs as mailbox_jobs
from app.mailbox import routes as mailbox
from app.moderation import rescanning
from app.moderation import routes as moderation
from app.notices import jobs as notice_jobs
from app.notices import routes as notices
from app.notices.queries import find_mails_due
from app.occasions import routes as occasions
from app.opinion_groups import jobs as group_jobs
from app.opinion_groups import routes as opinion_groups
from app.proceedings import jobs as proceeding_jobs
from app.proceedings import routes as proceedings
from app.receipts import jobs as receipt_jobs
from app.replies import routes as replies
from app.request_groups import jobs as request_group_jobs
from app.request_groups.routes import staff as request_group_desk
from app.requests.routes import public as request_pages
from app.requests.routes import staff as request_desk
from app.retention import jobs as retention_jobs
from app.retention import routes as retention
from app.retention.queries import months_of
from app.revisions import routes as revisions
from app.search import jobs as search_jobs
from app.search import routes as search

log = logging.getLogger("daylight")

MAX_BODY = 25_000_000  # a draft of 20 MB in a form; smaller limits are checked where a file is read


def routers() -> list[Any]:
    """Every feature's pages, public and staff."""
    return [
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
    ]


def job_registry(settings: Settings) -> dict[str, Job]:
    """Names that background work is woken by."""
    return {
        "tidy_up": tidy_up,
        "erase_what_is_over": partial(retention_jobs.erase_what_is_over, months=months_of(settings)),
        "fold_search": search_jobs.fold_search,
        "remove_orphans": partial(file_jobs.remove_orphans, store=open_store(settings)),
        "forget_tries": receipt_jobs.forget_tries,
        "forget_uploads": comment_jobs.forget_uploads,
        "forget_allowances": allowance_jobs.forget_allowances,
        "index_answers": answer_lookup.index_answers,
        "notify_commenters": partial(adoption_jobs.notify_commenters, base_url=settings.base_url),
        "build_archive": partial(archive_jobs.build_archive, store=open_store(settings), settings=settings),
        "make_report_files": partial(
            report_file_jobs.make_report_files, base_url=settings.base_url, fonts=settings.fonts_dir
        ),
        "turn_pages": consultation_jobs.turn_pages,
        "tell_followers": partial(follow_jobs.tell_followers, base_url=settings.base_url),
        "forget_follows": follow_jobs.forget_follows,
        "group_new_comments": group_jobs.group_new_comments,
        "group_new_requests": request_group_jobs.group_new_requests,
        "rescan_comments": rescanning.rescan_comments,
        "count_new_supports": group_jobs.count_new_supports,
        "fetch_mails": partial(
            mailbox_jobs.fetch_mails,
            url=settings.mailbox_url,
            agency_code=settings.mailbox_agency,
            own_address=settings.mail_from,
            store=open_store(settings),
        ),
        "close_overdue_proceeding": proceeding_jobs.close_overdue_proceeding,
        "recompute_running": proceeding_jobs.recompute_running,
        "send_mails": partial(notice_jobs.send_mails, smtp_url=settings.smtp_url, sender=settings.mail_from),
    }


def sweeps(settings: Settings) -> list[Sweep]:
    """Work that is found although nobody woke a job for it."""
    found = [
        Sweep("turn_pages", consultation_jobs.find_due),
        Sweep("group_new_comments", group_jobs.find_unplaced),
        Sweep("group_new_requests", request_group_jobs.find_ungrouped),
        Sweep("rescan_comments", rescanning.find_unscanned, every_seconds=60),
        Sweep("count_new_supports", group_jobs.find_new_supports, every_seconds=10),
        Sweep("index_answers", answer_lookup.find_unindexed, every_seconds=20),
        Sweep("notify_commenters", adoption_jobs.find_untold, every_seconds=30),
        Sweep("build_archive", archive_queries.find_unbuilt, every_seconds=20),
        Sweep("make_report_files", report_file_queries.find_unmade, every_seconds=15),
        Sweep("fold_search", search_jobs.find_unfolded, every_seconds=20),
        Sweep("tell_followers", find_untold, every_seconds=30),
        Sweep("forget_follows", always_due, every_seconds=3600),
        Sweep("close_overdue_proceeding", proceeding_jobs.find_overdue, every_seconds=60),
        Sweep("recompute_running", proceeding_jobs.find_outdated, every_seconds=30),
        Sweep("tidy_up", always_due, every_seconds=6 * 3600),
        Sweep("erase_what_is_over", always_due, every_seconds=6 * 3600),
        Sweep("remove_orphans", always_due, every_seconds=6 * 3600),
        Sweep("forget_tries", always_due, every_seconds=3600),
        Sweep("forget_uploads", always_due, every_seconds=3600),
        Sweep("forget_allowances", always_due, every_seconds=600),
    ]
    if settings.mailbox_url:
        found.append(Sweep("fetch_mails", always_due, every_seconds=60))
    if settings.smtp_url:  # without a server the mails wait, and the desk says so
        found.append(Sweep("send_mails", find_mails_due, every_seconds=10))
    return found


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


def create_jobs(database: Database, settings: Settings, clock: Clock = system_clock) -> Jobs:
    return Jobs(database, settings, clock, job_registry(settings), sweeps(settings))


def work(settings: Settings) -> None:
    """Background work until told to stop."""
    set_up_log()

    async def run() -> None:
        database = open_database(settings)
        jobs = create_jobs(database, settings, system_clock)
        await jobs.start()
        settle()
        stop = asyncio.Event()
        for name in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(name, stop.set)
        await stop.wait()
        await jobs.stop()
        await database.close()

    asyncio.run(run())


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
            *routers(),
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
