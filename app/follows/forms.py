"""Forms of followers."""

from typing import Annotated
from uuid import UUID

from app.follows.rules import is_address
from app.lib.errors import FieldError, FormInvalid
from app.lib.forms import Form, Meta
from app.lib.i18n import gettext_noop as _

NO_ADDRESS = _("Please write an e-mail address like name@example.com.")


class AddressForm(Form):
    """An address, for the mail with one's list."""

    email: Annotated[str, Meta(max_length=200, extra={"missing": _("Please write your e-mail address.")})]

    def check(self) -> None:
        """Raises FormInvalid for what is no address."""
        if not is_address(self.email):
            raise FormInvalid([FieldError("email", NO_ADDRESS)], {"email": self.email})


class FollowForm(AddressForm):
    """An address to follow with."""

    with_agency: bool = False
    """Also whatever the agency publishes anew."""

    def check(self) -> None:
        try:
            super().check()
        except FormInvalid as invalid:
            invalid.typed["with_agency"] = "1" if self.with_agency else ""
            raise


class StopForm(Form):
    """Which one to stop; without one, all."""

    follow: UUID | None = None


class LanguageForm(Form):
    locale: str = ""
