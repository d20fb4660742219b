"""What is typed on the pages of accounts."""

from typing import Annotated
from uuid import UUID

from app.accounts.rules import Role
from app.lib.forms import Form, Meta
from app.lib.i18n import gettext_noop as _


class SignInForm(Form, kw_only=True, frozen=True):
    username: Annotated[str, Meta(max_length=50, extra={"missing": _("Please enter your user name.")})]
    password: Annotated[str, Meta(max_length=200, extra={"missing": _("Please enter your password.")})]
    next: str = ""


class PasswordForm(Form, kw_only=True, frozen=True):
    old_password: Annotated[str, Meta(max_length=200, extra={"missing": _("Please enter your present password.")})]
    new_password: Annotated[str, Meta(max_length=200, extra={"missing": _("Please enter a new password.")})]
    new_password_again: Annotated[str, Meta(max_length=200, extra={"missing": _("Please enter it once more.")})]


class PersonForm(Form, kw_only=True, frozen=True):
    """What may be changed of a person later on."""

    full_name: Annotated[str, Meta(max_length=100, extra={"missing": _("Please enter the name.")})]
    division_id: UUID | None = None
    roles: Annotated[list[Role], Meta(extra={"missing": _("Please choose at least one role.")})]


class NewPersonForm(PersonForm, kw_only=True, frozen=True):
    username: Annotated[
        str,
        Meta(
            max_length=50,
            pattern="^[A-Za-z0-9][A-Za-z0-9._-]*$",
            extra={
                "missing": _("Please enter a user name."),
                "invalid": _("Letters, digits, dot, hyphen and underscore only."),
            },
        ),
    ]
