"""The law of occasions: who takes part, which day makes sense, until when an entry may change."""

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from app.consultations.rules import Method, State
from app.lib.errors import FieldError, FormInvalid, Refused
from app.lib.i18n import gettext_noop as _
from app.lib.personal_data import Kind, scan

MAX_BEFORE_DAYS = 3 * 365
"""A visit before the draft was written is part of the procedure; one of long ago is a typing mistake."""


class Category(StrEnum):
    """Who takes part (参加人类别), 实施办法二（二）and what offices count besides."""

    NPC_DELEGATE = "npc_delegate"
    CPPCC_MEMBER = "cppcc_member"
    STAKEHOLDER = "stakeholder"
    ENTERPRISE = "enterprise"
    PUBLIC_REPRESENTATIVE = "public_representative"
    RESIDENT = "resident"
    EXPERT = "expert"
    MEDIA = "media"
    OTHER = "other"


CATEGORY_LABELS = {
    Category.NPC_DELEGATE: _("Deputies to the people's congress"),
    Category.CPPCC_MEMBER: _("Members of the CPPCC"),
    Category.STAKEHOLDER: _("People concerned"),
    Category.ENTERPRISE: _("Enterprises and their associations"),
    Category.PUBLIC_REPRESENTATIVE: _("Representatives of the public"),
    Category.RESIDENT: _("Residents of the neighbourhood"),
    Category.EXPERT: _("Experts"),
    Category.MEDIA: _("Journalists"),
    Category.OTHER: _("Others"),
}


class OccasionState(StrEnum):
    """States of an occasion; the value is stored."""

    PREPARING = "preparing"
    """A hearing whose notice is not published yet."""
    ANNOUNCED = "announced"
    LISTED = "listed"
    """A hearing whose list of participants is published."""
    HELD = "held"
    CANCELLED = "cancelled"


OCCASION_LABELS = {
    OccasionState.PREPARING: _("Being prepared"),
    OccasionState.ANNOUNCED: _("Announced"),
    OccasionState.LISTED: _("Participants published"),
    OccasionState.HELD: _("Held"),
    OccasionState.CANCELLED: _("Cancelled"),
}

METHODS = (
    Method.SYMPOSIUM,
    Method.FIELD_RESEARCH,
    Method.CONSULTATION_NEGOTIATION,
    Method.MEDIA_COMMUNICATION,
    Method.HEARING,
    Method.QUESTIONNAIRE,
    Method.INTERVIEW,
)
"""What takes place on a day and at a place. Letters, calls and the site need no occasion."""

EDITABLE = (State.DRAFTING, State.APPROVED, State.OPEN, State.CLOSED, State.ANALYSING)
"""An entry may change until the report is published: the report freezes it."""
TO_COME = (OccasionState.ANNOUNCED, OccasionState.LISTED)


class AlreadyOver(Refused):
    code = "E_OCC_STATE"
    message = _("This is not possible any more: it is over, or it was cancelled.")


class NotLater(Refused):
    code = "E_OCC_NOT_LATER"
    message = _("Choose a day after {day}: an occasion is postponed, never brought forward.")


_TIME = re.compile(r"([01]?\d|2[0-3])[:：]([0-5]\d)")


def read_time(typed: str) -> str | None:
    """A time of day as HH:MM; "" for none, None when it is no time."""
    if not typed:
        return ""
    match = _TIME.fullmatch(typed)
    return f"{int(match[1]):02d}:{match[2]}" if match else None


def check_day(held_on: date, *, is_held: bool, today: date) -> None:
    """A record lies in the past, an announcement ahead. Raises FormInvalid on ``held_on``."""
    if is_held and held_on > today:
        message = _("This day lies in the future. Announce it instead, and record it afterwards.")
        raise FormInvalid.of("held_on", message)
    if is_held and (today - held_on).days > MAX_BEFORE_DAYS:
        raise FormInvalid.of("held_on", _("This day is more than three years ago. Please check it."))
    if not is_held and held_on < today:
        raise FormInvalid.of("held_on", _("This day is over. Record what took place, with who took part."))


def check_public_text(fields: Mapping[str, str]) -> list[FieldError]:
    """Fields that the public reads and that hold personal data (个人信息保护法 art. 25).

    An address is none here: the notice says where the office meets people.
    """
    message = _("This holds what looks like personal data: {found}. The public reads it; please leave it out.")
    errors = []
    for name, text in fields.items():
        found = "、".join(text[one.start : one.end] for one in scan(text) if one.kind is not Kind.ADDRESS)
        if found:
            errors.append(FieldError(name, message, {"found": found}))
    return errors


def present(counts: Mapping[str, int]) -> int:
    return sum(counts.values())
