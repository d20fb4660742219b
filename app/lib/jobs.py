"""Background work: DBOS runs named jobs durably, woken inside the transaction that made the work.

A job is a plain function ``async job(database, *args, now)`` that derives what is to be done from rows, so
that running it twice changes nothing and losing it loses nothing: a sweep finds what was missed.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dbos import DBOS, DBOSClient
from dbos._error import DBOSQueueDeduplicatedError
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncSession

from app.lib.clock import Clock
from app.lib.db import Database
from app.lib.settings import Settings

log = logging.getLogger("daylight.jobs")

APP = "daylight"
QUEUE = "daylight"
VERSION = "1"  # fixed: otherwise a new deployment would not pick up what the old one left
WORKFLOW = "daylight_job"

Job = Callable[..., Awaitable[None]]


@dataclass(frozen=True)
class Sweep:
    """Finds work that nobody woke a job for: answers the argument lists of the job to run."""

    job: str
    find: Callable[[AsyncSession, datetime], Awaitable[Sequence[tuple[str, ...]]]]
    every_seconds: float = 5


async def always_due(_db: AsyncSession, _now: datetime) -> Sequence[tuple[str, ...]]:
    """For housekeeping: there is always something that may be over."""
    return [()]


async def wake(db: AsyncSession, job: str, *args: str) -> None:
    """Run a job soon after this transaction commits. Without a worker in reach the sweep will find the work."""
    client: DBOSClient | None = db.info.get("jobs")
    if client is None:
        return
    options: Any = {
        "workflow_name": WORKFLOW,
        "queue_name": QUEUE,
        "app_version": VERSION,
    }
    await db.run_sync(lambda session: client.enqueue_in_transaction(session, options, job, list(args)))


class Jobs:
    """The worker of one process: its registry, its DBOS and its sweeps."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        clock: Clock,
        registry: Mapping[str, Job],
        sweeps: Sequence[Sweep],
    ) -> None:
        self.database = database
        self.settings = settings
        self.clock = clock
        self.registry = registry
        self.sweeps = sweeps
        self._tasks: list[asyncio.Task[None]] = []
        self._client: DBOSClient | None = None

    async def start(self, *, runs_jobs: bool = True) -> None:
        """Begin to work (or, with `runs_jobs` false, only to be able to wake the workers)."""
        url = system_url(self.database.url)
        # A server without a worker of its own wakes others: their tables must be there before the first comment.
        await asyncio.to_thread(DBOS.migrate, url)
        if runs_jobs:
            await self._launch(url)
            self._tasks = [asyncio.create_task(self._sweep(sweep), name=f"sweep {sweep.job}") for sweep in self.sweeps]
        self._client = DBOSClient(system_database_url=url, application_name=APP, lazy=True)
        self.database.session_info["jobs"] = self._client

    async def _launch(self, url: str) -> None:
        DBOS(
            config={
                "name": APP,
                "system_database_url": url,
                "executor_id": self.settings.worker_id,
                "application_version": VERSION,
                "use_listen_notify": False,  # the same on both databases; a queue polls once a second
                "log_level": "WARNING",
                "notification_listener_polling_interval_sec": 5.0,
            }
        )
        runner = self

        @DBOS.workflow(name=WORKFLOW)
        async def run(job: str, args: list[str]) -> None:
            await runner.run(job, args)

        await asyncio.to_thread(DBOS.launch)
        await DBOS.register_queue_async(QUEUE, worker_concurrency=2, polling_interval_sec=1.0)

    async def run(self, job: str, args: Sequence[str]) -> None:
        """Run one job now. A fault is logged with its cause; its rows are still there, so the sweep tries again."""
        try:
            await self.registry[job](self.database, *args, now=self.clock())
        except Exception:
            log.exception("job %s%r failed", job, tuple(args))
            raise

    async def _sweep(self, sweep: Sweep) -> None:
        while True:
            await asyncio.sleep(sweep.every_seconds)
            try:
                async with self.database.read() as db:
                    due = await sweep.find(db, self.clock())
                for args in due:
                    await self._enqueue_once(sweep.job, args)
            except Exception:
                log.exception("sweep for %s failed; it runs again in %s s", sweep.job, sweep.every_seconds)

    async def _enqueue_once(self, job: str, args: tuple[str, ...]) -> None:
        options: Any = {
            "workflow_name": WORKFLOW,
            "queue_name": QUEUE,
            "app_version": VERSION,
            "deduplication_id": ":".join((job, *args)),
        }
        try:
            if self._client is not None:
                await self._client.enqueue_async(options, job, list(args))
        except DBOSQueueDeduplicatedError:
            pass  # it is waiting or running already

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.database.session_info.pop("jobs", None)
        if self._client is not None:
            self._client.destroy()
        await asyncio.to_thread(DBOS.destroy, workflow_completion_timeout_sec=5)


def make_tables(database_url: str) -> None:
    """The tables of background work, before two processes find them missing at the same moment."""
    DBOS.migrate(system_url(database_url))


def system_url(database_url: str) -> str:
    """Address for DBOS: its tables live beside ours, so that waking a job is part of the same transaction."""
    url = make_url(database_url)
    driver = "sqlite" if url.get_backend_name() == "sqlite" else "postgresql"
    return url.set(drivername=driver).render_as_string(hide_password=False)
