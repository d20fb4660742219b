"""Forms of the consultation's desk."""

from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import field

from app.consultations.rules import Method
from app.lib.errors import FieldError, FormInvalid
from app.lib.forms import Form, Meta
from app.lib.i18n import gettext_noop as _


class ConsultationForm(Form):
    """Everything the notice says. Explanation and basis may be added later: publication asks for them."""

    title: Annotated[
        str, Meta(min_length=4, max_length=200, extra={"missing": _("Please give the consultation a title.")})
    ]
    opens_on: Annotated[
        date, Meta(extra={"missing": _("Please choose the first day."), "invalid": _("Please choose a day.")})
    ]
    closes_on: Annotated[
        date, Meta(extra={"missing": _("Please choose the last day."), "invalid": _("Please choose a day.")})
    ]
    summary: Annotated[str, Meta(max_length=1000)] = ""
    explanation: Annotated[str, Meta(max_length=50_000)] = ""
    basis: Annotated[str, Meta(max_length=20_000)] = ""
    methods: list[str] = field(default_factory=list)
    shorten_reason: Annotated[str, Meta(max_length=1000)] = ""
    contact: Annotated[str, Meta(max_length=1000)] = ""
    moderation_policy: str = "after"
    is_past: bool = False
    division_id: UUID | None = None

    def check(self) -> None:
        """What one field alone cannot say."""
        errors = []
        if self.closes_on <= self.opens_on:
            errors.append(FieldError("closes_on", _("The last day must come after the first.")))
        if not self.methods or not set(self.methods) <= set(Method):
            errors.append(FieldError("methods", _("Please choose at least one way in which people are heard.")))
        if self.moderation_policy not in ("after", "before"):
            errors.append(FieldError("moderation_policy", _("Please check this entry.")))
        if errors:
            raise FormInvalid(errors)

    def fields(self) -> dict[str, object]:
        """What is stored as it was typed; the methods in their official order."""
        return {
            "title": self.title,
            "summary": self.summary,
            "explanation": self.explanation,
            "basis": self.basis,
            "methods": [method.value for method in Method if method in self.methods],
            "opens_on": self.opens_on,
            "closes_on": self.closes_on,
            "shorten_reason": self.shorten_reason,
            "contact": self.contact,
            "moderation_policy": self.moderation_policy,
        }


class PastedDraftForm(Form):
    """A draft as text, where no file was chosen."""

    text: Annotated[str, Meta(max_length=500_000)] = ""


class CorrectedDraftForm(Form):
    """The tree as the officer corrected it."""

    text: Annotated[
        str, Meta(max_length=500_000, extra={"missing": _("Choose a file, or paste the text of the draft.")})
    ]


class AttachmentForm(Form):
    """A file that belongs to the notice; the file itself comes beside it."""

    title: Annotated[str, Meta(max_length=100)] = ""
    note: Annotated[str, Meta(max_length=500)] = ""


class KeptFileForm(Form):
    """An answer to "read it as if all changes were accepted?": the signed name of the file that waits for it."""

    kept: Annotated[str, Meta(max_length=2000)] = ""


class ExtensionForm(Form):
    """A later last day, and why: the public reads it."""

    closes_on: Annotated[
        date, Meta(extra={"missing": _("Please choose the last day."), "invalid": _("Please choose a day.")})
    ]
    reason: Annotated[str, Meta(min_length=2, max_length=1000, extra={"missing": _("Please say why.")})]


class ApprovalForm(Form):
    """Which submission the approver had before him."""

    seen: str = ""


class NoteForm(Form):
    """A note that goes with a step back: why it was returned or withdrawn."""

    note: Annotated[str, Meta(min_length=2, max_length=1000, extra={"missing": _("Please say why.")})]
