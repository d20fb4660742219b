"""Verbs of applicants."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.applicants.models import Applicant
from app.applicants.rules import IdentityGiven, IdKind, NewApplicant, id_fault, mask_id, normalise_id
from app.history.services import record
from app.lib.crypto import keyed_hash
from app.lib.errors import FormInvalid, NotFound
from app.lib.i18n import gettext_noop as _

SHORTEST_REASON = 4


def hash_id(kind: IdKind, number: str) -> str | None:
    """The blind index of an identity number: equal numbers have equal ones. None where no number was given."""
    plain = normalise_id(number)
    return keyed_hash("applicant", f"{kind.value}|{plain}") if plain else None


async def record_applicant(db: AsyncSession, new: NewApplicant, *, agency_id: UUID) -> Applicant:
    """Keep who asks (登记申请人). The numbers were checked by whoever read the form."""
    applicant = Applicant(
        agency_id=agency_id,
        kind=new.kind.value,
        name=new.name,
        id_kind=new.id_kind.value,
        id_number=normalise_id(new.id_number) or None,
        id_hash=hash_id(new.id_kind, new.id_number),
        id_masked=mask_id(new.id_number),
        contact_name=new.contact_name or None,
        phone=new.phone or None,
        email=new.email or None,
        address=new.address or None,
        postcode=new.postcode or None,
    )
    db.add(applicant)
    await db.flush()
    return applicant


async def complete_identity(
    db: AsyncSession, applicant: Applicant, kind: IdKind, number: str, *, actor: Actor, now: datetime
) -> None:
    """Enter the proof of identity that a correction brought (补登身份证明). What was given once is not replaced."""
    if applicant.id_hash is not None:
        raise IdentityGiven
    if fault := id_fault(kind, number):
        raise FormInvalid.of("id_number", fault)
    applicant.id_kind, applicant.id_number = kind.value, normalise_id(number)
    applicant.id_hash, applicant.id_masked = hash_id(kind, number), mask_id(number)
    subject = f"applicant:{applicant.id}"
    record(db, "applicant:complete_identity", subject, agency_id=applicant.agency_id, actor=actor, now=now)


async def reveal_applicant(
    db: AsyncSession, applicant_id: UUID, *, reason: str, actor: Actor, now: datetime
) -> Applicant:
    """The applicant with the full identity number (查看完整证件号码), for a reason that goes into the record (AT-53).

    Raises FormInvalid without a reason: nothing is shown then.
    """
    if len(reason.strip()) < SHORTEST_REASON:
        raise FormInvalid.of("reason", _("Say for what you need the full number: it goes into the record."))
    applicant = await db.get(Applicant, applicant_id)
    if applicant is None or applicant.agency_id != actor.agency_id:
        raise NotFound
    record(
        db,
        "applicant:reveal_applicant",
        f"applicant:{applicant.id}",
        agency_id=applicant.agency_id,
        actor=actor,
        now=now,
        reason=reason.strip(),
    )
    return applicant
