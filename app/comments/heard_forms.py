"""Forms of what was heard elsewhere: one comment at a time, or a table."""

from datetime import date
from typing import Annotated

from app.comments.rules import MAX_TEXT, MIN_TEXT
from app.lib.errors import FormInvalid
from app.lib.forms import Form, Meta
from app.lib.i18n import gettext_noop as _

Column = Annotated[str, Meta(max_length=200)]


class HeardForm(Form):
    """One comment as it was said or written elsewhere."""

    way: Annotated[str, Meta(max_length=40, extra={"missing": _("Please choose where it was heard.")})]
    text: Annotated[
        str,
        Meta(min_length=MIN_TEXT, max_length=MAX_TEXT, extra={"missing": _("Please write down what was said.")}),
    ]
    said_on: Annotated[date | None, Meta(extra={"invalid": _("Please choose a day.")})] = None
    clause: Annotated[str, Meta(max_length=40)] = ""
    speaker: Annotated[str, Meta(max_length=100)] = ""
    with_receipt: bool = False
    form_token: Annotated[str, Meta(max_length=100)] = ""
    """Random, made with the form: the same form sent twice is stored once."""


class UploadForm(Form):
    """Where the comments of a table were heard; the file comes beside."""

    way: Annotated[str, Meta(max_length=40, extra={"missing": _("Please choose where it was heard.")})]


class ColumnsForm(Form):
    """Which column holds what; empty is "none"."""

    text: Annotated[str, Meta(max_length=200, extra={"missing": _("Please choose the column of the comments.")})]
    title: Column = ""
    person: Column = ""
    at: Column = ""
    clause: Column = ""
    said_on: Annotated[date | None, Meta(extra={"invalid": _("Please choose a day.")})] = None

    def check(self) -> None:
        chosen = [one for one in (self.text, self.title, self.person, self.at, self.clause) if one]
        if len(chosen) != len(set(chosen)):
            raise FormInvalid.of("text", _("One column cannot hold two things. Please choose again."))
