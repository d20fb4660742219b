"""Putting a version before the public: its number, its place in the lists and counts, in one transaction."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.disclosures.contents import pack
from app.disclosures.counting import count_entry, give_index_no, lock_counts
from app.disclosures.findings import find_places
from app.disclosures.index_numbers import path_of
from app.disclosures.models import Disclosure, DisclosureClearance, DisclosureFile, DisclosureVersion
from app.disclosures.recording import record
from app.disclosures.rules import Content, EntryState, FindingsOpen, NothingToRead, Validity, VersionState
from app.disclosures.scanning import Scanned, list_stored, places_of
from app.files.models import StoredFile
from app.search.rules import SearchKind
from app.search.rules import Validity as Found
from app.search.services import index_text, remove_text

_SHOWN = ("title", "doc_no", "issuer", "made_on", "topic", "abstract")


def show(entry: Disclosure, content: Content) -> None:
    """Give the entry what lists show of a version."""
    for name in _SHOWN:
        setattr(entry, name, getattr(content, name))
    entry.genre, entry.five_openness = content.genre.value, content.five_openness.value


def make_version(entry: Disclosure, content: Content, number: int, *, actor: Actor, now: datetime) -> DisclosureVersion:
    return DisclosureVersion(
        disclosure_id=entry.id,
        number=number,
        state=VersionState.DRAFTING.value,
        content=pack(content),
        body=content.body,
        change_note="",
        created_by_id=actor.id if actor.kind == "staff" else None,
        created_at=now,
        returned_note="",
    )


async def attach(db: AsyncSession, version_id: UUID, file_ids: Sequence[UUID], *, first: int = 1) -> None:
    """Let stored files belong to a version, in this order."""
    for position, file_id in enumerate(file_ids, first):
        file = await db.get_one(StoredFile, file_id)
        title = file.name.rpartition(".")[0] or file.name
        db.add(DisclosureFile(version_id=version_id, file_id=file_id, title=title, position=position))
    await db.flush()


async def check_publishable(db: AsyncSession, version: DisclosureVersion, content: Content, scanned: Scanned) -> None:
    """Raises unless there is something to read, and a person cleared everything that looks personal (AT-43).

    `scanned`: what was found in the files; one that is not in it must be cleared as unread.
    """
    files = await list_stored(db, version.id)
    if not content.body and not files:
        raise NothingToRead
    query = select(DisclosureClearance.mark).where(DisclosureClearance.version_id == version.id)
    cleared = set(await db.scalars(query))
    if any(place.mark not in cleared for place in (*find_places(content), *places_of(files, scanned))):
        raise FindingsOpen


async def put_out(
    db: AsyncSession, entry: Disclosure, version: DisclosureVersion, content: Content, *, actor: Actor, now: datetime
) -> None:
    """The version becomes what the public reads. The moment is the server's; the number is given with the first one."""
    if entry.index_no is None:
        entry.index_no = await give_index_no(db, entry.agency_id, now=now)
        entry.published_at, entry.state = now, EntryState.PUBLISHED.value
    else:
        await lock_counts(db, entry)
    show(entry, content)
    entry.changed_at, entry.version = now, version.number
    version.state, version.published_at = VersionState.PUBLISHED.value, now
    await list_entry(db, entry, content)
    details = {"index_no": entry.index_no, "version": version.number}
    record(db, "publish_entry", entry, actor=actor, now=now, **details)


async def list_entry(db: AsyncSession, entry: Disclosure, content: Content) -> None:
    """Count it where it belongs now, and let the search find its present words."""
    await count_entry(db, entry, is_listed=True)
    await db.flush()
    assert entry.index_no is not None
    await index_text(
        db,
        kind=SearchKind.DISCLOSURE,
        ref=str(entry.id),
        agency_id=entry.agency_id,
        title=content.title,
        body="\n".join(filter(None, (content.abstract, " ".join(content.keywords), content.body))),
        path=path_of(entry.index_no),
        dated_on=content.made_on,
        doc_no=content.doc_no,
        validity=None if entry.validity == Validity.PENDING else Found(entry.validity),
    )


async def unlist_entry(db: AsyncSession, entry: Disclosure) -> None:
    """The reverse: no list, no number and no search shows it any more."""
    await count_entry(db, entry, is_listed=False)
    await db.flush()
    await remove_text(db, SearchKind.DISCLOSURE, str(entry.id))
