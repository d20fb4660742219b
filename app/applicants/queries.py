"""Reading applicants: masked, as lists and pages show them."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.applicants.models import Applicant
from app.applicants.rules import (
    ID_LABELS,
    KIND_LABELS,
    ApplicantKind,
    IdKind,
    mask_address,
    mask_email,
    mask_phone,
)


@dataclass(frozen=True)
class MaskedApplicant:
    """An applicant as the staff's pages show him (domain.md 15): the name in full, numbers and addresses masked."""

    id: UUID
    kind: ApplicantKind
    kind_label: str
    name: str
    id_kind_label: str
    id_number: str
    contact_name: str
    phone: str
    email: str
    address: str


def mask(applicant: Applicant) -> MaskedApplicant:
    """Masked for lists and pages."""
    kind = ApplicantKind(applicant.kind)
    return MaskedApplicant(
        id=applicant.id,
        kind=kind,
        kind_label=KIND_LABELS[kind],
        name=applicant.name,
        id_kind_label=ID_LABELS[IdKind(applicant.id_kind)],
        id_number=applicant.id_masked,
        contact_name=applicant.contact_name or "",
        phone=mask_phone(applicant.phone or ""),
        email=mask_email(applicant.email or ""),
        address=mask_address(applicant.address or ""),
    )


async def find_same(db: AsyncSession, applicant: Applicant) -> list[UUID]:
    """Ids of all rows of the same applicant in the same agency, himself included."""
    if applicant.id_hash is None:
        return [applicant.id]
    query = select(Applicant.id).where(
        Applicant.agency_id == applicant.agency_id, Applicant.id_hash == applicant.id_hash
    )
    return list(await db.scalars(query.order_by(Applicant.id)))
