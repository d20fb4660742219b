"""The form of the letterhead."""

from typing import Annotated

from app.lib.forms import Form, Meta
from app.lib.i18n import gettext_noop as _

Line = Annotated[str, Meta(max_length=300)]


class HeadForm(Form, frozen=True):
    """How a body heads its letters, and where they send people."""

    name: Annotated[str, Meta(min_length=2, max_length=100, extra={"missing": _("Please enter the name in red.")})]
    prefix: Annotated[str, Meta(max_length=12, extra={"missing": _("Please enter the characters of the body.")})]
    organ: Annotated[str, Meta(max_length=100, extra={"missing": _("Please enter the organ of reconsideration.")})]
    court: Annotated[str, Meta(max_length=100, extra={"missing": _("Please enter the court.")})]
    contact: Line = ""
    complaints: Line = ""
