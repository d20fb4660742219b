"""The law of hearings (听证会): 重大行政决策程序暂行条例 art. 16, 17; for rules 规章制定程序条例 art. 16."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.lib.errors import FieldError, FormInvalid, Refused
from app.lib.i18n import gettext
from app.lib.i18n import gettext_noop as _
from app.occasions.rules import CATEGORY_LABELS, Category

MATERIAL_DAYS = 7
"""Materials reach the participants seven days before (条例 art. 16)."""
RULE_NOTICE_DAYS = 30
"""A hearing on a draft rule is announced thirty days ahead (规章制定程序条例 art. 16)."""
CONCERNED = (Category.STAKEHOLDER, Category.ENTERPRISE, Category.PUBLIC_REPRESENTATIVE, Category.RESIDENT)
"""Those whom the decision touches: a hearing without one of them hears one side only."""
MAX_SEATS = 60

ORDER = (
    _("The drafting office introduces the draft, its basis and its explanation"),
    _("Participants state their opinions, ask questions and debate; the office answers"),
    _("Participants confirm the record and sign it"),
)
"""Order of the hearing (听证程序), 条例 art. 17."""

_DOUBLE_SURNAME = re.compile(
    "(?:欧阳|上官|司马|司徒|诸葛|夏侯|皇甫|尉迟|公孙|慕容|令狐|长孙|宇文|东方|端木|南宫|轩辕|独孤|百里|呼延|澹台|公冶|"
    "太史|申屠|闾丘|钟离|濮阳|淳于|单于|仲孙|赫连|拓跋|完颜|万俟|闻人)."
)


class DraftNotPublic(Refused):
    code = "E_HEARING_DRAFT"
    message = _("The draft and its explanation must be public before the hearing is announced. Publish them first.")


class HearingTooSoon(Refused):
    code = "E_HEARING_SOON"
    message = _("The hearing on {day} is too soon: {reason} Choose {earliest} or later.")


class OneSided(Refused):
    code = "E_HEARING_SIDES"
    message = _("All sides must be represented. Give seats to at least two categories, people concerned among them.")


class SelectionTooEarly(Refused):
    code = "E_HEARING_SELECTION"
    message = _("People may sign up until {day}. Choose the participants after that day, by the published rule.")


class SideMissing(Refused):
    code = "E_HEARING_MISSING"
    message = _("These categories have seats and no participant: {categories}. Fill them, or postpone the hearing.")


class SeatsExceeded(Refused):
    code = "E_HEARING_SEATS"
    message = _("More participants than seats that were announced: {categories}.")


class MaterialsLate(Refused):
    code = "E_HEARING_MATERIALS_LATE"
    message = _("Materials must reach the participants at least 7 days before, by {day}. Postpone the hearing first.")


class MaterialsMissing(Refused):
    code = "E_HEARING_MATERIALS"
    message = _("Record first when the materials were sent to the participants.")


class NotYetHeld(Refused):
    code = "E_HEARING_AHEAD"
    message = _("The hearing takes place on {day}. Record it on that day or afterwards.")


class Unsigned(Refused):
    code = "E_HEARING_UNSIGNED"
    message = _("The record does not count before the participants have confirmed and signed it.")


@dataclass(frozen=True)
class Notice:
    """What the notice of a hearing is judged by."""

    held_on: date
    sign_up_until: date
    seats: Mapping[str, int]
    is_rule_making: bool


def check_notice(notice: Notice, *, today: date) -> None:
    """Whether the notice can be published: there is time for each step, and all sides have seats."""
    sides = [category for category, n in notice.seats.items() if n]
    if len(sides) < 2 or not set(sides) & set(CONCERNED):
        raise OneSided
    if notice.is_rule_making and (notice.held_on - today).days < RULE_NOTICE_DAYS:
        reason = gettext("a hearing on a rule is announced thirty days ahead.")
        raise _too_soon(notice.held_on, reason, today + timedelta(days=RULE_NOTICE_DAYS))
    if notice.sign_up_until < today:
        raise FormInvalid.of("sign_up_until", _("This day is over; people need time to sign up."))
    if (notice.held_on - notice.sign_up_until).days <= MATERIAL_DAYS:
        reason = gettext(
            "participants are chosen after the last day to sign up, and get their materials seven days before."
        )
        raise _too_soon(notice.held_on, reason, notice.sign_up_until + timedelta(days=MATERIAL_DAYS + 1))


def _too_soon(held_on: date, reason: str, earliest: date) -> HearingTooSoon:
    return HearingTooSoon(day=held_on.isoformat(), reason=reason, earliest=earliest.isoformat())


def check_selection(
    attendees: Sequence[Mapping[str, str]], seats: Mapping[str, int], *, sign_up_until: date, today: date
) -> None:
    """Whether the list can be published: after the last day to sign up, every side there, no seat filled twice."""
    if today <= sign_up_until:
        raise SelectionTooEarly(day=sign_up_until.isoformat())
    counted = {name: sum(one["category"] == name for one in attendees) for name in {*seats, *_categories(attendees)}}
    if missing := [name for name, n in seats.items() if n and not counted[name]]:
        raise SideMissing(categories=_labels(missing))
    if many := [name for name, n in counted.items() if n > seats.get(name, 0)]:
        raise SeatsExceeded(categories=_labels(many))


def check_materials(sent_on: date, held_on: date, *, listed_on: date, today: date) -> None:
    """Seven days before (vector: hearing on 16 October, materials by 9 October). Raises MaterialsLate, FormInvalid."""
    if sent_on > today:
        raise FormInvalid.of("materials_sent_on", _("This day lies in the future. Record it when they were sent."))
    if sent_on < listed_on:
        raise FormInvalid.of("materials_sent_on", _("Before the list was published there were no participants."))
    if sent_on > materials_due(held_on):
        raise MaterialsLate(day=materials_due(held_on).isoformat())


def materials_due(held_on: date) -> date:
    """Last day on which materials are in time."""
    return held_on - timedelta(days=MATERIAL_DAYS)


def check_record(
    held_on: date, *, materials_sent_on: date | None, steps: int, came: int, signed: int, signed_on: date,
    unsigned_note: str, today: date,
) -> None:  # fmt: skip
    """Whether the hearing counts as held: in the order of art. 17, and its record signed."""
    if materials_sent_on is None:
        raise MaterialsMissing
    if today < held_on:
        raise NotYetHeld(day=held_on.isoformat())
    errors = []
    if steps < len(ORDER):
        errors.append(FieldError("steps", _("Confirm every step of the order; a hearing without one is not complete.")))
    if not held_on <= signed_on <= today:
        errors.append(FieldError("signed_on", _("The record is signed on the day of the hearing or afterwards.")))
    if not came:
        errors.append(FieldError("n_npc_delegate", _("Please enter how many came, by category.")))
    elif signed > came:
        errors.append(FieldError("signed_count", _("More signatures than participants who came.")))
    elif 0 < signed < came and not unsigned_note:
        errors.append(FieldError("unsigned_note", _("Please say why somebody did not sign; it belongs to the record.")))
    if errors:
        raise FormInvalid(errors)
    if not signed:
        raise Unsigned


def shown_name(name: str, *, agrees: bool) -> str:
    """How a participant's name is published: in full with consent, else the family name (王某)."""
    if agrees or not name:
        return name
    return (name[:2] if _DOUBLE_SURNAME.match(name) else name[:1]) + "某"


def _labels(names: Sequence[str]) -> str:
    return "、".join(gettext(CATEGORY_LABELS[Category(name)]) for name in Category if name in names)


def _categories(attendees: Sequence[Mapping[str, str]]) -> set[str]:
    return {one["category"] for one in attendees}
