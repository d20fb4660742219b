"""The citizen's application form. `description` and `doc_no` come once for each matter."""

import hashlib
import json
import secrets
from collections.abc import Iterator, Sequence
from typing import Annotated
from uuid import UUID

import msgspec

from app.applicants.rules import ApplicantKind, IdKind, NewApplicant, id_fault, is_email
from app.lib.errors import FieldError, FormInvalid
from app.lib.forms import Form, Meta
from app.lib.i18n import current_locale, gettext
from app.lib.i18n import gettext_noop as _
from app.requests.arrivals import missing_parts
from app.requests.rules import (
    MAX_DESCRIPTION,
    MAX_ITEMS,
    MIN_DESCRIPTION,
    FormWanted,
    NewApplication,
    NewItem,
    RequestChannel,
    WayWanted,
)

LACKING = _("The application lacks what it must have: {parts} (Article 29 of the Regulation).")
CHOOSE_KIND = _("Please choose as what you ask.")
CHOOSE_PAPER = _("Please choose the kind of the paper.")
CHOOSE_FORM = _("Please choose in which form you want it.")
CHOOSE_WAY = _("Please choose by which way you want it.")
PLEASE_DESCRIBE = _("Please describe what you want, even if it is one sentence only.")
TOO_SHORT = _("At least {min} characters, please: otherwise nobody can look for it.")
TOO_LONG = _("At most {max} characters; you have written {n}.")
PLEASE_NAME = _("Please write your name, or that of the organisation.")
PLEASE_PROVE = _("Please write the number of the paper that proves who you are.")
PLEASE_REACH = _("Please write a telephone number, an e-mail address or a postal address.")
BAD_EMAIL = _("Please write an e-mail address like name@example.com, or leave this empty.")
NEEDS_EMAIL = _("You want the reply by e-mail: please write the address.")
NEEDS_ADDRESS = _("You want the reply by post: please write the address.")
NEEDS_PHONE = _("You want the reply by fax: please write the number.")
PLEASE_SAY_WHY = _("Please say in a sentence why everybody should be able to read it.")


class FieldsMissing(FormInvalid):
    """The application cannot be taken as it is (条例 art. 29)."""

    code = "E_REQ_FIELDS"


LONGEST = {
    "name": 100,
    "id_number": 60,
    "contact_name": 100,
    "phone": 40,
    "email": 200,
    "address": 300,
    "postcode": 10,
    "help_wanted": 500,
    "suggestion_reason": 1000,
}
MAX_DOC_NO = 100
FORM = _("the form and the way of getting it")


class ApplicationForm(Form):
    agency: str = ""
    """Code of the public body; empty where there is one only."""
    description: list[str] = msgspec.field(default_factory=list)
    doc_no: list[str] = msgspec.field(default_factory=list)
    applicant_kind: str = ""
    name: str = ""
    id_kind: str = IdKind.RESIDENT_ID.value
    id_number: str = ""
    contact_name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    postcode: str = ""
    form_wanted: str = ""
    way_wanted: str = ""
    help_wanted: str = ""
    suggests_disclosure: bool = False
    suggestion_reason: str = ""
    form_token: str = ""
    """Random, made with the form: the same form sent twice is stored once."""
    proof: str = ""
    """What the browser solved in the background (app/allowances/proof.py)."""
    confirmed: bool = False
    """What is public already has been shown."""
    add: bool = False
    """The button for one more matter."""

    def items(self) -> list[NewItem]:
        """The matters as typed, at least one."""
        numbers = [*self.doc_no, *[""] * len(self.description)]
        pairs = zip(self.description, numbers, strict=False)
        return [NewItem(text, number) for text, number in pairs][:MAX_ITEMS] or [NewItem("")]

    def wanted(self) -> list[NewItem]:
        """The matters that were described: one left empty is none, as long as another was described."""
        items = self.items()
        return [one for one in items if one.description] or items[:1]

    def check_description(self) -> None:
        """The first page. Raises FormInvalid."""
        if errors := list(self._faults_of_items()):
            raise FormInvalid(errors, msgspec.structs.asdict(self))

    def check(self) -> None:
        """The whole application. Raises FieldsMissing with what art. 29 asks for, then each fault beside its field."""
        faults = [*self._faults_of_items(), *self._faults_of_person(), *self._faults_of_wishes(), *self._too_long()]
        errors = list({fault.field: fault for fault in reversed(faults)}.values())[::-1]  # the first of each field
        lacks = missing_parts(
            name=self.name,
            has_identity=bool(self.id_number),
            can_be_reached=bool(self.phone or self.email or self.address),
            description=self.wanted()[0].description,
        )
        if self.form_wanted not in set(FormWanted) or self.way_wanted not in set(WayWanted):
            lacks = (*lacks, FORM)
        if lacks:
            comma = "、" if current_locale() == "zh-CN" else ", "
            parts = comma.join(gettext(part) for part in lacks)
            raise FieldsMissing([FieldError("", LACKING, {"parts": parts}), *errors], self.typed())
        if errors:
            raise FormInvalid(errors, self.typed())

    def typed(self) -> dict[str, object]:
        return msgspec.structs.asdict(self)

    def _faults_of_items(self) -> Iterator[FieldError]:
        for n, item in enumerate(self.wanted()):
            length = len(item.description)
            if not length:
                yield FieldError(f"description-{n}", PLEASE_DESCRIBE)
            elif length < MIN_DESCRIPTION:
                yield FieldError(f"description-{n}", TOO_SHORT, {"min": MIN_DESCRIPTION})
            elif length > MAX_DESCRIPTION:
                yield FieldError(f"description-{n}", TOO_LONG, {"max": MAX_DESCRIPTION, "n": length})
            if len(item.doc_no) > MAX_DOC_NO:
                yield FieldError(f"doc_no-{n}", TOO_LONG, {"max": MAX_DOC_NO, "n": len(item.doc_no)})

    def _faults_of_person(self) -> Iterator[FieldError]:
        if self.applicant_kind not in set(ApplicantKind):
            yield FieldError("applicant_kind", CHOOSE_KIND)
        if not self.name:
            yield FieldError("name", PLEASE_NAME)
        if self.id_kind not in set(IdKind):
            yield FieldError("id_kind", CHOOSE_PAPER)
        elif not self.id_number:
            yield FieldError("id_number", PLEASE_PROVE)
        elif fault := id_fault(IdKind(self.id_kind), self.id_number):
            yield FieldError("id_number", fault)
        if not (self.phone or self.email or self.address):
            yield FieldError("phone", PLEASE_REACH)
        if self.email and not is_email(self.email):
            yield FieldError("email", BAD_EMAIL)

    def _faults_of_wishes(self) -> Iterator[FieldError]:
        needs: dict[str, tuple[str, str, str]] = {
            WayWanted.EMAIL: ("email", self.email, NEEDS_EMAIL),
            WayWanted.POST: ("address", self.address, NEEDS_ADDRESS),
            WayWanted.FAX: ("phone", self.phone, NEEDS_PHONE),
        }
        if self.form_wanted not in set(FormWanted):
            yield FieldError("form_wanted", CHOOSE_FORM)
        if self.way_wanted not in set(WayWanted):
            yield FieldError("way_wanted", CHOOSE_WAY)
        elif self.way_wanted in needs and not needs[self.way_wanted][1]:
            yield FieldError(needs[self.way_wanted][0], needs[self.way_wanted][2])
        if self.suggests_disclosure and not self.suggestion_reason:
            yield FieldError("suggestion_reason", PLEASE_SAY_WHY)

    def _too_long(self) -> Iterator[FieldError]:
        for name, most in LONGEST.items():
            if (n := len(getattr(self, name))) > most:
                yield FieldError(name, TOO_LONG, {"max": most, "n": n})

    def as_application(self, agency_id: UUID) -> NewApplication:
        """After `check`."""
        applicant = NewApplicant(
            kind=ApplicantKind(self.applicant_kind),
            name=self.name,
            id_kind=IdKind(self.id_kind),
            id_number=self.id_number,
            contact_name=self.contact_name,
            phone=self.phone,
            email=self.email,
            address=self.address,
            postcode=self.postcode,
        )
        return NewApplication(
            agency_id=agency_id,
            channel=RequestChannel.ONLINE,
            applicant=applicant,
            items=tuple(self.wanted()),
            form_wanted=FormWanted(self.form_wanted),
            way_wanted=WayWanted(self.way_wanted),
            help_wanted=self.help_wanted,
            suggests_disclosure=self.suggests_disclosure,
            suggestion_reason=self.suggestion_reason if self.suggests_disclosure else "",
        )

    def receipt_token(self, digests: Sequence[str] = ()) -> str:
        """Identity of what was handed in: the form's token and all that it says, so that an edited copy is new."""
        said = {**self.typed(), "proof": "", "confirmed": False}
        said["form_token"] = self.form_token or secrets.token_urlsafe(16)
        return hashlib.sha256(json.dumps(["request", said, *digests], sort_keys=True).encode()).hexdigest()


class AnsweredForm(Form):
    """ "This answers me" to something that is public already: its kind, its own name and its page, in one button."""

    answered: Annotated[str, Meta(max_length=700)] = ""

    def parts(self) -> tuple[str, str, str]:
        kind, _blank, rest = self.answered.partition(" ")
        ref, _blank, path = rest.partition(" ")
        return kind, ref[:80], path


class SuggestForm(Form):
    suggestion_reason: Annotated[str, Meta(max_length=1000, extra={"missing": PLEASE_SAY_WHY})]


class CorrectionForm(Form):
    """The answer to a correction notice."""

    answer: Annotated[
        str,
        Meta(
            min_length=MIN_DESCRIPTION,
            max_length=MAX_DESCRIPTION,
            extra={"missing": _("Please write what you add or correct.")},
        ),
    ]
