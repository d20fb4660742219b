"""What is done with an entry of the catalogue."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.disclosures.findings import find_places
from app.disclosures.index_numbers import path_of
from app.disclosures.models import Disclosure
from app.disclosures.publishing import attach, make_version, put_out, show
from app.disclosures.rules import (
    Content,
    DisclosureSource,
    EntryState,
    FindingsOpen,
    NewEntry,
    NothingToRead,
    Validity,
    check_content,
)
from app.lib.clock import local_date


@dataclass(frozen=True, slots=True)
class Published:
    """What the caller of `publish_entry` tells others: the number and the address of the entry."""

    id: UUID
    index_no: str
    path: str


async def publish_entry(
    db: AsyncSession, new: NewEntry, *, source: DisclosureSource, actor: Actor, now: datetime
) -> Published:
    """Publish an entry at once (主动公开), in the caller's transaction: what another verb already decided.

    Whoever drafts at the desk goes through `draft_entry` and `approve_version` instead.

    Raises:
        FormInvalid: a fact is missing or wrong, one sentence a field.
        NothingToRead: neither text nor file.
        FindingsOpen: something looks like personal data and `new.is_cleared` is not set (E_CONV_PII).
    """
    content = new.content
    check_content(content, today=local_date(now))
    if not content.body and not new.file_ids:
        raise NothingToRead
    if not new.is_cleared and find_places(content):
        raise FindingsOpen
    entry = await begin_entry(
        db,
        content,
        agency_id=new.agency_id,
        division_id=new.division_id,
        source=source,
        origin=new.origin,
        validity=new.validity,
        actor=actor,
        now=now,
    )
    version = make_version(entry, content, 1, actor=actor, now=now)
    version.approved_by_id = actor.id if actor.kind == "staff" else None
    db.add(version)
    await db.flush()
    await attach(db, version.id, new.file_ids)
    await put_out(db, entry, version, content, actor=actor, now=now)
    assert entry.index_no is not None
    return Published(entry.id, entry.index_no, path_of(entry.index_no))


async def begin_entry(
    db: AsyncSession,
    content: Content,
    *,
    agency_id: UUID,
    division_id: UUID | None,
    source: DisclosureSource,
    origin: str = "",
    validity: Validity = Validity.VALID,
    actor: Actor,
    now: datetime,
) -> Disclosure:
    """The row of an entry that is not public yet."""
    entry = Disclosure(
        agency_id=agency_id,
        division_id=division_id,
        state=EntryState.DRAFTING.value,
        changed_at=now,
        version=0,
        source=source.value,
        origin=origin,
        validity=validity.value,
        validity_reason="",
        created_by_id=actor.id if actor.kind == "staff" else None,
        created_at=now,
        withdrawn_reason="",
    )
    show(entry, content)
    db.add(entry)
    await db.flush()
    return entry
