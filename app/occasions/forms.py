"""Forms of occasions. How many took part is one number a category: fields ``n_npc_delegate`` …"""

from datetime import date
from typing import Annotated

from msgspec import field

from app.consultations.rules import Method
from app.lib.errors import FieldError, FormInvalid
from app.lib.forms import Form, Meta
from app.lib.i18n import gettext_noop as _
from app.occasions.hearing_rules import MAX_SEATS, shown_name
from app.occasions.rules import METHODS, Category, check_public_text, read_time

Count = Annotated[int, Meta(ge=0, le=100_000, extra={"invalid": _("Please enter a number, or nothing.")})]
Day = Annotated[date, Meta(extra={"missing": _("Please choose a day."), "invalid": _("Please choose a day.")})]
Note = Annotated[str, Meta(min_length=2, max_length=1000, extra={"missing": _("Please say why.")})]


class CountsForm(Form):
    """How many, by category."""

    n_npc_delegate: Count = 0
    n_cppcc_member: Count = 0
    n_stakeholder: Count = 0
    n_enterprise: Count = 0
    n_public_representative: Count = 0
    n_resident: Count = 0
    n_expert: Count = 0
    n_media: Count = 0
    n_other: Count = 0

    def counts(self) -> dict[str, int]:
        """Categories with at least one, in their official order."""
        numbers = {one.value: getattr(self, f"n_{one.value}") for one in Category}
        return {name: n for name, n in numbers.items() if n}


class OccasionForm(CountsForm, kw_only=True):
    """A symposium, a visit, a talk: what took place, or what is announced."""

    held_on: Day
    method: str = ""
    is_held: bool = False
    starts_at: str = ""
    place: Annotated[str, Meta(max_length=200)] = ""
    organiser: Annotated[str, Meta(max_length=200)] = ""
    summary: Annotated[str, Meta(max_length=20_000)] = ""
    note: Annotated[str, Meta(max_length=5_000)] = ""

    def check(self, *, may_be_hearing: bool) -> None:
        """What one field alone cannot say. `may_be_hearing`: a past consultation enters a hearing like the others."""
        errors = []
        if self.method not in METHODS:
            errors.append(FieldError("method", _("Please choose how people are heard.")))
        elif self.method == Method.HEARING and not may_be_hearing:
            errors.append(FieldError("method", _("A hearing has a procedure of its own. Choose “Prepare a hearing”.")))
        errors += time_and_place(self.starts_at, self.place)
        if self.is_held and not self.counts():
            errors.append(FieldError(f"n_{Category.NPC_DELEGATE}", _("Please enter how many came, by category.")))
        public = {"place": self.place, "organiser": self.organiser, "summary": self.summary}
        errors += check_public_text(public)
        if errors:
            raise FormInvalid(errors)

    def fields(self) -> dict[str, object]:
        """What is stored."""
        return {
            "method": self.method,
            "held_on": self.held_on,
            "starts_at": read_time(self.starts_at) or "",
            "place": self.place,
            "organiser": self.organiser,
            "participants": self.counts() if self.is_held else {},
            "summary": self.summary,
            "note": self.note,
        }


class HearingForm(CountsForm, kw_only=True):
    """The notice of a hearing; the numbers are seats by category."""

    held_on: Day
    sign_up_until: Day
    starts_at: Annotated[str, Meta(extra={"missing": _("Please enter the time, for example 14:00.")})]
    place: Annotated[str, Meta(max_length=200, extra={"missing": _("Please enter the place.")})]
    selection_rule: Annotated[
        str, Meta(max_length=5_000, extra={"missing": _("Please say by which rule participants are chosen.")})
    ]
    sign_up: Annotated[str, Meta(max_length=5_000, extra={"missing": _("Please say how people sign up.")})]
    organiser: Annotated[str, Meta(max_length=200)] = ""
    note: Annotated[str, Meta(max_length=5_000)] = ""
    is_rule_making: bool = False

    def check(self) -> None:
        errors = time_and_place(self.starts_at, self.place)
        if not self.counts():
            errors.append(FieldError(f"n_{Category.NPC_DELEGATE}", _("Please give seats, by category.")))
        elif sum(self.counts().values()) > MAX_SEATS:
            message = _("A hearing has at most {max} seats here.")
            errors.append(FieldError(f"n_{Category.NPC_DELEGATE}", message, {"max": MAX_SEATS}))
        public = {"place": self.place, "organiser": self.organiser, "selection_rule": self.selection_rule}
        errors += check_public_text(public)
        if errors:
            raise FormInvalid(errors)


class PostponementForm(Form):
    """A later day, and why: the public reads it."""

    held_on: Day
    reason: Note


class CancellationForm(Form):
    reason: Note


class ParticipantsForm(Form):
    """The list of participants: one entry of each field a person, in the same order."""

    category: list[str] = field(default_factory=list)
    name: list[str] = field(default_factory=list)
    represents: list[str] = field(default_factory=list)
    agrees: list[str] = field(default_factory=list)
    """``yes`` where the person agreed that the full name is published."""

    def attendees(self) -> list[dict[str, str]]:
        """The list as it is published; a full name without consent goes no further than here."""
        rows = zip(self.category, self.name, self.represents, self.agrees, strict=False)
        return [
            {"category": category, "name": shown_name(name, agrees=agrees == "yes"), "represents": represents}
            for category, name, represents, agrees in rows
            if name
        ]

    def check(self) -> None:
        errors = []
        for n, one in enumerate(self.attendees()):
            if one["category"] not in list(Category):
                errors.append(FieldError(f"category-{n}", _("Please check this entry.")))
            if len(one["name"]) > 40 or len(one["represents"]) > 100:
                errors.append(FieldError(f"name-{n}", _("This is too long for a name.")))
            errors += check_public_text({f"represents-{n}": one["represents"], f"name-{n}": one["name"]})
        if not self.attendees():
            errors.append(FieldError("name-0", _("Please enter the participants.")))
        if errors:
            raise FormInvalid(errors)


class MaterialsForm(Form):
    materials_sent_on: Day
    materials: Annotated[
        str, Meta(min_length=2, max_length=5_000, extra={"missing": _("Please say which materials were sent.")})
    ]


class RecordForm(CountsForm, kw_only=True):
    """What makes a hearing count as held: order, who came, and the signed record."""

    signed_on: Day
    signed_count: Count = 0
    steps: list[str] = field(default_factory=list)
    summary: Annotated[
        str, Meta(min_length=2, max_length=20_000, extra={"missing": _("Please say in short what was said.")})
    ]
    unsigned_note: Annotated[str, Meta(max_length=1_000)] = ""


def time_and_place(starts_at: str, place: str) -> list[FieldError]:
    errors = []
    if read_time(starts_at) is None:
        errors.append(FieldError("starts_at", _("Please enter the time like 14:00.")))
    if not place:
        errors.append(FieldError("place", _("Please enter the place.")))
    return errors
