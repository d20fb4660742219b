"""Reading the catalogue as everybody may: a fixed number of statements, none of which grows with the catalogue."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, literal, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.disclosures.contents import unpack
from app.disclosures.facets import Cell, Cube, Filters, Place
from app.disclosures.index_numbers import is_index_no
from app.disclosures.models import (
    Disclosure,
    DisclosureCell,
    DisclosureFile,
    DisclosureRelation,
    DisclosureSerial,
    DisclosureVersion,
)
from app.disclosures.rules import Content, EntryState, Withdrawn
from app.files.models import StoredFile
from app.history.models import HistoryEntry
from app.lib.errors import NotFound
from app.lib.pages import show_date

PAGE = 20
KEPT = 4
CHUNK = 5_000
_AS_LONG = 4
"""Reading an entry takes as long as looking into so many cells."""
_Head = aliased(Disclosure)
_LISTED = (
    Disclosure.id,
    Disclosure.index_no,
    Disclosure.title,
    Disclosure.doc_no,
    Disclosure.issuer,
    Disclosure.made_on,
    Disclosure.published_at,
    Disclosure.changed_at,
    Disclosure.topic,
    Disclosure.genre,
    Disclosure.five_openness,
    Disclosure.source,
    Disclosure.validity,
    Disclosure.abstract,
)
_NEWEST = (Disclosure.published_at.desc(), Disclosure.id.desc())
_PUBLIC_ACTS = ("disclosure:publish_entry", "disclosure:change_validity")


async def get_cube(db: AsyncSession) -> Cube:
    """The counts as they are in this snapshot: read again only when one of them changed."""
    serial = select(DisclosureSerial.agency_id, DisclosureSerial.year, DisclosureSerial.touched)
    stamp = tuple(sorted((await db.execute(serial)).tuples()))
    if stamp not in _kept:
        while len(_kept) >= KEPT:
            _kept.pop(next(iter(_kept)))
        _kept[stamp] = Cube(await _list_cells(db))
    return _kept[stamp]


_kept: dict[Any, Cube] = {}


async def _list_cells(db: AsyncSession) -> list[Cell]:
    c = DisclosureCell
    query = select(
        c.id, c.year, c.topic, c.genre, c.validity, c.five_openness, c.source, c.n, c.head_at, c.head_id
    ).where(c.n > 0)
    return [Cell(one[0], str(one[1]), *one[2:]) for one in (await db.execute(query)).tuples()]  # type: ignore[arg-type]


async def list_entries(
    db: AsyncSession, cube: Cube | None = None, filters: Filters | None = None, *, before: str = "", limit: int = PAGE
) -> list[dict[str, Any]]:
    """Listed entries, newest first; one more than `limit` where there are more. `before` is the index number of the
    last one of the page before. With filters, entries come from the cells that hold the next ones, whatever else
    the catalogue holds, or, far down, from the list itself where that is shorter; without, straight from the index.
    """
    start = await _start_of(db, before) if before else None
    query = _after(select(*_LISTED).where(Disclosure.cell_id.is_not(None)), start)
    if cube is not None and filters is not None and filters.chosen:
        fresh, seen = cube.newest(filters, limit + 1, start)
        if start is not None and (ids := await walk_down(db, cube, filters, start, limit + 1, len(seen) // _AS_LONG)):
            query = select(*_LISTED).where(Disclosure.id.in_(ids))
            return [dict(row) for row in (await db.execute(query.order_by(*_NEWEST))).mappings()]
        heads = [(cell.head_at, cell.head_id, cell.id) for cell in fresh] + await _look_up(db, seen, start)
        pieces = [_of_cell(cell_id, start, limit + 1) for _at, _id, cell_id in sorted(heads, reverse=True)[: limit + 1]]
        if not pieces:
            return []
        query = select(*_LISTED).where(Disclosure.id.in_(union_all(*(select(piece.c.id) for piece in pieces))))
    return [dict(row) for row in (await db.execute(query.order_by(*_NEWEST).limit(limit + 1))).mappings()]


async def walk_down(db: AsyncSession, cube: Cube, filters: Filters, start: Place, wanted: int, most: int) -> list[UUID]:
    """The next entries by going down the list entry by entry, `most` of them at most; empty where too few fit.

    Where filters let much through this finds a page in some steps, however many cells were passed already.
    """
    found: list[UUID] = []
    step = 4 * wanted
    while most >= step:
        query = select(Disclosure.cell_id, Disclosure.published_at, Disclosure.id)
        query = _after(query.where(Disclosure.cell_id.is_not(None)), start).order_by(*_NEWEST).limit(step)
        rows = (await db.execute(query)).tuples().all()
        fits = cube.fits(filters, [row[0] for row in rows])  # type: ignore[misc]
        found += [row[2] for row, is_fit in zip(rows, fits, strict=True) if is_fit]
        if len(found) >= wanted:
            return found[:wanted]
        if len(rows) < step:
            return found  # the end of the list
        start, most, step = Place(rows[-1][1], rows[-1][2]), most - step, 2 * step  # type: ignore[arg-type]
    return []


async def _look_up(db: AsyncSession, seen: Sequence[int], start: Place | None) -> list[tuple[datetime, UUID, int]]:
    """What comes next in cells whose newest entry was on an earlier page: one step in the index for each."""
    head = _after(select(_Head.id).where(_Head.cell_id == DisclosureCell.id), start, _Head)
    newest = head.order_by(_Head.published_at.desc(), _Head.id.desc()).limit(1).correlate(DisclosureCell)
    query = select(Disclosure.published_at, Disclosure.id, DisclosureCell.id).join(
        Disclosure, Disclosure.id == newest.scalar_subquery()
    )
    found: list[tuple[datetime, UUID, int]] = []
    for first in range(0, len(seen), CHUNK):
        some = query.where(DisclosureCell.id.in_(seen[first : first + CHUNK]))
        found += (await db.execute(some)).tuples().all()  # type: ignore[arg-type]
    return found


def _of_cell(cell_id: int, start: Place | None, most: int) -> Any:
    query = select(Disclosure.id).where(Disclosure.cell_id == cell_id)
    return _after(query, start).order_by(*_NEWEST).limit(most).subquery()


def _after(query: Select[Any], start: Place | None, entry: Any = Disclosure) -> Select[Any]:
    """Entries that come after the one that the page before ended with."""
    if start is None:
        return query
    later: ColumnElement[bool] = and_(entry.published_at == start.at, entry.id < start.id)
    return query.where(entry.published_at <= start.at, or_(entry.published_at < start.at, later))


async def _start_of(db: AsyncSession, index_no: str) -> Place:
    query = select(Disclosure.published_at, Disclosure.id).where(Disclosure.index_no == index_no)
    found = (await db.execute(query)).tuples().one_or_none()
    if found is None or found[0] is None:
        raise NotFound
    return Place(*found)  # type: ignore[arg-type]


async def get_public_entry(db: AsyncSession, index_no: str) -> Disclosure:
    """The entry with this number. NotFound where none was given it, Withdrawn (410) where it was taken back."""
    entry = await find_entry(db, index_no)
    if entry is None:
        raise NotFound
    if entry.state == EntryState.WITHDRAWN:
        raise Withdrawn(day=show_date(entry.withdrawn_at), reason=entry.withdrawn_reason)
    return entry


async def find_entry(db: AsyncSession, index_no: str) -> Disclosure | None:
    """Public or withdrawn."""
    if not is_index_no(index_no):
        return None
    return (await db.execute(select(Disclosure).where(Disclosure.index_no == index_no))).scalar_one_or_none()


async def get_version(db: AsyncSession, entry: Disclosure, number: int) -> tuple[DisclosureVersion, Content]:
    """A published version of an entry that the caller may show."""
    query = select(DisclosureVersion).where(
        DisclosureVersion.disclosure_id == entry.id,
        DisclosureVersion.number == number,
        DisclosureVersion.published_at.is_not(None),
    )
    version = (await db.execute(query)).scalar_one_or_none()
    if version is None:
        raise NotFound
    return version, unpack(version.content, version.body)


async def list_versions(db: AsyncSession, entry: Disclosure) -> list[dict[str, Any]]:
    """The published versions, newest first."""
    v = DisclosureVersion
    query = (
        select(v.number, v.published_at, v.change_note)
        .where(v.disclosure_id == entry.id, v.published_at.is_not(None))
        .order_by(v.number.desc())
    )
    return [dict(row) for row in (await db.execute(query)).mappings()]


async def list_files(db: AsyncSession, version_id: UUID) -> list[dict[str, Any]]:
    """The files of a version, in their order: id, title, name, kind, size, digest."""
    query = (
        select(
            StoredFile.id, DisclosureFile.title, StoredFile.name, StoredFile.kind, StoredFile.size, StoredFile.digest
        )
        .join(DisclosureFile, DisclosureFile.file_id == StoredFile.id)
        .where(DisclosureFile.version_id == version_id)
        .order_by(DisclosureFile.position, StoredFile.id)
    )
    return [dict(row) for row in (await db.execute(query)).mappings()]


async def get_public_file(db: AsyncSession, entry: Disclosure, file_id: UUID) -> StoredFile:
    """A file of any published version of the entry."""
    query = (
        select(StoredFile)
        .join(DisclosureFile, DisclosureFile.file_id == StoredFile.id)
        .join(DisclosureVersion, DisclosureVersion.id == DisclosureFile.version_id)
        .where(
            StoredFile.id == file_id,
            DisclosureVersion.disclosure_id == entry.id,
            DisclosureVersion.published_at.is_not(None),
        )
        .limit(1)
    )
    file = (await db.execute(query)).scalar_one_or_none()
    if file is None:
        raise NotFound
    return file


async def list_relations(db: AsyncSession, entry_id: UUID) -> list[dict[str, Any]]:
    """Entries that this one amends, repeals or belongs with, and the other way round; drafts are left out."""
    r = DisclosureRelation
    does = select(r.kind, r.earlier_id.label("other_id"), literal(0).label("is_reversed")).where(r.later_id == entry_id)
    done = select(r.kind, r.later_id.label("other_id"), literal(1).label("is_reversed")).where(r.earlier_id == entry_id)
    both = union_all(does, done).subquery()
    query = (
        select(both.c.kind, both.c.is_reversed, Disclosure.id, Disclosure.index_no, Disclosure.title)
        .join(Disclosure, Disclosure.id == both.c.other_id)
        .where(Disclosure.state == EntryState.PUBLISHED.value)
        .order_by(Disclosure.published_at, Disclosure.id)
    )
    return [dict(row) | {"is_reversed": bool(row["is_reversed"])} for row in (await db.execute(query)).mappings()]


async def list_public_acts(db: AsyncSession, entry_id: UUID) -> list[dict[str, Any]]:
    """What happened to the entry before everybody's eyes, newest first; not who did it."""
    h = HistoryEntry
    query = (
        select(h.at, h.verb, h.details)
        .where(h.subject == f"disclosure:{entry_id}", h.verb.in_(_PUBLIC_ACTS))
        .order_by(h.at.desc(), h.id.desc())
    )
    return [dict(row) for row in (await db.execute(query)).mappings()]
