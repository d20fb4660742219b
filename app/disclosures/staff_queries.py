"""Reading the catalogue at the desk: what is not public yet, within the rights of the viewer."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, false, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.models import Division, Person
from app.accounts.rules import Actor
from app.disclosures.models import Disclosure, DisclosureClearance, DisclosureVersion
from app.disclosures.queries import get_version
from app.disclosures.rules import EntryState, NotDrafting, VersionState, may_approve, may_edit, may_read
from app.lib.errors import Forbidden, NotFound

PAGE = 30


def readable_by(viewer: Actor) -> list[ColumnElement[bool]]:
    """WHERE of what a signed-in person may see: published entries of the agency, drafts of the own division."""
    if not may_read(viewer):
        return [false()]
    mine: list[ColumnElement[bool]] = [Disclosure.agency_id == viewer.agency_id]
    if not viewer.sees_all_divisions:
        mine.append((Disclosure.division_id == viewer.division_id) | (Disclosure.state != EntryState.DRAFTING.value))
    return mine


async def get_staff_entry(
    db: AsyncSession, entry_id: UUID, viewer: Actor, *, to_edit: bool = False, lock: bool = False
) -> Disclosure:
    """The row, if the viewer may see it; NotFound otherwise. `to_edit` also asks for the right to change it."""
    query = select(Disclosure).where(Disclosure.id == entry_id, *readable_by(viewer))
    entry = (await db.execute(query.with_for_update() if lock else query)).scalar_one_or_none()
    if entry is None:
        raise NotFound
    if to_edit and not may_edit(viewer, agency_id=entry.agency_id, division_id=entry.division_id):
        raise Forbidden
    return entry


async def get_for_approval(db: AsyncSession, entry_id: UUID, viewer: Actor) -> Disclosure:
    """The row, locked, for somebody who may approve."""
    entry = await get_staff_entry(db, entry_id, viewer, lock=True)
    if not may_approve(viewer, agency_id=entry.agency_id, division_id=entry.division_id):
        raise Forbidden
    return entry


async def find_open_version(db: AsyncSession, entry_id: UUID) -> DisclosureVersion | None:
    """The version that is being drafted or waits for approval."""
    query = select(DisclosureVersion).where(
        DisclosureVersion.disclosure_id == entry_id, DisclosureVersion.state != VersionState.PUBLISHED.value
    )
    return (await db.execute(query)).scalar_one_or_none()


async def get_open_version(db: AsyncSession, entry_id: UUID) -> DisclosureVersion:
    version = await find_open_version(db, entry_id)
    if version is None:
        raise NotDrafting
    return version


async def find_shown_version(db: AsyncSession, entry: Disclosure, viewer: Actor) -> DisclosureVersion:
    """The open version for who may see drafts of the division, otherwise the one that is public."""
    sees_drafts = viewer.sees_all_divisions or viewer.division_id == entry.division_id
    draft = await find_open_version(db, entry.id) if sees_drafts else None
    return draft or (await get_version(db, entry, entry.version))[0]


async def list_open(db: AsyncSession, viewer: Actor) -> list[dict[str, Any]]:
    """Versions being drafted or waiting: those whose document is oldest first, for they are due first. At most 200."""
    v = DisclosureVersion
    query = (
        select(
            Disclosure.id, v.content["title"].as_string().label("title"), Disclosure.index_no, Disclosure.made_on,
            v.state, v.number, v.submitted_at, v.submitted_by_id, v.returned_note, Division.name.label("division"),
        )
        .join(Disclosure, Disclosure.id == v.disclosure_id)
        .outerjoin(Division, Division.id == Disclosure.division_id)
        .where(v.state != VersionState.PUBLISHED.value, *readable_by(viewer))
        .order_by(Disclosure.made_on, Disclosure.id)
        .limit(200)
    )  # fmt: skip
    if not viewer.sees_all_divisions:  # a published entry may be read by all, its next version not yet
        query = query.where(Disclosure.division_id == viewer.division_id)
    return [dict(row) for row in (await db.execute(query)).mappings()]


async def list_published(db: AsyncSession, viewer: Actor, *, page: int = 1) -> list[dict[str, Any]]:
    """Published and withdrawn entries of the agency, newest first; one more than a page."""
    query = (
        select(
            Disclosure.id, Disclosure.title, Disclosure.index_no, Disclosure.made_on, Disclosure.published_at,
            Disclosure.state, Disclosure.validity, Disclosure.version,
        )
        .where(*readable_by(viewer), Disclosure.published_at.is_not(None))
        .order_by(Disclosure.published_at.desc(), Disclosure.id.desc())
        .limit(PAGE + 1)
        .offset((page - 1) * PAGE)
    )  # fmt: skip
    return [dict(row) for row in (await db.execute(query)).mappings()]


async def list_cleared(db: AsyncSession, version_id: UUID) -> dict[str, dict[str, Any]]:
    """Places that a person let stand, by their mark: by whom, when, why."""
    c = DisclosureClearance
    query = (
        select(c.mark, c.reason, c.cleared_at, Person.full_name.label("by"))
        .join(Person, Person.id == c.cleared_by_id)
        .where(c.version_id == version_id)
    )
    return {row["mark"]: dict(row) for row in (await db.execute(query)).mappings()}
