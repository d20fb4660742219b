"""Forms of moderation."""

from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID

import msgspec

from app.comments.rules import HiddenCategory
from app.lib.forms import Form, Meta
from app.lib.i18n import gettext_noop as _
from app.moderation.rules import MAX_CHOSEN, Verb

_WHY = _("Please say why; the authors will read this with their receipts.")
_KIND = _("Please choose the kind of reason.")


class ClearForm(Form):
    as_written: bool = False
    """The scanner was wrong: nothing is masked."""
    back: str = ""


class BackForm(Form):
    back: str = ""


class HideForm(Form):
    category: Annotated[HiddenCategory, Meta(extra={"missing": _KIND, "invalid": _KIND})]
    reason: Annotated[str, Meta(min_length=2, max_length=1000, extra={"missing": _WHY})]
    back: str = ""


class ManyForm(Form):
    """Many at once: named ones, or a group as a whole. Kind and reason are read by HideForm where they count."""

    verb: Verb
    comments: Annotated[list[UUID], Meta(max_length=MAX_CHOSEN)] = msgspec.field(default_factory=list)
    whole: bool = False
    group: int | None = None
    until: Annotated[int, Meta(ge=0, le=10**16)] = 10**16
    """When the page was made, in microseconds since 1970: who came later was not seen by anybody."""
    back: str = ""

    def made_at(self) -> datetime:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=self.until)
