"""What happens to an entry after its publication: its validity, what it has to do with others, its withdrawal."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.disclosures.counting import lock_counts
from app.disclosures.forms import RelationForm, ValidityForm
from app.disclosures.models import Disclosure, DisclosureRelation
from app.disclosures.publishing import list_entry, unlist_entry
from app.disclosures.queries import find_entry, get_version
from app.disclosures.recording import record
from app.disclosures.rules import (
    EntryState,
    NotPublic,
    Validity,
    check_repeal,
    check_says_nothing_personal,
)
from app.lib.clock import local_date
from app.lib.errors import FormInvalid, NotFound
from app.lib.i18n import gettext_noop as _


async def change_validity(
    db: AsyncSession, entry: Disclosure, form: ValidityForm, *, actor: Actor, now: datetime
) -> None:
    """Say what a document is worth now (标注有效性): shown on its page before anything else."""
    _check_public(entry)
    check_repeal(form.validity, form.repealed_on, form.reason, made_on=entry.made_on, today=local_date(now))
    check_says_nothing_personal("reason", form.reason)
    await lock_counts(db, entry)
    ends = form.validity in (Validity.REPEALED, Validity.EXPIRED)
    entry.validity, entry.validity_reason = form.validity.value, form.reason
    entry.repealed_on = form.repealed_on if ends else None
    entry.changed_at = now
    _version, content = await get_version(db, entry, entry.version)
    await list_entry(db, entry, content)
    day = entry.repealed_on.isoformat() if entry.repealed_on else ""
    details = {"validity": entry.validity, "day": day, "reason": form.reason}
    record(db, "change_validity", entry, actor=actor, now=now, **details)


async def link_entries(
    db: AsyncSession, entry: Disclosure, form: RelationForm, *, actor: Actor, now: datetime
) -> DisclosureRelation:
    """Say what this entry does to an earlier one (关联): both pages show it."""
    _check_public(entry)
    earlier = await find_entry(db, form.index_no.strip())
    if earlier is None or earlier.agency_id != entry.agency_id or earlier.state != EntryState.PUBLISHED:
        raise FormInvalid.of("index_no", _("No published entry of this agency has that index number."))
    if earlier.id == entry.id:
        raise FormInvalid.of("index_no", _("That is this entry itself."))
    for pair in ((entry.id, earlier.id), (earlier.id, entry.id)):
        if await db.get(DisclosureRelation, pair) is not None:
            raise FormInvalid.of("index_no", _("The two are linked already."))
    relation = DisclosureRelation(later_id=entry.id, earlier_id=earlier.id, kind=form.kind.value)
    db.add(relation)
    await db.flush()
    record(db, "link_entries", entry, actor=actor, now=now, kind=form.kind.value, other=earlier.index_no)
    return relation


async def unlink_entries(db: AsyncSession, entry: Disclosure, earlier_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Take such a link back (取消关联)."""
    relation = await db.get(DisclosureRelation, (entry.id, earlier_id))
    if relation is None:
        raise NotFound
    await db.delete(relation)
    await db.flush()
    record(db, "unlink_entries", entry, actor=actor, now=now, other=str(earlier_id))


async def withdraw_entry(db: AsyncSession, entry: Disclosure, reason: str, *, actor: Actor, now: datetime) -> None:
    """Take an entry off the site (撤下): what should not have been public. Its number stays used, its page says why."""
    _check_public(entry)
    check_says_nothing_personal("reason", reason)
    await lock_counts(db, entry)
    entry.state, entry.withdrawn_at, entry.withdrawn_reason = EntryState.WITHDRAWN.value, now, reason
    entry.changed_at = now
    await unlist_entry(db, entry)
    record(db, "withdraw_entry", entry, actor=actor, now=now, reason=reason)


def _check_public(entry: Disclosure) -> None:
    if entry.state != EntryState.PUBLISHED:
        raise NotPublic
