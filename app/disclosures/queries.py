"""Reading the catalogue as everybody may: a fixed number of statements, none of which grows with the catalogue."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.disclosures.contents import unpack
from app.disclosures.facets import Cell
from app.disclosures.index_numbers import is_index_no
from app.disclosures.models import Disclosure, DisclosureCell, DisclosureFile, DisclosureRelation, DisclosureVersion
from app.disclosures.rules import Content, EntryState, Withdrawn
from app.files.models import StoredFile
from app.history.models import HistoryEntry
from app.lib.errors import NotFound
from app.lib.pages import show_date

PAGE = 20
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


async def list_cells(db: AsyncSession) -> list[Cell]:
    """Every cell that counts something."""
    c = DisclosureCell
    query = select(c.id, c.year, c.topic, c.genre, c.validity, c.five_openness, c.source, c.n).where(c.n > 0)
    return [Cell(one[0], str(one[1]), *one[2:]) for one in (await db.execute(query)).tuples()]


async def stamp_cells(db: AsyncSession) -> tuple[int, int]:
    """Changes whenever a cell does."""
    query = select(func.count(), func.coalesce(func.sum(DisclosureCell.touched), 0)).select_from(DisclosureCell)
    return (await db.execute(query)).tuples().one()


async def list_entries(
    db: AsyncSession, cells: Sequence[Cell] | None = None, *, before: str = "", limit: int = PAGE
) -> list[dict[str, Any]]:
    """Listed entries, newest first; those of the cells only, where given. `before` is the index number of the last one
    of the page before; one more than `limit` comes where there are more.
    """
    start = await _start_of(db, before) if before else None
    query = _after(select(*_LISTED).where(Disclosure.cell_id.is_not(None)), start).order_by(*_NEWEST).limit(limit + 1)
    if cells is not None:
        heads = await _newest_cells(db, [cell.id for cell in cells], start, limit + 1)
        if not heads:
            return []
        pieces = [_of_cell(cell_id, start, limit + 1) for cell_id in heads]
        ids = union_all(*(select(piece.c.id) for piece in pieces))
        query = select(*_LISTED).where(Disclosure.id.in_(ids)).order_by(*_NEWEST).limit(limit + 1)
    return [dict(row) for row in (await db.execute(query)).mappings()]


async def _newest_cells(db: AsyncSession, ids: Sequence[int], start: Any, most: int) -> list[int]:
    """The cells that the next `most` entries lie in: as many entries lie in no more than as many cells, those whose
    newest entry is the newest. One step in the index for each cell, however many entries it holds.
    """
    head = _after(select(_Head.id).where(_Head.cell_id == DisclosureCell.id), start, _Head)
    newest = head.order_by(_Head.published_at.desc(), _Head.id.desc()).limit(1).correlate(DisclosureCell)
    query = (
        select(Disclosure.published_at, Disclosure.id, DisclosureCell.id)
        .join(Disclosure, Disclosure.id == newest.scalar_subquery())
        .where(DisclosureCell.id.in_(ids))
    )
    heads = sorted((await db.execute(query)).tuples(), reverse=True)
    return [cell_id for _at, _id, cell_id in heads[:most]]


def _of_cell(cell_id: int, start: Any, most: int) -> Any:
    query = select(Disclosure.id).where(Disclosure.cell_id == cell_id)
    return _after(query, start).order_by(*_NEWEST).limit(most).subquery()


def _after(query: Select[Any], start: Any, entry: Any = Disclosure) -> Select[Any]:
    """Entries that come after the one that the page before ended with."""
    if start is None:
        return query
    at, entry_id = start
    later: ColumnElement[bool] = and_(entry.published_at == at, entry.id < entry_id)
    return query.where(entry.published_at <= at, or_(entry.published_at < at, later))


async def _start_of(db: AsyncSession, index_no: str) -> Any:
    query = select(Disclosure.published_at, Disclosure.id).where(Disclosure.index_no == index_no)
    found = (await db.execute(query)).one_or_none()
    if found is None:
        raise NotFound
    return found


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
