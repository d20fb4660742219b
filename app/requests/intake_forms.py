"""Forms of the staff's side: an application that came otherwise than through this site, its day, its place."""

from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import field

from app.applicants.rules import ApplicantKind, IdKind, NewApplicant, id_fault
from app.lib.errors import FieldError, FormInvalid
from app.lib.forms import Form, Meta
from app.lib.i18n import gettext_noop as _
from app.requests.rules import MAX_DESCRIPTION, FormWanted, NewApplication, NewItem, RequestChannel, WayWanted

Short = Annotated[str, Meta(max_length=100)]
Day = Annotated[date, Meta(extra={"missing": _("Please choose a day."), "invalid": _("Please choose a day.")})]


class IdentityForm(Form, frozen=True):
    """The proof of identity that came later."""

    id_kind: IdKind
    id_number: Annotated[str, Meta(min_length=1, max_length=60, extra={"missing": _("Please enter the number.")})]


class EntryForm(Form, frozen=True):
    """An application as it lies on the clerk's desk. Only channel and day must be there: the law corrects the rest."""

    channel: Annotated[RequestChannel, Meta(extra={"missing": _("Please choose how it came in.")})]
    arrived_on: Day
    kind: ApplicantKind = ApplicantKind.NATURAL_PERSON
    name: Short = ""
    id_kind: IdKind = IdKind.RESIDENT_ID
    id_number: Annotated[str, Meta(max_length=60)] = ""
    contact_name: Short = ""
    phone: Annotated[str, Meta(max_length=40)] = ""
    email: Annotated[str, Meta(max_length=200)] = ""
    address: Annotated[str, Meta(max_length=200)] = ""
    postcode: Annotated[str, Meta(max_length=20)] = ""
    title: Annotated[str, Meta(max_length=200)] = ""
    description: Annotated[str, Meta(max_length=MAX_DESCRIPTION)] = ""
    doc_no: Annotated[str, Meta(max_length=60)] = ""
    form_wanted: FormWanted = FormWanted.PAPER
    way_wanted: WayWanted = WayWanted.POST
    help_wanted: Annotated[str, Meta(max_length=1000)] = ""
    suggests_disclosure: bool = False
    suggestion_reason: Annotated[str, Meta(max_length=1000)] = ""
    form_token: Annotated[str, Meta(max_length=100)] = ""
    """Random, made with the form: the same form sent twice is stored once."""

    def check(self) -> None:
        """A number that was given must be one; what is dictated names the help that was given (条例 art. 29, 43)."""
        errors = []
        if self.id_number and (fault := id_fault(self.id_kind, self.id_number)):
            errors.append(FieldError("id_number", fault))
        if not self.name and not self.description:
            errors.append(FieldError("description", _("Please enter at least who asks or what is asked for.")))
        if self.channel is RequestChannel.ONLINE:
            errors.append(FieldError("channel", _("Please choose how it came in.")))
        if self.channel is RequestChannel.ORAL_ASSISTED and not self.help_wanted:
            errors.append(FieldError("help_wanted", _("Please note why it was dictated and who wrote it down.")))
        if errors:
            raise FormInvalid(errors)

    def new_application(self, agency_id: UUID) -> NewApplication:
        return NewApplication(
            agency_id=agency_id,
            channel=self.channel,
            applicant=NewApplicant(
                kind=self.kind,
                name=self.name,
                id_kind=self.id_kind,
                id_number=self.id_number,
                contact_name=self.contact_name,
                phone=self.phone,
                email=self.email,
                address=self.address,
                postcode=self.postcode,
            ),
            items=(NewItem(self.description, self.doc_no),),
            form_wanted=self.form_wanted,
            way_wanted=self.way_wanted,
            help_wanted=self.help_wanted,
            suggests_disclosure=self.suggests_disclosure,
            suggestion_reason=self.suggestion_reason,
            arrived_on=self.arrived_on,
        )


class ConfirmForm(Form, frozen=True):
    """The day that both sides confirm."""

    received_on: Day


class RegisterForm(Form, frozen=True):
    """Title in the office's words, and the division that answers; without a division it is only registered."""

    title: Annotated[str, Meta(max_length=200)] = ""
    division_id: str = ""

    def division(self) -> UUID:
        try:
            return UUID(self.division_id)
        except ValueError:
            raise FormInvalid.of("division_id", _("Please choose a division.")) from None


class SplitForm(Form, frozen=True):
    """One field an item."""

    items: list[str] = field(default_factory=list)


class RevealForm(Form, frozen=True):
    """Why the full number is needed: it goes into the record."""

    reason: Annotated[str, Meta(max_length=500)] = ""
