"""What can go wrong on purpose, as a tree.

DomainError
├── NotFound      404  the thing does not exist, or the viewer may not know that it does
├── Forbidden     403  signed in, but this role may not
├── Refused       409  the law or the state of the thing forbids it; features subclass this
├── FormInvalid   422  what was typed cannot be taken; the form is shown again with it
└── TryAgain      429  there was too much of it; taken again from a moment that is named

Messages are English msgids (translated where they are shown) with named placeholders. Codes are those
of the message catalogue, e.g. ``E_CONS_BASIS``. Anything that is not a DomainError is a fault and a 500.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.lib.i18n import gettext_noop as _


@dataclass(frozen=True)
class FieldError:
    """One sentence about one field: shown beside it and in the summary above the form."""

    field: str
    message: str
    params: Mapping[str, object] = field(default_factory=dict)


class DomainError(Exception):
    """A refusal with an HTTP status, a code, and a sentence that says what to do."""

    status = 400
    code = "E_BAD_REQUEST"
    message = _("This cannot be done.")

    def __init__(self, message: str | None = None, *, code: str | None = None, **params: object) -> None:
        self.message = message or self.message
        self.code = code or self.code
        self.params = params
        super().__init__(f"{self.code}: {self.message}")


class NotFound(DomainError):
    status = 404
    code = "E_NOT_FOUND"
    message = _("This page does not exist, or it is not public.")


class Forbidden(DomainError):
    status = 403
    code = "E_FORBIDDEN"
    message = _("Your role does not allow this.")


class Refused(DomainError):
    status = 409
    code = "E_REFUSED"
    message = _("This is not possible in the present state.")


class FormInvalid(DomainError):
    """The form is shown again: ``errors`` in the order of the fields, ``typed`` with everything as it was typed."""

    status = 422
    code = "E_FORM"
    message = _("Please correct the following before you submit.")

    def __init__(self, errors: Sequence[FieldError], typed: Mapping[str, object] | None = None) -> None:
        super().__init__()
        self.errors = list(errors)
        self.typed = dict(typed or {})

    @classmethod
    def of(cls, field_name: str, message: str, **params: object) -> "FormInvalid":
        return cls([FieldError(field_name, message, params)])


class TryAgain(DomainError):
    """Too much in too short a time. The message has the place ``{moment}``; `at` is when it will be taken."""

    status = 429
    code = "E_TRY_AGAIN"

    def __init__(self, message: str, *, at: datetime) -> None:
        super().__init__(message)
        self.at = at
