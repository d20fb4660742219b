"""Forms of the pages of groups. `seen` is the revision that the page showed."""

from typing import Annotated
from uuid import UUID

import msgspec

from app.lib.errors import FormInvalid
from app.lib.forms import Form, Meta
from app.lib.i18n import gettext_noop as _
from app.request_groups.rules import NothingChosen

MAX_TITLE, MAX_REASON = 200, 500


class SeenForm(Form):
    """A button that concerns one group."""

    seen: str = ""

    @property
    def revision(self) -> int | None:
        return int(self.seen) if self.seen.isdecimal() and len(self.seen) < 9 else None


class TitleForm(SeenForm):
    title: Annotated[str, Meta(max_length=MAX_TITLE)] = ""


class ReachForm(SeenForm):
    """What an officer thinks of its reach."""

    wide_scope: bool = False
    wide_awareness: bool = False


class OtherForm(SeenForm):
    """Another group, and why a guard is overridden."""

    other: str = ""
    reason: Annotated[str, Meta(max_length=MAX_REASON)] = ""

    def other_number(self) -> int:
        """The other group's number, as people write it. Raises FormInvalid."""
        digits = self.other.strip().lstrip("#＃第").rstrip("组")
        if not digits.isdecimal() or len(digits) > 9:
            raise FormInvalid.of("other", _("Please give the number of a group of requests."))
        return int(digits)


class MembersForm(OtherForm):
    """Requests ticked on a group's page; `other` is where they go."""

    chosen: list[str] = msgspec.field(default_factory=list)

    def request_ids(self) -> list[UUID]:
        """The ticked requests. Raises NothingChosen."""
        if not self.chosen:
            raise NothingChosen
        try:
            return [UUID(one) for one in self.chosen]
        except ValueError:
            raise NothingChosen from None


class ThresholdForm(Form):
    """An office's own numbers."""

    people: Annotated[int, Meta(ge=2, le=1000)]
    requests: Annotated[int, Meta(ge=2, le=10000)]
    days: Annotated[int, Meta(ge=30, le=3650)]
