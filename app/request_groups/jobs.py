"""What the worker runs: requests that came in get their place within seconds."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.lib.db import Database
from app.request_groups.membership import lock_agency
from app.request_groups.placing import BATCH, place_requests, prepare_requests, waiting
from app.requests.models import InformationRequest

REST_SECONDS = 0.02


async def group_new_requests(database: Database, agency_id: str, *, now: datetime) -> None:
    """Place all requests of an agency whose words were not read yet (归并), in short transactions."""
    key, placed = UUID(agency_id), BATCH
    while placed == BATCH:
        async with database.read() as db:
            prepared = await prepare_requests(db, key)
        if not prepared.newcomers:
            return
        async with database.write() as db:
            await lock_agency(db, key)
            placed = await place_requests(db, key, prepared, now=now)
        await asyncio.sleep(REST_SECONDS)


async def find_ungrouped(db: AsyncSession, now: datetime) -> Sequence[tuple[str, ...]]:
    """Agencies with requests that were not read since their words last changed, whoever forgot to ask for it."""
    query = select(InformationRequest.agency_id).where(*waiting()).distinct()
    return [(str(agency_id),) for agency_id in await db.scalars(query)]
