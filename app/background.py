"""Background work of every feature: what wakes it, what finds it, and the process that only does it."""

import asyncio
import signal
from functools import partial

from app.adoption import file_jobs as report_file_jobs
from app.adoption import file_queries as report_file_queries
from app.adoption import jobs as adoption_jobs
from app.adoption import lookup as answer_lookup
from app.allowances import jobs as allowance_jobs
from app.archives import jobs as archive_jobs
from app.archives import queries as archive_queries
from app.comments import jobs as comment_jobs
from app.consultations import jobs as consultation_jobs
from app.files import jobs as file_jobs
from app.files.store import open_store
from app.follows import jobs as follow_jobs
from app.follows.queries import find_untold
from app.lib.clock import Clock, system_clock
from app.lib.db import Database, open_database
from app.lib.housekeeping import tidy_up
from app.lib.jobs import Job, Jobs, Sweep, always_due
from app.lib.processes import set_up_log, settle
from app.lib.settings import Settings
from app.mailbox import jobs as mailbox_jobs
from app.moderation import rescanning
from app.notices import jobs as notice_jobs
from app.notices.queries import find_mails_due
from app.opinion_groups import jobs as group_jobs
from app.opinion_groups import matters as group_matters
from app.proceedings import jobs as proceeding_jobs
from app.receipts import jobs as receipt_jobs
from app.request_groups import jobs as request_group_jobs
from app.request_groups import matters as request_matters
from app.retention import jobs as retention_jobs
from app.retention.queries import months_of
from app.search import jobs as search_jobs


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
        "regroup_comments": group_jobs.regroup_comments,
        "group_new_requests": request_group_jobs.group_new_requests,
        "rescan_comments": rescanning.rescan_comments,
        "suggest_request_matters": request_matters.suggest_request_matters,
        "suggest_matters": group_jobs.suggest_matters,
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
        Sweep("regroup_comments", group_jobs.find_regroupings),
        Sweep("group_new_requests", request_group_jobs.find_ungrouped),
        Sweep("rescan_comments", rescanning.find_unscanned, every_seconds=60),
        Sweep("count_new_supports", group_jobs.find_new_supports, every_seconds=10),
        Sweep("suggest_request_matters", request_matters.find_unlooked, every_seconds=30),
        Sweep("suggest_matters", group_matters.find_unlooked, every_seconds=15),
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
