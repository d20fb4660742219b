"""Forms of the mailbox."""

from typing import Annotated

from app.lib.forms import Form, Meta
from app.lib.i18n import gettext_noop as _


class AssignForm(Form, frozen=True):
    """The case that a mail belongs to."""

    number: Annotated[str, Meta(max_length=40, extra={"missing": _("Please enter the number of the case.")})]


class AsideForm(Form, frozen=True):
    """Why a mail needs no case."""

    reason: Annotated[
        str, Meta(min_length=2, max_length=500, extra={"missing": _("Please say why it belongs to no case.")})
    ]
