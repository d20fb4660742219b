"""Kinds of applicants (申请人类型), kinds of identity papers and their checks, and what is masked."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.lib.errors import Refused
from app.lib.i18n import gettext_noop as _
from app.lib.personal_data import Finding, Kind, scan


class IdentityGiven(Refused):
    """What the applicant gave himself is not written over."""

    code = "E_REQ_IDENTITY_GIVEN"
    message = _("This applicant has given a proof of identity already; it is not replaced.")


class ApplicantKind(StrEnum):
    """Who asks: the six columns of the annual report (年度报告 table 3, 国办公开办函〔2021〕30号)."""

    NATURAL_PERSON = "natural_person"
    COMMERCIAL_ENTERPRISE = "commercial_enterprise"
    RESEARCH_INSTITUTION = "research_institution"
    SOCIAL_WELFARE_ORG = "social_welfare_org"
    LEGAL_SERVICE_ORG = "legal_service_org"
    OTHER_ORG = "other_org"


class IdKind(StrEnum):
    """What proves the identity (身份证明)."""

    RESIDENT_ID = "resident_id"
    PASSPORT = "passport"
    HK_MACAO_PERMIT = "hk_macao_permit"
    TAIWAN_PERMIT = "taiwan_permit"
    USCC = "uscc"
    OTHER = "other"


KIND_LABELS: Mapping[ApplicantKind, str] = {
    ApplicantKind.NATURAL_PERSON: _("Natural person"),
    ApplicantKind.COMMERCIAL_ENTERPRISE: _("Commercial enterprise"),
    ApplicantKind.RESEARCH_INSTITUTION: _("Research institution"),
    ApplicantKind.SOCIAL_WELFARE_ORG: _("Social welfare organisation"),
    ApplicantKind.LEGAL_SERVICE_ORG: _("Legal service organisation"),
    ApplicantKind.OTHER_ORG: _("Other organisation"),
}

ID_LABELS: Mapping[IdKind, str] = {
    IdKind.RESIDENT_ID: _("Resident identity card"),
    IdKind.PASSPORT: _("Passport"),
    IdKind.HK_MACAO_PERMIT: _("Travel permit for Hong Kong and Macao residents"),
    IdKind.TAIWAN_PERMIT: _("Travel permit for Taiwan residents"),
    IdKind.USCC: _("Unified social credit code"),
    IdKind.OTHER: _("Another paper"),
}


@dataclass(frozen=True)
class NewApplicant:
    """An applicant as he gave himself; empty where he gave nothing."""

    kind: ApplicantKind
    name: str
    id_kind: IdKind = IdKind.RESIDENT_ID
    id_number: str = ""
    contact_name: str = ""
    """Whom to ask in an organisation."""
    phone: str = ""
    email: str = ""
    address: str = ""
    postcode: str = ""


BAD_RESIDENT_ID = _("This is not a resident identity number: its last character does not fit the others.")
BAD_USCC = _("This is not a unified social credit code: its last character does not fit the others.")
BAD_PAPER = _("A number of a paper has 4 to 40 letters and digits.")

_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_RESIDENT_CHECK = "10X98765432"
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def normalise_id(number: str) -> str:
    """The number without blanks and hyphens, in capitals: how it is compared."""
    return "".join(c for c in unicodedata.normalize("NFKC", number).upper() if c.isalnum())


def id_fault(kind: IdKind, number: str) -> str | None:
    """What is wrong with a number, as a sentence; None if nothing is."""
    plain = normalise_id(number)
    if kind is IdKind.RESIDENT_ID:
        return None if is_resident_id(plain) else BAD_RESIDENT_ID
    if kind is IdKind.USCC:
        return None if is_uscc(plain) else BAD_USCC
    return None if 4 <= len(plain) <= 40 else BAD_PAPER


def is_resident_id(number: str) -> bool:
    """Whether it is a citizen identification number (公民身份号码): date and check character (GB 11643-1999)."""
    if not re.fullmatch(r"[1-9]\d{16}[\dX]", number, re.ASCII):
        return False
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(int(c) * w for c, w in zip(number[:17], _RESIDENT_WEIGHTS, strict=True))
    return _RESIDENT_CHECK[total % 11] == number[17]


def is_uscc(code: str) -> bool:
    """Whether it is a unified social credit code (统一社会信用代码): check character (GB 32100-2015)."""
    if len(code) != 18 or any(c not in _USCC_ALPHABET for c in code):
        return False
    total = sum(_USCC_ALPHABET.index(c) * w for c, w in zip(code[:17], _USCC_WEIGHTS, strict=True))
    return _USCC_ALPHABET[(31 - total % 31) % 31] == code[17]


def is_email(typed: str) -> bool:
    """Whether the whole entry is one address."""
    return len(typed) <= 200 and scan(typed) == (Finding(Kind.EMAIL, 0, len(typed)),) and " " not in typed


def mask_id(number: str) -> str:
    """``310***********0012``: the first three and the last four; of short numbers the last two."""
    plain = normalise_id(number)
    if len(plain) < 12:
        return "*" * max(len(plain) - 2, 0) + plain[-2:]
    return plain[:3] + "*" * (len(plain) - 7) + plain[-4:]


def mask_phone(phone: str) -> str:
    """``138****1234``; of short numbers the last two digits."""
    plain = re.sub(r"[\s-]", "", phone)
    if len(plain) < 9:
        return "*" * max(len(plain) - 2, 0) + plain[-2:]
    return f"{plain[:3]}****{plain[-4:]}"


def mask_email(email: str) -> str:
    """``w***@example.cn``."""
    name, at, host = email.partition("@")
    return f"{name[:1]}***{at}{host}" if name else ""


def mask_address(address: str) -> str:
    """The district or town at most: what follows the first 区, 县 or 市 is left out."""
    found = re.match(r".{0,12}?(?:区|县)|.{0,8}?市", address)
    return f"{found[0]}***" if found else ("***" if address else "")


def public_name(kind: ApplicantKind, name: str) -> str:
    """How outsiders may read of an applicant: 王某, 某企业."""
    if kind is ApplicantKind.NATURAL_PERSON:
        return f"{name[:1]}某" if name else ""
    return "某企业" if kind is ApplicantKind.COMMERCIAL_ENTERPRISE else "某单位"
