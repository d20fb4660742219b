"""Forms of the calendar."""

from typing import Annotated

from app.lib.forms import Form, Meta
from app.lib.i18n import gettext_noop as _


class NoticeForm(Form, kw_only=True, frozen=True):
    """Where the year's notice comes from; the file itself is read apart."""

    source: Annotated[
        str,
        Meta(min_length=4, max_length=200, extra={"missing": _("Please name the notice: its title, number or date.")}),
    ]
