"""Forms of the comparison's desk."""

from typing import Annotated
from uuid import UUID

from app.lib.forms import Form, Meta
from app.lib.i18n import gettext_noop as _


class PairForm(Form):
    """Where a clause of the final text comes from; empty: it is new."""

    after: Annotated[str, Meta(max_length=40)]
    before: Annotated[str, Meta(max_length=40)] = ""


class FoldForm(Form):
    """Where a clause of the draft went; empty: it is gone."""

    before: Annotated[str, Meta(max_length=40)]
    after: Annotated[str, Meta(max_length=40)] = ""


class ConfirmForm(Form):
    """The links that the page showed and a person found right."""

    links: Annotated[list[UUID], Meta(extra={"missing": _("There is nothing to confirm.")})]


NO_NUMBER = _("Please enter the number of a group.")


class CauseForm(Form, kw_only=True):
    """A group of the report, and the clause whose change it caused (`side` is before or after)."""

    clause: Annotated[str, Meta(max_length=40)]
    side: str = "before"
    number: Annotated[int, Meta(ge=1, extra={"missing": NO_NUMBER, "invalid": NO_NUMBER})]


class RevisionNoteForm(Form):
    """What the public reads above the comparison."""

    note: Annotated[str, Meta(max_length=5_000)] = ""
