"""The law of comments: how long they are, who may read them, and what counts as one person."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from app.consultations.rules import Method
from app.lib.errors import FieldError, FormInvalid, Refused
from app.lib.i18n import gettext_noop as _
from app.lib.personal_data import Finding, Kind, mask, scan
from app.lib.tables import Refusal

MIN_TEXT = 2
MAX_TEXT = 8_000
MAX_TITLE = 300
MAX_PARTS = 10
"""Comments that one form may carry."""
OFFERED_FROM = 70.0
"""Likeness from which a finished comment is met with what others already said; while typing everything is offered."""
MAX_OFFERED = 3


class Visibility(StrEnum):
    """Who reads a comment; the value is stored."""

    PUBLIC = "public"
    HELD = "held"
    CLEARED = "cleared"
    HIDDEN = "hidden"


LISTED = (Visibility.PUBLIC, Visibility.CLEARED)
"""Everybody reads these."""

VISIBILITY_LABELS = {
    Visibility.PUBLIC: _("Public"),
    Visibility.HELD: _("Waiting for a check"),
    Visibility.CLEARED: _("Checked, public"),
    Visibility.HIDDEN: _("Not shown"),
}


class HiddenCategory(StrEnum):
    """Why a comment is hidden (不予展示的类别); the value is stored."""

    ABUSE = "abuse"
    ADVERTISING = "advertising"
    PERSONAL_DATA = "personal_data"
    ILLEGAL = "illegal"
    UNRELATED = "unrelated"
    OTHER = "other"


HIDDEN_LABELS = {
    HiddenCategory.ABUSE: _("Abuse or insults"),
    HiddenCategory.ADVERTISING: _("Advertising"),
    HiddenCategory.PERSONAL_DATA: _("Personal data of others"),
    HiddenCategory.ILLEGAL: _("Unlawful content"),
    HiddenCategory.UNRELATED: _("Unrelated or flooding"),
    HiddenCategory.OTHER: _("Other reason"),
}

FINDING_LABELS = {
    Kind.ID_NUMBER: _("ID number"),
    Kind.MOBILE: _("Mobile number"),
    Kind.LANDLINE: _("Telephone number"),
    Kind.EMAIL: _("E-mail address"),
    Kind.BANK_CARD: _("Bank card"),
    Kind.TRAVEL_DOCUMENT: _("Passport or permit"),
    Kind.SOCIAL_CARD: _("Social security card"),
    Kind.PLATE: _("Number plate"),
    Kind.CHAT_ID: _("WeChat or QQ number"),
    Kind.ADDRESS: _("Home address"),
    Kind.NAME: _("Name of a person"),
}


class PersonBasis(StrEnum):
    """What a person is known by; the value is stored."""

    COOKIE = "cookie"
    CONTACT = "contact"
    """By a confirmed address. None is confirmed yet; only rows of earlier versions have it, from typed ones."""
    IMPORT = "import"
    NONE = "none"


class NotSupportable(Refused):
    code = "E_COMMENT_SUPPORT"
    message = _("Only comments that are shown to everybody can be supported.")


class SupportOver(Refused):
    code = "E_COMMENT_SUPPORT_LATE"
    message = _("The period is over; support is no longer taken.")


@dataclass(frozen=True, slots=True)
class Said:
    """One comment of a form or a file before it is stored: what, and about which clause ("" is the whole draft)."""

    text: str
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """A clause that can be commented on: its id, its unit, and how people name the unit."""

    clause_id: UUID
    ref: str
    unit: str
    label: str


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who says it, as a keyed hash; `key` is None where nothing is known."""

    key: str | None
    basis: PersonBasis


def check_said(parts: Sequence[Said], contact_email: str, clauses: Iterable[str]) -> None:
    """Raises FormInvalid with every fault of the form at once: fields ``text-0``, ``clause-0``, ``contact_email``."""
    known = set(clauses)
    errors: list[FieldError] = []
    for n, part in enumerate(parts):
        if not part.text:
            errors.append(FieldError(f"text-{n}", _("Please write your comment, even if it is one sentence only.")))
        elif len(part.text) < MIN_TEXT:
            errors.append(FieldError(f"text-{n}", _("At least {min} characters, please."), {"min": MIN_TEXT}))
        elif len(part.text) > MAX_TEXT:
            message = _("At most {max} characters; you have written {n}.")
            errors.append(FieldError(f"text-{n}", message, {"max": MAX_TEXT, "n": len(part.text)}))
        if part.clause and part.clause not in known:
            errors.append(FieldError(f"clause-{n}", _("This clause is not part of the draft. Please choose again.")))
    if contact_email and not is_email(contact_email):
        message = _("Please write an e-mail address like name@example.com, or leave this empty.")
        errors.append(FieldError("contact_email", message))
    if errors:
        raise FormInvalid(errors)


def is_email(typed: str) -> bool:
    """Whether the whole entry is one address, by the scanner's own notion."""
    return len(typed) <= 200 and scan(typed) == (Finding(Kind.EMAIL, 0, len(typed)),) and " " not in typed


def first_visibility(findings: Sequence[Finding], moderation_policy: str) -> Visibility:
    """What the scanner flags waits for a person, and everything does where the office checks first (decisions.md)."""
    return Visibility.HELD if findings or moderation_policy == "before" else Visibility.PUBLIC


def check_supportable(visibility: str, *, late: bool) -> None:
    if visibility not in LISTED:
        raise NotSupportable
    if late:
        raise SupportOver


def hidden_lines(counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """How many are hidden for what: {label, n}, for everybody to read."""
    return [{"label": HIDDEN_LABELS[HiddenCategory(name)], "n": n} for name, n in counts.items()]


def stored_findings(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    return [{"kind": found.kind.value, "start": found.start, "end": found.end} for found in findings]


def read_findings(stored: Iterable[Mapping[str, Any]]) -> list[Finding]:
    return [Finding(Kind(found["kind"]), int(found["start"]), int(found["end"])) for found in stored]


def shown_text(text: str, stored: Iterable[Mapping[str, Any]]) -> str:
    """A comment as others read it: personal data masked (AT-21). Its author reads `text` itself."""
    return mask(text, read_findings(stored))


def shown_title(title: str) -> str:
    """A title as others read it; titles are short, so they are scanned when they are shown."""
    return mask(title, scan(title))


def pieces(text: str, stored: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """The text cut at the findings, for an officer who checks it: {text, label}; `label` names what was found."""
    cut: list[dict[str, str]] = []
    after = 0
    for found in sorted(read_findings(stored), key=lambda found: found.start):
        cut.append({"text": text[after : found.start], "label": ""})
        cut.append({"text": text[found.start : found.end], "label": FINDING_LABELS[found.kind]})
        after = found.end
    cut.append({"text": text[after:], "label": ""})
    return [piece for piece in cut if piece["text"]]


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """One line of a file that can be taken in. `clause` is a ref of the draft, or empty for the whole."""

    number: int
    """Line (CSV, TSV, JSONL) or row (XLSX) of the file, from 1, the heading included."""
    source_ref: str
    """Identity of the line within the consultation."""
    text: str
    title: str = ""
    clause: str = ""
    person: str = ""
    said_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """Result of one batch."""

    stored: int
    already: int
    """Were there before: the same file a second time."""
    late: int
    refused: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """How comments reached the office besides the site: a letter, a call, or an occasion that it held."""

    method: Method
    occasion_id: UUID | None = None
    said_at: datetime | None = None
    """When it was said, where the line does not say it: the occasion's own time, the day of the letter."""

    def is_late(self, late: bool) -> bool:
        """The office itself called people to its occasions: what was said there is in time, also after the last day."""
        return late and self.occasion_id is None


def row_fault(said_at: datetime | None, *, opens_at: datetime | None, now: datetime) -> str:
    """Why a line with this time cannot be taken in; empty when it can. After the period is no fault: it is late.

    `opens_at` is None for what was said on an occasion: a visit may come before the period.
    """
    if said_at is None:
        return _("It has no time. A past consultation needs the time at which each comment was said.")
    if opens_at and said_at < opens_at:
        return _("It was said before the period began.")
    if said_at > now:
        return _("Its time lies in the future.")
    return ""
